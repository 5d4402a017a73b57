"""Verifications as they come: in the direct room with a person, or from device to device.

1. Only somebody with whom we share a room is answered, in a direct room or from their device, and only when
   the question is fresh. A person has one verification at a time, and there are few at once.
2. What we see goes to our own log, and not into the room: a homeserver that shows people other devices than
   ours could change it there as well. Whoever runs the bot reads it out to the person.
3. Nothing is believed afterwards, so nothing is kept: a stop ends what was begun, and it is begun anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.devices import query_keys, send_to_devices
from intercoop_bot.matrix.identity.identity import Identity
from intercoop_bot.matrix.identity.keys import IdentityError
from intercoop_bot.matrix.identity.trust import devices, master_key
from intercoop_bot.matrix.identity.verification import METHOD, Party, Sent, Step, Verification
from intercoop_bot.matrix.rooms import Rooms, RoomView
from intercoop_bot.matrix.session import RequestError, Session, SignInError
from intercoop_bot.matrix.wire import Json, identifier, instant, listed, mapping

log = structlog.get_logger(__name__)

REQUEST = "m.key.verification.request"
_PREFIX = "m.key.verification."
_LASTS = timedelta(minutes=10)
_AT_ONCE = 10
_LONGEST_ID = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something of a verification: by whom, under which id, in which room, or in none."""

    user_id: str
    tx_id: str
    room_id: str | None
    kind: str
    content: Json
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A verification that is going on, and since when."""

    verification: Verification
    room_id: str | None
    since: datetime


class Verifier:
    """Answers those who want to know whether the bot's device is what they are shown."""

    def __init__(
        self, session: Session, client: Client, rooms: Rooms, identity: Identity, clock: Clock
    ) -> None:
        self._session = session
        self._client = client
        self._rooms = rooms
        self._identity = identity
        self._clock = clock
        self._heard: list[Heard] = []
        self._talks: dict[str, Talk] = {}

    def begin(self, batch: Json) -> None:
        """Take in a new batch of the sync: what was sent to our device."""
        self._heard = []
        for event in listed(mapping(batch.get("to_device")).get("events")):
            content = mapping(mapping(event).get("content"))
            tx_id, at = content.get("transaction_id"), content.get("timestamp")
            if isinstance(tx_id, str) and len(tx_id) <= _LONGEST_ID:
                self._note(mapping(event), content, tx_id, None, instant(at, self._clock))

    def note(self, event: Json, room: RoomView) -> None:
        """Take in an event of a room, as it was written."""
        if not room.is_direct:
            return
        content = mapping(event.get("content"))
        at = instant(event.get("origin_server_ts"), self._clock)
        if content.get("msgtype") == REQUEST:
            tx_id, event = event.get("event_id"), event | {"type": REQUEST}
        else:
            tx_id = mapping(content.get("m.relates_to")).get("event_id")
        if identifier(tx_id, "$"):
            self._note(event, content, str(tx_id), room.room_id, at)

    def _note(self, event: Json, content: Json, tx_id: str, room_id: str | None, at: datetime) -> None:
        kind, user_id = event.get("type"), identifier(event.get("sender"), "@")
        if user_id and isinstance(kind, str) and kind.startswith(_PREFIX):
            kind = kind.removeprefix(_PREFIX)
            heard = Heard(user_id=user_id, tx_id=tx_id, room_id=room_id, kind=kind, content=content, at=at)
            self._heard.append(heard)

    async def work(self) -> None:
        """Answer what was taken in, and end what has taken too long."""
        heard, self._heard = self._heard, []
        for each in heard:
            try:
                await self._answer(each)
            except SignInError:
                raise
            except (RequestError, IdentityError) as error:
                log.warning("a verification was given up", person=each.user_id, error=str(error))
                self._talks.pop(each.user_id, None)
            except Exception:
                # Whatever somebody has put there must not keep us from reading on.
                log.exception("a verification was given up", person=each.user_id)
                self._talks.pop(each.user_id, None)
        for user_id, talk in list(self._talks.items()):
            if self._clock.now() - talk.since > _LASTS:
                await self._end(user_id, "m.timeout")

    async def _answer(self, heard: Heard) -> None:
        talk = self._talks.get(heard.user_id)
        if talk and (talk.verification.tx_id, talk.room_id) == (heard.tx_id, heard.room_id):
            if heard.kind not in ("request", "ready"):
                await self._go_on(talk, heard)
        elif heard.kind == "request" or (heard.kind == "start" and heard.room_id is None):
            await self._take_up(heard)

    async def _go_on(self, talk: Talk, heard: Heard) -> None:
        verification = talk.verification
        await self._send(talk, verification.hear(heard.kind, heard.content))
        person, device = heard.user_id, verification.other.device_id
        if heard.kind == "key" and verification.step is Step.SHOWN:
            log.info("to compare by voice", person=person, device=device, emojis=verification.seen)
        if heard.kind == "mac" and verification.step is Step.CONFIRMED:
            log.info("they say that they see the same", person=person, device=device)
        if verification.step is Step.ENDED:
            del self._talks[heard.user_id]

    async def _take_up(self, heard: Heard) -> None:
        device_id = heard.content.get("from_device")
        is_fresh = self._clock.now() - heard.at <= _LASTS
        is_for_us = heard.room_id is None or heard.content.get("to") == self._session.user_id
        if not isinstance(device_id, str) or not is_fresh or not is_for_us:
            return
        if heard.user_id == self._session.user_id:
            if heard.room_id is None and device_id != self._session.device_id:
                log.warning("a client of our own account wants to be verified: give it the recovery key")
                await self._decline(heard, device_id, "m.user")
            return
        if not self._rooms.are_shared_with(heard.user_id):
            return
        if heard.kind == "request" and METHOD not in listed(heard.content.get("methods")):
            await self._decline(heard, device_id, "m.unknown_method")
            return
        await self._end(heard.user_id, "m.user")
        other = await self._party(heard.user_id, device_id)
        if other is None or len(self._talks) >= _AT_ONCE:
            await self._decline(heard, device_id, "m.user")
            return
        own_id, own_device = self._session.user_id, self._session.device_id
        own = Party(user_id=own_id, device_id=own_device, keys=self._identity.public_keys())
        verification = Verification(own, other, heard.tx_id)
        talk = Talk(verification=verification, room_id=heard.room_id, since=self._clock.now())
        self._talks[heard.user_id] = talk
        if heard.kind == "start":
            await self._go_on(talk, heard)
        else:
            await self._send(talk, [verification.ready()])

    async def _party(self, user_id: str, device_id: str) -> Party | None:
        """Return a person's device, with the keys that the homeserver shows of it and of the person."""
        answer = await query_keys(self._session, {user_id: []})
        device, master = devices(answer, user_id).get(device_id), master_key(answer, user_id)
        if device is None:
            return None
        keys = {device_id: device.ed25519} | ({master: master} if master else {})
        return Party(user_id=user_id, device_id=device_id, keys=keys)

    async def _decline(self, heard: Heard, device_id: str, code: str) -> None:
        nobody = Party(user_id=self._session.user_id, device_id=self._session.device_id)
        other = Party(user_id=heard.user_id, device_id=device_id)
        verification = Verification(nobody, other, heard.tx_id)
        talk = Talk(verification=verification, room_id=heard.room_id, since=self._clock.now())
        await self._send(talk, verification.cancel(code))

    async def _end(self, user_id: str, code: str) -> None:
        talk = self._talks.pop(user_id, None)
        if talk:
            try:
                await self._send(talk, talk.verification.cancel(code))
            except RequestError as error:
                log.warning("a verification was ended unheard", person=user_id, error=str(error))

    async def _send(self, talk: Talk, sent: list[Sent]) -> None:
        other, tx_id = talk.verification.other, talk.verification.tx_id
        for kind, content in sent:
            if talk.room_id:
                relation = {"rel_type": "m.reference", "event_id": tx_id}
                whole = content | {"m.relates_to": relation}
                await self._client.send(talk.room_id, _PREFIX + kind, whole, uuid4().hex)
            else:
                whole = content | {"transaction_id": tx_id}
                messages = {other.user_id: {other.device_id: whole}}
                await send_to_devices(self._session, _PREFIX + kind, messages)
