"""Corrections of notes, and the lines of a scribe."""

import pytest

from intercoop_bot.language.asking import Asked, Unclear
from intercoop_bot.language.parse import read_message, read_notes
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, context


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("s/OVH/Gandi/", c.Substitute(old="OVH", new="Gandi")),
        ("s/OVH/Gandi", c.Substitute(old="OVH", new="Gandi")),
        ("s/OVH/Gandi/g", c.Substitute(old="OVH", new="Gandi", everywhere=True)),
        ("s|a/b|c|", c.Substitute(old="a/b", new="c")),
        ("s,OVH,Gandi,g", c.Substitute(old="OVH", new="Gandi", everywhere=True)),
        ("S#un#deux#", c.Substitute(old="un", new="deux")),
        (r"s/a\/b/c/", c.Substitute(old="a/b", new="c")),
        ("!remplacer OVH par Gandi", c.Substitute(old="OVH", new="Gandi")),
        ("!remplacer OVH/Gandi", c.Substitute(old="OVH", new="Gandi")),
        ("!note 3 : trois devis", c.ReplaceNote(number=3, text="trois devis")),
        ("!note 3: trois devis", c.ReplaceNote(number=3, text="trois devis")),
        ("!note #3 trois devis", c.ReplaceNote(number=3, text="trois devis")),
        ("!note n° 3 trois devis", c.ReplaceNote(number=3, text="trois devis")),
        ("!note 3:trois devis", c.ReplaceNote(number=3, text="trois devis")),
        ("!note 3 « trois » devis", c.ReplaceNote(number=3, text="« trois » devis")),
        ("!note 3 Trois devis", c.ReplaceNote(number=3, text="Trois devis")),
        ("!étiquette 3 décision", c.ReplaceNote(number=3, tag="decision")),
        ("!tag 3 #idea", c.ReplaceNote(number=3, tag="idea")),
        ("!notes", c.AskNotes()),
        ("!secrétaire", c.SetScribe(on=True)),
        ("!secrétaire non", c.SetScribe(on=False)),
        ("!scribe on", c.SetScribe(on=True)),
    ],
)
def test_what_is_asked_for(line: str, expected: Asked) -> None:
    assert read_message(line, context()) == (expected,)


@pytest.mark.parametrize(
    "line", ["s,il,te plaît", "s: oui", "s/c de Bruno", "s; et puis; voilà", "s//b/", "s/OVH"]
)
def test_what_only_looks_like_a_substitution_is_talk(line: str) -> None:
    assert read_message(line, context()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "3 personnes d’accord",
        "12:30 on commence",
        "3h de débat",
        "20 min de retard",
        "6 œufs cassés",
        "3",
    ],
)
def test_a_number_that_is_no_notes_is_the_text(text: str) -> None:
    (asked,) = read_message(f"!note {text}", context())
    assert isinstance(asked, c.TakeNote)
    assert asked.draft.text == text


def test_only_a_note_is_replaced_by_its_number() -> None:
    (asked,) = read_message("!décision 3 : on garde", context())
    assert isinstance(asked, c.TakeNote)
    assert (asked.draft.tag, asked.draft.text) == ("decision", "3 : on garde")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("!secrétaire peut-être", "unclear.scribe"),
        ("!étiquette 3 xyz", "unclear.tag_of_note"),
        ("!note #3", "unclear.note_text"),
        ("!note 3 :", "unclear.note_text"),
    ],
)
def test_what_makes_no_sense_is_answered_with_an_example(line: str, reason: str) -> None:
    (asked,) = read_message(line, context())
    assert isinstance(asked, Unclear)
    assert asked.reason.key == reason


# --- the scribe


def _noted(body: str) -> list[tuple[str, str, Who | None]]:
    drafts = read_notes(body, context(scribes=True, guests=("Paul", "Paul Dupont", "Claire Petit")))
    return [(draft.tag, draft.text, draft.speaker) for draft in drafts]


@pytest.mark.parametrize(
    ("line", "speaker", "text"),
    [
        ("On garde OVH", None, "On garde OVH"),
        ("Bruno : il faut un devis", BRUNO, "il faut un devis"),
        ("@bruno: il faut un devis", BRUNO, "il faut un devis"),
        ("**Bruno** : il faut un devis", BRUNO, "il faut un devis"),
        ("Paul : je préfère Gandi", Who("Paul", "Paul"), "je préfère Gandi"),
        ("Coût : 1000 €", None, "Coût : 1000 €"),
        ("12:30 on reprend", None, "12:30 on reprend"),
        ("https://pad.coop.example/a", None, "https://pad.coop.example/a"),
        ("Chloé : oui", None, "Chloé : oui"),
        ("(en partie) c’est fait", None, "(en partie) c’est fait"),
        ("(Ana) dit non (Bruno)", None, "(Ana) dit non (Bruno)"),
        ("Paul Dupont : oui", Who("Paul Dupont", "Paul Dupont"), "oui"),
        ("Claire : oui", Who("Claire Petit", "Claire Petit"), "oui"),
    ],
)
def test_each_line_of_the_scribe_is_a_note(line: str, speaker: Who | None, text: str) -> None:
    assert _noted(line) == [("note", text, speaker)]


@pytest.mark.parametrize(
    "line",
    [
        "(je reviens)",
        "(je reviens (2 min))",
        "[pause café]",
        "!important",
        "! bon",
        "!hors je reviens",
        "!suivant",
        "",
        "…",
        "👍",
        "+5",
        "q+ le loyer",
    ],
)
def test_what_the_scribe_leaves_out(line: str) -> None:
    assert _noted(line) == []


def test_lines_stand_each_for_itself_and_tags_count() -> None:
    assert _noted("Un devis\nDÉCISION : on garde OVH\nTrois mois\n(à vérifier)\nBruno : d’accord") == [
        ("note", "Un devis", None),
        ("decision", "on garde OVH", None),
        ("note", "Trois mois", None),
        ("note", "d’accord", BRUNO),
    ]


def test_a_tag_without_words_of_its_own_takes_those_below_it() -> None:
    assert _noted("Décision :\non garde OVH\n\n!note un devis\n(à vérifier)\nTrois mois") == [
        ("decision", "on garde OVH", None),
        ("note", "un devis", None),
        ("note", "Trois mois", None),
    ]


def test_the_scribe_may_write_an_agenda_and_a_call_of_several_lines() -> None:
    (call,) = read_message("!appel 01 23 45 67 89\nLien : https://coop.example/x", context(scribes=True))
    assert isinstance(call, c.SetCall)
    (added,) = read_message("!ordre\nBudget 20 min\nLocal 10 min", context(scribes=True))
    assert isinstance(added, c.AddItems)
    assert len(added.items) == 2


def test_whoever_is_no_scribe_only_talks() -> None:
    assert read_message("On garde OVH", context()) == ()


def test_a_line_is_the_scribes_own_where_nobody_is_named() -> None:
    (asked,) = read_message("On garde OVH", context(scribes=True))
    assert isinstance(asked, c.TakeNote)
    assert (asked.author, asked.explicit) == (ANA, False)
