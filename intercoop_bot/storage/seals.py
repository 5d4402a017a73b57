"""What came in encrypted: what cannot be opened yet, and which message was which event.

1. An event is kept, or taken out, in the same transaction as the sync batch that it belongs to.
2. Anybody in a room can send what nobody can open: only the latest of it is kept.
"""

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from intercoop_bot.storage.codec import decode_instant, encode_instant, writable
from intercoop_bot.storage.database import Database

SEALED_KEPT = 1000
"""How many events are kept that wait for their key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An encrypted event whose key has not come."""

    room_id: str
    event_id: str
    session_id: str
    kept_at: datetime
    event: dict[str, Any]


@dataclass(slots=True)
class SealChanges:
    """What a sync batch changes: events to be kept, and rows that need be no longer."""

    kept: list[Sealed] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether there is anything to change."""
        return bool(self.kept or self.done)


class Seals:
    """The encrypted events in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self) -> tuple[tuple[int, Sealed], ...]:
        """Return what could not be opened yet, the oldest first, each with its row."""
        rows = await self._database.run(
            "SELECT id, room_id, event_id, session_id, kept_at, data FROM sealed ORDER BY id"
        )
        return tuple(
            (
                row,
                Sealed(
                    room_id=room_id,
                    event_id=event_id,
                    session_id=session_id,
                    kept_at=decode_instant(kept_at),
                    event=json.loads(data),
                ),
            )
            for row, room_id, event_id, session_id, kept_at, data in rows
        )

    async def is_original(self, session_id: str, number: int, event_id: str) -> bool:
        """Tell whether a message of a session is for the first time seen in that event, and remember it."""
        rows = await self._database.change(
            "INSERT INTO opened (session_id, number, event_id) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET event_id = event_id RETURNING event_id",
            writable(session_id),
            number,
            writable(event_id),
        )
        return bool(rows[0][0] == writable(event_id))


def apply_changes(changes: SealChanges, connection: sqlite3.Connection) -> None:
    """Change what is kept, within a transaction."""
    for sealed in changes.kept:
        connection.execute(
            "INSERT OR IGNORE INTO sealed (room_id, event_id, session_id, kept_at, data)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                writable(sealed.room_id),
                writable(sealed.event_id),
                writable(sealed.session_id),
                encode_instant(sealed.kept_at),
                writable(json.dumps(sealed.event, ensure_ascii=False, separators=(",", ":"))),
            ),
        )
    for row in changes.done:
        connection.execute("DELETE FROM sealed WHERE id = ?", (row,))
    if changes.kept:
        connection.execute(
            "DELETE FROM sealed WHERE id NOT IN (SELECT id FROM sealed ORDER BY id DESC LIMIT ?)",
            (SEALED_KEPT,),
        )
