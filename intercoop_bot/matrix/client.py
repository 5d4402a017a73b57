"""The one place that speaks to the homeserver: requests out, plain JSON back.

Acting (signing in, sending, uploading) is nio's. Reading goes around nio's model of rooms and takes the
homeserver's JSON as it is: that model drops or refuses what its schemas do not know, forgets demotions, and
lets a decrypted event pass for state. Whatever a stranger puts into an event can therefore not stop a sync.

Every method makes one attempt, and raises RequestError where it fails: when to try again is for the callers,
who know what waits behind it. A refused token is renewed here, once, where there is a password.
"""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote, urlencode

import aiohttp
import nio
import structlog

from intercoop_bot.matrix.wire import Json, mapping
from intercoop_bot.storage import Account, Storage

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

DEVICE_NAME = "intercoop-bot"
_LONGEST_NUMBER = 20
_TEMPORARY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


class RequestError(Exception):
    """A request that brought no result.

    `status` is the HTTP status, 0 where no answer came; `errcode` Matrix's own code, empty where the answer
    was not the homeserver's; `retry_after` how many seconds it asks us to wait.
    """

    def __init__(self, status: int, errcode: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(f"{errcode or status or 'no answer'}: {message}")
        self.status = status
        self.errcode = errcode
        self.retry_after = retry_after

    @property
    def is_final(self) -> bool:
        """Whether the homeserver itself said no, so that asking again is of no use."""
        return bool(self.errcode) and 400 <= self.status < 500 and self.status not in _TEMPORARY

    @property
    def is_rate_limit(self) -> bool:
        """Whether we were only too fast."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS or self.errcode == "M_LIMIT_EXCEEDED"

    @property
    def is_signed_out(self) -> bool:
        """Whether our token is not, or no longer, good."""
        return self.errcode in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN")


class SignInError(Exception):
    """The homeserver does not let us in, and trying again will not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who we are: a password or an access token, the token first where both are there."""

    homeserver: str
    user_id: str
    password: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)


class Client:
    """Our account on the homeserver.

    Ending never signs out: the device, and later its keys, outlive the process.
    """

    def __init__(self, credentials: Credentials, storage: Storage, *, patience: float = 60.0) -> None:
        self._credentials = credentials
        self._storage = storage
        self._patience = patience
        self._renewing = asyncio.Lock()
        # Retries are ours: nio's own would hide what the homeserver says from the outbox.
        config = nio.AsyncClientConfig(
            encryption_enabled=False, max_limit_exceeded=0, max_timeouts=0, request_timeout=patience
        )
        self._nio = nio.AsyncClient(credentials.homeserver.rstrip("/"), credentials.user_id, config=config)

    @property
    def user_id(self) -> str:
        """Our user id."""
        return self._credentials.user_id

    async def close(self) -> None:
        """Close the connections."""
        await self._nio.close()

    # --- signing in ----------------------------------------------------------------------------------

    async def sign_in(self) -> None:
        """Take the account up where it was left, or sign in for the first time.

        Raises:
            SignInError: the password or the token is refused, or belongs to somebody else.
            RequestError: the homeserver could not be asked.
        """
        account = await self._storage.account()
        if account and account.user_id == self.user_id:
            self._nio.device_id = account.device_id
        else:
            account = None
        token = self._credentials.access_token or (account and account.access_token)
        if not token:
            await self._sign_in_by_password()
            return
        self._nio.access_token = token
        try:
            user_id, device_id = await self._whoami()
        except RequestError as error:
            if not error.is_signed_out:
                raise
            await self._sign_in_by_password()
            return
        if user_id != self.user_id:
            raise SignInError(f"the access token belongs to {user_id}, not to {self.user_id}")
        await self._keep(device_id)

    async def _sign_in_by_password(self) -> None:
        if not self._credentials.password:
            raise SignInError(f"the homeserver refuses the access token of {self.user_id}")
        self._nio.access_token = ""
        # The user id, as nio would otherwise keep the one of an answer.
        self._nio.user = self.user_id
        try:
            answer = await self._ask(self._nio.login(self._credentials.password, device_name=DEVICE_NAME))
        except RequestError as error:
            if error.is_final:
                raise SignInError(f"the homeserver refuses the password of {self.user_id}") from error
            raise
        if answer.user_id != self.user_id:
            raise SignInError(f"the homeserver signed us in as {answer.user_id}, not as {self.user_id}")
        await self._keep(answer.device_id)

    async def _keep(self, device_id: str) -> None:
        self._nio.restore_login(self.user_id, device_id, self._nio.access_token)
        await self._storage.save_account(
            Account(user_id=self.user_id, device_id=device_id, access_token=self._nio.access_token)
        )

    async def _renew(self, refused: str) -> None:
        async with self._renewing:
            if self._nio.access_token in (refused, ""):
                log.warning("signed out by the homeserver, signing in again")
                await self._sign_in_by_password()

    async def _whoami(self) -> tuple[str, str]:
        answer = await self._ask(self._nio.whoami())
        return answer.user_id, answer.device_id or ""

    # --- reading -------------------------------------------------------------------------------------

    async def sync(self, since: str | None, *, full_state: bool, poll: float, timeline: int) -> Json:
        """Return what is new after the token `since`, waiting up to `poll` seconds for it."""
        what = {"room": {"timeline": {"limit": timeline}}, "presence": {"types": []}}
        query = {
            "timeout": str(int(poll * 1000)),
            "filter": json.dumps(what),
            "full_state": "true" if full_state else "false",
        }
        if since:
            query["since"] = since
        # A big account's first answer takes its time.
        patience = self._patience * 5 if full_state else self._patience + poll
        return await self._get("sync", query, patience)

    async def invitations(self) -> Json:
        """Return the rooms that we are invited to, as a sync shows them."""
        what = {"room": {"timeline": {"limit": 1}, "state": {"types": []}}, "presence": {"types": []}}
        answer = await self._get("sync", {"timeout": "0", "filter": json.dumps(what)})
        return mapping(mapping(answer.get("rooms")).get("invite"))

    async def messages(self, room_id: str, *, back_from: str | None = None, until: str | None = None) -> Json:
        """Return a page of a room's past, newest first, from the present or a token back to another."""
        query = {"dir": "b", "limit": "100"}
        if back_from:
            query["from"] = back_from
        if until:
            query["to"] = until
        return await self._get(f"rooms/{quote(room_id, safe='')}/messages", query)

    async def event(self, room_id: str, event_id: str) -> Json:
        """Return one event."""
        return await self._get(f"rooms/{quote(room_id, safe='')}/event/{quote(event_id, safe='')}")

    async def state(self, room_id: str) -> list[Json]:
        """Return the events that make up the present state of a room."""
        answer = await self._request("GET", f"rooms/{quote(room_id, safe='')}/state")
        return [event for event in answer if isinstance(event, dict)] if isinstance(answer, list) else []

    async def state_event(self, room_id: str, kind: str) -> Json:
        """Return the content of one piece of a room's present state, empty where it has none."""
        try:
            return await self._get(f"rooms/{quote(room_id, safe='')}/state/{kind}")
        except RequestError as error:
            if error.status == HTTPStatus.NOT_FOUND and error.is_final:
                return {}
            raise

    async def direct_rooms(self) -> Json:
        """Return the ids of our direct rooms, by person."""
        try:
            return await self._get(self._direct_rooms_path)
        except RequestError as error:
            if error.status == HTTPStatus.NOT_FOUND and error.is_final:
                return {}
            raise

    @property
    def _direct_rooms_path(self) -> str:
        return f"user/{quote(self.user_id, safe='')}/account_data/m.direct"

    async def joined_rooms(self) -> list[str]:
        """Return the ids of the rooms that we are in."""
        rooms = (await self._get("joined_rooms")).get("joined_rooms")
        return [room for room in rooms if isinstance(room, str)] if isinstance(rooms, list) else []

    # --- acting --------------------------------------------------------------------------------------

    async def send(self, room_id: str, event_type: str, content: Json, tx_id: str) -> str:
        """Send an event and return its id; the same `tx_id` again returns the first one's."""
        answer = await self._act(lambda: self._nio.room_send(room_id, event_type, content, tx_id))
        return str(answer.event_id)

    async def redact(self, room_id: str, event_id: str, tx_id: str) -> None:
        """Take an event back."""
        await self._act(lambda: self._nio.room_redact(room_id, event_id, tx_id=tx_id))

    async def set_state(self, room_id: str, kind: str, content: Json) -> None:
        """Put that in the place of one piece of a room's state."""
        await self._request("PUT", f"rooms/{quote(room_id, safe='')}/state/{kind}", body=content)

    async def upload(self, name: str, mimetype: str, content: bytes) -> str:
        """Upload a file and return its `mxc:` address."""

        async def attempt() -> nio.Response:
            answer, _ = await self._nio.upload(
                io.BytesIO(content), mimetype, filename=name, filesize=len(content)
            )
            return answer

        answer = await self._act(attempt)
        return str(answer.content_uri)

    async def join(self, room_id: str, via: str | None = None) -> None:
        """Go into a room; `via` is a server that knows it, where we were not invited."""
        await self._request("POST", f"join/{quote(room_id, safe='')}", {"via": via} if via else {}, body={})

    async def create_direct_room(self, person: str) -> str:
        """Make a room for that person and us, without encryption, and return its id."""
        wish = {"is_direct": True, "preset": "trusted_private_chat", "invite": [person]}
        answer = mapping(await self._request("POST", "createRoom", body=wish))
        return str(answer["room_id"])

    async def set_direct_rooms(self, rooms: Json) -> None:
        """Note which are our direct rooms, by person: those named here, and no others."""
        await self._request("PUT", self._direct_rooms_path, body=rooms)

    async def leave(self, room_id: str) -> None:
        """Go out of a room."""
        await self._request("POST", f"rooms/{quote(room_id, safe='')}/leave", body={})

    # --- requests ------------------------------------------------------------------------------------

    async def _act(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        return await self._renewing_token(lambda: self._ask(attempt()))

    async def _ask(self, answering: Awaitable[Result]) -> Result:
        """Await one of nio's answers, and raise where it is an error."""
        answer = await _reach(answering, self._patience)
        if isinstance(answer, nio.ErrorResponse):
            transport = answer.transport_response
            raise _refusal(
                transport.status if transport else 0,
                {
                    "errcode": answer.status_code,
                    "error": answer.message,
                    "retry_after_ms": answer.retry_after_ms,
                },
                transport.headers if transport else {},
            )
        return answer

    async def _get(self, path: str, query: Json | None = None, patience: float | None = None) -> Json:
        answer = await self._request("GET", path, query, patience=patience)
        if not isinstance(answer, dict):
            raise RequestError(HTTPStatus.OK, "", "not the answer of a homeserver")
        return answer

    async def _request(
        self,
        method: str,
        path: str,
        query: Json | None = None,
        *,
        body: Json | None = None,
        patience: float | None = None,
    ) -> object:
        url = f"/_matrix/client/v3/{path}" + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body)
        wait = patience or self._patience
        limit = aiohttp.ClientTimeout(wait)

        async def attempt() -> object:
            headers = {
                "Authorization": f"Bearer {self._nio.access_token}",
                "Content-Type": "application/json",
            }
            async with await self._nio.send(method, url, data, headers, timeout=limit) as answer:
                return _read(answer.status, await answer.read(), answer.headers)

        return await self._renewing_token(lambda: _reach(attempt(), wait))

    async def _renewing_token(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        token = self._nio.access_token
        try:
            if token:
                return await attempt()
        except RequestError as error:
            if not error.is_signed_out:
                raise
        await self._renew(token)
        return await attempt()


async def _reach(answering: Awaitable[Result], patience: float) -> Result:
    """Await an answer, turning every way in which none can come into one exception."""
    try:
        # Not wait_for: that of Python 3.11 forgets a cancellation that comes together with the answer.
        async with asyncio.timeout(patience):
            return await answering
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise RequestError(0, "", f"{type(error).__name__} {error}".strip()) from error


def _read(status: int, body: bytes, headers: Mapping[str, str]) -> object:
    answer: object = (
        json.loads(body.decode(), parse_int=_read_number) if body.lstrip()[:1] in (b"{", b"[") else None
    )
    if 200 <= status < 300 and answer is not None:
        return answer
    raise _refusal(status, answer if isinstance(answer, dict) else {}, headers)


def _read_number(digits: str) -> int:
    # Old rooms allow numbers so long that Python refuses to read them, and with them the whole sync.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else 0


def _refusal(status: int, answer: Json, headers: Mapping[str, str]) -> RequestError:
    errcode, message = answer.get("errcode"), answer.get("error")
    return RequestError(
        status,
        errcode if isinstance(errcode, str) else "",
        message if isinstance(message, str) else "not the answer of a homeserver",
        _retry_after(answer.get("retry_after_ms"), headers.get("Retry-After")),
    )


def _retry_after(milliseconds: object, header: str | None) -> float | None:
    if header and header.isascii() and header.isdigit():
        return float(header)
    if isinstance(milliseconds, int) and milliseconds >= 0:
        return milliseconds / 1000
    return None
