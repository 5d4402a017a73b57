"""The only place that asks what time it is.

All instants are aware and in UTC. A clock also translates the times that a homeserver puts on events, so
that a sped-up clock and the events it sees agree.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

STEP = 5.0
"""Seconds by which the machine's clock may be trimmed from one look at it to the next; more is a jump."""

BELIEVED_AFTER = 300.0
"""Seconds after which a jump of the machine's clock is taken for a correction."""

AT_ODDS = timedelta(seconds=30)
"""By how much two clocks must differ before that is taken for more than the time an answer takes."""


def uptime() -> float:
    """Return the seconds since some instant, those included for which the machine slept."""
    # Where that clock is missing, sleep is not told from a jump.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _wall() -> float:
    return time.time()  # noqa: TID251 - the one place


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
    """The machine's clock, without its jumps.

    It goes on by the time that passes, sleep of the machine included. Where the machine's clock jumps, that
    is believed once it has stood for some minutes: a wrong hour that is soon set right is never seen.
    """

    def __init__(self, wall: Callable[[], float] = _wall, passed: Callable[[], float] = uptime) -> None:
        self._wall = wall
        self._passed = passed
        self._ahead = wall() - passed()
        self._jumped: tuple[float, float] | None = None

    def now(self) -> datetime:
        """Return the present instant."""
        passed = self._passed()
        ahead = self._wall() - passed
        if abs(ahead - self._ahead) < STEP or self._is_believed(ahead, passed):
            self._ahead, self._jumped = ahead, None
        return datetime.fromtimestamp(self._ahead + passed, UTC)

    def _is_believed(self, ahead: float, passed: float) -> bool:
        """Tell whether the machine's clock has stood where it jumped to for long enough."""
        if self._jumped is None or abs(ahead - self._jumped[0]) >= STEP:
            self._jumped = (ahead, passed)
        return passed - self._jumped[1] >= BELIEVED_AFTER

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


class Foreign:
    """A clock that reads the times of another machine, whose own clock may be wrong, or ours."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._world = SystemClock()
        self._ahead = timedelta(0)

    def compare(self, theirs: datetime) -> None:
        """Learn what the other machine's clock reads now."""
        ahead = theirs - self._world.now()
        self._ahead = ahead if abs(ahead) >= AT_ODDS else timedelta(0)

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock.now()

    def at(self, real: datetime) -> datetime:
        """Return our clock's reading when the other machine's reads that."""
        return self._clock.at(real - self._ahead)

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds pass until our clock reads `instant`; never negative."""
        return self._clock.seconds_until(instant)


class Onward:
    """The time of a log, in which nothing is dated before what stands above it.

    Where the clock was set back, this one goes on from the log instead of standing still until then.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta(0)

    def go_on_from(self, last: datetime | None) -> None:
        """Be no earlier than that from now on; None: read what the clock reads."""
        self._ahead = timedelta(0) if last is None else max(self._ahead, last - self._clock.now())

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock.now() + self._ahead

    def when(self, instant: datetime) -> datetime:
        """Return what this one reads when the clock reads `instant`."""
        return instant + self._ahead

    def seconds_until(self, instant: datetime) -> float:
        """Return how many real seconds pass until this one reads `instant`; never negative."""
        return self._clock.seconds_until(instant - self._ahead)
