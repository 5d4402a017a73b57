"""A machine whose clock can be set wrong, for tests of clocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intercoop_bot.clock import SystemClock
from tests.builders import NOON


@dataclass
class Machine:
    """What its clock reads, and for how long it has been there, asleep or not."""

    wall: float = NOON.timestamp()
    passed: float = 0.0

    def clock(self) -> SystemClock:
        """Return the clock of a process that begins."""
        return SystemClock(lambda: self.wall, lambda: self.passed)

    @property
    def truth(self) -> datetime:
        """What a right clock reads."""
        return NOON + timedelta(seconds=self.passed)

    def wait(self, by: timedelta) -> None:
        """Let time pass; asleep it does so as well."""
        self.wall += by.total_seconds()
        self.passed += by.total_seconds()

    def jump(self, by: timedelta) -> None:
        """Set its clock to another hour."""
        self.wall += by.total_seconds()
