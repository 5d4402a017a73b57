"""A homeserver that lets anything through: times that are lies, JSON without a ground, a crowd."""

import tracemalloc
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Said, Welcomed
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import NewApp, NewBot, NewPerson
from tests.synapse.people import Json
from tests.synapse.proxy import Proxy

BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
LIES = {
    "1970": 0,
    "before all time": -1,
    "2001": 1_000_000_000_000,
    "2099": 4_102_000_000_000,
    "9999": 253_402_300_799_000,
    "beyond all years": 10**18,
    "beyond all numbers": 10**400,
}


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    async with Proxy.before(homeserver.url) as running:
        yield running


def text(body: str) -> Json:
    return {"msgtype": "m.text", "body": body}


async def test_times_that_are_lies_move_neither_the_clock_nor_the_minutes(
    person: NewPerson, app: NewApp, proxy: Proxy
) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    clock = SteppingClock(BEGINS)
    bot = await app(clock, url=proxy.url)
    chat = await Chat.open(bot.user_id, ana, mallory)
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
    await chat.hears("1/1 · Caisse")
    clock.forward(minutes=2)
    await chat.emoji(await chat.say("NOTE : première"))
    for name, lie in LIES.items():
        proxy.slip_in(
            chat.room_id,
            mallory.user_id,
            "m.room.message",
            text(f"NOTE : menteuse de {name}"),
            origin_server_ts=lie,
        )
    clock.forward(minutes=2)
    await chat.say("NOTE : dernière")
    await chat.say("!état")
    state = await chat.hears("Caisse", "6 min")
    assert "12:10" in state.body
    # The lies have not put the alarm off, either.
    clock.forward(minutes=7)
    await chat.hears("⏰")
    await chat.say("!clore")
    await chat.hears("Brouillon", "12:00 à 12:11")
    page = (await chat.files("dernière"))["cr-2028-05-12.md"]
    noted = [line for line in page.split("\n") if " — " in line and "menteuse" in line]
    assert len(noted) == len(LIES)
    assert all("12:02" in line or "12:04" in line for line in noted), noted
    places = [page.index(words) for words in ("première", *(f"de {name}" for name in LIES), "dernière")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "kind", ["m.room.message", "m.room.member", "m.room.encrypted", "m.room.power_levels", "m.reaction"]
)
@pytest.mark.parametrize(
    "deep",
    [
        pytest.param("[" * 30_000 + "]" * 30_000, id="lists"),
        pytest.param('{"a":' * 9_000 + "1" + "}" * 9_000, id="objects"),
        pytest.param("[" * 900 + "]" * 900, id="nearly too deep"),
    ],
)
async def test_json_without_a_ground_stops_nothing(
    kind: str, deep: str, person: NewPerson, bot: NewBot, proxy: Proxy
) -> None:
    ana, side = await person("Ana"), await bot(url=proxy.url)
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    content = f'{{"msgtype": "m.text", "body": "x", "algorithm": "m.megolm.v1.aes-sha2", "users": {deep}}}'
    proxy.slip_in(room_id, ana.user_id, kind, content)
    proxy.slip_in(room_id, ana.user_id, kind, content, state_key=ana.user_id)
    proxy.slip_in(room_id, ana.user_id, kind, deep, unsigned={"x": 1})
    await ana.say(room_id, "still here?")

    assert (await side.got(room_id, Said))[-1].sender == ana.user_id
    await ana.say(room_id, "and now?")
    await side.got(room_id, Said, 2)


def joined(name: str) -> Json:
    return {"membership": "join", "displayname": name}


async def test_a_room_of_thousands(person: NewPerson, app: NewApp, proxy: Proxy) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    bot = await app(SteppingClock(BEGINS), url=proxy.url)
    chat = await Chat.open(bot.user_id, ana, mallory)
    await chat.say("!ouvrir Bilan\n!prendre notes")
    await chat.hears("Merci")
    for n in range(5_000):
        someone = f"@membre{n}:elsewhere.example"
        content = joined(f"Membre {n}")
        proxy.slip_in(chat.room_id, someone, "m.room.member", content, part="state", state_key=someone)
    tracemalloc.start()
    try:
        await chat.say("!confier animation Membre 4711")
        await chat.hears("Membre 4711", within=60)
        await chat.say("!confier appel @membre1:elsewhere.example", ana)
        await chat.hears("Membre 1", within=60)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50_000_000
    await chat.say("!ici Membre 12\n!clore")
    minutes = await chat.hears("Brouillon", within=60)
    # Who was never heard of in the meeting is not in its minutes.
    assert "Membre 13" not in minutes.body


async def test_a_crowd_that_comes_in_during_a_meeting(person: NewPerson, app: NewApp, proxy: Proxy) -> None:
    ana = await person("Ana")
    bot = await app(SteppingClock(BEGINS), url=proxy.url)
    chat = await Chat.open(bot.user_id, ana)
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
    await chat.hears("1/1 · Caisse")
    before = len(await chat.sent())
    for n in range(300):
        someone = f"@membre{n}:elsewhere.example"
        content = joined(f"Membre {n}")
        proxy.slip_in(chat.room_id, someone, "m.room.member", content, state_key=someone)
    await chat.say("!état")
    await chat.hears("Caisse", "min", within=60)
    await chat.say("NOTE : fini")
    assert len(await chat.sent()) - before <= 30
