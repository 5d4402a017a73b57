"""The secrets of the identity as the account's data on the homeserver hold them, under a recovery key.

Stored where every client looks for them, so that whoever has the recovery key can also take the identity up,
or make another, with an ordinary client that is signed in to the account.
"""

import secrets
from http import HTTPStatus
from urllib.parse import quote

from intercoop_bot.matrix.identity.keys import IdentityError, Keys, Usage
from intercoop_bot.matrix.identity.recovery import ALGORITHM, RecoveryKey, WrongRecoveryKey
from intercoop_bot.matrix.identity.signing import SEED_BYTES, decode, encode
from intercoop_bot.matrix.session import RequestError, Session
from intercoop_bot.matrix.wire import Json, mapping

_NAME = "intercoop-bot"
_KEY_ID_BYTES = 16


class Vault:
    """The account's locked secrets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def is_full(self) -> bool:
        """Tell whether every secret is kept under a key that is described.

        Raises:
            RequestError: the homeserver could not be asked.
        """
        for usage in Usage:
            key_ids = mapping((await self._data(_secret(usage))).get("encrypted"))
            descriptions = [await self._data(_description(key_id)) for key_id in key_ids]
            if not any(description.get("algorithm") == ALGORITHM for description in descriptions):
                return False
        return True

    async def fill(self, keys: Keys) -> str:
        """Lock the secrets up under a recovery key that is made now, and return it as it is written down.

        Whatever key they were under before opens them no longer.

        Raises:
            RequestError: the homeserver could not be asked.
        """
        recovery, key_id = RecoveryKey.make(), secrets.token_hex(_KEY_ID_BYTES)
        await self._keep(_description(key_id), {"name": _NAME, **recovery.description()})
        for usage, seed in keys.seeds.items():
            locked = recovery.lock(_secret(usage), encode(seed))
            await self._keep(_secret(usage), {"encrypted": {key_id: locked}})
        await self._keep("m.secret_storage.default_key", {"key": key_id})
        return recovery.written()

    async def open(self, written: str) -> Keys:
        """Return the keys whose secrets that recovery key unlocks.

        Raises:
            WrongRecoveryKey: it unlocks nothing.
            IdentityError: nothing is locked up, or what is makes no sense.
            RequestError: the homeserver could not be asked.
        """
        recovery = RecoveryKey.read(written)
        seeds = {usage: await self._unlocked(recovery, _secret(usage)) for usage in Usage}
        return Keys.from_seeds(self._session.user_id, seeds)

    async def _unlocked(self, recovery: RecoveryKey, name: str) -> bytes:
        kept = mapping((await self._data(name)).get("encrypted"))
        if not kept:
            raise IdentityError(f"nothing is kept under a recovery key for {self._session.user_id}")
        for key_id, locked in kept.items():
            if recovery.fits(await self._data(_description(key_id))):
                try:
                    seed = decode(recovery.unlock(name, mapping(locked)))
                except ValueError:
                    continue
                if len(seed) == SEED_BYTES:
                    return seed
        raise WrongRecoveryKey(f"this is a recovery key, but not the one of {self._session.user_id}")

    async def _data(self, kind: str) -> Json:
        try:
            return await self._session.get(self._path(kind))
        except RequestError as error:
            if error.status == HTTPStatus.NOT_FOUND and error.is_final:
                return {}
            raise

    async def _keep(self, kind: str, content: Json) -> None:
        await self._session.request("PUT", self._path(kind), body=content)

    def _path(self, kind: str) -> str:
        return f"user/{quote(self._session.user_id, safe='')}/account_data/{quote(kind, safe='')}"


def _secret(usage: Usage) -> str:
    return f"m.cross_signing.{usage.value}"


def _description(key_id: str) -> str:
    return f"m.secret_storage.key.{key_id}"
