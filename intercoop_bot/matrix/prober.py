"""Links that a room wants tried: from the outbox, with what came of it to the inbox.

It works beside the sender: a link that takes its time holds up no message.
"""

import asyncio

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.interface import Probe, Probed
from intercoop_bot.links import TryLink, Verdict
from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.sync import OnEvents
from intercoop_bot.storage import OutboxRow, Storage

log = structlog.get_logger(__name__)

_AT_ONCE = 8


class Prober:
    """Tries links once it is first woken: nobody is to be told anything before the homeserver speaks."""

    def __init__(self, own_id: str, storage: Storage, clock: Clock, pace: Pace, try_link: TryLink) -> None:
        self._own_id = own_id
        self._storage = storage
        self._clock = clock
        self._pace = pace
        self._try_link = try_link
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at the outbox: something may have been put in."""
        self._woken.set()

    async def run(self, on_events: OnEvents) -> None:
        """Try links for ever; `on_events` gets the rooms that have an answer in their inbox."""
        backoff = Backoff(self._pace)
        while True:
            await self._woken.wait()
            try:
                self._woken.clear()
                while probes := await self._pick():
                    on_events(await self._work(probes))
            except Exception:
                log.exception("trying links failed")
                await backoff.wait()
                self._woken.set()
            else:
                backoff.reset()

    async def _pick(self) -> list[tuple[OutboxRow, Probe]]:
        now = self._clock.now()
        rows = [(row, row.outgoing) for row in await self._storage.waiting()]
        probes = [(row, probe) for row, probe in rows if isinstance(probe, Probe)]
        # What has expired is dropped by the sender.
        return [each for each in probes if each[1].expires_at is None or each[1].expires_at > now][:_AT_ONCE]

    async def _work(self, probes: list[tuple[OutboxRow, Probe]]) -> set[str]:
        verdicts = await asyncio.gather(*(self._try(row, probe) for row, probe in probes))
        touched: set[str] = set()
        for (row, probe), verdict in zip(probes, verdicts, strict=True):
            touched |= await self._storage.mark_answered(row.id, self._answer(row, probe, verdict))
        return touched

    async def _try(self, row: OutboxRow, probe: Probe) -> Verdict:
        try:
            verdict = await self._try_link(probe.url)
        except Exception:
            log.exception("a link cannot be tried", room=row.room_id)
            return Verdict(False, "fault")
        # Never the link itself: who knows it can be in the call.
        log.info("link tried", room=row.room_id, ok=verdict.ok, reason=verdict.reason)
        return verdict

    def _answer(self, row: OutboxRow, probe: Probe, verdict: Verdict) -> Probed:
        return Probed(
            room_id=row.room_id,
            event_id=f"probe:{row.tx_id}",
            sender=self._own_id,
            sender_name=self._own_id,
            sent_at=self._clock.now(),
            name=probe.name,
            url=probe.url,
            ok=verdict.ok,
            reason=verdict.reason,
        )
