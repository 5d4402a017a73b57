"""The bot was away in mid-meeting, and much was written: it counts as if the bot had been there."""

import asyncio
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

import intercoop_bot.clock as clock_module
import intercoop_bot.matrix.sync as sync_module
from intercoop_bot.demo.homeserver import Homeserver
from tests.synapse import apps
from tests.synapse.apps import RunningApp, SteppingClock
from tests.synapse.chat import Chat, Seen
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson
from tests.synapse.people import QUICK, Person, wait_for
from tests.synapse.proxy import Proxy

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2028, 5, 12, 12, 0, tzinfo=PARIS)
MINUTE = timedelta(minutes=1)
PLAN = "!prévoir Bilan\nOrdre du jour :\n- Caisse (10 min)\n- Magasin (20 min)\n- Divers (20 min)"
NAMES = ("Ana", "Bruno", "Chloé")
AT_ONCE = 10
ALL = {"delete_local_events": True}


async def opened(chat: Chat) -> Seen:
    """Plan a meeting and open it; return its card."""
    await chat.say(PLAN)
    await chat.hears("3. Divers – 20 min")
    await chat.say("!ouvrir")
    return await chat.hears("c’est parti", "1/3 · Caisse – 10 min")


async def chatter(chat: Chat, people: list[Person], count: int) -> None:
    """Have people write so many messages that are not for the bot."""
    for first in range(0, count, AT_ONCE):
        lines = range(first, min(first + AT_ONCE, count))
        await asyncio.gather(*(chat.say(f"et {n}", people[n % len(people)]) for n in lines))


class Away:
    """What is written while the bot is away, minute by minute."""

    def __init__(self, chat: Chat, clock: SteppingClock, card: Seen, people: list[Person], talk: int) -> None:
        self._chat, self._clock, self._card = chat, clock, card
        self._people, self._talk = people, talk
        self.noted: list[tuple[str, str, str]] = []

    async def at(self, minute: int) -> None:
        """Let time pass until then, people talking."""
        await chatter(self._chat, self._people[:2], self._talk)
        self._clock.to(NOON + minute * MINUTE)

    async def notes(self, minute: int, *words: str) -> None:
        for word in words:
            number = len(self.noted) % (3 if minute < 8 else 2)
            await self._chat.say(f"NOTE : {word}", self._people[number])
            self.noted.append((word, NAMES[number], f"12:{minute:02}"))

    async def write(self) -> None:
        ana, bruno, chloe = self._people
        chat, room = self._chat, self._chat.room_id
        await self.at(2)
        await self.notes(2, "un", "deux", "trois")
        rude = await chat.say("NOTE : un vrai jambon", bruno)
        # What is known of her is in what was missed, too.
        await chloe.leave(room)
        await self.at(8)
        await chat.say("!suivant")
        await self.at(10)
        wrong = await chat.say("NOTE : catre", bruno)
        self.noted.append(("quatre", "Bruno", "12:10"))
        await bruno.redact(room, rude)
        await self.at(12)
        await bruno.react(room, self._card.event_id, "⏸️")
        await self.at(14)
        await bruno.edit(room, wrong, "NOTE : quatre")
        await self.at(18)
        await chat.say("!reprendre", bruno)
        await self.at(20)
        await chat.say("+5")
        await self.notes(20, "cinq", "six")
        await self.at(33)
        await ana.react(room, self._card.event_id, "▶️")
        await self.at(35)
        await self.notes(35, "sept")
        await self.at(55)

    def assert_noted(self, minutes: str) -> None:
        """All is in the minutes: once, in order, at its time."""
        agenda = minutes[minutes.index("## Ordre du jour") :]
        found = re.findall(r"(\w+) — (\w+), (\d\d:\d\d)", agenda)
        assert found == self.noted
        assert "jambon" not in minutes
        for spent in ("traité, 8 min", "traité, 19 min (prévu : 20 min, ajouté : 5 min)"):
            assert spent in agenda, agenda


@BOTH_WAYS
async def test_what_is_written_while_the_bot_is_away_counts_as_if_it_had_been_there(
    encrypted: bool, long: bool, person: NewPerson, app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not long:
        # So that there is a gap all the same.
        monkeypatch.setattr(sync_module, "_TIMELINE", 10)
    clock = SteppingClock(NOON)
    bot = await app(clock)
    people = [await person(name) for name in NAMES]
    chat = await Chat.open(bot.user_id, *people)
    card = await opened(chat)
    before = len(await chat.said())
    await bot.stop()
    away = Away(chat, clock, card, people, talk=50 if long else 2)
    await away.write()
    await bot.start()

    await chat.hears("📥 J’étais hors ligne", "de 12:00 à 12:35", "3/3 · Divers – 2 min de plus", within=120)
    await chat.hears("⏰ « Divers »", "2 min de plus que prévu", "l’heure de finir")
    assert [seen.body for seen in await chat.new()] == []
    assert len(await chat.said()) == before + 2
    await chat.say("!clore")
    await chat.hears("Brouillon", "Note : sept")
    away.assert_noted((await chat.files("sept"))["cr-2028-05-12.md"])


# --- a homeserver that does not give it back


async def gone_for_a_while(
    chat: Chat, bot: RunningApp, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have the bot away from 12:05 to 12:15, and more written meanwhile than an answer holds."""
    monkeypatch.setattr(sync_module, "_TIMELINE", 5)
    clock.to(NOON + 5 * MINUTE)
    assert await chat.emoji(await chat.say("NOTE : avant")) == "📝"
    await bot.stop()
    clock.to(NOON + 6 * MINUTE)
    await chat.say("NOTE : pendant")
    await chatter(chat, [chat.person], 10)
    clock.to(NOON + 15 * MINUTE)
    await chat.say("NOTE : après")


async def test_what_is_not_given_back_is_told_in_the_room_and_in_the_minutes(
    homeserver: Homeserver, person: NewPerson, app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SteppingClock(NOON)
    async with Proxy.before(homeserver.url) as proxy:
        bot = await app(clock, url=proxy.url)
        chat = await Chat.open(bot.user_id, await person("Ana"))
        await opened(chat)
        await gone_for_a_while(chat, bot, clock, monkeypatch)
        proxy.spoil("/messages", "refused")
        await bot.start()
        await chat.hears("⚠️", "une partie de ce qui a été écrit entre 12:05 et 12:06")
        await chat.say("!clore")
        minutes = await chat.hears("Brouillon", "Note : avant", "Note : après")
        assert "pendant" not in minutes.body
        for text in (await chat.files("avant", "après")).values():
            assert "entre 12:05 et 12:06 n’a pas pu être lue" in text
        await bot.stop()


async def purge(homeserver: Homeserver, person: Person, room_id: str, before: str) -> None:
    """Have the homeserver forget what was written in a room before that event, as its operator may."""
    # Who is its administrator is looked up as it begins.
    await homeserver.stop()
    with closing(sqlite3.connect(homeserver.folder / "homeserver.db", timeout=30)) as database:
        database.execute("UPDATE users SET admin = 1 WHERE name = ?", (person.user_id,))
        database.commit()
    await homeserver.run()
    started = await person.administer("POST", f"purge_history/{quote(room_id)}/{quote(before)}", ALL)
    status = f"purge_history_status/{started['purge_id']}"

    async def is_over() -> bool:
        return bool((await person.administer("GET", status))["status"] == "complete")

    await wait_for(is_over)


async def test_what_the_homeserver_has_purged_is_told(
    homeserver: Homeserver, person: NewPerson, app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SteppingClock(NOON)
    bot = await app(clock)
    ana = await person("Ana")
    chat = await Chat.open(bot.user_id, ana)
    await opened(chat)
    await gone_for_a_while(chat, bot, clock, monkeypatch)
    await purge(homeserver, ana, chat.room_id, before=(await ana.events(chat.room_id))[-6]["event_id"])
    await bot.start()
    await chat.hears("⚠️", "une partie de ce qui a été écrit entre 12:05 et 12:06")
    await chat.say("!clore")
    minutes = await chat.hears("Brouillon", "Note : avant", "Note : après")
    assert "pendant" not in minutes.body


async def test_what_is_not_given_back_at_once_is_asked_for_again(
    homeserver: Homeserver, person: NewPerson, app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SteppingClock(NOON)
    async with Proxy.before(homeserver.url) as proxy:
        bot = await app(clock, url=proxy.url)
        chat = await Chat.open(bot.user_id, await person("Ana"))
        await opened(chat)
        await gone_for_a_while(chat, bot, clock, monkeypatch)
        proxy.spoil("/messages", "bad gateway", times=6)
        await bot.start()
        await chat.hears("📥")
        await chat.say("!clore")
        minutes = await chat.hears("Brouillon", "Note : avant", "Note : pendant", "Note : après")
        assert "⚠️" not in minutes.body
        await bot.stop()


# --- a machine that slept


async def test_a_machine_that_slept_hears_what_was_written_before_it_calls_time(
    homeserver: Homeserver, person: NewPerson, app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SteppingClock(NOON)
    async with Proxy.before(homeserver.url) as proxy:
        monkeypatch.setattr(apps, "QUICK", replace(QUICK, poll=0.5, patience=5.0))
        bot = await app(clock, url=proxy.url)
        chat = await Chat.open(bot.user_id, await person("Ana"))
        await opened(chat)
        # As it falls asleep its line goes dead, without its being told.
        dead = proxy.spoil("/sync", "stalled", times=1_000_000)

        async def is_dead() -> bool:
            return dead.times < 1_000_000

        await wait_for(is_dead)
        clock.to(NOON + 3 * MINUTE)
        await chat.say("!suivant")
        clock.to(NOON + 4 * MINUTE)
        await chat.say("!pause")
        awake = clock_module.uptime
        monkeypatch.setattr(sync_module, "uptime", lambda: awake() + 3600)
        clock.to(NOON + 60 * MINUTE)
        # Long enough for a look at the clock.
        await chatter(chat, [chat.person], 5)
        proxy.mend()
        await chat.hears("2/3 · Magasin – 20 min", "jusqu’à 12:23")
        await chat.hears("⏸️ Pause")
        await chat.hears("La fin était prévue il y a 10 min")
        assert await chat.new() == []
        await bot.stop()
