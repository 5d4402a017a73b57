"""The bot, or its homeserver, stops in the middle of a meeting: the meeting is what it would have been."""

import asyncio
import re
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from intercoop_bot.demo.homeserver import Homeserver
from tests.synapse.apps import Process, SteppingClock
from tests.synapse.chat import Chat, Seen
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson, NewProcess
from tests.synapse.people import Person, wait_for
from tests.synapse.proxy import Proxy

pytestmark = BOTH_WAYS

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=PARIS)
PLAN = "!prévoir Bilan\nOrdre du jour :\n- Caisse (10 min)\n- Divers (2 h)"


async def opened(chat: Chat) -> Seen:
    """Plan the meeting and open it; return what is said at its first item."""
    await chat.say(PLAN)
    await chat.hears("1. Caisse – 10 min")
    await chat.say("!ouvrir")
    return await chat.hears("1/2 · Caisse – 10 min")


async def written_at(chat: Chat, process: Process, event_id: str) -> datetime:
    """Return what the bot's clock showed when that was written."""
    events = {event["event_id"]: event for event in await chat.person.events(chat.room_id)}
    written = datetime.fromtimestamp(events[event_id]["origin_server_ts"] / 1000, UTC)
    return process.at(written).astimezone(PARIS)


def until(body: str) -> datetime:
    """Return when the time of the current item is up, as the bot says."""
    found = re.search(r"jusqu’à (\d\d):(\d\d)", body)
    assert found, body
    return BEGINS.replace(hour=int(found[1]), minute=int(found[2]))


def assert_once(bodies: list[str]) -> None:
    """Nothing was said twice."""
    assert [body for body, times in Counter(bodies).items() if times > 1] == []


async def test_killed_in_mid_item_its_time_goes_on(person: NewPerson, process: NewProcess) -> None:
    bot = await process(BEGINS, speed=120)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno)
    opening = await opened(chat)
    up = until(opening.body)
    # The card is edited half a minute after it was posted: a line of that moment would count from then.
    await bot.reach(await written_at(chat, bot, opening.event_id) + MINUTE)
    before = await chat.say("NOTE : Écrit avant", bruno)
    assert await chat.emoji(before) == "📝"
    first_said = [seen.event_id for seen in await chat.said()]

    assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
    away = [
        await chat.say("NOTE : Écrit pendant, un", bruno),
        await chat.say("!décision Écrit pendant, deux"),
        await chat.say("NOTE : Écrit pendant, trwa", bruno),
    ]
    await bruno.edit(chat.room_id, away[2], "NOTE : Écrit pendant, trois")
    # Past all the times at which it would have called.
    back = await bot.reach(up + timedelta(minutes=11))
    await bot.start()

    # What it missed, once, and true; what was written meanwhile, once
    told = await chat.hears("J’étais hors ligne un moment")
    over = re.search(r"« Caisse » : (\d+) min de plus que prévu", told.body)
    assert over
    said_at = await written_at(chat, bot, told.event_id)
    assert back - MINUTE <= up + int(over[1]) * MINUTE <= said_at + MINUTE
    for event_id, emoji in zip(away, "📝✅📝", strict=True):
        assert await chat.emoji(event_id) == emoji
    assert [seen.event_id for seen in await chat.said()] == [*first_said, told.event_id]

    # Stopped in good order, in mid-item too: the item still ends when it did
    await chat.say("!suivant")
    moved = await chat.hears("2/2 · Divers – 2 h")
    assert await bot.end() == 0
    await bot.start()
    await chat.say("!état")
    status = await chat.hears("est en cours")
    assert until(status.body) == until(moved.body)

    await chat.say("!clore")
    await chat.hears("Brouillon")
    minutes = (await chat.files("Écrit avant"))["cr-2028-05-12.md"]
    written = re.findall(
        r"Écrit \w+(?:, \w+)? — \w+, \d\d:\d\d", minutes[minutes.index("## Ordre du jour") :]
    )
    times = [await written_at(chat, bot, event_id) for event_id in (before, *away)]
    assert [f"{at:%H:%M}" for at in times] == [line[-5:] for line in written]
    assert [line.partition(" — ")[0] for line in written] == [
        "Écrit avant",
        "Écrit pendant, un",
        "Écrit pendant, deux",
        "Écrit pendant, trois",
    ]
    assert_once([seen.body for seen in await chat.said()])


async def test_killed_again_and_again_while_people_write(person: NewPerson, process: NewProcess) -> None:
    bot = await process(BEGINS, speed=1)
    people = [await person(name) for name in ("Ana", "Bruno", "Chloé")]
    chat = await Chat.open(bot.user_id, *people)
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min")
    await chat.hears("c’est parti")

    asked: list[str] = []
    noted: list[str] = []

    async def write(someone: Person, name: str) -> None:
        for n in range(15):
            noted.append(f"{name}{n}")
            await chat.say(f"NOTE : {noted[-1]}", someone)
            # Refused with an answer to this very message.
            asked.append(await chat.say(f"!aller {n + 50}", someone))
            await asyncio.sleep(0.2)

    async def kill() -> None:
        for pause in (0.3, 0.7, 0.5, 0.1):
            await asyncio.sleep(pause)
            await bot.end(signal.SIGKILL)
            await bot.start()

    await asyncio.gather(*map(write, people, "ABC"), kill())

    async def all_answered() -> bool:
        return {seen.answers for seen in await chat.said()} >= set(asked)

    await wait_for(all_answered)
    answers = Counter(seen.answers for seen in await chat.said() if seen.answers)
    assert answers == Counter(asked)
    await chat.say("!clore")
    (minutes,) = [text for name, text in (await chat.files()).items() if name.endswith(".md")]
    found = re.findall(r"([ABC]\d+) — ", minutes)
    assert sorted(found) == sorted(noted)
    for name in "ABC":
        assert [note for note in found if note[0] == name] == [f"{name}{n}" for n in range(15)]


async def test_the_homeserver_restarts_in_mid_meeting(
    homeserver: Homeserver, person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(BEGINS)
    bot = await app(clock)
    chat = await Chat.open(bot.user_id, await person("Ana"))
    await opened(chat)
    assert await chat.emoji(await chat.say("NOTE : Avant")) == "📝"
    await homeserver.stop()
    # The time is called while nobody can hear it, and said as soon as somebody can.
    clock.to(BEGINS + 8 * MINUTE)
    await homeserver.run()
    await chat.say("NOTE : Après")
    warned = await chat.hears("« Caisse »", "sur 10 min")
    assert warned.alarm
    await chat.say("!suivant")
    await chat.hears("2/2 · Divers")
    await chat.say("!clore")
    await chat.hears("Brouillon", "Note : Avant", "Note : Après")
    minutes = (await chat.files())["cr-2028-05-12.md"]
    for said in ("traité, 8 min (", "Avant — Ana, 12:00", "Après — Ana, 12:08"):
        assert said in minutes
    assert_once([seen.body for seen in await chat.said()])
    assert len([seen for seen in await chat.said() if seen.alarm]) == 2, "the opening, and one warning"


async def test_what_is_written_while_the_line_is_cut_comes_before_the_clock(
    homeserver: Homeserver, person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(BEGINS)
    async with Proxy.before(homeserver.url) as proxy:
        bot = await app(clock, url=proxy.url)
        chat = await Chat.open(bot.user_id, await person("Ana"))
        await opened(chat)
        cut = proxy.spoil("/sync", "bad gateway", times=1_000_000)

        async def tried_in_vain(times: int) -> None:
            before = cut.times

            async def is_so() -> bool:
                return cut.times <= before - times

            await wait_for(is_so)

        await tried_in_vain(1)
        clock.to(BEGINS + 3 * MINUTE)
        await chat.say("!suivant")
        clock.to(BEGINS + 12 * MINUTE)
        await tried_in_vain(5)
        proxy.mend()
        assert "jusqu’à 14:03" in (await chat.hears("2/2 · Divers – 2 h")).body
        await chat.say("!état")
        await chat.hears("est en cours")
        assert await chat.new() == [], "nobody is told that the time is up for what is over"
        await bot.stop()
