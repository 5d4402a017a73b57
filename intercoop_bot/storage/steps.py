"""What came of one event in a room, or of the passing of time: a step, kept whole or not at all.

1. Steps of several rooms that wait for the disk at the same time are written in one transaction: it is the
   disk that takes long.
2. A step that cannot be written does no harm to another: where they cannot be written together, each is
   written alone. Only where the database cannot be used for now, none is.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from intercoop_bot.meeting.facts import Erasure
from intercoop_bot.storage.codec import erased
from intercoop_bot.storage.database import Conflict, Database
from intercoop_bot.storage.opening import DatabaseStalled

_APPEND = "INSERT INTO fact (room_id, seq, at, by, cause, data) VALUES (?, ?, ?, ?, ?, ?)"
_QUEUE = "INSERT INTO outbox (room_id, tx_id, created_at, priority, data) VALUES (?, ?, ?, ?, ?)"
_WAKE = (
    "INSERT INTO room (room_id, wake_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET wake_at = excluded.wake_at"
)
_FORGET = "UPDATE inbox SET data = NULL WHERE id = ? AND room_id = ? AND data IS NOT NULL"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """Rows of the log and of the outbox; the row of the inbox that is dealt with; when to wake the room."""

    room_id: str
    facts: tuple[tuple[object, ...], ...]
    outgoing: tuple[tuple[object, ...], ...]
    done: int | None
    wake_at: str | None
    erase: tuple[Erasure, ...]


Waiting = dict[Step, asyncio.Future[None]]


class Steps:
    """The steps that wait to be written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: Waiting = {}
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, step: Step) -> None:
        """Have a step written, together with all that wait by then.

        Raises:
            Conflict: another writer was there first.
            StorageError: the database could not do it.
        """
        self._waiting[step] = kept = asyncio.get_running_loop().create_future()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        await kept

    async def _write_waiting(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, {}
                # Whoever was stopped meanwhile is not told what became of theirs.
                await self._write({step: kept for step, kept in waiting.items() if not kept.done()})
        finally:
            self._writing = None

    async def _write(self, steps: Waiting) -> None:
        try:
            await self._database.transact(partial(_write, tuple(steps)))
        except DatabaseStalled as error:
            _refuse(steps, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised to whose step it is
            if len(steps) == 1:
                _refuse(steps, error)
            else:
                for step, kept in steps.items():
                    await self._write({step: kept})
        else:
            for kept in steps.values():
                if not kept.done():
                    kept.set_result(None)


def _refuse(steps: Waiting, error: Exception) -> None:
    for kept in steps.values():
        if not kept.done():
            kept.set_exception(error)


def _write(steps: Sequence[Step], connection: sqlite3.Connection) -> None:
    done = [(step.done, step.room_id) for step in steps if step.done is not None]
    connection.executemany(_APPEND, [row for step in steps for row in step.facts])
    connection.executemany(_QUEUE, [row for step in steps for row in step.outgoing])
    connection.executemany(_WAKE, [(step.room_id, step.wake_at) for step in steps])
    if connection.executemany(_FORGET, done).rowcount < len(done):
        raise Conflict(f"{done[0][1]}: row {done[0][0]} of the inbox was dealt with before")
    for step in steps:
        for erasure in step.erase:
            _erase(step.room_id, erasure, connection)


def _erase(room_id: str, erasure: Erasure, connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "SELECT seq, data FROM fact WHERE room_id = ?"
        " AND json_extract(data, '$.meeting') = ? AND json_extract(data, '$.note') = ?",
        (room_id, erasure.meeting, erasure.note),
    ).fetchall()
    connection.executemany(
        "UPDATE fact SET data = ? WHERE room_id = ? AND seq = ?",
        [(erased(data), room_id, seq) for seq, data in rows],
    )
