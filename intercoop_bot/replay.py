"""A chat log is held again: the same core over old lines, on a simulated clock, without a homeserver.

Lines are `[YYYY-MM-DD ]HH:MM[:SS] <name> text`, as MeetBot and irssi write them, or `… name> text`, or
`… * name joined` and `… * name left`. An indented line goes on with the message above it. Where the time
of day goes back, a day has passed.
"""

import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from intercoop_bot.clock import ManualClock
from intercoop_bot.interface import Incoming, Joined, Left, Outgoing, Said
from intercoop_bot.meeting.schedule import deadline
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.room import Manners, RoomActor
from intercoop_bot.storage import Storage

ROOM = "!replay"
BOT = "bot"

_LINE = re.compile(
    r"""
    \[?(?:(?P<date>\d{4}-\d\d-\d\d)[ T])?
    (?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\]?\s+
    (?:
        <[@+%&~\s]?(?P<bracketed>[^>]+)>\s?(?P<said>.*)
      | (?:\*|-!-)\s+(?P<mover>.+?)\s+(?:\[.*?\]\s+)?(?:has\s+)?(?P<move>joined|left|quit|parted)\b.*
      | (?P<plain>[^\s<>*][^<>]*?)>\s?(?P<plain_said>.*)
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A line of a log: somebody wrote `text`, came in, or left."""

    at: datetime
    name: str
    what: Literal["said", "joined", "left"]
    text: str = ""


class NotALog(ValueError):  # noqa: N818 - named for what is the case
    """There is no line of a chat log in the text."""


def read_log(text: str, first_day: date, zone: ZoneInfo) -> list[LogLine]:
    """Return the lines of a log; what is none of them is passed over.

    Times are in `zone`, the first ones on `first_day` where they bear no date of their own.

    Raises:
        NotALog: none of the lines is one of a log.
    """
    lines: list[LogLine] = []
    day, latest = first_day, time.min
    for written in text.splitlines():
        if written[:1] in (" ", "\t") and lines and lines[-1].what == "said":
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text}\n{written.strip()}")
            continue
        match = _LINE.fullmatch(written.rstrip())
        if match is None:
            continue
        try:
            clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
            day = date.fromisoformat(match["date"]) if match["date"] else day
        except ValueError:
            continue
        if not match["date"] and clock < latest:
            day += timedelta(days=1)
        latest = clock
        at = datetime.combine(day, clock, zone).astimezone(UTC)
        at = max(at, lines[-1].at) if lines else at
        lines.append(_line(match, at))
    if not lines:
        raise NotALog
    return lines


def _line(match: re.Match[str], at: datetime) -> LogLine:
    if match["mover"]:
        joined = match["move"] == "joined"
        return LogLine(at=at, name=match["mover"].strip(), what="joined" if joined else "left")
    if match["bracketed"]:
        return LogLine(at=at, name=match["bracketed"].strip(), what="said", text=match["said"])
    return LogLine(at=at, name=match["plain"].strip(), what="said", text=match["plain_said"])


@dataclass(slots=True)
class _Crowd:
    """The people of a log, none of them a moderator."""

    encrypted: bool = False
    members: dict[str, str] = field(default_factory=dict)

    def is_moderator(self, user_id: str) -> bool:
        """Tell that nobody is."""
        return user_id not in self.members


class Replay:
    """A room without a homeserver, whose clock is moved by what happens in it."""

    def __init__(self, storage: Storage, clock: ManualClock, names: Iterator[str], manners: Manners) -> None:
        self._storage = storage
        self._clock = clock
        self._manners = manners
        self._crowd = _Crowd(members={_id(name): name for name in names})
        self._events = 0
        self.restart()

    @classmethod
    @asynccontextmanager
    async def open(cls, lines: list[LogLine], manners: Manners) -> AsyncIterator["Replay"]:
        """Make a room for these lines, with a database of its own that goes with it."""
        clock = ManualClock(lines[0].at)
        with tempfile.TemporaryDirectory() as folder:
            async with await Storage.open(Path(folder) / "replay.sqlite3", clock) as storage:
                yield cls(storage, clock, (line.name for line in lines), manners)

    def restart(self) -> None:
        """Forget all but what is stored, as a bot does that is stopped and started."""
        self._actor = RoomActor(
            ROOM, self._storage, self._clock, self._crowd, self._manners, on_outgoing=lambda: None
        )

    async def hear(self, line: LogLine) -> list[tuple[datetime, Outgoing]]:
        """Let the time pass until a line, then the line be written; return what was sent, and when."""
        sent = [] if line.name == BOT else await self.wait_until(line.at)
        if line.name != BOT:
            self._events += 1
            event = _event(line, f"${self._events}")
            await self._storage.receive([event], f"s{self._events}")
            await self._actor.work()
        return [*sent, *await self._sent()]

    async def wait_until(self, instant: datetime) -> list[tuple[datetime, Outgoing]]:
        """Let the time pass; return what was sent meanwhile, and when."""
        sent: list[tuple[datetime, Outgoing]] = []
        while (due := deadline(await self.room())) is not None and due <= instant:
            self._clock.set(max(due, self._clock.now()))
            await self._actor.work()
            sent += await self._sent()
        self._clock.set(max(instant, self._clock.now()))
        return sent

    async def room(self) -> Room:
        """Return the state of the room."""
        return await self._actor.load()

    async def _sent(self) -> list[tuple[datetime, Outgoing]]:
        sent = []
        for row in sorted(await self._storage.waiting(limit=1000), key=lambda row: row.id):
            sent.append((self._clock.now(), row.outgoing))
            await self._storage.mark_sent(row.id, f"$bot{row.id}")
        return sent


def last_meeting(room: Room) -> Meeting | None:
    """Return the meeting whose minutes a log leads to: the last one that began, else the last planned."""
    begun = [meeting for meeting in room.meetings.values() if meeting.started_at is not None]
    return max(begun or room.meetings.values(), key=lambda meeting: meeting.id, default=None)


def _id(name: str) -> str:
    return f"@{name}"


def _event(line: LogLine, event_id: str) -> Incoming:
    person = _id(line.name)
    match line.what:
        case "said":
            return Said(
                room_id=ROOM,
                event_id=event_id,
                sender=person,
                sender_name=line.name,
                sent_at=line.at,
                body=line.text,
            )
        case "joined":
            return Joined(
                room_id=ROOM, event_id=event_id, sender=person, sender_name=line.name, sent_at=line.at
            )
        case "left":
            return Left(
                room_id=ROOM,
                event_id=event_id,
                sender=person,
                sender_name=line.name,
                sent_at=line.at,
                person=person,
            )
