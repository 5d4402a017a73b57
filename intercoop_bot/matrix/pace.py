"""How long we wait for the homeserver, how long between two attempts, and how much it lets us send."""

import asyncio
import random
from dataclasses import dataclass

_SHORTLY = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All in real seconds: a long poll, an answer, the first and the longest pause after a failure.

    `late` is after how long past the end of a long poll its answer is missed.
    `untold_limit` is how long we wait where the homeserver says that we are too fast, and not for how long.

    `burst` and `per_second` are how a homeserver limits what one account sends, `reserve` how much of that
    is kept for what is urgent. As they are here, Synapse has them unless told otherwise.
    """

    poll: float = 30.0
    late: float = 10.0
    patience: float = 60.0
    first_pause: float = 1.0
    longest_pause: float = 60.0
    untold_limit: float = 5.0
    burst: int = 10
    per_second: float = 0.2
    reserve: int = 4


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

    async def wait_shortly(self) -> None:
        """Wait for something of our own machine, which is asked for nothing by trying again soon."""
        await asyncio.sleep(min(self.pause(), _SHORTLY))

    async def wait(self, at_least: float | None = None) -> None:
        """Wait; `at_least` is what the homeserver asks for."""
        await asyncio.sleep(max(self.pause(), at_least or 0.0))


class Meter:
    """What the homeserver has counted of what we sent: each event adds one, and time takes off.

    A homeserver that never said that we are too fast has no limit that we know of. Instants are in seconds,
    of any clock that only goes forward.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._level = 0.0
        self._counted_at = 0.0
        self._is_limited = False

    def count(self, at: float) -> None:
        """Something was sent."""
        self._level = self._level_at(at) + 1
        self._counted_at = at

    def refuse(self, at: float, wait: float) -> None:
        """Something was refused as too fast; after `wait` seconds there is room for it."""
        self._is_limited = True
        self._level = self._pace.burst - 1 + wait * self._pace.per_second
        self._counted_at = at

    def wait(self, at: float) -> float:
        """Return how many seconds what is not urgent has to wait, so that the reserve is left."""
        if not self._is_limited:
            return 0.0
        most = self._pace.burst - self._pace.reserve - 1
        return max(0.0, (self._level_at(at) - most) / self._pace.per_second)

    def _level_at(self, at: float) -> float:
        return max(0.0, self._level - (at - self._counted_at) * self._pace.per_second)
