"""What we build on: pinned to the last version, and asked about for holes as far as anybody can be asked."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import distributions
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = {"pip", "setuptools", "wheel"}
"""What makes an environment, and is not of it."""

HOLE = {
    "vulns": [
        {
            "id": "HOLE-2026-1",
            "summary": "A hole",
            "affected": [
                {
                    "package": {"name": "aiohttp", "ecosystem": "PyPI"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
                }
            ],
        }
    ]
}


def plain(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    """Return the versions that are pinned, by name."""
    lines = (ROOT / "constraints.txt").read_text().split()
    return {plain(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_every_library_here_is_pinned_at_its_version() -> None:
    pins = pinned()
    here = {plain(one.name): one.version for one in distributions()}
    strange = {name: version for name, version in here.items() if pins.get(name) != version}
    assert strange.keys() <= TOOLS | {"intercoop-bot"}


def test_every_library_that_is_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked_for = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {plain(re.split(r"[\[<>=~]", wish)[0]) for wish in asked_for} - {"intercoop-bot"}
    assert names <= pinned().keys()


@contextmanager
def service(answer: object, status: int = 200) -> Iterator[str]:
    """Run a service that knows of holes, and says that of aiohttp, and nothing of the rest."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked: Any = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = answer if asked["package"]["name"] == "aiohttp" else {}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def audit(url: str) -> tuple[int, str]:
    """Ask that service about what is pinned; return the exit code and what is told."""
    command = [sys.executable, str(ROOT / ".ci/audit.py"), "--osv-url", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)  # noqa: S603
    return done.returncode, done.stdout


needs_the_tool = pytest.mark.skipif(find_spec("pip_audit") is None, reason="made by `make setup`")


@needs_the_tool
def test_a_hole_fails_the_check() -> None:
    with service(HOLE) as url:
        code, told = audit(url)
    assert (code, told.splitlines()[0]) == (
        1,
        f"audit: aiohttp {pinned()['aiohttp']}: HOLE-2026-1 (mended in: 99.0)",
    )


@needs_the_tool
def test_no_hole_passes_and_says_of_how_many() -> None:
    with service({}) as url:
        code, told = audit(url)
    assert (code, told) == (0, f"audit: no known hole in {len(pinned())} libraries\n")


@needs_the_tool
@pytest.mark.parametrize("status", [None, 403, 502])
def test_nobody_to_ask_passes_and_says_that_nothing_is_known(status: int | None) -> None:
    with service(HOLE, status or 200) as url:
        code, told = audit("http://127.0.0.1:9/" if status is None else url)
    assert code == 0
    assert told.startswith("audit: SKIPPED, nothing is known: the service cannot be asked")
