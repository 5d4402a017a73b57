"""A clock that several processes read, and one of them moves.

It stands still until it is moved on: what is written at 12:03 is written at 12:03, however slow the machine
is. The minutes of a meeting are therefore known to the letter, with all their times. Its steps are the
lines of a file: since when by the world's clock, and what it reads since.
"""

from datetime import datetime
from pathlib import Path

from intercoop_bot.clock import SystemClock

_LOOKS_AGAIN = 0.2


class HeldClock:
    """The clock as its readers have it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0
        self._steps: list[tuple[datetime, datetime]] = []

    def now(self) -> datetime:
        """Return the present instant."""
        return self._read()[-1][1]

    def at(self, real: datetime) -> datetime:
        """Return this clock's reading at that instant of the world's clock."""
        steps = self._read()
        return next((instant for since, instant in reversed(steps) if since <= real), steps[0][1])

    def seconds_until(self, instant: datetime) -> float:
        """Return for how long to wait, which is never long: the clock may be moved meanwhile."""
        return 0.0 if instant <= self.now() else _LOOKS_AGAIN

    def _read(self) -> list[tuple[datetime, datetime]]:
        if self._path.stat().st_size != self._size:
            written = self._path.read_bytes()
            self._size = len(written)
            # A line that is being written is none yet.
            whole = written[: written.rfind(b"\n") + 1].decode()
            pairs = [line.split() for line in whole.splitlines()]
            self._steps = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in pairs]
        return self._steps


class MovedClock(HeldClock):
    """The clock as the one has it who moves it."""

    def __init__(self, path: Path, start: datetime) -> None:
        super().__init__(path)
        self._world = SystemClock()
        self.to(start)

    def to(self, instant: datetime) -> None:
        """Move on to that instant."""
        real = self._world.now()
        # A homeserver tells times in whole milliseconds, rounded down.
        since = real.replace(microsecond=real.microsecond // 1000 * 1000)
        with self._path.open("a") as steps:
            steps.write(f"{since.isoformat()} {instant.isoformat()}\n")
