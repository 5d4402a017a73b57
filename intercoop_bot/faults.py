"""A fault of ours in a room: what it stops does not count, all else does, and the room is told once.

A message that does not count, or not all of it, is marked, so that whoever wrote it can see to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

import structlog

from intercoop_bot.interface import Edited, Incoming, Said
from intercoop_bot.meeting.effects import Effect, React, Say, line
from intercoop_bot.turn import Turn

log = structlog.get_logger(__name__)

Kind: TypeAlias = Literal["message", "clock", "wording"]
"""Where it lies: in what somebody wrote, in what is due, or in how something is told."""

MARK = "⚠️"

_TOLD_AFTERWARDS: tuple[Kind, ...] = ("clock", "wording")


class Faults:
    """The faults of a room. What was told is forgotten with the process."""

    def __init__(self, room_id: str) -> None:
        self._room_id = room_id
        self._told: set[Kind] = set()
        self.met: set[Kind] = set()
        """Those of the present step."""

    @contextmanager
    def contained(self, kind: Kind, turn: Turn) -> Iterator[None]:
        """Let a part of a step count as a whole, or (where it stumbles) not at all."""
        before = turn.room, len(turn.entries), len(turn.effects)
        try:
            yield
        except Exception:  # noqa: BLE001 - it is written down below
            turn.room = before[0]
            del turn.entries[before[1] :], turn.effects[before[2] :]
            self.note(kind, event_id=turn.cause)

    def note(self, kind: Kind, **where: object) -> None:
        """Write down the exception that is being handled."""
        log.exception("fault", room=self._room_id, part=kind, **where)
        self.met.add(kind)

    def answer(self, event: Incoming) -> list[Effect]:
        """Return how an event is answered that does not count: where somebody waits for an answer."""
        if "message" not in self.met or not isinstance(event, Said | Edited):
            return []
        return [React(emoji=MARK), *self._tell("message", reply=True)]

    def tell(self) -> list[Effect]:
        """Return what the room is told of the other faults of this step."""
        return [effect for kind in _TOLD_AFTERWARDS if kind in self.met for effect in self._tell(kind)]

    def _tell(self, kind: Kind, *, reply: bool = False) -> list[Effect]:
        if kind in self._told:
            return []
        self._told.add(kind)
        return [Say(lines=(line(f"fault.{kind}"),), reply=reply)]
