import re
from collections import defaultdict
from typing import get_args

import pytest

from intercoop_bot.language.asking import Help, Unclear
from intercoop_bot.language.catalogue import LANGUAGES, catalogue, template
from intercoop_bot.language.entries import Entry, Language, example, form
from intercoop_bot.language.fold import fold
from intercoop_bot.language.members import Members
from intercoop_bot.language.parse import read_message
from intercoop_bot.language.vocabulary import BY_KEY, NOTE_TAGS, TABLE
from intercoop_bot.language.words import count_words, find, find_tag, suggest
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.state import TAGS
from tests.language.asking import MEMBERS, context

_NOT_ASKED_FOR = {
    c.Tick, c.Hear, c.Admit, c.Dismiss, c.Arrive, c.Depart, c.AdmitDeafness, c.AdmitGap, c.ReviseNotes,
    c.EraseNotes, c.NoteLink, c.KeepHostCode, c.AwaitCode, c.SettleCode, c.RepostCard,
    # Other bots' words, and a reaction.
    c.TakeUp, c.Retag,
}  # fmt: skip
_ANOTHER_ANSWER = {c.PutOff, c.OpenQueue, c.WithdrawLead, c.ReplaceNote}
"""What a word asks for besides what its example does."""
_LATER = (
    "actions", "approve", "approuver", "done", "fait", "propose", "proposer", "object", "objecter",
    "abstain", "abstention", "vote", "voter", "tally", "dépouiller", "accord",
)  # fmt: skip
_BOTH: tuple[Language, ...] = ("fr", "en")


def test_no_word_means_two_things() -> None:
    meanings = defaultdict(set)
    for entry in TABLE:
        for wording in entry.wordings.values():
            for word in wording.words:
                meanings[fold(word).replace(" ", "").replace("-", "").replace("'", "")].add(entry.key)
    assert {word: keys for word, keys in meanings.items() if len(keys) > 1} == {}


def test_every_key_is_there_once() -> None:
    assert len(BY_KEY) == len(TABLE)


def test_everything_that_people_can_ask_for_can_be_asked_for() -> None:
    askable = {*get_args(c.Command), *get_args(c.Question), Help} - _NOT_ASKED_FOR
    assert {
        kind for entry in TABLE for kind in (entry.makes, entry.asks) if kind
    } == askable - _ANOTHER_ANSWER


def test_the_tags_are_those_of_the_meeting() -> None:
    assert tuple(NOTE_TAGS) == TAGS


@pytest.mark.parametrize("language", _BOTH)
@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry.key)
def test_every_example_asks_for_what_the_table_says(entry: Entry, language: Language) -> None:
    members = Members({**MEMBERS, "@ana:coop.example": "Ana"})
    asked = read_message(example(entry, language, "!"), context(members=members))
    assert [type(each) for each in asked] == ([entry.makes] if entry.makes else [])


@pytest.mark.parametrize("entry", [entry for entry in TABLE if entry.asks], ids=lambda entry: entry.key)
def test_a_word_alone_asks_the_question_of_the_table(entry: Entry) -> None:
    for wording in entry.wordings.values():
        for word in wording.words:
            assert [type(each) for each in read_message(f"!{word}", context())] == [entry.asks]


@pytest.mark.parametrize("entry", [entry for entry in TABLE if entry.signs], ids=lambda entry: entry.key)
def test_a_sign_needs_no_prefix(entry: Entry) -> None:
    for sign in entry.signs:
        (asked,) = read_message(sign, context())
        assert type(asked) in (entry.makes, entry.asks)


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry.key)
def test_every_word_finds_its_command_however_it_is_written(entry: Entry) -> None:
    for wording in entry.wordings.values():
        for word in wording.words:
            assert find(word) is find(word.upper()) is find(fold(word).replace(" ", "")) is entry


def test_words_come_as_the_table_shows_them() -> None:
    assert example(BY_KEY["agenda"], "fr", ".") == ".ordre\nBudget 20 min\nLocal 10 min"
    assert form(BY_KEY["item"], "en", "!") == "!item TITLE [20m] [@OWNER]"
    assert form(BY_KEY["next"], "fr", "!") == "!suivant"


@pytest.mark.parametrize(
    ("text", "count"),
    [("go to 4", 2), ("Ordre  du jour", 3), ("où en est-on", 3), ("next go to", 1), ("", 1), ("je", 1)],
)
def test_a_command_of_several_words(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("suivnat", "suivant"),
        ("desicion", "décision"),
        ("blocag", "blocage"),
        ("hlep", "help"),
        ("xyz", None),
        ("actoin", "action"),
        ("répter", "répéter"),
    ],
)
def test_a_misspelt_word_gets_one_suggestion(word: str, suggestion: str | None) -> None:
    assert suggest(word, ("blocage",)) == suggestion


@pytest.mark.parametrize("word", _LATER)
def test_what_is_not_built_is_not_promised(word: str) -> None:
    assert find(word) is None
    assert suggest(word) is None


def test_a_tag_is_found_by_its_words() -> None:
    assert find_tag("Tâche", ()) == "action"
    assert find_tag("à faire", ()) == "action"
    assert find_tag("BLOCAGE", ("blocage",)) == "blocage"
    assert find_tag("suivant", ("blocage",)) is None
    assert find_tag("risque", ("blocage",)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_a_sentence_speaks_of_is_known(language: str) -> None:
    sentences = catalogue(language)._catalog  # type: ignore[attr-defined]
    spoken = {word for text in sentences.values() for word in re.findall(r"\{p\}([^\W\d_][\w-]*)", text)}
    assert spoken
    assert {word for word in spoken if find(word) is None} == set()


_VALUES = {
    "suggestion": "note", "tag": "note", "word": "note", "name": "notes", "role": "notes", "example": "",
    "number": "3", "day": "friday", "weeks": "every friday 12:00", "month": "le 15 du mois à 19h",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_a_sentence_gives_is_understood(language: str) -> None:
    sentences = catalogue(language)._catalog  # type: ignore[attr-defined]
    given = {span for text in sentences.values() for span in re.findall(r"`(\{p\}\w+ [^`]+)`", text)}
    assert len(given) > 20
    typed = [span.format(p="!", **_VALUES) for span in given if "{example}" not in span]
    asked = {line: read_message(line, context(language=language)) for line in typed}
    assert {line: each for line, each in asked.items() if not each or isinstance(each[0], Unclear)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_its_line_of_help(language: str) -> None:
    for entry in TABLE:
        assert template(language, f"help.{entry.key}")
