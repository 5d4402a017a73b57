"""Ten thousand events that are not right, in the midst of meetings: the minutes are as without them."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.clock import SystemClock
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Incoming, Said, Welcomed
from intercoop_bot.matrix import sync
from intercoop_bot.matrix.identity.verifier import Heard, Verifier
from intercoop_bot.matrix.reading import read
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewBot, NewPerson
from tests.synapse.malformed import (
    Malformed,
    Place,
    malformed,
    malformed_texts,
    sealed_contents,
    to_device_contents,
)
from tests.synapse.people import Json, Person
from tests.synapse.proxy import Proxy
from tests.synapse.strict import shown_to

BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
NUMBER = 5_000
ROUNDS = 10
SEED = 20280512


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    async with Proxy.before(homeserver.url) as running:
        yield running


@BOTH_WAYS
async def test_what_is_malformed_leaves_the_minutes_exact(
    person: NewPerson, app: NewApp, proxy: Proxy, encrypted: bool
) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    clock = SteppingClock(BEGINS)
    bot = await app(clock, url=proxy.url)
    # The same meeting is held in two rooms, and one of them is left in peace.
    chats = [await Chat.open(bot.user_id, ana, mallory) for _ in range(2)]
    harmed, unharmed = chats
    talks: list[str] = []
    for chat in chats:
        await chat.say("!ouvrir Bilan\n!point Caisse 30 min\n!point Divers 30 min\n!prendre notes\n!suivant")
        await chat.hears("1/2 · Caisse")
        talks.append(await chat.say("bonjour", mallory))
    ((device_id, device),) = (await shown_to(ana, bot.user_id))["device_keys"][bot.user_id].items()
    place = Place(
        room_id=harmed.room_id,
        device_id=device_id,
        device_key=device["keys"][f"curve25519:{device_id}"],
        signing_key=device["keys"][f"ed25519:{device_id}"],
        writer=mallory.user_id,
        writer_device=str(mallory.client.device_id),
        message=talks[0],
        now=_now(),
        is_encrypted=encrypted,
    )
    events = await _events(place, mallory, bot.user_id)
    assert len(events) == NUMBER
    for n in range(ROUNDS):
        # Each note, and each step, is of the same minute in both rooms.
        clock.to(BEGINS + (n + 1) * timedelta(minutes=2))
        for event in events[n::ROUNDS]:
            # What is dated long ago would be taken for something that was missed.
            text = event.text.replace(str(place.now), str(_now()))
            proxy.slip_in_text(harmed.room_id, event.part, text)
        for chat in chats:
            await chat.emoji(await chat.say(f"DÉCISION : numéro {n}"))
            if n == ROUNDS // 2:
                await chat.say("!suivant")
                await chat.hears("2/2 · Divers")
    clock.to(BEGINS + timedelta(minutes=25))
    for chat in chats:
        await chat.say("!clore")
        await chat.hears("Brouillon")
        await chat.say("!réunions")
        await chat.hears("Pour un compte rendu")
    exact = await unharmed.files(f"numéro {ROUNDS - 1}")
    for name, text in (await harmed.files(f"numéro {ROUNDS - 1}")).items():
        assert text.split("\n") == exact[name].split("\n")
    assert await _told(harmed) == await _told(unharmed)


async def test_an_event_that_cannot_be_read_keeps_no_other_out(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)

    def stumble(event: Json, *others: Any) -> Incoming | None:  # noqa: ANN401 - handed on
        if event["content"].get("body") == "une pierre":
            raise RuntimeError("a stone")
        return read(event, *others)

    monkeypatch.setattr(sync, "read", stumble)
    for words in ("un", "une pierre", "deux"):
        await ana.say(room_id, words)
    assert [said.body for said in await side.got(room_id, Said, 2)] == ["un", "deux"]


async def test_a_verification_that_cannot_be_answered_keeps_nothing_out(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    heard: list[Heard] = []

    async def stumble(_: Verifier, each: Heard) -> None:
        heard.append(each)
        raise RuntimeError("a stone")

    monkeypatch.setattr(Verifier, "_answer", stumble)
    content = {"transaction_id": "x", "from_device": "X", "methods": ["m.sas.v1"], "timestamp": _now()}
    messages = {side.matrix.user_id: {"*": content}}
    await ana.call("PUT", "sendToDevice/m.key.verification.request/v1", {"messages": messages})
    for n, words in enumerate(("un", "deux"), 1):
        await ana.say(room_id, words)
        await side.got(room_id, Said, n)
    assert [each.tx_id for each in heard] == ["x"]
    assert side.matrix.is_heard


def _now() -> int:
    return int(SystemClock().now().timestamp() * 1000)


async def _events(place: Place, writer: Person, bot: str) -> list[Malformed]:
    if writer.device is None:
        return malformed(place, NUMBER, SEED)
    few = NUMBER // 5
    said = [
        {"type": kind, "content": content, "room_id": place.room_id}
        for kind, content in sealed_contents(place)
    ]
    events = malformed(place, NUMBER - 2 * few, SEED)
    for n, words in enumerate(malformed_texts(said, few, SEED)):
        content = await writer.device.write(place.room_id, words)
        event = {"type": "m.room.encrypted", "sender": place.writer, "event_id": f"$sealed{n}"}
        text = json.dumps(event | {"origin_server_ts": 0, "content": content})
        events.append(Malformed(part="timeline", text=text))
    keys = writer.device.client.olm.account.identity_keys
    told = [
        {
            "sender": place.writer,
            "sender_device": writer.device.client.device_id,
            "keys": {"ed25519": keys["ed25519"]},
            "recipient": bot,
            "recipient_keys": {"ed25519": place.signing_key},
            "type": kind,
            "content": content,
        }
        for kind, content in to_device_contents(place)
    ]
    for content in await writer.device.whisper(bot, place.device_id, malformed_texts(told, few, SEED)):
        message = {"type": "m.room.encrypted", "sender": place.writer, "content": content}
        events.append(Malformed(part="to_device", text=json.dumps(message)))
    return events


async def _told(chat: Chat) -> list[str]:
    """Return what the bot said, but for its card, which follows the talk, and for what it cannot read."""
    return [seen.body for seen in await chat.said() if not re.match("▶️|⬇️|⏹️|🔒", seen.body)]
