"""How late an alarm is stored for sending, with many meetings under way: actors, storage, the real clock.

The floor is as many timers of the same event loop, due at the same instants, that only look at the clock.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from intercoop_bot.interface import Outgoing, Priority
from intercoop_bot.meeting import facts as f
from intercoop_bot.room import OnOutgoing
from tests.bench.core_hall import PEOPLE, Hall
from tests.bench.figures import Curve, Figure, Findings, Scale, Wanted, distribution, quantile

_MS = 1e3
_SPREAD = 10.0
"""Seconds over which the alarms of all meetings are spread."""

_CALLED_WITHIN = 120.0

_ITEM = timedelta(minutes=2)
_NEARLY = timedelta(minutes=1)
"""The first alarm of such an item."""


async def measure(scale: Scale) -> Findings:
    """Let the same instants come with timers alone, then with meetings."""
    figures, lines = [], {}
    for meetings in (1, 100, 1000)[: scale.of(3, 1)]:
        spread = _SPREAD if meetings > 1 else 0.0
        floors, ours = [], []
        for _ in range(scale.of(10, 1) if meetings == 1 else 1):
            floors += await _timers(meetings, spread)
            ours += await _alarms(meetings, spread)
        figures += _rows(meetings, ours, floors)
        lines[f"{meetings:,} meetings"] = distribution(ours)
    at_once = await _alarms(scale.of(1000, 10), 0.0)
    figures.append(
        Figure(
            name=f"{len(at_once):,} alarms due at one instant: lateness of the last",
            unit="ms",
            ours=[max(at_once)],
        )
    )
    return Findings(
        figures=figures,
        curves=[Curve(title="Lateness of alarms", x="ms", y="% of alarms", lines=lines, x_is_log=True)],
    )


def _rows(meetings: int, ours: Sequence[float], floors: Sequence[float]) -> list[Figure]:
    name = f"lateness of alarms, {meetings:,} meeting{'s' if meetings > 1 else ''} under way"
    return [
        Figure(
            name=f"{name}: {what}",
            unit="ms",
            ours=[of(ours)],
            floor="a timer of the same loop",
            floors=[of(floors)],
            wanted=wanted,
        )
        for what, of, wanted in (
            ("median", median, None),
            ("p99", lambda samples: quantile(samples, 99), Wanted(bound=250, unit="ms")),
        )
    ]


async def _timers(number: int, spread: float) -> list[float]:
    """Return by how many milliseconds timers were late."""

    async def wait(due: float) -> float:
        await asyncio.sleep(due - time.perf_counter())
        return (time.perf_counter() - due) * _MS

    first = time.perf_counter() + 0.5
    return await asyncio.gather(*(wait(first + spread * n / number) for n in range(number)))


async def _alarms(number: int, spread: float) -> list[float]:
    """Return by how many milliseconds the alarms of so many meetings were late."""
    async with Hall.open() as hall:
        # Until then all have to be at rest.
        first = hall.clock.now() + timedelta(seconds=0.5 + number / 200)
        dues = {f"!{n}:coop.example": first + timedelta(seconds=spread * n / number) for n in range(number)}
        await asyncio.gather(*(hall.keep(room_id, _meeting(due)) for room_id, due in dues.items()))
        called: dict[str, datetime] = {}
        all_called = asyncio.Event()

        def note(room_id: str) -> OnOutgoing:
            def on_outgoing(stored: Sequence[Outgoing]) -> None:
                # The card, which is edited as well, is no alarm.
                if any(each.priority is Priority.ALARM for each in stored):
                    called.setdefault(room_id, hall.clock.now())
                if len(called) == number:
                    all_called.set()

            return on_outgoing

        async with asyncio.TaskGroup() as group:
            actors = [hall.actor(room_id, note(room_id)) for room_id in dues]
            tasks = [group.create_task(actor.run()) for actor in actors]
            async with asyncio.timeout(_CALLED_WITHIN):
                await all_called.wait()
            for task in tasks:
                task.cancel()
    return [(called[room_id] - due).total_seconds() * _MS for room_id, due in dues.items()]


def _meeting(due: datetime) -> list[f.Entry]:
    """Return the log of a meeting whose first alarm is due then."""
    facts: tuple[f.Fact, ...] = (
        f.MeetingPlanned(meeting=1, title="Réunion info"),
        f.ItemAdded(meeting=1, item=1, title="Budget", minutes=_ITEM // timedelta(minutes=1)),
        f.MeetingStarted(meeting=1),
        f.ItemStarted(meeting=1, item=1),
    )
    return [
        f.Entry(seq=seq, at=due - _NEARLY, by=PEOPLE[0], cause="$past", fact=fact)
        for seq, fact in enumerate(facts, 1)
    ]
