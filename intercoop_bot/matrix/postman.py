"""What is for one person, or comes back from one: from the outbox of a room to the inbox of another.

1. It is taken out here and put in there in one transaction: it is neither lost nor brought twice.
2. It works beside the sender, and not before the homeserver has spoken: the rooms must be known.
3. Where a person cannot be reached, now or for too long, the room that wanted to is told, and the words are
   forgotten. Nobody else waits behind them.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import TypedDict

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.interface import Aside, Confided, Confidence, Incoming, Unreached, Whispered
from intercoop_bot.matrix.directs import Directs
from intercoop_bot.matrix.pace import Pace
from intercoop_bot.matrix.session import RequestError
from intercoop_bot.matrix.sync import OnEvents
from intercoop_bot.matrix.worker import Worker
from intercoop_bot.storage import OutboxRow, Storage

log = structlog.get_logger(__name__)

_PATIENCE = timedelta(hours=1)
"""How long a direct room is tried to be had; who asked waits for it."""


class _Arrival(TypedDict):
    event_id: str
    sender: str
    sender_name: str
    sent_at: datetime


class Postman:
    """Brings letters once it is first woken."""

    kinds: tuple[type[Aside | Confidence], ...] = (Aside, Confidence)

    def __init__(self, directs: Directs, storage: Storage, clock: Clock, pace: Pace) -> None:
        self._directs = directs
        self._storage = storage
        self._clock = clock
        self._worker = Worker("bring letters", pace)

    def wake(self) -> None:
        """Look at the outbox: something may have been put in."""
        self._worker.wake()

    async def run(self, on_events: OnEvents) -> None:
        """Bring letters for ever; `on_events` gets the rooms that have one in their inbox."""

        async def work() -> None:
            async for touched in self.bring():
                on_events(touched)

        await self._worker.run(work)

    async def bring(self) -> AsyncIterator[set[str]]:
        """Bring the letters that there are, one after the other; give the rooms in which each came in.

        Raises:
            RequestError: some could not be brought now, since the homeserver is in trouble.
        """
        trouble: RequestError | None = None
        for row in await self._storage.outbox.waiting_of(self.kinds):
            try:
                arrived = await self._open(row)
            except RequestError as error:
                trouble = error
            else:
                yield await self._storage.outbox.mark_answered(row.id, arrived)
        if trouble:
            raise trouble

    async def _open(self, row: OutboxRow[Aside | Confidence]) -> Incoming:
        """Return what the letter is on its arrival, in the room where it arrives."""
        content = row.outgoing
        arrival = _Arrival(
            event_id=f"letter:{row.tx_id}",
            sender=content.person,
            sender_name=content.name,
            sent_at=self._clock.now(),
        )
        if isinstance(content, Confidence):
            return Confided(room_id=content.to, meeting=content.meeting, code=content.code, **arrival)
        try:
            room_id = await self._directs.room_with(content.person)
        except RequestError as error:
            if not error.is_final and self._clock.now() - row.created_at < _PATIENCE:
                raise
            log.warning("a person cannot be reached", room=row.room_id, error=str(error))
            return Unreached(room_id=row.room_id, **arrival)
        return Whispered(
            room_id=room_id,
            about=row.room_id,
            meeting=content.meeting,
            title=content.title,
            matter=content.matter,
            language=content.language,
            code=content.code,
            holder=content.holder,
            **arrival,
        )
