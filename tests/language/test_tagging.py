from datetime import date

import pytest

from intercoop_bot.language.tagging import Tagged, read_draft, read_tagged, take_note
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, QUOTED, context

_FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("line", "tag", "text"),
    [
        pytest.param(line, tag, text, id=line)
        for line, tag, text in [
            ("#note le devis", "note", "le devis"),
            ("#Décision : on garde", "decision", "on garde"),
            ("#decision: on garde", "decision", "on garde"),
            ("#idée", "idea", ""),
            ("#blocage rien", "blocage", "rien"),
            ("NOTE: le devis", "note", "le devis"),
            ("Décision : on garde OVH", "decision", "on garde OVH"),
            ("Décision\u00a0: on garde", "decision", "on garde"),
            ("décidé: oui", "decision", "oui"),
            ("Question : qui vient ?", "question", "qui vient ?"),
            ("À faire : le devis", "action", "le devis"),
            ("TODO: devis", "action", "devis"),
            ("To do: devis", "action", "devis"),
            ("Lien : https://pad.coop.example", "link", "https://pad.coop.example"),
            ("Blocage: le bail", "blocage", "le bail"),
            ("- Décision : on garde", "decision", "on garde"),
            ("• NOTE: a", "note", "a"),
            ("**Décision** : on garde", "decision", "on garde"),
            ("**Décision :** on garde", "decision", "on garde"),
            ("* #note a", "note", "a"),
        ]
    ],
)
def test_a_tagged_line(line: str, tag: str, text: str) -> None:
    assert read_tagged(line, ("blocage",)) == Tagged(tag, text)


@pytest.mark.parametrize(
    "line",
    [
        "", "#15226", "#notes-de-frais", "#notes", "# note a", "#note-b a", "Note 3 : a", "Notez : a",
        "bonjour", "bonjour : ça va", "https://pad.coop.example", "note://x", "il est 12:30", "suivant : a",
        "Une note : a", "la suite #note a", "Risque : a", ": a", "NOTE",
    ],
)  # fmt: skip
def test_a_line_of_talk(line: str) -> None:
    assert read_tagged(line, ("blocage",)) is None


@pytest.mark.parametrize(
    ("written", "owner", "text", "due"),
    [
        pytest.param(written, owner, text, due, id=written)
        for written, owner, text, due in [
            ("Ana envoie le devis d'ici vendredi", ANA, "envoie le devis", _FRIDAY),
            ("Ana, envoyer le devis", ANA, "envoyer le devis", None),
            ("Ana : envoyer le devis", ANA, "envoyer le devis", None),
            ("Ana to send the quote by friday", ANA, "send the quote", _FRIDAY),
            ("@bruno appelle avant le 15 juin", BRUNO, "appelle", date(2027, 6, 15)),
            ("@bruno:coop.example appelle", BRUNO, "appelle", None),
            ("envoyer le devis @bruno d’ici vendredi", BRUNO, "envoyer le devis", _FRIDAY),
            ("envoyer le devis (Bruno)", BRUNO, "envoyer le devis", None),
            ("envoyer le devis (voir le pad)", None, "envoyer le devis (voir le pad)", None),
            ("facture à payer", None, "facture à payer", None),
            ("aller à la banque by bus", None, "aller à la banque by bus", None),
            ("La facture est à payer", None, "La facture est à payer", None),
            ("Bruno d'ici vendredi\navec le bail", BRUNO, "avec le bail", _FRIDAY),
            (
                "envoyer le devis d'ici vendredi\navec le bail",
                None,
                "envoyer le devis\navec le bail",
                _FRIDAY,
            ),
            ("d'ici vendredi", None, "", _FRIDAY),
        ]
    ],
)
def test_an_action(written: str, owner: Who | None, text: str, due: date | None) -> None:
    draft, doubts = read_draft(Tagged("action", written), context())
    assert (draft.owner, draft.text, draft.due) == (owner, text, due)
    assert doubts == ()


def test_a_pill_is_an_owner_and_other_pills_stay_words() -> None:
    pills = (("Bruno", BRUNO.id), ("Ana Martin", ANA.id))
    draft, _ = read_draft(Tagged("action", "Bruno voit avec Ana Martin"), context(pills=pills))
    assert (draft.owner, draft.text) == (BRUNO, "voit avec Ana Martin")


def test_an_owner_that_two_could_be_is_told_and_the_action_kept_whole() -> None:
    draft, doubts = read_draft(Tagged("action", "Chloé envoie le devis"), context())
    assert (draft.owner, draft.text) == (None, "Chloé envoie le devis")
    assert [doubt.key for doubt in doubts] == ["people.ambiguous"]


def test_only_an_action_has_an_owner() -> None:
    draft, _ = read_draft(Tagged("note", "Ana envoie le devis d'ici vendredi"), context())
    assert (draft.owner, draft.text, draft.due) == (None, "Ana envoie le devis d'ici vendredi", None)


def test_a_note_is_its_writers() -> None:
    note = take_note(Tagged("note", "a"), context(), QUOTED, explicit=False)
    assert note is not None
    assert (note.author, note.event, note.whole, note.explicit) == (ANA, "$message", False, False)


def test_without_words_of_its_own_it_is_the_message_replied_to() -> None:
    note = take_note(Tagged("decision", ""), context(), QUOTED, explicit=True)
    assert note is not None
    assert (note.draft.text, note.author, note.event, note.whole) == ("On garde OVH", BRUNO, "$before", True)


def test_a_reply_may_name_the_owner_and_the_date_of_the_action() -> None:
    note = take_note(Tagged("action", "Ana d'ici vendredi"), context(), QUOTED, explicit=True)
    assert note is not None
    assert (note.draft.owner, note.draft.due, note.draft.text) == (ANA, _FRIDAY, "On garde OVH")
    assert note.whole


def test_an_action_replied_to_says_itself_whose_it_is() -> None:
    quoted = type(QUOTED)(event="$x", author=ANA, body="Bruno envoie le devis d'ici vendredi")
    note = take_note(Tagged("action", ""), context(), quoted, explicit=True)
    assert note is not None
    assert (note.draft.owner, note.draft.due) == (BRUNO, _FRIDAY)
    assert note.draft.text == quoted.body


def test_no_words_at_all_are_answered_only_where_a_command_asked() -> None:
    assert take_note(Tagged("note", " "), context(), None, explicit=False) is None
    note = take_note(Tagged("note", " "), context(), None, explicit=True)
    assert note is not None
    assert note.draft.text == ""
