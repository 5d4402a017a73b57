"""A meeting on a machine whose clock jumps, or that sleeps or starts anew: each time is called, and once."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoop_bot.interface import Message, Outgoing, Said
from intercoop_bot.language.members import Members
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.schedule import deadline
from intercoop_bot.replay import Crowd
from intercoop_bot.room import Manners, RoomActor
from intercoop_bot.storage import Storage
from tests.builders import ANA, NAMES
from tests.house import ROOM
from tests.machine import Machine
from tests.synapse.chat import plain

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OPENING = "!ouvrir Bilan\n!point Caisse 10 min\n!suivant"
LAST_MARK = 5


@dataclass
class Wait:
    """So many minutes pass, the bot being at work."""

    minutes: int


@dataclass
class Sleep:
    """So many minutes pass, the machine being asleep."""

    minutes: int


@dataclass
class Jump:
    """The machine's clock is set to another hour."""

    minutes: int


@dataclass
class Write:
    """Somebody writes a note."""


@dataclass
class StartAnew:
    """The process ends, and another one begins."""


Happening: TypeAlias = Wait | Sleep | Jump | Write | StartAnew


@dataclass
class Scene:
    """A room with its actor, on a machine."""

    storage: Storage
    machine: Machine = field(default_factory=Machine)
    said: list[str] = field(default_factory=list)
    written: int = 0

    def __post_init__(self) -> None:
        self.start_anew()

    def start_anew(self) -> None:
        crowd = Crowd(members=Members(NAMES))
        self.actor = RoomActor(ROOM, self.storage, self.machine.clock(), crowd, Manners())

    async def write(self, body: str) -> None:
        self.written += 1
        line = Said(
            room_id=ROOM,
            event_id=f"${self.written}",
            sender=ANA,
            sender_name="Ana",
            sent_at=self.machine.truth,
            body=body,
        )
        await self.storage.inbox.receive([line], f"batch{self.written}")
        await self.look()

    async def look(self) -> None:
        await self.actor.work()
        for row in await self.storage.outbox.waiting(limit=1000):
            self.said += _new_words(row.outgoing)
            await self.storage.outbox.mark_sent(row.id, f"$sent{row.id}")

    async def live(self, happening: Happening) -> None:
        match happening:
            case Wait(minutes):
                for _ in range(minutes):
                    self.machine.wait(MINUTE)
                    await self.look()
            case Sleep(minutes):
                self.machine.wait(minutes * MINUTE)
                await self.look()
            case Jump(minutes):
                self.machine.jump(minutes * MINUTE)
                await self.look()
            case Write():
                await self.write("NOTE : un mot")
            case StartAnew():
                self.start_anew()
                await self.look()

    async def calls(self) -> list[tuple[int | None, int]]:
        facts = [entry.fact for entry in await self.storage.load(ROOM)]
        return [(fact.item, fact.mark) for fact in facts if isinstance(fact, f.TimeCalled)]


def _new_words(outgoing: Outgoing) -> list[str]:
    if not isinstance(outgoing, Message) or outgoing.edits is not None:
        return []
    return [plain(outgoing.body)]


def happen(*happenings: Happening) -> Scene:
    """Hold a meeting, and return it when a good while has passed after all this."""

    async def run(path: Path) -> Scene:
        async with await Storage.open(path) as storage:
            scene = Scene(storage)
            await scene.write(OPENING)
            for happening in (*happenings, Wait(30)):
                await scene.live(happening)
            entries = await storage.load(ROOM)
            assert all(one.at <= other.at for one, other in pairwise(entries))
            calls = await scene.calls()
            assert max(Counter(calls).values()) == 1, calls
            assert max(mark for item, mark in calls if item == 1) == LAST_MARK, calls
            wakes = deadline(await scene.actor.load())
            assert wakes is None or wakes > entries[-1].at
            return scene

    with TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder) / "bot.sqlite3"))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.one_of(
            st.builds(Wait, st.integers(1, 12)),
            st.builds(Sleep, st.integers(1, 90)),
            st.builds(Jump, st.sampled_from([-60, -5, -1, 1, 5, 60])),
            st.builds(Write),
            st.builds(StartAnew),
        ),
        max_size=8,
    )
)
def test_whatever_the_clock_does_each_time_is_called_once_and_none_is_missing(
    happenings: list[Happening],
) -> None:
    happen(*happenings)


@pytest.mark.parametrize("jump", [60, -60], ids=["forward", "back"])
def test_a_jump_that_is_soon_set_right_changes_nothing(jump: int) -> None:
    undisturbed = happen(Wait(4), Write(), Wait(3))
    disturbed = happen(Wait(3), Jump(jump), Wait(1), Write(), Wait(2), Jump(-jump), Wait(1))
    assert disturbed.said == undisturbed.said


def test_set_back_for_good_the_meeting_goes_on() -> None:
    scene = happen(Wait(2), Jump(-60), Wait(12))
    assert any("encore 2 min sur 10 min" in words for words in scene.said), scene.said
    assert any("2 min de plus que prévu" in words for words in scene.said), scene.said
