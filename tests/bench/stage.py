"""Where the Matrix rows are measured: a homeserver, people, the bot, and the floor beside it."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from intercoop_bot.demo.homeserver import Homeserver
from tests.bench.process import Process
from tests.synapse.people import PASSWORD, Json, Person, wait_for

_RUN = "from intercoop_bot.cli import main; main()"
_ANSWERED_WITHIN = 60.0
_POLL = 30_000
_FILTER = quote('{"room": {"timeline": {"limit": 1000}}}')

IsAnswer = Callable[[Json], bool]


def is_words(event: Json) -> bool:
    """Tell whether an event is a new message."""
    relation = event["content"].get("m.relates_to", {})
    return bool(event["type"] == "m.room.message" and relation.get("rel_type") != "m.replace")


def is_emoji(event: Json) -> bool:
    """Tell whether an event is an emoji on a message."""
    return bool(event["type"] == "m.reaction")


class Ear:
    """What somebody's client hears: one who asks, and waits at their `/sync` for the answer."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._since = ""

    async def ask(self, room_id: str, body: str, of: str, is_answer: IsAnswer = is_words) -> float:
        """Say something in a room, and return after how many seconds the answer of `of` was here."""
        await self.catch_up()
        waiting = asyncio.create_task(self.hear(room_id, of, is_answer))
        # The long poll is to stand at the homeserver before anything is said, as that of a client does.
        await asyncio.sleep(0.02)
        said_at = time.perf_counter()
        await self.person.say(room_id, body)
        return await waiting - said_at

    async def catch_up(self) -> None:
        """Pass over what was said so far."""
        await self._sync(0)

    async def hear(self, room_id: str, of: str, is_answer: IsAnswer = is_words) -> float:
        """Return when the next such event of `of` in that room was here, by `time.perf_counter`."""
        async with asyncio.timeout(_ANSWERED_WITHIN):
            while True:
                rooms = (await self._sync(_POLL)).get("rooms", {}).get("join", {})
                heard_at = time.perf_counter()
                events = rooms.get(room_id, {}).get("timeline", {}).get("events", [])
                if any(event["sender"] == of and is_answer(event) for event in events):
                    return heard_at

    async def _sync(self, poll: int) -> Json:
        since = f"&since={quote(self._since)}" if self._since else ""
        batch = await self.person.call("GET", f"sync?timeout={poll}&filter={_FILTER}{since}")
        self._since = str(batch["next_batch"])
        return batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One of the two at work: its process, its account, its room."""

    process: Process
    account: Person
    room_id: str

    async def ask(self, ear: Ear, body: str, is_answer: IsAnswer = is_words) -> float:
        """Have somebody ask it, and return after how many seconds the answer was with them."""
        return await ear.ask(self.room_id, body, self.account.user_id, is_answer)


class Stage:
    """A homeserver, and what is started on it. All ends with the block in which it was opened."""

    def __init__(self, homeserver: Homeserver, folder: Path, stack: AsyncExitStack) -> None:
        self.homeserver = homeserver
        self.folder = folder
        self._stack = stack

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["Stage"]:
        """Start a homeserver that limits nobody."""
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intercoop-bench-")))
            homeserver = await stack.enter_async_context(Homeserver.start(folder / "homeserver"))
            yield cls(homeserver, folder, stack)

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.folder / "bot" / "intercoop.sqlite3"

    async def person(self, name: str) -> Person:
        """Open an account."""
        client = await self.homeserver.register(name.lower(), PASSWORD, name)
        self._stack.push_async_callback(client.close)
        return Person(client)

    async def bot(self, account: Person) -> Process:
        """Start the bot with that account, as its operator does; what it kept before is there."""
        data = self.folder / "bot"
        data.mkdir(exist_ok=True)
        config = self.folder / "bot.toml"
        config.write_text(
            f'homeserver = "{self.homeserver.url}"\nuser_id = "{account.user_id}"\n'
            f'password = "{PASSWORD}"\ninvite_allow = ["@*:coop.example"]\ndata_dir = "{data}"\n'
        )
        return await self._start("-c", _RUN, "run", "--config", str(config), ready=data / "heartbeat")

    async def echo(self, account: Person) -> Process:
        """Start the floor with that account; where it was at work before, it goes on from there."""
        end = self.folder / "echo.since"
        settings = {
            "url": self.homeserver.url,
            "user_id": account.user_id,
            "device_id": account.client.device_id,
            "token": account.client.access_token,
            "ready": str(self.folder / "echo"),
            "end": str(end),
        }
        if end.exists():
            settings["since"] = end.read_text()
        config = self.folder / "echo.json"
        config.write_text(json.dumps(settings))
        return await self._start("-m", "tests.bench.echo", str(config), ready=self.folder / "echo")

    async def _start(self, *command: str, ready: Path) -> Process:
        process = await Process.start(*command, ready=ready)
        self._stack.push_async_callback(process.end)
        return process


async def start_both(stage: Stage, people: Sequence[Person]) -> tuple[Party, Party]:
    """Start the floor and the bot, each in a room of its own with all these people."""
    return await _start(stage, "Echo", people, stage.echo), await _start(stage, "Bot", people, stage.bot)


async def _start(
    stage: Stage, name: str, people: Sequence[Person], start: Callable[[Person], Awaitable[Process]]
) -> Party:
    account = await stage.person(name)
    room_id = await people[0].create_room(*(each.user_id for each in (*people[1:], account)))
    for person in people[1:]:
        await person.join(room_id)
    process = await start(account)
    if start == stage.echo:
        await account.join(room_id)

    async def is_there() -> bool:
        return account.user_id in await people[0].members(room_id)

    await wait_for(is_there)
    return Party(process=process, account=account, room_id=room_id)
