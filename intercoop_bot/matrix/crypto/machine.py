"""What is encrypted and decrypted: the library's machine, held to what people and strangers really send.

1. Nothing that somebody sends raises: a bad message, device or key is passed over, and the others count.
   Where our own disk fails, that is told.
2. A message counts where it was encrypted by a device of its sender, for the room that it stands in. It is
   never state of the room, nor a redaction: those are only what the homeserver shows as such.
3. A session to write with goes to every device of everybody in the room, verified or not: people's phones
   often are not. Where somebody is gone, or a device, another session takes its place.
4. Our own keys are stored before anybody is told of them.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import structlog
import vodozemac
from nio.crypto import InboundGroupSession, Olm, OlmDevice, OutboundGroupSession
from nio.events import OlmEvent
from nio.responses import KeysClaimResponse, KeysQueryResponse
from peewee import DatabaseError

from intercoop_bot.matrix.rooms import Rotation
from intercoop_bot.matrix.wire import Json, identifier, mapping

log = structlog.get_logger(__name__)

MEGOLM = "m.megolm.v1.aes-sha2"
CURVE = "signed_curve25519"
_AT_ONCE = 20
_NEVER_ENCRYPTED = ("m.room.redaction", "m.room.encrypted")

DeviceKey = tuple[str, str]
"""A user and one of their devices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An event as its sender wrote it, from which device, and which message of which session it was."""

    event: Json
    device_id: str
    session_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Locked:
    """An event that cannot be read yet: the key of its session, or the device that has it, is not known."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that will never count, and why."""

    reason: str


class Machine(Olm):  # type: ignore[misc]  # the library tells no types
    """Our device's keys at work. It blocks shortly where it stores something, and uses no network."""

    def __init__(self, user_id: str, device_id: str, store: object) -> None:
        super().__init__(user_id, device_id, store)
        self._sessions: dict[str, InboundGroupSession] = {each.id: each for each in self.inbound_group_store}

    # --- our own keys --------------------------------------------------------------------------------

    def keys_to_upload(self, count: int, *, needs_fallback: bool) -> Json:
        """Return the keys that the homeserver lacks, which has `count` of our one-time keys; empty: none."""
        most = self.account.max_one_time_keys
        one_time = self.account.one_time_keys["curve25519"]
        account = self.account._account  # noqa: SLF001 - the library knows of no fallback keys
        if count <= most // 2 and not one_time:
            self.account.generate_one_time_keys(most - count)
            one_time = self.account.one_time_keys["curve25519"]
        if needs_fallback and not account.fallback_key:
            account.generate_fallback_key()
        fallback = account.fallback_key
        if one_time or fallback:
            # An answer that gets lost must not leave the homeserver with keys that we do not have.
            self.save_account()
        upload: Json = {} if self.account.shared else {"device_keys": self.device_keys()}
        if one_time:
            upload["one_time_keys"] = {
                f"{CURVE}:{key_id}": self._signed({"key": key}) for key_id, key in one_time.items()
            }
        if fallback:
            upload["fallback_keys"] = {
                f"{CURVE}:{key_id}": self._signed({"key": key.to_base64(), "fallback": True})
                for key_id, key in fallback.items()
            }
        return upload

    def mark_uploaded(self) -> None:
        """Note that the homeserver has what `keys_to_upload` returned."""
        self.account.shared = True
        self.mark_keys_as_published()
        self.save_account()

    def mark_unknown(self) -> None:
        """Note that the homeserver does not have our device's keys (any more)."""
        self.account.shared = False

    def device_keys(self) -> Json:
        """Return our device's keys as others are told of them, signed by the device alone."""
        keys = self.account.identity_keys
        return self._signed(
            {
                "algorithms": self._algorithms,
                "device_id": self.device_id,
                "user_id": self.user_id,
                "keys": {f"{kind}:{self.device_id}": keys[kind] for kind in ("curve25519", "ed25519")},
            }
        )

    def _signed(self, content: Json) -> Json:
        signature = self.sign_json(content)
        return content | {"signatures": {self.user_id: {f"ed25519:{self.device_id}": signature}}}

    # --- what comes to our device --------------------------------------------------------------------

    def receive(self, events: Sequence[Json]) -> None:
        """Take in what was sent to our device, encrypted: keys of sessions, mostly."""
        for event in events:
            try:
                parsed = OlmEvent.from_dict(event)
                if isinstance(parsed, OlmEvent):
                    self.handle_to_device_event(parsed)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001 - whoever sent it may have put anything there
                log.warning("nothing for our device", sender=event.get("sender"), error=repr(error))
        if events:
            # The library stores a new session, but not that it has used one of our one-time keys up.
            self.save_account()

    def create_group_session(
        self, sender_key: str, sender_fp_key: str, room_id: str, session_id: str, session_key: str
    ) -> None:
        """Keep the key of a session. It stays with whom it came from first; one from earlier on is better."""
        known = self._sessions.get(session_id)
        if known is not None:
            fresh = InboundGroupSession(session_key, sender_fp_key, sender_key, room_id)
            is_same = (known.sender_key, known.room_id) == (sender_key, room_id)
            if not is_same or fresh.first_known_index >= known.first_known_index:
                return
        super().create_group_session(sender_key, sender_fp_key, room_id, session_id, session_key)
        session = self.inbound_group_store.get(room_id, sender_key, session_id)
        if session is not None:
            self._sessions[session_id] = session

    # --- devices -------------------------------------------------------------------------------------

    def outdated(self, users: Collection[str]) -> set[str]:
        """Return those of the users whose devices are to be asked for."""
        return {user for user in users if user not in self.tracked_users or user in self.users_for_key_query}

    def forget_users(self, users: Collection[str]) -> None:
        """Note that nobody tells us any more when these users' devices change."""
        self.tracked_users.difference_update(users)

    def learn_devices(self, answer: Json, asked: Collection[str]) -> None:
        """Take in the devices of users: those that are what they say, the others left out."""
        devices = {
            user: {
                device_id: content
                for device_id, content in mapping(listed).items()
                if self._is_sound(content, user, device_id)
            }
            for user, listed in mapping(answer.get("device_keys")).items()
            if user in asked
        }
        with self.store.database.atomic():
            self.handle_response(KeysQueryResponse(devices, {}))

    def _is_sound(self, content: object, user_id: str, device_id: str) -> bool:
        keys = mapping(mapping(content).get("keys"))
        signing = keys.get(f"ed25519:{device_id}")
        try:
            vodozemac.Curve25519PublicKey.from_base64(keys[f"curve25519:{device_id}"])
            is_signed = self.verify_json(dict(mapping(content)), signing, user_id, device_id)
        except Exception as error:  # noqa: BLE001 - whoever owns the device may have put anything there
            log.warning("no device", user_id=user_id, device_id=device_id, error=repr(error))
            return False
        return bool(is_signed)

    def strangers(self, users: Collection[str]) -> list[OlmDevice]:
        """Return the devices of users to which there is no way yet to say something, or no longer."""
        return [
            device
            for device in self.audience(users).values()
            if device in self.wedged_devices or not self.session_store.get(device.curve25519)
        ]

    def meet(self, answer: Json) -> None:
        """Begin to speak with devices, by the one-time keys that were claimed of them."""
        for user, devices in mapping(answer.get("one_time_keys")).items():
            for device_id, keys in mapping(devices).items():
                try:
                    self.handle_response(KeysClaimResponse({user: {device_id: keys}}, {}))
                except DatabaseError:
                    raise
                except Exception as error:  # noqa: BLE001 - as above
                    log.warning("no one-time key", user_id=user, device_id=device_id, error=repr(error))

    def audience(self, users: Collection[str]) -> dict[DeviceKey, OlmDevice]:
        """Return the devices of users, our own one left out."""
        own = (self.user_id, self.device_id)
        devices = (device for user in users for device in self.device_store.active_user_devices(user))
        return {key: device for device in devices if (key := (device.user_id, device.device_id)) != own}

    # --- writing -------------------------------------------------------------------------------------

    def shares(
        self, room_id: str, users: Collection[str], rotation: Rotation
    ) -> Iterator[tuple[set[DeviceKey], Json]]:
        """Give out who is to be sent what before we write to these users in the room, some at a time."""
        audience = self.audience(users)
        session = self._writing_session(room_id, audience, rotation)
        content = {
            "algorithm": MEGOLM,
            "room_id": room_id,
            "session_id": session.id,
            "session_key": session.session_key,
        }
        lacking = (each for each in audience.items() if each[0] not in session.users_shared_with)
        while some := list(islice(lacking, _AT_ONCE)):
            messages: dict[str, Json] = {}
            told: set[DeviceKey] = set()
            with self.store.database.atomic():
                for key, device in some:
                    way = self.session_store.get(device.curve25519)
                    if way is not None:
                        sealed = self._olm_encrypt(way, device, "m.room_key", content)
                        messages.setdefault(device.user_id, {})[device.device_id] = sealed
                        told.add(key)
            if told:
                yield told, messages

    def _writing_session(
        self, room_id: str, audience: Mapping[DeviceKey, OlmDevice], rotation: Rotation
    ) -> OutboundGroupSession:
        session = self.outbound_group_sessions.get(room_id)
        if session is not None:
            session.max_age, session.max_messages = rotation.age, rotation.messages
        if session is None or session.expired or not session.users_shared_with <= audience.keys():
            self.create_outbound_group_session(room_id)
            session = self.outbound_group_sessions[room_id]
            session.mark_as_shared()
        return session

    def mark_shared(self, room_id: str, told: set[DeviceKey]) -> None:
        """Note that these devices have what `shares` gave out for them."""
        self.outbound_group_sessions[room_id].users_shared_with |= told

    def encrypt(self, room_id: str, kind: str, content: Json) -> Json:
        """Return the content of the event that holds this one; what it refers to stays in clear."""
        session = self.outbound_group_sessions[room_id]
        plain = {"type": kind, "content": content, "room_id": room_id}
        sealed: Json = {
            "algorithm": MEGOLM,
            "sender_key": self.account.identity_keys["curve25519"],
            "device_id": self.device_id,
            "session_id": session.id,
            # Accents as they are: the library writes each in six letters, and a long message gets too long.
            "ciphertext": session.encrypt(json.dumps(plain, ensure_ascii=False, separators=(",", ":"))),
        }
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]
        return sealed

    # --- reading -------------------------------------------------------------------------------------

    def open(self, event: Json, room_id: str) -> Opened | Locked | Refused:
        """Return an encrypted event of the room as it was written."""
        content = mapping(event.get("content"))
        session_id, sealed = content.get("session_id"), content.get("ciphertext")
        sender = identifier(event.get("sender"), "@")
        if content.get("algorithm") != MEGOLM or not isinstance(session_id, str) or not session_id:
            return Refused("not encrypted as rooms are")
        if not isinstance(sealed, str) or sender is None:
            return Refused("not encrypted as rooms are")
        session = self._sessions.get(session_id)
        if session is None or session.room_id != room_id:
            return Locked(session_id)
        try:
            message = vodozemac.MegolmMessage.from_base64(sealed)
            if message.message_index() < session.first_known_index:
                return Locked(session_id)
            plain, number = session.decrypt(sealed)
            written = json.loads(plain)
        except (ValueError, RecursionError) as error:
            return Refused(repr(error))
        device_id = self._device_of(sender, session)
        if device_id is None:
            return Locked(session_id)
        return _judge(written, event, room_id) or Opened(
            event=_merged(written, event), device_id=device_id, session_id=session_id, number=number
        )

    def knows(self, session_id: str) -> bool:
        """Tell whether there is a key of that session."""
        return session_id in self._sessions

    def _device_of(self, user_id: str, session: InboundGroupSession) -> str | None:
        """Return the device of that user that the session is of."""
        theirs = (session.sender_key, session.ed25519)
        own = self.account.identity_keys
        if user_id == self.user_id and theirs == (own["curve25519"], own["ed25519"]):
            return str(self.device_id)
        for device in self.device_store[user_id].values():
            if theirs == (device.curve25519, device.ed25519):
                return str(device.device_id)
        return None


def _judge(written: object, event: Json, room_id: str) -> Refused | None:
    """Return why what was written in an event does not count."""
    plain = mapping(written)
    if plain.get("room_id") != room_id:
        return Refused("written for another room")
    if "state_key" in plain or "state_key" in event or plain.get("type") in _NEVER_ENCRYPTED:
        return Refused("passes for something that is never encrypted")
    if not isinstance(plain.get("type"), str) or not isinstance(plain.get("content"), dict):
        return Refused("no event")
    return None


def _merged(written: Json, event: Json) -> Json:
    relation = mapping(event.get("content")).get("m.relates_to")
    refers = {} if relation is None else {"m.relates_to": relation}
    return event | {"type": written["type"], "content": refers | written["content"]}
