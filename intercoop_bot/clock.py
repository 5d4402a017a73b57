"""The only place that asks what time it is.

All instants are aware and in UTC. A clock also translates the times that a homeserver puts on events, so
that a sped-up clock and the events it sees agree.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the rest of the bot knows of time."""

    def now(self) -> datetime:
        """Return the present instant."""
        ...

    def at(self, real: datetime) -> datetime:
        """Return this clock's reading at that instant of the world's clock."""
        ...

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds pass until this clock reads `instant`; never negative."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)  # noqa: TID251 - the one place

    def at(self, real: datetime) -> datetime:
        """Return the instant itself."""
        return real

    def seconds_until(self, instant: datetime) -> float:
        """Return how many seconds there are until `instant`; never negative."""
        return max(0.0, (instant - self.now()).total_seconds())


class FastClock:
    """A clock that starts at a chosen instant and runs `speed` times as fast as the machine's."""

    def __init__(self, start: datetime, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._world = SystemClock()
        self._began = self._world.now()

    def now(self) -> datetime:
        """Return the present instant of this clock."""
        return self.at(self._world.now())

    def at(self, real: datetime) -> datetime:
        """Return this clock's reading at that instant of the world's clock."""
        return self._start + (real - self._began) * self._speed

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds pass until this clock reads `instant`; never negative."""
        return max(0.0, (instant - self.now()).total_seconds() / self._speed)

    async def reach(self, instant: datetime) -> None:
        """Sleep until this clock reads `instant`."""
        await asyncio.sleep(self.seconds_until(instant))


class ManualClock:
    """A clock that stands still until it is set: for replaying a log, and for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the instant it was last set to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to `instant`; going back is refused with a ValueError."""
        if instant < self._now:
            raise ValueError("a clock does not go back")
        self._now = instant

    def advance(self, by: timedelta) -> None:
        """Move forward by that much."""
        self.set(self._now + by)

    def at(self, real: datetime) -> datetime:
        """Return the instant itself."""
        return real

    def seconds_until(self, instant: datetime) -> float:
        """Return how many seconds there are until `instant`; never negative."""
        return max(0.0, (instant - self._now).total_seconds())
