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
    """On to the next item; or that of a `position` is done, and the meeting moves on where it is at it."""

    position: int | None = None


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
    """Put an item off to another meeting: this one, that of a `position`, or the `last` one still to come."""

    position: int | None = None
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Give this item more minutes; `from_later`: the later ones have as many less, so that the end stays."""

    minutes: int
    from_later: bool = False


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
class MarkGone:
    """Say who has left the meeting: oneself, or others, also those who were only on the phone."""

    people: tuple[Who, ...]
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakFor:
    """Speak for an organisation."""

    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A tagged line, read. `tag` is `note`, `decision`, `action`, … or a tag of the room's own.

    `speaker` is who said it, where it is not who wrote it down. A `plain` line bore no tag.
    """

    tag: str
    text: str
    owner: Who | None = None
    due: date | None = None
    speaker: Who | None = None
    plain: bool = False


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
    """Take back what was done last: a note, its correction, a move of the meeting.

    `anyones`: of the notes, too, the last is meant for who leads, whoever took it.
    """

    anyones: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Put `new` for `old` in the last note that has it, once or `everywhere` in it."""

    old: str
    new: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceNote:
    """Give the note of that number another text, or another tag; empty: the one that it has."""

    number: int
    text: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retag:
    """Give the note of the message `event` another tag."""

    event: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScribe:
    """Make a note of every line of whoever takes notes, or only of those that are tagged."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUp:
    """On to the item of that title, which is put on the agenda where it is not."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLead:
    """Let these people lead the meeting too."""

    people: tuple[Who, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLead:
    """Let these people, with whom the lead was shared, no longer lead the meeting."""

    people: tuple[Who, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepostCard:
    """Put the card of the meeting into the room anew: too much was said after it."""
