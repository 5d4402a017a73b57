"""The state of a room and of its meetings: what is known at one instant.

1. Nothing here is changed in place; a state once seen stays as it was.
2. Nothing is kept here that is not computed from facts (`history`), so a restart is a replay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from unicodedata import combining, normalize

from intercoop_bot.meeting.notebook import Notebook
from intercoop_bot.meeting.parts import (
    NO_TIME,
    Attendance,
    Floor,
    Item,
    LiveCard,
    Move,
    Note,
    Offer,
    Phase,
    Place,
    Ruling,
    Tenure,
)
from intercoop_bot.meeting.phrases import Who

ROLES = ("notes", "host", "facilitator")
"""The roles that every meeting has."""

TAGS = ("note", "decision", "action", "question", "idea", "link")
"""The tags that every room has."""

_A_DAY = timedelta(days=1)
_LONG_PAST = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting: all that its facts say.

    `occurrence` is the date that the room's rule gave it, wherever it was moved. `changes` counts those of
    its date and how to join; `card` how often its card was posted. `waived` are the roles that it does
    without, by whose word. `dropped` are the items that had come back, and were taken off its agenda.
    `held_at` is when it was said that it took place, where it was not opened here. `turned_at` and
    `extended_at` are when its clock was last stopped or let run, and when time was last added. `path` tells
    which item it was at, and since when. `moves` are
    those that can be undone, the last one last; `undone` is who last undid one, and when. `leads` are those
    with whom the lead was shared. `floors` are who had the floor, in order. `turn_limit`: 0 is none.
    """

    id: int
    title: str
    planned_by: str
    planned_at: datetime
    phase: Phase = Phase.PLANNED
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    call: str = ""
    host_code: str = field(default="", repr=False)
    reason: str = ""
    started_by: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    items: tuple[Item, ...] = ()
    current: int | None = None
    path: tuple[tuple[datetime, int | None], ...] = ()
    running_since: datetime | None = None
    moved_at: datetime | None = None
    item_mark: int = 0
    meeting_mark: int = 0
    roles: Mapping[str, tuple[Tenure, ...]] = field(default_factory=dict)
    attendance: Mapping[str, Attendance] = field(default_factory=dict)
    notes: Notebook = field(default_factory=Notebook)
    minutes_corrected_at: datetime | None = None
    corrected_at: datetime | None = None
    items_ever: int = 0
    dropped: frozenset[tuple[int, int]] = frozenset()
    occurrence: datetime | None = None
    changes: int = 0
    card: int = 0
    called_until: datetime | None = None
    chased_at: datetime | None = None
    offers: tuple[Offer, ...] = ()
    waived: Mapping[str, str] = field(default_factory=dict)
    missed: frozenset[str] = frozenset()
    missed_lines: tuple[tuple[datetime, datetime], ...] = ()
    link_down: bool = False
    asked_held_at: datetime | None = None
    heard_at: datetime | None = None
    asked_over_at: datetime | None = None
    forgotten: bool = False
    held_at: datetime | None = None
    turned_at: datetime | None = None
    extended_at: datetime | None = None
    moves: tuple[Move, ...] = ()
    undone: tuple[str, datetime] | None = None
    leads: frozenset[str] = frozenset()
    scribing: bool = False
    live_card: LiveCard | None = None
    queue: tuple[Place, ...] = ()
    queue_closed: bool = False
    floors: tuple[Floor, ...] = ()
    turn_limit: timedelta = NO_TIME
    rulings: tuple[Ruling, ...] = ()
    stays: Mapping[str, datetime] = field(default_factory=dict)

    def is_called(self, words: str) -> bool:
        """Tell whether its title has these words, case and accents left aside."""
        return _plain(words) in _plain(self.title)

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

    def note(self, number: int) -> Note:
        """Return the note of that number, which there must be."""
        return next(note for note in self.notes if note.id == number)

    def position(self, item_id: int) -> int:
        """Return the place of an item on the agenda, counted from 1."""
        return next(n for n, item in enumerate(self.items, 1) if item.id == item_id)

    def holder(self, role: str) -> str | None:
        """Return who holds a role now."""
        tenures = self.roles.get(role)
        return tenures[-1].person if tenures and tenures[-1].until is None else None

    def last_holder(self, role: str) -> str | None:
        """Return who held a role last, be it given back by now."""
        tenures = self.roles.get(role)
        return tenures[-1].person if tenures else None

    def attended(self, person: str) -> Attendance:
        """Return what is known of that person's being here."""
        return self.attendance.get(person) or Attendance(person=person)

    def item_at(self, instant: datetime) -> int | None:
        """Return the item that the meeting was at."""
        return next((item for since, item in reversed(self.path) if since <= instant), None)

    @property
    def floor(self) -> Floor | None:
        """Who has the floor now."""
        return self.floors[-1] if self.floors and self.floors[-1].until is None else None

    @property
    def speaker(self) -> tuple[str, datetime] | None:
        """Who has the floor now, and since when."""
        return None if self.floor is None else (self.floor.person, self.floor.since)

    @property
    def kept_notes(self) -> tuple[Note, ...]:
        """The notes that count, in the order in which they were said."""
        return tuple(sorted((note for note in self.notes if not note.removed), key=lambda note: note.at))

    @property
    def total(self) -> timedelta:
        """The time that the agenda needs, as it was planned."""
        return sum((timedelta(minutes=item.minutes or 0) for item in self.items), NO_TIME)


def _plain(text: str) -> str:
    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A moderator code, of a meeting of the room `about`, is awaited; `known`: one to replace another."""

    about: str
    meeting: int
    title: str
    known: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room: its settings, its people's names, its meetings.

    `awaited` is what a direct room waits for. `seq` and `last_at` are those of the last entry applied.
    """

    language: str = "fr"
    zone: str = "UTC"
    policy: str = "shared"
    own_roles: tuple[str, ...] = ()
    own_tags: tuple[str, ...] = ()
    preferences: Mapping[str, str] = field(default_factory=dict)
    repeat: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    live_id: int | None = None
    lost: bool = False
    deafness_told: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    awaited: Awaited | None = None
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

    def written_up(self, at: datetime) -> Meeting | None:
        """Return the meeting whose notes are taken afterwards, since it was not opened here."""
        told = [m for m in self.meetings.values() if m.held_at is not None and at - m.held_at < _A_DAY]
        return max(told, key=lambda m: (m.held_at, m.id), default=None)

    @property
    def last_ended(self) -> Meeting | None:
        """The meeting that ended last."""
        ended = [m for m in self.meetings.values() if m.ended_at is not None and not m.live]
        return max(ended, key=lambda m: (m.ended_at, m.id), default=None)

    def last_noted(self, at: datetime) -> Meeting | None:
        """Return the meeting whose notes are meant: under way or written up, the last, one prepared."""
        prepared = (meeting for meeting in self.planned if meeting.kept_notes)
        return self.live or self.written_up(at) or self.last_ended or next(prepared, None)

    def at_hand(self, at: datetime) -> Meeting | None:
        """Return the meeting that is meant when none is named: the one under way, else the next one."""
        return self.live or self.next_planned(at)

    def next_planned(self, at: datetime, title: str = "") -> Meeting | None:
        """Return the planned meeting that is meant, among those whose title has these words.

        The nearest in time, or the last one without a date; one long past only where there is no other.
        """
        planned = [m for m in self.planned if m.is_called(title)]
        dated = [(m.starts_at, m) for m in planned if m.starts_at is not None]
        near = [(abs(start - at), m.id) for start, m in dated if start > at - _LONG_PAST]
        undated = [m.id for m in planned if m.starts_at is None]
        if near:
            return self.meetings[min(near)[1]]
        if undated:
            return self.meetings[max(undated)]
        return max(dated, key=lambda each: each[0], default=(at, None))[1]

    def reachable(self, people: Iterable[str | None]) -> tuple[Who, ...]:
        """Return those of the people who can be mentioned: not who is on the phone only, nor nobody."""
        return tuple(self.who(person) for person in people if person is not None and person.startswith("@"))

    def who(self, person: str) -> Who:
        """Return a person with the name they bear."""
        return Who(person, self.names.get(person, person))
