"""What follows from the log: each fact makes a new state of the last one.

`apply` takes any fact: whether it should have happened was decided before it was written.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.history.agenda import apply_to_agenda
from intercoop_bot.meeting.history.course import apply_to_course
from intercoop_bot.meeting.history.moves import remember, remember_what_stays
from intercoop_bot.meeting.history.notes import apply_to_notes
from intercoop_bot.meeting.history.people import apply_to_attendance, apply_to_roles
from intercoop_bot.meeting.history.plan import apply_to_plan
from intercoop_bot.meeting.history.queue import apply_to_queue
from intercoop_bot.meeting.history.rulings import remember_ruling
from intercoop_bot.meeting.live_card import outdate
from intercoop_bot.meeting.state import Awaited, Meeting, Room


def replay(entries: Iterable[f.Entry], start: Room) -> Room:
    """Return what follows from a log, read from the state before it."""
    room = start
    for entry in entries:
        room = apply(room, entry)
    return room


def apply(room: Room, entry: f.Entry) -> Room:
    """Return the state after one more entry of the log."""
    room = replace(room, seq=entry.seq, last_at=entry.at)
    match entry.fact:
        case f.LanguageSet(language=language):
            return replace(room, language=language)
        case f.ZoneSet(zone=zone):
            return replace(room, zone=zone)
        case f.PolicySet(policy=policy):
            return replace(room, policy=policy)
        case f.RoleAdded(role=role):
            return replace(room, own_roles=(*room.own_roles, role))
        case f.TagAdded(tag=tag):
            return replace(room, own_tags=(*room.own_tags, tag))
        case f.PreferenceSet(name=name, value=value):
            return replace(room, preferences={**room.preferences, name: value})
        case f.RepeatSet(rule=rule):
            return replace(room, repeat=rule)
        case f.RoomLost():
            return replace(room, lost=True)
        case f.RoomFound():
            # Whether anybody wrote meanwhile is not known: silence is counted from here.
            listening = {} if room.live is None else {room.live.id: replace(room.live, heard_at=entry.at)}
            return replace(room, lost=False, meetings={**room.meetings, **listening})
        case f.DeafnessTold() as fact:
            return replace(room, deafness_told={**room.deafness_told, (fact.why, fact.person): entry.at})
        case f.CodeAwaited() as fact:
            awaited = Awaited(
                about=fact.about,
                meeting=fact.meeting,
                title=fact.title,
                known=fact.known,
                since=entry.at,
            )
            return replace(room, awaited=awaited)
        case f.CodeSettled():
            return replace(room, awaited=None)
        case f.PersonNamed(person=person, name=name):
            return replace(room, names={**room.names, person: name})
        case f.MeetingPlanned() as fact:
            meeting = Meeting(
                id=fact.meeting,
                title=fact.title,
                starts_at=fact.starts_at,
                ends_at=fact.ends_at,
                planned_by=entry.by,
                planned_at=entry.at,
                occurrence=fact.starts_at if fact.repeated else None,
                card=1,
                called_until=entry.at,
            )
        case fact:
            meeting = _apply(room.meetings[fact.meeting], fact, entry)
    meetings = {**room.meetings, meeting.id: meeting}
    if meeting.live == (room.live_id == meeting.id):
        return replace(room, meetings=meetings)
    return replace(room, meetings=meetings, live_id=next((m.id for m in meetings.values() if m.live), None))


def _apply(meeting: Meeting, fact: f.MeetingFact, entry: f.Entry) -> Meeting:
    before = meeting
    if isinstance(fact, f.PlanFact):
        meeting = apply_to_plan(meeting, fact, entry.at)
    elif isinstance(fact, f.CourseFact):
        meeting = apply_to_course(meeting, fact, entry)
    elif isinstance(fact, f.AgendaFact):
        meeting = apply_to_agenda(meeting, fact, entry.at)
    elif isinstance(fact, f.RoleFact):
        meeting = apply_to_roles(meeting, fact, entry)
    elif isinstance(fact, f.AttendanceFact):
        meeting = apply_to_attendance(meeting, fact, entry)
    elif isinstance(fact, f.QueueFact):
        meeting = apply_to_queue(meeting, fact, entry)
    elif isinstance(fact, f.NoteFact):
        meeting = apply_to_notes(meeting, fact, entry)
    else:
        assert_never(fact)
    meeting = remember_ruling(remember_what_stays(meeting, fact, entry), before, fact, entry)
    return remember(outdate(meeting, fact), before, fact, entry)
