"""A person's client that verifies the bot by emojis, as the specification says, with another library."""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from unpaddedbase64 import decode_base64, encode_base64

from intercoop_bot.matrix.wire import Json

START: Json = {
    "method": "m.sas.v1",
    "key_agreement_protocols": ["curve25519-hkdf-sha256", "curve25519"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256.v2", "hkdf-hmac-sha256"],
    "short_authentication_string": ["decimal", "emoji"],
}


class Comparison:
    """What a client computes; each party is a user with a device."""

    def __init__(self, own: tuple[str, str], other: tuple[str, str], tx_id: str) -> None:
        self._own, self._other, self._tx_id = own, other, tx_id
        self._private = X25519PrivateKey.generate()
        self.public = encode_base64(self._private.public_key().public_bytes_raw())
        self._theirs = ""
        self._secret = b""

    def is_committed(self, start: Json, commitment: str, key: str) -> bool:
        """Tell whether the other side had that key when it accepted our start."""
        whole = key + json.dumps(start, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return commitment == encode_base64(hashlib.sha256(whole.encode()).digest())

    def meet(self, key: str) -> None:
        """Take the other side's key."""
        self._theirs = key
        self._secret = self._private.exchange(X25519PublicKey.from_public_bytes(decode_base64(key)))

    def indices(self) -> list[int]:
        """Return the numbers of the seven emojis, where we began."""
        own = "|".join([*self._own, self.public])
        other = "|".join([*self._other, self._theirs])
        bits = int.from_bytes(self._derived(f"MATRIX_KEY_VERIFICATION_SAS|{own}|{other}|{self._tx_id}", 6))
        return [bits >> (42 - 6 * n) & 63 for n in range(7)]

    def decimals(self) -> str:
        """Return the three numbers, where we began."""
        own = "|".join([*self._own, self.public])
        other = "|".join([*self._other, self._theirs])
        bits = int.from_bytes(self._derived(f"MATRIX_KEY_VERIFICATION_SAS|{own}|{other}|{self._tx_id}", 5))
        return "-".join(str((bits >> (27 - 13 * n) & 8191) + 1000) for n in range(3))

    def confirmation(self, keys: dict[str, str]) -> Json:
        """Return what says that we have these keys."""
        return self._macs(keys, self._own, self._other)

    def is_confirmed(self, content: Json, keys: dict[str, str]) -> bool:
        """Tell whether the other side said that it has just these keys."""
        expected = self._macs(keys, self._other, self._own)
        return {name: content[name] for name in ("mac", "keys")} == expected

    def _macs(self, keys: dict[str, str], by: tuple[str, str], to: tuple[str, str]) -> Json:
        info = "MATRIX_KEY_VERIFICATION_MAC" + "".join([*by, *to]) + self._tx_id
        macs = {name: self._mac(key, info + name) for name, key in keys.items()}
        return {"mac": macs, "keys": self._mac(",".join(sorted(keys)), info + "KEY_IDS")}

    def _mac(self, text: str, info: str) -> str:
        return encode_base64(hmac.digest(self._derived(info, 32), text.encode(), "sha256"))

    def _derived(self, info: str, length: int) -> bytes:
        kdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info.encode())
        return kdf.derive(self._secret)
