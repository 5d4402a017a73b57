"""What is asked about who speaks."""

from dataclasses import dataclass
from datetime import timedelta

from intercoop_bot.meeting.facts.queue import Manner
from intercoop_bot.meeting.phrases import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinQueue:
    """Wait for the floor; or have somebody wait (`who`): one who is on the phone, or asked for it aloud.

    `tapped`: by the button, which says nothing of topic and manner.
    """

    who: Who | None = None
    topic: str = ""
    manner: Manner = "speak"
    tapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveQueue:
    """Wait no longer; `who`, where it is not oneself."""

    who: Who | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFloor:
    """Give the floor to somebody; to whoever is next (`who` None); to nobody where nobody waits."""

    who: Who | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseQueue:
    """Let nobody else join the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQueue:
    """Let the queue be joined again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitTurns:
    """Let a turn last that long; None: as long as it takes."""

    length: timedelta | None
