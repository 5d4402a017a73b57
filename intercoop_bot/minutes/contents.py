"""What the minutes of a meeting contain, as data: all that a page, a message or a program wants to know.

1. Nothing here is a sentence: a thing is called by a fixed word (`parked`), its words come later.
2. Instants are aware and in the room's time zone.
3. What people typed is cleaned (`typed`), not escaped: that depends on the form it will have.
4. How to join the call is left out: the page is for more people than the call.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

State: TypeAlias = Literal["planned", "cancelled", "not_held", "open", "draft"]
"""What the meeting has come to; `open`: it was under way when this was written."""

Outcome: TypeAlias = Literal[
    "done", "skipped", "parked", "under_way", "to_come", "unfinished", "not_reached", "planned"
]
"""What became of an item; `planned` where there was no meeting (yet)."""

Presence: TypeAlias = Literal["present", "wrote", "silent", "expected", "regrets"]
"""What is known of people: said to be there; wrote; was seen in the room only; said yes; said no."""

PRESENCES: tuple[Presence, ...] = ("present", "wrote", "silent", "expected", "regrets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody. `namesake`: the name alone would not tell who; `phone`: known by name only."""

    id: str
    name: str
    namesake: bool = False

    @property
    def phone(self) -> bool:
        """Whether this person has no Matrix id: they were only on the phone."""
        return not self.id.startswith("@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person at the meeting; came at `since` and left at `until` where that is known."""

    person: Person
    organisation: str
    reason: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """People of one organisation (empty: none was named) of whom the same is known."""

    organisation: str
    people: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All of whom the same is known, by organisation; those without one last."""

    presence: Presence
    parties: tuple[Party, ...]

    @property
    def by_organisation(self) -> bool:
        """Whether any organisation was named."""
        return any(party.organisation for party in self.parties)

    @property
    def people(self) -> tuple[Attendee, ...]:
        """All of them."""
        return tuple(person for party in self.parties for person in party.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A person held a role for this part of the meeting; no times where there was no meeting (yet)."""

    person: Person
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role and who held it; `vacant`: nobody did at the end. `changed`: not one person all along.

    `waived_by` agreed that the meeting does without.
    """

    name: str
    holdings: tuple[Holding, ...]
    vacant: bool
    changed: bool
    waived_by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something written down; `recorder` where another than the author tagged it, `item` by number."""

    tag: str
    text: str
    author: Person
    organisation: str
    recorder: Person | None
    at: datetime
    item: int | None
    owner: Person | None
    due: date | None
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The actions of one person (None: still to be taken), the soonest due first."""

    owner: Person | None
    actions: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A point of the agenda; `spent` is None where the meeting never came to it.

    `carried_from` is the day of the meeting from which it came back.
    """

    number: int
    title: str
    owner: Person | None
    planned: timedelta | None
    extended: timedelta
    spent: timedelta | None
    outcome: Outcome
    carried_from: date | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """The next meeting of the room; its date may still be open."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How often, and how long in all, a person had the floor."""

    person: Person
    organisation: str
    turns: int
    time: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The minutes. `day` is the meeting's; `written_at` is the instant that they tell of.

    `forgotten`: nobody closed it, so that was done for them. `elsewhere`: it was not opened here, so its
    hours are those that were planned. `lines_said` is known where they were counted: name and number.
    `missed`: between when and when a part of what was written could not be read.
    `voices`, those first who had the floor longest, and who was `unheard`: only where the room wants it.
    """

    language: str
    zone: str
    state: State
    title: str
    day: date
    planned_start: datetime | None
    planned_end: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    written_at: datetime
    corrected_at: datetime | None
    forgotten: bool
    elsewhere: bool
    reason: str
    attendance: tuple[Group, ...]
    roles: tuple[Role, ...]
    decisions: tuple[Note, ...]
    duties: tuple[Duty, ...]
    items: tuple[Item, ...]
    general: tuple[Note, ...]
    next_meeting: Upcoming | None
    missed: tuple[tuple[datetime, datetime], ...] = ()
    voices: tuple[Voice, ...] = ()
    unheard: tuple[Person, ...] = ()
    lines_said: tuple[tuple[str, int], ...] = ()

    @property
    def gathered(self) -> bool:
        """Whether anybody came: the meeting took place, at least in part, or people were there in vain."""
        return self.started_at is not None or any(
            group.presence in ("present", "wrote") for group in self.attendance
        )

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, by item, those outside of any item last."""
        return (*(note for item in self.items for note in item.notes), *self.general)
