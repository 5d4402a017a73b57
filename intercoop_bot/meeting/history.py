"""What follows from the log: each fact makes a new state of the last one.

`apply` takes any fact: whether it should have happened was decided before it was written.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.marks import MEETING_MARKS, OVERDUE, reached
from intercoop_bot.meeting.state import (
    NO_TIME,
    Attendance,
    Awaited,
    Item,
    Meeting,
    Note,
    Offer,
    Phase,
    Room,
    Tenure,
)


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
            return replace(room, deafness_told={**room.deafness_told, fact.why + fact.person: entry.at})
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
    return replace(room, meetings=meetings, live_id=next((m.id for m in meetings.values() if m.live), None))


_MeetingFact = (
    f.MeetingMoved
    | f.MeetingCancelled
    | f.CallSet
    | f.PresenceForetold
    | f.ItemAdded
    | f.ItemChanged
    | f.ItemMoved
    | f.ItemDropped
    | f.RoleTaken
    | f.RoleReleased
    | f.MeetingStarted
    | f.MeetingPaused
    | f.MeetingResumed
    | f.MeetingEnded
    | f.ItemStarted
    | f.ItemClosed
    | f.ItemExtended
    | f.EndMoved
    | f.TimeCalled
    | f.PersonJoined
    | f.PersonLeft
    | f.PersonSpoke
    | f.PersonPresent
    | f.OrganisationSet
    | f.NoteTaken
    | f.NoteChanged
    | f.NoteRemoved
    | f.MinutesPosted
    | f.PresenceWithdrawn
    | f.UpcomingCalled
    | f.CardPosted
    | f.LinkTried
    | f.MeetingNotHeld
    | f.MeetingHeld
    | f.RoleOffered
    | f.RoleWaived
    | f.HolderMissed
    | f.MeetingReopened
    | f.LineHeard
    | f.ItemPrepared
    | f.HostCodeAsked
    | f.HostCodeSet
)


def _apply(meeting: Meeting, fact: _MeetingFact, entry: f.Entry) -> Meeting:
    at = entry.at
    match fact:
        case (
            f.MeetingMoved()
            | f.MeetingCancelled()
            | f.CallSet()
            | f.HostCodeAsked()
            | f.HostCodeSet()
            | f.UpcomingCalled()
            | f.CardPosted()
            | f.LinkTried()
            | f.MeetingNotHeld()
            | f.MeetingHeld()
        ):
            return _apply_to_plan(meeting, fact, at)
        case f.MeetingStarted():
            return _with_end(
                replace(meeting, phase=Phase.LIVE, started_by=entry.by, started_at=at), fact.ends_at, at
            )
        case f.MeetingPaused():
            return replace(_stop_clock(meeting, at), phase=Phase.PAUSED)
        case f.MeetingResumed():
            return replace(meeting, phase=Phase.LIVE, running_since=at if meeting.current else None)
        case f.MeetingEnded():
            end = _last_sign(meeting, at) if fact.forgotten else at
            ended = replace(_stop_clock(meeting, end), phase=Phase.ENDED, ended_at=end, current=None)
            return replace(ended, forgotten=fact.forgotten)
        case f.MeetingReopened():
            reopened = replace(
                meeting,
                phase=Phase.LIVE,
                ended_at=None,
                forgotten=False,
                held_at=None,
                corrected_at=None,
                heard_at=at,
            )
            return _with_end(reopened, None, at)
        case f.LineHeard():
            # Whoever is asked whether it goes on answers by going on.
            mark = meeting.meeting_mark if meeting.ends_at is not None else 0
            return replace(meeting, heard_at=at, meeting_mark=mark)
        case f.EndMoved():
            return _with_end(meeting, fact.ends_at, at)
        case f.TimeCalled(item=None):
            return _with_mark(meeting, fact.mark, at)
        case f.TimeCalled():
            return replace(meeting, item_mark=fact.mark)
        case f.MinutesPosted(again=again):
            return replace(meeting, minutes_corrected_at=at if again else None, corrected_at=None)
        case (
            f.ItemAdded()
            | f.ItemChanged()
            | f.ItemMoved()
            | f.ItemDropped()
            | f.ItemStarted()
            | f.ItemClosed()
            | f.ItemExtended()
            | f.ItemPrepared()
        ):
            return _apply_to_agenda(meeting, fact, at)
        case f.RoleTaken() | f.RoleReleased() | f.RoleOffered() | f.RoleWaived() | f.HolderMissed():
            return _apply_to_roles(meeting, fact, entry)
        case (
            f.PresenceForetold()
            | f.PresenceWithdrawn()
            | f.PersonJoined()
            | f.PersonLeft()
            | f.PersonSpoke()
            | f.PersonPresent()
            | f.OrganisationSet()
        ):
            return _apply_to_attendance(meeting, fact, entry)
        case f.NoteTaken() | f.NoteChanged() | f.NoteRemoved():
            return _apply_to_notes(meeting, fact, entry)
        case _:
            assert_never(fact)


def _last_sign(meeting: Meeting, at: datetime) -> datetime:
    """Return until when a meeting that nobody closed can be said to have lasted."""
    began = meeting.running_since or meeting.started_at or at
    return max(began, meeting.heard_at or meeting.ends_at or at)


def _apply_to_plan(
    meeting: Meeting,
    fact: f.MeetingMoved
    | f.MeetingCancelled
    | f.CallSet
    | f.HostCodeAsked
    | f.HostCodeSet
    | f.UpcomingCalled
    | f.CardPosted
    | f.LinkTried
    | f.MeetingNotHeld
    | f.MeetingHeld,
    at: datetime,
) -> Meeting:
    changed = replace(meeting, changes=meeting.changes + 1)
    match fact:
        case f.MeetingMoved():
            # As if planned anew: what was due for the former date is no longer.
            return replace(
                changed,
                phase=Phase.PLANNED,
                reason="",
                starts_at=fact.starts_at,
                ends_at=fact.ends_at,
                called_until=at,
                chased_at=None,
                offers=(),
                asked_held_at=None,
                attendance={person: _unasked(known) for person, known in meeting.attendance.items()},
            )
        case f.MeetingCancelled():
            return replace(changed, phase=Phase.CANCELLED, reason=fact.reason)
        case f.CallSet():
            return replace(changed, call=fact.text, link_down=False)
        case f.HostCodeAsked():
            return meeting
        case f.HostCodeSet(code=code):
            return replace(meeting, host_code=code)
        case f.UpcomingCalled(calls=calls):
            return replace(
                meeting,
                called_until=at,
                chased_at=at if "chase" in calls else meeting.chased_at,
                asked_held_at=at if "ask_held" in calls else meeting.asked_held_at,
            )
        case f.CardPosted():
            return replace(meeting, card=meeting.card + 1)
        case f.LinkTried(ok=ok):
            return replace(meeting, link_down=not ok)
        case f.MeetingNotHeld(reason=reason):
            return replace(
                changed,
                phase=Phase.NOT_HELD,
                reason=reason,
                started_at=None,
                ended_at=None,
                held_at=None,
                minutes_corrected_at=None,
                corrected_at=None,
            )
        case f.MeetingHeld():
            return replace(
                meeting,
                phase=Phase.ENDED,
                reason="",
                started_at=meeting.starts_at or at,
                ended_at=meeting.ends_at or meeting.starts_at or at,
                held_at=at,
            )
        case _:
            assert_never(fact)


def _unasked(known: Attendance) -> Attendance:
    """Return what stays known of a person when the meeting moves: nobody has said yet whether they come."""
    return Attendance(person=known.person, organisation=known.organisation)


def _apply_to_agenda(
    meeting: Meeting,
    fact: f.ItemAdded
    | f.ItemChanged
    | f.ItemMoved
    | f.ItemDropped
    | f.ItemStarted
    | f.ItemClosed
    | f.ItemExtended
    | f.ItemPrepared,
    at: datetime,
) -> Meeting:
    match fact:
        case f.ItemAdded():
            item = Item(
                id=fact.item,
                title=fact.title,
                minutes=fact.minutes,
                owner=fact.owner,
                carried_from=fact.carried_from,
            )
            return replace(
                meeting, items=(*meeting.items, item), items_ever=max(meeting.items_ever, fact.item)
            )
        case f.ItemChanged():
            changed = _with_item(meeting, fact.item, title=fact.title, minutes=fact.minutes, owner=fact.owner)
            return _recount_marks(changed, at) if meeting.current == fact.item else changed
        case f.ItemMoved():
            rest = [item for item in meeting.items if item.id != fact.item]
            moved = [item for item in meeting.items if item.id == fact.item]
            place = fact.position - 1
            return replace(meeting, items=(*rest[:place], *moved, *rest[place:]))
        case f.ItemDropped():
            gone = [item for item in meeting.items if item.id == fact.item]
            return replace(
                meeting,
                items=tuple(item for item in meeting.items if item not in gone),
                dropped=meeting.dropped | {item.carried_from for item in gone if item.carried_from},
            )
        case f.ItemStarted():
            started = _with_item(_stop_clock(meeting, at), fact.item, taken_up=True, outcome=None)
            return _recount_marks(
                replace(
                    started,
                    current=fact.item,
                    moves=(*meeting.moves, (at, fact.item)),
                    moved_at=at,
                    running_since=at if meeting.phase is Phase.LIVE else None,
                ),
                at,
            )
        case f.ItemClosed():
            if meeting.current == fact.item:
                moves = (*meeting.moves, (at, None))
                meeting = replace(
                    _stop_clock(meeting, at), current=None, moves=moves, moved_at=at, item_mark=0
                )
            return _with_item(meeting, fact.item, outcome=fact.outcome)
        case f.ItemExtended():
            before = meeting.item(fact.item)
            extended = (before.extended if before else 0) + fact.minutes
            longer = _with_item(meeting, fact.item, extended=extended)
            return _recount_marks(longer, at) if meeting.current == fact.item else longer
        case f.ItemPrepared():
            return _with_item(meeting, fact.item, prepared=True)
        case _:
            assert_never(fact)


def _apply_to_roles(
    meeting: Meeting,
    fact: f.RoleTaken | f.RoleReleased | f.RoleOffered | f.RoleWaived | f.HolderMissed,
    entry: f.Entry,
) -> Meeting:
    match fact:
        case f.RoleOffered():
            offer = Offer(role=fact.role, person=fact.person, at=entry.at)
            return replace(meeting, offers=(*meeting.offers, offer))
        case f.RoleWaived():
            return replace(meeting, waived={**meeting.waived, fact.role: entry.by})
        case f.HolderMissed():
            return replace(meeting, missed=meeting.missed | {fact.role})
        case f.RoleReleased():
            tenures = _ended(meeting.roles.get(fact.role, ()), entry.at)
            return replace(
                meeting, roles={**meeting.roles, fact.role: tenures}, missed=meeting.missed - {fact.role}
            )
        case f.RoleTaken():
            taken = Tenure(person=fact.person, since=entry.at, asked_in=entry.cause)
            tenures = (*_ended(meeting.roles.get(fact.role, ()), entry.at), taken)
            waived = {role: by for role, by in meeting.waived.items() if role != fact.role}
            return replace(
                meeting,
                roles={**meeting.roles, fact.role: tenures},
                waived=waived,
                missed=meeting.missed - {fact.role},
            )
        case _:
            assert_never(fact)


def _ended(tenures: tuple[Tenure, ...], at: datetime) -> tuple[Tenure, ...]:
    """Return who held a role, the last one until then."""
    if not tenures or tenures[-1].until is not None:
        return tenures
    return (*tenures[:-1], replace(tenures[-1], until=at))


def _apply_to_attendance(
    meeting: Meeting,
    fact: f.PresenceForetold
    | f.PresenceWithdrawn
    | f.PersonJoined
    | f.PersonLeft
    | f.PersonSpoke
    | f.PersonPresent
    | f.OrganisationSet,
    entry: f.Entry,
) -> Meeting:
    at = entry.at
    known = meeting.attended(fact.person)
    match fact:
        case f.PresenceForetold():
            known = replace(known, coming=fact.coming, reason=fact.reason, foretold_in=entry.cause)
        case f.PresenceWithdrawn():
            known = replace(known, coming=None, reason="", foretold_in=None)
        case f.PersonJoined():
            known = replace(known, joined_at=known.joined_at or at, left_at=None)
        case f.PersonLeft():
            known = replace(known, left_at=at)
        case f.PersonSpoke():
            known = replace(known, spoke_at=known.spoke_at or at, left_at=None)
        case f.PersonPresent():
            known = replace(known, present_at=known.present_at or at, left_at=None)
        case f.OrganisationSet():
            known = replace(known, organisation=fact.organisation)
        case _:
            assert_never(fact)
    attendance = {**meeting.attendance, fact.person: known}
    missed = frozenset(role for role in meeting.missed if not _is_back(known, meeting.holder(role)))
    corrected_at = at if meeting.phase is Phase.ENDED else None
    return replace(meeting, attendance=attendance, missed=missed, corrected_at=corrected_at)


def _is_back(known: Attendance, holder: str | None) -> bool:
    """Tell whether a person who was missed has turned up."""
    return known.person == holder and known.seen and known.left_at is None


def _apply_to_notes(
    meeting: Meeting, fact: f.NoteTaken | f.NoteChanged | f.NoteRemoved, entry: f.Entry
) -> Meeting:
    match fact:
        case f.NoteTaken():
            note = Note(
                id=fact.note,
                at=fact.said_at or entry.at,
                tag=fact.tag,
                text=fact.text,
                author=fact.author,
                recorder=entry.by,
                event=fact.event,
                asked_in=entry.cause,
                whole=fact.whole,
                item=fact.item,
                owner=fact.owner,
                due=fact.due,
            )
            notes = (*meeting.notes, note)
        case f.NoteChanged():
            notes = _with_note(
                meeting,
                fact.note,
                tag=fact.tag,
                text=fact.text,
                owner=fact.owner,
                due=fact.due,
                changed=True,
                removed=False,
            )
        case f.NoteRemoved(erased=True):
            notes = _with_note(meeting, fact.note, removed=True, final=True, text="", owner=None)
        case f.NoteRemoved():
            notes = _with_note(meeting, fact.note, removed=True, final=fact.undone)
        case _:
            assert_never(fact)
    corrected_at = entry.at if meeting.phase is Phase.ENDED else None
    return replace(meeting, notes=notes, corrected_at=corrected_at)


def _with_item(meeting: Meeting, item_id: int, **changes: object) -> Meeting:
    items = tuple(
        replace(item, **changes) if item.id == item_id else item  # type: ignore[arg-type]
        for item in meeting.items
    )
    return replace(meeting, items=items)


def _with_note(meeting: Meeting, note_id: int, **changes: object) -> tuple[Note, ...]:
    return tuple(
        replace(note, **changes) if note.id == note_id else note  # type: ignore[arg-type]
        for note in meeting.notes
    )


def _with_end(meeting: Meeting, ends_at: datetime | None, at: datetime) -> Meeting:
    mark = 0 if ends_at is None else reached(MEETING_MARKS, at - ends_at)
    return _with_mark(replace(meeting, ends_at=ends_at), mark, at)


def _with_mark(meeting: Meeting, mark: int, at: datetime) -> Meeting:
    return replace(meeting, meeting_mark=mark, asked_over_at=at if mark == OVERDUE else None)


def _stop_clock(meeting: Meeting, at: datetime) -> Meeting:
    item, since = meeting.current_item, meeting.running_since
    if item is None or since is None:
        return replace(meeting, running_since=None)
    return replace(_with_item(meeting, item.id, spent=item.spent + (at - since)), running_since=None)


def _recount_marks(meeting: Meeting, at: datetime) -> Meeting:
    item = meeting.current_item
    if item is None:
        return meeting
    running = at - meeting.running_since if meeting.running_since else NO_TIME
    return replace(meeting, item_mark=item.mark_reached(item.spent + running))
