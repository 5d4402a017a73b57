"""One homeserver for all tests of a run, and one that limits how fast one may speak."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from intercoop_bot.clock import Clock, SystemClock
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.links import TryLink, try_link
from tests.synapse.apps import Process, RunningApp, settings_of
from tests.synapse.devices import Device
from tests.synapse.people import PASSWORD, BotSide, Person

_numbers = itertools.count(1)

NewPerson = Callable[..., Awaitable[Person]]
NewBot = Callable[..., Awaitable[BotSide]]
NewApp = Callable[..., Awaitable[RunningApp]]
NewProcess = Callable[..., Awaitable[Process]]


ENCRYPTED = pytest.mark.parametrize("encrypted", [True], ids=["encrypted"])
BOTH_WAYS = pytest.mark.parametrize("encrypted", [False, True], ids=["in clear", "encrypted"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.synapse)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    async with Homeserver.start(tmp_path_factory.mktemp("homeserver")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def limited_homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    async with Homeserver.start(tmp_path_factory.mktemp("limited"), rate_limited=True) as running:
        yield running


@pytest.fixture
def encrypted() -> bool:
    """Whether people encrypt: see ENCRYPTED and BOTH_WAYS."""
    return False


@pytest.fixture
async def person(homeserver: Homeserver, encrypted: bool, tmp_path: Path) -> AsyncIterator[NewPerson]:
    """Make people: `await person("Ana")` has a user id of her own in each test."""
    people: list[Person] = []

    async def make(name: str, on: Homeserver = homeserver) -> Person:
        account = "".join(re.findall("[a-z]", name.lower()))
        client = await on.register(f"{account}{next(_numbers)}", PASSWORD, name)
        device = Device(client, tmp_path / "devices" / account) if encrypted else None
        people.append(Person(client, device))
        if device:
            await device.start()
        return people[-1]

    yield make
    await asyncio.gather(*(someone.close() for someone in people))


@pytest.fixture
async def bot(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[NewBot]:
    """Start the bot's Matrix side; `again` takes up its account, with its database unless `fresh`."""
    bots: list[BotSide] = []

    async def start(
        *,
        again: str | None = None,
        fresh: bool = False,
        on: Homeserver = homeserver,
        url: str | None = None,
        **options: Any,  # noqa: ANN401 - handed on
    ) -> BotSide:
        name = again[1:].partition(":")[0] if again else f"bot{next(_numbers)}"
        if not again:
            client = await on.register(name, PASSWORD, "Réunion")
            await client.close()
        folder = tmp_path / (f"{name}-{next(_numbers)}" if fresh else name)
        folder.mkdir(exist_ok=True)
        bots.append(await BotSide.start(url or on.url, name, folder, **options))
        return bots[-1]

    yield start
    for started in bots:
        await started.stop()


@pytest.fixture
async def app(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[NewApp]:
    """Start the whole bot in this process, with an account of its own."""
    apps: list[RunningApp] = []

    async def start(
        clock: Clock | None = None,
        *,
        on: Homeserver = homeserver,
        url: str | None = None,
        invite_allow: Sequence[str] = ("@*:coop.example",),
        try_link: TryLink = try_link,
        encryption: bool = True,
    ) -> RunningApp:
        user_id = await _register_bot(on)
        folder = tmp_path / user_id[1:].partition(":")[0]
        folder.mkdir()
        settings = settings_of(url or on.url, user_id, folder, invite_allow, encryption=encryption)
        apps.append(RunningApp(settings, clock or SystemClock(), try_link))
        await apps[-1].start()
        return apps[-1]

    yield start
    for started in apps:
        await started.stop()


@pytest.fixture
async def process(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[NewProcess]:
    """Start `intercoop-bot run`, with an account of its own and a clock of that pace."""
    processes: list[Process] = []

    async def start(begins: datetime, speed: float, on: Homeserver = homeserver) -> Process:
        user_id = await _register_bot(on)
        config = tmp_path / f"{user_id[1:].partition(':')[0]}.toml"
        config.write_text(
            f'homeserver = "{on.url}"\nuser_id = "{user_id}"\npassword = "{PASSWORD}"\n'
            'invite_allow = ["@*:coop.example"]\n'
        )
        processes.append(Process(config, begins, speed))
        await processes[-1].start()
        return processes[-1]

    yield start
    for started in processes:
        await started.clear()


async def _register_bot(on: Homeserver) -> str:
    client = await on.register(f"bot{next(_numbers)}", PASSWORD, "Réunion")
    user_id = str(client.user_id)
    await client.close()
    return user_id
