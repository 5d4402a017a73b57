"""What ends a bot, and what does not: a token that dies, a word from the operator."""

import asyncio
import os
import re
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from intercoop_bot.config import ENVIRONMENT
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.storage import read_account
from tests.synapse.apps import Process, SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import NewApp, NewPerson
from tests.synapse.people import PASSWORD, Person, wait_for
from tests.synapse.proxy import Fault, Proxy

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=PARIS)


async def begin(chat: Chat) -> None:
    """Open a meeting and write a first note."""
    await chat.say("!ouvrir Bilan\n!point Caisse 30 min")
    await chat.hears("c’est parti")
    assert await chat.emoji(await chat.say("NOTE : Un")) == "📝"


async def end(chat: Chat, *notes: str) -> None:
    """Close the meeting: its minutes have these notes, and nothing was said twice."""
    await chat.say("!clore")
    minutes = (await chat.files(notes[-1]))["cr-2028-05-12.md"]
    assert re.findall(r"(\w+) — \w+, \d\d:\d\d", minutes) == list(notes)
    said = Counter(seen.body for seen in await chat.said())
    assert [body for body, times in said.items() if times > 1] == []


async def sign_out(url: str, token: str) -> None:
    """Take a token away, as an administrator might."""
    async with (
        aiohttp.ClientSession(url, headers={"Authorization": f"Bearer {token}"}) as http,
        http.post("/_matrix/client/v3/logout", json={}) as answer,
    ):
        assert answer.status == 200


# --- a token that dies


async def is_shown(someone: Person, user_id: str, device_id: str) -> bool:
    """Tell whether others see a device."""
    answer = await someone.call("POST", "keys/query", {"device_keys": {user_id: []}})
    return device_id in answer["device_keys"].get(user_id, {})


@pytest.mark.parametrize(
    ("softly", "encrypted"), [(False, True), (True, False)], ids=["signed out, encrypted", "softly"]
)
async def test_a_meeting_goes_on_when_the_token_dies(
    homeserver: Homeserver, person: NewPerson, app: NewApp, *, softly: bool
) -> None:
    async with Proxy.before(homeserver.url) as proxy:
        bot = await app(SteppingClock(BEGINS), url=proxy.url)
        ana = await person("Ana")
        chat = await Chat.open(bot.user_id, ana)
        await begin(chat)
        before = await read_account(bot.settings.database)
        assert before
        if softly:
            await proxy.spoil("/sync", "signed out").done.wait()
        else:
            await sign_out(homeserver.url, before.access_token)
            # Until then nobody encrypts for a device that is not there.
            await wait_for(lambda: is_shown(ana, bot.user_id, before.device_id))
        assert await chat.emoji(await chat.say("NOTE : Deux")) == "📝"
        await end(chat, "Un", "Deux")
        after = await read_account(bot.settings.database)
        assert after
        assert after.device_id == before.device_id
        assert after.access_token != before.access_token
        await bot.stop()


async def test_without_a_password_it_ends_and_says_so(
    homeserver: Homeserver, person: NewPerson, tmp_path: Path
) -> None:
    account = await person("Bot")
    config = tmp_path / "intercoop.toml"
    token = account.client.access_token
    config.write_text(
        f'homeserver = "{homeserver.url}"\nuser_id = "{account.user_id}"\naccess_token = "{token}"\n'
    )
    async with Running(config) as running:
        await sign_out(homeserver.url, token)
        code, logged = await running.ended()
    assert code == 3
    last = logged.splitlines()[-1]
    assert last == f"intercoop-bot: the homeserver refuses the access token of {account.user_id}"


class Running:
    """`intercoop-bot run` in a process of its own, which ends by itself."""

    def __init__(self, config: Path, program: str = "from intercoop_bot.cli import main; main()") -> None:
        self._config = config
        self._program = program

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", self._program, "run", "--config", self._config),
            stderr=asyncio.subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT)},
        )
        assert self.process.stderr
        self._head = ""
        while "signed in" not in self._head:
            line = await self.process.stderr.readline()
            assert line, self._head
            self._head += line.decode()
        return self

    async def ended(self) -> tuple[int, str]:
        """Return its exit code and its log, once it has ended."""
        async with asyncio.timeout(30):
            _, logged = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, self._head + logged.decode()

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


# --- a word from the operator


async def test_it_stops_when_told_also_where_the_homeserver_says_nothing(
    homeserver: Homeserver, person: NewPerson, tmp_path: Path
) -> None:
    account = await person("Bot")
    async with Proxy.before(homeserver.url) as proxy:
        config = tmp_path / "intercoop.toml"
        config.write_text(
            f'homeserver = "{proxy.url}"\nuser_id = "{account.user_id}"\npassword = "{PASSWORD}"\n'
            'invite_allow = ["@*:coop.example"]\n'
        )
        bot = Process(config, BEGINS, 1)
        await bot.start()
        try:
            chat = await Chat.open(bot.user_id, await person("Ana"))
            await begin(chat)
            sending = proxy.spoil("/send/", "stalled", times=1000)
            noted = await chat.say("NOTE : Deux")
            # It is stored then, and its emoji hangs.
            await wait_for(lambda: is_tried(sending, 1000))
            proxy.spoil("/", "stalled", times=1000)
            assert await bot.end() == 0
            proxy.mend()
            await bot.start()
            assert await chat.emoji(noted) == "📝"
            await end(chat, "Un", "Deux")
            assert await bot.end() == 0
        finally:
            await bot.clear()


async def is_tried(fault: Fault, times: int) -> bool:
    """Tell whether something was asked that is spoilt so many times."""
    return fault.times < times


HANGING = """
import asyncio, sys, time
from intercoop_bot import app
from intercoop_bot.cli import main

async def run(self, **_):
    print("signed in", file=sys.stderr, flush=True)
    await asyncio.to_thread(time.sleep, 600)

app.App.run = run
main()
"""


async def test_what_hangs_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    config = tmp_path / "intercoop.toml"
    config.write_text('homeserver = "http://127.0.0.1:9"\nuser_id = "@bot:coop.example"\npassword = "x"\n')
    async with Running(config, HANGING) as running:
        running.process.terminate()
        code, _ = await running.ended()
    assert code == 0
