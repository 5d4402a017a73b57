"""Whether people vouch for the devices that they write from, as the homeserver shows it now.

1. Where it cannot be asked, nobody is taken to vouch for anything, and it is asked again at the next message.
2. Where it shows another identity of a person than at first, that may be somebody else's, and does not count.
"""

from typing import Literal, TypeAlias

import structlog

from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.matrix.devices import query_keys
from intercoop_bot.matrix.identity.trust import Device, master_key, vouched_devices
from intercoop_bot.matrix.session import RequestError, Session
from intercoop_bot.matrix.wire import Json, listed, mapping
from intercoop_bot.storage import Storage

log = structlog.get_logger(__name__)

Doubt: TypeAlias = Literal["unverified", "changed"]
"""Why a device is not followed: nobody vouches for it, or another identity than the person's first one."""


class Senders:
    """Remembers the devices that people vouch for, until the homeserver says that they have changed."""

    def __init__(self, session: Session, encryption: Encryption, storage: Storage) -> None:
        self._session = session
        self._encryption = encryption
        self._storage = storage
        self._vouched: dict[str, dict[str, Device] | None] = {}

    def begin(self, batch: Json) -> None:
        """Take in a new batch of the sync: whose devices have changed, and whose are told of no longer."""
        changes = mapping(batch.get("device_lists"))
        for user_id in [*listed(changes.get("changed")), *listed(changes.get("left"))]:
            if isinstance(user_id, str):
                self._vouched.pop(user_id, None)

    async def doubt(self, user_id: str, device_id: str) -> Doubt | None:
        """Return why not to follow what was written on a device; None where its person vouches for it."""
        known = await self._look_at(user_id)
        if known is None:
            return "changed"
        device, used = known.get(device_id), self._encryption.machine.device_store[user_id].get(device_id)
        if device is None or used is None:
            return "unverified"
        is_same = (device.ed25519, device.curve25519) == (used.ed25519, used.curve25519)
        return None if is_same else "unverified"

    async def _look_at(self, user_id: str) -> dict[str, Device] | None:
        """Return the devices that a person vouches for; None where another seems to stand in their place."""
        if user_id not in self._vouched:
            try:
                answer = await query_keys(self._session, {user_id: []})
            except RequestError as error:
                log.warning("a sender cannot be looked at", person=user_id, error=str(error))
                return {}
            if user_id not in mapping(answer.get("device_keys")):
                return {}
            vouched, master = vouched_devices(answer, user_id), master_key(answer, user_id)
            if vouched and master and not await self._storage.identities.is_known(user_id, master):
                log.warning("another identity than before", person=user_id, master=master)
                self._vouched[user_id] = None
            else:
                self._vouched[user_id] = vouched
        return self._vouched[user_id]
