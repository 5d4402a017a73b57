"""Decisions on who is there. What is known is kept apart: said to be there, wrote, came in, left."""

from datetime import datetime, timedelta

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.closure import still_heard
from intercoop_bot.meeting.parts import Attendance
from intercoop_bot.meeting.phrases import phrase
from intercoop_bot.meeting.planning import LONGEST_ID, checked, roles_of
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.upcoming import expected_end

MOST_PEOPLE = 200
EARLY = timedelta(minutes=15)
LONGEST_NAME = 80


def hear(room: Room, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
    """Note that a person wrote: once in each meeting, and again after they had left.

    Around the hour of a meeting that nobody opened it is noted as well: it tells who was there.
    """
    if room.live is None:
        awaited = (meeting for meeting in room.planned if _is_awaited(meeting, at))
        return tuple(fact for meeting in awaited for fact in _spoke(meeting, by))
    return (*_spoke(room.live, by), *still_heard(room.live, at))


def _is_awaited(meeting: Meeting, at: datetime) -> bool:
    start = meeting.starts_at
    return start is not None and start - EARLY <= at <= expected_end(meeting, start)


def _spoke(meeting: Meeting, by: c.Actor) -> tuple[f.Fact, ...]:
    known = meeting.attended(by.who.id)
    if known.spoke_at is not None and known.left_at is None:
        return ()
    return (f.PersonSpoke(meeting=meeting.id, person=by.who.id),)


def withdrawn(room: Room, event: str) -> tuple[f.Fact, ...]:
    """Return that who said, by this reaction or message, whether they come takes it back."""
    return tuple(
        f.PresenceWithdrawn(meeting=meeting.id, person=known.person)
        for meeting in room.planned
        for known in meeting.attendance.values()
        if known.foretold_in == event
    )


def admit(room: Room, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that a person came into the room during the meeting, or came back."""
    if room.live is None:
        return ()
    known = room.live.attended(by.who.id)
    if known.joined_at is not None and known.left_at is None:
        return ()
    return (f.PersonJoined(meeting=room.live.id, person=by.who.id),)


def dismiss(room: Room, command: c.Dismiss) -> tuple[f.Fact, ...]:
    """Note that a person left the room: during a meeting that they had to do with, or before one.

    Who is gone before a meeting holds no role in it any more, and is not awaited.
    """
    person = command.who.id
    gone = [fact for meeting in room.planned for fact in _gone_before(meeting, person)]
    meeting = room.live
    if meeting is None or not (person in meeting.attendance or roles_of(meeting, person)):
        return tuple(gone)
    if meeting.attended(person).left_at is not None:
        return tuple(gone)
    return (*_gone_during(meeting, person), *gone)


def _gone_during(meeting: Meeting, person: str) -> tuple[f.Fact, ...]:
    """Return that a person left, and neither speaks nor waits for it any more."""
    waits = any(place.person == person for place in meeting.queue)
    speaks = meeting.floor is not None and meeting.floor.person == person
    return (
        f.PersonLeft(meeting=meeting.id, person=person),
        *((f.QueueLeft(meeting=meeting.id, person=person),) if waits else ()),
        *((f.FloorFreed(meeting=meeting.id),) if speaks else ()),
    )


def _gone_before(meeting: Meeting, person: str) -> list[f.Fact]:
    released: list[f.Fact] = [
        f.RoleReleased(meeting=meeting.id, role=role) for role in roles_of(meeting, person)
    ]
    if meeting.attended(person).coming is None:
        return released
    return [*released, f.PresenceWithdrawn(meeting=meeting.id, person=person)]


def mark_present(meeting: Meeting, command: c.MarkPresent, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that people are there: whoever says so, or those they name."""
    people = dict.fromkeys(checked(who.id, LONGEST_ID) for who in command.people or (by.who,))
    news = [person for person in people if not _is_present(meeting.attended(person))]
    if not news:
        raise c.already_so()
    if len(meeting.attendance.keys() | news) > MOST_PEOPLE:
        raise c.Refused(phrase("refused.too_many_people", most=MOST_PEOPLE))
    return tuple(f.PersonPresent(meeting=meeting.id, person=person) for person in news)


def mark_gone(meeting: Meeting, command: c.MarkGone, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that people have left: whoever says so, or those they name, of all who were there."""
    people = dict.fromkeys(who.id for who in command.people or (by.who,))
    there = [person for person in people if _is_there(meeting.attended(person))]
    if not there:
        raise c.already_so()
    return tuple(fact for person in there for fact in _gone_during(meeting, person))


def _is_there(known: Attendance) -> bool:
    return known.left_at is None and (known.seen or known.joined_at is not None)


def _is_present(known: Attendance) -> bool:
    return known.present_at is not None and known.left_at is None


def speak_for(meeting: Meeting, command: c.SpeakFor, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note the organisation that a person speaks for."""
    organisation = " ".join(command.organisation.split())
    if not organisation:
        raise c.Refused(phrase("refused.organisation_empty"))
    if meeting.attended(by.who.id).organisation == organisation:
        raise c.already_so()
    checked(organisation, LONGEST_NAME)
    return (f.OrganisationSet(meeting=meeting.id, person=by.who.id, organisation=organisation),)
