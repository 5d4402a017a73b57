"""How long we wait for the homeserver, and how long between two attempts."""

import asyncio
import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All in real seconds: a long poll, an answer, the first and the longest pause after a failure."""

    poll: float = 30.0
    patience: float = 60.0
    first_pause: float = 1.0
    longest_pause: float = 60.0


class Backoff:
    """Pauses that double with each failure in a row, and are never quite the same for two bots."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = pace.first_pause

    def reset(self) -> None:
        """Begin again with the shortest pause: something has worked."""
        self._next = self._pace.first_pause

    def pause(self) -> float:
        """Return how many seconds to wait now."""
        pause, self._next = self._next, min(self._next * 2, self._pace.longest_pause)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 - no secret

    async def wait(self, at_least: float | None = None) -> None:
        """Wait; `at_least` is what the homeserver asks for."""
        await asyncio.sleep(max(self.pause(), at_least or 0.0))
