"""The sentences in each language: the same ones, with the same values, and written as they should be."""

import ast
import re
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import intercoop_bot
from intercoop_bot.language.catalogue import LANGUAGES, template

SOURCES = Path(intercoop_bot.__file__).parent

_ASKED = re.compile(
    r"""(?<![.\w])(?:phrase|Phrase|line|bullet|say|template)\(\s*(?:language,\s*)?"([a-z_]+\.[a-z_.]+)\""""
)
"""A sentence asked for by its whole key."""


def path(language: str) -> Path:
    return Path(str(resources.files("intercoop_bot.language").joinpath("locales", f"{language}.po")))


def sentences(language: str) -> dict[str, tuple[str, ...]]:
    """The sentences of a language by key: one, or one for each plural."""
    with path(language).open("rb") as source:
        messages = [message for message in read_po(source, locale=language) if message.id]
    return {as_texts(message.id)[0]: as_texts(message.string) for message in messages}


def as_texts(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def values(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)", sentence))


def test_the_languages_have_the_same_sentences() -> None:
    keys = [set(sentences(language)) for language in LANGUAGES]
    assert not keys[0] ^ keys[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_written_twice_or_left_empty(language: str) -> None:
    counted = Counter(re.findall(r'^msgid "(.+)"$', path(language).read_text(encoding="utf-8"), re.MULTILINE))
    assert [key for key, times in counted.items() if times > 1] == []
    assert [key for key, texts in sentences(language).items() if not all(texts)] == []


def test_the_languages_put_the_same_values_into_a_sentence() -> None:
    french, english = (sentences(language) for language in LANGUAGES)
    for key in french:
        fields = [set.union(*map(values, texts)) - {"p"} for texts in (french[key], english[key])]
        assert fields[0] == fields[1], key


def test_the_languages_have_the_same_plurals() -> None:
    french, english = (sentences(language) for language in LANGUAGES)
    assert [key for key in french if len(french[key]) != len(english[key])] == []


def test_every_sentence_that_is_asked_for_is_there() -> None:
    asked = {
        key
        for source in SOURCES.rglob("*.py")
        for key in _ASKED.findall(source.read_text(encoding="utf-8"))
        if not key.endswith(".")
    }
    assert len(asked) > 100
    assert asked - set(sentences("fr")) == set()


def test_an_unknown_sentence_is_a_fault() -> None:
    with pytest.raises(KeyError):
        template("fr", "no.such.key")
    with pytest.raises(KeyError):
        template("fr", "no.such.key", 2)


# --- typography: what is inside `code` is typed by people, and has spaces as they type them


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        pytest.param(r"[^\s\u202f»][?!;](?!\w)", "a narrow no-break space before ? ! ;", id="no space"),
        pytest.param(r" [?!;»]", "a no-break space before ? ! ; »", id="breaking space"),
        pytest.param(r"[^\s\u00a0\u202f]:(?!\w)|[ \u202f]:(?!\w)", "a no-break space before :", id="colon"),
        pytest.param(r"«[^\u00a0]|[^\u00a0]»", "no-break spaces inside « »", id="quotation marks"),
        pytest.param(r"'", "a typographic apostrophe", id="apostrophe"),
        pytest.param(r"\.\.\.", "an ellipsis", id="dots"),
        pytest.param(r"  ", "one space", id="two spaces"),
    ],
)
def test_french_typography(wrong: str, why: str) -> None:
    faults = [
        (key, text)
        for key, texts in sentences("fr").items()
        for text in (re.sub(r"`[^`]*`", "x", text) for text in texts)
        if re.search(wrong, text)
    ]
    assert faults == [], why


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(r"[\s\u00a0\u202f][?!;:](?!\w|//)", id="space before a sign"),
        pytest.param(r"\w'\w", id="apostrophe"),
        pytest.param(r"\.\.\.", id="dots"),
    ],
)
def test_english_typography(wrong: str) -> None:
    faults = [
        (key, text)
        for key, texts in sentences("en").items()
        for text in (re.sub(r"`[^`]*`", "x", text) for text in texts)
        if re.search(wrong, text)
    ]
    assert faults == []


# --- every sentence is said somewhere


def spoken() -> tuple[set[str], tuple[re.Pattern[str], ...]]:
    """The strings of the code, and the families of keys (`call.{mark}`) that are put together in it."""
    whole: set[str] = set()
    families: set[str] = set()
    for source in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant):
                whole.add(str(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                    for part in node.values
                )
                families.add("".join(parts))
    return whole, tuple(re.compile(family) for family in families if re.match(r"[a-z_.]+\\\.", family))


def test_every_sentence_is_said_somewhere() -> None:
    whole, families = spoken()

    def is_said(key: str) -> bool:
        area, _, rest = key.partition(".")
        if key in whole or (area == "minutes" and is_said(rest)):
            return True
        return any(family.fullmatch(key) for family in families if family.pattern != r"minutes\.\w+")

    assert [key for key in sentences("fr") if not is_said(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_enough_for_a_phone(language: str) -> None:
    long = {key: texts for key, texts in sentences(language).items() if max(map(len, texts)) > 200}
    assert set(long) <= {"unclear.policy"}


def test_no_sentence_was_left_in_the_other_language() -> None:
    french, english = (sentences(language) for language in LANGUAGES)
    same = {
        key for key in french if french[key] == english[key] and re.search(r"[a-z]{4,}", _bare(french[key]))
    }
    assert same <= {
        "role.notes",
        "minutes.notes",
        "minutes.actions",
        "minutes.count.actions",
        "minutes.count.notes",
        "minutes.tag.note",
        "minutes.tag.action",
        "minutes.tag.question",
    }


def _bare(texts: tuple[str, ...]) -> str:
    return re.sub(r"{\w+[^}]*}", "", " ".join(texts))
