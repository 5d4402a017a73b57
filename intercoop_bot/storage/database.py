"""The open database: one connection, one transaction at a time.

1. Who reads waits for a transaction under way: nobody sees what may yet be taken back.
2. Where it cannot be used for now, whoever tried to is told, and can wait until something was kept again.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self

import aiosqlite

from intercoop_bot.storage.opening import DatabaseStalled, StorageError, claim, connect, named

TAKEN = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE")


class Conflict(StorageError):  # noqa: N818 - named for what is the case
    """Somebody else has written to the log, or dealt with the event: nothing of this was kept."""


class Database:
    """A database of ours, held for as long as it is open."""

    def __init__(self, path: Path, connection: aiosqlite.Connection, lock: int) -> None:
        self._path = path
        self._connection = connection
        self._lock: int | None = lock
        self._turn = asyncio.Lock()
        self._stalled, self._well = asyncio.Event(), asyncio.Event()
        self._well.set()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Take hold of the file and bring it to the present schema.

        Raises:
            DatabaseInUse, DatabaseTooNew, DatabaseDamaged: as they say.
            StorageError: any other reason that it cannot be used.
        """
        lock = claim(path)
        try:
            return cls(path, await connect(path), lock)
        except BaseException:
            os.close(lock)
            raise

    async def close(self) -> None:
        """Close the database and let go of it; closing twice is closing once."""
        if self._lock is not None:
            lock, self._lock = self._lock, None
            try:
                await self._connection.close()
            finally:
                os.close(lock)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Let the statements within count all together, or (on any exception) not at all.

        Raises:
            Conflict: a place that is to be filled is taken.
            DatabaseStalled: it could not be done now: the disk is full, say.
            StorageError: it could not be done.
        """
        with self._errors_named():
            async with self._turn:
                try:
                    await self.run("BEGIN IMMEDIATE")
                    yield
                    await self.run("COMMIT")
                    self._is_stalled(False)
                except BaseException:
                    # Where the task was cancelled in mid-statement, this waits for it in the queue.
                    await self._connection.rollback()
                    raise

    async def run(self, sql: str, *values: object) -> list[Any]:
        """Run a statement within a transaction and return its rows."""
        return list(await self._connection.execute_fetchall(sql, values))

    async def run_many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> int:
        """Run a statement within a transaction once for each row; return how many rows it changed."""
        return (await self._connection.executemany(sql, rows)).rowcount if rows else 0

    async def run_alone(self, sql: str, *values: object) -> list[Any]:
        """Run a statement outside of any transaction and return its rows.

        Raises:
            DatabaseStalled, StorageError: as for `transaction`.
        """
        with self._errors_named():
            async with self._turn:
                return await self.run(sql, *values)

    async def until_stalled(self) -> None:
        """Wait until it cannot be used for now."""
        await self._stalled.wait()

    async def until_well(self) -> None:
        """Wait until the last thing that was to be kept was."""
        await self._well.wait()

    async def until_steady(self, seconds: float) -> None:
        """Wait until all that was to be kept for that long was."""
        while True:
            await self._well.wait()
            try:
                async with asyncio.timeout(seconds):
                    await self._stalled.wait()
            except TimeoutError:
                return

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except aiosqlite.Error as error:
            if getattr(error, "sqlite_errorname", "") in TAKEN:
                raise Conflict(f"{self._path}: {error}") from error
            failure = named(error, self._path)
            if isinstance(failure, DatabaseStalled):
                self._is_stalled(True)
            raise failure from error

    def _is_stalled(self, stalled: bool) -> None:
        event, other = (self._stalled, self._well) if stalled else (self._well, self._stalled)
        event.set()
        other.clear()
