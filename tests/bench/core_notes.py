"""What one fact costs, whatever there is already: a note into a long meeting, and a long log read back."""

import time

from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.state import Room
from tests.bench.core_hall import Hall, meeting_of, work
from tests.bench.figures import Curve, Figure, Findings, Scale, Wanted

_MS, _US = 1e3, 1e6


async def measure(scale: Scale) -> Findings:
    """Take a note in turns in meetings of each length; then read logs of each length back, in turns."""
    async with Hall.open() as hall:
        taking = await _take_notes(hall, (10, 1000, scale.of(10_000, 2000)), scale.of(200, 10))
        reading = await _read_back(hall, (1000, scale.of(100_000, 3000)), scale.of(2, 1))
    few, *_, many = taking
    short, long = reading
    return Findings(
        figures=[
            Figure(
                name=f"a note into a meeting of {many:,} notes",
                unit="ms",
                ours=taking[many],
                floor=f"of {few}",
                floors=taking[few],
                wanted=Wanted(bound=1.1),
            ),
            Figure(
                name=f"each fact of a log of {long:,}, read from disk into a state",
                unit="µs",
                ours=reading[long],
                floor=f"of {short:,}",
                floors=reading[short],
                wanted=Wanted(bound=1.1),
            ),
        ],
        curves=[
            Curve(
                title="One more note",
                x="notes that there are",
                y="ms (median)",
                lines={"a note": [(n, sorted(taking[n])[len(taking[n]) // 2]) for n in taking]},
                x_is_log=True,
            )
        ],
    )


async def _take_notes(hall: Hall, lengths: tuple[int, ...], times: int) -> dict[int, list[float]]:
    """Return the milliseconds that a note took, by how many there were."""
    taken: dict[int, list[float]] = {}
    actors = {}
    for length in lengths:
        await hall.keep(f"!taking{length}:coop.example", meeting_of(length))
        actors[length] = hall.actor(f"!taking{length}:coop.example")
        await actors[length].load()
        taken[length] = []
    for _ in range(times):
        for length, actor in actors.items():
            await hall.hear([actor.room_id], "!note we take the same as they do")
            began = time.perf_counter()
            await work([actor])
            taken[length].append((time.perf_counter() - began) * _MS)
    return taken


async def _read_back(hall: Hall, lengths: tuple[int, ...], times: int) -> dict[int, list[float]]:
    """Return the microseconds that each fact took, by how many there were."""
    read: dict[int, list[float]] = {length: [] for length in lengths}
    for length in lengths:
        await hall.keep(f"!reading{length}:coop.example", meeting_of(length))
    for _ in range(times):
        for length in lengths:
            # A short log is read as often as makes it as long as the longest.
            repeated = max(lengths) // length
            began = time.perf_counter()
            for _ in range(repeated):
                replay(await hall.storage.load(f"!reading{length}:coop.example"), Room())
            read[length].append((time.perf_counter() - began) / (repeated * length) * _US)
    return read
