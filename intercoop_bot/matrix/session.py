"""Our account's session with the homeserver: signing in, and requests with what that gave.

Every request is one attempt, and raises RequestError where it fails: when to try again is for the callers,
who know what waits behind it. A refused token is renewed here, once, where there is a password.
"""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

import aiohttp
import nio
import structlog

from intercoop_bot.matrix.wire import Json, parse
from intercoop_bot.storage import Account, Storage

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

DEVICE_NAME = "intercoop-bot"
_TEMPORARY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


class RequestError(Exception):
    """A request that brought no result.

    `status` is the HTTP status, 0 where no answer came; `errcode` Matrix's own code, empty where the answer
    was not the homeserver's; `retry_after` how many seconds it asks us to wait; `answer` all that it says.
    """

    def __init__(
        self,
        status: int,
        errcode: str,
        message: str,
        retry_after: float | None = None,
        answer: Json | None = None,
    ) -> None:
        super().__init__(f"{errcode or status or 'no answer'}: {message}")
        self.status = status
        self.errcode = errcode
        self.retry_after = retry_after
        self.answer: Json = answer or {}

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


class Session:
    """Our account, signed in on one device.

    Ending never signs out: the device and its keys outlive the process. `sign_ins` counts how often the
    account was taken up: what the homeserver knows of the device may then be another thing than before.
    `is_new_device` tells whether that was as a device that has sent nothing yet.
    """

    def __init__(self, credentials: Credentials, storage: Storage, *, patience: float = 60.0) -> None:
        self._credentials = credentials
        self._storage = storage
        self.patience = patience
        self._renewing = asyncio.Lock()
        # Retries are ours: nio's own would hide what the homeserver says from the outbox. So is encryption.
        config = nio.AsyncClientConfig(
            encryption_enabled=False, max_limit_exceeded=0, max_timeouts=0, request_timeout=patience
        )
        self.sign_ins = 0
        self.date = ""
        self.is_new_device = False
        self._nio = nio.AsyncClient(credentials.homeserver.rstrip("/"), credentials.user_id, config=config)

    @property
    def user_id(self) -> str:
        """Our user id."""
        return self._credentials.user_id

    @property
    def device_id(self) -> str:
        """Our device, once signed in."""
        return str(self._nio.device_id)

    async def close(self) -> None:
        """Close the connections."""
        await self._nio.close()

    # --- signing in ----------------------------------------------------------------------------------

    async def sign_in(self, *, as_new_device: bool = False) -> None:
        """Take the account up where it was left, or sign in for the first time, or as if it were.

        Raises:
            SignInError: the password or the token is refused, or belongs to somebody else.
            RequestError: the homeserver could not be asked.
        """
        if as_new_device:
            await self._sign_in_by_password()
            return
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
            if self._nio.access_token:
                raise SignInError(f"the homeserver refuses the access token of {self.user_id}")
            raise SignInError(
                f"a new device of {self.user_id} needs a password, or an access token of its own"
            )
        self._nio.access_token = ""
        known = self._nio.device_id
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
        self.is_new_device = answer.device_id != known
        await self._keep(answer.device_id)

    async def _keep(self, device_id: str) -> None:
        self.sign_ins += 1
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

    # --- requests ------------------------------------------------------------------------------------

    async def upload(self, name: str | None, mimetype: str, content: bytes) -> str:
        """Upload a file and return its `mxc:` address."""

        async def attempt() -> nio.Response:
            answer, _ = await self._nio.upload(
                io.BytesIO(content), mimetype, filename=name, filesize=len(content)
            )
            return answer

        answer = await self._renewing_token(lambda: self._ask(attempt()))
        return str(answer.content_uri)

    async def _ask(self, answering: Awaitable[Result]) -> Result:
        """Await one of nio's answers, and raise where it is an error."""
        answer = await _reach(answering, self.patience)
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

    async def get(self, path: str, query: Json | None = None, patience: float | None = None) -> Json:
        """Ask for an object."""
        answer = await self.request("GET", path, query, patience=patience)
        if not isinstance(answer, dict):
            raise RequestError(HTTPStatus.OK, "", "not the answer of a homeserver")
        return answer

    async def request(
        self,
        method: str,
        path: str,
        query: Json | None = None,
        *,
        body: Json | None = None,
        patience: float | None = None,
    ) -> object:
        """Make a request below `/_matrix/client/v3/` and return its answer, in `patience` seconds at most."""
        url = f"/_matrix/client/v3/{path}" + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body)
        wait = patience or self.patience
        limit = aiohttp.ClientTimeout(wait)

        async def attempt() -> object:
            headers = {
                "Authorization": f"Bearer {self._nio.access_token}",
                "Content-Type": "application/json",
            }
            async with await self._nio.send(method, url, data, headers, timeout=limit) as answer:
                self.date = answer.headers.get("Date", "")
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
    answer = parse(body.decode()) if body.lstrip()[:1] in (b"{", b"[") else None
    if 200 <= status < 300 and answer is not None:
        return answer
    raise _refusal(status, answer if isinstance(answer, dict) else {}, headers)


def _refusal(status: int, answer: Json, headers: Mapping[str, str]) -> RequestError:
    errcode, message = answer.get("errcode"), answer.get("error")
    return RequestError(
        status,
        errcode if isinstance(errcode, str) else "",
        message if isinstance(message, str) else "not the answer of a homeserver",
        _retry_after(answer.get("retry_after_ms"), headers.get("Retry-After")),
        answer,
    )


def _retry_after(milliseconds: object, header: str | None) -> float | None:
    if header and header.isascii() and header.isdigit():
        return float(header)
    if isinstance(milliseconds, int) and milliseconds >= 0:
        return milliseconds / 1000
    return None
