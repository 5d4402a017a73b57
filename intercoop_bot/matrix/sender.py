"""What is sent: from the outbox to the homeserver, one after the other.

1. The most urgent goes first, then the oldest. A row is sent under its own transaction id, however often.
2. Too fast: all wait as long as the homeserver asks for, then the most urgent of that moment goes first.
   The homeserver in trouble: the room waits, the others go on. A clear no: the row is given up, and noted.
3. Of several edits of one message only the newest goes out, and never before the message itself. What has
   expired is dropped.
4. A homeserver forgets transaction ids after a day. Of what is older than that, only what does not stand in
   the room yet is sent. Where that cannot be told it is dropped: better unsaid than said twice.
5. A file that is not taken is posted as text; its HTML twin is then given up, since it says the same.
6. A button or a pin goes on a message that was sent: after it where that still waits, nowhere where there is
   none. A pin that we may not set is left out; it says nothing that is not said elsewhere.
7. Once the homeserver was seen to limit us, what is not urgent leaves room for what is: an alarm is not to
   wait behind buttons.
8. Links to be tried wait in the same outbox, for the prober, and letters for the postman.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar, assert_never, get_args
from uuid import uuid4

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.interface import Button, File, Message, Pin, Priority, Reaction, Unpin, Visible
from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.contents import (
    as_edit,
    as_message,
    emptied,
    file_content,
    message_contents,
    reaction_content,
    repinned,
)
from intercoop_bot.matrix.head import Head
from intercoop_bot.matrix.pace import Backoff, Meter, Pace
from intercoop_bot.matrix.precedence import is_early, useless
from intercoop_bot.matrix.session import RequestError, SignInError
from intercoop_bot.matrix.standing import is_forgotten, standing
from intercoop_bot.matrix.wire import Json
from intercoop_bot.matrix.worker import Worker
from intercoop_bot.storage import OutboxRow, Storage, StorageError

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

_LONGEST_LIMIT = 300.0
_PINS = "m.room.pinned_events"


class Sender:
    """Works the outbox off: what is of these `kinds`."""

    kinds: tuple[type[Visible], ...] = get_args(Visible)

    def __init__(self, client: Client, storage: Storage, clock: Clock, pace: Pace) -> None:
        self._client = client
        self._storage = storage
        self._clock = clock
        self._pace = pace
        self._worker = Worker("send", pace)
        self._head = Head(storage, self.kinds)
        self._meter = Meter(pace)
        self._backoffs: dict[str, Backoff] = {}
        self._held_until: dict[str, float] = {}
        self._standing: Mapping[str, str] = {}

    def wake(self) -> None:
        """Look at the outbox again: something was put in."""
        self._head.outdate()
        self._worker.wake()

    async def run(self) -> None:
        """Send for ever.

        Raises:
            SignInError: we are signed out and cannot sign in again.
            DatabaseDamaged: nothing can be kept any more.
        """
        self.wake()
        await self._worker.run(self._work)

    async def say_unkept(self, room_id: str, message: Message) -> None:
        """Send a message past the outbox, which cannot be written to; if it does not go out, it does not.

        It bears no name, and is not edited later.
        """
        for content in message_contents(message):
            try:
                await self._client.send(room_id, "m.room.message", content, f"ic{uuid4().hex}")
            except Exception as error:  # noqa: BLE001 - the keys of an encrypted room are on the same disk
                log.warning("not sent", room=room_id, kind=message.kind, error=repr(error))
                return

    # --- which one -------------------------------------------------------------------------------------

    async def _work(self) -> float | None:
        """Send all that may be sent; return after how long something that is held may be, too."""
        self._head.outdate()
        while row := await self._pick():
            await self._send(row)
        moment = _moment()
        held = [until - moment for until in self._held_until.values()]
        return min((wait for wait in (*held, self._meter.wait(moment)) if wait > 0), default=None)

    async def _pick(self) -> OutboxRow[Visible] | None:
        rows = await self._head.look()
        unwanted = useless(rows, self._clock.now())
        if unwanted:
            await self._storage.outbox.drop(sorted(unwanted))
        rows = tuple(row for row in rows if row.id not in unwanted)
        picked = next((row for row in rows if not self._is_held(row) and not is_early(row, rows)), None)
        self._head.take(unwanted | ({picked.id} if picked else set()))
        return picked

    def _is_held(self, row: OutboxRow[Visible]) -> bool:
        moment = _moment()
        if self._held_until.get(row.room_id, 0.0) > moment:
            return True
        return row.outgoing.priority == Priority.ACKNOWLEDGEMENT and self._meter.wait(moment) > 0

    # --- one -------------------------------------------------------------------------------------------

    async def _send(self, row: OutboxRow[Visible]) -> None:
        try:
            if not await self._look_back(row):
                return
            event_id = await self._deliver(row)
        except RequestError as error:
            await self._put_off(row, error)
            return
        except (SignInError, StorageError):
            raise
        except Exception as error:
            # A fault of ours in one message must not keep back all others.
            log.exception("a message cannot be made", room=row.room_id)
            await self._storage.outbox.mark_failed(row.id, repr(error))
            return
        await self._storage.outbox.mark_sent(row.id, event_id)
        self._backoffs.pop(row.room_id, None)
        self._held_until.pop(row.room_id, None)

    async def _look_back(self, row: OutboxRow[Visible]) -> bool:
        """See what of an old row stands in the room; tell whether the rest is to be sent."""
        # Pins are what they are, however often they are set.
        self._standing = {}
        if isinstance(row.outgoing, Pin | Unpin) or not is_forgotten(row, self._clock):
            return True
        found = await standing(row, self._client, self._clock)
        if found is None:
            log.warning("not sent in time", room=row.room_id, kind=row.outgoing.kind)
            await self._storage.outbox.drop([row.id])
            return False
        self._standing = found
        return True

    async def _put_off(self, row: OutboxRow[Visible], error: RequestError) -> None:
        log.warning("not sent", room=row.room_id, kind=row.outgoing.kind, error=str(error))
        self._head.outdate()
        if error.is_rate_limit:
            told = self._pace.untold_limit if error.retry_after is None else error.retry_after
            wait = min(told, _LONGEST_LIMIT)
            self._meter.refuse(_moment(), wait)
            await asyncio.sleep(wait)
        elif error.is_final:
            await self._storage.outbox.mark_failed(row.id, str(error))
        else:
            backoff = self._backoffs.setdefault(row.room_id, Backoff(self._pace))
            pause = max(backoff.pause(), error.retry_after or 0.0)
            self._held_until[row.room_id] = _moment() + pause

    async def _deliver(self, row: OutboxRow[Visible]) -> str | None:
        """Send it; return the id of the event that it became, where that may have a name."""
        outgoing = row.outgoing
        match outgoing:
            case Message():
                return await self._deliver_message(row, outgoing)
            case File():
                return await self._deliver_file(row, outgoing)
            case Reaction(target=target, key=key):
                await self._react(row, target, key)
                return None
            case Button(on=on, key=key):
                named = await self._named(row.room_id, on)
                if named:
                    await self._react(row, named[-1], key)
                return None
            case Pin(on=on, instead_of=instead_of):
                named = await self._named(row.room_id, on)
                if named:
                    others = await self._named(row.room_id, instead_of)
                    await self._pin(row.room_id, (*named, *others), named[-1])
                return None
            case Unpin(on=on):
                await self._pin(row.room_id, await self._named(row.room_id, on), None)
                return None
            case _:
                assert_never(outgoing)

    async def _react(self, row: OutboxRow[Visible], target: str, key: str) -> None:
        content = reaction_content(target, key)
        try:
            await self._post(row, "m.reaction", content, row.tx_id)
        except RequestError as error:
            if error.errcode != "M_DUPLICATE_ANNOTATION":
                raise

    async def _pin(self, room_id: str, ours: Sequence[str], latest: str | None) -> None:
        """Have only the latest of ours pinned. Who pins at the very same moment may be undone by us."""
        try:
            content = repinned(await self._client.state_event(room_id, _PINS), ours, latest)
            if content is not None:
                await self._counted(self._client.set_state(room_id, _PINS, content))
        except RequestError as error:
            if error.errcode != "M_FORBIDDEN":
                raise
            log.info("not pinned", room=room_id, error=str(error))

    async def _deliver_message(self, row: OutboxRow[Visible], message: Message) -> str:
        """Send a message, or edit all that bear its name, in as many events as it takes.

        Returns the id of the first event.
        """
        name = message.edits or message.ref
        first = ""
        contents = message_contents(message)
        for n, content in enumerate(contents):
            targets = await self._part_named(row.room_id, message.edits, n)
            event_id = await self._deliver_part(row, n, content, targets)
            if n == 0:
                first = event_id
            elif name and not targets:
                await self._storage.outbox.record_sent(row.room_id, _part(name, n), event_id)
        n = len(contents)
        while targets := await self._part_named(row.room_id, message.edits, n):
            await self._deliver_part(row, n, emptied(message), targets)
            n += 1
        return first

    async def _deliver_part(
        self, row: OutboxRow[Visible], n: int, content: Json, targets: Sequence[str]
    ) -> str:
        """Send a part of a message, or put it in the place of those targets; return the first event's id."""
        sent = [as_edit(content, target) for target in targets] or [content]
        tx_id = _part(row.tx_id, n)
        ids = [
            await self._say(row, each, f"{tx_id}-{copy}" if copy else tx_id) for copy, each in enumerate(sent)
        ]
        return ids[0]

    async def _say(self, row: OutboxRow[Visible], content: Json, tx_id: str) -> str:
        return await self._post(row, "m.room.message", content, tx_id)

    async def _post(self, row: OutboxRow[Visible], event_type: str, content: Json, tx_id: str) -> str:
        if tx_id in self._standing:
            return self._standing[tx_id]
        return await self._counted(self._client.send(row.room_id, event_type, content, tx_id))

    async def _counted(self, sending: Awaitable[Result]) -> Result:
        """Await that something is sent, of what the homeserver counts against our limit."""
        sent = await sending
        self._meter.count(_moment())
        return sent

    async def _part_named(self, room_id: str, name: str | None, n: int) -> tuple[str, ...]:
        return await self._named(room_id, _part(name, n) if name else None)

    async def _named(self, room_id: str, name: str | None) -> tuple[str, ...]:
        return await self._storage.outbox.events_of(room_id, name) if name else ()

    async def _deliver_file(self, row: OutboxRow[Visible], file: File) -> str:
        earlier = (
            await self._storage.outbox.events_of(row.room_id, file.ref) if file.ref and file.replaces else ()
        )
        try:
            where = await self._client.upload(row.room_id, file.name, file.mimetype, file.content.encode())
        except RequestError as error:
            if not error.is_final or file.mimetype == "text/html":
                raise
            log.warning("the file is posted as text", room=row.room_id, error=str(error))
            event_id = await self._deliver_message(row, as_message(file))
        else:
            content = file_content(file, where)
            event_id = await self._say(row, content, row.tx_id)
        for number, event in enumerate(each for each in earlier if each != event_id):
            await self._take_back(row, number, event)
        return event_id

    async def _take_back(self, row: OutboxRow[Visible], number: int, event_id: str) -> None:
        try:
            await self._counted(self._client.redact(row.room_id, event_id, f"{row.tx_id}.redact-{number}"))
        except RequestError as error:
            if not error.is_final:
                raise
            log.warning("an earlier file stays", room=row.room_id, error=str(error))
        else:
            await self._storage.outbox.forget_sent(row.room_id, event_id)


def _moment() -> float:
    return asyncio.get_running_loop().time()


def _part(name: str, n: int) -> str:
    """Return the name, or the transaction id, of the part number `n` of a message, the first being 0."""
    return name if n == 0 else f"{name}.{n + 1}"
