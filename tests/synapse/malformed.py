"""Events as no client and no homeserver would send them, made by Hypothesis from those that they do send.

1. A right event is of no effect on a meeting: what is broken in it could only do harm.
2. An event is JSON as text: what is put into it need not be what a library would write.
3. The same seed brings the same events.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.synapse.people import Json
from tests.synapse.proxy import Part

T = TypeVar("T")

_AT_ONCE = 50
_RANDOM = 5

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the right events speak of: a room, the bot’s device, who writes there, and a message of theirs.

    `now` is in milliseconds.
    """

    room_id: str
    device_id: str
    device_key: str
    signing_key: str
    writer: str
    writer_device: str
    message: str
    now: int
    is_encrypted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """An event, for a part of what a sync brings."""

    part: Part
    text: str


ODD = (
    *("null", "true", "false", "0", "-1", "1.5", "-0.0", "1e999", "-1e999", "NaN", "Infinity"),
    *("9" * 15, "9" * 25, "-" + "9" * 400, "9" * 5000, "0.1" + "0" * 400 + "1"),
    *(
        '""',
        '" "',
        '"x"',
        '"0"',
        '"100"',
        '"\\u0000"',
        '"\\n\\r"',
        '"\\u202egnp.exe\\u202c"',
        '"\\u200b\\u2028"',
    ),
    *(
        '"\\ud800"',
        '"\\udc00\\ud800x"',
        '"\\ud83d\\ude00"',
        '"e' + "\\u0301" * 500 + '"',
        '"%s %(x)d {x} {0}"',
    ),
    *('"<b>x</b><script>"', '"\\u0000]]>\'\\"--"', '"' + "x" * 65_000 + '"', '"' + "\\u00e9" * 65_000 + '"'),
    *('"@"', '"@:"', '"@a"', '"@:b"', '"@a:b:c"', '"@' + "a" * 300 + ':b"', '"@\\ud800:b"', '"@ a:b\\n"'),
    *(
        '"!"',
        '"!x:"',
        '"!' + "a" * 300 + '"',
        '"$"',
        '"$' + "a" * 300 + '"',
        '"$\\u0000"',
        '"#x:y"',
        '"mxc://"',
    ),
    *(
        "[]",
        "[[]]",
        "[null]",
        "[{}]",
        '[""]',
        "[1,2,3]",
        '["a","a"]',
        "[" * 90 + "]" * 90,
        "[" * 2000 + "]" * 2000,
    ),
    *("{}", '{"":""}', '{"a":{"b":{"c":{}}}}', '{"a":1,"a":2}', '{"\\ud800":1}', '{"__class__":"x"}'),
    *('{"a":' * 90 + "1" + "}" * 90, '{"a":' * 2000 + "1" + "}" * 2000, "[" + "0," * 20_000 + "0]"),
    "{" + ",".join(f'"k{n}":{n}' for n in range(2000)) + "}",
)
"""What stands in the place of something else, beside what is made at random."""

_SESSION = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "session_id": "ErTDwj1EK/B2ylBnYWeerxR1J7nfps7EmwhulsscJy0",
    "session_key": (
        "AgAAAAAyQElvpiMUoIznfmzMmZsBnDbHLbh8tXyABiCKfygs35z9EXkqG/Zz5bAaZj8VxeLpPSIyrNvOg+63d9+vQg0lH+0F7uhj"
        "BLH9enHPGu/ybYtfG5OcVPBTENATqMyxNprya8Po63CeBQHPQqOHzUQi9K3g7+mqdf5BU6wLtEO3KRK0w8I9RCvwdspQZ2Fnnq8U"
        "dSe536bOxJsIbpbLHCctGYTk9lxCZJB4ixnGWjWdTGe+TmliSTiVActoKP5xmN9dCFJtpcxjsclquCaNHWHDr7svfKTnRIE546gs"
        "8KkcAw"
    ),
}
_WORDS = {"msgtype": "m.text", "body": "bonjour", "m.mentions": {"user_ids": ["@x:coop.example"]}}
_MEDIA = {
    "body": "a.png",
    "url": "mxc://coop.example/a",
    "info": {"mimetype": "image/png", "size": 5, "w": 1, "h": 1},
}


def sealed_contents(place: Place) -> Iterator[tuple[str, Json]]:
    """Give the types and right contents of what people say in a room, encrypted or not."""
    message = {"event_id": place.message}
    yield "m.room.message", _WORDS | {"format": "org.matrix.custom.html", "formatted_body": "<p>bonjour</p>"}
    yield "m.room.message", {"msgtype": "m.notice", "body": "bonjour"}
    yield "m.room.message", {"msgtype": "m.emote", "body": "bonjour"}
    for kind in ("m.image", "m.file", "m.audio", "m.video"):
        yield "m.room.message", {"msgtype": kind, **_MEDIA}
    yield "m.room.message", {"msgtype": "m.location", "body": "ici", "geo_uri": "geo:1,2"}
    yield "m.room.message", {"msgtype": "m.server_notice", "body": "x", "server_notice_type": "y"}
    request = {"msgtype": "m.key.verification.request", "body": "x", "from_device": "X", "to": place.writer}
    yield "m.room.message", request | {"methods": ["m.sas.v1"]}
    yield "m.room.message", _WORDS | {"m.relates_to": {"m.in_reply_to": message}}
    thread = {"rel_type": "m.thread", **message, "is_falling_back": True, "m.in_reply_to": message}
    yield "m.room.message", _WORDS | {"m.relates_to": thread}
    yield (
        "m.room.message",
        {
            **_WORDS,
            "m.new_content": _WORDS,
            "m.relates_to": {"rel_type": "m.replace", "event_id": place.message},
        },
    )
    yield "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", **message, "key": "🐟"}}
    yield "m.sticker", _MEDIA
    yield (
        "m.poll.start",
        {"m.poll": {"question": {"m.text": [{"body": "?"}]}, "answers": [], "kind": "m.disclosed"}},
    )
    yield "m.key.verification.start", {"method": "m.sas.v1", "from_device": "X", "m.relates_to": message}


def _states(place: Place) -> Iterator[tuple[str, str, Json]]:
    """Give the types, keys and right contents of what a room is; a meeting goes on as before with each."""
    ghost = "@ghost:elsewhere.example"
    yield "m.room.member", ghost, {"membership": "leave", "displayname": "Ghost", "avatar_url": "mxc://a/b"}
    yield "m.room.member", ghost, {"membership": "ban", "reason": "x", "third_party_invite": {"signed": {}}}
    yield "m.room.member", ghost, {"membership": "knock"}
    yield "m.room.power_levels", "x", {"users": {place.writer: 100}, "events": {"m.room.name": 50}, "ban": 50}
    yield (
        "m.room.create",
        "x",
        {"creator": place.writer, "room_version": "11", "predecessor": {"room_id": "!x"}},
    )
    yield "m.room.name", "", {"name": "Chambre"}
    yield "m.room.topic", "", {"topic": "x", "m.topic": {"m.text": [{"body": "x"}]}}
    yield "m.room.avatar", "", {"url": "mxc://a/b", "info": {"w": 1}}
    yield "m.room.canonical_alias", "", {"alias": "#x:y", "alt_aliases": ["#z:y"]}
    yield "m.room.join_rules", "", {"join_rule": "restricted", "allow": [{"type": "m.room_membership"}]}
    yield "m.room.history_visibility", "", {"history_visibility": "shared"}
    yield "m.room.guest_access", "", {"guest_access": "can_join"}
    yield "m.room.pinned_events", "", {"pinned": [place.message]}
    yield "m.room.tombstone", "", {"body": "x", "replacement_room": place.room_id}
    yield "m.room.server_acl", "", {"allow": ["*"], "deny": [], "allow_ip_literals": True}
    yield "m.room.encryption", "" if place.is_encrypted else "x", {"algorithm": "m.megolm.v1.aes-sha2"}
    yield "m.room.third_party_invite", "x", {"display_name": "x", "public_key": "y"}
    yield "m.space.child", "!x:y", {"via": ["y"], "order": "a"}


def _ephemeral(place: Place) -> Iterator[Json]:
    yield {"type": "m.typing", "content": {"user_ids": [place.writer]}}
    receipt = {"m.read": {place.writer: {"ts": 1_700_000_000_000, "thread_id": "main"}}}
    yield {"type": "m.receipt", "content": {place.message: receipt}}


def _account_data(place: Place) -> Iterator[Json]:
    yield {"type": "m.tag", "content": {"tags": {"u.x": {"order": 0.5}}}}
    yield {"type": "m.fully_read", "content": {"event_id": place.message}}
    yield {"type": "m.direct", "content": {place.writer: [place.room_id]}}
    yield {"type": "m.ignored_user_list", "content": {"ignored_users": {place.writer: {}}}}


def to_device_contents(place: Place) -> Iterator[tuple[str, Json]]:
    """Give the types and right contents of what devices say to each other, encrypted or not."""
    session = _SESSION | {"room_id": place.room_id}
    key = place.device_key
    yield "m.room_key", session
    chain = {"forwarding_curve25519_key_chain": [key], "sender_claimed_ed25519_key": key}
    yield "m.forwarded_room_key", session | {"sender_key": key, **chain}
    yield (
        "m.room_key_request",
        {
            "action": "request",
            "body": session | {"sender_key": key},
            "request_id": "r",
            "requesting_device_id": "X",
        },
    )
    yield "m.room_key.withheld", session | {"sender_key": key, "code": "m.unverified", "reason": "x"}
    secret = {
        "action": "request",
        "name": "m.cross_signing.master",
        "request_id": "s",
        "requesting_device_id": "X",
    }
    yield "m.secret.request", secret
    yield "m.secret.send", {"request_id": "s", "secret": "x"}
    yield "m.dummy", {}


def _to_device(place: Place) -> Iterator[tuple[str, Json]]:
    yield from to_device_contents(place)
    for kind in (0, 1):
        for body in ("AAAA", "AwogaGVsbG8" * 20, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"):
            sealed = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": place.device_key}
            yield (
                "m.room.encrypted",
                sealed | {"ciphertext": {place.device_key: {"type": kind, "body": body}}},
            )
    began = {"from_device": place.writer_device, "transaction_id": "t", "timestamp": place.now}
    yield "m.key.verification.request", began | {"methods": ["m.sas.v1", "m.qr_code.show.v1"]}
    yield "m.key.verification.ready", {"from_device": "X", "transaction_id": "t", "methods": ["m.sas.v1"]}
    methods = {"hashes": ["sha256"], "key_agreement_protocols": ["curve25519-hkdf-sha256"]}
    methods |= {
        "message_authentication_codes": ["hkdf-hmac-sha256.v2"],
        "short_authentication_string": ["emoji"],
    }
    yield (
        "m.key.verification.start",
        {"from_device": "X", "transaction_id": "t", "method": "m.sas.v1", **methods},
    )
    yield "m.key.verification.accept", {"transaction_id": "t", "commitment": "x", "hash": "sha256"}
    yield "m.key.verification.key", {"transaction_id": "t", "key": place.device_key}
    yield "m.key.verification.mac", {"transaction_id": "t", "mac": {"ed25519:X": "x"}, "keys": "x"}
    yield "m.key.verification.cancel", {"transaction_id": "t", "code": "m.user", "reason": "x"}
    yield "m.key.verification.done", {"transaction_id": "t"}


def right_events(place: Place) -> list[tuple[Part, Json]]:
    """Return one event of each kind, each with the part of a sync that it comes in."""
    common = {"event_id": "$slipped", "sender": place.writer, "origin_server_ts": place.now}
    said: list[tuple[str, Json]] = [] if place.is_encrypted else [*sealed_contents(place)]
    said.append(("m.room.redaction", {"redacts": "$unknown", "reason": "x"}))
    megolm = {"algorithm": "m.megolm.v1.aes-sha2", "sender_key": place.device_key, "device_id": "X"}
    said.append(("m.room.encrypted", megolm | {"session_id": "unknown", "ciphertext": "AwgAEnAC"}))
    before = {"unsigned": {"age": 5, "prev_content": {"membership": "leave"}, "transaction_id": "x"}}
    events: list[tuple[Part, Json]] = []
    for kind, content in said:
        events.append(("timeline", common | before | {"type": kind, "content": content}))
    for kind, key, content in _states(place):
        state = common | before | {"type": kind, "state_key": key, "content": content}
        events += [("timeline", state), ("state", state)]
    events += [("ephemeral", event) for event in _ephemeral(place)]
    events += [("account_data", event) for event in _account_data(place)]
    for kind, content in _to_device(place):
        events.append(("to_device", {"type": kind, "sender": place.writer, "content": content}))
    presence = {"presence": "online", "last_active_ago": 5, "currently_active": True, "status_msg": "x"}
    events.append(("presence", {"type": "m.presence", "sender": place.writer, "content": presence}))
    return events


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    parts: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        parts = [*value.items()]
    elif isinstance(value, list):
        parts = [*enumerate(value)]
    for key, part in parts:
        yield from _paths(part, (*path, key))


_anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.text("\ud800\udfff\0\u202e", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
).map(json.dumps)
_WAYS = ("odd", "odd", "odd", "remove", "remove", "rename", "wrap", "list", "repeat", "random")
_NAMES = ("", "x", "\ud800", "__proto__", "k" * 300)


def broken(right: object, odd: Sequence[str], random: Random) -> str:
    """Return an event as text, broken in one to three places; `odd` is what may be put into it."""
    event: Json = {"": deepcopy(right)}
    texts: list[str] = []
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        *to, last = random.choice([*_paths(event)])
        whole: Any = event
        for step in to:
            whole = whole[step]
        part = whole[last]
        match random.choice(_WAYS):
            case "remove" if to:
                del whole[last]
            case "rename" if isinstance(whole, dict) and to:
                whole[random.choice(_NAMES)] = whole.pop(last)
            case "wrap":
                whole[last] = {"x": part}
            case "list":
                whole[last] = [part]
            case "repeat":
                whole[last] = [part] * 5
            case way:
                texts.append(random.choice(odd if way == "random" else ODD))
                whole[last] = f"<text {len(texts) - 1}>"
    whole_text = json.dumps(event[""])
    for n, text in enumerate(texts):
        whole_text = whole_text.replace(f'"<text {n}>"', text)
    return whole_text


def malformed(place: Place, number: int, number_of_seed: int) -> list[Malformed]:
    """Return so many events that are not right, all parts of a sync mixed."""
    rights = right_events(place)

    def some(odd: Sequence[str], random: Random) -> Iterator[Malformed]:
        for text in odd:
            yield Malformed(part=random.choice(rights)[0], text=text)
        for _ in range(_AT_ONCE - len(odd)):
            part, right = random.choice(rights)
            if "event_id" in right:
                right = right | {"event_id": f"$malformed{random.getrandbits(64)}"}
            yield Malformed(part=part, text=broken(right, odd, random))

    return _made(some, number, number_of_seed)


def malformed_texts(rights: Sequence[Json], number: int, number_of_seed: int) -> list[str]:
    """Return so many texts that are not right, made from these."""

    def some(odd: Sequence[str], random: Random) -> Iterator[str]:
        yield from odd
        for _ in range(_AT_ONCE - len(odd)):
            yield broken(random.choice(rights), odd, random)

    return _made(some, number, number_of_seed)


def _made(some: Callable[[Sequence[str], Random], Iterable[T]], number: int, number_of_seed: int) -> list[T]:
    """Return what is made of odd JSON and of chance.

    The JSON is Hypothesis's. Where it goes is not: left to it, most events would be the same few.
    """
    made: list[T] = []

    @seed(number_of_seed)
    @settings(
        max_examples=-(-number // _AT_ONCE),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(st.lists(_anything, min_size=_RANDOM, max_size=_RANDOM))
    def make(odd: list[str]) -> None:
        made.extend(some(odd, Random(f"{number_of_seed} {len(made)}")))  # noqa: S311 - chance that comes again

    make()
    return made[:number]
