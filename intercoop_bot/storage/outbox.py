"""What goes out: the rows that wait to be sent, what became of them, and the names of what was sent."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar, cast, get_args

from intercoop_bot.interface import File, Incoming, Message, Outgoing
from intercoop_bot.storage.codec import decode_instant, decode_outgoing, writable
from intercoop_bot.storage.database import Database
from intercoop_bot.storage.inbox import take_in

T = TypeVar("T", bound=Outgoing)

FAILURES_REMEMBERED = 100
"""How many messages that could not be sent are kept account of."""


EVENTS_OF = "SELECT event_id FROM sent WHERE room_id = ? AND ref = ? ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow(Generic[T]):
    """Something to be sent. Sent again under the same `tx_id`, it shows once."""

    id: int
    room_id: str
    tx_id: str
    created_at: datetime
    outgoing: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that could not be sent, and why."""

    room_id: str
    created_at: datetime
    reason: str


class Outbox:
    """What waits to be sent, and what was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, limit: int = 50) -> tuple[OutboxRow[Outgoing], ...]:
        """Return what is to be done next, the most urgent first, in order within the same urgency."""
        return await self.waiting_of(get_args(Outgoing), limit)

    async def waiting_of(self, kinds: Sequence[type[T]], limit: int = 50) -> tuple[OutboxRow[T], ...]:
        """Return the same of what is of these kinds."""
        rows = await self._database.run(
            "SELECT id, room_id, tx_id, created_at, data FROM outbox WHERE data IS NOT NULL"
            " AND json_extract(data, '$.kind') IN (SELECT value FROM json_each(?))"
            " ORDER BY priority, id LIMIT ?",
            json.dumps([_kind(each) for each in kinds]),
            limit,
        )
        return tuple(
            OutboxRow(
                id=row_id,
                room_id=room_id,
                tx_id=tx_id,
                created_at=decode_instant(created_at),
                outgoing=cast(T, decode_outgoing(data)),
            )
            for row_id, room_id, tx_id, created_at, data in rows
        )

    async def mark_sent(self, row_id: int, event_id: str | None) -> None:
        """Take the row out, remembering by which event its name is known now.

        An edit names that event only where the message it was meant for was never sent.
        """
        if event_id is None:
            await self._database.change("DELETE FROM outbox WHERE id = ?", row_id)
            return

        def work(connection: sqlite3.Connection) -> None:
            rows = connection.execute("DELETE FROM outbox WHERE id = ? RETURNING room_id, data", (row_id,))
            for room_id, data in rows.fetchall():
                name = None if data is None else _name(decode_outgoing(data))
                if name is None:
                    continue
                ref, is_edit = name
                if not (is_edit and connection.execute(EVENTS_OF, (room_id, ref)).fetchall()):
                    _remember(room_id, ref, event_id, connection)

        await self._database.transact(work)

    async def mark_answered(self, row_id: int, answer: Incoming) -> set[str]:
        """Take the row out and what came of it in, both or neither; return the rooms with something new.

        Where the row is gone already, nobody waits for the answer any more.
        """

        def work(connection: sqlite3.Connection) -> set[str]:
            is_waited_for = connection.execute("DELETE FROM outbox WHERE id = ?", (row_id,)).rowcount
            return take_in(answer, connection) if is_waited_for else set()

        return await self._database.transact(work)

    async def mark_failed(self, row_id: int, reason: str) -> None:
        """Take the row out for good, keeping the reason and forgetting the words."""
        await self._database.change(
            "UPDATE outbox SET data = NULL, failure = ? WHERE id = ?", writable(reason), row_id
        )

    async def drop(self, row_ids: Sequence[int]) -> None:
        """Take rows out that are no longer worth sending."""
        await self._database.change(
            "DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))", json.dumps(row_ids)
        )

    async def failures(self) -> tuple[Failure, ...]:
        """Return what could not be sent, the latest first."""
        rows = await self._database.run(
            "SELECT room_id, created_at, failure FROM outbox WHERE failure IS NOT NULL ORDER BY id DESC"
        )
        return tuple(
            Failure(room_id=room_id, created_at=decode_instant(created_at), reason=reason)
            for room_id, created_at, reason in rows
        )

    async def events_of(self, room_id: str, ref: str) -> tuple[str, ...]:
        """Return the events that bear our name `ref` in the room, in the order in which they were sent."""
        rows = await self._database.run(EVENTS_OF, room_id, ref)
        return tuple(event_id for (event_id,) in rows)

    async def ref_of(self, room_id: str, event_id: str) -> str | None:
        """Return the name under which we sent the event."""
        rows = await self._database.run(
            "SELECT ref FROM sent WHERE room_id = ? AND event_id = ?", room_id, writable(event_id)
        )
        return rows[0][0] if rows else None

    async def record_sent(self, room_id: str, ref: str, event_id: str) -> None:
        """Remember that the event bears our name `ref`."""
        await self._database.transact(partial(_remember, room_id, ref, event_id))

    async def forget_sent(self, room_id: str, event_id: str) -> None:
        """Let an event that was taken back bear no name any more."""
        await self._database.change(
            "DELETE FROM sent WHERE room_id = ? AND event_id = ?", room_id, writable(event_id)
        )

    async def prune(self) -> None:
        """Forget the oldest of what could not be sent."""
        await self._database.change(
            "DELETE FROM outbox WHERE failure IS NOT NULL AND id NOT IN"
            " (SELECT id FROM outbox WHERE failure IS NOT NULL ORDER BY id DESC LIMIT ?)",
            FAILURES_REMEMBERED,
        )


def _remember(room_id: str, ref: str, event_id: str, connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO sent (room_id, ref, event_id) VALUES (?, ?, ?)",
        (room_id, ref, writable(event_id)),
    )


def _kind(of: type[Any]) -> str:
    return str(next(each.default for each in fields(of) if each.name == "kind"))


def _name(outgoing: Outgoing) -> tuple[str, bool] | None:
    """Return the name that the sent event bears, and whether it is that of the message to be edited."""
    match outgoing:
        case Message(edits=str(name)):
            return name, True
        case Message(ref=str(name)) | File(ref=str(name)):
            return name, False
        case _:
            return None
