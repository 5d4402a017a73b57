"""The encrypted events of the account's stream: opened, or kept until their key comes.

1. What cannot be opened yet holds up nothing that comes after it. When its key comes it goes to the inbox,
   before what is new then, with the time at which it was sent.
2. Where the key has not come after a while, the room is told that there is something that we cannot read.
3. A message of a session counts in the first event that it is seen in: a copy of it is dropped.
4. In a room that we know to be encrypted, a message in clear does not count, and the room is told so: anybody
   on the way, the homeserver included, can have written it. Reactions and removals are in clear everywhere.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.matrix.crypto import Encryption, Locked, Opened, Refused
from intercoop_bot.matrix.identity.senders import Doubt, Senders
from intercoop_bot.matrix.rooms import Rooms
from intercoop_bot.matrix.wire import Json, identifier
from intercoop_bot.storage import SealChanges, Sealed, Storage

log = structlog.get_logger(__name__)

GRACE = timedelta(minutes=1)
"""How long a key may take before anybody is told that it is missing."""


@dataclass(frozen=True, slots=True)
class Late:
    """Events that were kept, each with its room: those that could be opened now, those overdue."""

    opened: list[tuple[str, Json]] = field(default_factory=list)
    overdue: list[tuple[str, Json]] = field(default_factory=list)


class Seals:
    """Opens events. `changes` is what is to be stored together with the batch that they came in.

    Where `senders` are looked at, `doubts` are why what came from a device does not count.
    """

    def __init__(
        self, encryption: Encryption, storage: Storage, clock: Clock, rooms: Rooms, senders: Senders | None
    ) -> None:
        self._encryption = encryption
        self._storage = storage
        self._clock = clock
        self._rooms = rooms
        self._senders = senders
        self.changes = SealChanges()
        self._may_wait = True
        self.doubts: dict[str, Doubt] = {}

    def begin(self, batch: Json) -> None:
        """Take in a new batch; what was to be stored with one before it, and was not, is no more."""
        self.changes = SealChanges()
        self.doubts.clear()
        self._encryption.receive(batch)
        if self._senders:
            self._senders.begin(batch)

    async def open(self, event: Json, room_id: str) -> Json | None:
        """Return an encrypted event as it was written; None where it cannot be read, or not yet."""
        outcome = await self._encryption.open(event, room_id)
        event_id = identifier(event.get("event_id"), "$")
        if isinstance(outcome, Locked) and event_id:
            self.changes.kept.append(
                Sealed(
                    room_id=room_id,
                    event_id=event_id,
                    session_id=outcome.session_id,
                    kept_at=self._clock.now(),
                    event=event,
                )
            )
        return await self._settle(event, room_id, outcome)

    async def look_again(self) -> Late:
        """Open what was kept and can be opened by now, and name what still waits and should not."""
        late = Late()
        waiting = await self._storage.seals.waiting() if self._may_wait else ()
        self._may_wait = bool(waiting or self.changes.kept)
        for row, sealed in waiting:
            room_id = sealed.room_id
            if not self._rooms.of(room_id).joined:
                self.changes.done.append(row)
                continue
            outcome = await self._encryption.open(sealed.event, room_id)
            if not isinstance(outcome, Locked):
                self.changes.done.append(row)
                event = await self._settle(sealed.event, room_id, outcome)
                late.opened.extend([(room_id, event)] if event else [])
            elif self._clock.now() - sealed.kept_at >= GRACE:
                # The inbox takes each of them once.
                late.overdue.append((room_id, sealed.event))
        return late

    async def peek(self, event: Json, room_id: str) -> Json:
        """Return an event that another one refers to, opened where that can be done."""
        if event.get("type") != "m.room.encrypted":
            return event
        outcome = await self._encryption.open(event, room_id)
        return outcome.event if isinstance(outcome, Opened) else event

    async def _settle(self, event: Json, room_id: str, outcome: Opened | Locked | Refused) -> Json | None:
        event_id = str(event.get("event_id"))
        match outcome:
            case Locked():
                return None
            case Refused(reason=reason):
                log.warning("an encrypted event does not count", room=room_id, event_id=event_id, why=reason)
                return None
            case Opened(event=opened, device_id=device_id, session_id=session_id, number=number):
                if not await self._storage.seals.is_original(session_id, number, event_id):
                    log.warning("a copy of an encrypted message", room=room_id, event_id=event_id)
                    return None
                doubt = self._senders and await self._senders.doubt(str(event.get("sender")), device_id)
                if doubt:
                    self.doubts[event_id] = doubt
                return opened
