"""Who writes in a room though, by what the homeserver has told us, they are not in it.

Where somebody came in at the very moment at which somebody else wrote, the history of the room forks there.
The state that a homeserver tells a process at its start may then be that of the other branch, and nothing
later corrects it. So whoever writes without being known is asked for, some at a time: there is one such fork
or none, and many only where somebody makes them up.
"""

import asyncio
from collections.abc import Sequence
from itertools import islice
from urllib.parse import quote

import structlog

from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.rooms import RoomView
from intercoop_bot.matrix.session import RequestError
from intercoop_bot.matrix.wire import Json, identifier

log = structlog.get_logger(__name__)

_MEMBER = "m.room.member"
_WITHIN = 5.0
_AT_ONCE = 10


async def introduce(view: RoomView, events: Sequence[Json], client: Client) -> None:
    """Let the room know those who wrote these events, where they are in it."""
    told = {identifier(event.get("state_key"), "@") for event in events if event.get("type") == _MEMBER}
    writers = dict.fromkeys(
        identifier(event.get("sender"), "@") for event in events if "state_key" not in event
    )
    unknown = (writer for writer in writers if writer and writer not in told and not view.knows(writer))
    for writer in islice(unknown, _AT_ONCE):
        await _ask_for(writer, view, client)


async def _ask_for(writer: str, view: RoomView, client: Client) -> None:
    try:
        async with asyncio.timeout(_WITHIN):
            content = await client.state_event(view.room_id, f"{_MEMBER}/{quote(writer, safe='')}")
    except (RequestError, TimeoutError) as error:
        log.warning("somebody is not known", room=view.room_id, error=str(error))
        return
    if content.get("membership") == "join":
        view.apply({"type": _MEMBER, "state_key": writer, "content": content})
