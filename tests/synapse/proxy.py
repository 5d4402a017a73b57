"""A proxy between the bot and its homeserver that spoils chosen answers: what a bad line does, at will.

It also slips events into what is new in a room that no honest homeserver would let through.
"""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
from aiohttp import web

Spoiling = Literal[
    "bad gateway",
    "broken",
    "truncated",
    "garbage",
    "stalled",
    "unanswered",
    "cut before",
    "cut during",
    "cut after",
    "limited",
    "limited by header",
    "limited untold",
    "refused",
    "signed out",
    "spared",
]

Part = Literal["timeline", "state", "ephemeral", "account_data", "to_device", "presence"]
"""A part of what a sync brings: of a room, or, the last two, of the account."""

_OF_ROOMS: tuple[Part, ...] = ("timeline", "state", "ephemeral", "account_data")
_OF_THE_ACCOUNT: tuple[Part, ...] = ("to_device", "presence")

_TOO_FAST = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too fast"}
_TRANSACTION = re.compile(r"/(send|redact)/[^/]+/[^/]+$")


@dataclass
class Fault:
    """The next `times` requests whose path holds `path` are spoilt."""

    path: str
    how: Spoiling
    times: int = 1
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Proxy:
    """Hands requests on to the homeserver; `seen` holds the method and path of each."""

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._faults: list[Fault] = []
        self._slipped_in: dict[tuple[str, Part], list[str]] = {}
        self._given: dict[str, dict[tuple[str, Part], list[str]]] = {}
        self._numbers = itertools.count(1)
        self._generation = 0
        self._mended = asyncio.Event()
        self.seen: list[str] = []
        self.url = ""

    def spoil(self, path: str, how: Spoiling, times: int = 1) -> Fault:
        """Spoil what is asked next under that path; `done` of the fault is set after the last time."""
        fault = Fault(path, how, times)
        self._faults.append(fault)
        return fault

    def mend(self) -> None:
        """Spoil nothing more; what hangs goes on."""
        self._faults.clear()
        self._mended.set()
        self._mended = asyncio.Event()

    def forget_transactions(self) -> None:
        """Have the homeserver take what is sent again as something new, as it does after a day."""
        self._generation += 1

    def slip_in(
        self,
        room_id: str,
        sender: str,
        kind: str,
        content: Any,  # noqa: ANN401 - whatever a stranger may write; JSON may be given as text
        *,
        part: Literal["timeline", "state"] = "timeline",
        **others: object,
    ) -> str:
        """Put an event before the next ones of that room, or into its state; return its id."""
        event_id = f"$slipped{next(self._numbers)}"
        event = {"event_id": event_id, "sender": sender, "type": kind, "content": {}, **others}
        event.setdefault("origin_server_ts", 0)
        text = content if isinstance(content, str) else json.dumps(content)
        whole = json.dumps(event).replace('"content": {}', f'"content": {text}', 1)
        self.slip_in_text(room_id, part, whole)
        return event_id

    def slip_in_text(self, room_id: str, part: Part, text: str) -> None:
        """Put something before the next events in that part, whatever it may be: JSON as text."""
        place = ("" if part in _OF_THE_ACCOUNT else room_id, part)
        self._slipped_in.setdefault(place, []).append(text)

    @classmethod
    @asynccontextmanager
    async def before(cls, upstream: str) -> AsyncIterator["Proxy"]:
        """Run a proxy before that homeserver, on a free port."""
        proxy = cls(upstream)
        app = web.Application(client_max_size=100_000_000)
        app.router.add_route("*", "/{tail:.*}", proxy._handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield proxy
        finally:
            proxy.mend()
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(f"{request.method} {request.path}")
        try:
            return await self._answer(request)
        except (aiohttp.ClientError, ConnectionError):
            # Nobody is there, behind us or before us.
            return _cut(request)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        fault = next((fault for fault in self._faults if fault.path in request.path_qs), None)
        if fault is None:
            return await self._hand_on(request)
        fault.times -= 1
        if fault.times == 0:
            self._faults.remove(fault)
            fault.done.set()
        match fault.how:
            case "bad gateway":
                return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
            case "broken":
                return web.json_response({"errcode": "M_UNKNOWN", "error": "Internal error"}, status=500)
            case "garbage":
                return web.Response(body=b'{"next_batch": "\xff\xfe', content_type="application/json")
            case "truncated":
                return await self._truncate(request)
            case "stalled":
                await self._mended.wait()
                return await self._hand_on(request)
            case "unanswered":
                answer = await self._hand_on(request)
                await self._mended.wait()
                return answer
            case "signed out":
                signed_out = {"errcode": "M_UNKNOWN_TOKEN", "error": "Token has expired", "soft_logout": True}
                return web.json_response(signed_out, status=401)
            case "cut before":
                return _cut(request)
            case "cut during":
                await request.content.readany()
                return _cut(request)
            case "cut after":
                # The homeserver has done it; we never hear of it.
                await self._hand_on(request)
                return _cut(request)
            case "limited":
                return web.json_response(_TOO_FAST | {"retry_after_ms": 200}, status=429)
            case "limited by header":
                return web.json_response(_TOO_FAST, status=429, headers={"Retry-After": "1"})
            case "limited untold":
                return web.json_response(_TOO_FAST, status=429)
            case "spared":
                return await self._hand_on(request)
            case "refused":
                return web.json_response({"errcode": "M_FORBIDDEN", "error": "No"}, status=403)

    async def _truncate(self, request: web.Request) -> web.StreamResponse:
        whole = await self._hand_on(request)
        assert isinstance(whole.body, bytes)
        answer = web.StreamResponse(headers={"Content-Length": str(len(whole.body))})
        answer.content_type = "application/json"
        await answer.prepare(request)
        await answer.write(whole.body[: len(whole.body) // 2])
        assert request.transport
        request.transport.close()
        return answer

    async def _hand_on(self, request: web.Request) -> web.Response:
        async with (
            aiohttp.ClientSession(auto_decompress=True) as http,
            http.request(
                request.method,
                self._upstream + self._address(request),
                data=await request.read(),
                headers={k: v for k, v in request.headers.items() if k in ("Authorization", "Content-Type")},
            ) as answer,
        ):
            body = await answer.read()
            if request.path.endswith("/sync"):
                body = self._with_slipped_in(body, request.query.get("since", ""))
            return web.Response(status=answer.status, body=body, content_type=answer.content_type)

    def _address(self, request: web.Request) -> str:
        """Return what is asked for; what is forgotten was never asked for."""
        if self._generation == 0 or request.method != "PUT" or not _TRANSACTION.search(request.raw_path):
            return request.path_qs
        return f"{request.path_qs}-{self._generation}"

    def _with_slipped_in(self, body: bytes, since: str) -> bytes:
        """Return an answer with what was to be slipped in, where there is something new in that room.

        Who asks again from the same token gets the same. It is put together as text: what is slipped in need
        not be what a library would write.
        """
        given = self._given.setdefault(since, {})
        answer = json.loads(body)
        rooms = answer.get("rooms", {}).get("join", {})
        sections = [(room_id, part, rooms[room_id]) for room_id in rooms for part in _OF_ROOMS]
        sections += [("", part, answer) for part in _OF_THE_ACCOUNT]
        places: dict[str, str] = {}
        for room_id, part, section in sections:
            slipped_in = given.setdefault((room_id, part), self._slipped_in.pop((room_id, part), []))
            if slipped_in:
                new = section.setdefault(part, {})
                events = [*slipped_in, *map(json.dumps, new.get("events", []))]
                new["events"] = f"{room_id} {part}"
                places[json.dumps(new["events"])] = f"[{', '.join(events)}]"
        text = json.dumps(answer)
        for place, events_as_text in places.items():
            text = text.replace(place, events_as_text)
        return text.encode()


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
