"""One room's actor over time: its faults, its clock, its waiting."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

import intercoop_bot.room as room_module
import intercoop_bot.turn as turn_module
from intercoop_bot.clock import FastClock
from intercoop_bot.delivery import Occasion, deliver
from intercoop_bot.faults import MARK
from intercoop_bot.interface import Incoming, Message, Outgoing
from intercoop_bot.language.wording import Voice
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import Effect, PostMinutes
from intercoop_bot.meeting.live_card import EDITED_EVERY
from intercoop_bot.meeting.rules import decide
from intercoop_bot.meeting.state import Room
from intercoop_bot.room import IDLE, Manners, RoomActor
from intercoop_bot.storage import StorageError
from tests.builders import NOON
from tests.house import ROOM, House, emojis, news, texts

# --- faults of ours


def break_on(monkeypatch: pytest.MonkeyPatch, part: str, does_break: Callable[..., bool]) -> None:
    """Have a function of a turn stumble over what is given to it."""
    function = getattr(turn_module, part)

    def stumble(*given: Any) -> Any:  # noqa: ANN401 - handed on
        if does_break(*given):
            raise RuntimeError("a stone")
        return function(*given)

    monkeypatch.setattr(turn_module, part, stumble)


STONES: dict[str, Callable[..., bool]] = {
    "decide": lambda _room, command, *_: isinstance(command, c.TakeNote) and "stone" in command.draft.text,
    "apply": lambda _room, entry: isinstance(entry.fact, f.NoteTaken) and "stone" in entry.fact.text,
    "announce": lambda facts, *_: any(
        isinstance(fact, f.NoteTaken) and "stone" in fact.text for fact in facts
    ),
}


@pytest.mark.parametrize("part", STONES)
async def test_a_fault_is_told_once_and_the_rest_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    await house.say("!start")
    break_on(monkeypatch, part, STONES[part])
    said = [
        house.said("NOTE: one"),
        house.said("NOTE: two\nNOTE: a stone\nNOTE: three"),
        house.said("NOTE: four"),
        house.said("NOTE: another stone"),
    ]
    with capture_logs() as logs:
        sent = await house.hear(*said)
    assert [entry["event"] for entry in logs] == ["fault", "fault"]
    (told,) = [message for message in sent if isinstance(message, Message)]
    assert "on my side" in told.body
    assert told.reply_to == said[1].event_id
    marked = [target for target, emoji in emojis(sent) if emoji == MARK]
    assert marked == [said[1].event_id, said[3].event_id], "each that does not count can be seen"
    meeting = (await house.state()).meetings[1]
    assert [note.text for note in meeting.notes] == ["one", "two", "three", "four"]
    assert await house.storage.inbox.pending(ROOM) == ()
    assert await house.actor.load() == await house.state()


async def test_what_could_not_be_read_again_is_not_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(room: Room, command: c.Command, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
        facts = decide(room, command, by, at)
        return tuple(
            replace(fact, note=cast(int, "one")) if isinstance(fact, f.NoteTaken) else fact for fact in facts
        )

    await house.say("!start")
    said = house.said("NOTE: one")
    with monkeypatch.context() as broken, capture_logs():
        broken.setattr(turn_module, "decide", spoil)
        assert (said.event_id, MARK) in emojis(await house.hear(said))
    assert not list((await house.state()).meetings[1].notes)
    await house.say("NOTE: two")
    assert [note.text for note in (await house.state()).meetings[1].notes] == ["two"]


async def test_what_cannot_be_said_is_done_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(
        effects: list[Effect], room: Room, voice: Voice, at: datetime, occasion: Occasion
    ) -> tuple[Outgoing, ...]:
        if any(isinstance(effect, PostMinutes) for effect in effects):
            raise KeyError("no.such.sentence")
        return deliver(effects, room, voice, at, occasion)

    await house.say("!start\nNOTE: one")
    with monkeypatch.context() as broken, capture_logs() as logs:
        broken.setattr(room_module, "deliver", stumble)
        told = texts(await house.say("!end"))
        assert [entry["event"] for entry in logs] == ["fault", "fault"]
        assert [text for text in told if "I cannot show it" in text] == told[-1:]
        assert not (await house.state()).meetings[1].live
    assert "one" in "".join(texts(await house.say("!minutes"))), "once it can be said again"


async def test_a_clock_that_stumbles_takes_no_note_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("!start\n!item Hedge 5m")
    await house.say("!next")
    break_on(monkeypatch, "decide", lambda _room, command, *_: isinstance(command, c.Tick))
    house.clock.advance(timedelta(minutes=6))
    with capture_logs():
        sent = await house.hear(house.said("NOTE: one"), house.said("NOTE: two"))
        await house.actor.work()
    assert [text for text in texts(sent) if "cannot watch the time" in text] == texts(sent)[:1]
    assert [note.text for note in (await house.state()).meetings[1].notes] == ["one", "two"]
    assert house.actor.is_stuck


async def test_what_is_due_and_does_not_pass_is_not_tried_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("!start\n!item Hedge 5m")
    overdue = house.clock.now()
    monkeypatch.setattr(room_module, "deadline", lambda _room: overdue)
    house.clock.advance(timedelta(minutes=1))
    waits: list[datetime | None] = []

    async def wait(until: datetime | None) -> None:
        waits.append(until)
        raise asyncio.CancelledError

    monkeypatch.setattr(house.actor, "_wait", wait)
    with capture_logs() as logs, pytest.raises(asyncio.CancelledError):
        await house.actor.run()
    assert waits == [None], "for as long as without anything due"
    assert [entry["event"] for entry in logs] == ["what is due does not pass"]


async def test_after_a_fault_the_state_is_that_of_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("!start\n!item Hedge 5m")
    await house.say("!next")
    commit = house.storage.commit

    async def stumble(
        room_id: str,
        entries: Sequence[f.Entry],
        outgoing: Sequence[Outgoing],
        *,
        done: int | None,
        wake_at: datetime | None,
        erase: Sequence[f.Erasure],
    ) -> None:
        await commit(room_id, entries, outgoing, done=done, wake_at=wake_at, erase=erase)
        raise RuntimeError("stored, but we do not know it")

    house.clock.advance(timedelta(minutes=5))
    with monkeypatch.context() as broken, capture_logs():
        broken.setattr(house.storage, "commit", stumble)
        await house.actor.work()
    assert await house.actor.load() == await house.state()
    assert emojis(await house.say("NOTE: all is well"))


async def test_a_clock_that_stumbles_is_not_asked_again_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("!start\n!item Hedge 5m")
    await house.say("!next")
    waits: list[datetime | None] = []

    async def wait(until: datetime | None) -> None:
        waits.append(until)
        if until is None:
            raise asyncio.CancelledError
        house.clock.advance(until - house.clock.now())

    def stumble(room: Room, command: c.Command, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
        if isinstance(command, c.Tick) and len(waits) == 1:
            raise RuntimeError("a stone")
        return decide(room, command, by, at)

    monkeypatch.setattr(house.actor, "_wait", wait)
    monkeypatch.setattr(turn_module, "decide", stumble)
    with capture_logs(), pytest.raises(asyncio.CancelledError):
        await house.actor.run()
    assert waits[0] is not None
    assert waits[1] is None


async def test_a_room_whose_log_cannot_be_read_is_left_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("!plan Garden friday 12 may 18:00-19:00")
    wake_times = await house.storage.wake_times()

    async def fail(_room_id: str) -> None:
        raise ValueError("a fact from the future")

    async def read(count: int, *bodies: str) -> None:
        """Have something written, and wait until the room looked at it in vain."""
        await house.storage.inbox.receive([house.said(body) for body in bodies], f"batch{count}")
        actor.wake()
        async with asyncio.timeout(10):
            while len(logs) < count:  # noqa: ASYNC110 - it tells nobody else
                await asyncio.sleep(0.01)

    told: list[str] = []
    with monkeypatch.context() as broken, capture_logs() as logs:
        broken.setattr(house.storage, "load", fail)
        for _ in range(2):
            actor = house.make_actor()
            running = asyncio.create_task(actor.run())
            await read(len(logs) + 1, "!start", "NOTE: one")
            await read(len(logs) + 1, "NOTE: two")
            told += texts(await house.sent())
            running.cancel()
    assert {entry["event"] for entry in logs} == {"room left alone"}
    (only,) = told
    assert "cannot work in this room" in only
    assert len(await house.storage.inbox.pending(ROOM)) == 6
    assert await house.storage.wake_times() == wake_times
    await house.make_actor().work()
    assert [note.text for note in (await house.state()).meetings[1].notes] == ["one", "two", "one", "two"]


async def test_a_database_that_fails_stops_the_actor(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_room_id: str) -> None:
        raise StorageError("gone")

    monkeypatch.setattr(house.storage.inbox, "pending", fail)
    with pytest.raises(StorageError):
        await house.actor.run()


# --- time


async def test_what_was_said_while_we_were_away_counts_from_then(house: House) -> None:
    await house.say("!plan Garden friday 12 may 12:01-13:00")
    await house.say("!agenda\nHedge 5m\nPond 20m")
    await house.say("!start")
    started = house.clock.now()
    house.clock.advance(timedelta(minutes=33))
    late = house.said("!next", at=started + timedelta(minutes=4, seconds=30))
    sent = news(await house.hear(late))
    assert "Pond" in sent[0]
    meeting = (await house.state()).meetings[1]
    assert meeting.items[0].spent == timedelta(minutes=4, seconds=30)
    assert len(sent) == 2, "what was missed is called once, now"
    assert "offline" in sent[1]
    assert "“Pond”: 8 min over" in sent[1]


async def test_a_status_asked_for_while_we_were_away_is_that_of_now(house: House) -> None:
    await house.say("!start\n!item Hedge 30m")
    await house.say("!next")
    house.clock.advance(timedelta(minutes=20))
    asked_at = house.clock.now() - timedelta(minutes=15)
    (answer,) = news(await house.hear(house.said("!status", at=asked_at)))
    assert "Hedge – 10 min" in answer


@pytest.mark.parametrize("hours", [pytest.param(-48, id="past"), pytest.param(48, id="future")])
async def test_a_time_that_a_server_made_up_does_little_harm(house: House, hours: int) -> None:
    await house.say("!start")
    house.clock.advance(timedelta(minutes=1))
    await house.hear(house.said("NOTE: hello", at=NOON + timedelta(hours=hours)))
    (note,) = (await house.state()).meetings[1].notes
    assert NOON <= note.at <= house.clock.now()


async def test_the_clock_speaks_before_the_people(house: House) -> None:
    await house.say("!start\n!item Hedge 5m\n!item Pond 5m")
    await house.say("!next")
    house.clock.advance(timedelta(minutes=5))
    sent = texts(await house.say("!next"))
    assert ["Hedge" in sent[0], "Pond" in sent[1]] == [True, True]


async def test_the_wake_up_time_is_stored(house: House) -> None:
    await house.say("!start\n!item Hedge 5m")
    await house.say("!next")
    assert (await house.storage.wake_times())[ROOM] == NOON + EDITED_EVERY
    house.clock.advance(EDITED_EVERY)
    await house.actor.work()
    assert (await house.storage.wake_times())[ROOM] == NOON + timedelta(minutes=2.5)


async def test_time_is_not_called_while_the_homeserver_is_not_heard(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("!start\n!item Hedge 5m")
    await house.say("!next")
    house.clock.advance(timedelta(minutes=5))
    monkeypatch.setattr(room_module, "UNHEARD_WAIT", 0.0)
    looks: list[bool] = []

    def is_heard() -> bool:
        looks.append(len(looks) > 5)
        return looks[-1]

    told = asyncio.Event()
    actor = RoomActor(
        ROOM, house.storage, house.clock, house.crowd, Manners(), lambda _: told.set(), is_heard
    )
    await actor.work()
    assert await house.sent() == []
    await run_until(actor, told)
    (alarm,) = news(await house.sent())
    assert "Hedge" in alarm
    assert looks.count(False) > 1


# --- running


async def run_until(actor: RoomActor, happened: asyncio.Event) -> None:
    """Run the actor until something has happened."""
    running = asyncio.create_task(actor.run())
    try:
        await happened.wait()
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


@pytest.fixture
def ringing(house: House) -> tuple[asyncio.Event, Callable[[float], RoomActor]]:
    """An event that is set when something is to be sent, and how to make an actor that sets it."""
    happened = asyncio.Event()

    def make(speed: float) -> RoomActor:
        clock = FastClock(house.clock.now(), speed)
        return RoomActor(
            ROOM, house.storage, clock, house.crowd, Manners(language="en"), lambda _: happened.set()
        )

    return happened, make


async def test_an_actor_wakes_when_something_is_due(
    house: House, ringing: tuple[asyncio.Event, Callable[[float], RoomActor]]
) -> None:
    await house.say("!start\n!item Hedge 5m")
    await house.say("!next")
    happened, make = ringing
    await run_until(make(2000), happened)
    (card,) = texts(await house.sent())
    assert "Hedge" in card


async def test_an_actor_wakes_when_something_comes_in(
    house: House, ringing: tuple[asyncio.Event, Callable[[float], RoomActor]]
) -> None:
    happened, make = ringing
    actor = make(1)
    running = asyncio.create_task(run_until(actor, happened))
    await asyncio.sleep(0)
    await house.storage.inbox.receive([house.said("!start")], "batch")
    actor.wake()
    await running
    assert len(texts(await house.sent())) == 1


async def test_an_actor_ends_when_there_is_nothing_to_do(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "LONGEST_WAIT", 0.0)
    looks = 0
    look = house.storage.inbox.pending

    async def counted(room_id: str) -> tuple[tuple[int, Incoming], ...]:
        nonlocal looks
        looks += 1
        return await look(room_id)

    monkeypatch.setattr(house.storage.inbox, "pending", counted)
    await house.storage.inbox.receive([house.said("!status")], "batch")
    await house.actor.run()
    assert looks == IDLE + 1
