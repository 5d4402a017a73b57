"""What is asked of a meeting under way: its course, who is there, what is noted."""

from dataclasses import dataclass
from datetime import date, datetime

from intercoop_bot.meeting.phrases import Phrase, Who


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPresent:
    """Say who is there: oneself, or others, also those who are only on the phone."""

    people: tuple[Who, ...]
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakFor:
    """Speak for an organisation."""

    organisation: str


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
    `said_at` is set where it reaches us later than what was said after it.
    """

    draft: NoteDraft
    author: Who
    event: str
    whole: bool = False
    explicit: bool = True
    prepares: tuple[int, int] | None = None
    said_at: datetime | None = None
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
