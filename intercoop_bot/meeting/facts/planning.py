"""What can happen to a meeting before it is under way, and to its roles; and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlanned:
    """A meeting is on the calendar; both times may still be open. `repeated`: by the room's rule."""

    meeting: int
    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    repeated: bool = False
    kind: Literal["meeting.planned"] = "meeting.planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMoved:
    """A planned meeting has other times."""

    meeting: int
    starts_at: datetime
    ends_at: datetime | None = None
    kind: Literal["meeting.moved"] = "meeting.moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled:
    """A planned meeting will not be."""

    meeting: int
    reason: str = ""
    kind: Literal["meeting.cancelled"] = "meeting.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSet:
    """How to join: a link, or a number and a code."""

    meeting: int
    text: str
    kind: Literal["meeting.call_set"] = "meeting.call_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCodeAsked:
    """The person who holds the call was asked for its moderator code, or given it, in a direct room."""

    meeting: int
    person: str
    kind: Literal["meeting.host_code_asked"] = "meeting.host_code_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCodeSet:
    """The moderator code of the call, which nobody but the holder of `host` is told."""

    meeting: int
    code: str = field(repr=False)
    kind: Literal["meeting.host_code_set"] = "meeting.host_code_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceForetold:
    """A person said whether they will be there."""

    meeting: int
    person: str
    coming: bool
    reason: str = ""
    kind: Literal["meeting.presence_foretold"] = "meeting.presence_foretold"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceWithdrawn:
    """A person took back what they said of whether they will be there."""

    meeting: int
    person: str
    kind: Literal["meeting.presence_withdrawn"] = "meeting.presence_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingCalled:
    """All that was due of a planned meeting until now is done: these calls of `upcoming` were made of it."""

    meeting: int
    calls: tuple[str, ...]
    kind: Literal["meeting.upcoming_called"] = "meeting.upcoming_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPosted:
    """The card of a planned meeting stands in the room once more, as the newest message."""

    meeting: int
    kind: Literal["meeting.card_posted"] = "meeting.card_posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTried:
    """The link by which to join was tried before the meeting, and was there or not."""

    meeting: int
    ok: bool
    kind: Literal["meeting.link_tried"] = "meeting.link_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingNotHeld:
    """A planned meeting did not take place."""

    meeting: int
    reason: str = ""
    kind: Literal["meeting.not_held"] = "meeting.not_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """A meeting that was not opened here took place all the same, as was said afterwards."""

    meeting: int
    kind: Literal["meeting.held"] = "meeting.held"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded:
    """The agenda has one more item, at its end. `minutes` is None where no time was given.

    `carried_from` is the meeting, and the item of it, that this one comes from, where it was put off.
    """

    meeting: int
    item: int
    title: str
    minutes: int | None = None
    owner: str | None = None
    carried_from: tuple[int, int] | None = None
    kind: Literal["item.added"] = "item.added"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChanged:
    """An item has another title, time or owner: all three stand here as they are now."""

    meeting: int
    item: int
    title: str
    minutes: int | None = None
    owner: str | None = None
    kind: Literal["item.changed"] = "item.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMoved:
    """An item has another place on the agenda, counted from 1."""

    meeting: int
    item: int
    position: int
    kind: Literal["item.moved"] = "item.moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDropped:
    """An item is no longer on the agenda."""

    meeting: int
    item: int
    kind: Literal["item.dropped"] = "item.dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken:
    """A person holds a role from now on; who held it before no longer does."""

    meeting: int
    role: str
    person: str
    kind: Literal["role.taken"] = "role.taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReleased:
    """Nobody holds the role any more."""

    meeting: int
    role: str
    kind: Literal["role.released"] = "role.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOffered:
    """A person was asked whether they would take an open role."""

    meeting: int
    role: str
    person: str
    kind: Literal["role.offered"] = "role.offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWaived:
    """The meeting does without this role."""

    meeting: int
    role: str
    kind: Literal["role.waived"] = "role.waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderMissed:
    """Who holds this role has not been seen since the meeting began: anyone may take it over."""

    meeting: int
    role: str
    kind: Literal["role.holder_missed"] = "role.holder_missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRenamed:
    """The meeting has another title."""

    meeting: int
    title: str
    kind: Literal["meeting.renamed"] = "meeting.renamed"
