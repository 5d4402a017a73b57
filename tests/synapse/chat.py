"""A room as one person's client shows it: what the bot said, and to whom."""

import asyncio
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote

from tests.synapse.people import Json, Person, wait_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message, with its latest words, its spaces all alike. `event` is it as it was first sent."""

    event: Json
    body: str
    html: str
    edits: int

    @property
    def event_id(self) -> str:
        return str(self.event["event_id"])

    @property
    def content(self) -> Json:
        return dict(self.event["content"])

    @property
    def alarm(self) -> bool:
        return bool(self.content["msgtype"] == "m.text")

    @property
    def mentions(self) -> list[str]:
        return list(self.content["m.mentions"].get("user_ids", []))

    @property
    def answers(self) -> str | None:
        """The message that it replies to."""
        target: str | None = self.content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
        return target


ANYONE_PINS: Json = {"power_level_content_override": {"events": {"m.room.pinned_events": 0}}}
"""A room in which whoever is there may pin."""


class Chat:
    """What a person sees of the bot in a room. What was heard once is not heard again."""

    def __init__(self, person: Person, room_id: str, bot: str) -> None:
        self.person = person
        self.room_id = room_id
        self.bot = bot
        self._heard: set[str] = set()

    @classmethod
    async def open(
        cls,
        bot: str,
        person: Person,
        *others: Person,
        version: str | None = None,
        within: float = 30.0,
        **options: object,
    ) -> "Chat":
        """Have a person make a room for the others and the bot, and return once all are there."""
        invited = (bot, *(other.user_id for other in others))
        room_id = await person.create_room(*invited, version=version, **options)
        await asyncio.gather(*(other.join(room_id) for other in others))
        chat = cls(person, room_id, bot)
        # What was written before the bot came is none of its business.
        await chat.hears("", within=within)
        return chat

    async def say(self, body: str, by: Person | None = None) -> str:
        """Write something, as that person or the one whose client this is; return the event's id."""
        return await (by or self.person).say(self.room_id, body)

    async def sent(self) -> list[Json]:
        """Return all that the bot has sent as messages, edits and removed ones included."""
        return [e for e in await self.person.events(self.room_id) if e["sender"] == self.bot]

    async def said(self) -> list[Seen]:
        """Return the bot's messages of words, oldest first, those taken back left out."""
        events = [event for event in await self.sent() if event["content"]]
        edits = [event for event in events if _target(event)]
        messages = []
        for event in events:
            if _target(event) or event["content"]["msgtype"] == "m.file":
                continue
            later = [edit for edit in edits if _target(edit) == event["event_id"]]
            words = later[-1]["content"]["m.new_content"] if later else event["content"]
            body, html = plain(words["body"]), plain(words.get("formatted_body", ""))
            messages.append(Seen(event=event, body=body, html=html, edits=len(later)))
        return messages

    async def new(self) -> list[Seen]:
        """Return what the bot said and was not heard yet."""
        return [seen for seen in await self.said() if seen.event_id not in self._heard]

    async def hears(self, *words: str, within: float = 30.0) -> Seen:
        """Return the bot's next message with all these words, once it is there."""

        async def heard() -> list[Seen]:
            return [seen for seen in await self.new() if all(word in seen.body for word in words)]

        try:
            seen = (await wait_for(heard, within))[0]
        except TimeoutError:
            told = "\n---\n".join(seen.body for seen in await self.new())
            raise AssertionError(f"never heard {words}; only:\n{told}") from None
        self._heard.add(seen.event_id)
        return seen

    async def edited(self, seen: Seen, edits: int = 1) -> Seen:
        """Return a message of the bot once it was edited that often."""

        async def changed() -> list[Seen]:
            return [now for now in await self.said() if now.event_id == seen.event_id and now.edits >= edits]

        return (await wait_for(changed))[0]

    async def reads(self, seen: Seen, *words: str, without: str = "") -> Seen:
        """Return a message of the bot once it has these words, and no longer those."""

        async def read() -> list[Seen]:
            return [
                now
                for now in await self.said()
                if now.event_id == seen.event_id
                and all(word in now.body for word in words)
                and not (without and without in now.body)
            ]

        try:
            return (await wait_for(read))[0]
        except TimeoutError:
            (now,) = [now.body for now in await self.said() if now.event_id == seen.event_id]
            raise AssertionError(f"never read {words}; but:\n{now}") from None

    async def pinned(self) -> list[str]:
        """Return what is at the top of the room."""
        changes = await self.person.events(self.room_id, "m.room.pinned_events")
        return list(changes[-1]["content"]["pinned"]) if changes else []

    async def has_pinned(self, *event_ids: str) -> None:
        """Return once exactly these are at the top of the room."""

        async def found() -> bool:
            return await self.pinned() == list(event_ids)

        await wait_for(found)

    async def files(self, *words: str) -> dict[str, str]:
        """Return the bot's two files of minutes by name, as one reads them, once both hold these words."""

        async def read() -> dict[str, str]:
            sent = (await self.files_as_sent()).items()
            texts = {name: plain(unescape(text)) for name, text in sent if not name.endswith(".ics")}
            hold = all(word in text for word in words for text in texts.values())
            return texts if len(texts) == 2 and hold else {}

        return await wait_for(read)

    async def files_as_sent(self) -> dict[str, str]:
        """Return the content of the bot's files that stand in the room, by name."""
        contents = [event["content"] for event in await self.sent()]
        posts = [content for content in contents if content.get("msgtype") == "m.file"]
        return {post["body"]: (await self.person.file(post)).decode() for post in posts}

    async def emojis(self, event_id: str, count: int = 1) -> set[str]:
        """Return the bot's reactions to a message, once there are as many; never more."""

        async def put() -> set[str]:
            path = f"rooms/{quote(self.room_id)}/relations/{quote(event_id)}/m.annotation?limit=50"
            found = (await self.person.call("GET", path, api="v1"))["chunk"]
            keys = [e["content"]["m.relates_to"]["key"] for e in found if e["sender"] == self.bot]
            assert len(keys) <= count, keys
            return set(keys) if len(keys) == count else set()

        return await wait_for(put)

    async def emoji(self, event_id: str) -> str:
        """Return the bot's only reaction to a message, once it is there."""
        return (await self.emojis(event_id)).pop()


def plain(text: str) -> str:
    """Return the text with ordinary spaces for those that keep words together."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _target(event: Json) -> str | None:
    """Return the message whose words an event replaces."""
    relation = event["content"].get("m.relates_to", {})
    target: str | None = relation.get("event_id") if relation.get("rel_type") == "m.replace" else None
    return target
