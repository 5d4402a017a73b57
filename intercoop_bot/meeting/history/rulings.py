"""What can be undone of who speaks: each ruling with what was before it."""

from dataclasses import replace

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.history.moves import MOST_MOVES
from intercoop_bot.meeting.parts import Ruling
from intercoop_bot.meeting.state import Meeting

_RULES = f.FloorGiven | f.FloorFreed | f.QueueClosed | f.QueueOpened | f.TurnsLimited


def remember_ruling(meeting: Meeting, before: Meeting, fact: f.MeetingFact, entry: f.Entry) -> Meeting:
    """Return the meeting with how it was before a ruling."""
    if not isinstance(fact, _RULES) or _is_left(before, fact):
        return meeting
    ruling = Ruling(
        seq=entry.seq,
        at=entry.at,
        by=entry.by,
        floors=before.floors,
        queue_closed=before.queue_closed,
        turn_limit=before.turn_limit,
        called=tuple(place for place in before.queue if place not in meeting.queue),
        speaker=meeting.speaker,
    )
    return replace(meeting, rulings=(*meeting.rulings, ruling)[-MOST_MOVES:])


def _is_left(meeting: Meeting, fact: f.MeetingFact) -> bool:
    """Tell whether the floor is free since whoever had it has left."""
    floor = meeting.floor
    return (
        isinstance(fact, f.FloorFreed)
        and floor is not None
        and meeting.attended(floor.person).left_at is not None
    )


def undo_ruling(meeting: Meeting, fact: f.RulingUndone, entry: f.Entry) -> Meeting:
    """Return the meeting as if that had not been ruled; whoever joined the queue since then still waits."""
    at = next((n for n, ruling in enumerate(meeting.rulings) if ruling.seq == fact.ruling), None)
    if at is None:
        return meeting
    ruling = meeting.rulings[at]
    called = [place for undone in meeting.rulings[at:] for place in undone.called]
    # Whoever asked for the floor again while they had it waits once.
    places = {place.person: place for place in (*meeting.queue, *called)}.values()
    return replace(
        meeting,
        queue=tuple(sorted(places, key=lambda place: place.since)),
        queue_closed=ruling.queue_closed,
        floors=ruling.floors,
        turn_limit=ruling.turn_limit,
        rulings=meeting.rulings[:at],
        undone=(entry.by, entry.at),
    )
