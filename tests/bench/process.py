"""What a process costs, as the kernel counts it: nothing in the process itself is changed for it."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Self

from intercoop_bot.config import ENVIRONMENT
from tests.synapse.people import wait_for

_READY_WITHIN = 120.0
_ENDS_WITHIN = 20.0
_AT_REST = 0.02


class Process:
    """A program of ours, at work since `ready` was there, a file that it touches itself.

    `started_at` is when it was started, by `time.perf_counter`; `log` is what it writes.
    """

    def __init__(self, process: asyncio.subprocess.Process, started_at: float, log: Path) -> None:
        self._process = process
        self.started_at = started_at
        self.log = log

    @classmethod
    async def start(cls, *command: str, ready: Path) -> Self:
        """Start it with our Python, and return once it is ready."""
        _forget(ready)
        log_path = ready.with_suffix(".log")
        started_at = time.perf_counter()
        with log_path.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *command),
                stdout=log,
                stderr=log,
                env={name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT)},
            )
        started = cls(process, started_at, log_path)

        async def is_ready() -> bool:
            assert process.returncode is None, _end_of(log_path)
            return _is_there(ready)

        try:
            await wait_for(is_ready, _READY_WITHIN)
        except BaseException:
            await started.end()
            raise
        return started

    def cpu(self) -> float:
        """Return the seconds for which it has computed so far, in all its threads, itself and the kernel."""
        # The number of the kernel's clock of another process, as clock_getcpuclockid(3) makes it.
        return time.clock_gettime(~self._process.pid << 3 | 2)

    async def settle(self) -> None:
        """Return once it has hardly computed for a second."""
        before = -_AT_REST
        while self.cpu() - before >= _AT_REST:
            before = self.cpu()
            await asyncio.sleep(1)

    def memory(self) -> float:
        """Return the kilobytes of the machine's memory that it holds."""
        return self._status("VmRSS")

    def wake_ups(self) -> float:
        """Return how often its event loop has lain down to wait so far."""
        return self._status("voluntary_ctxt_switches")

    def _status(self, name: str) -> float:
        # Of the process's first thread, which is the loop's, where it is a count.
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return float(line.split()[1])
        raise AssertionError(name)

    async def end(self) -> None:
        """End it; what was ended is not ended again."""
        if self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_ENDS_WITHIN):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)


def _is_there(path: Path) -> bool:
    return path.exists()


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]
