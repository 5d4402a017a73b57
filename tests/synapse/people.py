"""People of a co-op as Matrix clients, and the bot's Matrix side at work, for tests on a real homeserver."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from nio import AsyncClient
from nio.crypto import decrypt_attachment

from intercoop_bot.clock import Clock, SystemClock
from intercoop_bot.interface import Event, Incoming, Outgoing
from intercoop_bot.links import TryLink, try_link
from intercoop_bot.matrix import Credentials, Matrix, Pace
from intercoop_bot.storage import Storage
from tests.synapse.devices import ENCRYPTION, Device

PASSWORD = "correct horse battery staple"
QUICK = Pace(poll=2.0, patience=10.0, first_pause=0.05, longest_pause=0.4)

Json = dict[str, Any]
Result = TypeVar("Result")
Kind = TypeVar("Kind", bound=Event)

_tx_ids = itertools.count()


async def wait_for(condition: Callable[[], Awaitable[Result]], within: float = 30.0) -> Result:
    """Return the first true value of the condition; a TimeoutError where there is none in time."""
    async with asyncio.timeout(within):
        while True:
            if result := await condition():
                return result
            await asyncio.sleep(0.05)


@dataclass
class Person:
    """Somebody with an account. `call` speaks the client-server API as it is.

    With a `device` that encrypts, so are the rooms that they make, and what they say where a room is.
    """

    client: AsyncClient
    device: Device | None = None

    @property
    def user_id(self) -> str:
        return str(self.client.user_id)

    async def call(self, method: str, path: str, body: Json | None = None, api: str = "v3") -> Json:
        """Make a request; an answer that is no success is an error of the test."""
        answer: Json = json.loads(await self._request(method, f"/_matrix/client/{api}/{path}", body))
        return answer

    async def administer(self, method: str, path: str, body: Json | None = None) -> Json:
        """Ask for something that only an administrator of the homeserver may."""
        answer: Json = json.loads(await self._request(method, f"/_synapse/admin/v1/{path}", body))
        return answer

    async def download(self, address: str) -> bytes:
        """Return what was uploaded to that `mxc:` address."""
        return await self._request(
            "GET", f"/_matrix/client/v1/media/download/{address.removeprefix('mxc://')}"
        )

    async def file(self, content: Json) -> bytes:
        """Return the file that an event is of."""
        if "url" in content:
            return await self.download(content["url"])
        sealed = content["file"]
        key = (sealed["key"]["k"], sealed["hashes"]["sha256"], sealed["iv"])
        return bytes(decrypt_attachment(await self.download(sealed["url"]), *key))

    async def close(self) -> None:
        if self.device:
            await self.device.close()
        await self.client.close()

    async def _request(self, method: str, path: str, body: Json | None = None) -> bytes:
        async with await self.client.send(
            method,
            path,
            None if body is None else json.dumps(body),
            {"Authorization": f"Bearer {self.client.access_token}", "Content-Type": "application/json"},
        ) as answer:
            content: bytes = await answer.read()
            assert answer.status == 200, content
            return content

    async def create_room(self, *invited: str, version: str | None = None, **options: object) -> str:
        body: Json = {"invite": list(invited), **options} | ({"room_version": version} if version else {})
        if self.device:
            state = {"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}
            body["initial_state"] = [state, *body.get("initial_state", [])]
        return str((await self.call("POST", "createRoom", body))["room_id"])

    async def create_room_in_clear(self, *invited: str) -> str:
        return str((await self.call("POST", "createRoom", {"invite": list(invited)}))["room_id"])

    async def say(self, room_id: str, body: str, **content: object) -> str:
        """Say something; further keys of the content may be given or replaced."""
        return await self.send(room_id, "m.room.message", {"msgtype": "m.text", "body": body, **content})

    async def send(self, room_id: str, kind: str, content: Json) -> str:
        """Send something, encrypted where the room is and one has a device for it."""
        if self.device and kind != "m.room.encrypted":
            sent = await self.device.send(room_id, kind, content)
            if sent is not None:
                return sent
        return await self.send_in_clear(room_id, kind, content)

    async def send_in_clear(self, room_id: str, kind: str, content: Json) -> str:
        path = f"rooms/{quote(room_id)}/send/{kind}/t{next(_tx_ids)}"
        return str((await self.call("PUT", path, content))["event_id"])

    async def edit(self, room_id: str, event_id: str, body: str) -> str:
        relation = {"rel_type": "m.replace", "event_id": event_id}
        new = {"msgtype": "m.text", "body": body}
        return await self.say(room_id, f"* {body}", **{"m.new_content": new, "m.relates_to": relation})

    async def reply(self, room_id: str, event_id: str, body: str) -> str:
        return await self.say(room_id, body, **{"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}})

    async def react(self, room_id: str, event_id: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.send(room_id, "m.reaction", {"m.relates_to": relation})

    async def redact(self, room_id: str, event_id: str) -> str:
        path = f"rooms/{quote(room_id)}/redact/{quote(event_id)}/t{next(_tx_ids)}"
        return str((await self.call("PUT", path, {}))["event_id"])

    async def set_state(self, room_id: str, kind: str, content: Json, key: str = "") -> str:
        path = f"rooms/{quote(room_id)}/state/{kind}/{quote(key)}"
        return str((await self.call("PUT", path, content))["event_id"])

    async def state(self, room_id: str, kind: str) -> Json:
        return dict(await self.call("GET", f"rooms/{quote(room_id)}/state/{kind}/"))

    async def change_levels(self, room_id: str, **levels: object) -> None:
        await self.set_state(
            room_id, "m.room.power_levels", await self.state(room_id, "m.room.power_levels") | levels
        )

    async def join(self, room_id: str) -> None:
        await self.call("POST", f"join/{quote(room_id)}", {})

    async def leave(self, room_id: str) -> None:
        await self.call("POST", f"rooms/{quote(room_id)}/leave", {})

    async def invite(self, room_id: str, user_id: str) -> None:
        await self.call("POST", f"rooms/{quote(room_id)}/invite", {"user_id": user_id})

    async def kick(self, room_id: str, user_id: str) -> None:
        await self.call("POST", f"rooms/{quote(room_id)}/kick", {"user_id": user_id})

    async def members(self, room_id: str) -> set[str]:
        return set((await self.call("GET", f"rooms/{quote(room_id)}/joined_members"))["joined"])

    async def events(self, room_id: str, kind: str = "m.room.message") -> list[Json]:
        """Return the room's events of that type, oldest first, as the homeserver shows them now."""
        events: list[Json] = []
        start = ""
        while True:
            page = await self.call("GET", f"rooms/{quote(room_id)}/messages?dir=b&limit=100{start}")
            events += page["chunk"]
            if not page["chunk"] or "end" not in page:
                break
            start = f"&from={quote(page['end'])}"
        events.reverse()
        if self.device:
            events = await self.device.read(room_id, events)
        return [event for event in events if event["type"] == kind]

    async def messages(self, room_id: str, sender: str | None = None) -> list[str]:
        """Return the words of the room's messages, oldest first; one removed is empty."""
        events = await self.events(room_id)
        return [e["content"].get("body", "") for e in events if sender in (None, e["sender"])]


class BotSide:
    """The bot's Matrix side with its storage, and nobody who works the inbox off."""

    def __init__(self, matrix: Matrix, storage: Storage) -> None:
        self.matrix = matrix
        self.storage = storage
        self.told: list[set[str]] = []
        self._running: asyncio.Task[None] | None = None

    @classmethod
    async def start(
        cls,
        url: str,
        name: str,
        folder: Path,
        *,
        clock: Clock | None = None,
        password: str | None = PASSWORD,
        access_token: str | None = None,
        pace: Pace = QUICK,
        invite_allow: Sequence[str] = ("@*:coop.example",),
        try_link: TryLink = try_link,
        encryption: bool = True,
        as_new_device: bool = False,
    ) -> "BotSide":
        """Sign in, and return once the state of all rooms is known."""
        clock = clock or SystemClock()
        storage = await Storage.open(folder / "intercoop.sqlite3", clock)
        credentials = Credentials(
            homeserver=url,
            user_id=f"@{name}:coop.example",
            password=password,
            access_token=access_token,
        )
        matrix = Matrix(
            credentials,
            storage,
            clock,
            pace=pace,
            invite_allow=invite_allow,
            try_link=try_link,
            keys=folder if encryption else None,
        )
        bot = cls(matrix, storage)
        try:
            await bot.matrix.sign_in(as_new_device=as_new_device)
            await bot.run()
        except BaseException:
            await bot.stop()
            raise
        return bot

    async def run(self) -> None:
        self._running = asyncio.create_task(self.matrix.run(self.told.append))

        async def is_ready() -> bool:
            if self._running and self._running.done():
                self._running.result()
            return bool(self.told)

        await wait_for(is_ready)

    @property
    def running(self) -> "asyncio.Task[None]":
        assert self._running
        return self._running

    async def hears_on(self) -> None:
        """Wait for more answers of the homeserver: what happened before is in them."""
        before = len(self.told)

        async def is_told() -> bool:
            return len(self.told) >= before + 3

        await wait_for(is_told)

    async def pause(self) -> None:
        """Hear and say nothing, until `run` is called again."""
        if self._running:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._running
            self._running = None
            self.told.clear()

    async def stop(self) -> None:
        """End as a process does; stopping twice is stopping once."""
        await self.pause()
        await self.matrix.close()
        await self.storage.close()

    async def inbox(self, room_id: str) -> list[Incoming]:
        return [incoming for _, incoming in await self.storage.inbox.pending(room_id)]

    async def got(self, room_id: str, kind: type[Kind], count: int = 1) -> list[Kind]:
        """Return the events of that kind in the inbox, once there are as many."""

        async def found() -> list[Kind]:
            events: Sequence[Event] = await self.inbox(room_id)
            fitting = [event for event in events if isinstance(event, kind)]
            return fitting if len(fitting) >= count else []

        return await wait_for(found)

    async def put(self, room_id: str, *outgoing: Outgoing) -> None:
        """Put something in the outbox."""
        await self.storage.commit(room_id, outgoing=outgoing, wake_at=None)
        self.matrix.wake()

    async def sent_all(self) -> None:
        """Return once the outbox is empty."""

        async def is_empty() -> bool:
            return not await self.storage.outbox.waiting()

        await wait_for(is_empty)
