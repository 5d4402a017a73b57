"""A meeting to come on a real homeserver: its card and buttons, calendar file, reminders, offers, link.

Weeks pass as the clock is put forward. What is due is always waited for before the next step.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from icalendar import Calendar

from intercoop_bot.demo.script import ANNOUNCEMENT
from intercoop_bot.links import try_link
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import ANYONE_PINS, Chat
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson
from tests.synapse.people import Person, wait_for

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2028, 5, 12, 12, tzinfo=PARIS)
WEEKS_BEFORE = datetime(2028, 4, 14, 10, tzinfo=PARIS)
SHORT = "!prévoir Point budget, vendredi 12 mai 2028 de 12h à 13h"


async def calendar(chat: Chat, sequence: int) -> tuple[str, Any]:
    """Return the name of the only calendar file in the room, and its event, once it is that far."""

    async def read() -> list[tuple[str, Any]]:
        files = [each for each in (await chat.files_as_sent()).items() if each[0].endswith(".ics")]
        found: list[tuple[str, Any]] = [
            (name, Calendar.from_ical(text).walk("VEVENT")[0]) for name, text in files
        ]
        return found if [int(event["SEQUENCE"]) for _, event in found] == [sequence] else []

    return (await wait_for(read))[0]


async def everybody(person: NewPerson, *names: str) -> list[Person]:
    return [await person(name) for name in names]


async def hold_one(chat: Chat, clock: SteppingClock, scribe: Person) -> None:
    """Have a meeting held in which that person had the notes."""
    await chat.say("!ouvrir Avant")
    await chat.hears("c’est parti")
    await chat.say("!prendre notes", by=scribe)
    await chat.hears("les notes")
    clock.forward(minutes=10)
    await chat.say("!clore")
    await chat.hears("Brouillon")


# --- the card ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("may_pin", [True, False], ids=["pinned", "not pinned"])
async def test_the_card_shows_what_is_tapped_on_it(may_pin: bool, person: NewPerson, app: NewApp) -> None:
    bot = await app(SteppingClock(WEEKS_BEFORE))
    ana, bruno, chloe = await everybody(person, "Ana", "Bruno", "Chloé")
    chat = await Chat.open(bot.user_id, ana, bruno, chloe, **(ANYONE_PINS if may_pin else {}))
    await chat.say(f"!prévoir\n{ANNOUNCEMENT}")
    card = await chat.hears("Cinquième réunion groupe info")
    assert await chat.emojis(card.event_id, 5) == {"📝", "📞", "🧭", "✋", "🚫"}
    for said in ("vendredi 12 mai 2028", "(heure de Paris)", "téléphonie type OVH", "5. Structure Intercoop"):
        assert said in card.body
    assert await chat.pinned() == ([card.event_id] if may_pin else [])

    # --- a role is taken by a tap, and given back as the tap is
    tap = await bruno.react(chat.room_id, card.event_id, "📝")
    held = await chat.reads(card, "notes : Bruno")
    assert "notes" not in held.body.partition("Il manque quelqu’un pour :")[2].partition("\n")[0]
    late = await chloe.react(chat.room_id, card.event_id, "📝")
    coming = await chloe.react(chat.room_id, card.event_id, "✋")
    await chat.reads(card, "notes : Bruno", "Présence annoncée : Chloé")
    await bruno.redact(chat.room_id, tap)
    assert not (await chat.hears("De nouveau libre : notes")).alarm
    await chat.reads(card, without="notes : Bruno")
    # Who came second has to ask again: that tap is done with.
    await chloe.redact(chat.room_id, late)

    # --- who comes, and thinks better of it
    await chloe.redact(chat.room_id, coming)
    await chat.reads(card, without="Présence annoncée")
    await bruno.react(chat.room_id, card.event_id, "🧭")
    await chat.reads(card, "animation : Bruno")
    await bruno.react(chat.room_id, card.event_id, "🚫")
    await chat.hears("De nouveau libre : animation")
    await chat.reads(card, "Absence annoncée : Bruno", without="animation : Bruno")

    # --- the card was edited; of new messages, there are only those that a role is free again
    assert [seen.body for seen in await chat.new()] == []
    relations = [e["content"].get("m.relates_to", {}).get("rel_type") for e in await chat.sent()]
    assert relations.count("m.replace") >= 6
    assert await chat.pinned() == ([card.event_id] if may_pin else [])
    await chat.say("!annuler")
    await chat.hears("annulée")
    await chat.reads(card, "❌ Annulée")

    async def is_down() -> bool:
        return await chat.pinned() == []

    await wait_for(is_down)


# --- the calendar file ---------------------------------------------------------------------------------


async def test_the_calendar_file_follows_the_date(person: NewPerson, app: NewApp) -> None:
    bot = await app(SteppingClock(WEEKS_BEFORE))
    ana = await person("Ana")
    chat = await Chat.open(bot.user_id, ana)
    await chat.say(SHORT)
    await chat.hears("Point budget")
    name, first = await calendar(chat, 0)
    assert name == "reunion-2028-05-12.ics"
    assert first["DTSTART"].dt == NOON
    assert str(first["DTSTART"].params["TZID"]) == "Europe/Paris"
    assert str(first["SUMMARY"]) == "Point budget"

    await chat.say("!quand vendredi 19 mai 2028")
    await chat.hears("Nouvelle date", "vendredi 19 mai 2028")
    name, moved = await calendar(chat, 1)
    assert name == "reunion-2028-05-19.ics"
    assert moved["DTSTART"].dt == NOON + timedelta(days=7)
    assert moved["UID"] == first["UID"]

    await chat.say("!annuler trop de malades")
    await chat.hears("annulée", "trop de malades")
    _, cancelled = await calendar(chat, 2)
    assert str(cancelled["STATUS"]) == "CANCELLED"
    assert cancelled["UID"] == first["UID"]


# --- reminders -----------------------------------------------------------------------------------------


@BOTH_WAYS
async def test_reminders_ring_for_whom_they_concern_and_a_restart_changes_nothing(
    person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(WEEKS_BEFORE)
    bot = await app(clock)
    ana, bruno, chloe, david = await everybody(person, "Ana", "Bruno", "Chloé", "David")
    chat = await Chat.open(bot.user_id, ana, bruno, chloe, david, **ANYONE_PINS)
    await chat.say(SHORT)
    first = await chat.hears("Point budget")
    await chat.emojis(first.event_id, 5)
    await bruno.react(chat.room_id, first.event_id, "🧭")
    await chloe.react(chat.room_id, first.event_id, "✋")
    await david.react(chat.room_id, first.event_id, "🚫")
    await chat.reads(first, "animation : Bruno", "Présence annoncée : Chloé", "Absence annoncée : David")
    concerned = {bruno.user_id, chloe.user_id}

    # --- a week before: the card comes anew, and takes the place of the first at the top of the room
    clock.to(NOON - timedelta(days=7))
    week = await chat.hears("Dans 7 jours")
    assert (week.alarm, set(week.mentions)) == (True, concerned)
    assert week.event_id != first.event_id

    async def is_pinned() -> bool:
        return await chat.pinned() == [week.event_id]

    await wait_for(is_pinned)
    assert await chat.emojis(week.event_id, 4) == {"📝", "📞", "✋", "🚫"}

    # --- stopped while nothing is due, and again across what is: none twice, none lost
    await bot.restart()
    await ana.react(chat.room_id, week.event_id, "📞")
    await chat.reads(week, "appel : Ana")
    concerned.add(ana.user_id)
    await bot.stop()
    clock.to(NOON - timedelta(days=2) + timedelta(hours=1))
    await bot.start()
    days = await chat.hears("Dans 2 jours")
    assert set(days.mentions) == concerned
    await chat.say("!prendre notes", by=chloe)
    await chat.hears("Tous les rôles sont pris")

    clock.to(NOON - timedelta(hours=2))
    hours = await chat.hears("commence dans 2 h")
    await bot.restart()
    clock.to(NOON - timedelta(minutes=10))
    minutes = await chat.hears("commence dans 10 min, à 12:00")
    for reminder in (hours, minutes):
        assert (reminder.alarm, set(reminder.mentions)) == (True, concerned)
        assert len(reminder.body) < len(days.body)
    await bot.restart()
    clock.to(NOON)
    await chat.say("!ouvrir", by=bruno)
    await chat.hears("c’est parti")
    assert [seen.body for seen in await chat.new()] == []
    assert not [seen for seen in await chat.said() if david.user_id in seen.mentions]


async def test_a_role_is_offered_to_who_held_it_before_and_taken_by_a_tap(
    person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(WEEKS_BEFORE)
    bot = await app(clock)
    ana, bruno = await everybody(person, "Ana", "Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno)
    await hold_one(chat, clock, scribe=bruno)
    clock.to(NOON - timedelta(days=1, hours=2))
    await chat.say(SHORT)
    card = await chat.hears("Point budget")
    await ana.react(chat.room_id, card.event_id, "📞")
    await ana.react(chat.room_id, card.event_id, "🧭")
    await chat.reads(card, "appel : Ana", "animation : Ana")

    clock.to(NOON - timedelta(days=1))
    offer = await chat.hears("Bruno, prendriez-vous les notes")
    assert (offer.alarm, offer.mentions) == (True, [bruno.user_id])
    assert await chat.emoji(offer.event_id) == "📝"
    await bruno.react(chat.room_id, offer.event_id, "📝")
    await chat.hears("Merci Bruno", "Tous les rôles sont pris")
    await chat.reads(card, "notes : Bruno")
    # Who tapped twice has it once, and is not told so.
    await bruno.react(chat.room_id, card.event_id, "📝")
    await chat.say("!rôles")
    await chat.hears("notes : Bruno")
    assert [seen.body for seen in await chat.new()] == []


# --- the link ------------------------------------------------------------------------------------------


class Site:
    """A place for calls on loopback. `is_down` has it answer that there is nothing."""

    url = ""
    is_down = False

    async def answer(self, _: web.Request) -> web.Response:
        return web.Response(status=404 if self.is_down else 200)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    pages = web.Application()
    pages.router.add_route("*", "/{tail:.*}", made.answer)
    runner = web.AppRunner(pages)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/info"
        yield made
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("is_down", [True, False], ids=["down", "there"])
async def test_whoever_sees_to_the_call_hears_of_a_link_that_is_down(
    is_down: bool, person: NewPerson, app: NewApp, site: Site
) -> None:
    site.is_down = is_down
    clock = SteppingClock(NOON - timedelta(hours=1))
    bot = await app(clock, try_link=partial(try_link, allow=lambda _: True))
    ana, david = await everybody(person, "Ana", "David")
    chat = await Chat.open(bot.user_id, ana, david)
    await chat.say(SHORT)
    card = await chat.hears("Point budget")
    await chat.say(f"!appel {site.url}\n01 99 00 12 34, code 4321", by=david)
    await david.react(chat.room_id, card.event_id, "📞")
    await chat.reads(card, site.url, "appel : David")
    clock.to(NOON - timedelta(minutes=30))
    if is_down:
        told = await chat.hears("ne répond pas", site.url)
        assert (told.alarm, told.mentions) == (True, [david.user_id])
        await chat.reads(card, "📞 01 99 00 12 34, code 4321 (le lien habituel ne répond pas")
    clock.to(NOON - timedelta(minutes=10))
    soon = await chat.hears("commence dans 10 min")
    assert ("📞 01 99 00 12 34" in soon.body) is is_down
    assert site.url in soon.body
    assert [seen.body for seen in await chat.new()] == []
