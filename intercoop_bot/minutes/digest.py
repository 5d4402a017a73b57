"""The minutes short enough for a message: what a person wants to know on the way home.

Where a part has to be left out, it is counted, and said to be in the file; nothing is ever cut silently.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from intercoop_bot.minutes.contents import Attendee, Item, Note
from intercoop_bot.minutes.layout import (
    Line,
    Page,
    Section,
    duty_lines,
    group_line,
    page_of,
    remarks,
    role_lines,
    upcoming_lines,
)
from intercoop_bot.minutes.words import Words

Part: TypeAlias = Literal["notes", "agenda", "people", "decisions", "actions"]

PARTS: tuple[Part, ...] = ("notes", "agenda", "people", "actions", "decisions")
"""What can be left out, the first to go first."""


def digest(words: Words, without: tuple[Part, ...]) -> Page:
    """Return the page of a message, without those parts; a last remark counts what they held."""
    document = words.document
    people = () if "people" in without else _people(words)
    roles = () if "people" in without else role_lines(words)
    decisions = () if "decisions" in without else tuple(Line(text=note.text) for note in document.decisions)
    actions = () if "actions" in without else duty_lines(words, sources=False)
    with_notes = "notes" not in without
    agenda = tuple(_item(item, words, with_notes=with_notes) for item in document.items)
    general = tuple(_note(note, words) for note in _other(document.general)) if with_notes else ()
    return page_of(
        words,
        remarks=(*remarks(words), *_left_out(words, without)),
        sections=(
            Section(heading=words.say("attendance" if document.gathered else "answers"), lines=people),
            Section(heading=words.say("roles"), lines=roles),
            Section(heading=words.say("decisions"), lines=decisions),
            Section(heading=words.say("actions"), lines=actions),
            Section(heading=words.say("agenda"), lines=() if "agenda" in without else agenda),
            Section(heading=words.say("general" if document.items else "notes"), lines=general),
            Section(heading=words.say("next_meeting"), lines=upcoming_lines(words)),
        ),
    )


def _left_out(words: Words, without: tuple[Part, ...]) -> Iterator[str]:
    document = words.document
    counts = {
        "notes": len(_other(document.notes)),
        "agenda": len(document.items),
        "people": sum(len(group.people) for group in document.attendance),
        "actions": sum(len(duty.actions) for duty in document.duties),
        "decisions": len(document.decisions),
    }
    counted = [words.say(f"count.{part}", n=counts[part]) for part in reversed(without) if counts[part]]
    if counted:
        yield words.say("in_the_file", parts=words.list(counted))


def _people(words: Words) -> tuple[Line, ...]:
    return tuple(group_line(group, words, _name) for group in words.document.attendance)


def _name(attendee: Attendee, words: Words) -> str:
    person = attendee.person
    return words.full_name(person) if person.phone else words.name(person)


def _other(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes that are not shown in a part of their own."""
    return tuple(note for note in notes if note.tag not in ("decision", "action"))


def _item(item: Item, words: Words, *, with_notes: bool) -> Line:
    return Line(
        label=words.say("number", number=item.number),
        text=item.title,
        remark=words.course(item),
        lines=tuple(_note(note, words) for note in _other(item.notes)) if with_notes else (),
    )


def _note(note: Note, words: Words) -> Line:
    return Line(label=words.label(words.tag(note)), text=note.text, remark=words.name(note.author))
