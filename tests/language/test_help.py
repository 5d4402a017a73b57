import pytest

from intercoop_bot.language.catalogue import LANGUAGES
from intercoop_bot.language.entries import Language
from intercoop_bot.language.help import command_table, help_on
from intercoop_bot.language.vocabulary import TABLE
from intercoop_bot.language.wording import Voice, word_message
from tests.language.asking import PARIS

_FRENCH = Voice(language="fr", zone=PARIS)


def _words(word: str, language: str = "fr", prefix: str = "!") -> list[str]:
    voice = Voice(language=language, zone=PARIS, prefix=prefix)
    return word_message(help_on(word, language, prefix, ("blocage",)), voice).plain.split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_short_enough_for_a_phone(language: str) -> None:
    lines = _words("", language)
    assert len(lines) <= 15
    assert max(map(len, lines)) <= 42


def test_help_names_the_commands_of_the_table() -> None:
    assert _words("")[:3] == ["Avant", "• !prévoir et votre annonce", "• !point\u00a0: ajouter un point"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [entry.key for entry in TABLE])
def test_every_word_is_explained(key: str, language: Language) -> None:
    entry = next(entry for entry in TABLE if entry.key == key)
    lines = _words(entry.wordings[language].shown, language)
    assert lines[0].startswith(f"!{entry.wordings[language].shown}")
    assert "{" not in "".join(lines)


def test_a_word_in_detail() -> None:
    assert _words("suivant") == [
        "!suivant\u00a0: passer au point suivant",
        "• Autres mots\u00a0: !s, !suivante, !suite, !next et !n",
        (
            "• Qui\u00a0: qui anime, qui a prévu ou ouvert la réunion, la modération\u202f; "
            "tout le monde si personne n’anime. Quand\u00a0: pendant la réunion."
        ),
    ]


def test_the_other_words_begin_with_those_of_the_language() -> None:
    assert _words("next", "en")[1] == "• Other words: !n, !suivant, !s, !suivante and !suite"


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("!next", "!suivant"), ("#note", "!note [N :] TEXTE"), ("+5", "!prolonger MINUTES"),
        ("NOTE:", "!note [N :] TEXTE"),
        ("s/a/b/", "!remplacer MOTS par MOTS"), ("q+", "!main [SUJET]"),
        ("Q-", "!baisser [@QUI]"), ("aller à", "!aller N"), ("blocage", "!blocage ou #blocage"),
        ("#blocage", "!blocage ou #blocage"),
    ],
)  # fmt: skip
def test_a_word_is_found_as_it_is_written(word: str, first: str) -> None:
    assert _words(word)[0].startswith(first)


@pytest.mark.parametrize(
    ("word", "who", "when"),
    [
        ("règle", "modération du salon", "à tout moment"), ("quand", "qui anime", "une réunion est prévue"),
        ("point", "tout le monde", "prévue ou en cours"), ("note", "tout le monde", "pendant la réunion"),
        ("remplacer", "tout le monde", "après pour corriger"), ("aide", "tout le monde", "à tout moment"),
        ("hors", "tout le monde", "à tout moment"),
    ],
)  # fmt: skip
def test_it_says_who_may_and_when(word: str, who: str, when: str) -> None:
    rights = _words(word)[-1]
    assert who in rights
    assert when in rights


def test_an_unknown_word_gets_a_suggestion_or_the_way_to_all_of_it() -> None:
    assert _words("suivnat") == [
        "Je ne connais pas le mot «\u00a0suivnat\u00a0». Peut-être !aide suivant\u202f?"
    ]
    assert _words("zorglub") == [
        "Je ne connais pas le mot «\u00a0zorglub\u00a0». L’essentiel est dans !aide."
    ]


def test_help_speaks_with_the_rooms_prefix() -> None:
    assert _words(".next", prefix=".")[0].startswith(".suivant")
    assert "• .point\u00a0: ajouter un point" in _words("", prefix=".")


def test_an_example_of_several_lines_stays_in_its_place() -> None:
    html = word_message(help_on("ordre", "fr"), _FRENCH).html
    assert "<code>!ordre<br>Budget 20 min<br>Local 10 min</code>" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_the_readme_has_every_command(language: Language) -> None:
    table = command_table(language)
    for entry in TABLE:
        for wording in entry.wordings.values():
            assert f"`!{wording.shown}" in table
    assert {row.count(" | ") for row in table.splitlines()} == {2}
    assert table.startswith("| ")
    assert table.endswith(" |\n")
