"""What one member sees of the room: through the sync of their own client, and nothing from inside the bot."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from intercoop_bot.clock import Clock
from intercoop_bot.demo.cast import Member
from intercoop_bot.demo.sights import Deletion, Departure, File, Json, Message, Reaction, Sight, read

_POLL = 20.0


class Window:
    """A member's client with the room open. Files that come into the room are kept in the folder `files`.

    `words` are the messages as they now read, by event id; `present` who is in the room; `saved` where each
    file was put, in the order of their coming.
    """

    def __init__(self, member: Member, room_id: str, clock: Clock, files: Path) -> None:
        self._member = member
        self.room_id = room_id
        self._clock = clock
        self._files = files
        self._names: dict[str, str] = {}
        self._changed = asyncio.Condition()
        self.words: dict[str, Message] = {}
        self.present: set[str] = set()
        self.saved: list[Path] = []
        self.reactions: list[Reaction] = []

    @property
    def minutes(self) -> list[Path]:
        """The files of minutes among those saved; the others are for calendars."""
        return [path for path in self.saved if path.suffix != ".ics"]

    async def watch(self, show: Callable[[Sight], None]) -> None:
        """Show what is there and what comes, until cancelled.

        Raises:
            CastError: the homeserver does not let us.
            OSError: a file cannot be kept.
        """
        since = None
        while True:
            answer = await self._member.sync(since, _POLL)
            since = answer["next_batch"]
            room = answer.get("rooms", {}).get("join", {}).get(self.room_id, {})
            for event in room.get("state", {}).get("events", []):
                self._name(event)
            for event in room.get("timeline", {}).get("events", []):
                self._name(event)
                if (sight := read(event, self._names, self._clock)) is not None:
                    await self._keep(sight)
                    show(sight)
            async with self._changed:
                self._changed.notify_all()

    async def until(self, condition: Callable[[], bool], within: float) -> None:
        """Wait until what is seen fulfils the condition.

        Raises:
            TimeoutError: it did not within so many seconds.
        """
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(condition)

    def _name(self, event: Json) -> None:
        if event["type"] == "m.room.member":
            person = event["state_key"]
            self._names[person] = event["content"].get("displayname") or person
            if event["content"]["membership"] == "join":
                self.present.add(person)

    async def _keep(self, sight: Sight) -> None:
        match sight:
            case Message(edits=None):
                self.words[sight.event_id] = sight
            case Message(edits=str(target)) if target in self.words:
                self.words[target] = sight
            case Deletion(target=target):
                self.words.pop(target, None)
            case File(filename=filename, address=address):
                path = self._files / Path(filename).name
                path.write_bytes(await self._member.download(address))
                self.saved.append(path)
            case Reaction():
                self.reactions.append(sight)
            case Departure(sender=person):
                self.present.discard(person)
            case _:
                pass
