"""What is sent: from the outbox to the homeserver, one after the other.

1. The most urgent goes first, then the oldest. A row is sent under its own transaction id, however often.
2. Too fast: all wait as long as the homeserver asks for, then the most urgent of that moment goes first.
   The homeserver in trouble: the room waits, the others go on. A clear no: the row is given up, and noted.
3. Of several edits of one message only the newest goes out, and never before the message itself. What has
   expired is dropped.
4. A homeserver forgets transaction ids after a day. What was tried and is older than that is looked for in
   the room, and dropped where it cannot be found: better unsaid than said twice.
5. A file that is not taken is posted as text; its HTML twin is then given up, since it says the same.
6. A button or a pin goes on a message that was sent: after it where that still waits, nowhere where there is
   none. A pin that we may not set is left out; it says nothing that is not said elsewhere.
7. Links to be tried wait in the same outbox, for the prober, and letters for the postman.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.interface import (
    Aside,
    Button,
    Confidence,
    File,
    Message,
    Outgoing,
    Pin,
    Probe,
    Reaction,
    Unpin,
)
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
from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.session import RequestError, SignInError
from intercoop_bot.matrix.wire import Json, listed, mapping
from intercoop_bot.storage import OutboxRow, Storage, StorageError

log = structlog.get_logger(__name__)

_REMEMBERED = timedelta(hours=24)
_AT_ONCE = 200
_UNTOLD_LIMIT = 5.0
_LONGEST_LIMIT = 300.0
_MOST_PAGES = 10
_PINS = "m.room.pinned_events"


class Sender:
    """Works the outbox off."""

    def __init__(self, client: Client, storage: Storage, clock: Clock, pace: Pace) -> None:
        self._client = client
        self._storage = storage
        self._clock = clock
        self._pace = pace
        self._woken = asyncio.Event()
        self._backoffs: dict[str, Backoff] = {}
        self._held_until: dict[str, float] = {}

    def wake(self) -> None:
        """Look at the outbox again: something was put in."""
        self._woken.set()

    async def run(self) -> None:
        """Send for ever.

        Raises:
            SignInError: we are signed out and cannot sign in again.
        """
        backoff = Backoff(self._pace)
        while True:
            try:
                self._woken.clear()
                row = await self._pick()
                if row is None:
                    await self._rest()
                else:
                    await self._send(row)
            except SignInError:
                raise
            except Exception:
                log.exception("sending failed")
                await backoff.wait()
            else:
                backoff.reset()

    # --- which one -------------------------------------------------------------------------------------

    async def _pick(self) -> OutboxRow | None:
        rows = await self._storage.waiting(_AT_ONCE)
        now, moment = self._clock.now(), asyncio.get_running_loop().time()
        useless = {row.id for row in rows if row.outgoing.expires_at and row.outgoing.expires_at <= now}
        useless |= _superseded(rows)
        if useless:
            await self._storage.drop(sorted(useless))
        others = Probe | Aside | Confidence
        rows = tuple(row for row in rows if row.id not in useless and not isinstance(row.outgoing, others))
        for row in rows:
            if self._held_until.get(row.room_id, 0.0) <= moment and not _is_early(row, rows):
                return row
        return None

    async def _rest(self) -> None:
        """Wait until something is put in the outbox, or a room that was held may be tried again."""
        moment = asyncio.get_running_loop().time()
        held = [until - moment for until in self._held_until.values() if until > moment]
        try:
            async with asyncio.timeout(min(held, default=None)):
                await self._woken.wait()
        except TimeoutError:
            pass

    # --- one -------------------------------------------------------------------------------------------

    async def _send(self, row: OutboxRow) -> None:
        try:
            is_old = row.attempts > 0 and self._clock.now() - row.created_at > _REMEMBERED
            # Pins are what they are, however often they are set.
            if is_old and not isinstance(row.outgoing, Pin | Unpin):
                await self._look_for(row)
                return
            await self._storage.mark_attempt(row.id)
            event_id = await self._deliver(row)
        except RequestError as error:
            await self._put_off(row, error)
            return
        except (SignInError, StorageError):
            raise
        except Exception as error:
            # A fault of ours in one message must not keep back all others.
            log.exception("a message cannot be made", room=row.room_id)
            await self._storage.mark_failed(row.id, repr(error))
            return
        await self._storage.mark_sent(row.id, event_id)
        self._backoffs.pop(row.room_id, None)
        self._held_until.pop(row.room_id, None)

    async def _put_off(self, row: OutboxRow, error: RequestError) -> None:
        log.warning("not sent", room=row.room_id, kind=row.outgoing.kind, error=str(error))
        if error.is_rate_limit:
            wait = _UNTOLD_LIMIT if error.retry_after is None else error.retry_after
            await asyncio.sleep(min(wait, _LONGEST_LIMIT))
        elif error.is_final:
            await self._storage.mark_failed(row.id, str(error))
        else:
            backoff = self._backoffs.setdefault(row.room_id, Backoff(self._pace))
            pause = max(backoff.pause(), error.retry_after or 0.0)
            self._held_until[row.room_id] = asyncio.get_running_loop().time() + pause

    async def _deliver(self, row: OutboxRow) -> str | None:
        """Send it; return the id of the event that it became, if it became one."""
        outgoing = row.outgoing
        match outgoing:
            case Message():
                return await self._deliver_message(row, outgoing)
            case File():
                return await self._deliver_file(row, outgoing)
            case Reaction(target=target, key=key):
                return await self._react(row, target, key)
            case Button(on=on, key=key):
                named = await self._named(row.room_id, on)
                return await self._react(row, named[-1], key) if named else None
            case Pin(on=on, instead_of=instead_of):
                named = await self._named(row.room_id, on)
                if named:
                    others = await self._named(row.room_id, instead_of)
                    await self._pin(row.room_id, (*named, *others), named[-1])
                return None
            case Unpin(on=on):
                await self._pin(row.room_id, await self._named(row.room_id, on), None)
                return None
            case Probe() | Aside() | Confidence():
                raise AssertionError("the prober's, or the postman's")
            case _:
                assert_never(outgoing)

    async def _react(self, row: OutboxRow, target: str, key: str) -> str | None:
        content = reaction_content(target, key)
        try:
            return await self._client.send(row.room_id, "m.reaction", content, row.tx_id)
        except RequestError as error:
            if error.errcode != "M_DUPLICATE_ANNOTATION":
                raise
            return None

    async def _pin(self, room_id: str, ours: Sequence[str], latest: str | None) -> None:
        """Have only the latest of ours pinned. Who pins at the very same moment may be undone by us."""
        try:
            content = repinned(await self._client.state_event(room_id, _PINS), ours, latest)
            if content is not None:
                await self._client.set_state(room_id, _PINS, content)
        except RequestError as error:
            if error.errcode != "M_FORBIDDEN":
                raise
            log.info("not pinned", room=room_id, error=str(error))

    async def _deliver_message(self, row: OutboxRow, message: Message) -> str:
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
                await self._storage.record_sent(row.room_id, _part(name, n), event_id)
        n = len(contents)
        while targets := await self._part_named(row.room_id, message.edits, n):
            await self._deliver_part(row, n, emptied(message), targets)
            n += 1
        return first

    async def _deliver_part(self, row: OutboxRow, n: int, content: Json, targets: Sequence[str]) -> str:
        """Send a part of a message, or put it in the place of those targets; return the first event's id."""
        sent = [as_edit(content, target) for target in targets] or [content]
        tx_id = _part(row.tx_id, n)
        ids = [
            await self._client.send(row.room_id, "m.room.message", each, f"{tx_id}-{copy}" if copy else tx_id)
            for copy, each in enumerate(sent)
        ]
        return ids[0]

    async def _part_named(self, room_id: str, name: str | None, n: int) -> tuple[str, ...]:
        return await self._named(room_id, _part(name, n) if name else None)

    async def _named(self, room_id: str, name: str | None) -> tuple[str, ...]:
        return await self._storage.events_of(room_id, name) if name else ()

    async def _deliver_file(self, row: OutboxRow, file: File) -> str:
        earlier = await self._storage.events_of(row.room_id, file.ref) if file.ref and file.replaces else ()
        try:
            where = await self._client.upload(row.room_id, file.name, file.mimetype, file.content.encode())
        except RequestError as error:
            if not error.is_final or file.mimetype == "text/html":
                raise
            log.warning("the file is posted as text", room=row.room_id, error=str(error))
            event_id = await self._deliver_message(row, as_message(file))
        else:
            content = file_content(file, where)
            event_id = await self._client.send(row.room_id, "m.room.message", content, row.tx_id)
        for number, event in enumerate(each for each in earlier if each != event_id):
            await self._take_back(row, number, event)
        return event_id

    async def _take_back(self, row: OutboxRow, number: int, event_id: str) -> None:
        try:
            await self._client.redact(row.room_id, event_id, f"{row.tx_id}.redact-{number}")
        except RequestError as error:
            if not error.is_final:
                raise
            log.warning("an earlier file stays", room=row.room_id, error=str(error))
        else:
            await self._storage.forget_sent(row.room_id, event_id)

    async def _look_for(self, row: OutboxRow) -> None:
        """Settle a row too old to be sent again: it has arrived, or is dropped."""
        start: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._client.messages(row.room_id, back_from=start)
            for event in map(mapping, listed(page.get("chunk"))):
                if mapping(event.get("unsigned")).get("transaction_id") == row.tx_id:
                    await self._storage.mark_sent(row.id, str(event.get("event_id")))
                    return
            end = page.get("end")
            if not isinstance(end, str):
                break
            start = end
        log.warning("not sent in time", room=row.room_id, kind=row.outgoing.kind)
        await self._storage.drop([row.id])


def _part(name: str, n: int) -> str:
    """Return the name, or the transaction id, of the part number `n` of a message, the first being 0."""
    return name if n == 0 else f"{name}.{n + 1}"


def _superseded(rows: Sequence[OutboxRow]) -> set[int]:
    """Return the edits that a newer one of the same message waits behind."""
    newest: dict[tuple[str, str], int] = {}
    edits: list[tuple[int, tuple[str, str]]] = []
    for row in rows:
        if isinstance(row.outgoing, Message) and row.outgoing.edits:
            key = (row.room_id, row.outgoing.edits)
            edits.append((row.id, key))
            newest[key] = max(row.id, newest.get(key, 0))
    return {row_id for row_id, key in edits if row_id != newest[key]}


def _is_early(row: OutboxRow, rows: Sequence[OutboxRow]) -> bool:
    """Tell whether the row edits, or goes on, a message that still waits itself."""
    room = [other for other in rows if other.room_id == row.room_id]
    match row.outgoing:
        case Message(edits=str(name)):
            return any(other.id < row.id and getattr(other.outgoing, "ref", None) == name for other in room)
        case Button(on=name) | Pin(on=name) | Unpin(on=name):
            return any(name in _names_of(other.outgoing) for other in room)
        case _:
            return False


def _names_of(outgoing: Outgoing) -> set[str | None]:
    """Return the names that a message bears once it is sent, or may then bear."""
    match outgoing:
        case Message(ref=ref, edits=edits):
            return {ref, edits}
        case File(ref=ref):
            return {ref}
        case _:
            return set()
