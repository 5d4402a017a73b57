"""The minutes for programs: JSON whose keys are English, fixed, and the same in every language.

A key is never renamed or taken away; a reader must bear new ones. Times are ISO 8601 with their offset in
the room's zone, days are ISO 8601 days, lengths of time are whole seconds, what is not known is null.

    format            1
    language, zone    of the room: "fr", "Europe/Paris"
    state             "planned", "cancelled", "not_held", "draft", or "open": it was under way when this was
                      written
    title             empty where the meeting has none
    day               the day of the meeting
    planned_start, planned_end, started_at, ended_at, written_at, corrected_at
    forgotten         true where nobody closed it, so that was done for them
    missed            [{since, until}]: between these a part of what was written could not be read
    elsewhere         true where it was not opened here: its hours are those that were planned
    reason            why it was cancelled, or not held
    attendance        [{person, presence, organisation, reason, since, until}], where `presence` is
                      "present" (was said to be there), "wrote", "silent" (was seen in the room only),
                      "expected" (said yes) or "regrets" (said no)
    roles             [{role, holders: [{person, since, until}], vacant, waived_by}], where `waived_by` is the
                      person who agreed to do without
    decisions         [note], and so are
    actions           [note], those without an owner last
    items             [{number, title, owner, planned_seconds, extended_seconds, spent_seconds, outcome,
                      carried_from, notes}], where `outcome` is "done", "skipped", "parked", "under_way",
                      "to_come", "unfinished", "not_reached" or "planned", and `carried_from` the day of the
                      meeting from which it came back
    general           [note], those taken outside of any item
    voices            [{person, organisation, turns, seconds}], who had the floor, and
    unheard           [person], who had it not: both only where the room wants that told
    lines_said        [{name, lines}], where the lines that each wrote were counted: in a log of MeetBot's
    next_meeting      {title, starts_at, ends_at} or null

A person is {id, name}: a Matrix id, or the name alone of somebody who was only on the phone.
A note is {tag, text, author, organisation, recorder, at, item, owner, due, changed}; `item` is a number.
"""

from datetime import date, datetime, timedelta
from typing import Any

from intercoop_bot.minutes.contents import Document, Item, Note, Person

FORMAT = 1


def record(document: Document) -> dict[str, Any]:
    """Return the minutes as plain values, ready for JSON."""
    following = document.next_meeting
    return {
        "format": FORMAT,
        "language": document.language,
        "zone": document.zone,
        "state": document.state,
        "title": document.title,
        "day": _iso(document.day),
        "planned_start": _iso(document.planned_start),
        "planned_end": _iso(document.planned_end),
        "started_at": _iso(document.started_at),
        "ended_at": _iso(document.ended_at),
        "written_at": _iso(document.written_at),
        "corrected_at": _iso(document.corrected_at),
        "forgotten": document.forgotten,
        "missed": [{"since": _iso(since), "until": _iso(until)} for since, until in document.missed],
        "elsewhere": document.elsewhere,
        "reason": document.reason,
        "attendance": [
            {
                "person": _person(each.person),
                "presence": group.presence,
                "organisation": each.organisation,
                "reason": each.reason,
                "since": _iso(each.since),
                "until": _iso(each.until),
            }
            for group in document.attendance
            for each in group.people
        ],
        "roles": [
            {
                "role": role.name,
                "holders": [
                    {"person": _person(held.person), "since": _iso(held.since), "until": _iso(held.until)}
                    for held in role.holdings
                ],
                "vacant": role.vacant,
                "waived_by": _person(role.waived_by),
            }
            for role in document.roles
        ],
        "decisions": [_note(note) for note in document.decisions],
        "actions": [_note(note) for duty in document.duties for note in duty.actions],
        "items": [_item(item) for item in document.items],
        "general": [_note(note) for note in document.general],
        "voices": [
            {
                "person": _person(each.person),
                "organisation": each.organisation,
                "turns": each.turns,
                "seconds": _seconds(each.time),
            }
            for each in document.voices
        ],
        "unheard": [_person(person) for person in document.unheard],
        "lines_said": [{"name": name, "lines": number} for name, number in document.lines_said],
        "next_meeting": None
        if following is None
        else {
            "title": following.title,
            "starts_at": _iso(following.starts_at),
            "ends_at": _iso(following.ends_at),
        },
    }


def _iso(at: date | None) -> str | None:
    if isinstance(at, datetime):
        return at.isoformat(timespec="seconds")
    return None if at is None else at.isoformat()


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else round(length.total_seconds())


def _person(person: Person | None) -> dict[str, str] | None:
    return None if person is None else {"id": person.id, "name": person.name}


def _note(note: Note) -> dict[str, Any]:
    return {
        "tag": note.tag,
        "text": note.text,
        "author": _person(note.author),
        "organisation": note.organisation,
        "recorder": _person(note.recorder),
        "at": _iso(note.at),
        "item": note.item,
        "owner": _person(note.owner),
        "due": _iso(note.due),
        "changed": note.changed,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "owner": _person(item.owner),
        "planned_seconds": _seconds(item.planned),
        "extended_seconds": _seconds(item.extended),
        "spent_seconds": _seconds(item.spent),
        "outcome": item.outcome,
        "carried_from": _iso(item.carried_from),
        "notes": [_note(note) for note in item.notes],
    }
