"""What was posted before a start as another device, and is not posted again."""

from types import SimpleNamespace
from typing import cast

import pytest

import intercoop_bot.matrix.posted as posted_module
from intercoop_bot.clock import uptime
from intercoop_bot.matrix.posted import Posted
from intercoop_bot.matrix.session import Session
from intercoop_bot.matrix.wire import Json

ROOM, OTHER = "!room:coop.example", "!other:coop.example"


def of(*, new_device: bool = True) -> Posted:
    """Return what is known to a session on such a device."""
    return Posted(cast(Session, SimpleNamespace(is_new_device=new_device)))


def event(number: int, **content: object) -> Json:
    """Return a message of ours."""
    return {"event_id": f"${number}", "type": "m.room.message", "content": content}


def test_what_stands_there_is_found_as_often_as_it_stands_there() -> None:
    posted = of()
    posted.note(ROOM, event(1, body="Bonjour"))
    posted.note(ROOM, event(2, body="Bonjour"))
    # The same answer of the homeserver may be read twice.
    posted.note(ROOM, event(2, body="Bonjour"))
    assert posted.take(OTHER, "m.room.message", {"body": "Bonjour"}) is None
    assert posted.take(ROOM, "m.reaction", {"body": "Bonjour"}) is None
    assert posted.take(ROOM, "m.room.message", {"body": "Bonsoir"}) is None
    found = [posted.take(ROOM, "m.room.message", {"body": "Bonjour"}) for _ in range(3)]
    assert found == ["$1", "$2", None]


def test_a_file_is_known_by_its_name_wherever_it_was_uploaded() -> None:
    posted = of()
    posted.note(ROOM, event(1, body="cr.md", msgtype="m.file", url="mxc://coop.example/a", info={"size": 1}))
    sent = {"body": "cr.md", "msgtype": "m.file", "file": {"url": "mxc://coop.example/b"}}
    assert posted.take(ROOM, "m.room.message", sent) == "$1"


def test_what_is_said_again_later_is_said_again() -> None:
    posted = of()
    posted.note(ROOM, event(1, body="Bonjour"))
    later = uptime() + 601
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(posted_module, "uptime", lambda: later)
        assert posted.take(ROOM, "m.room.message", {"body": "Bonjour"}) is None


def test_a_device_that_goes_on_relies_on_its_transactions() -> None:
    posted = of(new_device=False)
    posted.note(ROOM, event(1, body="Bonjour"))
    assert posted.take(ROOM, "m.room.message", {"body": "Bonjour"}) is None
