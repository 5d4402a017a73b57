"""A person's device that encrypts, as the Matrix library of other people would have it."""

import asyncio
from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent, RoomSendResponse, SyncResponse
from nio.exceptions import EncryptionError
from nio.store import SqliteStore

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
        self._turn = asyncio.Lock()
        self._has_synced = False

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
