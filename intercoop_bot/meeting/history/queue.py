"""What follows from a fact about who speaks."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.history.rulings import undo_ruling
from intercoop_bot.meeting.parts import Floor, Place
from intercoop_bot.meeting.state import Meeting


def apply_to_queue(meeting: Meeting, fact: f.QueueFact, entry: f.Entry) -> Meeting:
    """Return the meeting after the fact."""
    match fact:
        case f.QueueJoined():
            place = Place(
                person=fact.person,
                since=entry.at,
                topic=fact.topic,
                manner=fact.manner,
                asked_in=(entry.cause,),
            )
            return replace(_with_guest(meeting, fact.person, entry.at), queue=_with(meeting, place))
        case f.QueueLeft(person=person):
            return replace(meeting, queue=_without(meeting, person))
        case f.QueueClosed():
            return replace(meeting, queue_closed=True)
        case f.QueueOpened():
            return replace(meeting, queue_closed=False)
        case f.FloorGiven(person=person):
            freed = free_floor(_with_guest(meeting, person, entry.at), entry.at)
            given = Floor(person=person, given_by=entry.by, since=entry.at)
            return replace(freed, queue=_without(meeting, person), floors=(*freed.floors, given))
        case f.FloorFreed():
            return free_floor(meeting, entry.at)
        case f.TurnsLimited(seconds=seconds):
            return _with_limit(meeting, timedelta(seconds=seconds), entry.at)
        case f.RulingUndone():
            return undo_ruling(meeting, fact, entry)
        case f.SpeakerWarned():
            warned = tuple(replace(floor, warned=True) for floor in meeting.floors[-1:])
            return replace(meeting, floors=(*meeting.floors[:-1], *warned))
        case _:
            assert_never(fact)


def _with(meeting: Meeting, place: Place) -> tuple[Place, ...]:
    """Return the queue with that place; who waits already keeps theirs, for what they say now."""
    if all(each.person != place.person for each in meeting.queue):
        return (*meeting.queue, place)
    return tuple(
        replace(
            each,
            topic=place.topic or each.topic,
            manner=place.manner,
            asked_in=(*each.asked_in, *place.asked_in),
        )
        if each.person == place.person
        else each
        for each in meeting.queue
    )


def _with_guest(meeting: Meeting, person: str, at: datetime) -> Meeting:
    """Return the meeting; who is on the phone only, and asks to speak, is there."""
    known = meeting.attended(person)
    if person.startswith("@") or (known.present_at is not None and known.left_at is None):
        return meeting
    present = replace(known, present_at=known.present_at or at, left_at=None)
    return replace(meeting, attendance={**meeting.attendance, person: present})


def _with_limit(meeting: Meeting, limit: timedelta, at: datetime) -> Meeting:
    """Return the meeting with another limit; where it is still to come, whoever speaks is warned anew."""
    limited = replace(meeting, turn_limit=limit)
    floor = meeting.floor
    if floor is None or not floor.warned or at - floor.since >= limit:
        return limited
    return replace(limited, floors=(*meeting.floors[:-1], replace(floor, warned=False)))


def free_floor(meeting: Meeting, at: datetime) -> Meeting:
    """Return the meeting with nobody having the floor from then on."""
    if meeting.floor is None:
        return meeting
    return replace(meeting, floors=(*meeting.floors[:-1], replace(meeting.floor, until=at)))


def _without(meeting: Meeting, person: str) -> tuple[Place, ...]:
    return tuple(place for place in meeting.queue if place.person != person)
