"""A homeserver that has forgotten what it was sent, as it does after a day: nothing is lost or said twice."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intercoop_bot.clock import ManualClock
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import File, Message, Reaction, Visible, Welcomed
from intercoop_bot.matrix import standing
from tests.synapse.conftest import ENCRYPTED, NewBot, NewPerson
from tests.synapse.people import BotSide, Person, wait_for
from tests.synapse.proxy import Proxy, Spoiling

NOON = datetime(2027, 5, 12, 12, tzinfo=UTC)
NEWS = Message(body="yesterday’s news", html="", ref="news")


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    async with Proxy.before(homeserver.url) as running:
        yield running


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


async def meet(ana: Person, side: BotSide) -> str:
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    return room_id


async def send_on_two_days(
    side: BotSide,
    proxy: Proxy,
    clock: ManualClock,
    room_id: str,
    what: Visible,
    last: Spoiling,
    after: int = 0,
) -> None:
    """Have something tried, of which the first `after` events arrive; all else arrives a day later."""
    if after:
        proxy.spoil("/send/", "spared", times=after)
    proxy.spoil("/send/", last, times=1)
    rest = proxy.spoil("/send/", "bad gateway", times=1_000_000)
    await side.put(room_id, what)

    async def was_tried_again() -> bool:
        return rest.times < 1_000_000

    await wait_for(was_tried_again)
    # No attempt is to begin on the first day and to arrive on the second.
    await side.pause()
    clock.advance(timedelta(hours=25))
    proxy.forget_transactions()
    proxy.mend()
    await side.run()
    await side.sent_all()


@pytest.mark.parametrize("last", ["cut after", "bad gateway"])
async def test_a_message_shows_once_whether_it_had_arrived_or_not(
    last: Spoiling, person: NewPerson, bot: NewBot, proxy: Proxy, clock: ManualClock
) -> None:
    ana, side = await person("Ana"), await bot(url=proxy.url, clock=clock)
    room_id = await meet(ana, side)
    await send_on_two_days(side, proxy, clock, room_id, NEWS, last)
    (event,) = await ana.events(room_id)
    assert event["content"]["body"] == NEWS.body
    assert await side.storage.outbox.events_of(room_id, "news") == (event["event_id"],)


@ENCRYPTED
async def test_an_encrypted_message_shows_once(
    person: NewPerson, bot: NewBot, proxy: Proxy, clock: ManualClock
) -> None:
    ana, side = await person("Ana"), await bot(url=proxy.url, clock=clock)
    room_id = await meet(ana, side)
    await send_on_two_days(side, proxy, clock, room_id, NEWS, "cut after")
    assert await ana.messages(room_id) == [NEWS.body]


async def test_of_a_long_message_the_parts_that_had_not_arrived_are_sent(
    person: NewPerson, bot: NewBot, proxy: Proxy, clock: ManualClock
) -> None:
    ana, side = await person("Ana"), await bot(url=proxy.url, clock=clock)
    room_id = await meet(ana, side)
    words = "\n".join(f"{n} : {'é' * 60}" for n in range(900))
    await send_on_two_days(side, proxy, clock, room_id, Message(body=words, html=""), "cut after", after=1)
    parts = await ana.messages(room_id)
    assert len(parts) > 2
    assert [line for part in parts for line in part.split("\n")[1:]] == words.split("\n")


async def test_a_file_that_had_arrived_still_takes_the_place_of_the_earlier_one(
    person: NewPerson, bot: NewBot, proxy: Proxy, clock: ManualClock
) -> None:
    ana, side = await person("Ana"), await bot(url=proxy.url, clock=clock)
    room_id = await meet(ana, side)
    file = File(name="cr.md", mimetype="text/markdown", content="# Réunion\n", ref="minutes", replaces=True)
    await side.put(room_id, file)
    await side.sent_all()
    await send_on_two_days(side, proxy, clock, room_id, replace(file, content="# Bis\n"), "cut after")
    old, new = await ana.events(room_id)
    assert old["content"] == {}
    assert await ana.file(new["content"]) == b"# Bis\n"
    assert await side.storage.outbox.events_of(room_id, "minutes") == (new["event_id"],)


async def test_an_emoji_shows_once(person: NewPerson, bot: NewBot, proxy: Proxy, clock: ManualClock) -> None:
    ana, side = await person("Ana"), await bot(url=proxy.url, clock=clock)
    room_id = await meet(ana, side)
    line = await ana.say(room_id, "NOTE: hello")
    await send_on_two_days(side, proxy, clock, room_id, Reaction(target=line, key="📝"), "cut after")
    assert len(await ana.events(room_id, "m.reaction")) == 1
    assert await side.storage.outbox.failures() == ()


async def test_where_too_much_was_written_since_better_unsaid_than_said_twice(
    person: NewPerson, bot: NewBot, proxy: Proxy, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot(url=proxy.url, clock=clock)
    room_id = await meet(ana, side)
    monkeypatch.setattr(standing, "_MOST_PAGES", 0)
    await send_on_two_days(side, proxy, clock, room_id, NEWS, "bad gateway")
    assert await ana.messages(room_id) == []
