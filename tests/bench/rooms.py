"""Many rooms: what a live meeting takes of memory, what stirs while nothing happens, how long a start takes.

The rooms are made through the homeserver's API, by the account of the bot itself. What happened in them is
put into the bot's database as facts, before it starts. The floor is a bare client of the same account on
another device, and so in the very same rooms.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta

from intercoop_bot.clock import SystemClock
from intercoop_bot.meeting.facts import (
    Entry,
    Fact,
    ItemAdded,
    ItemStarted,
    LiveCardShown,
    MeetingEnded,
    MeetingPlanned,
    MeetingStarted,
    MinutesPosted,
    NoteTaken,
)
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.schedule import deadline
from intercoop_bot.meeting.state import Room
from intercoop_bot.storage import Storage
from tests.bench.figures import Curve, Figure, Findings, Scale, Wanted
from tests.bench.process import Process
from tests.bench.stage import Ear, Stage
from tests.synapse.people import Person

_ROOMS = 1000
_AT_ONCE = 8
_BEFORE, _NOW = 80, 20
_FACTS = _BEFORE + _NOW
_STARTS = 3
_IDLE = 65
"""Seconds: two long polls, and the look at the clock that each room takes once a minute."""

_QUIET = timedelta(hours=1)
_MS = 1000
_ANA = "@ana:coop.example"
_FLOOR = "idle nio client in the same rooms"


async def measure(scale: Scale) -> Findings:
    """Fill the rooms with meetings little by little, and look at the bot each time."""
    async with Stage.open() as stage:
        ana, account = await stage.person("Ana"), await stage.person("Bot")
        rooms = await _make_rooms(account, ana, scale.of(_ROOMS, 5))
        # The first start signs in, and gives each its place in the stream of the account.
        await (await stage.bot(account)).end()
        echo = await stage.echo(account)
        memory = []
        filled = 0
        for live in (0, scale.of(100, 2), len(rooms)):
            await _fill(stage, rooms[filled:live])
            filled = live
            bot = await stage.bot(account)
            await bot.settle()
            memory.append((live, bot.memory()))
            if live == len(rooms):
                stirred = await _idle(bot, echo, scale.of(_IDLE, 1))
            await bot.end()
        await echo.end()
        starts = await _start_in_turns(stage, account, Ear(ana), rooms[0], scale.of(_STARTS, 1))
    (_, before), *_, (live, after) = memory
    return Findings(
        figures=[
            Figure(
                name=f"memory of each of {live:,} live meetings of {_NOW} facts, after one of {_BEFORE}",
                unit="kB",
                ours=[(after - before) / live],
                wanted=Wanted(bound=50, unit="kB"),
            ),
            *_idle_rows(len(rooms), stirred),
            Figure(
                name=f"start to first answer: {len(rooms):,} rooms, {len(rooms) * _FACTS:,} facts, all live",
                unit="s",
                ours=starts[0],
                floor="nio echo bot: its first sync and answer",
                floors=starts[1],
                wanted=Wanted(bound=1.2),
            ),
        ],
        curves=[
            Curve(
                title=f"Memory of the process, {len(rooms):,} rooms",
                x="live meetings",
                y="MB",
                lines={"the bot": [(live, kilobytes / 1024) for live, kilobytes in memory]},
            )
        ],
    )


async def _make_rooms(account: Person, ana: Person, count: int) -> list[str]:
    """Have the bot's account make rooms, the first of them with Ana in it."""
    free = asyncio.Semaphore(_AT_ONCE)

    async def make(n: int) -> str:
        async with free:
            return await account.create_room(*[] if n else [ana.user_id], name=f"Réunion {n}")

    rooms = await asyncio.gather(*(make(n) for n in range(count)))
    await ana.join(rooms[0])
    return rooms


async def _fill(stage: Stage, rooms: Sequence[str]) -> None:
    """Put into these rooms, past the bot, a meeting that is over and one that is under way."""
    now = SystemClock().now()
    async with await Storage.open(stage.database) as storage:
        for room_id in rooms:
            log = [
                Entry(seq=seq, at=now - timedelta(minutes=1), by=_ANA, cause=None, fact=fact)
                for seq, fact in enumerate(_facts(room_id, now), 1)
            ]
            due = deadline(replay(log, Room()))
            assert len(log) == _FACTS
            assert due
            assert due > now + _QUIET, "nothing is to happen while the bot is looked at"
            await storage.commit(room_id, log, wake_at=due)


def _facts(room_id: str, now: datetime) -> Iterator[Fact]:
    for meeting, notes in ((1, _BEFORE - 7), (2, _NOW - 5)):
        yield MeetingPlanned(meeting=meeting, title="Réunion")
        yield ItemAdded(meeting=meeting, item=1, title="Le local, et ce qu’il coûte", minutes=240)
        yield MeetingStarted(meeting=meeting, ends_at=now + timedelta(hours=5))
        yield ItemStarted(meeting=meeting, item=1)
        yield LiveCardShown(meeting=meeting)
        for note in range(1, notes + 1):
            yield NoteTaken(
                meeting=meeting,
                note=note,
                tag="note",
                text=f"la salle du fond est retenue pour la fois {note}",
                author=_ANA,
                event=f"${meeting}-{note}-{room_id[1:]}",
                item=1,
            )
        if meeting == 1:
            yield MeetingEnded(meeting=meeting)
            yield MinutesPosted(meeting=meeting)


async def _idle(bot: Process, echo: Process, seconds: float) -> list[tuple[float, float]]:
    """Leave both alone for a while; return how often each woke up, and its CPU in milliseconds."""
    both = (bot, echo)
    before = [(each.wake_ups(), each.cpu()) for each in both]
    await asyncio.sleep(seconds)
    return [
        (each.wake_ups() - woke, _MS * (each.cpu() - cpu))
        for each, (woke, cpu) in zip(both, before, strict=True)
    ]


def _idle_rows(rooms: int, stirred: list[tuple[float, float]]) -> list[Figure]:
    what = f"{rooms:,} rooms at rest, a meeting live in each, {_IDLE} s"
    (woke, cpu), (woke_floor, cpu_floor) = stirred
    return [
        Figure(name=f"{what}: wake-ups", unit="", ours=[woke], floor=_FLOOR, floors=[woke_floor]),
        Figure(name=f"{what}: CPU", unit="ms", ours=[cpu], floor=_FLOOR, floors=[cpu_floor]),
    ]


async def _start_in_turns(
    stage: Stage, account: Person, ear: Ear, room_id: str, times: int
) -> tuple[list[float], list[float]]:
    """Start both in turns with something said before; return the seconds from each start to its answer."""
    ours, floors = [], []
    for _ in range(times):
        floors.append(await _start(stage.echo, account, ear, room_id, "bonjour"))
        ours.append(await _start(stage.bot, account, ear, room_id, "!état"))
    return ours, floors


async def _start(
    start: Callable[[Person], Awaitable[Process]], account: Person, ear: Ear, room_id: str, said: str
) -> float:
    await ear.person.say(room_id, said)
    await ear.catch_up()
    answering = asyncio.create_task(ear.hear(room_id, account.user_id))
    process = await start(account)
    seconds = await answering - process.started_at
    await process.settle()
    await process.end()
    return seconds
