"""The homeserver of the demo and of the tests: it keeps its data, and never outlives us."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from intercoop_bot.demo.homeserver import Homeserver, HomeserverError

pytestmark = pytest.mark.synapse

_STARTS_AND_WAITS = """
import asyncio, sys
from pathlib import Path
from intercoop_bot.demo.homeserver import Homeserver

async def main():
    async with Homeserver.start(Path(sys.argv[1])) as homeserver:
        print(homeserver.url, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


async def is_up(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as http, http.get(f"{url}/health") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def test_it_keeps_its_data_over_a_restart_and_stops(tmp_path: Path) -> None:
    async with Homeserver.start(tmp_path) as homeserver:
        ana = await homeserver.register("ana", "secret", "Ana")
        try:
            url = homeserver.url
            await homeserver.restart()
            assert homeserver.url == url
            assert (await ana.whoami()).user_id == "@ana:coop.example"
            assert (await ana.get_displayname()).displayname == "Ana"
        finally:
            await ana.close()
        with pytest.raises(HomeserverError, match="ana"):
            await homeserver.register("ana", "secret")
    assert not await is_up(url)


async def test_it_ends_when_we_are_killed(tmp_path: Path) -> None:
    ours = await asyncio.to_thread(
        subprocess.Popen, [sys.executable, "-c", _STARTS_AND_WAITS, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert ours.stdout
    try:
        url = (await asyncio.to_thread(ours.stdout.readline)).decode().strip()
        assert await is_up(url)
    finally:
        os.kill(ours.pid, signal.SIGKILL)
        await asyncio.to_thread(ours.wait)
        ours.stdout.close()
    async with asyncio.timeout(60):
        while await is_up(url):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


async def test_one_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Homeserver._config
    monkeypatch.setattr(
        Homeserver, "_config", lambda self, *args: config(self, *args) | {"database": {"name": "nonsense"}}
    )
    with pytest.raises(HomeserverError, match="nonsense"):
        async with Homeserver.start(tmp_path):
            pass
