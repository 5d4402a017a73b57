"""A copy of a database that is in use: whole, for its owner alone, and without what is not to be in it."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from intercoop_bot.meeting.facts import Erasure
from intercoop_bot.storage import (
    Account,
    DatabaseDamaged,
    Storage,
    StorageError,
    copy_database,
    copy_store,
    read_account,
)
from tests.storage.test_faults import ROOM, entry
from tests.storage.test_store import note


async def test_a_copy_is_what_was_kept_when_it_was_made(storage: Storage, path: Path, tmp_path: Path) -> None:
    await storage.commit(ROOM, [entry(1)], wake_at=None)
    await storage.inbox.receive([], "token")
    copy = tmp_path / "copy.sqlite3"
    copy_store(path, copy)
    await storage.commit(ROOM, [entry(2)], wake_at=None)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    async with await Storage.open(copy) as copied:
        assert await copied.load(ROOM) == (entry(1),)
        assert await copied.inbox.sync_token() == "token"


async def test_neither_the_account_nor_erased_words_are_in_a_copy(
    storage: Storage, path: Path, tmp_path: Path
) -> None:
    await storage.save_account(Account(user_id="@bot:coop.example", device_id="A", access_token="hush-hush"))
    await storage.commit(ROOM, [replace(entry(1), fact=note(1, "a secret"))], wake_at=None)
    await storage.commit(ROOM, [entry(2)], wake_at=None, erase=[Erasure(meeting=1, note=1)])
    copy = tmp_path / "copy.sqlite3"
    copy_store(path, copy)
    assert await read_account(copy) is None
    for words in (b"hush-hush", b"a secret"):
        assert words not in copy.read_bytes()


async def test_a_copy_writes_over_nothing(storage: Storage, path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("mine")
    with pytest.raises(FileExistsError):
        copy_database(path, copy)
    assert copy.read_text() == "mine"
    with pytest.raises(StorageError, match="is not there"):
        copy_database(tmp_path / "nothing.sqlite3", tmp_path / "other.sqlite3")


async def test_another_program_s_database_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite3").touch()
    with pytest.raises(DatabaseDamaged, match="not a database of this bot"):
        copy_store(tmp_path / "empty.sqlite3", tmp_path / "copy.sqlite3")
