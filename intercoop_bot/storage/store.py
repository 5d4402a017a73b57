"""What is kept, and given back.

1. What belongs together is one transaction: a sync batch with its token; the facts of a command with its
   messages, its wake-up time and the event that it came from. Both or neither.
2. A room's log has one history: the primary key refuses a second writer.
3. The log is only ever added to; erasing the words of a note is the one change.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from intercoop_bot.clock import Clock, SystemClock
from intercoop_bot.interface import Outgoing
from intercoop_bot.meeting.facts import Entry, Erasure
from intercoop_bot.storage.codec import (
    decode_fact,
    decode_instant,
    encode,
    encode_fact,
    encode_instant,
)
from intercoop_bot.storage.database import Database
from intercoop_bot.storage.identities import Identities
from intercoop_bot.storage.inbox import Inbox
from intercoop_bot.storage.opening import look_into
from intercoop_bot.storage.outbox import Outbox
from intercoop_bot.storage.seals import Seals
from intercoop_bot.storage.steps import Step, Steps

ACCOUNT = "SELECT user_id, device_id, access_token FROM account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who we are on the homeserver. The device stays the same, since the outbox relies on it."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)


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
        self.inbox = Inbox(database)
        self.outbox = Outbox(database)
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
            await storage.inbox.prune()
            await storage.outbox.prune()
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


def _account(rows: Iterable[Any]) -> Account | None:
    for user_id, device_id, access_token in rows:
        return Account(user_id=user_id, device_id=device_id, access_token=access_token)
    return None
