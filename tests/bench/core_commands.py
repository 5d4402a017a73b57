"""How many commands a second go through: read, decided, committed with what is to be sent of them."""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import aiosqlite

from tests.bench.core_hall import Hall, work
from tests.bench.figures import Figure, Findings, Scale, Wanted, number

_MS = 1e3
_ROOMS = 100
_ROW = "x" * 300


@dataclass(slots=True)
class Samples:
    """Notes a second and rows a second, sample by sample, and the processor's seconds for each note."""

    ours: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def measure(scale: Scale) -> Findings:
    """Have notes taken in one room, and in many at once, in turns with rows that are only committed."""
    one = await _commands(scale, rooms=1, each=scale.of(20, 3))
    many = await _commands(scale, rooms=_ROOMS, each=1)
    return Findings(
        figures=[
            _row("notes a second, parsed, decided and committed, in one room", one, 0.4),
            _row(f"the same in {_ROOMS} rooms at once", many, 1.5),
        ],
        notes=[_note(many)],
    )


def _row(name: str, samples: Samples, bound: float) -> Figure:
    return Figure(
        name=name,
        unit="/s",
        ours=samples.ours,
        floor="aiosqlite, committing a row at a time",
        floors=samples.floors,
        wanted=Wanted(bound=bound, at_least=True),
    )


def _note(samples: Samples) -> str:
    note, row = median(samples.cpu) * _MS, _MS / median(samples.floors)
    return (
        f"Of the notes in {_ROOMS} rooms, each takes {number(note)} ms of the processor, all threads"
        f" together; a row is on this disk after {number(row)} ms. The slower a disk, the more it helps that"
        " rooms share commits."
    )


async def _commands(scale: Scale, rooms: int, each: int) -> Samples:
    """Take so many notes in each room, and commit as many rows, in turns."""
    samples = Samples()
    room_ids = [f"!{n}:coop.example" for n in range(rooms)]
    async with Hall.open() as hall, _table() as table:
        actors = [hall.actor(room_id) for room_id in room_ids]
        await hall.hear(room_ids, "!start Meeting")
        await work(actors)
        for _ in range(scale.of(60, 2)):
            await hall.hear(room_ids * each, "!note we take the same as they do")
            began, began_cpu = time.perf_counter(), time.process_time()
            await work(actors)
            samples.ours.append(rooms * each / (time.perf_counter() - began))
            samples.cpu.append((time.process_time() - began_cpu) / (rooms * each))
            began = time.perf_counter()
            for _ in range(rooms * each):
                await table.execute("INSERT INTO row (data) VALUES (?)", (_ROW,))
                await table.commit()
            samples.floors.append(rooms * each / (time.perf_counter() - began))
    return samples


@asynccontextmanager
async def _table() -> AsyncIterator[aiosqlite.Connection]:
    """Have a table that is as safe as ours against a loss of power."""
    with tempfile.TemporaryDirectory() as folder:
        async with aiosqlite.connect(Path(folder) / "floor.sqlite3") as table:
            await table.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                " CREATE TABLE row (id INTEGER PRIMARY KEY, data TEXT)"
            )
            yield table
