"""Links that a room wants tried: from the outbox, with what came of it to the inbox.

It works beside the sender: a link that takes its time holds up no message.
"""

import asyncio

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.interface import Probe, Probed
from intercoop_bot.links import TryLink, Verdict
from intercoop_bot.matrix.pace import Pace
from intercoop_bot.matrix.sync import OnEvents
from intercoop_bot.matrix.worker import Worker
from intercoop_bot.storage import OutboxRow, Storage

log = structlog.get_logger(__name__)

_AT_ONCE = 8


class Prober:
    """Tries links once it is first woken: nobody is to be told anything before the homeserver speaks."""

    kinds = (Probe,)

    def __init__(self, own_id: str, storage: Storage, clock: Clock, pace: Pace, try_link: TryLink) -> None:
        self._own_id = own_id
        self._storage = storage
        self._clock = clock
        self._try_link = try_link
        self._worker = Worker("try links", pace)

    def wake(self) -> None:
        """Look at the outbox: something may have been put in."""
        self._worker.wake()

    async def run(self, on_events: OnEvents) -> None:
        """Try links for ever; `on_events` gets the rooms that have an answer in their inbox."""

        async def work() -> None:
            while rows := await self._pick():
                on_events(await self._work(rows))

        await self._worker.run(work)

    async def _pick(self) -> tuple[OutboxRow[Probe], ...]:
        """Return the links to be tried now; it is too late for those that have expired."""
        now = self._clock.now()
        rows = await self._storage.outbox.waiting_of(self.kinds, _AT_ONCE)
        late = [row.id for row in rows if row.outgoing.expires_at and row.outgoing.expires_at <= now]
        if late:
            await self._storage.outbox.drop(late)
            return await self._pick()
        return rows

    async def _work(self, rows: tuple[OutboxRow[Probe], ...]) -> set[str]:
        verdicts = await asyncio.gather(*(self._try(row) for row in rows))
        touched: set[str] = set()
        for row, verdict in zip(rows, verdicts, strict=True):
            touched |= await self._storage.outbox.mark_answered(row.id, self._answer(row, verdict))
        return touched

    async def _try(self, row: OutboxRow[Probe]) -> Verdict:
        try:
            verdict = await self._try_link(row.outgoing.url)
        except Exception:
            log.exception("a link cannot be tried", room=row.room_id)
            return Verdict(False, "fault")
        # Never the link itself: who knows it can be in the call.
        log.info("link tried", room=row.room_id, ok=verdict.ok, reason=verdict.reason)
        return verdict

    def _answer(self, row: OutboxRow[Probe], verdict: Verdict) -> Probed:
        return Probed(
            room_id=row.room_id,
            event_id=f"probe:{row.tx_id}",
            sender=self._own_id,
            sender_name=self._own_id,
            sent_at=self._clock.now(),
            name=row.outgoing.name,
            url=row.outgoing.url,
            ok=verdict.ok,
            reason=verdict.reason,
        )
