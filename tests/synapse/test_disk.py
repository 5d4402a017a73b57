"""A disk that fails in mid-meeting: people are told once, and what they write is kept when it is mended."""

import asyncio
import re
import resource
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

import intercoop_bot.app as app_module
import intercoop_bot.room as room_module
from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.storage import DatabaseDamaged, Storage
from tests.storage import faults
from tests.synapse.apps import RunningApp, SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import ENCRYPTED, NewApp, NewPerson, NewProcess

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=PARIS)
LONG = "x" * 6000
"""More than fits beside something else."""

TROUBLE = "il manquera peut-être des notes"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Storage]:
    """The stores that were opened."""
    monkeypatch.setattr(app_module, "TOLERATED", 1.5)
    monkeypatch.setattr(app_module, "STEADY", 1.0)
    monkeypatch.setattr(room_module, "STALLED_PAUSE", 0.05)
    stores: list[Storage] = []
    open_ = Storage.open

    async def note(path: Path, *rest: Any) -> Storage:  # noqa: ANN401 - handed on
        stores.append(await open_(path, *rest))
        return stores[-1]

    monkeypatch.setattr(Storage, "open", note)
    return stores


async def begin(chat: Chat) -> None:
    """Open a meeting and write a first note."""
    await chat.say("!ouvrir Bilan\n!point Caisse 30 min")
    await chat.hears("c’est parti")
    assert await chat.emoji(await chat.say("NOTE : Un")) == "📝"


@pytest.mark.parametrize(
    ("fault", "encrypted"), [(faults.full, False), (faults.full, True), (faults.held, False)]
)
async def test_what_is_written_while_nothing_can_be_kept_is_read_when_it_can(
    fault: faults.Fault, person: NewPerson, app: NewApp, opened: list[Storage]
) -> None:
    clock = SteppingClock(BEGINS)
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno)
    await begin(chat)
    async with fault(opened[-1], bot.settings.database):
        clock.to(BEGINS + 2 * MINUTE)
        notes = [await chat.say(f"NOTE : {LONG} Deux", bruno)]
        await chat.hears(TROUBLE)
        clock.to(BEGINS + 3 * MINUTE)
        notes.append(await chat.say("NOTE : Trois"))
        clock.to(BEGINS + 4 * MINUTE)
    for note in notes:
        assert await chat.emoji(note) == "📝"
    await chat.hears("C’est réparé")
    await chat.say("!clore")
    minutes = (await chat.files("Trois"))["cr-2028-05-12.md"]
    found = re.findall(r"(\w+) — (\w+), (\d\d:\d\d)", minutes)
    assert found == [("Un", "Ana", "12:00"), ("Deux", "Bruno", "12:02"), ("Trois", "Ana", "12:03")]
    said = Counter(seen.body for seen in await chat.said())
    assert [body for body, times in said.items() if times > 1] == []


async def test_a_database_that_is_spoilt_at_work_is_the_end_and_is_told(
    person: NewPerson, app: NewApp, opened: list[Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await app(SteppingClock(BEGINS))
    chat = await Chat.open(bot.user_id, await person("Ana"))
    await begin(chat)

    async def fail(*_: object) -> set[str]:
        raise DatabaseDamaged("intercoop.sqlite3: malformed")

    monkeypatch.setattr(opened[-1].inbox, "receive", fail)
    await chat.say("NOTE : Deux")
    await chat.hears(TROUBLE)
    with pytest.raises(ExceptionGroup) as ended:
        await running(bot)
    assert ended.group_contains(DatabaseDamaged)


async def running(bot: RunningApp) -> None:
    """Wait for the end of a bot."""
    assert bot._running
    try:
        await bot._running
    finally:
        bot._running = None


async def test_a_process_whose_disk_is_full_lives_on(
    person: NewPerson, process: NewProcess, tmp_path: Path
) -> None:
    bot = await process(BEGINS, speed=1)
    chat = await Chat.open(bot.user_id, await person("Ana"))
    await begin(chat)
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, unlimited))
    notes = [await chat.say(f"NOTE : {n}") for n in range(5)]
    await chat.say("!état")
    # It is refused by the disk meanwhile, and neither ends nor answers.
    await asyncio.sleep(2)
    assert await chat.new() == []
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
    for note in notes:
        assert await chat.emoji(note) == "📝"
    await chat.hears("est en cours")
    assert await bot.end() == 0


@ENCRYPTED
async def test_a_key_that_cannot_be_stored_is_taken_in_when_it_can(
    person: NewPerson, app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Encryption] = []
    start = Encryption.start

    async def note(self: Encryption) -> None:
        started.append(self)
        await start(self)

    monkeypatch.setattr(Encryption, "start", note)
    bot = await app(SteppingClock(BEGINS))
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno)
    await begin(chat)
    # The file is closed and opened again where it fails; with that, this fault has passed.
    started[-1].machine.store.database.execute_sql("PRAGMA query_only = ON")
    with capture_logs() as logs:
        # His first message brings the key of a session.
        noted = await chat.say("NOTE : Deux", bruno)
        assert await chat.emoji(noted) == "📝"
    assert "what came in cannot be kept" in [entry["event"] for entry in logs]
