"""How many commands a second go through: read, decided, committed with what is to be sent of them."""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from tests.bench.core_hall import Hall, work
from tests.bench.figures import Figure, Findings, Scale, Wanted

_FLOOR = "aiosqlite, committing a row at a time"
_ROW = "x" * 300


async def measure(scale: Scale) -> Findings:
    """Have notes taken in one room, and in many at once, in turns with rows that are only committed."""
    one = await _commands(scale, rooms=1, each=scale.of(20, 3))
    many = await _commands(scale, rooms=100, each=1)
    return Findings(
        figures=[
            _row("notes a second, parsed, decided and committed, in one room", one, 0.4),
            _row("the same in 100 rooms at once", many, 1.5),
        ]
    )


def _row(name: str, samples: tuple[list[float], list[float]], bound: float) -> Figure:
    ours, floors = samples
    wanted = Wanted(bound=bound, at_least=True)
    return Figure(name=name, unit="/s", ours=ours, floor=_FLOOR, floors=floors, wanted=wanted)


async def _commands(scale: Scale, rooms: int, each: int) -> tuple[list[float], list[float]]:
    """Return the commands of a second, and the rows of one, sample by sample."""
    ours, floors = [], []
    room_ids = [f"!{n}:coop.example" for n in range(rooms)]
    async with Hall.open() as hall, _table() as table:
        actors = [hall.actor(room_id) for room_id in room_ids]
        await hall.hear(room_ids, "!start Meeting")
        await work(actors)
        for _ in range(scale.of(60, 2)):
            await hall.hear(room_ids * each, "!note we take the same as they do")
            began = time.perf_counter()
            await work(actors)
            ours.append(rooms * each / (time.perf_counter() - began))
            began = time.perf_counter()
            for _ in range(rooms * each):
                await table.execute("INSERT INTO row (data) VALUES (?)", (_ROW,))
                await table.commit()
            floors.append(rooms * each / (time.perf_counter() - began))
    return ours, floors


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
