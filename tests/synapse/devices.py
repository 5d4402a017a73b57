"""A person's device that encrypts, as the Matrix library of other people would have it."""

import asyncio
import json
from pathlib import Path
from typing import Any

from nio import (
    AsyncClient,
    AsyncClientConfig,
    Event,
    MegolmEvent,
    RoomSendResponse,
    SyncResponse,
    ToDeviceMessage,
    ToDeviceResponse,
)
from nio.crypto import Olm, OutboundGroupSession
from nio.exceptions import EncryptionError
from nio.store import SqliteStore
from unpaddedbase64 import encode_base64

Json = dict[str, Any]

ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


class Device:
    """Encrypts what its owner sends, and decrypts what they look at."""

    def __init__(self, account: AsyncClient, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        config = AsyncClientConfig(
            encryption_enabled=True, store=SqliteStore, store_sync_tokens=False, max_timeouts=3
        )
        self.client = AsyncClient(
            account.homeserver,
            account.user_id,
            device_id=account.device_id,
            store_path=str(folder),
            config=config,
        )
        self.client.restore_login(account.user_id, account.device_id, account.access_token)
        self._make_patient()
        self._turn = asyncio.Lock()
        self._has_synced = False

    def _make_patient(self) -> None:
        """Have it pass over what is there to break the bot, and would break the library."""
        olm = self.client.olm
        verify, decrypt = olm.verify_json, olm.decrypt_megolm_event

        def verify_json(*args: object) -> bool:
            try:
                return bool(verify(*args))
            except ValueError:
                return False

        def decrypt_megolm_event(*args: object) -> object:
            try:
                return decrypt(*args)
            except (AssertionError, RecursionError, TypeError, ValueError) as error:
                raise EncryptionError(repr(error)) from error

        olm.verify_json, olm.decrypt_megolm_event = verify_json, decrypt_megolm_event

    async def start(self) -> None:
        """Tell others of its keys."""
        await self.catch_up()

    async def close(self) -> None:
        await self.client.close()
        self.client.olm.store.database.close()

    async def catch_up(self) -> None:
        """Take in what has come for it since."""
        async with self._turn:
            await self._catch_up()

    async def _catch_up(self) -> None:
        answer = await self.client.sync(timeout=0, full_state=not self._has_synced)
        assert isinstance(answer, SyncResponse), answer
        self._has_synced = True
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        await self.client.send_to_device_messages()

    async def send(self, room_id: str, kind: str, content: Json) -> str | None:
        """Send something encrypted; None where the room is not."""
        async with self._turn:
            await self._catch_up()
            room = self.client.rooms.get(room_id)
            if room is None or not room.encrypted:
                return None
            sent = await self.client.room_send(room_id, kind, content, ignore_unverified_devices=True)
            assert isinstance(sent, RoomSendResponse), sent
            return str(sent.event_id)

    async def withhold(self, room_id: str, content: Json) -> tuple[Json, Json]:
        """Return a message of a session that nobody knows, as it is sent, and what tells of the session."""
        async with self._turn:
            await self._catch_up()
            olm = self.client.olm
            olm.create_outbound_group_session(room_id)
            session = olm.outbound_group_sessions.pop(room_id)
            key = {
                "algorithm": ENCRYPTION["algorithm"],
                "room_id": room_id,
                "session_id": session.id,
                "session_key": session.session_key,
            }
            session.mark_as_shared()
            plain = {"type": "m.room.message", "content": content, "room_id": room_id}
            return self._sealed(session, json.dumps(plain)), key

    async def hand_over(self, user_id: str, key: Json) -> None:
        """Tell the devices of a user of a session."""
        async with self._turn:
            olm = await self._able_to_reach(user_id)
            for device in list(olm.device_store.active_user_devices(user_id)):
                way = olm.session_store.get(device.curve25519)
                sealed = olm._olm_encrypt(way, device, "m.room_key", key)
                message = ToDeviceMessage("m.room.encrypted", user_id, device.device_id, sealed)
                assert isinstance(await self.client.to_device(message), ToDeviceResponse)

    async def write(self, room_id: str, words: str) -> Json:
        """Return a message with these words in place of an event, in a session that others have."""
        async with self._turn:
            session = self.client.olm.outbound_group_sessions[room_id]
            return self._sealed(session, words)

    async def whisper(self, user_id: str, device_id: str, words: list[str]) -> list[Json]:
        """Return messages with these words in place of what one device says to another."""
        async with self._turn:
            olm = await self._able_to_reach(user_id)
            key = olm.device_store[user_id][device_id].curve25519
            way = olm.session_store.get(key)
            sealed = [way.encrypt(each).to_parts() for each in words]
            return [
                {
                    "algorithm": "m.olm.v1.curve25519-aes-sha2",
                    "sender_key": olm.account.identity_keys["curve25519"],
                    "ciphertext": {key: {"type": kind, "body": encode_base64(body)}},
                }
                for kind, body in sealed
            ]

    async def _able_to_reach(self, user_id: str) -> Olm:
        """Return what encrypts, once there are keys and sessions for the devices of a user."""
        olm = self.client.olm
        olm.users_for_key_query.add(user_id)
        await self.client.keys_query()
        if missing := olm.get_missing_sessions([user_id]):
            await self.client.keys_claim(missing)
        return olm

    def _sealed(self, session: OutboundGroupSession, words: str) -> Json:
        return {
            "algorithm": ENCRYPTION["algorithm"],
            "sender_key": self.client.olm.account.identity_keys["curve25519"],
            "device_id": self.client.device_id,
            "session_id": session.id,
            # The library would want another session after a hundred.
            "ciphertext": session._session.encrypt(words.encode()).to_base64(),
        }

    async def read(self, room_id: str, events: list[Json]) -> list[Json]:
        """Return the events with the encrypted ones as they were written, where that can be seen."""
        read = [self._decrypted(room_id, event) for event in events]
        if any(event is None for event in read):
            await self.catch_up()
            read = [self._decrypted(room_id, event) for event in events]
        return [now or event for now, event in zip(read, events, strict=True)]

    def _decrypted(self, room_id: str, event: Json) -> Json | None:
        if event["type"] != "m.room.encrypted" or not event["content"]:
            return event
        sealed = Event.parse_encrypted_event({**event, "room_id": room_id})
        if not isinstance(sealed, MegolmEvent):
            return event
        try:
            opened = self.client.decrypt_event(sealed)
        except EncryptionError:
            return None
        return {**event, "type": opened.source["type"], "content": opened.source["content"]}
