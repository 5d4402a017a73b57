"""A copy of a database, made while a bot is at work on it: whole, as it was at one instant."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from intercoop_bot.storage.opening import APPLICATION_ID, DatabaseDamaged, StorageError, named


def copy_store(source: Path, target: Path) -> None:
    """Copy our database, but for the account: whoever begins with the copy signs in anew.

    Raises:
        DatabaseDamaged: it is none of ours, or no longer a sound one.
        StorageError: it cannot be read, or the copy not be written.
    """
    copy_database(source, target)
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            if copy.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                raise DatabaseDamaged(f"{source}: not a database of this bot")
            copy.execute("PRAGMA secure_delete = ON")
            copy.execute("DELETE FROM account")
    except sqlite3.Error as error:
        raise named(error, target) from error


def copy_database(source: Path, target: Path) -> None:
    """Copy any database into a new file, for its owner alone; what was erased in it is not in the copy.

    Raises:
        DatabaseDamaged, StorageError: it cannot be read, or the copy not be written.
    """
    if not source.is_file():
        raise StorageError(f"{source}: is not there")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise named(error, source) from error
