"""Into which rooms the bot comes, what it says there, and what becomes of a meeting when it must go."""

import asyncio
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.matrix.client import Client
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson
from tests.synapse.inside import Inside
from tests.synapse.people import Json, wait_for
from tests.synapse.proxy import Proxy

PARIS = ZoneInfo("Europe/Paris")
BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=PARIS)


async def test_it_comes_for_those_who_may_invite_it_and_greets_once(person: NewPerson, app: NewApp) -> None:
    ana, stranger = await person("Ana"), await person("Stranger")
    bot = await app(invite_allow=[ana.user_id])
    strange = await stranger.create_room(bot.user_id)
    chat = await Chat.open(bot.user_id, ana)
    await bot.restart()
    await chat.say("!aide")
    await chat.hears("!prévoir")
    assert len(await chat.said()) == 2
    assert await stranger.members(strange) == {stranger.user_id}
    assert await stranger.messages(strange, bot.user_id) == []


@BOTH_WAYS
async def test_put_out_in_mid_meeting_it_pauses_and_goes_on_when_it_is_back(
    person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(BEGINS)
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno)
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
    await chat.hears("Bilan", "c’est parti")
    await chat.hears("1/1 · Caisse")
    clock.forward(minutes=4)
    await ana.kick(chat.room_id, bot.user_id)
    await chat.say("NOTE : dit dans son dos")
    put_out = (await ana.events(chat.room_id, "m.room.member"))[-1]
    with closing(Inside(bot)) as inside:
        await inside.takes_in(put_out["event_id"])
    clock.forward(minutes=60)
    await ana.invite(chat.room_id, bot.user_id)
    await chat.hears("Me revoilà", "Bilan, en pause", "!reprendre")
    await chat.say("!reprendre")
    back = await chat.hears("On reprend")
    assert "1/1 · Caisse – 6 min, jusqu’à 13:10" in back.body
    clock.forward(minutes=4)
    await chat.hears("« Caisse »", "encore 2 min sur 10 min")
    await chat.say("!clore")
    minutes = await chat.hears("Brouillon")
    assert "dit dans son dos" not in minutes.body
    assert await chat.new() == []


def tell_no_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a room shown in one part of an answer only, as some homeservers do."""
    sync = Client.sync

    async def told(
        client: Client, since: str | None, *, full_state: bool, poll: float, timeline: int
    ) -> Json:
        batch = await sync(client, since, full_state=full_state, poll=poll, timeline=timeline)
        batch.get("rooms", {}).pop("leave", None)
        return batch

    monkeypatch.setattr(Client, "sync", told)


@pytest.mark.parametrize("leaving_is_told", [True, False], ids=["as Synapse tells it", "by the invitation"])
async def test_put_out_and_invited_anew_between_two_looks_it_comes_back(
    leaving_is_told: bool,
    homeserver: Homeserver,
    person: NewPerson,
    app: NewApp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not leaving_is_told:
        tell_no_leaving(monkeypatch)
    async with Proxy.before(homeserver.url) as proxy:
        bot = await app(SteppingClock(BEGINS), url=proxy.url)
        ana = await person("Ana")
        chat = await Chat.open(bot.user_id, ana)
        await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
        await chat.hears("Bilan", "c’est parti")
        await chat.hears("1/1 · Caisse")
        cut = proxy.spoil("/sync", "bad gateway", times=1_000_000)

        async def is_deaf() -> bool:
            return cut.times < 1_000_000

        await wait_for(is_deaf)
        await ana.kick(chat.room_id, bot.user_id)
        await chat.say("NOTE : dit dans son dos")
        await ana.invite(chat.room_id, bot.user_id)
        proxy.mend()
        await chat.hears("Me revoilà", "Bilan, en pause", "!reprendre")
        await chat.say("!clore")
        minutes = await chat.hears("Brouillon")
        assert "dit dans son dos" not in minutes.body
        await bot.stop()


ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}
SECRET = ENCRYPTION | {"ciphertext": "c", "sender_key": "k", "session_id": "s", "device_id": "D"}


async def test_what_it_cannot_read_it_says_once_and_in_clear(person: NewPerson, app: NewApp) -> None:
    bot = await app(encryption=False)
    ana = await person("Ana")
    chat = await Chat.open(bot.user_id, ana)
    await ana.set_state(chat.room_id, "m.room.encryption", ENCRYPTION)
    await ana.send(chat.room_id, "m.room.encrypted", SECRET)
    await chat.hears("🔒 Ce salon est chiffré")
    await ana.send(chat.room_id, "m.room.encrypted", SECRET)
    await bot.restart()
    await ana.send(chat.room_id, "m.room.encrypted", SECRET)
    # Clear words are still understood, and come after.
    await chat.say("!état")
    await chat.hears("Aucune réunion")
    assert await chat.new() == []


async def test_in_an_encrypted_room_it_offers_nothing(person: NewPerson, app: NewApp) -> None:
    bot = await app(encryption=False)
    ana = await person("Ana")
    state = {"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}
    room_id = await ana.create_room(bot.user_id, initial_state=[state])
    chat = Chat(ana, room_id, bot.user_id)
    assert (await chat.hears("")).body.startswith("🔒 Ce salon est chiffré")
    await ana.send(room_id, "m.room.encrypted", SECRET)
    await chat.say("!état")
    await chat.hears("Aucune réunion")
    assert await chat.new() == []


async def test_two_meetings_at_once_are_never_mixed(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(BEGINS)
    bot = await app(clock)
    ana, bruno, chloe = [await person(name) for name in ("Ana", "Bruno", "Chloé")]
    chats = [await Chat.open(bot.user_id, ana, bruno), await Chat.open(bot.user_id, chloe, ana)]

    async def hold(chat: Chat, name: str) -> str:
        await chat.say(f"!ouvrir Réunion {name}\n!point Point {name} 10 min\n!suivant")
        await chat.hears(f"1/1 · Point {name}")
        for n in range(10):
            await chat.say(f"NOTE : {name}{n}", ana)
        await chat.say("!jesuis " + name, ana)
        await chat.say("!clore")
        await chat.hears("Brouillon")
        return (await chat.files(f"{name}9"))["cr-2028-05-12.md"]

    of_the_till, of_the_shop = await asyncio.gather(hold(chats[0], "Caisse"), hold(chats[1], "Magasin"))
    assert "Caisse" in of_the_till
    assert "Magasin" not in of_the_till
    assert "Bruno" not in of_the_shop
    assert "Caisse" not in of_the_shop
    for chat in chats:
        # The greeting, the opening, the first item, the minutes.
        assert len(await chat.said()) <= 4


@pytest.mark.parametrize("version", ["11", "12"])
async def test_who_may_lead_is_who_the_room_gives_power(version: str, person: NewPerson, app: NewApp) -> None:
    bot = await app(SteppingClock(BEGINS))
    ana, bruno, chloe = [await person(name) for name in ("Ana", "Bruno", "Chloe")]
    chat = await Chat.open(bot.user_id, ana, bruno, chloe, version=version)
    await chat.say("!lang en")
    await chat.hears("I speak English here")
    await chat.say("!plan Budget\n- Till (10 min)\n- Shop (20 min)\n- Van (5 min)", bruno)
    plan = await chat.hears("1. Till – 10 min")
    assert "Needed" in plan.body or "Still" in plan.body or "!claim" in plan.body
    await chat.say("!claim facilitator", bruno)
    await chat.hears("Bruno")
    await chat.say("!start", bruno)
    await chat.hears("1/3 · Till")
    # Neither facilitator, nor opener, nor moderator
    await chat.say("!goto 3", chloe)
    refused = await chat.hears("Bruno", "moderators")
    assert refused.answers
    await chat.say("!goto 3", bruno)
    await chat.hears("3/3 · Van")
    # Who made the room may, whether its levels name them or not
    await chat.say("!goto 2", ana)
    await chat.hears("2/3 · Shop")
    # Who is given power may
    levels = await ana.state(chat.room_id, "m.room.power_levels")
    await ana.change_levels(chat.room_id, users=levels.get("users", {}) | {chloe.user_id: 50})
    await chat.say("!goto 3", chloe)
    await chat.hears("3/3 · Van")
    await chat.say("!end", chloe)
    minutes = await chat.hears("Draft")
    assert "Réunion" not in minutes.body
    assert {file.rpartition(".")[2] for file in await chat.files()} == {"md", "html"}


async def upgraded(chat: Chat) -> Chat:
    """Have the room replaced by a newer one, as clients do it, and the bot invited there."""
    answer = await chat.person.call("POST", f"rooms/{chat.room_id}/upgrade", {"new_version": "12"})
    successor = Chat(chat.person, answer["replacement_room"], chat.bot)
    await chat.person.invite(successor.room_id, chat.bot)
    return successor


async def test_a_meeting_goes_on_in_the_room_that_replaces_its_room(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(BEGINS)
    bot = await app(clock)
    chat = await Chat.open(bot.user_id, await person("Ana"), version="11")
    await chat.say("!prévoir Avenir 20 mai 2028 12h-13h")
    await chat.hears("Avenir")
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
    await chat.hears("1/1 · Caisse")
    rude = await chat.say("NOTE : un vrai jambon")
    right = await chat.say("NOTE : la caisse est juste")
    assert await chat.emoji(right) == "📝"
    clock.forward(minutes=4)
    chat, old = await upgraded(chat), chat
    await chat.hears("Me revoilà", "Bilan, en pause")
    # What was written in the old room is still its author's to take back.
    await old.person.redact(old.room_id, rude)
    await chat.say("!reprendre")
    assert "1/1 · Caisse – 6 min" in (await chat.hears("On reprend")).body
    await chat.say("!clore")
    minutes = await chat.hears("Brouillon", "la caisse est juste")
    assert "jambon" not in minutes.body
    assert all(b"jambon" not in f.read_bytes() for f in bot.settings.data_dir.glob("intercoop.sqlite3*"))

    # Nothing is under way now; what is planned comes along all the same.
    chat = await upgraded(chat)
    await chat.hears("Me revoilà", "toujours là")
    await chat.say("!réunions")
    await chat.hears("Avenir", "Bilan")


async def test_who_only_says_that_a_room_replaces_another_learns_nothing_of_it(
    person: NewPerson, app: NewApp
) -> None:
    bot = await app(SteppingClock(BEGINS))
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana)
    await chat.say("!prévoir Bilan 20 mai 2028 12h-13h")
    await chat.hears("Bilan")
    claim = {"predecessor": {"room_id": chat.room_id, "event_id": "$any"}}
    curious = Chat(bruno, await bruno.create_room(bot.user_id, creation_content=claim), bot.user_id)
    await curious.hears("Bonjour")
    await curious.say("!réunions")
    assert "Bilan" not in (await curious.hears("")).body
