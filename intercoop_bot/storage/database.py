"""The open database: one connection, one transaction at a time.

1. A transaction goes to the database's thread as a whole: nobody sees what may yet be taken back, and nobody
   who is stopped leaves one half done.
2. Where it cannot be used for now, whoever tried to is told, and can wait until something was kept again.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from intercoop_bot.storage.opening import Connection, DatabaseStalled, StorageError, claim, connect, named

Result = TypeVar("Result")

TAKEN = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE")


class Conflict(StorageError):  # noqa: N818 - named for what is the case
    """Somebody else has written to the log, or dealt with the event: nothing of this was kept."""


class Database:
    """A database of ours, held for as long as it is open."""

    def __init__(self, path: Path, connection: Connection, lock: int) -> None:
        self._path = path
        self._connection = connection
        self._lock: int | None = lock
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

    async def transact(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do the work in one transaction: all that it changes counts, or (on any exception) nothing.

        Once handed over it is done, also where nobody waits for it any more.

        Raises:
            Conflict: a place that is to be filled is taken.
            DatabaseStalled: it could not be done now: the disk is full, say.
            StorageError: it could not be done.
        """
        with self._errors_named():
            result = await self._connection.perform(partial(_transacted, work))
        self._is_stalled(False)
        return result

    async def change(self, sql: str, *values: object) -> list[Any]:
        """Run one statement as a transaction of its own and return its rows.

        Raises:
            Conflict, DatabaseStalled, StorageError: as for `transact`.
        """
        return await self.transact(lambda connection: connection.execute(sql, values).fetchall())

    async def run(self, sql: str, *values: object) -> list[Any]:
        """Run one statement outside of any transaction and return its rows.

        Raises:
            DatabaseStalled, StorageError: as for `transact`.
        """
        with self._errors_named():
            return await self._connection.perform(
                lambda connection: connection.execute(sql, values).fetchall()
            )

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
        except sqlite3.Error as error:
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


def _transacted(work: Callable[[sqlite3.Connection], Result], connection: sqlite3.Connection) -> Result:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return result
