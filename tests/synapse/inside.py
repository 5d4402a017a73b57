"""What a test needs to hold a meeting at the homeserver’s own limits while the clock is put forward.

A homeserver whose limiters are put forward too, the bot’s own count likewise, and a look at what is at work.
"""

import sqlite3
from datetime import datetime
from urllib.parse import quote

from intercoop_bot.clock import SystemClock
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Priority
from intercoop_bot.matrix.pace import Meter, Pace
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.history import apply
from intercoop_bot.meeting.marks import MEETING_MARKS, item_marks
from intercoop_bot.meeting.schedule import spent
from intercoop_bot.meeting.state import Room
from intercoop_bot.storage.codec import decode_fact, decode_instant
from tests.synapse.apps import RunningApp, SteppingClock
from tests.synapse.people import Json, Person, wait_for

STEPPED_LIMITS = """
import pathlib
from synapse.api.ratelimiting import Ratelimiter

class Stepped:
    def __init__(self, clock):
        self._clock = clock

    def time(self):
        return self._clock.time() + float(pathlib.Path("forward").read_text())

    def __getattr__(self, name):
        return getattr(self._clock, name)

begin = Ratelimiter.__init__
Ratelimiter.__init__ = lambda self, *, clock, **more: begin(self, clock=Stepped(clock), **more)
"""
"""Synapse's limiters read a clock that is put forward by as many seconds as a file says."""


class SteppedHomeserver(Homeserver):
    """A homeserver whose limiters are put forward together with the meeting's clock."""

    launch = STEPPED_LIMITS + Homeserver.launch

    def forward(self, seconds: float) -> None:
        """Have the limiters read so many seconds later than the machine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / "forward.new"
        new.write_text(str(seconds))
        new.replace(self.folder / "forward")

    async def run(self) -> None:
        self.forward(0)
        await super().run()


class LimitsClock(SteppingClock):
    """A clock that takes the homeserver's limiters along."""

    def __init__(self, start: datetime, homeserver: SteppedHomeserver) -> None:
        super().__init__(start)
        self._start = start - SystemClock().now()
        self._homeserver = homeserver

    def to(self, instant: datetime) -> None:
        super().to(instant)
        shift = self.now() - SystemClock().now() - self._start
        self._homeserver.forward(shift.total_seconds())


class Watcher:
    """Somebody at their client: when each event of the room came to them, by the meeting's clock."""

    def __init__(self, person: Person, room_id: str, clock: SteppingClock) -> None:
        self._person = person
        self._room_id = room_id
        self._clock = clock
        self.came: dict[str, tuple[datetime, Json]] = {}

    async def watch(self) -> None:
        since = ""
        while True:
            answer = await self._person.call("GET", f"sync?timeout=5000{since}")
            now = self._clock.now()
            room = answer.get("rooms", {}).get("join", {}).get(self._room_id, {})
            for event in room.get("timeline", {}).get("events", []):
                self.came.setdefault(event["event_id"], (now, event))
            since = f"&since={quote(answer['next_batch'])}"

    async def up_to_date(self) -> None:
        """Return once all came that the room holds."""
        path = f"rooms/{quote(self._room_id)}/messages?dir=b&limit=1"

        async def is_so() -> bool:
            (latest,) = (await self._person.call("GET", path))["chunk"]
            return latest["event_id"] in self.came

        await wait_for(is_so)


class SteppedMeter(Meter):
    """The bot’s own count of what it sent, by the meeting’s clock."""

    def __init__(self, clock: SteppingClock) -> None:
        super().__init__(Pace())
        self._clock = clock
        self.refused: list[float] = []
        self.holds = False

    def count(self, at: float) -> None:  # noqa: ARG002 - its clock is another
        super().count(self._clock.now().timestamp())

    def refuse(self, at: float, wait: float) -> None:  # noqa: ARG002
        super().refuse(self._clock.now().timestamp(), wait)
        self.refused.append(wait)
        self.holds = False

    def wait(self, at: float) -> float:  # noqa: ARG002
        wait = super().wait(self._clock.now().timestamp())
        self.holds = wait > 0
        return wait


class Inside:
    """A look into the bot's database while it runs, and at its count of what it sent where there is one."""

    def __init__(self, bot: RunningApp, meter: SteppedMeter | None = None) -> None:
        self._meter = meter
        self._database = sqlite3.connect(f"file:{bot.settings.database}?mode=ro", uri=True)

    def close(self) -> None:
        self._database.close()

    def wakes_at(self, room_id: str) -> datetime | None:
        rows = self._database.execute("SELECT wake_at FROM room WHERE room_id = ?", (room_id,)).fetchall()
        return decode_instant(rows[0][0]) if rows and rows[0][0] else None

    def was_woken(self, room_id: str, at: datetime) -> bool:
        return self.wakes_at(room_id) != at

    async def takes_in(self, event_id: str) -> None:
        """Return once the bot has dealt with that event: the clock may be put forward now."""

        async def is_so() -> bool:
            return self.is_done(event_id)

        await wait_for(is_so)

    def is_done(self, event_id: str) -> bool:
        query = "SELECT 1 FROM inbox WHERE event_id = ? AND data IS NULL"
        return bool(self._database.execute(query, (event_id,)).fetchall())

    def is_quiet(self) -> bool:
        """Tell whether all is said, but for what is held so that an alarm finds room."""
        rows = self._database.execute("SELECT priority FROM outbox WHERE data IS NOT NULL").fetchall()
        is_held = self._meter is not None and self._meter.holds
        least = Priority.ACKNOWLEDGEMENT if is_held else len(Priority)
        return all(priority >= least for (priority,) in rows)

    def calls_due(self, room_id: str) -> list[datetime]:
        """Return when each alarm of the meeting was due, by the log."""
        room, due = Room(), dict[datetime, datetime]()
        rows = self._database.execute(
            "SELECT seq, at, by, cause, data FROM fact WHERE room_id = ? ORDER BY seq", (room_id,)
        )
        for seq, at, by, cause, data in rows.fetchall():
            entry = f.Entry(seq=seq, at=decode_instant(at), by=by, cause=cause, fact=decode_fact(data))
            if isinstance(entry.fact, f.TimeCalled):
                due[entry.at] = min(_due(room, entry.fact, entry.at), due.get(entry.at, entry.at))
            room = apply(room, entry)
        return list(due.values())


def _due(room: Room, call: f.TimeCalled, at: datetime) -> datetime:
    meeting = room.meetings[call.meeting]
    item = None if call.item is None else meeting.item(call.item)
    if item is None or item.allotted is None:
        assert meeting.ends_at
        return meeting.ends_at + MEETING_MARKS[call.mark - 1]
    return at - (spent(meeting, item, at) - item_marks(item.allotted)[call.mark - 1])
