"""What is asked of the room, and what happens in it without being asked for."""

from dataclasses import dataclass
from typing import Literal

from intercoop_bot.meeting.phrases import Who


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
class AdmitGap:
    """A part of what was written before now cannot be had any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """We came into the room, whose messages may be encrypted."""

    encrypted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart:
    """We are no longer in the room, or it was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitDeafness:
    """A message does not count: see `facts.DeafnessTold` for why, and for whom."""

    why: str = "encrypted"
    person: str = ""
