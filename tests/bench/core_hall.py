"""The bot without Matrix: rooms with their actors over a database of their own, in this process."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from intercoop_bot.clock import SystemClock
from intercoop_bot.interface import Said
from intercoop_bot.language.members import Members
from intercoop_bot.meeting import facts as f
from intercoop_bot.replay import Crowd
from intercoop_bot.room import Manners, OnOutgoing, RoomActor
from intercoop_bot.storage import Storage
from tests.builders import NAMES

CROWD = Crowd(members=Members(NAMES))
PEOPLE = tuple(NAMES)

_MOST_AT_ONCE = 10_000


class Hall:
    """A database and the actors of its rooms, on the machine's clock."""

    def __init__(self, storage: Storage, clock: SystemClock) -> None:
        self.storage = storage
        self.clock = clock
        self._said = 0

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["Hall"]:
        """Have an empty database for as long as it is needed, on the disk that temporary files are on."""
        clock = SystemClock()
        with tempfile.TemporaryDirectory() as folder:
            async with await Storage.open(Path(folder) / "bot.sqlite3", clock) as storage:
                yield cls(storage, clock)

    def actor(self, room_id: str, on_outgoing: OnOutgoing = lambda _: None) -> RoomActor:
        """Return the actor of a room."""
        return RoomActor(room_id, self.storage, self.clock, CROWD, Manners(language="en"), on_outgoing)

    async def keep(self, room_id: str, log: Sequence[f.Entry]) -> None:
        """Give a room a past."""
        for first in range(0, len(log), _MOST_AT_ONCE):
            await self.storage.commit(room_id, log[first : first + _MOST_AT_ONCE], wake_at=None)

    async def hear(self, room_ids: Sequence[str], body: str) -> None:
        """Have somebody say something in each of these rooms, which is only received yet."""
        said = [self._say(room_id, body) for room_id in room_ids]
        await self.storage.inbox.receive(said, f"batch{self._said}")

    def _say(self, room_id: str, body: str) -> Said:
        self._said += 1
        sender = PEOPLE[self._said % len(PEOPLE)]
        return Said(
            room_id=room_id,
            event_id=f"${self._said}",
            sender=sender,
            sender_name=NAMES[sender],
            sent_at=self.clock.now(),
            body=body,
        )


async def work(actors: Sequence[RoomActor]) -> None:
    """Let each deal with what it has heard."""
    await asyncio.gather(*(actor.work() for actor in actors))


def meeting_of(notes: int, ago: timedelta = timedelta(0), items: int = 20) -> list[f.Entry]:
    """Return the log of a meeting under way, with so many notes of four people, that began so long ago."""
    facts: list[f.Fact] = [f.MeetingPlanned(meeting=1, title="Réunion info")]
    facts += [f.ItemAdded(meeting=1, item=n, title=f"Point {n}", minutes=5) for n in range(1, items + 1)]
    facts += [f.MeetingStarted(meeting=1), f.ItemStarted(meeting=1, item=1)]
    facts += [_note(n, 1 + n * items // (notes + 1)) for n in range(1, notes + 1)]
    began = SystemClock().now() - ago
    return [
        f.Entry(seq=seq, at=began, by=PEOPLE[seq % len(PEOPLE)], cause=f"$past{seq}", fact=fact)
        for seq, fact in enumerate(facts, 1)
    ]


def _note(number: int, item: int) -> f.NoteTaken:
    tag = ("note", "decision", "note", "action", "note", "question")[number % 6]
    people = PEOPLE[number % len(PEOPLE) :]
    return f.NoteTaken(
        meeting=1,
        note=number,
        tag=tag,
        text=f"On prend le même prestataire que La Louve : 1000 € par mois (devis n° {number})",
        author=people[0],
        event=f"$past{number}",
        item=item,
        owner=people[-1] if tag == "action" else None,
    )
