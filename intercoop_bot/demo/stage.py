"""Where the demo takes place: a homeserver, the bot at work on it, the members at their clients, a room."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from intercoop_bot.app import App
from intercoop_bot.config import Settings
from intercoop_bot.demo.cast import Character, Member, assemble
from intercoop_bot.demo.homeserver import SERVER_NAME, Homeserver
from intercoop_bot.demo.story import StoryClock
from intercoop_bot.matrix import Pace

_PACE = Pace(poll=10.0, patience=20.0, first_pause=0.2, longest_pause=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What there is to play with. The members are found by the name of their account."""

    homeserver: Homeserver
    clock: StoryClock
    members: dict[str, Member]
    bot: str


@asynccontextmanager
async def set_up(
    folder: Path, bot: Character, members: Sequence[Character], password: str, begins: datetime, speed: float
) -> AsyncIterator[Stage]:
    """Have a homeserver and a bot run, with all their data in that folder, until the block ends.

    The bot's clock begins at `begins`, and is `speed` times as fast as the machine's.

    Raises:
        HomeserverError: the homeserver does not start.
        BaseExceptionGroup: the bot ended, or what is done in the block went wrong.
    """
    async with (
        Homeserver.start(folder / "homeserver") as homeserver,
        assemble(homeserver, (bot, *members), password) as accounts,
    ):
        clock = StoryClock(begins, speed)
        bot_id = accounts[bot.account].user_id
        ready = asyncio.Event()
        app = App(_settings(homeserver, bot_id, password, folder / "bot"), clock, _PACE)
        async with alongside(app.run(ready.set)):
            await ready.wait()
            yield Stage(homeserver=homeserver, clock=clock, members=accounts, bot=bot_id)


def _settings(homeserver: Homeserver, user_id: str, password: str, data_dir: Path) -> Settings:
    data_dir.mkdir()
    # Made without a look at the environment: the settings of a real bot are none of the demo's.
    return Settings.model_construct(
        homeserver=homeserver.url,
        user_id=user_id,
        password=SecretStr(password),
        data_dir=data_dir,
        invite_allow=(f"@*:{SERVER_NAME}",),
    )


@asynccontextmanager
async def alongside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Have this go on beside what is done in the block, and no longer; should it fail, the block ends."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in work]
        yield
        for task in tasks:
            task.cancel()
