"""What an event means to us, whatever a stranger writes into it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.clock import FastClock, ManualClock
from intercoop_bot.interface import (
    AskedToVerify,
    Edited,
    Expelled,
    Incoming,
    Joined,
    Left,
    Pill,
    Reacted,
    Redacted,
    Replaced,
    Said,
    Unreadable,
    Welcomed,
)
from intercoop_bot.matrix.reading import quoted, read, reply_target
from intercoop_bot.matrix.rooms import RoomView
from tests.matrix.test_rooms import ANA, BRUNO, JUNK, OWN, a_room

NOW = datetime(2027, 5, 12, 10, 0, tzinfo=UTC)
SENT = datetime(2027, 5, 12, 9, 59, 30, tzinfo=UTC)
Json = dict[str, Any]


def event(kind: str, content: object, **values: object) -> Json:
    return {
        "event_id": "$event",
        "sender": ANA,
        "origin_server_ts": int(SENT.timestamp() * 1000),
        "type": kind,
        "content": content,
        **values,
    }


def message(body: object, **content: object) -> Json:
    return event("m.room.message", {"msgtype": "m.text", "body": body, **content})


def reading(raw: Json, room: RoomView | None = None) -> Incoming | None:
    return read(raw, room or a_room(levels={}), OWN, ManualClock(NOW))


def said(raw: Json) -> Said:
    incoming = reading(raw)
    assert isinstance(incoming, Said)
    return incoming


def test_that_we_come_into_a_room_of_our_own_is_no_news() -> None:
    join = event("m.room.member", {"membership": "join"}, sender=OWN, state_key=OWN)
    room = RoomView("!room", OWN)
    assert isinstance(reading(join, room), Welcomed)
    room.apply(event("m.room.create", {"room_version": "12"}, sender=OWN, state_key=""))
    assert reading(join, room) is None


def test_a_message() -> None:
    assert reading(message("Bonjour\r\ntout le monde")) == Said(
        room_id="!room",
        event_id="$event",
        sender=ANA,
        sender_name="Ana",
        sent_at=SENT,
        body="Bonjour\ntout le monde",
    )


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(message("x") | {"sender": OWN}, id="our own"),
        pytest.param(message("x", msgtype="m.notice"), id="notice"),
        pytest.param(message("x", msgtype="m.emote"), id="emote"),
        pytest.param(message("x", msgtype="m.image"), id="picture"),
        pytest.param(message(["x"]), id="body is a list"),
        pytest.param(message(None), id="no body"),
        pytest.param(event("m.room.message", {}), id="removed since"),
        pytest.param(event("m.room.message", None), id="no content"),
        pytest.param(message("x") | {"sender": 7}, id="sender is a number"),
        pytest.param(message("x") | {"event_id": "event"}, id="no event id"),
        pytest.param(message("x") | {"event_id": "$" + "x" * 300}, id="overlong event id"),
        pytest.param(message("x") | {"state_key": ""}, id="claims to be state"),
        pytest.param(event("m.room.topic", {"topic": "x"}, state_key=""), id="topic"),
        pytest.param(event("m.poll.start", {}), id="poll"),
        pytest.param({}, id="nothing"),
    ],
)
def test_what_is_nothing_for_us(raw: Json) -> None:
    assert reading(raw) is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("> <@bruno:coop.example> On achète\n> le vélo\n\n!decision", id="old reply"),
        pytest.param("> * <@bruno:coop.example> sourit\n\n!decision", id="reply to an emote"),
        pytest.param("> <@bruno:coop.example> x\r\n\r\n!decision", id="other line ends"),
        pytest.param("> <@bruno:coop.example> x\n>\n> y\n!decision", id="no empty line after"),
        pytest.param("!decision", id="new reply"),
    ],
)
def test_the_quoted_text_of_a_reply_is_not_said(body: str) -> None:
    assert (
        said(message(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$old"}}})).body == "!decision"
    )


def test_a_quote_that_one_typed_is_said() -> None:
    assert said(message("> as we said\n!note x")).body == "> as we said\n!note x"
    relation = {"m.in_reply_to": {"event_id": "$old"}}
    assert said(message("> typed\n\nx", **{"m.relates_to": relation})).body == "> typed\n\nx"


def test_reply_targets() -> None:
    reply = {"m.in_reply_to": {"event_id": "$old"}}
    thread = {"rel_type": "m.thread", "event_id": "$root", **reply}
    assert reply_target(message("x", **{"m.relates_to": reply})) == "$old"
    assert reply_target(message("x", **{"m.relates_to": thread | {"is_falling_back": True}})) is None
    assert reply_target(message("x", **{"m.relates_to": thread | {"is_falling_back": False}})) == "$old"
    assert said(message("x", **{"m.relates_to": thread})).thread == "$root"
    assert reply_target(message("x", **{"m.relates_to": {"m.in_reply_to": ["$old"]}})) is None


def test_an_edit_has_the_new_words_whole() -> None:
    edit = {
        "m.new_content": {"msgtype": "m.text", "body": "!note deux"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$old"},
    }
    incoming = reading(message("* !note deux", **edit))
    assert isinstance(incoming, Edited)
    assert (incoming.target, incoming.body) == ("$old", "!note deux")


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param({"m.relates_to": {"rel_type": "m.replace", "event_id": "$old"}}, id="no new content"),
        pytest.param(
            {
                "m.new_content": {"msgtype": "m.notice", "body": "x"},
                "m.relates_to": {"rel_type": "m.replace", "event_id": "$old"},
            },
            id="into a notice",
        ),
        pytest.param(
            {
                "m.new_content": {"msgtype": "m.text", "body": "x"},
                "m.relates_to": {"rel_type": "m.replace", "event_id": 7},
            },
            id="of nothing",
        ),
    ],
)
def test_what_is_no_edit_is_no_message_either(edit: Json) -> None:
    assert reading(message("* !next", **edit)) is None


@pytest.mark.parametrize(
    ("version", "inside"),
    [("1", False), ("9", False), ("10", False), ("11", True), ("12", True), ("org.example.next", True)],
)
def test_a_removal_is_read_from_the_one_place_that_counts(version: str, inside: bool) -> None:
    room = a_room(version)
    within = event("m.room.redaction", {"redacts": "$old"})
    beside = event("m.room.redaction", {}, redacts="$old")
    counts, does_not = (within, beside) if inside else (beside, within)
    incoming = reading(counts, room)
    assert isinstance(incoming, Redacted)
    assert incoming.target == "$old"
    assert reading(does_not, room) is None


@pytest.mark.parametrize(
    ("key", "emoji"), [("✅", "✅"), ("✅\ufe0f", "✅"), ("✋\U0001f3fd", "✋"), ("5\ufe0f\u20e3", "5\u20e3")]
)
def test_a_reaction_is_the_same_whatever_its_variant(key: str, emoji: str) -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$old", "key": key}
    incoming = reading(event("m.reaction", {"m.relates_to": relation}))
    assert isinstance(incoming, Reacted)
    assert (incoming.target, incoming.key) == ("$old", emoji)


def test_membership_is_told_from_a_change_of_name() -> None:
    def member(membership: str, before: str | None, key: str = ANA, **values: object) -> Incoming | None:
        unsigned: Json = {"prev_content": {"membership": before}} if before else {}
        unsigned |= {"prev_sender": BRUNO}
        content = {"membership": membership, "displayname": "Zoé\n"}
        return reading(event("m.room.member", content, state_key=key, unsigned=unsigned, **values))

    assert isinstance(joined := member("join", "invite"), Joined)
    assert joined.sender_name == "Zoé"
    assert isinstance(member("join", None), Joined)
    assert member("join", "join") is None
    assert isinstance(left := member("leave", "join"), Left)
    assert (left.sender_name, left.person) == ("Ana", ANA)
    assert isinstance(member("ban", "join", sender=BRUNO), Left)
    assert member("leave", "invite") is None
    assert member("invite", None) is None
    assert member("knock", "leave") is None
    assert isinstance(welcome := member("join", "invite", OWN, sender=OWN), Welcomed)
    assert (welcome.sender, welcome.sender_name) == (BRUNO, "Bruno")
    assert isinstance(member("leave", "join", OWN), Expelled)
    assert isinstance(member("ban", "join", OWN), Expelled)
    assert member("join", "join", OWN, sender=OWN) is None


def test_a_closed_room() -> None:
    incoming = reading(event("m.room.tombstone", {"replacement_room": "!new"}, state_key=""))
    assert isinstance(incoming, Replaced)
    assert incoming.successor == "!new"
    assert reading(event("m.room.tombstone", {"replacement_room": "!new"})) is None
    assert reading(event("m.room.tombstone", {"replacement_room": "!room"}, state_key="")) is None
    assert reading(event("m.room.tombstone", {"replacement_room": "new"}, state_key="")) is None


def test_an_encrypted_message() -> None:
    assert isinstance(reading(event("m.room.encrypted", {"ciphertext": "x"})), Unreadable)


@pytest.mark.parametrize(
    ("content", "pills"),
    [
        pytest.param(
            {"formatted_body": '!x <a href="https://matrix.to/#/@bruno:coop.example">Bruno</a>'},
            [Pill(text="Bruno", user_id=BRUNO)],
            id="link",
        ),
        pytest.param(
            {"formatted_body": "<a href='https://matrix.to/#/%40bruno%3Acoop.example?via=x'>Bruno</a>"},
            [Pill(text="Bruno", user_id=BRUNO)],
            id="escaped link",
        ),
        pytest.param(
            {"formatted_body": '<a href="matrix:u/bruno:coop.example">le <b>grand</b>\nBruno</a>'},
            [Pill(text="le grand Bruno", user_id=BRUNO)],
            id="matrix address, tags inside",
        ),
        pytest.param(
            {
                "formatted_body": '<a href="https://matrix.to/#/!room:x">a room</a><a href="https://x">y</a><a>z</a>'
            },
            [],
            id="other links",
        ),
        pytest.param(
            {
                "formatted_body": '<mx-reply><a href="https://matrix.to/#/@bruno:coop.example">B</a></mx-reply>'
                '<a href="https://matrix.to/#/@ana:coop.example">Ana</a>'
            },
            [Pill(text="Ana", user_id=ANA)],
            id="not those quoted",
        ),
        pytest.param(
            {"m.mentions": {"user_ids": [BRUNO, ANA, 7, "@" + "x" * 300]}},
            [Pill(text="Bruno", user_id=BRUNO)],
            id="mentioned by name",
        ),
        pytest.param({"m.mentions": {"user_ids": BRUNO}}, [], id="mentions are no list"),
        pytest.param({"formatted_body": ["x"], "m.mentions": 7}, [], id="nonsense"),
        pytest.param({"formatted_body": "<a href='https://matrix.to/#/@bruno:coop.example'>"}, [], id="open"),
        pytest.param({"formatted_body": "<![x <!-- <a href=\ud800>"}, [], id="broken"),
    ],
)
def test_people_named_in_a_message(content: Json, pills: list[Pill]) -> None:
    assert list(said(message("!assign notes Bruno", **content)).pills) == pills


@pytest.mark.parametrize(
    "unit", ["<a ", "<a href='", "<a b=c ", "<!--", "<a href = ", "<a\t='\"", "> <@", "\r"]
)
def test_a_message_made_to_keep_us_busy_does_not(unit: str) -> None:
    whole = (unit * 60_000)[:60_000]
    assert said(message(whole, formatted_body=whole)).pills == ()
    assert said(message("x", formatted_body=f"<a{' ' * 60_000}")).pills == ()
    assert said(message("x", formatted_body=f"<{'a' * 60_000}")).pills == ()
    assert said(message("x", formatted_body=f"<a {'href ' * 12_000}>")).pills == ()


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        pytest.param(int(SENT.timestamp() * 1000), SENT, id="milliseconds"),
        pytest.param(0, NOW, id="zero"),
        pytest.param(-1, NOW, id="negative"),
        pytest.param(10**15, NOW, id="far away"),
        pytest.param(10**30, NOW, id="beyond all years"),
        pytest.param("1", NOW, id="text"),
        pytest.param(None, NOW, id="none"),
        pytest.param(True, NOW, id="a truth"),
        pytest.param(1e12, NOW, id="a fraction"),
    ],
)
def test_times_that_make_no_sense_are_now(sent: object, at: datetime) -> None:
    assert said(message("x") | {"origin_server_ts": sent}).sent_at == at


def test_times_are_read_by_our_clock() -> None:
    clock = FastClock(NOW, 1000)
    incoming = read(message("x") | {"origin_server_ts": 946_684_800_001}, a_room(), OWN, clock)
    assert incoming
    assert abs(incoming.sent_at - NOW) < timedelta(days=1)


def test_a_quoted_message_has_its_latest_words() -> None:
    edit = {"sender": ANA, "content": {"m.new_content": {"msgtype": "m.text", "body": "new"}}}
    raw = message("old")
    assert (quote := quoted(raw, a_room()))
    assert (quote.body, quote.sender_name) == ("old", "Ana")
    raw["unsigned"] = {"m.relations": {"m.replace": edit}}
    assert (quote := quoted(raw, a_room()))
    assert quote.body == "new"
    raw["unsigned"] = {"m.relations": {"m.replace": edit | {"sender": BRUNO}}}
    assert (quote := quoted(raw, a_room()))
    assert quote.body == "old"
    assert quoted(event("m.room.message", {}), a_room()) is None
    assert quoted(event("m.room.name", {"msgtype": "m.text", "body": "x"}), a_room()) is None


KINDS = st.sampled_from(
    [
        "m.room.message",
        "m.room.member",
        "m.room.redaction",
        "m.room.tombstone",
        "m.reaction",
        "m.room.encrypted",
    ]
)
IDS = st.sampled_from(
    [ANA, OWN, "$old", "!new", "join", "leave", "m.text", "m.replace", "m.annotation", "m.thread"]
)
VALUES = IDS | JUNK | st.text(st.characters(), max_size=20)
KEYS = [
    "body",
    "msgtype",
    "m.relates_to",
    "rel_type",
    "event_id",
    "key",
    "m.new_content",
    "formatted_body",
    "m.mentions",
    "user_ids",
    "membership",
    "displayname",
    "replacement_room",
    "m.in_reply_to",
    "redacts",
    "prev_content",
    "m.relations",
    "m.replace",
    "content",
    "sender",
]
CONTENTS = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=8,
        )
    ),
    max_leaves=25,
)


@given(KINDS, CONTENTS, CONTENTS, VALUES, VALUES, VALUES)
def test_no_event_raises(
    kind: str, content: object, unsigned: object, key: object, ts: object, sender: object
) -> None:
    raw = event(kind, content, unsigned=unsigned, state_key=key, origin_server_ts=ts, sender=sender)
    for one in (
        raw,
        raw | {"sender": ANA},
        {k: v for k, v in raw.items() if k != "state_key"} | {"sender": ANA},
    ):
        incoming = reading(one)
        if incoming:
            # Whatever comes through can be written down.
            repr(incoming).encode()
            assert incoming.sent_at.tzinfo is UTC
        reply_target(one)
        quoted(one, a_room())


def request(**content: object) -> Json:
    """Return that Ana asks to verify us."""
    wish = {"methods": ["m.sas.v1"], "from_device": "PHONE", "to": OWN, "body": "please"}
    return event("m.room.message", {"msgtype": "m.key.verification.request", **wish, **content})


def direct(*, decrypts: bool = True) -> RoomView:
    """Return a room with Ana and us in it."""
    room = RoomView("!room", OWN, decrypts=decrypts)
    for user_id in (OWN, ANA):
        room.apply(event("m.room.member", {"membership": "join"}, sender=user_id, state_key=user_id))
    return room


@pytest.mark.parametrize(
    ("content", "decrypts", "possible"),
    [
        pytest.param({}, True, True, id="emojis"),
        pytest.param({"methods": ["m.qr_code.scan.v1"]}, True, False, id="only a QR code"),
        pytest.param({"methods": 7}, True, False, id="nonsense"),
        pytest.param({}, False, False, id="without encryption"),
    ],
)
def test_who_asks_to_verify_us(content: Json, decrypts: bool, possible: bool) -> None:
    asked = reading(request(**content), direct(decrypts=decrypts))
    assert isinstance(asked, AskedToVerify)
    assert asked.possible is possible


def test_to_verify_us_is_asked_of_us_in_a_direct_room() -> None:
    room = direct()
    assert reading(request(to=BRUNO), room) is None
    room.apply(event("m.room.member", {"membership": "invite"}, state_key=BRUNO))
    assert reading(request(), room) is None
