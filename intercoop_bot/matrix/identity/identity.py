"""The account's identity on the homeserver: made once, vouching for our device, and never another's.

1. The secrets are stored before anything is told to the homeserver: a stop in between is made up for by the
   next attempt, which tells the same.
2. What the homeserver shows is another's making where our secrets do not fit it. It is never replaced.
3. Only our own device is vouched for, and only where the homeserver shows it with the keys that it has.
"""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import structlog

from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.matrix.crypto.machine import Machine
from intercoop_bot.matrix.devices import query_keys
from intercoop_bot.matrix.identity.keyfile import read_keys, write_keys
from intercoop_bot.matrix.identity.keys import IdentityError, Keys, Usage
from intercoop_bot.matrix.identity.signing import in_groups, with_signature
from intercoop_bot.matrix.identity.trust import devices, master_key, shown_key, vouched_devices
from intercoop_bot.matrix.identity.vault import Vault
from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.session import RequestError, Session
from intercoop_bot.matrix.wire import Json, listed, mapping

log = structlog.get_logger(__name__)

_PASSWORD = "m.login.password"  # noqa: S105 - the name of a way to sign in


NO_DEVICE = "nothing vouches for the device yet, and a bot is running with it: stop that one and try again"


class ForeignIdentity(IdentityError):  # noqa: N818 - named for what is the case
    """The account has an identity, and it is not ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What others are shown of us. `fingerprint` and `master` are empty where nothing is shown.

    `is_recoverable` is whether the secrets of the identity are kept under a recovery key.
    """

    device_id: str
    fingerprint: str
    master: str
    is_vouched: bool
    is_recoverable: bool


class Identity:
    """Ours, kept in the file `path`. The session is signed in before anything is asked of it.

    `encryption` has our device's keys; it is None where another process uses them, and nothing can be signed.
    """

    def __init__(
        self, session: Session, path: Path, encryption: Encryption | None, password: str | None
    ) -> None:
        self._session = session
        self._path = path
        self._encryption = encryption
        self._password = password
        self._vault = Vault(session)

    @property
    def user_id(self) -> str:
        """The account."""
        return self._session.user_id

    async def standing(self) -> Standing:
        """Return what others are shown of us.

        Raises:
            RequestError: the homeserver could not be asked.
        """
        answer = await self._query()
        device_id = self._session.device_id
        device = devices(answer, self.user_id).get(device_id)
        return Standing(
            device_id=device_id,
            fingerprint=in_groups(device.ed25519) if device else "",
            master=in_groups(master_key(answer, self.user_id) or ""),
            is_vouched=device_id in vouched_devices(answer, self.user_id),
            is_recoverable=await self._vault.is_full(),
        )

    def public_keys(self) -> dict[str, str]:
        """Return the keys by which others know us, each under its name: our device's, and the master key.

        Raises:
            IdentityError: the file cannot be read.
        """
        public: dict[str, str] = {}
        if self._encryption:
            public[self._session.device_id] = self._encryption.machine.account.identity_keys["ed25519"]
        if keys := read_keys(self._path, self.user_id):
            public[keys.master.public] = keys.master.public
        return public

    async def establish(self) -> Keys:
        """See to it that the account has an identity, made where there is none, and that it vouches for us.

        Raises:
            ForeignIdentity: the account has one that is not ours.
            IdentityError: it cannot be kept, or the homeserver does not take it.
            RequestError: the homeserver could not be asked.
        """
        answer = await self._query()
        keys = read_keys(self._path, self.user_id)
        if keys is None:
            if mapping(answer.get("master_keys")).get(self.user_id):
                raise ForeignIdentity(_foreign(self.user_id, f"and its secrets are not in {self._path}"))
            if self._encryption is None:
                raise IdentityError(NO_DEVICE)
            keys = Keys.make(self.user_id)
            write_keys(self._path, keys)
        shown = {usage: shown_key(answer, self.user_id, usage) for usage in Usage}
        if any(shown[usage] not in (None, key.public) for usage, key in keys.by_usage.items()):
            raise ForeignIdentity(_foreign(self.user_id, f"and it is not that of {self._path}"))
        missing = [usage for usage, public in shown.items() if public is None]
        if not missing and self._session.device_id in vouched_devices(answer, self.user_id):
            return keys
        if self._encryption is None:
            raise IdentityError(NO_DEVICE)
        device = self._encryption.machine
        if missing:
            await self._publish(keys, missing, device)
            log.info("identity published", master=keys.master.public)
        await self._vouch(keys, device, answer)
        log.info("device vouched for", device=self._session.device_id)
        return keys

    async def uphold(self, pace: Pace) -> None:
        """Do as `establish` does, whenever the homeserver can be asked; what stands in the way is logged."""
        backoff = Backoff(pace)
        while True:
            try:
                await self.establish()
            except RequestError as error:
                log.warning("the identity is not seen to yet", error=str(error))
                if error.is_final:
                    return
                await backoff.wait(error.retry_after)
            except IdentityError as error:
                log.warning("nothing vouches for this device", error=str(error))
                return
            else:
                return

    async def recover(self, written: str) -> Keys:
        """Take the identity up by its recovery key, and have it vouch for our device.

        Raises:
            WrongRecoveryKey: it is not that of this account.
            IdentityError: there is nothing to recover, or it cannot be kept.
            RequestError: the homeserver could not be asked.
        """
        answer = await self._query()
        if master_key(answer, self.user_id) is None:
            raise IdentityError(f"{self.user_id} has no identity yet: setup without --recover makes one")
        keys = await self._vault.open(written)
        if any(shown_key(answer, self.user_id, usage) != key.public for usage, key in keys.by_usage.items()):
            raise IdentityError(
                f"what this recovery key unlocks is not the identity of {self.user_id}, which was made anew"
            )
        write_keys(self._path, keys)
        return await self.establish()

    async def lock_up(self, keys: Keys, *, anew: bool = False) -> str | None:
        """Keep the secrets with the account under a recovery key, and return that key.

        None where they are kept so already, unless another key is to take the place of that one.

        Raises:
            RequestError: the homeserver could not be asked.
        """
        if not anew and await self._vault.is_full():
            return None
        return await self._vault.fill(keys)

    # --- the homeserver ------------------------------------------------------------------------------

    async def _query(self) -> Json:
        return await query_keys(self._session, {self.user_id: [self._session.device_id]})

    async def _publish(self, keys: Keys, missing: Collection[Usage], device: Machine) -> None:
        """Give the homeserver the keys that it lacks: those that it has it may not take again."""
        path = "keys/device_signing/upload"
        body: Json = {_place(usage): keys.described(usage) for usage in missing}
        if Usage.MASTER in missing:
            # Who has compared the keys of the device sees by this that the identity is the device's own.
            master = body[_place(Usage.MASTER)]
            signature = device.sign_json(master)
            body[_place(Usage.MASTER)] = with_signature(
                master, self.user_id, self._session.device_id, signature
            )
        try:
            await self._session.request("POST", path, body=body)
        except RequestError as error:
            if error.status != HTTPStatus.UNAUTHORIZED or error.is_signed_out:
                raise
            proof = self._proof(error.answer)
            await self._session.request("POST", path, body=body | {"auth": proof})

    def _proof(self, challenge: Json) -> Json:
        """Return what shows the homeserver that this is done by whoever knows the password."""
        flows = [listed(mapping(flow).get("stages")) for flow in listed(challenge.get("flows"))]
        if [_PASSWORD] not in flows:
            raise IdentityError(
                f"the homeserver wants whoever owns {self.user_id} to confirm this in a browser: sign in as"
                " that account in a client, set up its recovery there, then run setup --recover"
            )
        if self._password is None:
            raise IdentityError(f"the homeserver wants the password of {self.user_id} for this, once")
        return {
            "type": _PASSWORD,
            "identifier": {"type": "m.id.user", "user": self.user_id},
            "password": self._password,
            "session": challenge.get("session"),
        }

    async def _vouch(self, keys: Keys, device: Machine, answer: Json) -> None:
        device_id, own = self._session.device_id, device.device_keys()
        shown = mapping(mapping(answer.get("device_keys")).get(self.user_id)).get(device_id)
        if mapping(mapping(shown).get("keys")) != own["keys"]:
            raise IdentityError(f"the homeserver does not show the device {device_id} with its own keys")
        signed = {device_id: keys.sign_device(own)}
        answer = mapping(
            await self._session.request("POST", "keys/signatures/upload", body={self.user_id: signed})
        )
        if failures := mapping(answer.get("failures")).get(self.user_id):
            raise IdentityError(f"the homeserver does not take our signatures: {sorted(mapping(failures))}")


def _place(usage: Usage) -> str:
    return f"{usage.value}_key"


def _foreign(user_id: str, why: str) -> str:
    return (
        f"{user_id} has an identity already, {why}. Restore that file from a copy, or run"
        " `intercoop-bot setup --recover` with the recovery key of the account"
    )
