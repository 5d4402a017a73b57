"""The database file: whose it is, whether it is sound, and how it comes to the present schema."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from intercoop_bot.storage import (
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseTooNew,
    Storage,
    StorageError,
    examine,
    opening,
)
from intercoop_bot.storage.opening import Migration, migrations

DATABASES = Path(__file__).parent / "databases"
PROSE = b"Bonjour,\n" * 200
CHECKOUT = Path(opening.__file__).parents[2]


def change(path: Path, *statements: str) -> None:
    """Do to a database, from outside, what the statements say."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def value(path: Path, query: str) -> object:
    """Return what the query gives."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def content(path: Path) -> bytes:
    """Return what is in a file."""
    return path.read_bytes()


def put(path: Path, content: bytes) -> None:
    """Let a file have that content, in a folder made for it."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def put_schema(path: Path, number: int) -> None:
    """Let a file be the database of that schema."""
    put(path, (DATABASES / f"schema-{number}.sqlite3").read_bytes())


def damage(path: Path) -> None:
    """Write over every page of a database but the first two."""
    with path.open("r+b") as file:
        for page in range(2, path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 200)


async def make(path: Path) -> None:
    """Make an empty database there."""
    await (await Storage.open(path)).close()


async def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    async with await Storage.open(path):
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert len(files := list(path.parent.iterdir())) > 1
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_a_folder_that_was_there_keeps_its_rights(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o755)
    await make(path)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755


async def test_a_line_of_a_meeting_is_worth_the_wait_for_the_disk(storage: Storage) -> None:
    wanted = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "synchronous": 2,
        "secure_delete": 1,
    }
    for pragma, setting in wanted.items():
        assert await storage._database.run(f"PRAGMA {pragma}") == [(setting,)], pragma


async def test_a_second_bot_is_refused_until_the_first_is_gone(storage: Storage, path: Path) -> None:
    with pytest.raises(DatabaseInUse, match="another bot"):
        await Storage.open(path)
    await storage.close()
    await storage.close()
    await make(path)


@pytest.mark.parametrize("schema", range(1, len(migrations()) + 1))
async def test_a_database_of_every_schema_can_be_opened(path: Path, schema: int) -> None:
    put_schema(path, schema)
    async with await Storage.open(path) as storage:
        log = await storage.load("!room:coop.example")
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
        assert len(log) > 30
        assert await storage.outbox.waiting()
        assert await storage.inbox.pending("mots")
        assert await storage.inbox.sync_token() == "token"
        assert await storage.outbox.events_of("!room:coop.example", "card") == ("$card",)
        assert (account := await storage.account())
        assert account.device_id == "DEVICE"


async def test_a_later_database_is_refused_as_it_is(path: Path) -> None:
    await make(path)
    change(path, "PRAGMA user_version = 99")
    before = content(path)
    with pytest.raises(DatabaseTooNew, match="later version"):
        await Storage.open(path)
    assert content(path) == before


async def test_a_file_that_is_no_database_is_refused_as_it_is(path: Path) -> None:
    put(path, PROSE)
    with pytest.raises(DatabaseDamaged, match="not a database"):
        await Storage.open(path)
    assert content(path) == PROSE


async def test_a_database_of_another_program_is_refused_as_it_is(path: Path) -> None:
    put(path, b"")
    change(path, "CREATE TABLE users (name TEXT)")
    before = content(path)
    with pytest.raises(DatabaseDamaged, match="not a database of this bot"):
        await Storage.open(path)
    assert content(path) == before


async def test_a_damaged_database_is_refused(path: Path) -> None:
    put_schema(path, 1)
    damage(path)
    with pytest.raises(DatabaseDamaged, match="restore a copy"):
        await Storage.open(path)


async def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"/file: File exists"):
        await Storage.open(tmp_path / "file" / "intercoop.sqlite3")


async def test_after_a_refusal_the_database_is_free(path: Path) -> None:
    await make(path)
    change(path, "PRAGMA user_version = 99")
    with pytest.raises(DatabaseTooNew):
        await Storage.open(path)
    change(path, f"PRAGMA user_version = {len(migrations())}")
    await make(path)


@pytest.mark.parametrize("data", [b"", PROSE], ids=["sound", "not a database"])
def test_a_process_ends_whether_its_database_opened_or_not(path: Path, data: bytes) -> None:
    """A thread left behind by the library would keep it alive for ever."""
    put(path, data)
    program = (
        "import asyncio, pathlib, sys; from intercoop_bot.storage import Storage\n"
        "async def main(): await (await Storage.open(pathlib.Path(sys.argv[1]))).close()\n"
        "asyncio.run(main())"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, path], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == (1 if data else 0), done.stderr
    assert ("DatabaseDamaged" in done.stderr) == bool(data)


# --- migrating -------------------------------------------------------------------------------------


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of the program that has one migration more."""
    steps = (*migrations(), Migration(len(migrations()) + 1, "CREATE TABLE later (a TEXT) STRICT"))
    monkeypatch.setattr(opening, "migrations", lambda: steps)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of the program whose last migration fails half-way."""
    steps = (*migrations(), Migration(len(migrations()) + 1, "CREATE TABLE later (a TEXT); SELECT nonsense"))
    monkeypatch.setattr(opening, "migrations", lambda: steps)


async def test_a_database_is_copied_before_it_is_migrated(path: Path, request: pytest.FixtureRequest) -> None:
    put_schema(path, 1)
    request.getfixturevalue("later")
    facts = value(path, "SELECT count(*) FROM fact")
    await make(path)
    newest = len(opening.migrations())
    assert value(path, "PRAGMA user_version") == newest
    assert value(path, "SELECT count(*) FROM later") == 0
    assert value(path, "SELECT count(*) FROM fact") == facts
    copy = path.with_name("intercoop.sqlite3.schema-1")
    assert value(copy, "PRAGMA user_version") == 1
    assert value(copy, "SELECT count(*) FROM fact") == facts
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.usefixtures("later")
async def test_a_new_database_needs_no_copy(path: Path) -> None:
    await make(path)
    assert not list(path.parent.glob("*.schema-*"))


async def test_a_failing_migration_leaves_nothing(path: Path, request: pytest.FixtureRequest) -> None:
    await make(path)
    schema = value(path, "PRAGMA user_version")
    request.getfixturevalue("broken")
    for _ in range(2):
        with pytest.raises(StorageError, match=r"migration \d failed: no such column: nonsense"):
            await Storage.open(path)
        assert value(path, "PRAGMA user_version") == schema
        assert value(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'") == 0


def test_migrations_are_numbered_without_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PACKAGE", tmp_path)
    (tmp_path / "migrations").mkdir()
    with pytest.raises(StorageError, match="missing"):
        migrations()
    for name in ("0001_a.sql", "0003_b.sql"):
        (tmp_path / "migrations" / name).touch()
    with pytest.raises(StorageError, match="missing"):
        migrations()


def test_an_installed_copy_finds_its_migrations(tmp_path: Path, path: Path) -> None:
    """The wheel carries the migrations inside the package, as pyproject.toml says."""
    site = tmp_path / "site"
    shutil.copytree(CHECKOUT / "intercoop_bot", site / "intercoop_bot")
    shutil.copytree(CHECKOUT / "migrations", site / "intercoop_bot" / "migrations")
    program = (
        "import asyncio, pathlib, sys; import intercoop_bot.storage as s\n"
        "async def main():\n"
        "    async with await s.Storage.open(pathlib.Path(sys.argv[1])): print(s.__file__)\n"
        "asyncio.run(main())"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(site))


# --- looking over ----------------------------------------------------------------------------------


async def test_a_sound_database_is_found_sound_while_a_bot_runs_on_it(storage: Storage, path: Path) -> None:
    condition = await examine(path)
    assert condition.schema == condition.newest == len(migrations())
    assert not condition.faults


async def test_what_is_not_there_is_not_made_by_looking(path: Path) -> None:
    with pytest.raises(StorageError, match="unable to open"):
        await examine(path)
    assert not list(path.parent.parent.iterdir())


async def test_faults_are_found(path: Path) -> None:
    put_schema(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'sent_ref'")
    assert (await examine(path)).faults


@pytest.mark.parametrize("data", [PROSE, b""], ids=["no database", "another's database"])
async def test_looking_at_something_else_is_told(path: Path, data: bytes) -> None:
    put(path, data)
    if not data:
        change(path, "CREATE TABLE users (name TEXT)", "PRAGMA user_version = 3")
    with pytest.raises(DatabaseDamaged, match="not a database"):
        await examine(path)
