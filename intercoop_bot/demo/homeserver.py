"""A homeserver of our own: Synapse in a subprocess, on loopback, with all its data in one folder.

The demo holds its meeting on it, and so do the tests: there is one launcher. It is stopped by its process
id; should our own process die first, its end of a pipe closes, and the homeserver goes as well.
"""

import asyncio
import base64
import json
import secrets
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, ClassVar, Self

import aiohttp
from nio import AsyncClient, AsyncClientConfig, ProfileSetDisplayNameResponse, RegisterResponse

SERVER_NAME = "coop.example"

_LAUNCH = """
import os, runpy, signal, sys, threading, time

def go_with_parent():
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)
    os._exit(1)

threading.Thread(target=go_with_parent, daemon=True).start()
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""
_HEALTHY_WITHIN = 60.0
_STOPPED_WITHIN = 15.0
_NAMED_WITHIN = 10
_NO_LIMIT = {"per_second": 10_000, "burst_count": 10_000}


class HomeserverError(Exception):
    """The homeserver did not come up; the message holds the end of its log."""


class Homeserver:
    """A running Synapse. `url` is its address, `log` the file it logs to.

    `launch` is the program that runs it.
    """

    launch: ClassVar[str] = _LAUNCH

    def __init__(self, folder: Path, *, rate_limited: bool = False) -> None:
        self.folder = folder
        self.log = folder / "homeserver.log"
        self.port = _free_port()
        self._rate_limited = rate_limited
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its client-server API."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    @asynccontextmanager
    async def start(cls, folder: Path, *, rate_limited: bool = False) -> AsyncIterator[Self]:
        """Run a homeserver whose data lie in `folder`, until the block ends.

        `rate_limited` keeps Synapse's own limit of messages: ten at once, then one every five seconds.

        Raises:
            HomeserverError: it did not come up within a minute.
        """
        homeserver = cls(folder, rate_limited=rate_limited)
        try:
            await homeserver.run()
            yield homeserver
        finally:
            await homeserver.stop()

    async def run(self) -> None:
        """Start it on its port, with the data of its folder, and return once it is healthy."""
        self._write_config()
        self._process = self._spawn()
        try:
            async with asyncio.timeout(_HEALTHY_WITHIN), aiohttp.ClientSession() as http:
                while not await self._is_healthy(http):
                    if self._process.poll() is not None:
                        raise HomeserverError(self._end_of_log())
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise HomeserverError(self._end_of_log()) from None

    async def stop(self) -> None:
        """Stop it; its data stay. Does nothing where it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, _STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        finally:
            if process.stdin:
                process.stdin.close()

    async def restart(self) -> None:
        """Stop it and start it again, on the same port with the same data."""
        await self.stop()
        await self.run()

    async def register(self, name: str, password: str, display_name: str | None = None) -> AsyncClient:
        """Open an account and return its client, signed in; the caller closes it."""
        client = AsyncClient(self.url, name, config=AsyncClientConfig(encryption_enabled=False))
        answer = await client.register(name, password, device_name="intercoop-bot")
        if not isinstance(answer, RegisterResponse):
            await client.close()
            raise HomeserverError(f"{name} could not be registered: {answer}")
        if display_name and not await _name(client, display_name):
            await client.close()
            raise HomeserverError(f"{name} could not be named {display_name}")
        return client

    def _spawn(self) -> "subprocess.Popen[bytes]":
        config = self.folder / "homeserver.json"
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-c", self.launch, "--config-path", str(config)],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    async def _is_healthy(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.url}/health") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] or "the homeserver ended without a word"

    def _write_config(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        signing_key = self.folder / "signing.key"
        if not signing_key.exists():
            seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            signing_key.write_text(f"ed25519 a_key {seed}\n")
        secret_file = self.folder / "secret"
        if not secret_file.exists():
            secret_file.write_text(secrets.token_hex(32))
        # JSON is YAML too, and needs no library.
        config = self._config(secret_file.read_text(), signing_key)
        (self.folder / "homeserver.json").write_text(json.dumps(config, indent=2))

    def _config(self, secret: str, signing_key: Path) -> dict[str, Any]:
        config: dict[str, Any] = {
            "server_name": SERVER_NAME,
            "public_baseurl": self.url,
            "pid_file": str(self.folder / "homeserver.pid"),
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "tls": False,
                    "resources": [{"names": ["client"], "compress": False}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(self.folder / "homeserver.db")}},
            "media_store_path": str(self.folder / "media"),
            "signing_key_path": str(signing_key),
            "macaroon_secret_key": secret,
            "form_secret": secret,
            "enable_registration": True,
            "enable_registration_without_verification": True,
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "url_preview_enabled": False,
            "presence": {"enabled": False},
            "bcrypt_rounds": 4,
            "rc_registration": _NO_LIMIT,
            "rc_login": {"address": _NO_LIMIT, "account": _NO_LIMIT, "failed_attempts": _NO_LIMIT},
            "rc_joins": {"local": _NO_LIMIT, "remote": _NO_LIMIT},
            "rc_joins_per_room": _NO_LIMIT,
            "rc_invites": {"per_room": _NO_LIMIT, "per_user": _NO_LIMIT, "per_issuer": _NO_LIMIT},
            "rc_room_creation": _NO_LIMIT,
            "rc_admin_redaction": _NO_LIMIT,
        }
        if not self._rate_limited:
            config["rc_message"] = _NO_LIMIT
        return config


async def _name(client: AsyncClient, display_name: str) -> bool:
    """Give an account its name, again where the homeserver was too busy; tell whether that is done."""
    for _ in range(_NAMED_WITHIN):
        if isinstance(await client.set_displayname(display_name), ProfileSetDisplayNameResponse):
            return True
        await asyncio.sleep(0.2)
    return False


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
