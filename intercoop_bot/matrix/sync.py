"""What arrives: from the homeserver's sync to the inbox.

1. Events and the token that stands for "read up to here" are kept in one transaction, and only then anybody
   is told: a stop at any instant loses nothing and repeats nothing. An answer that brings nothing is not
   kept: it may be read again.
2. The first sync of a process brings the whole state; without a token, it brings no event: the past is not
   replayed. Nothing said in a room before we came into it is an event for us.
3. Where the homeserver leaves a gap before the latest events, what lies in it is fetched, and comes before
   them, in order. What cannot be had back is said by a `Missed`.
4. What was sent to our device, keys mostly, is stored before all else, and what is encrypted is then opened.
5. Any failure is answered by a pause that grows; only a refused sign-in and a damaged database end the loop.
   What cannot be kept, as the disk is full, does not count as read, and is asked for again; the homeserver
   then may repeat its answer, so that only the next one tells all.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

import structlog

from intercoop_bot.clock import Clock, Foreign, uptime
from intercoop_bot.interface import (
    Edited,
    Incoming,
    Reacted,
    Redacted,
    Replaced,
    Said,
    Unreadable,
    Welcomed,
)
from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.matrix.identity.senders import Senders
from intercoop_bot.matrix.identity.verifier import Verifier
from intercoop_bot.matrix.invitations import Invitations
from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.past import Past, missed
from intercoop_bot.matrix.posted import Posted
from intercoop_bot.matrix.reading import is_edit_of, quoted, read, reply_target, was_invited
from intercoop_bot.matrix.rooms import Rooms, RoomView
from intercoop_bot.matrix.seals import Seals
from intercoop_bot.matrix.session import RequestError, SignInError
from intercoop_bot.matrix.timeline import encrypts, enters, leaves, was_here_before
from intercoop_bot.matrix.unannounced import introduce
from intercoop_bot.matrix.wire import Json, listed, mapping
from intercoop_bot.storage import DatabaseDamaged, DatabaseStalled, SealChanges, Storage

log = structlog.get_logger(__name__)

_TIMELINE = 100
_QUOTE_WITHIN = 5.0

_LABEL = re.compile(r"\W{0,5}\w{2,20}\W{0,3}:\W{0,3}")
"""A line that is nothing but a tag, such as `NOTE :`, notes the message that it replies to."""

OnEvents = Callable[[set[str]], None]


class Sync:
    """Reads the account's stream.

    `last_at` is when the last answer was kept.
    """

    def __init__(
        self,
        client: Client,
        storage: Storage,
        clock: Clock,
        rooms: Rooms,
        invitations: Invitations,
        encryption: Encryption | None,
        verifier: Verifier | None,
        senders: Senders | None,
        posted: Posted,
        *,
        prefix: str,
        pace: Pace,
    ) -> None:
        self._client = client
        self._storage = storage
        self._clock = Foreign(clock)
        self._rooms = rooms
        self._invitations = invitations
        self._encryption = encryption
        self._verifier = verifier
        self._posted = posted
        self._seals = Seals(encryption, storage, clock, rooms, senders) if encryption else None
        self._past = Past(client, storage, pace)
        self._command_starts = (prefix, "#")
        self._pace = pace
        self.last_at: datetime | None = None
        self._heard_at: float | None = None
        self._may_be_repeated = False

    @property
    def is_heard(self) -> bool:
        """Whether the latest attempt brought an answer, and that lately.

        Not before the machine slept; and where an answer should be there by now, much may have been said that
        does not come through.
        """
        lately = self._pace.poll + self._pace.late
        return self._heard_at is not None and uptime() - self._heard_at <= lately

    async def run(self, on_events: OnEvents) -> None:
        """Read for ever; `on_events` gets the rooms that have something new, none included, after each batch.

        Raises:
            SignInError: we are signed out and cannot sign in again.
            DatabaseDamaged: nothing can be kept any more.
        """
        since = await self._storage.inbox.sync_token()
        is_first = True
        backoff = Backoff(self._pace)
        while True:
            try:
                since = await self._step(since, on_events, is_first=is_first)
            except (SignInError, DatabaseDamaged):
                raise
            except RequestError as error:
                self._heard_at = None
                log.warning("sync failed", error=str(error))
                await backoff.wait(error.retry_after)
            except DatabaseStalled as error:
                self._heard_at = None
                self._may_be_repeated = True
                log.warning("what came in cannot be kept", error=str(error))
                await backoff.wait_shortly()
            except Exception:
                self._heard_at = None
                log.exception("sync failed")
                await backoff.wait()
            else:
                is_first = False
                backoff.reset()

    async def _step(self, since: str | None, on_events: OnEvents, *, is_first: bool) -> str:
        batch = await self._client.sync(
            since,
            full_state=is_first,
            poll=0 if self._heard_at is None else self._pace.poll,
            timeline=_TIMELINE,
        )
        if (date := self._client.date) is not None:
            self._clock.compare(date)
        token = batch.get("next_batch")
        if not isinstance(token, str):
            raise RequestError(200, "", "a sync without its token")
        if self._seals:
            self._seals.begin(batch)
        if self._verifier:
            self._verifier.begin(batch)
        events = await self._read_batch(mapping(batch.get("rooms")), since)
        changes = self._seals.changes if self._seals else SealChanges()
        touched: set[str] = set()
        if events or changes or is_first or _has_keys(batch):
            touched = await self._storage.inbox.receive(events, token, changes)
        self.last_at = self._clock.now()
        self._heard_at = None if self._may_be_repeated else uptime()
        self._may_be_repeated = False
        on_events(touched)
        # Who has something to answer begins before we ask again.
        await asyncio.sleep(0)
        for event in events:
            if isinstance(event, Replaced):
                self._invitations.follow(event)
        await self._keep_keys_up()
        if self._verifier:
            await self._verifier.work()
        if since and is_first:
            # An invitation is told once; one that a stop kept us from, or new settings allow, is asked for.
            # That takes as long as the first sync: nobody is to wait for it who has written meanwhile.
            self._invitations.consider(await self._client.invitations())
        return token

    async def _keep_keys_up(self) -> None:
        try:
            if self._encryption:
                await self._encryption.keep_up()
        except RequestError as error:
            # The next batch brings it up again.
            log.warning("our keys are not up to date", error=str(error))

    # --- from JSON to events ---------------------------------------------------------------------------

    async def _read_batch(self, rooms: Json, since: str | None) -> list[Incoming]:
        pairs: list[tuple[Json, Incoming]] = []
        for room_id, info in mapping(rooms.get("join")).items():
            pairs += await self._read_room(self._rooms.of(room_id), mapping(info), since)
        for room_id, info in mapping(rooms.get("leave")).items():
            view = self._rooms.of(room_id)
            pairs += await self._read_room(view, mapping(info), since)
            view.forget()
        self._invitations.consider(mapping(rooms.get("invite")))
        pairs = [*await self._read_late(), *pairs]
        events = await asyncio.gather(*(self._complete(event, incoming) for event, incoming in pairs))
        return [each for event in events if event for each in (event, *self._for_heirs(event))]

    def _for_heirs(self, event: Incoming) -> list[Incoming]:
        """Return what is to be known of an event in the rooms that go on with what was noted in this one."""
        if not isinstance(event, Edited | Redacted):
            return []
        return [replace(event, room_id=heir) for heir in self._rooms.heirs_of(event.room_id)]

    async def _read_room(self, view: RoomView, info: Json, since: str | None) -> list[tuple[Json, Incoming]]:
        timeline = mapping(info.get("timeline"))
        window = _events(timeline)
        for event in _events(mapping(info.get("state"))):
            view.apply(event)
        own_id = self._client.user_id
        gap: list[Json] = []
        is_whole = True
        if since and timeline.get("limited") is True and not any(enters(event, own_id) for event in window):
            # The clock is silent meanwhile: what comes to light comes before it.
            self._heard_at = None
            gap, is_whole = await self._past.between(view.room_id, timeline.get("prev_batch"), since)
        view.recall(gap)
        if since and view.joined:
            await introduce(view, [*gap, *window], self._client)
        pairs: list[tuple[Json, Incoming]] = []
        is_encrypted = self._is_encrypted(view, gap)
        is_here = was_here_before([*gap, *window], own_id)
        if not is_whole and is_here:
            first = next(iter((*gap, *window)), {})
            pairs.append((first, missed(view.room_id, first, own_id, self._clock)))
        for n, event in enumerate([*gap, *window]):
            if since and self.last_at is None and event.get("sender") == own_id:
                await self._recognise(event, view.room_id)
            is_here = is_here or enters(event, own_id)
            is_encrypted = is_encrypted or encrypts(event)
            if since and is_here and (pair := await self._open(event, view, is_encrypted=is_encrypted)):
                pairs.append(pair)
            is_here = is_here and not leaves(event, own_id)
            # The state above holds already what became of the gap.
            if n >= len(gap):
                view.apply(event)
        return pairs

    async def _recognise(self, event: Json, room_id: str) -> None:
        """Note what we wrote ourselves while this process was not there."""
        self._posted.note(room_id, await self._seals.peek(event, room_id) if self._seals else event)

    def _is_encrypted(self, view: RoomView, gap: list[Json]) -> bool:
        """Tell whether the room was encrypted before the gap; its state holds already what came of that."""
        if self._encryption is None:
            return False
        was = self._encryption.is_for(view.room_id)
        return self._encryption.covers(view) and (was or not any(map(encrypts, gap)))

    async def _open(self, event: Json, view: RoomView, *, is_encrypted: bool) -> tuple[Json, Incoming] | None:
        """Return an event as it was written, and what it is for us."""
        sealed = self._seals is not None and event.get("type") == "m.room.encrypted"
        if self._seals and sealed and event.get("sender") != self._client.user_id:
            opened = await self._seals.open(event, view.room_id)
        else:
            opened = event
        if opened and self._verifier:
            self._verifier.note(opened, view)
        incoming = self._read(opened, view) if opened else None
        if self._seals and is_encrypted and not sealed and isinstance(incoming, Said | Edited):
            incoming = _unreadable(incoming, "in_clear")
        return (opened, incoming) if opened and incoming else None

    async def _read_late(self) -> list[tuple[Json, Incoming]]:
        """Return what was kept and could be opened by now, and of what the room is to be told."""
        if self._seals is None:
            return []
        late = await self._seals.look_again()
        opened = [(event, self._read(event, self._rooms.of(room_id))) for room_id, event in late.opened]
        overdue = [(event, self._read(event, self._rooms.of(room_id))) for room_id, event in late.overdue]
        told = [(event, _unreadable(each, "no_key")) for event, each in overdue if each]
        return [*((event, _as_late(incoming)) for event, incoming in opened if incoming), *told]

    def _read(self, event: Json, view: RoomView) -> Incoming | None:
        try:
            incoming = read(event, view, self._client.user_id, self._clock)
        except Exception:
            # One event that we cannot read must not keep the others out.
            log.exception("unreadable event", room=view.room_id, event_id=event.get("event_id"))
            return None
        if not self._seals or not isinstance(incoming, Said | Edited):
            return incoming
        doubt = self._seals.doubts.get(incoming.event_id)
        if isinstance(incoming, Said):
            incoming = replace(incoming, other_identity=doubt == "changed")
        return replace(incoming, unverified=doubt is not None)

    # --- what an event refers to -----------------------------------------------------------------------

    async def _complete(self, event: Json, incoming: Incoming) -> Incoming | None:
        """Return it with what the homeserver or the storage knows of it; None where it does not count."""
        if isinstance(incoming, Edited):
            return incoming if await self._counts(incoming) else None
        if isinstance(incoming, Reacted):
            return replace(incoming, ref=await self._storage.outbox.ref_of(incoming.room_id, incoming.target))
        if isinstance(incoming, Welcomed):
            if not was_invited(event) and self._rooms.is_astray(incoming.room_id):
                return None
            return replace(incoming, replaces=self._rooms.replaced_by(incoming.room_id))
        if isinstance(incoming, Said):
            return await self._complete_message(event, incoming)
        return incoming

    async def _complete_message(self, event: Json, said: Said) -> Said:
        if said.thread is not None:
            said = replace(said, thread_ref=await self._storage.outbox.ref_of(said.room_id, said.thread))
        target = reply_target(event) if self._has_command(said.body) else None
        return said if target is None else await self._with_quote(said, target)

    def _has_command(self, body: str) -> bool:
        lines = body.split("\n")
        return any(line.lstrip().startswith(self._command_starts) or _LABEL.fullmatch(line) for line in lines)

    async def _counts(self, edit: Edited) -> bool:
        """Tell whether an edit is one: not of what somebody else wrote, nor of an edit.

        Where the homeserver cannot say, it is: notes look at their author once more.
        """
        try:
            async with asyncio.timeout(_QUOTE_WITHIN):
                return is_edit_of(edit, await self._client.event(edit.room_id, edit.target))
        except (RequestError, TimeoutError) as error:
            log.warning("the message edited is missing", room=edit.room_id, error=str(error))
            return not (isinstance(error, RequestError) and error.is_final)

    async def _with_quote(self, said: Said, target: str) -> Said:
        try:
            async with asyncio.timeout(_QUOTE_WITHIN):
                original = await self._client.event(said.room_id, target)
                if self._seals:
                    original = await self._seals.peek(original, said.room_id)
        except (RequestError, TimeoutError) as error:
            log.warning("the message replied to is missing", room=said.room_id, error=str(error))
            return said
        return replace(said, quoted=quoted(original, self._rooms.of(said.room_id)))


def _events(section: Json) -> list[Json]:
    return [event for event in listed(section.get("events")) if isinstance(event, dict)]


def _has_keys(batch: Json) -> bool:
    """Tell whether something was sent to our device: the homeserver gives that once."""
    return bool(listed(mapping(batch.get("to_device")).get("events")))


def _unreadable(incoming: Incoming, why: Literal["no_key", "in_clear"]) -> Unreadable:
    """Return that there is an event that does not count."""
    return Unreadable(
        room_id=incoming.room_id,
        event_id=incoming.event_id,
        sender=incoming.sender,
        sender_name=incoming.sender_name,
        sent_at=incoming.sent_at,
        why=why,
    )


def _as_late(incoming: Incoming) -> Incoming:
    return replace(incoming, late=True) if isinstance(incoming, Said) else incoming
