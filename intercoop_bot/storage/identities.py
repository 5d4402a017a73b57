"""Who people were when we first looked: the key that their devices are vouched for with.

A homeserver can put another identity in the place of a person's own. The first that was seen counts, until
whoever runs the bot has asked the person.
"""

from pathlib import Path

from intercoop_bot.storage.codec import writable
from intercoop_bot.storage.database import Database
from intercoop_bot.storage.opening import look_into


class Identities:
    """The identities of people in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_known(self, user_id: str, key: str) -> bool:
        """Tell whether that is the key that the person had first; where there was none, it is now."""
        rows = await self._database.change(
            "INSERT INTO identity (user_id, first, latest) VALUES (?, ?, ?)"
            " ON CONFLICT (user_id) DO UPDATE SET latest = excluded.latest RETURNING first",
            writable(user_id),
            writable(key),
            writable(key),
        )
        return bool(rows[0][0] == writable(key))

    async def accept(self, user_id: str) -> bool:
        """Have the latest key of a person count from now on; tell whether there was another one."""
        rows = await self._database.change(
            "UPDATE identity SET first = latest WHERE user_id = ? AND first != latest RETURNING user_id",
            user_id,
        )
        return bool(rows)


async def changed_identities(path: Path) -> tuple[tuple[str, str], ...]:
    """Return who shows another key than at first, and which, also while a bot runs on the database.

    Raises:
        StorageError: the database cannot be read.
    """
    async with look_into(path) as connection:
        rows = await connection.execute_fetchall(
            "SELECT user_id, latest FROM identity WHERE first != latest ORDER BY user_id"
        )
    return tuple((user_id, latest) for user_id, latest in rows)
