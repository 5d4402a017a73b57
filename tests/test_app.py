"""The actors of the rooms: made when there is something to do, gone after a while, each on its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from intercoop_bot import app as app_module
from intercoop_bot import room as room_module
from intercoop_bot.app import Rooms, credentials_of
from intercoop_bot.clock import ManualClock
from intercoop_bot.config import Settings
from intercoop_bot.interface import Message, Said
from intercoop_bot.language.members import Members
from intercoop_bot.meeting.facts import Entry
from intercoop_bot.replay import Crowd
from intercoop_bot.room import Manners
from intercoop_bot.storage import Storage, StorageError
from tests.builders import ANA, NAMES, NOON

HERE, THERE = "!here:coop.example", "!there:coop.example"


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with await Storage.open(tmp_path / "intercoop.sqlite3", ManualClock(NOON)) as opened:
        yield opened


class Hall:
    """The rooms, and what is written in them."""

    def __init__(self, storage: Storage, group: asyncio.TaskGroup) -> None:
        self.storage = storage
        self.answered = asyncio.Event()
        self.clock = ManualClock(NOON)
        self.rooms = Rooms(
            storage,
            self.clock,
            lambda _: Crowd(members=Members(NAMES)),
            Manners(language="en"),
            lambda _: self.answered.set(),
            lambda: True,
            group,
        )
        self._events = 0

    async def write(self, room_id: str, body: str) -> None:
        """Have somebody write something, and the room look."""
        self._events += 1
        event_id = f"${self._events}"
        said = Said(
            room_id=room_id, event_id=event_id, sender=ANA, sender_name="Ana", sent_at=NOON, body=body
        )
        self.rooms.wake(await self.storage.inbox.receive([said], event_id))

    async def answers(self, count: int) -> list[str]:
        """Return the rooms of the answers, once there are as many."""

        async def given() -> list[str]:
            rows = await self.storage.outbox.waiting()
            return [row.room_id for row in rows if isinstance(row.outgoing, Message)]

        return await until(given, lambda rooms: len(rooms) >= count)


async def until(ask: Callable[[], Awaitable[list[str]]], enough: Callable[[list[str]], bool]) -> list[str]:
    """Return the first answer that is enough."""
    async with asyncio.timeout(10):
        while True:
            if enough(found := await ask()):
                return found
            await asyncio.sleep(0.01)


async def others_running() -> list[str]:
    """Return the names of the tasks beside this one."""
    return [task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()}]


async def test_an_actor_goes_when_nothing_is_to_be_done_and_another_takes_over(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(room_module, "IDLE", 2)
    async with asyncio.TaskGroup() as group:
        before = await others_running()
        hall = Hall(storage, group)
        await hall.write(HERE, "!status")
        await hall.answers(1)
        # The group itself ends only when no actor is left.
        await until(others_running, lambda names: names == before)
        await hall.write(HERE, "!status")
        assert await hall.answers(2) == [HERE, HERE]


async def test_a_room_that_cannot_be_read_leaves_the_others_alone(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(room_module, "IDLE", 2)
    load = storage.load

    async def load_but_one(room_id: str) -> tuple[Entry, ...]:
        if room_id == HERE:
            raise ValueError("spoilt")
        return await load(room_id)

    monkeypatch.setattr(storage, "load", load_but_one)
    async with asyncio.TaskGroup() as group:
        hall = Hall(storage, group)
        await hall.write(HERE, "!status")
        await hall.write(THERE, "!status")
        assert sorted(await hall.answers(2)) == [HERE, THERE], "the one is told that it is left alone"
        # Mended, it takes up what it was left alone with, at its next event.
        monkeypatch.setattr(storage, "load", load)
        await hall.write(HERE, "!status")
        assert sorted(await hall.answers(4)) == [HERE, HERE, HERE, THERE]


async def test_a_clock_that_went_ahead_while_all_slept_wakes_them(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "CLOCK_WATCHED", 0.01)
    async with asyncio.TaskGroup() as group:
        others = asyncio.all_tasks()
        hall = Hall(storage, group)
        group.create_task(hall.rooms.watch_clock())
        await hall.write(HERE, "!start Budget")
        await hall.answers(1)
        hall.clock.advance(timedelta(hours=12))
        assert set(await hall.answers(2)) == {HERE}
        for task in asyncio.all_tasks() - others:
            task.cancel()


async def test_rooms_that_only_wait_are_looked_at_one_after_the_other(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(room_module, "IDLE", 1)
    load = storage.load
    loading: list[str] = []
    at_once: list[int] = []

    async def counted(room_id: str) -> tuple[Entry, ...]:
        loading.append(room_id)
        at_once.append(len(loading))
        await asyncio.sleep(0)
        log = await load(room_id)
        loading.remove(room_id)
        return log

    monkeypatch.setattr(storage, "load", counted)
    async with asyncio.TaskGroup() as group:
        await Hall(storage, group).rooms.rouse([HERE, THERE])
    assert at_once == [1, 1]


async def test_a_database_that_cannot_be_used_ends_all(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(room_id: str) -> tuple[Entry, ...]:
        raise StorageError("the disk is full")

    monkeypatch.setattr(storage, "load", fail)
    with pytest.raises(ExceptionGroup) as raised:
        async with asyncio.TaskGroup() as group:
            await Hall(storage, group).write(HERE, "!status")
    assert raised.group_contains(StorageError, match="the disk is full")


def test_credentials_are_those_of_the_settings() -> None:
    settings = Settings.model_construct(
        homeserver="https://matrix.coop.example",
        user_id="@bot:coop.example",
        password=SecretStr("secret"),
        access_token=SecretStr("token"),
    )
    credentials = credentials_of(settings)
    assert (credentials.homeserver, credentials.user_id) == (settings.homeserver, settings.user_id)
    assert (credentials.password, credentials.access_token) == ("secret", "token")
    assert "secret" not in repr(credentials)
    assert "token" not in repr(credentials).replace("access_token", "")
