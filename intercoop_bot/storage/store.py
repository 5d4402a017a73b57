"""What is kept, and given back.

1. What belongs together is one transaction: a sync batch with its token; the facts of a command with its
   messages, its wake-up time and the event that it came from. Both or neither.
2. A room's log has one history: the primary key refuses a second writer.
3. The log is only ever added to; erasing the words of a note is the one change.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast, get_args
from uuid import uuid4

from intercoop_bot.clock import Clock, SystemClock
from intercoop_bot.interface import File, Incoming, Message, Outgoing
from intercoop_bot.meeting.facts import Entry, Erasure
from intercoop_bot.storage.codec import (
    decode_fact,
    decode_incoming,
    decode_instant,
    decode_outgoing,
    encode,
    encode_fact,
    encode_instant,
    writable,
)
from intercoop_bot.storage.database import Database
from intercoop_bot.storage.identities import Identities
from intercoop_bot.storage.opening import look_into
from intercoop_bot.storage.seals import SealChanges, Seals, apply_changes
from intercoop_bot.storage.steps import Step, Steps

T = TypeVar("T", bound=Outgoing)

EVENTS_REMEMBERED = 50_000
"""How many ids of events dealt with are kept, so that none comes in twice."""

FAILURES_REMEMBERED = 100
"""How many messages that could not be sent are kept account of."""


EVENTS_OF = "SELECT event_id FROM sent WHERE room_id = ? AND ref = ? ORDER BY id"
ACCOUNT = "SELECT user_id, device_id, access_token FROM account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who we are on the homeserver. The device stays the same, since the outbox relies on it."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)


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


async def read_account(path: Path) -> Account | None:
    """Return the account that a database knows, also while a bot runs on it.

    Raises:
        StorageError: the database cannot be read.
    """
    async with look_into(path) as connection:
        return _account(await connection.execute_fetchall(ACCOUNT))


class Storage:
    """All that must outlive the process. One object, one database file, one bot."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._steps = Steps(database)
        self.seals = Seals(database)
        self.identities = Identities(database)

    @classmethod
    async def open(cls, path: Path, clock: Clock | None = None) -> Self:
        """Open the database, made or brought to the present schema where needed.

        `clock` dates what is put in the outbox.

        Raises:
            DatabaseInUse, DatabaseTooNew, DatabaseDamaged: as they say.
            StorageError: any other reason that it cannot be used.
        """
        storage = cls(await Database.open(path), clock or SystemClock())
        try:
            await storage._database.transact(_prune)
        except BaseException:
            await storage.close()
            raise
        return storage

    async def close(self) -> None:
        """Close the database and let go of it; closing twice is closing once."""
        await self._database.close()

    async def until_stalled(self) -> None:
        """Wait until nothing can be kept for now: the disk is full, say."""
        await self._database.until_stalled()

    async def until_well(self) -> None:
        """Wait until the last thing that was to be kept was."""
        await self._database.until_well()

    async def until_steady(self, seconds: float) -> None:
        """Wait until all that was to be kept for that long was."""
        await self._database.until_steady(seconds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # --- the log of a room

    async def load(self, room_id: str) -> tuple[Entry, ...]:
        """Return the log of the room, in order.

        Raises:
            Undecodable: a fact in it is not known here.
        """
        rows = await self._database.run(
            "SELECT seq, at, by, cause, data FROM fact WHERE room_id = ? ORDER BY seq", room_id
        )
        return tuple(
            Entry(seq=seq, at=decode_instant(at), by=by, cause=cause, fact=decode_fact(data))
            for seq, at, by, cause, data in rows
        )

    async def commit(
        self,
        room_id: str,
        entries: Sequence[Entry] = (),
        outgoing: Sequence[Outgoing] = (),
        *,
        done: int | None = None,
        wake_at: datetime | None,
        erase: Sequence[Erasure] = (),
    ) -> None:
        """Keep what came of one event, or of the passing of time: all of it, or nothing.

        `done` is the inbox row dealt with, whose words are forgotten; `wake_at` replaces the room's
        earlier wake-up time.

        Raises:
            Conflict: another writer was there first.
            Undecodable: a fact could not be read again.
        """
        now = encode_instant(self._clock.now())
        await self._steps.keep(
            Step(
                room_id=room_id,
                facts=tuple(
                    (
                        room_id,
                        entry.seq,
                        encode_instant(entry.at),
                        entry.by,
                        entry.cause,
                        encode_fact(entry.fact),
                    )
                    for entry in entries
                ),
                outgoing=tuple(
                    (room_id, f"ic{uuid4().hex}", now, item.priority, encode(item)) for item in outgoing
                ),
                done=done,
                wake_at=None if wake_at is None else encode_instant(wake_at),
                erase=tuple(erase),
            )
        )
        if erase:
            # What was overwritten still stands in the journal until that is folded in.
            await self._database.run("PRAGMA wal_checkpoint(TRUNCATE)")

    async def wake_times(self) -> dict[str, datetime | None]:
        """Return when each room wants to be woken; None for one that only has an inbox to work off."""
        rows = await self._database.run(
            "SELECT room_id, max(wake_at) FROM"
            " (SELECT room_id, wake_at FROM room WHERE wake_at IS NOT NULL"
            " UNION ALL SELECT room_id, NULL FROM inbox WHERE data IS NOT NULL) GROUP BY room_id"
        )
        return {room_id: None if wake_at is None else decode_instant(wake_at) for room_id, wake_at in rows}

    # --- the inbox

    async def receive(
        self, events: Sequence[Incoming], next_batch: str, seals: SealChanges | None = None
    ) -> set[str]:
        """Keep a sync batch, its token and what it changes of the encrypted events that are kept.

        Returns the rooms that have something new. An event that has come in before is passed over.
        """

        def work(connection: sqlite3.Connection) -> set[str]:
            apply_changes(seals or SealChanges(), connection)
            new = {room_id for event in events for room_id in _take_in(event, connection)}
            connection.execute(
                "INSERT INTO sync (one, next_batch) VALUES (1, ?)"
                " ON CONFLICT DO UPDATE SET next_batch = excluded.next_batch",
                (next_batch,),
            )
            return new

        return await self._database.transact(work)

    async def pending(self, room_id: str) -> tuple[tuple[int, Incoming], ...]:
        """Return what came in for the room and is not dealt with, the oldest first, each with its row."""
        rows = await self._database.run(
            "SELECT id, data FROM inbox WHERE room_id = ? AND data IS NOT NULL ORDER BY id", room_id
        )
        return tuple((row_id, decode_incoming(data)) for row_id, data in rows)

    async def last_event(self, room_id: str) -> str | None:
        """Return the last event of the room that came in, dealt with or not."""
        rows = await self._database.run(
            "SELECT event_id FROM inbox WHERE room_id = ? AND kind = 'said' ORDER BY id DESC LIMIT 1", room_id
        )
        return rows[0][0] if rows else None

    async def sync_token(self) -> str | None:
        """Return the token of the last batch kept."""
        rows = await self._database.run("SELECT next_batch FROM sync")
        return rows[0][0] if rows else None

    # --- the outbox

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
            return _take_in(answer, connection) if is_waited_for else set()

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

    # --- the account

    async def account(self) -> Account | None:
        """Return who we are on the homeserver, once signed in."""
        return _account(await self._database.run(ACCOUNT))

    async def save_account(self, account: Account) -> None:
        """Keep who we are. For another user than before, how far the former had read is forgotten."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM sync WHERE EXISTS (SELECT 1 FROM account WHERE user_id <> ?)", (account.user_id,)
            )
            connection.execute(
                "INSERT OR REPLACE INTO account (one, user_id, device_id, access_token) VALUES (1, ?, ?, ?)",
                (account.user_id, account.device_id, account.access_token),
            )

        await self._database.transact(work)


def _take_in(event: Incoming, connection: sqlite3.Connection) -> set[str]:
    """Put the event in the inbox; return its room, where it has not come in before."""
    rows = connection.execute(
        "INSERT INTO inbox (room_id, event_id, kind, data) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING RETURNING room_id",
        (writable(event.room_id), writable(event.event_id), event.kind, encode(event)),
    )
    return {room_id for (room_id,) in rows.fetchall()}


def _remember(room_id: str, ref: str, event_id: str, connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO sent (room_id, ref, event_id) VALUES (?, ?, ?)",
        (room_id, ref, writable(event_id)),
    )


def _prune(connection: sqlite3.Connection) -> None:
    connection.execute(
        "DELETE FROM inbox WHERE data IS NULL AND id <= (SELECT max(id) FROM inbox) - ?",
        (EVENTS_REMEMBERED,),
    )
    connection.execute(
        "DELETE FROM outbox WHERE failure IS NOT NULL AND id NOT IN"
        " (SELECT id FROM outbox WHERE failure IS NOT NULL ORDER BY id DESC LIMIT ?)",
        (FAILURES_REMEMBERED,),
    )


def _account(rows: Iterable[Any]) -> Account | None:
    for user_id, device_id, access_token in rows:
        return Account(user_id=user_id, device_id=device_id, access_token=access_token)
    return None


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
