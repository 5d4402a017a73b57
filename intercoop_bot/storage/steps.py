"""What came of one event in a room, or of the passing of time: a step, kept whole or not at all.

1. Steps of several rooms that wait for the disk at the same time are written in one transaction: it is the
   disk that takes long.
2. A step that cannot be written does no harm to another: where they cannot be written together, each is
   written alone. Only where the database cannot be used for now, none is.
"""

import asyncio
from dataclasses import dataclass

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


class Steps:
    """The steps that wait to be written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._waiting: dict[Step, None] = {}
        self._refused: dict[Step, Exception] = {}

    async def keep(self, step: Step) -> None:
        """Write a step; whoever has the turn writes all that wait.

        Raises:
            Conflict: another writer was there first.
            StorageError: the database could not do it.
        """
        self._waiting[step] = None
        try:
            async with self._turn:
                if step in self._waiting:
                    await self._write_all(tuple(self._waiting))
        finally:
            self._waiting.pop(step, None)
            refusal = self._refused.pop(step, None)
        if refusal is not None:
            raise refusal

    async def _write_all(self, steps: tuple[Step, ...]) -> None:
        try:
            await self._write(steps)
        except DatabaseStalled as error:
            self._refused.update(dict.fromkeys(steps, error))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised to whose step it is
            if len(steps) > 1:
                for step in steps:
                    await self._write_all((step,))
            else:
                self._refused[steps[0]] = error
        for step in steps:
            self._waiting.pop(step, None)

    async def _write(self, steps: tuple[Step, ...]) -> None:
        run_many = self._database.run_many
        done = [(step.done, step.room_id) for step in steps if step.done is not None]
        async with self._database.transaction():
            await run_many(_APPEND, [row for step in steps for row in step.facts])
            await run_many(_QUEUE, [row for step in steps for row in step.outgoing])
            await run_many(_WAKE, [(step.room_id, step.wake_at) for step in steps])
            if await run_many(_FORGET, done) < len(done):
                raise Conflict(f"{done[0][1]}: row {done[0][0]} of the inbox was dealt with before")
            for step in steps:
                for erasure in step.erase:
                    await self._erase(step.room_id, erasure)

    async def _erase(self, room_id: str, erasure: Erasure) -> None:
        rows = await self._database.run(
            "SELECT seq, data FROM fact WHERE room_id = ?"
            " AND json_extract(data, '$.meeting') = ? AND json_extract(data, '$.note') = ?",
            room_id,
            erasure.meeting,
            erasure.note,
        )
        for seq, data in rows:
            await self._database.run(
                "UPDATE fact SET data = ? WHERE room_id = ? AND seq = ?", erased(data), room_id, seq
            )
