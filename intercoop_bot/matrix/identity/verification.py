"""One verification by emojis, from the side of the bot, which is asked and never asks. No input or output.

What comes in is taken in its order, and answered; what does not fit ends it, with the code that the
specification has for it. The library knows an older form of this, with another commitment and other emojis
than today's clients compute, so only its arithmetic is used.

The bot compares nothing and believes nothing afterwards: it lets a person find out whether both see the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256

import vodozemac
from nio.crypto import Sas

from intercoop_bot.matrix.identity.signing import canonical_whole, encode, key_id
from intercoop_bot.matrix.wire import Json, listed, mapping

METHOD = "m.sas.v1"
_AGREEMENT = "curve25519-hkdf-sha256"
_HASH = "sha256"
_MAC = "hkdf-hmac-sha256.v2"
_STRINGS = ("emoji", "decimal")

Sent = tuple[str, Json]
"""The end of an event's type, after `m.key.verification.`, and its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One of the two: a device, and the keys that are to be found the same, by their names."""

    user_id: str
    device_id: str
    keys: Mapping[str, str] = field(default_factory=dict)


class Step(Enum):
    """What has happened last."""

    ASKED = auto()
    STARTED = auto()
    SHOWN = auto()
    CONFIRMED = auto()
    ENDED = auto()


class Verification:
    """What was asked under the id `tx_id`. `seen` is what we see, to be compared."""

    def __init__(self, own: Party, other: Party, tx_id: str) -> None:
        self.own = own
        self.other = other
        self.tx_id = tx_id
        self.step = Step.ASKED
        self.seen = ""
        self._sas = vodozemac.Sas()
        self._own_public = self._sas.public_key.to_base64()
        self._established: vodozemac.EstablishedSas | None = None

    def ready(self) -> Sent:
        """Return that we are."""
        return "ready", {"from_device": self.own.device_id, "methods": [METHOD]}

    def hear(self, kind: str, content: Json) -> list[Sent]:
        """Return what is answered to an event of the other side."""
        try:
            return self._hear(kind, content)
        except ValueError:
            return self.cancel("m.invalid_message")

    def _hear(self, kind: str, content: Json) -> list[Sent]:
        match kind, self.step:
            case ("cancel", _) | (_, Step.ENDED):
                self.step = Step.ENDED
                return []
            case "start", Step.ASKED:
                return self._start(content)
            case "key", Step.STARTED:
                return self._show(content)
            case "mac", Step.SHOWN:
                return self._confirm(content)
            case "done", Step.CONFIRMED:
                self.step = Step.ENDED
                return []
            case _:
                return self.cancel("m.unexpected_message")

    def cancel(self, code: str) -> list[Sent]:
        """End it."""
        self.step = Step.ENDED
        return [("cancel", {"code": code, "reason": _REASONS[code]})]

    def _start(self, content: Json) -> list[Sent]:
        strings = [each for each in _STRINGS if each in listed(content.get("short_authentication_string"))]
        known = (
            content.get("method") == METHOD
            and _AGREEMENT in listed(content.get("key_agreement_protocols"))
            and _HASH in listed(content.get("hashes"))
            and _MAC in listed(content.get("message_authentication_codes"))
        )
        if content.get("from_device") != self.other.device_id:
            return self.cancel("m.user_mismatch")
        if not known or not strings:
            return self.cancel("m.unknown_method")
        self.step = Step.STARTED
        commitment = sha256((self._own_public + canonical_whole(content)).encode()).digest()
        answer = {
            "key_agreement_protocol": _AGREEMENT,
            "hash": _HASH,
            "message_authentication_code": _MAC,
            "short_authentication_string": strings,
            "commitment": encode(commitment),
        }
        return [("accept", answer)]

    def _show(self, content: Json) -> list[Sent]:
        theirs = content.get("key")
        public = vodozemac.Curve25519PublicKey.from_base64(theirs if isinstance(theirs, str) else "")
        self._established = self._sas.diffie_hellman(public)
        # Whoever sent the start is named first, and that is never us.
        parties = ((self.other, public.to_base64()), (self.own, self._own_public))
        named = "|".join(f"{party.user_id}|{party.device_id}|{key}" for party, key in parties)
        shown = self._established.bytes(f"MATRIX_KEY_VERIFICATION_SAS|{named}|{self.tx_id}")
        emojis = " · ".join(" ".join(Sas.emoji[index]) for index in shown.emoji_indices)
        self.seen = f"{emojis} ({'-'.join(map(str, shown.decimals))})"
        self.step = Step.SHOWN
        return [("key", {"key": self._own_public})]

    def _confirm(self, content: Json) -> list[Sent]:
        if not self._is_confirmed(content):
            return self.cancel("m.key_mismatch")
        self.step = Step.CONFIRMED
        ours = {key_id(name): key for name, key in self.own.keys.items()}
        macs = {name: self._mac(key, self.own, self.other, name) for name, key in ours.items()}
        answer = {"mac": macs, "keys": self._mac(",".join(sorted(ours)), self.own, self.other, "KEY_IDS")}
        return [("mac", answer), ("done", {})]

    def _is_confirmed(self, content: Json) -> bool:
        """Tell whether the other side has confirmed keys that are its own, and no other ones of its own."""
        macs = mapping(content.get("mac"))
        names = ",".join(sorted(macs))
        if content.get("keys") != self._mac(names, self.other, self.own, "KEY_IDS"):
            return False
        known = {key_id(name): key for name, key in self.other.keys.items() if key_id(name) in macs}
        return bool(known) and all(
            macs[name] == self._mac(key, self.other, self.own, name) for name, key in known.items()
        )

    def _mac(self, text: str, by: Party, to: Party, about: str) -> str:
        assert self._established is not None  # noqa: S101 - there since we have shown something
        parties = f"{by.user_id}{by.device_id}{to.user_id}{to.device_id}"
        return self._established.calculate_mac(
            text, f"MATRIX_KEY_VERIFICATION_MAC{parties}{self.tx_id}{about}"
        )


_REASONS = {
    "m.user": "not accepted",
    "m.timeout": "it took too long",
    "m.unknown_method": "only emojis are understood",
    "m.unknown_transaction": "nothing is known of this",
    "m.unexpected_message": "this was not expected now",
    "m.invalid_message": "this makes no sense",
    "m.key_mismatch": "the keys are not the same",
    "m.user_mismatch": "another device than the one that asked",
}
