"""The command line on a real homeserver: what `check` finds, and how `run` begins and ends."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from intercoop_bot.checkup import Mark, check
from intercoop_bot.config import ENVIRONMENT, Settings
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.storage import read_account
from tests.synapse.conftest import NewPerson
from tests.synapse.people import PASSWORD, Person, wait_for


@pytest.fixture
async def account(homeserver: Homeserver, person: NewPerson) -> Person:
    """The bot's account."""
    return await person("Bot")


@pytest.fixture
def config(homeserver: Homeserver, account: Person, tmp_path: Path) -> Path:
    """The bot's settings file."""
    file = tmp_path / "intercoop.toml"
    file.write_text(
        f'homeserver = "{homeserver.url}"\nuser_id = "{account.user_id}"\n'
        f'password = "{PASSWORD}"\ninvite_allow = ["@*:coop.example"]\n'
    )
    return file


async def findings(config: Path) -> list[tuple[Mark, str]]:
    """Return what is found with these settings, the names of files and servers left out."""
    settings = Settings.load(config)
    return [
        (
            finding.mark,
            finding.text.replace(str(settings.database), "FILE").replace(settings.homeserver, "SERVER"),
        )
        async for finding in check(settings)
    ]


def change(config: Path, old: str, new: str) -> None:
    """Replace something in the settings."""
    config.write_text(config.read_text().replace(old, new))


async def devices(account: Person) -> int:
    """Return how many devices are signed in."""
    return len((await account.call("GET", "devices"))["devices"])


@asynccontextmanager
async def running(config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot as a process of its own, killed where it does not end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from intercoop_bot.cli import main; main()",
        "run",
        "--config",
        config,
        stderr=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT)},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_a_check_tells_of_store_account_and_rooms(
    config: Path, account: Person, person: NewPerson
) -> None:
    assert await findings(config) == [
        (Mark.NOTICE, "there is no database yet: it is made now"),
        (Mark.GOOD, "it may be invited by @*:coop.example"),
        (Mark.GOOD, f"{account.user_id} can sign in at SERVER"),
        (Mark.NOTICE, "it is in no room yet: invite it into one"),
    ]
    ana = await person("Ana")
    open_room = await ana.create_room(account.user_id, name="Réunions")
    led_room = await ana.create_room(
        account.user_id,
        name="Bureau",
        power_level_content_override={"users": {account.user_id: 50}},
    )
    mute_room = await ana.create_room(
        account.user_id, name="Annonces", power_level_content_override={"events_default": 50}
    )
    secret_room = await ana.create_room(account.user_id, name="Secrets")
    await ana.set_state(secret_room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    for room in (open_room, led_room, mute_room, secret_room):
        await account.join(room)
    before = await devices(account)
    found = await findings(config)
    assert found[0] == (Mark.GOOD, "FILE is sound and up to date")
    assert sorted(found[3:], key=lambda finding: finding[1]) == [
        (Mark.BAD, "Annonces: it may not speak there"),
        (Mark.GOOD, "Bureau: it may speak and pin messages (power 50)"),
        (Mark.GOOD, "Réunions: it may speak but not pin messages, which it can do without (power 0)"),
        (Mark.NOTICE, "Secrets: it is encrypted, and the bot cannot read there"),
    ]
    assert await devices(account) == before, "a check takes the account up where it was left"


async def test_a_refused_password_is_found(config: Path, account: Person) -> None:
    change(config, PASSWORD, "something else")
    assert (await findings(config))[-1] == (
        Mark.BAD,
        f"the homeserver refuses the password of {account.user_id}",
    )
    async with running(config) as process:
        _, logged = await process.communicate()
    assert process.returncode == 1
    last = logged.decode().splitlines()[-1]
    assert last == f"intercoop-bot: the homeserver refuses the password of {account.user_id}"
    assert "Traceback" not in logged.decode()
    assert "something else" not in logged.decode()


async def test_a_bot_runs_is_looked_at_and_stops_when_told(config: Path, account: Person) -> None:
    settings = Settings.load(config)
    async with running(config) as process:

        async def has_begun() -> bool:
            return settings.heartbeat.exists()

        await wait_for(has_begun)
        before = await devices(account)
        found = await findings(config)
        assert [mark for mark, _ in found] == [Mark.GOOD, Mark.GOOD, Mark.GOOD, Mark.NOTICE], found
        assert await devices(account) == before, "a look leaves the account alone"
        async with running(config) as second:
            _, logged = await second.communicate()
        assert second.returncode == 1
        assert re.search(r"another bot is running on it\n$", logged.decode())
        process.terminate()
        _, logged = await process.communicate()
    assert process.returncode == 0
    assert [json.loads(line)["event"] for line in logged.decode().splitlines()][-1] == "stopped"
    known = await read_account(settings.database)
    assert known
    assert known.user_id == account.user_id
    assert await devices(account) == before, "stopping does not sign out"
