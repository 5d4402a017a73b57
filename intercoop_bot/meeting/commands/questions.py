"""What is only asked: answers change nothing."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQueue:
    """Who waits for the floor?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskVoices:
    """Who has spoken, how often and how long, and who has not?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNotes:
    """What was noted last, and under which number?"""


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
    | AskQueue
    | AskVoices
    | AskNotes
)
