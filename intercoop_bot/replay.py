"""A chat log is held again: the same core over old lines, on a simulated clock, without a homeserver.

Lines are `[YYYY-MM-DD ]HH:MM[:SS] <name> text`, as MeetBot and irssi write them, or `… name> text`, or
`… * name joined` and `… * name left`. An indented line goes on with the message above it, also after an
empty one. Where the time of day goes back, a day has passed, or in autumn
clocks were set back.
"""

import dataclasses
import re
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from intercoop_bot.clock import ManualClock
from intercoop_bot.interface import Incoming, Joined, Left, Message, Outgoing, Said
from intercoop_bot.language.members import Members
from intercoop_bot.meeting.facts import Entry, PreferenceSet
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.schedule import deadline
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.minutes.contents import Document
from intercoop_bot.minutes.document import document
from intercoop_bot.room import Manners, RoomActor
from intercoop_bot.storage import Storage

ROOM = "!replay"

BOT = "bot"
"""Who writes under this name in a log is passed over: it is what a bot said then."""

Sent: TypeAlias = tuple[datetime, Outgoing]
"""What the bot sends, and when."""

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
    day, latest = first_day, datetime.min.replace(tzinfo=UTC)
    blank = ""
    for written in text.splitlines():
        if not written.strip():
            blank += "\n"
            continue
        if written[:1] in (" ", "\t") and lines and lines[-1].what == "said":
            lines[-1] = dataclasses.replace(lines[-1], text=f"{lines[-1].text}{blank}\n{written.strip()}")
            blank = ""
            continue
        blank = ""
        match = _LINE.fullmatch(written.rstrip())
        if match is None:
            continue
        try:
            clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
            day = date.fromisoformat(match["date"]) if match["date"] else day
        except ValueError:
            continue
        at = _instant(day, clock, zone, latest)
        if at < latest and not match["date"]:
            day += timedelta(days=1)
            at = _instant(day, clock, zone, latest)
        latest = max(at, latest)
        lines.append(_line(match, latest))
    if not lines:
        raise NotALog
    return lines


def _instant(day: date, clock: time, zone: ZoneInfo, after: datetime) -> datetime:
    """Return when clocks show that time on that day; in the night when an hour comes twice, its second.

    The second is meant where the first would lie before what was written above.
    """
    first, second = (datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    return second if first < after <= second else first


def _line(match: re.Match[str], at: datetime) -> LogLine:
    if match["mover"]:
        joined = match["move"] == "joined"
        return LogLine(at=at, name=match["mover"].strip(), what="joined" if joined else "left")
    if match["bracketed"]:
        return LogLine(at=at, name=match["bracketed"].strip(), what="said", text=match["said"])
    return LogLine(at=at, name=match["plain"].strip(), what="said", text=match["plain_said"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """The people of a log: everyone who appears in it, from the beginning."""

    members: Members
    moderators: frozenset[str] = frozenset()
    own_name: str = ""
    unreadable: bool = False

    def is_moderator(self, user_id: str) -> bool:
        """Tell whether that person was named as a moderator."""
        return user_id in self.moderators


class Replay:
    """A room without a homeserver, whose clock is moved by what happens in it.

    In another `dialect` the log is another bot's, which called no time: the clock wakes nobody there, and no
    meeting is closed for its silence.
    """

    def __init__(
        self, storage: Storage, clock: ManualClock, crowd: Crowd, manners: Manners, dialect: str = "own"
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._manners = manners
        self._crowd = crowd
        self._own = dialect == "own"
        self._events = 0
        self._actor: RoomActor | None = None
        self.restart()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        lines: list[LogLine],
        manners: Manners,
        moderators: Collection[str] = (),
        dialect: str = "own",
    ) -> AsyncIterator["Replay"]:
        """Make a room for these lines, with a database of its own that goes with it."""
        clock = ManualClock(lines[0].at)
        with tempfile.TemporaryDirectory() as folder:
            async with await Storage.open(Path(folder) / "replay.sqlite3", clock) as storage:
                members = {
                    person_id(line.name): line.name for line in lines if line.name != BOT or dialect != "own"
                }
                crowd = Crowd(members=Members(members), moderators=frozenset(map(person_id, moderators)))
                if dialect != "own":
                    await storage.commit(ROOM, [_dialect_set(dialect, clock.now())], wake_at=None)
                yield cls(storage, clock, crowd, manners, dialect)

    @property
    def now(self) -> datetime:
        """The present instant of the room's clock."""
        return self._clock.now()

    def stop(self) -> None:
        """Be away from now on: what is written is kept by the homeserver, and nothing is called."""
        self._actor = None

    def restart(self) -> None:
        """Begin anew with nothing but what is stored, as a bot does that was stopped."""
        self._actor = RoomActor(ROOM, self._storage, self._clock, self._crowd, self._manners)

    async def hear(self, line: LogLine) -> list[Sent]:
        """Let the time pass until a line, then the line be written; return what was sent."""
        if line.name == BOT and self._own:
            return []
        sent = await self.wait_until(line.at)
        self._events += 1
        return sent + await self.receive(event_of(line, f"${self._events}"))

    async def receive(self, event: Incoming) -> list[Sent]:
        """Let something happen in the room, now; return what was sent."""
        await self._storage.inbox.receive([event], event.event_id)
        return await self.work()

    async def work(self) -> list[Sent]:
        """Have the room's actor deal with what there is; return what was sent."""
        if self._actor is not None:
            await self._actor.work()
        sent: list[Sent] = []
        for row in sorted(await self._storage.outbox.waiting(limit=1000), key=lambda row: row.id):
            sent.append((self._clock.now(), row.outgoing))
            await self._storage.outbox.mark_sent(row.id, f"$bot{row.id}")
        return sent

    async def wait_until(self, instant: datetime) -> list[Sent]:
        """Let the time pass; return what was sent meanwhile."""
        sent: list[Sent] = []
        while self._own and self._actor is not None:
            due = deadline(await self._actor.load())
            if due is None or due > instant:
                break
            self._clock.set(max(due, self._clock.now()))
            sent += await self.work()
            if self._actor.is_stuck:
                break
        self._clock.set(max(instant, self._clock.now()))
        return sent

    async def room(self) -> Room:
        """Return the state of the room, as its log tells it."""
        start = Room(language=self._manners.language, zone=self._manners.zone)
        return replay(await self._storage.load(ROOM), start)


def _dialect_set(dialect: str, at: datetime) -> Entry:
    """Return that the room understands the words of another bot."""
    return Entry(seq=1, at=at, by="", cause=None, fact=PreferenceSet(name="dialect", value=dialect))


async def retell(lines: list[LogLine], manners: Manners, dialect: str = "own") -> list[str]:
    """Return what the bot says to a log, a line each: `HH:MM:SS bot> text`, in the room's time zone.

    What it edits is no news in a log.
    """
    told: list[str] = []
    zone = ZoneInfo(manners.zone)
    async with Replay.open(lines, manners, dialect=dialect) as replay:
        for line in lines:
            for at, outgoing in await replay.hear(line):
                if isinstance(outgoing, Message) and not outgoing.edits:
                    clock = at.astimezone(zone).strftime("%H:%M:%S")
                    told += [f"{clock} {BOT}> {text}" for text in outgoing.body.split("\n")]
    return told


async def minutes_of(lines: list[LogLine], manners: Manners, dialect: str = "own") -> Document | None:
    """Return the minutes of the last meeting in a log; None where there is none."""
    async with Replay.open(lines, manners, dialect=dialect) as replay:
        for line in lines:
            await replay.hear(line)
        room = await replay.room()
        meeting = last_meeting(room)
        return None if meeting is None else document(room, meeting, replay.now)


def last_meeting(room: Room) -> Meeting | None:
    """Return the meeting whose minutes a log leads to: the last one that began, else the last planned."""
    begun = [meeting for meeting in room.meetings.values() if meeting.started_at is not None]
    return max(begun or room.meetings.values(), key=lambda meeting: meeting.id, default=None)


def person_id(name: str) -> str:
    """Return the id of a person of a log: there is no server in it."""
    return f"@{name}"


def event_of(line: LogLine, event_id: str) -> Incoming:
    """Return what a line of a log is to the room's actor."""
    person = person_id(line.name)
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
