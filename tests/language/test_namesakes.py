"""Who bears another's name, or one that looks like it, is told apart."""

from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.language.members import Members
from intercoop_bot.language.namesakes import look
from intercoop_bot.language.wording import Voice, word_message
from intercoop_bot.meeting.effects import Line, Say
from intercoop_bot.meeting.phrases import Who, phrase
from tests.builders import ANA, BRUNO

MALLORY = "@mallory:elsewhere.example"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Chloé Martin", id="the same"),
        pytest.param("chloe  MARTIN ", id="case, accents, blanks"),
        pytest.param("Chloé\u200b Mar\u200dtin", id="signs without a width"),
        pytest.param("Сhlоé Маrtіn", id="Cyrillic letters"),
        pytest.param("Chlοé Μartιn", id="Greek letters"),
        pytest.param("Ｃｈｌｏé Martin", id="wide letters"),
        pytest.param("𝐂hloé 𝓜artin", id="letters for formulas"),
        pytest.param("Ch1oé Mart1n", id="digits"),
        pytest.param("ChIoé Martln", id="letters for one another"),
        pytest.param("Ch\u0322loe\u0301 M\u0336artin", id="marks on top of marks"),
        pytest.param("Chloé · Martin.", id="signs between"),
        pytest.param("\u202eChloé Martin", id="turned around"),
    ],
)
def test_what_looks_the_same_is_the_same(name: str) -> None:
    assert Members({ANA: "Chloé Martin", MALLORY: name, BRUNO: "Bruno"}).alike() == {ANA, MALLORY}


@pytest.mark.parametrize("name", ["Chloé", "Chloé Martinet", "Bruno", "Clara", "🐝", "Анна"])
def test_other_names_are_others(name: str) -> None:
    assert Members({ANA: "Chloé Martin", MALLORY: name}).alike() == frozenset()


def test_two_letters_that_look_like_one() -> None:
    assert look("Marnie") == look("Mamie")
    assert look("Ana") != look("Anna")


@pytest.mark.parametrize("name", ["Ana (@ana:coop.example)", "@ana", "@ana :coop.example", ANA])
def test_a_name_that_seems_to_be_an_id(name: str) -> None:
    assert Members({MALLORY: name, BRUNO: BRUNO}).alike() == {MALLORY}


@pytest.mark.parametrize("names", [("🐝", "🐝"), ("…", "…"), ("\u0301", "\u0301")])
def test_names_without_letters(names: tuple[str, str]) -> None:
    assert len(Members(dict(zip((ANA, MALLORY), names, strict=True))).alike()) == 2
    assert Members({ANA: names[0], MALLORY: "🦊"}).alike() == frozenset()


def test_a_message_names_them_with_their_ids() -> None:
    voice = Voice(language="fr", zone=ZoneInfo("Europe/Paris"), alike=frozenset({ANA, MALLORY}))
    lines = (Line(phrase("address", who=(Who(ANA, "Ana"), Who(BRUNO, "Bruno"), Who(MALLORY, "<Ana>")))),)
    text = word_message(Say(lines=lines, mentions=(Who(ANA, "Ana"),)), voice)
    assert f"Ana ({ANA}), Bruno et <Ana> ({MALLORY})" in text.plain
    assert f">Ana</a> ({ANA}), Bruno et &lt;Ana&gt; ({MALLORY})" in text.html


def test_others_are_told_apart_from_the_members_and_from_each_other() -> None:
    members = Members({ANA: "Ana", BRUNO: "Bruno"})
    assert members.alike({"": "ana"}) == {ANA, ""}
    assert members.alike({MALLORY: "Brun0", "Zoé": "Zoé"}) == {BRUNO, MALLORY}
    assert members.alike({MALLORY: "Zoé", "Zoé": "Zoé"}) == {MALLORY, "Zoé"}
    assert members.alike({MALLORY: ANA}) == {MALLORY}


def test_a_member_has_the_name_that_they_have_now() -> None:
    members = Members({ANA: "Ana", BRUNO: "Bruno"})
    assert members.alike({ANA: "Bruno"}) == frozenset()
    assert Members({ANA: "Zoé", BRUNO: "Zoé"}).alike({ANA: "Ana"}) == {ANA, BRUNO}
