"""The whole bot at work on a real homeserver, in this process or in one of its own."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from intercoop_bot.app import App
from intercoop_bot.clock import Clock, SystemClock
from intercoop_bot.config import ENVIRONMENT, Settings
from intercoop_bot.links import TryLink, try_link
from tests.synapse.people import PASSWORD, QUICK, wait_for

_LOOKS_AGAIN = 0.05

_RUN = """
import sys
from datetime import datetime
from intercoop_bot import app
from intercoop_bot.clock import FastClock, SystemClock
from intercoop_bot.cli import main

begins, began, speed = sys.argv.pop(1), sys.argv.pop(1), float(sys.argv.pop(1))
passed = SystemClock().now() - datetime.fromisoformat(began)
clock = FastClock(datetime.fromisoformat(begins) + passed * speed, speed)
app.SystemClock = lambda: clock
main()
"""
"""The command as it is, but for the pace of its clock, which is the same for every process."""


class SteppingClock:
    """A clock that runs as the machine's does, and is put forward where a test would have to wait.

    What happened before a step keeps the time that it had.
    """

    def __init__(self, start: datetime) -> None:
        self._world = SystemClock()
        self._steps = [(datetime.min.replace(tzinfo=UTC), start - self._world.now())]

    def now(self) -> datetime:
        """Return the present instant."""
        return self.at(self._world.now())

    def at(self, real: datetime) -> datetime:
        """Return this clock's reading at that instant of the world's clock."""
        return real + next(shift for since, shift in reversed(self._steps) if since <= real)

    def seconds_until(self, instant: datetime) -> float:
        """Return for how long to wait, which is never long: the clock may be put forward meanwhile."""
        return min(max(0.0, (instant - self.now()).total_seconds()), _LOOKS_AGAIN)

    def forward(self, minutes: float = 0, seconds: float = 0) -> None:
        """Put the clock forward."""
        self.to(self.now() + timedelta(minutes=minutes, seconds=seconds))

    def to(self, instant: datetime) -> None:
        """Put the clock forward to that instant; never back."""
        real = self._world.now()
        # A homeserver tells times in whole milliseconds, rounded down.
        since = real.replace(microsecond=real.microsecond // 1000 * 1000)
        self._steps.append((since, max(instant, self.now()) - real))


class RunningApp:
    """The bot in this process."""

    def __init__(self, settings: Settings, clock: Clock, try_link: TryLink = try_link) -> None:
        self.settings = settings
        self.clock = clock
        self._try_link = try_link
        self._running: asyncio.Task[None] | None = None

    @property
    def user_id(self) -> str:
        return self.settings.user_id

    async def start(self) -> None:
        """Run, and return once the homeserver has answered for the first time."""
        ready = asyncio.Event()
        app = App(self.settings, self.clock, QUICK, self._try_link)
        running = asyncio.create_task(app.run(ready.set))
        self._running = running

        async def is_ready() -> bool:
            if running.done():
                running.result()
            return ready.is_set()

        await wait_for(is_ready)

    async def stop(self) -> None:
        """End as a process does; stopping twice is stopping once."""
        running, self._running = self._running, None
        if running:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def restart(self) -> None:
        await self.stop()
        await self.start()


def settings_of(
    url: str,
    user_id: str,
    folder: Path,
    invite_allow: Sequence[str] = ("@*:coop.example",),
    *,
    encryption: bool = True,
) -> Settings:
    """Return the settings of a bot whose data are in that folder, without a look at the environment."""
    return Settings.model_construct(
        homeserver=url,
        user_id=user_id,
        password=SecretStr(PASSWORD),
        data_dir=folder,
        invite_allow=tuple(invite_allow),
        encryption=encryption,
    )


class Process:
    """The bot as its operator runs it: `intercoop-bot run`, in a process of its own.

    Its clock begins at `begins` and runs `speed` times as fast as the machine's, also while it is away.
    """

    def __init__(self, config: Path, begins: datetime, speed: float) -> None:
        self._settings = Settings.load(config)
        self._config = config
        self._began = SystemClock().now()
        self._begins = begins
        self._speed = speed
        self._process: asyncio.subprocess.Process | None = None

    @property
    def user_id(self) -> str:
        return self._settings.user_id

    @property
    def data_dir(self) -> Path:
        return self._settings.data_dir

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def at(self, real: datetime) -> datetime:
        """Return its clock's reading at that instant of the world's clock."""
        return self._begins + (real - self._began) * self._speed

    async def reach(self, instant: datetime) -> datetime:
        """Return once its clock reads that instant, with what it reads then."""

        async def is_reached() -> bool:
            return self.at(SystemClock().now()) >= instant

        await wait_for(is_reached)
        return self.at(SystemClock().now())

    async def start(self) -> None:
        """Run, and return once the homeserver has answered for the first time."""
        heartbeat = self._settings.heartbeat
        heartbeat.unlink(missing_ok=True)
        clock = (self._begins.isoformat(), self._began.isoformat(), str(self._speed))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _RUN, *clock, "run", "--config", self._config),
            stderr=asyncio.subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT)},
        )
        self._process = process

        async def has_begun() -> bool:
            assert process.returncode is None, "it ended at once"
            return heartbeat.exists()

        await wait_for(has_begun)

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send it that signal, and return its exit code."""
        process, self._process = self._process, None
        assert process
        process.send_signal(how)
        async with asyncio.timeout(20):
            return await process.wait()

    async def clear(self) -> None:
        """Leave nothing running behind."""
        if self._process:
            await self.end(signal.SIGKILL)
