"""What strangers and members send by way of encryption to stop the bot, or to pass for others."""

import base64
import itertools
import json

import pytest
import vodozemac

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Incoming, Joined, Message, Said, Unreadable, Welcomed
from tests.synapse.conftest import ENCRYPTED, NewBot, NewPerson
from tests.synapse.people import BotSide, Json, Person, wait_for
from tests.synapse.proxy import Proxy

pytestmark = ENCRYPTED

_tx_ids = itertools.count()


async def room_with(bot: BotSide, owner: Person, *others: Person) -> str:
    """Return an encrypted room with these people, in which each of them has spoken."""
    room_id = await owner.create_room(bot.matrix.user_id, *(other.user_id for other in others))
    for other in others:
        await other.join(room_id)
    await bot.got(room_id, Welcomed)
    for n, each in enumerate((owner, *others), 1):
        await each.say(room_id, "bonjour")
        await bot.got(room_id, Said, n)
    return room_id


async def last_words(bot: BotSide, person: Person, room_id: str) -> list[Incoming]:
    """Return all that came in up to a last word of that person."""
    last = await person.say(room_id, "fini")

    async def said() -> bool:
        return any(event.event_id == last for event in await bot.inbox(room_id))

    await wait_for(said)
    return await bot.inbox(room_id)


async def to_device(person: Person, bot: BotSide, content: object) -> None:
    account = await bot.storage.account()
    assert account
    messages = {account.user_id: {account.device_id: content}}
    path = f"sendToDevice/m.room.encrypted/h{next(_tx_ids)}"
    await person.call("PUT", path, {"messages": messages})


def keys_of(bot: BotSide) -> dict[str, str]:
    assert bot.matrix._encryption
    keys: dict[str, str] = bot.matrix._encryption.machine.account.identity_keys
    return keys


async def test_no_message_to_its_device_stops_it(person: NewPerson, bot: NewBot) -> None:
    ana, stranger, side = await person("Ana"), await person("Eve"), await bot()
    assert stranger.device
    room_id = await room_with(side, ana)
    key = keys_of(side)["curve25519"]
    own = stranger.device.client.olm.account.identity_keys["curve25519"]
    unknown = vodozemac.Account()
    unknown.generate_one_time_keys(1)
    way = vodozemac.Account().create_outbound_session(
        vodozemac.Curve25519PublicKey.from_base64(key), next(iter(unknown.one_time_keys.values()))
    )
    kind, sealed = way.encrypt(b"{}").to_parts()
    bodies = [
        {"type": 0, "body": "AAAA"},
        {"type": 0, "body": "!!!!"},
        {"type": 1, "body": "AAAA"},
        {"type": 1, "body": "A"},
        {"type": "0", "body": 7},
        {"type": kind, "body": base64.b64encode(sealed).decode().rstrip("=")},
    ]
    for body in bodies:
        olm = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": own, "ciphertext": {key: body}}
        await to_device(stranger, side, olm)
        await to_device(stranger, side, olm | {"sender_key": "AAAA"})
    await to_device(stranger, side, {"algorithm": 5, "ciphertext": []})
    said = [e for e in await last_words(side, ana, room_id) if isinstance(e, Said)]
    assert [each.body for each in said] == ["bonjour", "fini"]
    assert side.matrix.is_heard


async def test_no_encrypted_event_stops_it_or_passes_for_what_it_is_not(
    person: NewPerson, bot: NewBot
) -> None:
    ana, eve, side = await person("Ana"), await person("Eve"), await bot()
    assert eve.device
    room_id = await room_with(side, ana, eve)
    known = await eve.device.write(room_id, "{}")
    for odd in (
        {},
        {"algorithm": 5},
        known | {"sender_key": "", "session_id": ""},
        known | {"session_id": ""},
        known | {"session_id": 7},
        known | {"ciphertext": "AAAA"},
        known | {"ciphertext": ""},
        known | {"ciphertext": {"a": 1}},
    ):
        await eve.send(room_id, "m.room.encrypted", odd)
    text = {"msgtype": "m.text", "body": "faux"}
    for written in (
        "[]",
        '"x"',
        "1",
        "{",
        "[" * 10_000,
        json.dumps({"type": "m.room.message", "room_id": room_id}),
        json.dumps({"type": "m.room.message", "content": [], "room_id": room_id}),
        json.dumps({"type": "m.room.message", "content": text, "room_id": "!another:coop.example"}),
        json.dumps({"type": "m.room.message", "content": text}),
        json.dumps({"type": "m.room.message", "state_key": "", "content": text, "room_id": room_id}),
        json.dumps(
            {
                "type": "m.room.member",
                "state_key": "@x:y",
                "content": {"membership": "join"},
                "room_id": room_id,
            }
        ),
        json.dumps(
            {
                "type": "m.room.power_levels",
                "content": {"users": {eve.user_id: 100}},
                "room_id": room_id,
            }
        ),
        json.dumps(
            {"type": "m.room.redaction", "redacts": "$x", "content": {"redacts": "$x"}, "room_id": room_id}
        ),
    ):
        await eve.send(room_id, "m.room.encrypted", await eve.device.write(room_id, written))
    events = await last_words(side, ana, room_id)
    assert [e.body for e in events if isinstance(e, Said)] == ["bonjour", "bonjour", "fini"]
    assert [e for e in events if not isinstance(e, Said | Welcomed | Joined)] == []
    assert not side.matrix.surroundings(room_id).is_moderator(eve.user_id)
    assert "@x:y" not in side.matrix.surroundings(room_id).members
    assert await side.storage.seals.waiting() == ()


async def test_nobody_speaks_with_the_session_of_another(person: NewPerson, bot: NewBot) -> None:
    ana, eve, side = await person("Ana"), await person("Eve"), await bot()
    assert ana.device
    room_id = await room_with(side, ana, eve)
    stolen = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "faux"}, "room_id": room_id}
    content = await ana.device.write(room_id, json.dumps(stolen))
    await eve.send_in_clear(room_id, "m.room.encrypted", content)
    events = await last_words(side, ana, room_id)
    assert "faux" not in [e.body for e in events if isinstance(e, Said)]
    assert not [e for e in events if isinstance(e, Unreadable)]


@pytest.mark.parametrize("fault", ["one-time key", "signing key", "own key"])
async def test_a_device_that_is_broken_keeps_nobody_else_from_reading(
    person: NewPerson, bot: NewBot, fault: str
) -> None:
    ana, side = await person("Ana"), await bot()
    eve = await person("Eve")
    assert eve.device
    olm, name = eve.device.client.olm, eve.device.client.device_id
    olm.account.shared = False
    upload: Json = olm.share_keys()
    own = upload["device_keys"]
    if fault == "one-time key":
        bad = {"key": "AAAA"}
        signed = {**bad, "signatures": {eve.user_id: {f"ed25519:{name}": olm.sign_json(bad)}}}
        upload = {"one_time_keys": {"signed_curve25519:AAAAAAAAAA0": signed}}
        for _ in range(60):
            claim = {"one_time_keys": {eve.user_id: {name: "signed_curve25519"}}}
            if not (await ana.call("POST", "keys/claim", claim))["one_time_keys"]:
                break
    elif fault == "signing key":
        own["keys"][f"ed25519:{name}"] = "AAAA"
        upload = {"device_keys": own}
    else:
        own["keys"][f"curve25519:{name}"] = "AAAA"
        own.pop("signatures")
        own["signatures"] = {eve.user_id: {f"ed25519:{name}": olm.sign_json(own)}}
        upload = {"device_keys": own}
    await eve.call("POST", "keys/upload", upload)
    room_id = await ana.create_room(side.matrix.user_id, eve.user_id)
    await eve.join(room_id)
    await side.got(room_id, Welcomed)
    for words in ("un", "deux"):
        await side.put(room_id, Message(body=words, html=words))
        await side.sent_all()
        assert words in await ana.messages(room_id, side.matrix.user_id)
    assert await side.storage.outbox.failures() == ()


async def test_where_all_its_one_time_keys_were_taken_it_can_still_be_written_to(
    person: NewPerson, bot: NewBot
) -> None:
    ana, eve, side = await person("Ana"), await person("Eve"), await bot()
    account = await side.storage.account()
    assert account

    async def claim() -> Json:
        wanted = {"one_time_keys": {account.user_id: {account.device_id: "signed_curve25519"}}}
        answer: Json = (await eve.call("POST", "keys/claim", wanted))["one_time_keys"]
        keys: Json = next(iter(answer.get(account.user_id, {}).get(account.device_id, {}).values()), {})
        return keys

    # The last one is given to all who come after.
    await side.pause()
    for _ in range(200):
        if (await claim()).get("fallback"):
            break
    else:
        pytest.fail("no end of one-time keys, or none for when there are none")
    await side.run()

    async def has_new_ones() -> bool:
        return "fallback" not in await claim()

    await wait_for(has_new_ones)
    room_id = await room_with(side, ana)
    await last_words(side, ana, room_id)


async def test_a_device_that_left_no_keys_is_not_asked_for_them_at_each_message(
    person: NewPerson, bot: NewBot, homeserver: Homeserver
) -> None:
    ana, eve = await person("Ana"), await person("Eve")
    assert eve.device
    async with Proxy.before(homeserver.url) as proxy:
        side = await bot(url=proxy.url)
        name = eve.device.client.device_id
        wanted = {"one_time_keys": {eve.user_id: {name: "signed_curve25519"}}}
        while (await ana.call("POST", "keys/claim", wanted))["one_time_keys"]:
            pass
        room_id = await ana.create_room(side.matrix.user_id, eve.user_id)
        await eve.join(room_id)
        await side.got(room_id, Joined)
        for words in ("un", "deux", "trois"):
            await side.put(room_id, Message(body=words, html=words))
        await side.sent_all()
        await side.stop()
    assert [call for call in proxy.seen if "keys/claim" in call] == ["POST /_matrix/client/v3/keys/claim"]
