"""Whether people vouch for the devices that they write from, as the homeserver shows it now.

Where it cannot be asked, nobody is taken to vouch for anything, and it is asked again with the next message.
"""

import structlog

from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.matrix.devices import query_keys
from intercoop_bot.matrix.identity.trust import Device, vouched_devices
from intercoop_bot.matrix.session import RequestError, Session
from intercoop_bot.matrix.wire import Json, listed, mapping

log = structlog.get_logger(__name__)


class Senders:
    """Remembers the devices that people vouch for, until the homeserver says that they have changed."""

    def __init__(self, session: Session, encryption: Encryption) -> None:
        self._session = session
        self._encryption = encryption
        self._vouched: dict[str, dict[str, Device]] = {}

    def begin(self, batch: Json) -> None:
        """Take in a new batch of the sync: whose devices have changed, and whose are told of no longer."""
        changes = mapping(batch.get("device_lists"))
        for user_id in [*listed(changes.get("changed")), *listed(changes.get("left"))]:
            if isinstance(user_id, str):
                self._vouched.pop(user_id, None)

    async def vouch_for(self, user_id: str, device_id: str) -> bool:
        """Tell whether that person vouches for the device, with the keys that it wrote with."""
        device = (await self._devices(user_id)).get(device_id)
        used = self._encryption.machine.device_store[user_id].get(device_id)
        if device is None or used is None:
            return False
        return (device.ed25519, device.curve25519) == (used.ed25519, used.curve25519)

    async def _devices(self, user_id: str) -> dict[str, Device]:
        if user_id not in self._vouched:
            try:
                answer = await query_keys(self._session, {user_id: []})
            except RequestError as error:
                log.warning("a sender cannot be looked at", person=user_id, error=str(error))
                return {}
            if user_id not in mapping(answer.get("device_keys")):
                return {}
            self._vouched[user_id] = vouched_devices(answer, user_id)
        return self._vouched[user_id]
