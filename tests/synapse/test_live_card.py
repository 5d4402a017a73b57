"""The card of a meeting under way on a real homeserver: one message, edited in place, at the top."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.meeting.live_card import EDITED_EVERY
from intercoop_bot.storage.opening import look_into
from tests.synapse.apps import RunningApp, SteppingClock
from tests.synapse.chat import ANYONE_PINS, Chat, Seen
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson
from tests.synapse.people import Person, wait_for
from tests.synapse.proxy import Proxy

BEFORE = datetime(2028, 5, 12, 11, 58, tzinfo=ZoneInfo("Europe/Paris"))
NOON = BEFORE + timedelta(minutes=2)
PLAN = """!prévoir Bilan, vendredi 12 mai 2028 de 12h à 13h
Ordre du jour :
- Caisse (10 min)
- Fournisseurs (20 min)
- Divers (30 min)"""
NAMES = ("Ana", "Bruno", "Chloé", "David")
BUTTONS = {"📝", "📞", "🧭", "▶️", "⏸️", "➕", "✋", "⏹️"}


async def opened(chat: Chat, clock: SteppingClock) -> Seen:
    """Plan a meeting, open it at its hour, and return its card once its buttons are there."""
    await chat.say(PLAN)
    await chat.hears("3. Divers – 30 min")
    clock.to(NOON)
    await chat.say("!ouvrir")
    card = await chat.hears("c’est parti")
    assert await chat.emojis(card.event_id, len(BUTTONS)) == BUTTONS
    return card


async def edits_of(chat: Chat, card: Seen) -> list[dict[str, Any]]:
    """Return the events that edited the card."""
    path = f"rooms/{quote(chat.room_id)}/relations/{quote(card.event_id)}/m.replace?dir=f&limit=100"
    found: list[dict[str, Any]] = (await chat.person.call("GET", path, api="v1"))["chunk"]
    device = chat.person.device
    return await device.read(chat.room_id, found) if device else found


async def all_read(chat: Chat, by: Person) -> None:
    """Return once the bot has read what was done in the room so far: a note of that person’s too."""
    assert await chat.emoji(await chat.say("NOTE : jusqu’ici, tout va bien", by)) == "📝"


@BOTH_WAYS
async def test_the_opening_is_the_card_pinned_and_edited_in_place(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(BEFORE)
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno, **ANYONE_PINS)
    rules = await ana.say(chat.room_id, "les règles du salon")
    await ana.set_state(chat.room_id, "m.room.pinned_events", {"pinned": [rules]})
    card = await opened(chat, clock)
    assert "1/3 · Caisse – 10 min, jusqu’à 12:10" in card.body
    await chat.has_pinned(rules, card.event_id)

    # Much happens within moments: the card follows, every half a minute at the most.
    first = await bruno.react(chat.room_id, card.event_id, "✋")
    for number, line in enumerate(("!prendre notes", "!prendre animation", "+5"), 1):
        clock.to(NOON + number * timedelta(seconds=10))
        await chat.say(line, bruno)
    await chat.hears("« Caisse » continue jusqu’à 12:15")
    clock.to(NOON + timedelta(seconds=40))
    await bruno.redact(chat.room_id, first)
    await ana.react(chat.room_id, card.event_id, "✋")
    await all_read(chat, ana)
    clock.to(NOON + timedelta(seconds=80))
    await chat.reads(card, "15 min", "Dans la file : Ana", "notes : Bruno", "animation : Bruno")
    clock.to(NOON + timedelta(minutes=8))
    await chat.reads(card, "▰▰▰▰▰▱▱▱▱▱ 8 min")
    edits = await edits_of(chat, card)
    at = [clock.at(datetime.fromtimestamp(edit["origin_server_ts"] / 1000, NOON.tzinfo)) for edit in edits]
    assert len(edits) >= 2
    assert all(later - earlier > EDITED_EVERY - timedelta(seconds=2) for earlier, later in pairwise(at))
    assert all("Caisse" in edit["content"]["m.new_content"]["body"] for edit in edits)

    # After the end it says so, and is at the top of the room no longer.
    await chat.say("!clore")
    minutes = await chat.hears("Brouillon")
    over = await chat.reads(card, "la réunion est finie")
    assert "⏸️" not in over.body
    await chat.has_pinned(rules)
    assert minutes.event_id != card.event_id


async def test_after_twenty_messages_the_card_is_the_newest_and_the_old_one_does_nothing(
    person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(BEFORE)
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno, **ANYONE_PINS)
    old = await opened(chat, clock)
    clock.to(NOON + timedelta(minutes=6))
    for number in range(20):
        await chat.say(f"je raconte, {number}", bruno)
    new = await chat.hears("▶️ Bilan", "1/3 · Caisse – 4 min")
    assert await chat.emojis(new.event_id, len(BUTTONS)) == BUTTONS
    await chat.has_pinned(new.event_id)
    pointer = await chat.reads(old, "la carte est plus bas")
    assert "Caisse" not in pointer.body

    said = len(await chat.said())
    for emoji in ("▶️", "⏸️", "➕", "✋", "⏹️", "📝"):
        await bruno.react(chat.room_id, old.event_id, emoji)
    await chat.say("!état")
    status = await chat.hears("Bilan est en cours", "1/3 · Caisse")
    assert "✋" not in status.body
    assert len(await chat.said()) == said + 1
    # The new one is the card: it is edited from now on.
    await bruno.react(chat.room_id, new.event_id, "✋")
    await all_read(chat, bruno)
    clock.forward(seconds=40)
    await chat.reads(new, "Dans la file : Bruno")
    assert (await chat.reads(old, "la carte est plus bas")).edits == pointer.edits


async def test_where_we_may_not_pin_all_else_is_the_same(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(BEFORE)
    bot = await app(clock)
    ana = await person("Ana")
    chat = await Chat.open(bot.user_id, ana)
    rules = await ana.say(chat.room_id, "les règles du salon")
    await ana.set_state(chat.room_id, "m.room.pinned_events", {"pinned": [rules]})
    card = await opened(chat, clock)
    await ana.react(chat.room_id, card.event_id, "✋")
    await all_read(chat, ana)
    clock.forward(seconds=40)
    await chat.reads(card, "Dans la file : Ana")
    await chat.say("!clore")
    await chat.hears("Brouillon")
    await chat.reads(card, "la réunion est finie")
    assert await chat.pinned() == [rules]
    assert [seen.body for seen in await chat.new()] == []


async def test_after_a_restart_the_same_card_goes_on(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(BEFORE)
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno, **ANYONE_PINS)
    card = await opened(chat, clock)
    await bot.stop()
    await bruno.react(chat.room_id, card.event_id, "✋")
    await ana.say(chat.room_id, "!prendre notes")
    await bot.start()
    await chat.hears("Merci Ana")
    clock.forward(seconds=40)
    await chat.reads(card, "Dans la file : Bruno", "notes : Ana")
    await bruno.react(chat.room_id, card.event_id, "▶️")
    await chat.hears("2/3 · Fournisseurs")
    assert [seen.event_id for seen in await chat.said() if "⏹️" in seen.body] == [card.event_id]
    assert await chat.pinned() == [card.event_id]


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    async with Proxy.before(homeserver.url) as running:
        yield running


async def test_a_card_that_could_not_be_edited_for_a_while_is_edited_once(
    person: NewPerson, app: NewApp, proxy: Proxy
) -> None:
    clock = SteppingClock(BEFORE)
    bot = await app(clock, url=proxy.url)
    people = [await person(name) for name in NAMES]
    chat = await Chat.open(bot.user_id, *people, **ANYONE_PINS)
    card = await opened(chat, clock)
    before = len(await edits_of(chat, card))
    proxy.spoil(f"{chat.room_id[1:]}/send/m.room.message", "bad gateway", times=1_000_000)
    for number, someone in enumerate(people, 1):
        await someone.react(chat.room_id, card.event_id, "✋")
        await wait_for(partial(has_joined, bot, number))
        clock.to(NOON + number * timedelta(minutes=1))
        await wait_for(partial(is_to_be_said, bot, NAMES[number - 1]))
    proxy.mend()
    await chat.reads(card, "Dans la file : Ana, Bruno, Chloé et David")
    assert len(await edits_of(chat, card)) == before + 1
    await bot.stop()


async def has_joined(bot: RunningApp, count: int) -> bool:
    """Tell whether so many wait for the floor, as far as the bot knows."""
    async with look_into(bot.settings.database) as database:
        rows = await database.execute_fetchall("SELECT data FROM fact")
        return sum("queue.joined" in data for (data,) in rows) == count


async def is_to_be_said(bot: RunningApp, words: str) -> bool:
    """Tell whether something with these words waits to be sent."""
    async with look_into(bot.settings.database) as database:
        rows = await database.execute_fetchall("SELECT data FROM outbox WHERE data IS NOT NULL")
        return any(words in data for (data,) in rows)
