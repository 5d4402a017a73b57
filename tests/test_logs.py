"""Logs are JSON where nobody looks, and never show what was said."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from nio import Event

from intercoop_bot import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def fail_with(words: str) -> None:
    """Fail where `words` is the value of a variable."""
    assert words
    raise RuntimeError("no")


def test_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    structlog.get_logger("intercoop_bot.room").info("fault", room="!r:coop.example", text="é")
    logging.getLogger("aiohttp").warning("from %s", "elsewhere")
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["room"], ours["level"], ours["text"]) == (
        "fault",
        "!r:coop.example",
        "info",
        "é",
    )
    assert (theirs["event"], theirs["logger"]) == ("from elsewhere", "aiohttp")
    assert ours["timestamp"].endswith("Z")


@pytest.mark.parametrize("terminal", [True, False])
def test_a_traceback_does_not_show_what_was_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal, raising=False)
    logs.set_up()
    secret = "un secret"
    try:
        fail_with(secret)
    except RuntimeError:
        structlog.get_logger().exception("fault")
    shown = capsys.readouterr().err
    assert "RuntimeError" in shown
    assert "fail_with" in shown
    assert "un secret" not in shown


@pytest.mark.parametrize("library", ["nio", "aiosqlite", "peewee"])
def test_libraries_that_would_write_messages_are_kept_quiet(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    logs.set_up(verbose=True)
    logging.getLogger(library).info("un secret")
    structlog.get_logger("intercoop_bot").debug("ours")
    assert "ours" in (shown := capsys.readouterr().err)
    assert "un secret" not in shown


def test_what_is_malformed_is_not_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(verbose=True)
    Event.parse_event({"type": "m.room.message", "sender": ["un secret"], "content": {}})
    assert capsys.readouterr().err == ""
