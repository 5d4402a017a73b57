"""What can happen to who speaks: the queue, the floor, how long a turn may last."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Manner: TypeAlias = Literal["speak", "reply", "order"]
"""What somebody wants the floor for: to speak, to answer what was just said, to raise a point of order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueJoined:
    """A person waits for the floor, to speak about `topic` where they said so."""

    meeting: int
    person: str
    topic: str = ""
    manner: Manner = "speak"
    kind: Literal["queue.joined"] = "queue.joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLeft:
    """A person no longer waits for the floor, without having had it."""

    meeting: int
    person: str
    kind: Literal["queue.left"] = "queue.left"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueClosed:
    """Nobody else may join the queue."""

    meeting: int
    kind: Literal["queue.closed"] = "queue.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOpened:
    """The queue may be joined again."""

    meeting: int
    kind: Literal["queue.opened"] = "queue.opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorGiven:
    """A person has the floor; whoever had it before has it no longer."""

    meeting: int
    person: str
    kind: Literal["floor.given"] = "floor.given"


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorFreed:
    """Nobody has the floor."""

    meeting: int
    kind: Literal["floor.freed"] = "floor.freed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsLimited:
    """A turn may last that many seconds; 0: as long as it takes."""

    meeting: int
    seconds: int
    kind: Literal["turns.limited"] = "turns.limited"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingUndone:
    """What was ruled on who speaks in the entry `ruling`, and since then, counts as not ruled."""

    meeting: int
    ruling: int
    kind: Literal["ruling.undone"] = "ruling.undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWarned:
    """Who has the floor was told that the time of a turn is over."""

    meeting: int
    person: str
    kind: Literal["speaker.warned"] = "speaker.warned"
