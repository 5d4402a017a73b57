"""What is asked before a meeting, of its roles, and of what becomes of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from intercoop_bot.meeting.phrases import Phrase, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """An agenda item as somebody wrote it."""

    title: str
    minutes: int | None = None
    owner: Who | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Plan a meeting. `doubts` are what was read but not understood."""

    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    call: str = ""
    items: tuple[DraftItem, ...] = ()
    roles: tuple[tuple[str, Who | None], ...] = ()
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDate:
    """Give the planned meeting another date; where `only` its day or its hour was said, the other stays."""

    starts_at: datetime
    ends_at: datetime | None = None
    only: Literal["day", "hour"] | None = None
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Call a planned meeting off: the one of that number; where there is only one, it needs none."""

    reason: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCall:
    """Say how to join."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHostCode:
    """Be given the moderator code of the call, or be asked for it: both apart from the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepHostCode:
    """Keep the moderator code of the call of that meeting."""

    meeting: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitCode:
    """In a direct room: wait for the code of a meeting of the room `about`, where it is `known` a new one."""

    about: str
    meeting: int
    title: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleCode:
    """In a direct room: wait for no code any more."""

    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretell:
    """Say whether one will be there."""

    coming: bool
    reason: str = ""
    meeting: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItems:
    """Put items at the end of the agenda."""

    items: tuple[DraftItem, ...]
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditItem:
    """Change an item; what is None or empty stays as it is."""

    position: int
    title: str = ""
    minutes: int | None = None
    owner: Who | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveItem:
    """Put an item at another place."""

    position: int
    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropItem:
    """Take an item off the agenda."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRole:
    """Take a role that is open. An empty one means the only one that is."""

    role: str
    meeting: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRole:
    """Give a role back. An empty one means the only one that one holds."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRole:
    """Give a role to somebody."""

    role: str
    who: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRole:
    """Have one more role in this room's meetings."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveRole:
    """Do without a role this time. An empty one means the only one that is open."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayHeld:
    """Say that a meeting took place, though it was not opened here, or that it did not."""

    held: bool
    reason: str = ""
    meeting: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """Move a meeting that was not opened to another time; without one, to the same hour a week later."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    doubts: tuple[Phrase, ...] = ()
    meeting: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAgain:
    """Plan a meeting like the last one. `repeated`: on the date that the room's rule gives.

    `call` is how to join, where that is not as it was the last time.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    repeated: bool = False
    call: str = ""
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRepeat:
    """Have meetings repeat by a rule, in the form in which it is stored; an empty one: no longer.

    The dates are those of the first meeting that the rule gives.
    """

    rule: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    call: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """Open a thread for an item, to be prepared before the meeting."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreference:
    """Have the bot's manners otherwise in this room: a name and a value of `preferences`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameMeeting:
    """Give the meeting another title."""

    title: str
