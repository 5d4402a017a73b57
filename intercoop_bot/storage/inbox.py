"""What came in: each event once, until it is dealt with, and how far we have read."""

import sqlite3
from collections.abc import Sequence

from intercoop_bot.interface import Incoming
from intercoop_bot.storage.codec import decode_incoming, encode, writable
from intercoop_bot.storage.database import Database
from intercoop_bot.storage.seals import SealChanges, apply_changes

EVENTS_REMEMBERED = 50_000
"""How many ids of events dealt with are kept, so that none comes in twice."""


class Inbox:
    """The events that came in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def receive(
        self, events: Sequence[Incoming], next_batch: str, seals: SealChanges | None = None
    ) -> set[str]:
        """Keep a sync batch, its token and what it changes of the encrypted events that are kept.

        Returns the rooms that have something new. An event that has come in before is passed over.
        """

        def work(connection: sqlite3.Connection) -> set[str]:
            apply_changes(seals or SealChanges(), connection)
            new = {room_id for event in events for room_id in take_in(event, connection)}
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

    async def prune(self) -> None:
        """Forget the oldest of what was dealt with."""
        await self._database.change(
            "DELETE FROM inbox WHERE data IS NULL AND id <= (SELECT max(id) FROM inbox) - ?",
            EVENTS_REMEMBERED,
        )


def take_in(event: Incoming, connection: sqlite3.Connection) -> set[str]:
    """Put the event in the inbox; return its room, where it has not come in before."""
    rows = connection.execute(
        "INSERT INTO inbox (room_id, event_id, kind, data) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING RETURNING room_id",
        (writable(event.room_id), writable(event.event_id), event.kind, encode(event)),
    )
    return {room_id for (room_id,) in rows.fetchall()}
