"""A copy of all that a bot keeps, made while it works: put in the place of its folder, it goes on from there.

1. It is there whole, or not at all.
2. The way into the account is not in it: whoever begins with the copy signs in with the password, as a new
   device of the account. That one reads what the device of the copy could read, and writes with its own keys.
3. The keys are copied after the log: what the log does not know yet can be read when it is read again.
"""

import os
import shutil
import tempfile
from pathlib import Path

from intercoop_bot.config import Settings
from intercoop_bot.matrix import IDENTITY, KEYS, SECRET, retire_devices
from intercoop_bot.storage import StorageError, copy_database, copy_store


def back_up(settings: Settings, folder: Path) -> None:
    """Copy what the bot keeps into that folder, which must not be there yet.

    Raises:
        StorageError: it is there, something cannot be read, or the copy not be written.
    """
    try:
        if folder.exists() or folder.is_symlink():
            raise StorageError(f"{folder}: is there already; a backup does not write over anything")
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
            whole = Path(place) / "copy"
            whole.mkdir(mode=0o700)
            _copy(settings, whole)
            whole.rename(folder)
        _settle(folder.parent)
    except OSError as error:
        raise StorageError(f"{error.filename}: {error.strerror}") from error


def _copy(settings: Settings, target: Path) -> None:
    source = settings.data_dir
    copy_store(settings.database, target / settings.database.name)
    if (source / KEYS).exists():
        copy_database(source / KEYS, target / KEYS)
        retire_devices(target / KEYS)
    for name in (SECRET, IDENTITY):
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
            (target / name).chmod(0o600)
    for path in (*target.iterdir(), target):
        _settle(path)


def _settle(path: Path) -> None:
    """Have what was written there reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
