"""What would come of an announcement, before it is put into a room: as data, or as the bot's answer."""

from datetime import datetime
from typing import Any

from intercoop_bot.interface import Message
from intercoop_bot.language.announcement import read_announcement
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.replay import LogLine, Replay
from intercoop_bot.room import Manners

READER = "moi"
"""Who pastes the announcement; nobody is told their own name."""


def as_data(text: str, now: datetime, voice: Voice) -> dict[str, Any]:
    """Return what was read, in plain values that go into JSON: instants as ISO 8601 with their offset."""
    read = read_announcement(text, now, voice.zone)
    return {
        "title": read.title,
        "starts_at": read.starts_at and read.starts_at.isoformat(),
        "ends_at": read.ends_at and read.ends_at.isoformat(),
        "roles": [{"role": role, "holder": holder} for role, holder in read.roles],
        "call": read.call,
        "items": [{"title": item.title, "minutes": item.minutes, "owner": item.owner} for item in read.items],
        "total_minutes": read.total_minutes,
        "warnings": [word(warning, voice).plain for warning in read.warnings],
    }


async def as_answer(text: str, now: datetime, manners: Manners) -> str:
    """Return what the bot would answer to the announcement in a room that is like that."""
    asked = LogLine(at=now, name=READER, what="said", text=f"{manners.prefix}plan\n{text}")
    async with Replay.open([asked], manners) as replay:
        sent = await replay.hear(asked)
    return "\n".join(outgoing.body for _, outgoing in sent if isinstance(outgoing, Message))
