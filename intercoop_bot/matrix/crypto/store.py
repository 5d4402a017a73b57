"""The file of our keys, and the secret that they are locked with, both for the bot's user alone.

Without either of them nothing that was written to our device can be read again: both belong in every backup.
A device that begins again from a copy would use keys twice, and lack some that others were given: what is in
a copy serves to read, and another device takes its place.
"""

import os
import secrets
from pathlib import Path

from nio.store import SqliteStore
from nio.store.models import Accounts, EncryptedRooms, MegolmInboundSessions, OlmSessions
from peewee import DatabaseError, SqliteDatabase

KEYS = "crypto.sqlite3"
SECRET = "crypto.key"  # noqa: S105 - the name of a file
_SECRET_BYTES = 32


class KeysError(Exception):
    """The keys of our device cannot be used; the message says why, in one line."""


class KeysMissing(KeysError):  # noqa: N818 - named for what is the case
    """There are none of that device."""


def open_store(folder: Path, user_id: str, device_id: str, *, may_make: bool) -> SqliteStore:
    """Open the keys of that device, made where there are none, if that may be.

    Raises:
        KeysMissing: there are none.
        KeysError: they cannot be read or written.
    """
    file = folder / KEYS
    if not may_make and not file.exists():
        raise KeysMissing(f"{file} is not there")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = _secret(folder / SECRET, may_make=not file.exists())
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise KeysError(f"{error.filename}: {error.strerror}") from error
    try:
        store = SqliteStore(user_id, device_id, str(folder), pickle_key=secret, database_name=KEYS)
        is_there = store.load_account() is not None
    except (ValueError, DatabaseError) as error:
        raise KeysError(f"{file}: damaged; please restore a copy") from error
    if not is_there and not may_make:
        store.database.close()
        raise KeysMissing(f"{file} has none of {device_id}")
    return store


def inherit(store: SqliteStore) -> bool:
    """Give this device what earlier ones of the same account could read; tell whether there was any."""
    with store.database.bind_ctx([Accounts, EncryptedRooms, MegolmInboundSessions]):
        own = Accounts.get(Accounts.user_id == store.user_id, Accounts.device_id == store.device_id)
        earlier = list(Accounts.select().where(Accounts.user_id == store.user_id, Accounts.id != own.id))
        rooms = EncryptedRooms.select().where(EncryptedRooms.account.in_(earlier))
        store.save_encrypted_rooms([room.room_id for room in rooms])
        sessions = MegolmInboundSessions.update(account=own)
        return bool(sessions.where(MegolmInboundSessions.account.in_(earlier)).execute())


def retire_devices(file: Path) -> None:
    """Have the devices in a copy of the keys serve to read, and never to write."""
    database = SqliteDatabase(str(file))
    with database.bind_ctx([Accounts, OlmSessions]), database.atomic():
        OlmSessions.delete().execute()
        Accounts.update(device_id=Accounts.device_id.concat(" (copy)")).execute()
    database.close()


def _secret(path: Path, *, may_make: bool) -> str:
    if may_make and not path.exists():
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    try:
        secret = path.read_bytes().decode("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        secret = ""
    if len(secret) != 2 * _SECRET_BYTES:
        raise KeysError(
            f"{path}: missing or damaged: restore a copy,"
            f" or remove {KEYS} beside it and begin as a new device with `intercoop-bot run --new-device`"
        )
    return secret
