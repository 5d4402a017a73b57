"""Encrypted lines whose key comes late, or never, also where the bot is stopped in between."""

import pytest

from intercoop_bot.clock import ManualClock, SystemClock
from intercoop_bot.interface import Said, Unreadable, Welcomed
from intercoop_bot.matrix.seals import GRACE
from intercoop_bot.storage import StorageError
from tests.synapse.conftest import ENCRYPTED, NewBot, NewPerson
from tests.synapse.people import BotSide, Json, Person, wait_for

pytestmark = ENCRYPTED


async def late_line(person: Person, room_id: str, body: str) -> tuple[str, Json]:
    """Send a line whose key nobody has; return its id, and the key."""
    assert person.device
    content, key = await person.device.withhold(room_id, {"msgtype": "m.text", "body": body})
    return await person.send(room_id, "m.room.encrypted", content), key


async def hand_over(person: Person, side: BotSide, key: Json) -> None:
    assert person.device
    await person.device.hand_over(side.matrix.user_id, key)


async def unread(side: BotSide, room_id: str) -> list[Unreadable]:
    return [event for event in await side.inbox(room_id) if isinstance(event, Unreadable)]


async def test_a_line_whose_key_comes_late_counts_then_with_its_own_time(
    person: NewPerson, bot: NewBot
) -> None:
    clock = ManualClock(SystemClock().now())
    ana, side = await person("Ana"), await bot(clock=clock)
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    late, key = await late_line(ana, room_id, "!note en retard")
    await ana.say(room_id, "après")
    await side.got(room_id, Said)
    assert [kept.event_id for _, kept in await side.storage.seals.waiting()] == [late]

    await side.stop()
    side = await bot(again=side.matrix.user_id, clock=clock)
    await ana.say(room_id, "encore")
    await side.got(room_id, Said, 2)
    assert await unread(side, room_id) == []
    await hand_over(ana, side, key)
    after, again, said = await side.got(room_id, Said, 3)
    assert (after.body, again.body) == ("après", "encore")
    assert (said.event_id, said.body) == (late, "!note en retard")
    assert said.sent_at < after.sent_at
    assert await side.storage.seals.waiting() == ()


async def test_a_key_that_comes_a_few_batches_later_is_enough(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    late, key = await late_line(ana, room_id, "en retard")
    for count, body in enumerate(("un", "deux"), 1):
        await ana.say(room_id, body)
        await side.got(room_id, Said, count)
    await hand_over(ana, side, key)
    *_, said = await side.got(room_id, Said, 3)
    assert (said.event_id, said.body) == (late, "en retard")


async def test_a_key_that_does_not_come_is_told_of_once_and_may_still_come(
    person: NewPerson, bot: NewBot
) -> None:
    clock = ManualClock(SystemClock().now())
    ana, side = await person("Ana"), await bot(clock=clock)
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    late, key = await late_line(ana, room_id, "enfin")
    await ana.say(room_id, "un")
    await side.got(room_id, Said)
    clock.advance(GRACE)
    await side.stop()
    side = await bot(again=side.matrix.user_id, clock=clock)
    (told,) = await side.got(room_id, Unreadable)
    assert (told.event_id, told.sender, told.why) == (late, ana.user_id, "no_key")
    clock.advance(GRACE)
    await ana.say(room_id, "deux")
    await side.got(room_id, Said, 2)
    await hand_over(ana, side, key)
    said = await side.got(room_id, Said, 3)
    assert [each.body for each in said] == ["un", "deux", "enfin"]
    assert len(await unread(side, room_id)) == 1


async def test_stopped_between_a_key_and_the_end_of_its_batch_it_loses_neither(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await ana.say(room_id, "avant")
    await side.got(room_id, Said)

    async def fail(*_: object) -> set[str]:
        raise StorageError("the disk is full")

    monkeypatch.setattr(side.storage.inbox, "receive", fail)
    assert ana.device
    ana.device.client.olm.outbound_group_sessions.clear()
    said = await ana.say(room_id, "pendant")
    session_id = (await ana.call("GET", f"rooms/{room_id}/event/{said}"))["content"]["session_id"]
    encryption = side.matrix._encryption
    assert encryption

    async def has_key() -> bool:
        return encryption.knows(session_id)

    await wait_for(has_key)
    await side.stop()
    side = await bot(again=side.matrix.user_id)
    assert [each.body for each in await side.got(room_id, Said, 2)] == ["avant", "pendant"]


async def test_of_one_message_in_two_events_the_first_counts(person: NewPerson, bot: NewBot) -> None:
    ana, eve, side = await person("Ana"), await person("Eve"), await bot()
    room_id = await ana.create_room(side.matrix.user_id, eve.user_id)
    await eve.join(room_id)
    await side.got(room_id, Welcomed)
    said = await ana.say(room_id, "!décision payer")
    await side.got(room_id, Said)
    content = (await ana.call("GET", f"rooms/{room_id}/event/{said}"))["content"]
    await side.stop()
    side = await bot(again=side.matrix.user_id)
    # Again as Ana, as her homeserver could; and as another person, as anybody in the room can.
    await ana.send_in_clear(room_id, "m.room.encrypted", content)
    await eve.send_in_clear(room_id, "m.room.encrypted", content)
    await ana.say(room_id, "fini")
    assert [each.body for each in await side.got(room_id, Said, 2)] == ["!décision payer", "fini"]
