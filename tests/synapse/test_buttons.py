"""Buttons and pins on a real homeserver: once, on the right message, never in the way of other people’s."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from intercoop_bot.clock import ManualClock
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import (
    Button,
    Message,
    Outgoing,
    Pin,
    Priority,
    Reacted,
    Redacted,
    Unpin,
    Welcomed,
)
from tests.synapse.conftest import BOTH_WAYS, NewBot, NewPerson
from tests.synapse.people import BotSide, Person, wait_for
from tests.synapse.proxy import Proxy

PINS = "m.room.pinned_events"


def card(body: str = "Réunion vendredi", **values: Any) -> Message:  # noqa: ANN401 - handed on
    return Message(body=body, html=f"<p>{body}</p>", **{"ref": "card:3", **values})


async def a_room(ana: Person, side: BotSide, power: int = 50, version: str = "12") -> str:
    room_id = await ana.create_room(
        side.matrix.user_id,
        version=version,
        power_level_content_override={"users": _powers(ana, side, power, version)},
    )
    await side.got(room_id, Welcomed)
    return room_id


def _powers(ana: Person, side: BotSide, power: int, version: str) -> dict[str, int]:
    """Who makes a room of version 12 is above all levels, and must not stand among them."""
    return {side.matrix.user_id: power} | ({} if version == "12" else {ana.user_id: 100})


async def put(side: BotSide, room_id: str, *outgoing: Outgoing) -> None:
    """Put these in the outbox, and return once it is empty."""
    await side.put(room_id, *outgoing)
    await side.sent_all()


async def named(side: BotSide, room_id: str, ref: str = "card:3") -> str:
    """Return our latest message of that name."""
    return (await side.storage.outbox.events_of(room_id, ref))[-1]


async def pins(ana: Person, room_id: str) -> list[str]:
    found = [event["content"]["pinned"] for event in await ana.events(room_id, PINS)]
    return found[-1] if found else []


async def buttons(ana: Person, room_id: str, event_id: str) -> list[str]:
    """Return the emojis on a message, oldest first."""
    path = f"rooms/{quote(room_id)}/relations/{quote(event_id)}/m.annotation?dir=f"
    found = (await ana.call("GET", path, api="v1"))["chunk"]
    return [event["content"]["m.relates_to"]["key"] for event in found]


# --- buttons -------------------------------------------------------------------------------------------


async def test_buttons_go_on_the_latest_message_after_it(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await put(side, room_id, card())
    first = await named(side, room_id)
    keys = ["✍️", "✅", "1️⃣"]
    await put(
        side,
        room_id,
        *(Button(on="card:3", key=key, priority=Priority.ALARM) for key in keys),
        card(priority=Priority.ACKNOWLEDGEMENT),
    )
    latest = await named(side, room_id)
    assert latest != first
    assert await buttons(ana, room_id, latest) == keys
    assert await buttons(ana, room_id, first) == []


async def test_buttons_wait_for_a_message_that_an_edit_becomes(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    edit = card(ref=None, edits="card:3", priority=Priority.ACKNOWLEDGEMENT)
    await put(side, room_id, Button(on="card:3", key="✅", priority=Priority.ALARM), edit)
    assert await buttons(ana, room_id, await named(side, room_id)) == ["✅"]


async def test_a_button_without_its_message_is_dropped(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await put(side, room_id, Button(on="card:3", key="✅"), Pin(on="card:3"), Unpin(on="card:3"))
    assert await ana.events(room_id, "m.reaction") == []
    assert await pins(ana, room_id) == []
    assert await side.storage.outbox.failures() == ()


async def test_a_button_is_there_once(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await put(side, room_id, card(), Button(on="card:3", key="✅"), Button(on="card:3", key="✅"))
    assert await buttons(ana, room_id, await named(side, room_id)) == ["✅"]
    assert await side.storage.outbox.failures() == ()


async def test_a_button_whose_answer_was_lost_is_there_once_after_a_restart(
    person: NewPerson, bot: NewBot, homeserver: Homeserver
) -> None:
    ana = await person("Ana")
    async with Proxy.before(homeserver.url) as proxy:
        side = await bot(url=proxy.url)
        room_id = await a_room(ana, side)
        await put(side, room_id, card())
        proxy.spoil("/send/m.reaction", "cut after", times=1)
        proxy.spoil("/send/m.reaction", "bad gateway", times=1_000_000)
        await side.put(room_id, Button(on="card:3", key="✅"))

        async def is_there() -> list[str]:
            return await buttons(ana, room_id, await named(side, room_id))

        await wait_for(is_there)
        await side.stop()
    side = await bot(again=side.matrix.user_id)
    side.matrix.wake()
    await side.sent_all()
    assert await buttons(ana, room_id, await named(side, room_id)) == ["✅"]
    assert await side.storage.outbox.failures() == ()


@BOTH_WAYS
async def test_a_tap_names_the_message_and_is_taken_back(person: NewPerson, bot: NewBot) -> None:
    ana, bruno, side = await person("Ana"), await person("Bruno"), await bot()
    room_id = await ana.create_room(side.matrix.user_id, bruno.user_id)
    await bruno.join(room_id)
    await side.got(room_id, Welcomed)
    await put(side, room_id, card(ref="card:3:1"), Button(on="card:3:1", key="✍️"))
    event_id = await named(side, room_id, "card:3:1")
    await put(side, room_id, card("changed", ref=None, edits="card:3:1"))
    tap = await bruno.react(room_id, event_id, "✍️")
    theirs = await bruno.react(room_id, await bruno.say(room_id, "moi"), "✍")
    await bruno.redact(room_id, tap)
    ours, other = await side.got(room_id, Reacted, 2)
    (undone,) = await side.got(room_id, Redacted)
    assert (ours.sender, ours.ref, ours.key, ours.event_id) == (bruno.user_id, "card:3:1", "✍", tap)
    assert (other.ref, other.key, other.event_id) == (None, "✍", theirs)
    assert (undone.sender, undone.target) == (bruno.user_id, tap)


async def test_at_the_limit_buttons_are_last(
    person: NewPerson, bot: NewBot, limited_homeserver: Homeserver
) -> None:
    ana = await person("Ana", on=limited_homeserver)
    side = await bot(on=limited_homeserver)
    room_id = await a_room(ana, side)
    await side.put(room_id, card(), *(Button(on="card:3", key=key) for key in "🟢🔵🟣"))
    await put(side, room_id, *(card(f"answer {n}", ref=None) for n in range(4)))
    page = await ana.call("GET", f"rooms/{quote(room_id)}/messages?dir=b&limit=50")
    kinds = [e["type"] for e in reversed(page["chunk"]) if e["sender"] == side.matrix.user_id]
    assert kinds[-8:] == ["m.room.message"] * 5 + ["m.reaction"] * 3


# --- pins ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["11", "12"])
async def test_our_latest_message_is_pinned_beside_those_of_others(
    version: str, person: NewPerson, bot: NewBot
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side, version=version)
    rules, phone = await ana.say(room_id, "the rules"), await ana.say(room_id, "the number")
    await put(side, room_id, card(), Pin(on="card:3"))
    first = await named(side, room_id)
    assert await pins(ana, room_id) == [first]
    await ana.set_state(room_id, PINS, {"pinned": [rules, first, phone], "more": 1})
    await put(side, room_id, Pin(on="card:3"))
    assert await pins(ana, room_id) == [rules, first, phone]
    assert len(await ana.events(room_id, PINS)) == 2

    await put(side, room_id, card("closer"), Pin(on="card:3"))
    second = await named(side, room_id)
    assert await pins(ana, room_id) == [rules, phone, second]
    assert (await ana.state(room_id, PINS))["more"] == 1

    await put(side, room_id, card("now", ref="live:3"), Pin(on="live:3", instead_of="card:3"))
    live = await named(side, room_id, "live:3")
    assert await pins(ana, room_id) == [rules, phone, live]

    await put(side, room_id, Unpin(on="card:3"), Unpin(on="live:3"))
    assert await pins(ana, room_id) == [rules, phone]


async def test_a_pin_waits_for_its_message(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await put(
        side,
        room_id,
        Pin(on="card:3", priority=Priority.ALARM),
        card(priority=Priority.ACKNOWLEDGEMENT),
    )
    assert await pins(ana, room_id) == [await named(side, room_id)]


@pytest.mark.parametrize("version", ["11", "12"])
async def test_without_the_power_nothing_is_pinned_and_nothing_said(
    version: str, person: NewPerson, bot: NewBot
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side, power=0, version=version)
    rules = await ana.say(room_id, "the rules")
    await ana.set_state(room_id, PINS, {"pinned": [rules]})
    await put(side, room_id, card(), Pin(on="card:3"), card("heard", ref=None))
    assert await pins(ana, room_id) == [rules]
    assert (await ana.messages(room_id))[-2:] == ["Réunion vendredi", "heard"]
    assert await side.storage.outbox.failures() == ()


async def test_pins_that_are_nonsense_are_no_obstacle(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await ana.set_state(room_id, PINS, {"pinned": [["$x"], 7]})
    await put(side, room_id, card(), Pin(on="card:3"))
    assert await pins(ana, room_id) == [["$x"], 7, await named(side, room_id)]


async def test_a_pin_is_set_again_where_the_homeserver_was_in_trouble(
    person: NewPerson, bot: NewBot, homeserver: Homeserver
) -> None:
    ana = await person("Ana")
    async with Proxy.before(homeserver.url) as proxy:
        side = await bot(url=proxy.url)
        room_id = await a_room(ana, side)
        proxy.spoil(PINS, "bad gateway", times=1)
        proxy.spoil(PINS, "cut after", times=2)
        await put(side, room_id, card(), Pin(on="card:3"))
        assert await pins(ana, room_id) == [await named(side, room_id)]
        await side.stop()


async def test_a_pin_that_could_not_be_set_for_a_day_is_set(
    person: NewPerson, bot: NewBot, homeserver: Homeserver
) -> None:
    ana = await person("Ana")
    clock = ManualClock(datetime(2027, 5, 12, 12, tzinfo=UTC))
    async with Proxy.before(homeserver.url) as proxy:
        side = await bot(url=proxy.url, clock=clock)
        room_id = await a_room(ana, side)
        fault = proxy.spoil(PINS, "bad gateway", times=2)
        proxy.spoil(PINS, "bad gateway", times=1_000_000)
        await side.put(room_id, card(), Pin(on="card:3"))
        await fault.done.wait()
        clock.advance(timedelta(hours=25))
        proxy.mend()
        await side.sent_all()
        assert await pins(ana, room_id) == [await named(side, room_id)]
        await side.stop()
