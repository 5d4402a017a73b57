"""A whole meeting, held before your eyes: a homeserver, the bot, and people who are Matrix clients.

`script` is the meeting as data, `play` has it played, `stage` is where, `cast` are the people. `window` is
what one of them sees, `screen` puts it on the terminal; `show` is the whole.
"""

import asyncio
import importlib.util
import logging
import shutil
import signal
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from intercoop_bot import logs
from intercoop_bot.demo.cast import CastError
from intercoop_bot.demo.homeserver import HomeserverError
from intercoop_bot.demo.play import NotAsItShould
from intercoop_bot.demo.show import take_part, watch_meeting

SPEED = 60.0
FASTEST = 240.0
"""Above it, what the homeserver takes for an answer would be minutes of the meeting."""

_STOPPED = 130
_LOGS = ("demo.log", "homeserver/homeserver.log")


def run(speed: float | None = None, out: Path = Path("demo-out"), interactive: bool = False) -> int:
    """Hold the meeting, or let the person at the terminal take part in one; return the exit code.

    The bot's clock is `speed` times as fast as the world's: sixty times, or just as fast where one takes
    part. The minutes are left in `out`. The code is 0 only where all went as it should.
    """
    speed = speed if speed is not None else 1.0 if interactive else SPEED
    if not 1 <= speed <= FASTEST:
        return _refuse(f"--speed must be between 1 and {FASTEST:g}.", code=2)
    if importlib.util.find_spec("synapse") is None:
        return _refuse("The demo needs a homeserver of its own: pip install 'intercoop-bot[demo]'")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return _refuse(f"{out}: {error.strerror}", code=2)
    way = take_part if interactive else watch_meeting
    terminal = Console(highlight=False, emoji=False)
    with tempfile.TemporaryDirectory(prefix="intercoop-demo-") as name:
        folder = Path(name)
        return _attempt(
            way(terminal, speed, out, folder), folder, out, stopped=0 if interactive else _STOPPED
        )


def _attempt(showing: Coroutine[Any, Any, None], folder: Path, out: Path, *, stopped: int) -> int:
    """See it through, and tell a failure in one line; `stopped` is the exit code where somebody stops it."""
    with (folder / _LOGS[0]).open("w", encoding="utf-8") as log:
        _log_into(log)
        try:
            asyncio.run(_until_stopped(showing))
        except asyncio.CancelledError:
            return stopped
        except Exception as failure:
            logging.getLogger(__name__).exception("the demo failed")
            log.flush()
            return _refuse(f"{_explain(failure)} {_keep_logs(folder, out)}")
        return 0


async def _until_stopped(showing: Coroutine[Any, Any, None]) -> None:
    """See it through, or until it is interrupted or terminated, which leaves nothing behind either."""
    task = asyncio.ensure_future(showing)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await task


def _explain(failure: Exception) -> str:
    while isinstance(failure, ExceptionGroup):
        failure = failure.exceptions[0]
    match failure:
        case NotAsItShould():
            return f"The meeting did not go as it should: {failure}."
        case HomeserverError():
            return "The homeserver does not start."
        case CastError():
            return f"The homeserver refused something: {failure}."
        case _:
            return f"The demo broke: {type(failure).__name__} {failure}."


def _keep_logs(folder: Path, out: Path) -> str:
    kept = [Path(shutil.copy(folder / log, out)) for log in _LOGS if (folder / log).exists()]
    return f"See {' and '.join(map(str, kept))}."


def _log_into(log: TextIO) -> None:
    logs.set_up()
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(log)


def _refuse(reason: str, code: int = 1) -> int:
    Console(stderr=True, highlight=False, emoji=False).print(Text(reason, "bold red"), soft_wrap=True)
    return code
