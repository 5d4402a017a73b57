"""A homeserver that goes away, lies, or says nothing; a bot that is stopped: nothing is lost or repeated."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Incoming, Message, Said, Welcomed
from intercoop_bot.matrix import SignInError
from intercoop_bot.matrix.pace import Backoff
from intercoop_bot.storage.inbox import Inbox
from intercoop_bot.storage.outbox import Outbox
from tests.synapse.conftest import NewBot, NewPerson
from tests.synapse.people import PASSWORD, QUICK, BotSide, wait_for
from tests.synapse.proxy import Proxy, Spoiling

IMPATIENT = replace(QUICK, patience=1.5)
SPOILT = ["bad gateway", "truncated", "garbage", "stalled", "limited"]


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    async with Proxy.before(homeserver.url) as running:
        yield running


async def bodies(bot: BotSide, room_id: str) -> list[str]:
    return [event.body for event in await bot.inbox(room_id) if isinstance(event, Said)]


async def test_a_restart_of_the_homeserver_is_sat_out(
    person: NewPerson, bot: NewBot, homeserver: Homeserver
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await homeserver.stop()
    await side.put(room_id, Message(body="said meanwhile", html=""))
    await homeserver.run()
    await ana.say(room_id, "back again")
    await side.got(room_id, Said)
    await side.sent_all()
    assert await bodies(side, room_id) == ["back again"]
    assert await ana.messages(room_id, side.matrix.user_id) == ["said meanwhile"]


@pytest.mark.parametrize("how", SPOILT)
async def test_a_spoilt_sync_is_asked_again(
    how: Spoiling, person: NewPerson, bot: NewBot, proxy: Proxy
) -> None:
    ana = await person("Ana")
    side = await bot(url=proxy.url, pace=IMPATIENT)
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    fault = proxy.spoil("/sync", how, times=2)
    for n in range(5):
        await ana.say(room_id, str(n))
    await fault.done.wait()
    await side.got(room_id, Said, 5)
    assert await bodies(side, room_id) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("how", [*SPOILT, "cut after"])
async def test_a_spoilt_sending_shows_once(
    how: Spoiling, person: NewPerson, bot: NewBot, proxy: Proxy
) -> None:
    ana = await person("Ana")
    side = await bot(url=proxy.url, pace=IMPATIENT)
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    proxy.spoil("/send/m.room.message/", how, times=2)
    await side.put(room_id, Message(body="one", html=""), Message(body="two", html=""))
    await side.sent_all()
    assert await ana.messages(room_id) == ["one", "two"]


async def test_while_an_answer_is_late_we_may_be_deaf(bot: NewBot, proxy: Proxy) -> None:
    side = await bot(url=proxy.url, pace=replace(QUICK, poll=0.2, late=0.5, patience=3600))

    async def is_heard() -> bool:
        return side.matrix.is_heard

    async def is_deaf() -> bool:
        return not side.matrix.is_heard

    assert await wait_for(is_heard)
    proxy.spoil("/sync", "stalled")
    assert await wait_for(is_deaf)
    assert not side.running.done()


async def test_a_failing_homeserver_is_not_stormed(
    bot: NewBot, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    pause = Backoff.pause

    def note(self: Backoff) -> float:
        pauses.append(pause(self))
        return 0.0

    side = await bot(url=proxy.url)
    monkeypatch.setattr(Backoff, "pause", note)
    fault = proxy.spoil("/sync", "bad gateway", times=6)
    await fault.done.wait()

    async def has_paused_each_time() -> bool:
        return len(pauses) >= 6

    await wait_for(has_paused_each_time)
    assert pauses[5] >= QUICK.longest_pause / 2 > pauses[0]
    assert not side.running.done()


async def test_a_stop_before_the_batch_is_kept_repeats_and_loses_nothing(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await ana.say(room_id, "0")
    await side.got(room_id, Said)
    reached = asyncio.Event()

    async def stop(self: Inbox, events: Sequence[Incoming], *_: object) -> set[str]:
        if events:
            reached.set()
            await asyncio.Event().wait()
        return set()

    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "receive", stop)
        await ana.say(room_id, "1")
        await reached.wait()
        await side.stop()
    await ana.say(room_id, "2")
    side = await bot(again=side.matrix.user_id)
    await side.got(room_id, Said, 3)
    assert await bodies(side, room_id) == ["0", "1", "2"]


async def test_a_stop_after_the_batch_is_kept_repeats_and_loses_nothing(
    person: NewPerson, bot: NewBot
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await ana.say(room_id, "0")
    await side.got(room_id, Said)
    for n in range(1, 4):
        await side.stop()
        await ana.say(room_id, str(n))
        side = await bot(again=side.matrix.user_id)
        await side.got(room_id, Said, n + 1)
    assert await bodies(side, room_id) == ["0", "1", "2", "3"]


async def test_a_stop_between_sending_and_noting_it_shows_once(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    reached = asyncio.Event()

    async def stop(self: Outbox, row_id: int, event_id: str | None) -> None:
        reached.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "mark_sent", stop)
        await side.put(room_id, Message(body="once", html="", ref="x"))
        await reached.wait()
        await side.stop()
    side = await bot(again=side.matrix.user_id)
    await side.sent_all()
    (only,) = await ana.events(room_id)
    assert only["content"]["body"] == "once"
    assert await side.storage.outbox.events_of(room_id, "x") == (only["event_id"],)


async def test_a_device_signed_out_signs_in_again_as_itself(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    before = await side.storage.account()
    assert before
    await _sign_out(side)
    await ana.say(room_id, "still there?")
    await side.put(room_id, Message(body="yes", html=""))
    await side.got(room_id, Said)
    await side.sent_all()
    after = await side.storage.account()
    assert after
    assert after.device_id == before.device_id
    assert after.access_token != before.access_token
    assert await ana.messages(room_id, side.matrix.user_id) == ["yes"]


async def test_a_device_signed_out_while_stopped_signs_in_again_as_itself(bot: NewBot) -> None:
    side = await bot()
    before = await side.storage.account()
    assert before
    await _sign_out(side)
    await side.stop()
    side = await bot(again=side.matrix.user_id)
    after = await side.storage.account()
    assert after
    assert after.device_id == before.device_id


async def test_without_a_password_being_signed_out_is_the_end(bot: NewBot) -> None:
    first = await bot()
    account = await first.storage.account()
    assert account
    await first.stop()
    side = await bot(again=first.matrix.user_id, password=None, access_token=account.access_token)
    await _sign_out(side)
    with pytest.raises(SignInError, match="access token"):
        await asyncio.wait_for(side.running, 30)


async def test_a_wrong_password_is_said(bot: NewBot) -> None:
    first = await bot()
    await first.stop()
    with pytest.raises(SignInError, match="password"):
        await bot(again=first.matrix.user_id, fresh=True, password=PASSWORD + "!")


async def test_a_token_of_somebody_else_is_refused(person: NewPerson, bot: NewBot) -> None:
    ana, first = await person("Ana"), await bot()
    await first.stop()
    with pytest.raises(SignInError, match="belongs to"):
        await bot(again=first.matrix.user_id, fresh=True, access_token=ana.client.access_token)


async def test_ending_does_not_sign_out(bot: NewBot) -> None:
    first = await bot()
    before = await first.storage.account()
    await first.stop()
    second = await bot(again=first.matrix.user_id, password=None)
    assert await second.storage.account() == before


async def test_a_homeserver_that_is_not_there_yet_is_waited_for(bot: NewBot, proxy: Proxy) -> None:
    proxy.spoil("/login", "bad gateway", times=3)
    side = await bot(url=proxy.url)

    async def has_synced() -> bool:
        return side.matrix.last_sync_at is not None

    assert await wait_for(has_synced)
    assert proxy.seen.count("POST /_matrix/client/v3/login") == 4


async def _sign_out(side: BotSide) -> None:
    """Take the bot's token away, as its administrator might."""
    account = await side.storage.account()
    assert account
    client = side.matrix._session._nio
    async with await client.send(
        "POST", "/_matrix/client/v3/logout", "{}", {"Authorization": f"Bearer {account.access_token}"}
    ) as answer:
        assert answer.status == 200
