"""The clock of the demo: a fast one, that hurries through the hours in which nothing is shown."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from intercoop_bot.clock import SystemClock

_LOOKS_AGAIN = 0.1
"""Real seconds after which whoever waits is to look at the clock again: it may have hurried."""


@dataclass(frozen=True, slots=True)
class _Pace:
    """From an instant of the world's clock on, what this one reads there, and how fast it goes."""

    since: datetime
    reads: datetime
    speed: float


class StoryClock:
    """A clock that starts at a chosen instant, runs `speed` times as fast as the machine's, and can hurry."""

    def __init__(self, start: datetime, speed: float) -> None:
        self._world = SystemClock()
        self._speed = speed
        self._paces = [_Pace(self._world.now(), start, speed)]

    def now(self) -> datetime:
        """Return the present instant of this clock."""
        return self.at(self._world.now())

    def at(self, real: datetime) -> datetime:
        """Return this clock's reading at that instant of the world's clock."""
        passed = (pace for pace in reversed(self._paces) if pace.since <= real)
        pace = next(passed, self._paces[0])
        return pace.reads + (real - pace.since) * pace.speed

    def seconds_until(self, instant: datetime) -> float:
        """Return for how many real seconds to wait before one looks again; 0 once it reads `instant`."""
        return min(max(0.0, (instant - self.now()).total_seconds() / self._speed), _LOOKS_AGAIN)

    async def reach(self, instant: datetime) -> None:
        """Sleep until this clock reads `instant`."""
        while self.now() < instant:  # noqa: ASYNC110 - nobody else knows when
            await asyncio.sleep(self.seconds_until(instant))

    async def hurry(self, instant: datetime, within: float) -> None:
        """Read `instant` after so many real seconds at the most, and go on at the usual speed from there."""
        real = self._world.now()
        reads = self.at(real)
        usual = (instant - reads).total_seconds() / self._speed
        if usual > within:
            self._paces += [
                _Pace(real, reads, self._speed * usual / within),
                _Pace(real + timedelta(seconds=within), instant, self._speed),
            ]
        await self.reach(instant)
