"""What follows from the log: the state of a room and of its meetings.

1. `apply` is the only way to a new state, and it takes any fact: whether the fact should have happened was
   decided before it was written.
2. Nothing here is changed in place; a state once seen stays as it was.
3. Nothing is stored here that is not computed from facts, so a restart is a replay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.marks import MEETING_MARKS, item_marks, reached
from intercoop_bot.meeting.phrases import Who

ROLES = ("notes", "host", "facilitator")
"""The roles that every meeting has."""

TAGS = ("note", "decision", "action", "question", "idea", "link")
"""The tags that every room has."""

NO_TIME = timedelta(0)

_NEAR = timedelta(hours=12)


class Phase(StrEnum):
    """Where a meeting is in its life."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A point of the agenda. `spent` leaves out the time since it was last taken up."""

    id: int
    title: str
    minutes: int | None = None
    owner: str | None = None
    extended: int = 0
    spent: timedelta = NO_TIME
    taken_up: bool = False
    outcome: str | None = None

    @property
    def allotted(self) -> timedelta | None:
        """The time it may take, extensions included; None where none was set."""
        if self.minutes is None and not self.extended:
            return None
        return timedelta(minutes=(self.minutes or 0) + self.extended)

    def mark_reached(self, spent: timedelta) -> int:
        """Return the number of the last mark that this item has passed when `spent` is used."""
        return 0 if self.allotted is None else reached(item_marks(self.allotted), spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something written down; `recorder` is who tagged it, mostly its author."""

    id: int
    at: datetime
    tag: str
    text: str
    author: str
    recorder: str
    event: str
    whole: bool = False
    item: int | None = None
    owner: str | None = None
    due: date | None = None
    changed: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A person held a role from then to then; `until` None: still does."""

    person: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What is known of a person's being at a meeting, each kind of knowledge apart."""

    person: str
    coming: bool | None = None
    reason: str = ""
    organisation: str = ""
    present_at: datetime | None = None
    spoke_at: datetime | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def seen(self) -> bool:
        """Whether the person took part: wrote, or was said to be there."""
        return self.present_at is not None or self.spoke_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting: all that its facts say."""

    id: int
    title: str
    planned_by: str
    planned_at: datetime
    phase: Phase = Phase.PLANNED
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    call: str = ""
    reason: str = ""
    started_by: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    items: tuple[Item, ...] = ()
    current: int | None = None
    running_since: datetime | None = None
    moved_at: datetime | None = None
    item_mark: int = 0
    meeting_mark: int = 0
    roles: Mapping[str, tuple[Tenure, ...]] = field(default_factory=dict)
    attendance: Mapping[str, Attendance] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    minutes_posted_at: datetime | None = None
    corrected_at: datetime | None = None
    items_ever: int = 0

    @property
    def live(self) -> bool:
        """Whether it is under way, the clock running or not."""
        return self.phase in (Phase.LIVE, Phase.PAUSED)

    @property
    def current_item(self) -> Item | None:
        """The item that the meeting is at."""
        return None if self.current is None else self.item(self.current)

    def item(self, item_id: int) -> Item | None:
        """Return the item of that id; None where it was dropped."""
        return next((item for item in self.items if item.id == item_id), None)

    def position(self, item_id: int) -> int:
        """Return the place of an item on the agenda, counted from 1."""
        return next(n for n, item in enumerate(self.items, 1) if item.id == item_id)

    def holder(self, role: str) -> str | None:
        """Return who holds a role now."""
        tenures = self.roles.get(role)
        return tenures[-1].person if tenures and tenures[-1].until is None else None

    def attended(self, person: str) -> Attendance:
        """Return what is known of that person's being here."""
        return self.attendance.get(person) or Attendance(person=person)

    @property
    def kept_notes(self) -> tuple[Note, ...]:
        """The notes that count, in the order in which they were taken."""
        return tuple(note for note in self.notes if not note.removed)

    @property
    def total(self) -> timedelta:
        """The time that the agenda needs, as it was planned."""
        return sum((timedelta(minutes=item.minutes or 0) for item in self.items), NO_TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room: its settings, its people's names, its meetings.

    `seq` and `last_at` are those of the last entry applied.
    """

    language: str = "fr"
    zone: str = "UTC"
    policy: str = "shared"
    own_roles: tuple[str, ...] = ()
    own_tags: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    live_id: int | None = None
    lost: bool = False
    deafness_told: bool = False
    seq: int = 0
    last_at: datetime | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of this room's meetings."""
        return ROLES + self.own_roles

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that a note may have here."""
        return TAGS + self.own_tags

    @property
    def live(self) -> Meeting | None:
        """The meeting under way."""
        return None if self.live_id is None else self.meetings[self.live_id]

    @property
    def planned(self) -> tuple[Meeting, ...]:
        """The meetings still to come, as they were planned."""
        return tuple(m for m in self.meetings.values() if m.phase is Phase.PLANNED)

    @property
    def last_ended(self) -> Meeting | None:
        """The meeting that ended last."""
        ended = [m for m in self.meetings.values() if m.ended_at is not None and not m.live]
        return max(ended, key=lambda m: (m.ended_at, m.id), default=None)

    def at_hand(self, at: datetime) -> Meeting | None:
        """Return the meeting that is meant when none is named: the one under way, else the next one."""
        if self.live is not None:
            return self.live
        coming = [m for m in self.planned if m.starts_at is not None and m.starts_at > at - _NEAR]
        undated = [m for m in self.planned if m.starts_at is None]
        return (
            min(coming, key=lambda m: (m.starts_at, m.id), default=None)
            or max(undated, key=lambda m: m.id, default=None)
            or max(self.planned, key=lambda m: (m.starts_at, m.id), default=None)
        )

    def who(self, person: str) -> Who:
        """Return a person with the name they bear."""
        return Who(person, self.names.get(person, person))


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
        case f.RoomLost():
            return replace(room, lost=True)
        case f.RoomFound():
            return replace(room, lost=False)
        case f.DeafnessTold():
            return replace(room, deafness_told=True)
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
            )
        case fact:
            meeting = _apply(room.meetings[fact.meeting], fact, entry)
    live_id = meeting.id if meeting.live else None if room.live_id == meeting.id else room.live_id
    return replace(room, meetings={**room.meetings, meeting.id: meeting}, live_id=live_id)


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
)


def _apply(meeting: Meeting, fact: _MeetingFact, entry: f.Entry) -> Meeting:
    at = entry.at
    match fact:
        case f.MeetingMoved():
            return replace(meeting, starts_at=fact.starts_at, ends_at=fact.ends_at)
        case f.MeetingCancelled():
            return replace(meeting, phase=Phase.CANCELLED, reason=fact.reason)
        case f.CallSet():
            return replace(meeting, call=fact.text)
        case f.MeetingStarted():
            return _with_end(
                replace(meeting, phase=Phase.LIVE, started_by=entry.by, started_at=at), fact.ends_at, at
            )
        case f.MeetingPaused():
            return replace(_stop_clock(meeting, at), phase=Phase.PAUSED)
        case f.MeetingResumed():
            return replace(meeting, phase=Phase.LIVE, running_since=at if meeting.current else None)
        case f.MeetingEnded():
            return replace(_stop_clock(meeting, at), phase=Phase.ENDED, ended_at=at, current=None)
        case f.EndMoved():
            return _with_end(meeting, fact.ends_at, at)
        case f.TimeCalled(item=None):
            return replace(meeting, meeting_mark=fact.mark)
        case f.TimeCalled():
            return replace(meeting, item_mark=fact.mark)
        case f.MinutesPosted():
            return replace(meeting, minutes_posted_at=at, corrected_at=None)
        case (
            f.ItemAdded()
            | f.ItemChanged()
            | f.ItemMoved()
            | f.ItemDropped()
            | f.ItemStarted()
            | f.ItemClosed()
            | f.ItemExtended()
        ):
            return _apply_to_agenda(meeting, fact, at)
        case f.RoleTaken() | f.RoleReleased():
            return _apply_to_roles(meeting, fact, at)
        case (
            f.PresenceForetold()
            | f.PersonJoined()
            | f.PersonLeft()
            | f.PersonSpoke()
            | f.PersonPresent()
            | f.OrganisationSet()
        ):
            return _apply_to_attendance(meeting, fact, at)
        case f.NoteTaken() | f.NoteChanged() | f.NoteRemoved():
            return _apply_to_notes(meeting, fact, entry)
        case _:
            assert_never(fact)


def _apply_to_agenda(
    meeting: Meeting,
    fact: f.ItemAdded
    | f.ItemChanged
    | f.ItemMoved
    | f.ItemDropped
    | f.ItemStarted
    | f.ItemClosed
    | f.ItemExtended,
    at: datetime,
) -> Meeting:
    match fact:
        case f.ItemAdded():
            item = Item(id=fact.item, title=fact.title, minutes=fact.minutes, owner=fact.owner)
            return replace(
                meeting, items=(*meeting.items, item), items_ever=max(meeting.items_ever, fact.item)
            )
        case f.ItemChanged():
            changed = _with_item(meeting, fact.item, title=fact.title, minutes=fact.minutes, owner=fact.owner)
            return _recount_marks(changed, at)
        case f.ItemMoved():
            rest = [item for item in meeting.items if item.id != fact.item]
            moved = [item for item in meeting.items if item.id == fact.item]
            place = fact.position - 1
            return replace(meeting, items=(*rest[:place], *moved, *rest[place:]))
        case f.ItemDropped():
            return replace(meeting, items=tuple(item for item in meeting.items if item.id != fact.item))
        case f.ItemStarted():
            started = _with_item(_stop_clock(meeting, at), fact.item, taken_up=True, outcome=None)
            return _recount_marks(
                replace(
                    started,
                    current=fact.item,
                    moved_at=at,
                    running_since=at if meeting.phase is Phase.LIVE else None,
                ),
                at,
            )
        case f.ItemClosed():
            closed = _with_item(
                _stop_clock(meeting, at) if meeting.current == fact.item else meeting,
                fact.item,
                outcome=fact.outcome,
            )
            if meeting.current != fact.item:
                return closed
            return replace(closed, current=None, moved_at=at, item_mark=0)
        case f.ItemExtended():
            before = meeting.item(fact.item)
            extended = (before.extended if before else 0) + fact.minutes
            return _recount_marks(_with_item(meeting, fact.item, extended=extended), at)
        case _:
            assert_never(fact)


def _apply_to_roles(meeting: Meeting, fact: f.RoleTaken | f.RoleReleased, at: datetime) -> Meeting:
    tenures = meeting.roles.get(fact.role, ())
    if tenures and tenures[-1].until is None:
        tenures = (*tenures[:-1], replace(tenures[-1], until=at))
    if isinstance(fact, f.RoleTaken):
        tenures = (*tenures, Tenure(person=fact.person, since=at))
    return replace(meeting, roles={**meeting.roles, fact.role: tenures})


def _apply_to_attendance(
    meeting: Meeting,
    fact: f.PresenceForetold
    | f.PersonJoined
    | f.PersonLeft
    | f.PersonSpoke
    | f.PersonPresent
    | f.OrganisationSet,
    at: datetime,
) -> Meeting:
    known = meeting.attended(fact.person)
    match fact:
        case f.PresenceForetold():
            known = replace(known, coming=fact.coming, reason=fact.reason)
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
    return replace(meeting, attendance={**meeting.attendance, fact.person: known})


def _apply_to_notes(
    meeting: Meeting, fact: f.NoteTaken | f.NoteChanged | f.NoteRemoved, entry: f.Entry
) -> Meeting:
    match fact:
        case f.NoteTaken():
            note = Note(
                id=fact.note,
                at=entry.at,
                tag=fact.tag,
                text=fact.text,
                author=fact.author,
                recorder=entry.by,
                event=fact.event,
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
            )
        case f.NoteRemoved():
            notes = _with_note(meeting, fact.note, removed=True)
            if fact.erased:
                notes = _with_note(replace(meeting, notes=notes), fact.note, text="")
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
    return replace(meeting, ends_at=ends_at, meeting_mark=mark)


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
