"""What should be seen in the room after something happened: data, to be worded and sent by others."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from intercoop_bot.meeting.phrases import Phrase, Value, Who, phrase

Matter: TypeAlias = Literal["wanted", "known", "kept", "not_taken"]
"""How it stands with a moderator code: it is wanted from a person, told or kept for them, or not theirs."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a message: a plain one (depth 0), or one of a list (1), or of a list in a list (2)."""

    phrase: Phrase
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message.

    An `alarm` is for somebody to act on: it rings, for those in `mentions`. A `reply` stands under the
    message that it answers. After `expires_at` it is no longer worth sending. Of two about the same `topic`
    that answer one message, only the later is true.

    `ref` names it, so that reactions to it are understood and it can be edited; `edits` names the one whose
    text it replaces. `buttons` are the emojis put under it to be tapped. `pins`: it is to be found at the
    top of the room, in the place of the one of that name, where such a one was.
    """

    lines: tuple[Line, ...]
    alarm: bool = False
    mentions: tuple[Who, ...] = ()
    reply: bool = False
    topic: str = ""
    expires_at: datetime | None = None
    ref: str | None = None
    edits: str | None = None
    buttons: tuple[str, ...] = ()
    pins: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCalendar:
    """A meeting as an entry for calendars, in the place of the one that was posted before."""

    meeting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLink:
    """The link of a meeting is to be tried."""

    meeting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDown:
    """The message of that name is no longer to be found at the top of the room."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """A person is told, apart from the others, how it stands with the moderator code of a meeting."""

    person: str
    meeting: int
    matter: Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Confide:
    """A person's answer goes back to the room that it is for."""

    person: Who
    about: str
    meeting: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """An emoji on the message that led to it."""

    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMinutes:
    """The minutes of a meeting, to be put into the room as a message and as files.

    On the occasion of its end; of a correction, in which case they replace what stands there; or because
    somebody asked for them.
    """

    meeting: int
    occasion: Literal["ended", "corrected", "asked"]


Effect: TypeAlias = Say | React | PostMinutes | PostCalendar | TryLink | TakeDown | Whisper | Confide


def line(key: str, **values: Value) -> Line:
    """Return a line that says one phrase."""
    return Line(phrase(key, **values))


def bullet(key: str, **values: Value) -> Line:
    """Return a line of a list that says one phrase."""
    return Line(phrase(key, **values), depth=1)


def say(key: str, **values: Value) -> Say:
    """Return a quiet message of one line."""
    return Say(lines=(line(key, **values),))
