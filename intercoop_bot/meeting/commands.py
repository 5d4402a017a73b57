"""What people ask for, and the clock, and the room. Commands are imperative; `rules` says yes or no.

A command has been read already: its dates are instants, its people are known, its item numbers are the
positions that stand on the agenda, counted from 1. Whether it makes sense now is not its business.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from intercoop_bot.meeting.phrases import Phrase, Who, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks, and whether the Matrix room counts them among its moderators."""

    who: Who
    moderator: bool = False


# --- before the meeting


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


# --- roles


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


# --- whether it takes place, and the next one


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


# --- the meeting under way


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Open the planned meeting, or one that was not planned."""

    title: str = ""
    meeting: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Close the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """On to the next item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Back to the item before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTo:
    """On to that item."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """On to the next item; this one is not dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Park:
    """Put an item (None: this one) off to another meeting."""

    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Give this item more minutes."""

    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Stop the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Let the clock run again."""


# --- who is there


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPresent:
    """Say who is there: oneself, or others, also those who are only on the phone."""

    people: tuple[Who, ...]
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakFor:
    """Speak for an organisation."""

    organisation: str


# --- notes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A tagged line, read. `tag` is `note`, `decision`, `action`, … or a tag of the room's own."""

    tag: str
    text: str
    owner: Who | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNote:
    """Write something down, for whoever said it in message `event`.

    `explicit` is set where a command asked for it, so that it is answered when it cannot be done; a
    tag in ordinary talk is not. `prepares` are the meeting and the item in whose thread it was said.
    """

    draft: NoteDraft
    author: Who
    event: str
    whole: bool = False
    explicit: bool = True
    prepares: tuple[int, int] | None = None
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseNotes:
    """The message `event` reads differently now: as the text `body`, or as these tagged lines."""

    event: str
    body: str
    drafts: tuple[NoteDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseNotes:
    """The message `event`, or the reaction, was removed."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take the last note back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Put `new` for `old` in the last note that has it."""

    old: str
    new: str


# --- the room


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLanguage:
    """Speak this language here."""

    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetZone:
    """Read and show times in this zone here."""

    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPolicy:
    """Say who may lead meetings here."""

    policy: Literal["shared", "open", "chaired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTag:
    """Have one more tag for notes here."""

    tag: str


# --- what happens without being asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hear:
    """The actor wrote something in the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """The actor came into the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss:
    """`who` is no longer in the room."""

    who: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLink:
    """The link of a meeting was tried."""

    meeting: int
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """We came into the room, whose messages may be encrypted."""

    encrypted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart:
    """We are no longer in the room, or it was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitDeafness:
    """A message could not be read, since it was encrypted."""


MeetingCommand: TypeAlias = (
    SetDate
    | Cancel
    | SetCall
    | AskHostCode
    | Foretell
    | AddItems
    | EditItem
    | MoveItem
    | DropItem
    | ClaimRole
    | ReleaseRole
    | AssignRole
    | WaiveRole
    | Prepare
    | End
    | Next
    | Back
    | GoTo
    | Skip
    | Park
    | Extend
    | Pause
    | Resume
    | MarkPresent
    | SpeakFor
    | Undo
    | Substitute
)
"""What is asked of a meeting: the one under way, or the one planned next."""

RoomCommand: TypeAlias = (
    Plan
    | Start
    | TakeNote
    | ReviseNotes
    | EraseNotes
    | AddRole
    | AddTag
    | SetLanguage
    | SetZone
    | SetPolicy
    | Tick
    | Hear
    | Admit
    | Dismiss
    | Arrive
    | Depart
    | AdmitDeafness
    | SayHeld
    | PutOff
    | PlanAgain
    | SetRepeat
    | SetPreference
    | NoteLink
    | KeepHostCode
    | AwaitCode
    | SettleCode
)
"""What is asked of the room, whether there is a meeting or not."""

Command: TypeAlias = MeetingCommand | RoomCommand


# --- questions: they change nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStatus:
    """Where are we?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgenda:
    """What is on the agenda?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRoles:
    """Who does what?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRota:
    """Who has done what, and when last?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRepeat:
    """When does it repeat?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDate:
    """When is it?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCall:
    """How does one join?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMeetings:
    """What is planned, and what became of the last ones?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMinutes:
    """The minutes of the last meeting, or of the one that `which` names: number, day, words of the title."""

    which: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSettings:
    """How is this room set?"""


Question: TypeAlias = (
    AskStatus
    | AskAgenda
    | AskRoles
    | AskRota
    | AskRepeat
    | AskDate
    | AskCall
    | AskMeetings
    | AskMinutes
    | AskSettings
)


class Refused(Exception):  # noqa: N818 - a refusal is no error
    """The answer is no. Carries the reason as a phrase, not as a sentence; nothing has changed.

    `emoji`, where set, says it with a reaction and the phrase is not spoken.
    """

    def __init__(self, reason: Phrase, emoji: str = "") -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.emoji = emoji


def already_so() -> Refused:
    """Return the quiet answer to who asks for what is the case already."""
    return Refused(phrase("refused.already_so"), emoji="👍")
