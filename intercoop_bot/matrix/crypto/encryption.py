"""Encryption as the rest of `matrix` sees it: it gets from the homeserver what is missing.

1. What was sent to our device is stored before the sync that it came with counts as read: a stop in between
   brings it again, which does no harm.
2. Before we write, the devices of everybody in the room are known, and have the session that we write with.
   A device that cannot be reached, or a homeserver that does not answer for its people, holds up nobody else.
3. A room that was encrypted once is so for ever, whatever the homeserver says later.
4. What cannot be stored does not count: the keys are then read anew, and what came in is asked for again.
"""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from nio.crypto import OlmDevice
from peewee import DatabaseError, OperationalError

from intercoop_bot.matrix.crypto.machine import CURVE, Locked, Machine, Opened, Refused
from intercoop_bot.matrix.crypto.store import KEYS, KeysError, KeysMissing, inherit, open_store
from intercoop_bot.matrix.devices import query_keys, send_to_devices
from intercoop_bot.matrix.rooms import RoomView
from intercoop_bot.matrix.session import RequestError, Session, SignInError
from intercoop_bot.matrix.wire import Json, identifier, listed, mapping
from intercoop_bot.storage import DatabaseDamaged, DatabaseStalled

log = structlog.get_logger(__name__)

_OTHERS_WITHIN = 10_000
"""How many milliseconds our homeserver is to wait for those of others."""

_ASK_AGAIN = 600.0
"""Seconds after which a device without keys, or a user without an answer, is asked for again."""


class Encryption:
    """Our device's part in encrypted rooms, once started. `folder` is where its keys are kept."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._machine: Machine | None = None
        self._turn = asyncio.Lock()
        self._sign_ins = 0
        self._key_count = 0
        self._needs_fallback = False
        self._asked_at: dict[object, float] = {}
        self._rooms: set[str] = set()

    @property
    def machine(self) -> Machine:
        """What computes; there once started."""
        if self._machine is None:
            if not self._sign_ins:
                raise RuntimeError("encryption is not started")
            self._machine = self._take_up(is_known=True)
        return self._machine

    @contextmanager
    def _storing(self) -> Iterator[None]:
        """Say so where something cannot be stored, and go on from what is."""
        try:
            yield
        except DatabaseError as error:
            self.close()
            kind = DatabaseStalled if isinstance(error, OperationalError) else DatabaseDamaged
            raise kind(f"{self._folder / KEYS}: {error}") from error

    async def start(self) -> None:
        """Take up our device's keys where they were left, or make them; the session is signed in before.

        Raises:
            SignInError: the device has keys, and they are not these, or cannot be used.
            RequestError: the homeserver could not be asked.
        """
        published = await self._published_key()
        if self._machine is None:
            self._machine = self._take_up(is_known=published is not None)
            self._rooms = set(self._machine.store.load_encrypted_rooms())
        if published not in (None, self._machine.account.identity_keys["ed25519"]):
            self.close()
            raise SignInError(_lost(self._session.device_id, self._folder))
        if published is None:
            # Never uploaded, or forgotten by the homeserver, as where somebody signed the device out.
            self._machine.mark_unknown()
            self._needs_fallback = True
            await self._upload_keys()
        self._sign_ins = self._session.sign_ins

    def _take_up(self, *, is_known: bool) -> Machine:
        own_id, device_id = self._session.user_id, self._session.device_id
        try:
            store = open_store(self._folder, own_id, device_id, may_make=not is_known)
        except KeysMissing as error:
            raise SignInError(_lost(device_id, self._folder)) from error
        except KeysError as error:
            raise SignInError(str(error)) from error
        machine = Machine(own_id, device_id, store)
        return machine if is_known or not inherit(store) else Machine(own_id, device_id, store)

    def close(self) -> None:
        """Close the file of the keys."""
        if self._machine is not None:
            self._machine.store.database.close()
            self._machine = None

    async def _published_key(self) -> str | None:
        """Return the key by which the homeserver knows our device."""
        own_id, device_id = self._session.user_id, self._session.device_id
        answer = await query_keys(self._session, {own_id: [device_id]})
        device = mapping(mapping(mapping(answer.get("device_keys")).get(own_id)).get(device_id))
        key = mapping(device.get("keys")).get(f"ed25519:{device_id}")
        return key if isinstance(key, str) else None

    # --- what a sync brings --------------------------------------------------------------------------

    def receive(self, batch: Json) -> None:
        """Store what a sync brings for our device, and note whose devices have changed.

        Raises:
            DatabaseStalled: it cannot be stored for now.
        """
        machine = self.machine
        events = listed(mapping(batch.get("to_device")).get("events"))
        with self._storing():
            machine.receive([event for event in events if mapping(event).get("type") == "m.room.encrypted"])
        changes = mapping(batch.get("device_lists"))
        machine.users_for_key_query |= _users(changes.get("changed"))
        machine.forget_users(_users(changes.get("left")))
        for key in list(self._asked_at):
            if isinstance(key, str) and key in machine.users_for_key_query:
                del self._asked_at[key]
        counts = batch.get("device_one_time_keys_count")
        if isinstance(counts, dict):
            # A kind that is not named there is one of which there are none.
            count = counts.get(CURVE, 0)
            self._key_count = count if isinstance(count, int) else 0
        unused = batch.get("device_unused_fallback_key_types")
        if isinstance(unused, list):
            self._needs_fallback = CURVE not in unused

    async def keep_up(self) -> None:
        """Give the homeserver the keys that it lacks, and mend what was broken between us and a device.

        Raises:
            RequestError: the homeserver could not be asked.
            DatabaseStalled: nothing can be stored for now.
        """
        with self._storing():
            await self._keep_up()

    async def _keep_up(self) -> None:
        async with self._turn:
            if self._sign_ins != self._session.sign_ins:
                await self.start()
            await self._upload_keys()
            if self.machine.wedged_devices:
                await self._meet(list(self.machine.wedged_devices))
            for message in list(self.machine.outgoing_to_device_messages):
                content = {message.recipient: {message.recipient_device: message.content}}
                await send_to_devices(self._session, message.type, content)
                self.machine.outgoing_to_device_messages.remove(message)

    async def _upload_keys(self) -> None:
        upload = self.machine.keys_to_upload(self._key_count, needs_fallback=self._needs_fallback)
        if not upload:
            return
        answer = await self._post("keys/upload", upload)
        self.machine.mark_uploaded()
        count = mapping(answer.get("one_time_key_counts")).get(CURVE)
        self._key_count = count if isinstance(count, int) else self._key_count
        self._needs_fallback = False

    # --- reading -------------------------------------------------------------------------------------

    async def open(self, event: Json, room_id: str) -> Opened | Locked | Refused:
        """Return an encrypted event of the room as it was written; its sender's devices are asked for."""
        outcome = self.machine.open(event, room_id)
        sender = identifier(event.get("sender"), "@")
        if isinstance(outcome, Locked) and self.machine.knows(outcome.session_id) and sender:
            try:
                with self._storing():
                    async with self._turn:
                        await self._learn([sender])
            except RequestError as error:
                log.warning("a sender's devices are not known yet", room=room_id, error=str(error))
            outcome = self.machine.open(event, room_id)
        return outcome

    def knows(self, session_id: str) -> bool:
        """Tell whether there is a key of that session."""
        return self.machine.knows(session_id)

    # --- writing -------------------------------------------------------------------------------------

    def is_for(self, room_id: str) -> bool:
        """Tell whether we know that the room is encrypted."""
        return room_id in self._rooms

    def covers(self, room: RoomView) -> bool:
        """Tell whether the room is encrypted, or ever was; that is noted."""
        if room.encrypted and room.room_id not in self._rooms:
            with self._storing():
                self.machine.store.save_encrypted_rooms([room.room_id])
            self._rooms.add(room.room_id)
        return room.room_id in self._rooms

    async def encrypt(self, room: RoomView, kind: str, content: Json) -> Json:
        """Return the content of an event that the room's people, and nobody else, can read.

        Raises:
            RequestError: what they need for it could not be got or sent.
            DatabaseStalled: nothing can be stored for now.
        """
        with self._storing():
            return await self._encrypt(room, kind, content)

    async def _encrypt(self, room: RoomView, kind: str, content: Json) -> Json:
        room_id, people = room.room_id, room.readers
        async with self._turn:
            await self._learn(people)
            await self._meet(self.machine.strangers(people))
            for told, messages in self.machine.shares(room_id, people, room.rotation):
                await send_to_devices(self._session, "m.room.encrypted", messages)
                self.machine.mark_shared(room_id, told)
            return self.machine.encrypt(room_id, kind, content)

    async def _learn(self, users: Collection[str]) -> None:
        """Ask for the devices of those of the users of whom they may have changed."""
        due = [user for user in sorted(self.machine.outdated(users)) if self._is_due(user)]
        if due:
            answer = await query_keys(self._session, {user: [] for user in due}, timeout=_OTHERS_WITHIN)
            self.machine.learn_devices(answer, due)
            self._put_off(self.machine.outdated(due))

    async def _meet(self, devices: list[OlmDevice]) -> None:
        """Find a way to say something to devices, where they left one-time keys."""
        keys = {(device.user_id, device.device_id): device for device in devices}
        due = [key for key in keys if self._is_due(key)]
        if due:
            wanted: dict[str, Json] = {}
            for user_id, device_id in due:
                wanted.setdefault(user_id, {})[device_id] = CURVE
            answer = await self._post("keys/claim", {"one_time_keys": wanted, "timeout": _OTHERS_WITHIN})
            self.machine.meet(answer)
            self._put_off(due)

    def _is_due(self, key: object) -> bool:
        asked_at = self._asked_at.get(key)
        return asked_at is None or asyncio.get_running_loop().time() - asked_at > _ASK_AGAIN

    def _put_off(self, keys: Collection[object]) -> None:
        now = asyncio.get_running_loop().time()
        self._asked_at |= dict.fromkeys(keys, now)

    # --- requests ------------------------------------------------------------------------------------

    async def _post(self, path: str, body: Json) -> Json:
        return mapping(await self._session.request("POST", path, body=body))


def _users(value: object) -> set[str]:
    return {user for user in listed(value) if identifier(user, "@")}


def _lost(device_id: str, folder: Path) -> str:
    return (
        f"the keys of the device {device_id} are not in {folder}: restore that folder from a copy,"
        " or begin as a new device with `intercoop-bot run --new-device`"
    )
