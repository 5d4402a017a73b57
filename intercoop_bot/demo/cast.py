"""The people of the demo: each an account on the homeserver, and a Matrix client of its own."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from nio import AsyncClient

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.demo.sights import Json

_tx_ids = itertools.count()


class CastError(Exception):
    """The homeserver refused what a member wanted to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Somebody to be played: the name of the account, and the name that the others see."""

    account: str
    name: str


class Member:
    """A member of the co-ops at their client, which speaks the client-server API and nothing else."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @property
    def user_id(self) -> str:
        """The Matrix id."""
        return str(self._client.user_id)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def create_room(self, name: str, invited: Iterable[str]) -> str:
        """Make a room, invite people into it, and return its id."""
        body = {"name": name, "invite": list(invited), "preset": "private_chat"}
        return str((await self._call("POST", "v3/createRoom", body))["room_id"])

    async def join(self, room_id: str) -> None:
        """Go into a room that one was invited to."""
        await self._call("POST", f"v3/join/{quote(room_id)}", {})

    async def say(self, room_id: str, body: str) -> str:
        """Write a message, and return its event id."""
        return await self._send(room_id, "m.room.message", _text(body))

    async def edit(self, room_id: str, event_id: str, body: str) -> None:
        """Change the words of a message of one's own."""
        relation = {"rel_type": "m.replace", "event_id": event_id}
        content = {**_text(f"* {body}"), "m.new_content": _text(body), "m.relates_to": relation}
        await self._send(room_id, "m.room.message", content)

    async def react(self, room_id: str, event_id: str, key: str) -> None:
        """Put an emoji on a message."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        await self._send(room_id, "m.reaction", {"m.relates_to": relation})

    async def delete(self, room_id: str, event_id: str) -> None:
        """Remove a message."""
        path = f"v3/rooms/{quote(room_id)}/redact/{quote(event_id)}/t{next(_tx_ids)}"
        await self._call("PUT", path, {})

    async def sync(self, since: str | None, wait: float) -> Json:
        """Return what is new since that token, waiting so many seconds for it."""
        query = (
            f"timeout={int(wait * 1000)}&filter={quote(json.dumps({'room': {'timeline': {'limit': 100}}}))}"
        )
        return await self._call("GET", f"v3/sync?{query}" + (f"&since={quote(since)}" if since else ""))

    async def download(self, address: str) -> bytes:
        """Return the content of the file at an `mxc:` address."""
        path = f"v1/media/download/{address.removeprefix('mxc://')}"
        return await self._request("GET", path, None)

    async def _send(self, room_id: str, kind: str, content: Json) -> str:
        path = f"v3/rooms/{quote(room_id)}/send/{kind}/t{next(_tx_ids)}"
        return str((await self._call("PUT", path, content))["event_id"])

    async def _call(self, method: str, path: str, body: Json | None = None) -> Json:
        answer: Json = json.loads(await self._request(method, path, body))
        return answer

    async def _request(self, method: str, path: str, body: Json | None) -> bytes:
        headers = {
            "Authorization": f"Bearer {self._client.access_token}",
            "Content-Type": "application/json",
        }
        data = None if body is None else json.dumps(body)
        async with await self._client.send(method, f"/_matrix/client/{path}", data, headers) as answer:
            content: bytes = await answer.read()
            if answer.status != 200:
                raise CastError(f"{self.user_id} may not {method} {path}: {content.decode(errors='replace')}")
            return content


def _text(body: str) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, "m.mentions": {}}


@asynccontextmanager
async def assemble(
    homeserver: Homeserver, characters: Iterable[Character], password: str
) -> AsyncIterator[dict[str, Member]]:
    """Give each character an account with that password, and a client for as long as the block lasts.

    The members are found by the name of their account.

    Raises:
        HomeserverError: an account could not be opened.
    """
    members: dict[str, Member] = {}

    async def register(character: Character) -> None:
        client = await homeserver.register(character.account, password, character.name)
        members[character.account] = Member(client)

    try:
        async with asyncio.TaskGroup() as group:
            for character in characters:
                group.create_task(register(character))
        yield members
    finally:
        await asyncio.gather(*(member.close() for member in members.values()))
