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
class LinesMissed:
    """A part of what was written between these instants could not be had from the homeserver."""

    meeting: int
    since: datetime
    until: datetime
    kind: Literal["meeting.lines_missed"] = "meeting.lines_missed"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCardPosted:
    """The card of the meeting under way was put into the room anew, as its newest message."""

    meeting: int
    kind: Literal["live_card.posted"] = "live_card.posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCardShown:
    """The card of the meeting under way was made to show how things stand."""

    meeting: int
    kind: Literal["live_card.shown"] = "live_card.shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveUndone:
    """What was done to the course of the meeting in the entry `move`, and with it, counts as not done."""

    meeting: int
    move: int
    kind: Literal["move.undone"] = "move.undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScribeSet:
    """Every line of whoever takes notes is a note, or (`on` false) only those that are tagged."""

    meeting: int
    on: bool
    kind: Literal["scribe.set"] = "scribe.set"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadShared:
    """A person may lead this meeting too."""

    meeting: int
    person: str
    kind: Literal["lead.shared"] = "lead.shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadWithdrawn:
    """A person with whom the lead was shared may lead this meeting no longer."""

    meeting: int
    person: str
    kind: Literal["lead.withdrawn"] = "lead.withdrawn"
