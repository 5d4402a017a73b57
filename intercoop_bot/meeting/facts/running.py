"""What can happen to a meeting under way, and to those who are there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["done", "skipped", "parked"]
"""How the meeting left an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStarted:
    """The meeting is under way and is to end at `ends_at`, where that is known."""

    meeting: int
    ends_at: datetime | None = None
    kind: Literal["meeting.started"] = "meeting.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPaused:
    """The clock of the meeting stands still."""

    meeting: int
    kind: Literal["meeting.paused"] = "meeting.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingResumed:
    """The clock of the meeting runs again."""

    meeting: int
    kind: Literal["meeting.resumed"] = "meeting.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEnded:
    """The meeting is over; `forgotten` where nobody closed it, and it was closed for having gone silent."""

    meeting: int
    forgotten: bool = False
    kind: Literal["meeting.ended"] = "meeting.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingReopened:
    """A meeting that was over is under way again."""

    meeting: int
    kind: Literal["meeting.reopened"] = "meeting.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeard:
    """Somebody still writes in a meeting that is past its end."""

    meeting: int
    kind: Literal["meeting.line_heard"] = "meeting.line_heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPrepared:
    """An item was given a thread of its own: what is noted in it belongs to the item."""

    meeting: int
    item: int
    kind: Literal["item.prepared"] = "item.prepared"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStarted:
    """The meeting has come to this item, for the first time or again."""

    meeting: int
    item: int
    kind: Literal["item.started"] = "item.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClosed:
    """The meeting is done with this item: it was dealt with, skipped, or put off to another meeting."""

    meeting: int
    item: int
    outcome: Outcome = "done"
    kind: Literal["item.closed"] = "item.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemExtended:
    """The item has that many minutes more (or fewer, where negative)."""

    meeting: int
    item: int
    minutes: int
    kind: Literal["item.extended"] = "item.extended"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMoved:
    """The meeting is to end at another time."""

    meeting: int
    ends_at: datetime
    kind: Literal["meeting.end_moved"] = "meeting.end_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCalled:
    """The room was told how the time stands: of an item, or (item None) of the whole meeting.

    `mark` counts the calls: see `marks` for what each one is.
    """

    meeting: int
    mark: int
    item: int | None = None
    kind: Literal["time.called"] = "time.called"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined:
    """A person came into the room while the meeting was under way."""

    meeting: int
    person: str
    kind: Literal["person.joined"] = "person.joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """A person left the room while the meeting was under way."""

    meeting: int
    person: str
    kind: Literal["person.left"] = "person.left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSpoke:
    """A person wrote in the room for the first time in this meeting."""

    meeting: int
    person: str
    kind: Literal["person.spoke"] = "person.spoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPresent:
    """A person was said to be there, by themselves or by somebody else."""

    meeting: int
    person: str
    kind: Literal["person.present"] = "person.present"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSet:
    """A person speaks for this organisation."""

    meeting: int
    person: str
    organisation: str
    kind: Literal["person.organisation_set"] = "person.organisation_set"
