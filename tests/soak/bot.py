"""The bot in a process of its own, by the meeting's clock, and a look at how far it is."""

import asyncio
import multiprocessing
import os
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from intercoop_bot import logs
from intercoop_bot.app import App
from intercoop_bot.config import Settings
from intercoop_bot.matrix import Pace
from intercoop_bot.meeting.facts import Entry
from intercoop_bot.storage.codec import decode_fact, decode_instant
from tests.soak.clock import HeldClock
from tests.synapse.people import wait_for

SPEED = 20
"""How many times as fast as in earnest the bot gives up and tries again, so that runs do not take all day."""

_EARNEST = Pace()
PACE = Pace(
    poll=_EARNEST.poll / SPEED,
    late=_EARNEST.late / SPEED,
    # Not shortened as much: a busy machine is no fault of the homeserver's.
    patience=_EARNEST.patience / 4,
    first_pause=_EARNEST.first_pause / SPEED,
    longest_pause=_EARNEST.longest_pause / SPEED,
    untold_limit=_EARNEST.untold_limit / SPEED,
    per_second=_EARNEST.per_second * SPEED,
)
_BEGINS_WITHIN = 400.0
"""Seconds: a first answer that never comes is waited for 75, and four of them may not."""

MINUTE = 60 / SPEED
"""For how many seconds of the machine's the meeting is held in a minute in which it does not wait."""


_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["__main__", __name__])
"""Where bots come from: a process that has read all their code once."""


class Bot:
    """A bot that may be killed, and whose database is looked into meanwhile."""

    def __init__(self, settings: Settings, clock: Path, log: Path) -> None:
        self._settings = settings
        self._clock = HeldClock(clock)
        self._arguments = (settings, clock, log)
        self._process: ForkServerProcess | None = None

    @property
    def user_id(self) -> str:
        return self._settings.user_id

    @property
    def is_running(self) -> bool:
        return self._process is not None

    async def start(self) -> None:
        """Run, and return once the homeserver has answered for the first time."""
        self._settings.heartbeat.unlink(missing_ok=True)
        self._process = process = _NURSERY.Process(target=_work, args=self._arguments, daemon=True)
        process.start()

        async def has_begun() -> bool:
            assert process.is_alive(), "it ended at once"
            return self._settings.heartbeat.exists()

        await wait_for(has_begun, _BEGINS_WITHIN)

    async def kill(self) -> None:
        """End it as a power cut would; killing twice is killing once."""
        process, self._process = self._process, None
        if process:
            process.kill()
            await asyncio.to_thread(process.join)

    def is_settled(self, room_id: str, events: Iterable[str]) -> bool:
        """Tell whether it has dealt with these events and what is due, and said all that it has to say."""
        with closing(self._open()) as database:
            known = database.execute(
                "SELECT event_id, data IS NULL FROM inbox WHERE room_id = ?", (room_id,)
            ).fetchall()
            ((waiting,),) = database.execute("SELECT count(*) FROM outbox WHERE data IS NOT NULL").fetchall()
            wakes = database.execute("SELECT wake_at FROM room WHERE room_id = ?", (room_id,)).fetchall()
        done = {event_id for event_id, is_done in known if is_done}
        is_due = any(at and decode_instant(at) <= self._clock.now() for (at,) in wakes)
        return done.issuperset(events) and len(done) == len(known) and not waiting and not is_due

    def entries(self, room_id: str) -> tuple[Entry, ...]:
        """Return the log of the room."""
        with closing(self._open()) as database:
            rows = database.execute(
                "SELECT seq, at, by, cause, data FROM fact WHERE room_id = ? ORDER BY seq", (room_id,)
            ).fetchall()
        return tuple(
            Entry(seq=seq, at=decode_instant(at), by=by, cause=cause, fact=decode_fact(data))
            for seq, at, by, cause, data in rows
        )

    def failures(self) -> list[str]:
        """Return why what could not be sent was given up."""
        with closing(self._open()) as database:
            return [str(why) for (why,) in database.execute("SELECT failure FROM outbox WHERE data IS NULL")]

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._settings.database}?mode=ro", uri=True)


def _work(settings: Settings, clock: Path, log: Path) -> None:
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    logs.set_up()
    asyncio.run(App(settings, HeldClock(clock), PACE).run())
