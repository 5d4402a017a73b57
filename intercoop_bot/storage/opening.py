"""The database file: whose it is, whether it is sound, and how it comes to the present schema.

1. A migration is one transaction, and so is its number: a database is never between two schemas.
2. Nothing is written before the file is known to be ours, sound, and not newer than this program.
3. A database that holds something is copied beside itself before it is migrated.
"""

import asyncio
import fcntl
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import aiosqlite

Result = TypeVar("Result")

APPLICATION_ID = 0x696E7462
"""What the header of a database of ours carries."""

PACKAGE = Path(__file__).parents[1]


class StorageError(Exception):
    """The store cannot be used; the message says why, in one line."""


class DatabaseTooNew(StorageError):  # noqa: N818 - named for what is the case
    """A later version of this program has written to the database."""


class DatabaseDamaged(StorageError):  # noqa: N818
    """The file is no database of ours, or no longer a sound one."""


class DatabaseInUse(StorageError):  # noqa: N818
    """Another bot is running on the same database."""


class DatabaseStalled(StorageError):  # noqa: N818
    """It cannot be used for now: the disk is full, say, or another program holds it."""


_PASSING = ("FULL", "BUSY", "LOCKED", "READONLY", "IOERR", "CANTOPEN", "PROTOCOL", "NOMEM")
_FINAL = ("CORRUPT", "NOTADB")


def named(error: aiosqlite.Error, path: Path) -> StorageError:
    """Return the library's error as one of ours, by what can be done about it."""
    reason = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_")
    if reason.startswith(_FINAL):
        return DatabaseDamaged(f"{path}: {error}; please restore a copy")
    if reason.startswith(_PASSING):
        return DatabaseStalled(f"{path}: {error}")
    return StorageError(f"{path}: {error}")


@dataclass(frozen=True, slots=True)
class Migration:
    """A step from one schema to the next; `number` is the schema that it leads to."""

    number: int
    script: str


@dataclass(frozen=True, slots=True)
class Condition:
    """How a database was found: its schema, the newest schema there is, and what is wrong with it."""

    schema: int
    newest: int
    faults: tuple[str, ...] = ()


def claim(path: Path) -> int:
    """Make the file where there is none, readable for its owner alone, and lock it against a second bot.

    Returns a file descriptor: the lock lasts until it is closed.

    Raises:
        DatabaseInUse: another process has it.
        StorageError: the place cannot be written to.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"{error.filename}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise DatabaseInUse(f"{path}: another bot is running on it") from error
    return lock


class Connection(aiosqlite.Connection):
    """A connection whose thread can be given more than one statement at once."""

    async def perform(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Have the work done in the thread: going there and back for each statement costs more than most."""
        outcome: Result = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return outcome


async def connect(path: Path) -> Connection:
    """Open the claimed database and bring it to the present schema.

    Raises:
        DatabaseTooNew, DatabaseDamaged, StorageError: as they say; nothing was changed.
    """
    connection = Connection(lambda: sqlite3.connect(path, isolation_level=None), iter_chunk_size=64)
    try:
        await connection
        await _refuse_strangers(connection, path)
        await connection.execute_fetchall("PRAGMA journal_mode = WAL")
        for pragma in (
            "foreign_keys = ON",
            "busy_timeout = 5000",
            "synchronous = FULL",  # a line of a meeting is worth the wait for the disk
            "secure_delete = ON",  # erased words are overwritten, not only forgotten
        ):
            await connection.execute_fetchall(f"PRAGMA {pragma}")
        await _migrate(connection, path)
    except BaseException as error:
        # Its thread would keep the process alive for ever.
        await connection.close()
        if isinstance(error, aiosqlite.Error):
            raise named(error, path) from error
        raise
    return connection


@asynccontextmanager
async def look_into(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """Open a database of ours to read it, also while a bot runs on it.

    Raises:
        DatabaseDamaged: it is none of ours; StorageError: it is not there, or cannot be read.
    """
    if not await asyncio.to_thread(path.is_file):
        # A connection that fails to open leaves its thread behind, to end when it likes.
        raise StorageError(f"{path}: unable to open database file")
    try:
        async with aiosqlite.connect(f"file:{quote(str(path))}?mode=ro", uri=True) as connection:
            if await _number(connection, "application_id") != APPLICATION_ID:
                raise DatabaseDamaged(f"{path}: not a database of this bot")
            yield connection
    except aiosqlite.Error as error:
        raise named(error, path) from error


async def examine(path: Path) -> Condition:
    """Look a database over without changing it.

    Raises:
        StorageError: as `look_into` says.
    """
    async with look_into(path) as connection:
        schema = await _number(connection, "user_version")
        rows = await connection.execute_fetchall("PRAGMA integrity_check(10)")
    faults = tuple(str(row[0]) for row in rows if row[0] != "ok")
    return Condition(schema=schema, newest=len(migrations()), faults=faults)


def migrations() -> tuple[Migration, ...]:
    """Return the steps from an empty file to the present schema, the first being 1.

    They lie in the package where it was installed, beside it in a checkout.
    """
    folder = PACKAGE / "migrations"
    if not folder.is_dir():
        folder = PACKAGE.parent / "migrations"
    files = sorted(file for file in folder.glob("*.sql") if re.match(r"\d{4}_", file.name))
    steps = tuple(Migration(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files)
    if [step.number for step in steps] != list(range(1, len(steps) + 1)) or not steps:
        raise StorageError(f"{folder}: migrations are missing")
    return steps


async def _refuse_strangers(connection: aiosqlite.Connection, path: Path) -> None:
    schema = await _number(connection, "user_version")
    rows = await connection.execute_fetchall("SELECT count(*) FROM sqlite_schema")
    empty = [tuple(row) for row in rows] == [(0,)]
    if not (empty and schema == 0) and await _number(connection, "application_id") != APPLICATION_ID:
        raise DatabaseDamaged(f"{path}: not a database of this bot")
    if schema > len(migrations()):
        raise DatabaseTooNew(f"{path}: written by a later version of intercoop-bot; please upgrade")
    for row in await connection.execute_fetchall("PRAGMA integrity_check(1)"):
        if row[0] != "ok":
            raise DatabaseDamaged(f"{path}: damaged ({row[0]}); please restore a copy")


async def _migrate(connection: aiosqlite.Connection, path: Path) -> None:
    schema = await _number(connection, "user_version")
    missing = migrations()[schema:]
    if schema and missing:
        await connection.execute_fetchall("VACUUM INTO ?", (_empty_copy(path, schema),))
    for step in missing:
        try:
            await connection.executescript(
                f"BEGIN IMMEDIATE; {step.script}; PRAGMA user_version = {step.number}; COMMIT;"
            )
        except aiosqlite.Error as error:
            await connection.rollback()
            raise StorageError(f"{path}: migration {step.number} failed: {error}") from error


def _empty_copy(path: Path, schema: int) -> str:
    """Make the empty file, readable for its owner alone, that the copy of that schema goes into."""
    copy = path.with_name(f"{path.name}.schema-{schema}")
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT, 0o600))
    return str(copy)


async def _number(connection: aiosqlite.Connection, pragma: str) -> int:
    for row in await connection.execute_fetchall(f"PRAGMA {pragma}"):
        return int(row[0])
    raise AssertionError(pragma)
