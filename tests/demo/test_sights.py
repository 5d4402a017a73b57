"""What a client shows of each kind of event."""

from datetime import UTC, datetime
from typing import Any

import pytest

from intercoop_bot.clock import SystemClock
from intercoop_bot.demo.sights import Arrival, Deletion, Departure, File, Message, Reaction, Sight, read

AT = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"event_id": "$1", "sender": "@ana:coop.example", "name": "Ana", "at": AT}
REPLACES = {"rel_type": "m.replace", "event_id": "$0"}


@pytest.mark.parametrize(
    ("kind", "content", "more", "sight"),
    [
        pytest.param("m.room.message", {"body": "a"}, {}, Message(**WHO, body="a"), id="message"),
        pytest.param(
            "m.room.message",
            {"body": "a", "formatted_body": "<b>a</b>"},
            {},
            Message(**WHO, body="a", html="<b>a</b>"),
            id="formatted",
        ),
        pytest.param(
            "m.room.message",
            {"body": "* b", "m.new_content": {"body": "b"}, "m.relates_to": REPLACES},
            {},
            Message(**WHO, body="b", edits="$0"),
            id="edit",
        ),
        pytest.param("m.room.message", {}, {}, None, id="removed before we saw it"),
        pytest.param(
            "m.room.message",
            {"msgtype": "m.file", "body": "cr.md", "url": "mxc://x/y"},
            {},
            File(**WHO, filename="cr.md", address="mxc://x/y"),
            id="file",
        ),
        pytest.param(
            "m.reaction",
            {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "👍"}},
            {},
            Reaction(**WHO, target="$0", key="👍"),
            id="reaction",
        ),
        pytest.param("m.reaction", {}, {}, None, id="removed reaction"),
        pytest.param("m.room.redaction", {"redacts": "$0"}, {}, Deletion(**WHO, target="$0"), id="removal"),
        pytest.param(
            "m.room.redaction", {}, {"redacts": "$0"}, Deletion(**WHO, target="$0"), id="old removal"
        ),
        pytest.param("m.room.member", {"membership": "join"}, {}, Arrival(**WHO), id="came in"),
        pytest.param(
            "m.room.member",
            {"membership": "join"},
            {"unsigned": {"prev_content": {"membership": "join"}}},
            None,
            id="changed name",
        ),
        pytest.param(
            "m.room.member",
            {"membership": "leave"},
            {"unsigned": {"prev_content": {"membership": "join"}}},
            Departure(**WHO),
            id="went",
        ),
        pytest.param("m.room.member", {"membership": "invite"}, {}, None, id="invited"),
        pytest.param("m.room.topic", {"topic": "a"}, {}, None, id="anything else"),
    ],
)
def test_reading(kind: str, content: dict[str, Any], more: dict[str, Any], sight: Sight | None) -> None:
    event = {
        "type": kind,
        "event_id": "$1",
        "sender": "@ana:coop.example",
        "origin_server_ts": AT.timestamp() * 1000,
        "content": content,
        **more,
    }
    assert read(event, {"@ana:coop.example": "Ana"}, SystemClock()) == sight
