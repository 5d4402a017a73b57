"""What should be seen in the room after something happened: data, to be worded and sent by others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from intercoop_bot.meeting.phrases import Phrase, Value, Who, phrase


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
    """

    lines: tuple[Line, ...]
    alarm: bool = False
    mentions: tuple[Who, ...] = ()
    reply: bool = False
    topic: str = ""
    expires_at: datetime | None = None


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


Effect: TypeAlias = Say | React | PostMinutes


def line(key: str, **values: Value) -> Line:
    """Return a line that says one phrase."""
    return Line(phrase(key, **values))


def bullet(key: str, **values: Value) -> Line:
    """Return a line of a list that says one phrase."""
    return Line(phrase(key, **values), depth=1)


def say(key: str, **values: Value) -> Say:
    """Return a quiet message of one line."""
    return Say(lines=(line(key, **values),))
