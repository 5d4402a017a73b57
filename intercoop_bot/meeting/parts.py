"""The parts of a meeting's state: items, notes, people, the queue, the card, the moves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from intercoop_bot.meeting.facts.queue import Manner
from intercoop_bot.meeting.marks import item_marks, reached

NO_TIME = timedelta(0)


class Phase(StrEnum):
    """Where a meeting is in its life."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"
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
    carried_from: tuple[int, int] | None = None
    prepared: bool = False

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
class Correction:
    """A note was corrected by a person; before that it read as it stands here."""

    by: str
    at: datetime
    tag: str
    text: str
    owner: str | None
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something written down; `recorder` is who tagged it, mostly its author.

    `event` is the message whose words these are, `asked_in` the one that had them noted: the same, save for
    a note recorded by a reply. It is `plain` where its line bore no tag. A note that was `removed` may come
    back with its message, unless that was `final`. `corrected` is how its words were corrected last, other
    than with its message.
    """

    id: int
    at: datetime
    tag: str
    text: str
    author: str
    recorder: str
    event: str
    asked_in: str | None = None
    whole: bool = False
    plain: bool = False
    item: int | None = None
    owner: str | None = None
    due: date | None = None
    changed: bool = False
    removed: bool = False
    final: bool = False
    corrected: Correction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A person held a role from then to then; `until` None: still does.

    `asked_in` is the message or the reaction by which it was taken.
    """

    person: str
    since: datetime
    until: datetime | None = None
    asked_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A person was asked to take a role."""

    role: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What is known of a person's being at a meeting, each kind of knowledge apart."""

    person: str
    coming: bool | None = None
    foretold_in: str | None = None
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
class Place:
    """A person waits in the queue; `asked_in` are the messages and reactions that asked for it."""

    person: str
    since: datetime
    topic: str = ""
    manner: Manner = "speak"
    asked_in: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A person had the floor from then to then; `until` None: has it still. `given_by` may be themselves."""

    person: str
    given_by: str
    since: datetime
    until: datetime | None = None
    warned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Somebody gave the floor, closed or opened the queue, or limited the turns, which were as they are here.

    It is named by the number of its entry. `called` is the place that whoever got the floor by it had,
    `speaker` who had the floor then, and since when.
    """

    seq: int
    at: datetime
    by: str
    floors: tuple[Floor, ...]
    queue_closed: bool
    turn_limit: timedelta
    called: tuple[Place, ...]
    speaker: tuple[str, datetime] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCard:
    """The card of a meeting under way: how often it was posted, when last, when it was last right.

    `stale`: something has happened that it does not show yet.
    """

    number: int
    posted_at: datetime
    shown_at: datetime
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far a meeting is: what a move changes, and what is put back where a move is undone."""

    phase: Phase
    items: tuple[Item, ...]
    dropped: frozenset[tuple[int, int]]
    current: int | None
    path: tuple[tuple[datetime, int | None], ...]
    running_since: datetime | None
    moved_at: datetime | None
    turned_at: datetime | None
    extended_at: datetime | None
    item_mark: int
    meeting_mark: int
    ends_at: datetime | None
    ended_at: datetime | None
    asked_over_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Somebody changed the course of the meeting or its agenda, which was as in `before`.

    It is named by the number of its first entry.
    """

    seq: int
    at: datetime
    by: str
    cause: str | None
    before: Course
