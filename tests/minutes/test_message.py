"""The message for the room: as much as fits, and never a silent cut."""

import re

import pytest

from intercoop_bot.meeting import facts as f
from intercoop_bot.minutes.contents import Document
from intercoop_bot.minutes.document import document
from intercoop_bot.minutes.render import message
from tests.builders import ANA, after, at, given
from tests.minutes.meetings import full, note

LARGEST = 12 * 1024
"""Bytes of both forms together, so that the message can be edited later."""


def _long(notes: int, tag: str = "note", items: int = 1, people: int = 1, length: int = 40) -> Document:
    room = given(
        at(
            0,
            f.MeetingPlanned(meeting=1, title="Longue réunion"),
            *(f.ItemAdded(meeting=1, item=n, title="é" * length, minutes=5) for n in range(1, items + 1)),
            f.MeetingStarted(meeting=1),
            *(f.PersonSpoke(meeting=1, person=f"@p{n}:coop.example") for n in range(people)),
        ),
        at(1, *(note(n, "é" * length, tag, item=1) for n in range(1, notes + 1))),
        at(2, note(notes + 1, "la décision", "decision")),
        at(60, f.MeetingEnded(meeting=1)),
        language="fr",
    )
    return document(room, room.meetings[1], after(60))


def _size(forms: tuple[str, str]) -> int:
    return sum(len(form.encode()) for form in forms)


def test_what_fits_is_there_whole() -> None:
    """An ordinary meeting's message has its notes, and does not speak of what is missing."""
    room = full("fr")
    plain, html = message(document(room, room.meetings[1], after(70)))
    for form in (plain, html):
        assert "Elle ouvre en septembre." in form
        assert "Dans le fichier" not in form


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (_long(200), "200 notes"),
        (_long(200, items=100, length=200), "100 points et 200 notes"),
        (_long(2, items=99, people=400, length=200), "400 personnes et les rôles, 99 points et 2 notes"),
        (_long(300, "action"), "300 actions"),
        (_long(999, "decision"), "1000 décisions"),
        (_long(999, "question", 100, 500, 500), "500 personnes et les rôles, 100 points et 999 notes"),
    ],
)
def test_what_does_not_fit_is_counted(minutes: Document, said: str) -> None:
    """Both forms stay small enough to be edited later, and say what is in the file only."""
    forms = message(minutes)
    assert _size(forms) <= LARGEST
    for form in forms:
        assert "Trop long pour un message" in form
        assert said in form
        assert not re.search(r"\b0 (note|point|action|décision|personne)", form)


def test_notes_go_first_and_decisions_last() -> None:
    """What was decided is the last thing to be left out."""
    plain, _ = message(_long(200, items=100, length=200))
    assert "la décision" in plain


def test_nothing_is_left_out_before_it_must_be() -> None:
    """Just below the limit the notes are there; one more, and they are counted."""
    counts = [n for n in range(1, 120) if "Trop long" not in message(_long(n))[0]]
    assert counts == list(range(1, len(counts) + 1))
    assert 20 < len(counts) < 119
    assert LARGEST - 400 < _size(message(_long(len(counts)))) <= LARGEST


def test_both_forms_say_the_same() -> None:
    """Without tags and bullets, one is the other."""
    room = full("en")
    plain, html = message(document(room, room.meetings[1], after(70)))

    def words(form: str) -> list[str]:
        return re.findall(r"\w+", form)

    assert words(plain) == words(re.sub(r"<[^>]*>", " ", html))


def test_a_correction_is_said_with_its_time() -> None:
    """Who reads the message again sees that it is not the first."""
    room = full("fr")
    minutes = document(room, room.meetings[1], after(70), corrected_at=after(69))
    for form in message(minutes):
        assert "Corrigé après la réunion (13:09)." in form


def test_namesakes_are_told_apart() -> None:
    """Two people of one name are shown with their ids, others without."""
    room = full("fr")
    plain, _ = message(document(room, room.meetings[1], after(70)))
    assert f"Ana ({ANA})" in plain
    assert "Ana (@ana:epicerie.example)" in plain
    assert "@bruno" not in plain
