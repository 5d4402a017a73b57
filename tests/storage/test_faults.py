"""A disk that is full, a file that is held, closed or spoilt: that is told, and nothing is halved."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from intercoop_bot.meeting.facts import Entry, PersonNamed
from intercoop_bot.storage import DatabaseDamaged, DatabaseStalled, Storage
from tests.storage import faults
from tests.storage.conftest import NOON

ROOM = "!room:coop.example"


def entry(seq: int, name: str = "Ana") -> Entry:
    """Return an entry of the log."""
    return Entry(
        seq=seq, at=NOON, by="@ana:coop.example", cause=None, fact=PersonNamed(person="p", name=name)
    )


@pytest.fixture
async def told(storage: Storage) -> AsyncIterator[list[str]]:
    """What the store says of itself, in order."""
    news: list[str] = []

    async def listen() -> None:
        while True:
            await storage.until_stalled()
            news.append("stalled")
            await storage.until_well()
            news.append("well")

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0)
    yield news
    listening.cancel()


@pytest.mark.parametrize("fault", faults.ALL)
async def test_what_cannot_be_kept_now_is_told_and_leaves_nothing_behind(
    fault: faults.Fault, storage: Storage, path: Path, told: list[str]
) -> None:
    await storage.commit(ROOM, [entry(1)], wake_at=None)
    async with fault(storage, path):
        with pytest.raises(DatabaseStalled):
            await storage.commit(ROOM, [entry(2), entry(3, "x" * 100_000)], wake_at=NOON)
        await asyncio.sleep(0)
        assert told == ["stalled"]
        # What was kept can be read all the while.
        assert await storage.load(ROOM) == (entry(1),)
    await storage.commit(ROOM, [entry(2)], wake_at=NOON)
    await asyncio.sleep(0)
    assert told == ["stalled", "well"]
    assert await storage.load(ROOM) == (entry(1), entry(2))


async def test_who_holds_it_shortly_is_waited_for(storage: Storage, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    keeping = asyncio.create_task(storage.commit(ROOM, [entry(1)], wake_at=None))
    await asyncio.sleep(0.2)
    assert not keeping.done()
    other.close()
    await keeping
    assert await storage.load(ROOM) == (entry(1),)


# --- spoilt


def spoil(path: Path, table: str, how: bytes = b"\xff" * 64) -> None:
    """Write over the beginning of the page that a table, or an index, begins at."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(how)


async def fill(storage: Storage) -> None:
    """Write more than the store keeps in memory."""
    for n in range(1, 40):
        await storage.commit(ROOM, [entry(n, "x" * 2000)], wake_at=None)


@pytest.mark.parametrize("part", ["fact", "inbox", "sent_ref", "sqlite_autoindex_sent_1"])
async def test_a_spoilt_page_is_found_at_the_start(part: str, path: Path) -> None:
    async with await Storage.open(path) as storage:
        await fill(storage)
    spoil(path, part)
    with pytest.raises(DatabaseDamaged, match="restore a copy"):
        await Storage.open(path)


async def test_an_index_that_lacks_a_row_is_found_at_the_start(path: Path) -> None:
    async with await Storage.open(path) as storage:
        await storage.outbox.record_sent(ROOM, "card", "$card")
    # An empty page of an index, sound by itself.
    spoil(path, "sent_ref", b"\x0a\x00\x00\x00\x00\x10\x00\x00")
    with pytest.raises(DatabaseDamaged, match="sent_ref"):
        await Storage.open(path)


async def test_a_spoilt_header_is_found_at_the_start(path: Path) -> None:
    await (await Storage.open(path)).close()
    with path.open("r+b") as file:
        file.write(b"SQLite format 4\0")
    with pytest.raises(DatabaseDamaged, match="not a database"):
        await Storage.open(path)


async def test_a_page_spoilt_at_work_is_the_end(path: Path) -> None:
    async with await Storage.open(path) as storage:
        await fill(storage)
        await faults.tell(storage, "PRAGMA wal_checkpoint(TRUNCATE)")
        spoil(path, "fact")
        await faults.tell(storage, "PRAGMA shrink_memory")
        with pytest.raises(DatabaseDamaged, match=r"malformed; please restore a copy"):
            await storage.load(ROOM)


FULL_AT_START = """
import asyncio, pathlib, resource, sys
from intercoop_bot.storage import Storage, StorageError
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    asyncio.run(Storage.open(pathlib.Path(sys.argv[1])))
except StorageError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("is_there", [True, False], ids=["a database", "no database yet"])
async def test_a_disk_that_is_full_at_the_start_is_told(path: Path, is_there: bool) -> None:
    path.parent.mkdir()
    if is_there:
        await (await Storage.open(path)).close()
    done = subprocess.run(  # noqa: S603, ASYNC221 - our own program
        [sys.executable, "-c", FULL_AT_START, path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stdout.startswith(f"DatabaseStalled {path}: "), json.dumps([done.stdout, done.stderr])
