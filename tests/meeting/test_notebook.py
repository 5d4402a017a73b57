"""A notebook is as good as a tuple of notes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.meeting.notebook import Notebook
from intercoop_bot.meeting.parts import Note
from tests.builders import ANA, NOON


def note(number: int) -> Note:
    return Note(
        id=number,
        at=NOON + timedelta(seconds=number),
        tag="note",
        text=str(number),
        author=ANA,
        recorder=ANA,
        event=f"${number}",
    )


@given(st.lists(st.integers(min_value=0, max_value=1000), max_size=30))
def test_a_notebook_stays_as_it_was_whatever_is_added_to_it(parents: list[int]) -> None:
    books, tuples = [Notebook()], [tuple[Note, ...]()]
    for number, choice in enumerate(parents):
        parent = choice % len(books)
        books.append(books[parent].with_note(note(number)))
        tuples.append((*tuples[parent], note(number)))
    assert [tuple(book) for book in books] == tuples
    assert [len(book) for book in books] == [len(each) for each in tuples]
    assert [book == Notebook(tuples[-1]) for book in books] == [each == tuples[-1] for each in tuples]


def test_a_notebook_is_read_as_far_as_it_goes() -> None:
    first = Notebook([note(1), note(2), note(3)])
    longer = first.with_note(note(4))
    assert (first[0], first[-1], first[1:]) == (note(1), note(3), [note(2), note(3)])
    assert (longer[-1], longer[3]) == (note(4), note(4))
    assert note(4) not in first
    with pytest.raises(IndexError):
        first[3]


def test_a_notebook_is_its_notes() -> None:
    assert Notebook([note(1)]) == Notebook().with_note(note(1))
    assert Notebook([note(1)]) != Notebook([note(2)])
    assert Notebook([note(1)]) != [note(1)]
    assert repr(Notebook([note(1)])) == f"Notebook([{note(1)!r}])"


def test_adding_a_note_copies_none() -> None:
    first = Notebook([note(1)])
    assert first.with_note(note(2))._shared is first._shared
