"""The keys of the bot's own identity, and what is told of them to others.

The master key says who the account is. It vouches for the self-signing key, which vouches for the device,
and for the user-signing key, which would vouch for other people and is made because clients look for it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from intercoop_bot.matrix.identity.signing import SigningKey, key_id, with_signature
from intercoop_bot.matrix.wire import Json


class IdentityError(Exception):
    """The identity cannot be made, kept or taken up; the message says why, and what to do."""


class Usage(StrEnum):
    """What a key is for."""

    MASTER = "master"
    SELF_SIGNING = "self_signing"
    USER_SIGNING = "user_signing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The three pairs of keys of an account."""

    user_id: str
    master: SigningKey = field(repr=False)
    self_signing: SigningKey = field(repr=False)
    user_signing: SigningKey = field(repr=False)

    @classmethod
    def make(cls, user_id: str) -> "Keys":
        """Make keys that nobody has."""
        return cls(
            user_id=user_id,
            master=SigningKey.make(),
            self_signing=SigningKey.make(),
            user_signing=SigningKey.make(),
        )

    @classmethod
    def from_seeds(cls, user_id: str, seeds: dict[Usage, bytes]) -> "Keys":
        """Return the keys that those secrets stand for."""
        return cls(
            user_id=user_id,
            master=SigningKey(seeds[Usage.MASTER]),
            self_signing=SigningKey(seeds[Usage.SELF_SIGNING]),
            user_signing=SigningKey(seeds[Usage.USER_SIGNING]),
        )

    @property
    def seeds(self) -> dict[Usage, bytes]:
        """The secrets."""
        return {usage: key.seed for usage, key in self.by_usage.items()}

    @property
    def by_usage(self) -> dict[Usage, SigningKey]:
        """The keys, by what they are for."""
        return {
            Usage.MASTER: self.master,
            Usage.SELF_SIGNING: self.self_signing,
            Usage.USER_SIGNING: self.user_signing,
        }

    def described(self, usage: Usage) -> Json:
        """Return one of the keys as others are told of it; all but the master key are signed by that one."""
        public = self.by_usage[usage].public
        content: Json = {"user_id": self.user_id, "usage": [usage.value], "keys": {key_id(public): public}}
        return content if usage is Usage.MASTER else self._signed_by(self.master, content)

    def sign_device(self, content: Json) -> Json:
        """Return the keys of a device with the signature that vouches for it."""
        bare = {key: value for key, value in content.items() if key not in ("signatures", "unsigned")}
        return self._signed_by(self.self_signing, bare)

    def _signed_by(self, key: SigningKey, content: Json) -> Json:
        return with_signature(content, self.user_id, key.public, key.sign(content))
