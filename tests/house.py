"""A room with its actor and a real database, without a homeserver, for tests."""

from datetime import datetime
from pathlib import Path
from typing import Any

from intercoop_bot.clock import ManualClock
from intercoop_bot.interface import Incoming, Message, Outgoing, Pill, Quoted, Reaction, Said
from intercoop_bot.language.members import Members
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.state import Room
from intercoop_bot.replay import Crowd
from intercoop_bot.room import Manners, RoomActor
from intercoop_bot.storage import Storage
from tests.builders import ANA, DAVID, NAMES

ROOM = "!room:coop.example"


class House:
    """A room with its actor, its clock and its database."""

    def __init__(self, path: Path, storage: Storage, clock: ManualClock) -> None:
        self.path = path
        self.storage = storage
        self.clock = clock
        self.crowd = Crowd(members=Members(NAMES), moderators=frozenset([DAVID]))
        self.manners = Manners(language="en")
        self.actor = self.make_actor()
        self._events = 0

    def make_actor(self) -> RoomActor:
        """Return an actor that knows nothing but what is stored."""
        return RoomActor(ROOM, self.storage, self.clock, self.crowd, self.manners)

    def said(
        self,
        body: str,
        by: str = ANA,
        *,
        at: datetime | None = None,
        thread: str | None = None,
        quoted: Quoted | None = None,
        pills: tuple[Pill, ...] = (),
    ) -> Said:
        """Return that somebody wrote something, now where nothing else is said."""
        return Said(**self.common(by, at), body=body, thread=thread, quoted=quoted, pills=pills)

    def common(self, by: str = ANA, at: datetime | None = None) -> dict[str, Any]:
        """Return what every event has."""
        self._events += 1
        return {
            "room_id": ROOM,
            "event_id": f"${self._events}",
            "sender": by,
            "sender_name": NAMES.get(by, by),
            "sent_at": at or self.clock.now(),
        }

    async def hear(self, *events: Incoming) -> list[Outgoing]:
        """Let these come in together; return what is sent."""
        await self.storage.inbox.receive(events, f"batch{self._events}")
        await self.actor.work()
        return await self.sent()

    async def say(self, body: str, by: str = ANA) -> list[Outgoing]:
        """Let somebody write something; return what is sent."""
        return await self.hear(self.said(body, by))

    async def sent(self) -> list[Outgoing]:
        """Return what waits to be sent, and take it for sent."""
        rows = sorted(await self.storage.outbox.waiting(limit=1000), key=lambda row: row.id)
        for row in rows:
            await self.storage.outbox.mark_sent(row.id, f"$sent{row.id}")
        return [row.outgoing for row in rows]

    async def facts(self) -> list[f.Fact]:
        """Return the log."""
        return [entry.fact for entry in await self.storage.load(ROOM)]

    async def state(self) -> Room:
        """Return the state, as it is for an actor that begins."""
        return await self.make_actor().load()


def texts(outgoing: list[Outgoing]) -> list[str]:
    """Return what is said in words."""
    return [message.body for message in outgoing if isinstance(message, Message)]


def news(outgoing: list[Outgoing]) -> list[str]:
    """Return what is new in the room in words: not what changes a message that is there."""
    return texts([each for each in outgoing if isinstance(each, Message) and each.edits is None])


def emojis(outgoing: list[Outgoing]) -> list[tuple[str, str]]:
    """Return the emojis, each with the event that it is put on."""
    return [(reaction.target, reaction.key) for reaction in outgoing if isinstance(reaction, Reaction)]
