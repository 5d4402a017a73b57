"""What lies between the last answer that was kept and the latest events, where the homeserver left it out.

It is fetched page by page. Where the homeserver does not give it, or has given it up, that is known.
"""

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.interface import Missed
from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.session import RequestError
from intercoop_bot.matrix.timeline import enters
from intercoop_bot.matrix.wire import Json, identifier, instant, listed
from intercoop_bot.storage import Storage

log = structlog.get_logger(__name__)

_MOST_PAGES = 50
"""Of a hundred events each: many times what is written in an hour's meeting, and not a week's chat."""

_PAGE_ATTEMPTS = 8
"""With the pauses between them about a minute and a half, while no room is served: a homeserver restarts."""


class Past:
    """The past of the rooms that we are in."""

    def __init__(self, client: Client, storage: Storage, pace: Pace) -> None:
        self._client = client
        self._storage = storage
        self._pace = pace

    async def between(self, room_id: str, start: object, since: str) -> tuple[list[Json], bool]:
        """Return the events from the token `since` to `start`, in order, and whether that is all."""
        newest_first: list[Json] = []
        for _ in range(_MOST_PAGES):
            if not isinstance(start, str):
                return newest_first[::-1], await self._is_kept(room_id)
            page = await self._fetch_page(room_id, start, since)
            if page is None:
                return newest_first[::-1], False
            chunk = [event for event in listed(page.get("chunk")) if isinstance(event, dict)]
            newest_first += chunk
            start = page.get("end")
            # Before we came in, nothing is for us.
            if start == since or any(enters(event, self._client.user_id) for event in chunk):
                return newest_first[::-1], True
            if not chunk:
                return newest_first[::-1], await self._is_kept(room_id)
        return newest_first[::-1], False

    async def _fetch_page(self, room_id: str, start: str, since: str) -> Json | None:
        backoff = Backoff(self._pace)
        for _ in range(_PAGE_ATTEMPTS):
            try:
                return await self._client.messages(room_id, back_from=start, until=since)
            except RequestError as error:
                log.warning("a part of the past is missing", room=room_id, error=str(error))
                if error.is_final:
                    break
                await backoff.wait(error.retry_after)
        return None

    async def _is_kept(self, room_id: str) -> bool:
        """Tell whether the homeserver still has the last that we read: else it purged the room since."""
        last = await self._storage.inbox.last_event(room_id)
        if last is None:
            return True
        try:
            await self._client.event(room_id, last)
        except RequestError as error:
            return not error.is_final
        return True


def missed(room_id: str, first: Json, own_id: str, clock: Clock) -> Missed:
    """Return that there is a gap before that event, under its id."""
    return Missed(
        room_id=room_id,
        event_id=identifier(first.get("event_id"), "$") or f"${room_id}",
        sender=own_id,
        sender_name=own_id,
        sent_at=instant(first.get("origin_server_ts"), clock),
    )
