"""The command line on a real homeserver: what `check` finds, and how `run` begins and ends."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from intercoop_bot.checkup import Mark, check
from intercoop_bot.config import ENVIRONMENT, Settings
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.storage import read_account
from intercoop_bot.visit import visit
from tests.synapse.conftest import NewPerson
from tests.synapse.people import PASSWORD, Person, wait_for

KEY = re.compile(r"(?:[A-Z]{10}: )?(?<![\w+/])(?:[A-Za-z0-9+/]{4} ){10}[A-Za-z0-9+/]{3}(?= |$)", re.MULTILINE)
"""A key in groups of four, with the device that it is of."""

UNSIGNED = [
    (Mark.GOOD, "its device is KEY"),
    (Mark.NOTICE, "nobody vouches for that device yet: run `intercoop-bot setup`"),
]
SIGNED = [
    (Mark.GOOD, "its device is KEY"),
    (Mark.GOOD, "its identity KEY vouches for that device"),
    (Mark.NOTICE, "no recovery key was written down: run `intercoop-bot setup`"),
]


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
    file.chmod(0o600)
    return file


async def findings(config: Path) -> list[tuple[Mark, str]]:
    """Return what is found with these settings, the names of files and servers left out."""
    settings = Settings.load(config)
    return [
        (
            finding.mark,
            KEY.sub("KEY", finding.text)
            .replace(str(settings.database), "FILE")
            .replace(settings.homeserver, "SERVER"),
        )
        async for finding in check(settings)
    ]


def change(config: Path, old: str, new: str) -> None:
    """Replace something in the settings."""
    config.write_text(config.read_text().replace(old, new))


async def devices(account: Person) -> int:
    """Return how many devices are signed in."""
    return len((await account.call("GET", "devices"))["devices"])


async def has_begun(config: Path) -> bool:
    """Tell whether a bot that was started has heard from the homeserver."""
    return Settings.load(config).heartbeat.exists()


async def is_vouched_for(config: Path) -> bool:
    """Tell whether a check finds that the bot's identity vouches for its device."""
    return (await findings(config))[3:6] == SIGNED


@asynccontextmanager
async def running(config: Path, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot as a process of its own, killed where it does not end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from intercoop_bot.cli import main; main()",
        "run",
        "--config",
        config,
        *arguments,
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
        *UNSIGNED,
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
    assert found[3:5] == UNSIGNED
    assert sorted(found[5:], key=lambda finding: finding[1]) == [
        (Mark.BAD, "Annonces: it may not speak there"),
        (Mark.GOOD, "Bureau: it may speak and pin messages (power 50)"),
        (Mark.GOOD, "Réunions: it may speak but not pin messages, which it can do without (power 0)"),
        (Mark.GOOD, "Secrets: it may speak but not pin messages, which it can do without (power 0)"),
    ]
    with config.open("a") as file:
        file.write("encryption = false\n")
    assert (Mark.NOTICE, "Secrets: it is encrypted, and the bot cannot read there") in await findings(config)
    assert await devices(account) == before, "a check takes the account up where it was left"


async def test_a_refused_password_is_found(config: Path, account: Person) -> None:
    change(config, PASSWORD, "something else")
    assert (await findings(config))[-1] == (
        Mark.BAD,
        f"the homeserver refuses the password of {account.user_id}",
    )
    async with running(config) as process:
        _, logged = await process.communicate()
    assert process.returncode == 3
    last = logged.decode().splitlines()[-1]
    assert last == f"intercoop-bot: the homeserver refuses the password of {account.user_id}"
    assert "Traceback" not in logged.decode()
    assert "something else" not in logged.decode()


async def test_a_bot_runs_is_looked_at_and_stops_when_told(config: Path, account: Person) -> None:
    settings = Settings.load(config)
    async with running(config) as process:
        await wait_for(lambda: has_begun(config))
        before = await devices(account)
        await wait_for(lambda: is_vouched_for(config))
        found = await findings(config)
        assert [mark for mark, _ in found] == [Mark.GOOD] * 5 + [Mark.NOTICE] * 2, found
        assert await devices(account) == before, "a look leaves the account alone"
        async with running(config) as second:
            _, logged = await second.communicate()
        assert second.returncode == 5
        assert re.search(r"another bot is running on it\n$", logged.decode())
        process.terminate()
        _, logged = await process.communicate()
    assert process.returncode == 0
    assert [json.loads(line)["event"] for line in logged.decode().splitlines()][-1] == "stopped"
    known = await read_account(settings.database)
    assert known
    assert known.user_id == account.user_id
    assert await devices(account) == before, "stopping does not sign out"


async def test_without_the_keys_of_its_device_it_runs_only_as_a_new_one(config: Path) -> None:
    settings = Settings.load(config)
    async with running(config):
        await wait_for(lambda: has_begun(config))
    former = await read_account(settings.database)
    (settings.data_dir / "crypto.sqlite3").unlink()
    async with running(config) as process:
        _, logged = await process.communicate()
    assert process.returncode == 3
    last = logged.decode().splitlines()[-1]
    assert former
    assert former.device_id in last
    assert last.endswith("or begin as a new device with `intercoop-bot run --new-device`")
    assert await read_account(settings.database) == former
    # Once is enough: it is the device that it has from then on.
    devices_had = set[str]()
    for arguments in (["--new-device"], []):
        settings.heartbeat.unlink(missing_ok=True)
        async with running(config, *arguments):
            await wait_for(lambda: has_begun(config))
        now = await read_account(settings.database)
        assert now
        devices_had.add(now.device_id)
    assert len(devices_had) == 1
    assert former.device_id not in devices_had


# --- setup -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call."""

    code: int
    stdout: str
    stderr: str

    @property
    def recovery_key(self) -> str:
        """The key that was shown."""
        return self.stdout.splitlines()[-1].strip()


async def set_up(config: Path, *arguments: str, text: str = "") -> Outcome:
    """Call `intercoop-bot setup` as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from intercoop_bot.cli import main; main()",
        "setup",
        "--config",
        config,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT)},
    )
    stdout, stderr = await process.communicate(text.encode())
    assert process.returncode is not None
    return Outcome(process.returncode, stdout.decode(), stderr.decode())


async def test_setup_makes_an_identity_once_and_shows_its_recovery_key_once(
    config: Path, account: Person
) -> None:
    first = await set_up(config)
    assert first.code == 0, first.stderr
    lines = KEY.sub("KEY", first.stdout).splitlines()
    assert lines[:3] == [f"{account.user_id} is set up.", "  its device    KEY", "  its identity  KEY"]
    assert re.fullmatch(r"(?:\w{4} ){11}\w{4}", first.recovery_key)
    assert (await findings(config))[3:5] == SIGNED[:2], "and no word of a recovery key"
    data = Settings.load(config).data_dir
    kept = {file.name: file.read_bytes() for file in data.iterdir() if file.suffix == ".json"}
    shown = await account.call("POST", "keys/query", {"device_keys": {account.user_id: []}})
    second = await set_up(config)
    assert second.code == 0
    assert second.stdout.splitlines()[:3] == first.stdout.splitlines()[:3]
    assert "the one that you have" in second.stdout
    assert first.recovery_key not in second.stdout
    assert await account.call("POST", "keys/query", {"device_keys": {account.user_id: []}}) == shown
    assert {name: (data / name).read_bytes() for name in kept} == kept


async def test_setup_beside_a_bot_that_runs_shows_the_recovery_key(config: Path) -> None:
    async with running(config):
        await wait_for(lambda: has_begun(config))
        await wait_for(lambda: is_vouched_for(config))
        async with visit(Settings.load(config)) as matrix:
            assert matrix._encryption is None, "the keys of a bot at work are not touched"
        done = await set_up(config)
        assert done.code == 0, done.stderr
        assert len(done.recovery_key.split()) == 12
        assert (await findings(config))[3:5] == SIGNED[:2]


async def test_the_identity_is_recovered_on_a_new_machine(config: Path, tmp_path: Path) -> None:
    first = await set_up(config)
    change(config, "invite_allow", 'data_dir = "elsewhere"\ninvite_allow')
    refused = await set_up(config)
    assert refused.code == 1
    assert "has an identity already" in refused.stderr
    assert "setup --recover" in refused.stderr
    slipped = await set_up(config, "--recover", text=first.recovery_key[:-4] + "\n")
    assert slipped.code == 1
    assert slipped.stderr == (
        "intercoop-bot: there is a slip in this recovery key: please compare it, sign by sign\n"
    )
    done = await set_up(config, "--recover", text=first.recovery_key + "\n")
    assert done.code == 0, done.stderr
    assert done.stdout.splitlines()[2] == first.stdout.splitlines()[2], "the same identity"
    assert done.stdout.splitlines()[1] != first.stdout.splitlines()[1], "of another device"
    anew = await set_up(config, "--new-recovery-key")
    assert anew.code == 0
    assert anew.recovery_key != first.recovery_key


async def test_no_secret_is_logged(config: Path, account: Person) -> None:
    done = await set_up(config)
    secrets = json.loads((Settings.load(config).data_dir / "identity.json").read_text())
    async with running(config, "--verbose") as process:
        await wait_for(lambda: has_begun(config))
        await findings(config)
        process.terminate()
        _, logged = await process.communicate()
    assert "signed in" in logged.decode()
    told = logged.decode() + done.stderr + done.stdout.replace(done.recovery_key, "")
    for usage in ("master", "self_signing", "user_signing"):
        assert secrets[usage] not in told
    assert done.recovery_key not in told
    assert done.recovery_key.replace(" ", "") not in told
    assert PASSWORD not in told
