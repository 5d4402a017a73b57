"""The recovery key, and the secrets that it locks in the account's data on the homeserver.

Both are as the specification of Matrix has them, so that the key also works in any client that is signed in
to the account: the key in base58, with a prefix and a parity, in groups of four; the secrets in AES-CTR with
an HMAC over what came of it, under keys that are derived for each secret from the recovery key and its name.
"""

import secrets
from functools import reduce
from operator import xor

from Crypto.Cipher import AES
from Crypto.Cipher._mode_ctr import CtrMode
from Crypto.Hash import HMAC, SHA256
from Crypto.Protocol.KDF import HKDF

from intercoop_bot.matrix.identity.keys import IdentityError
from intercoop_bot.matrix.identity.signing import decode, encode, in_groups
from intercoop_bot.matrix.wire import Json

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = bytes([0x8B, 0x01])
_KEY_BYTES = 32
_WHOLE_BYTES = len(_PREFIX) + _KEY_BYTES + 1
_LONGEST = 200
_BLOCK = 16
_ZEROS = bytes(32)


class WrongRecoveryKey(IdentityError):  # noqa: N818 - named for what is the case
    """What was given is no recovery key, or not that of this account; the message says which."""


class RecoveryKey:
    """Whoever has it can take the identity up on another machine."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    @classmethod
    def make(cls) -> "RecoveryKey":
        """Make one that nobody has."""
        return cls(secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def read(cls, text: str) -> "RecoveryKey":
        """Return the key that was written down; spaces do not matter.

        Raises:
            WrongRecoveryKey: this is no such key, or there is a slip in it.
        """
        signs = "".join(text.split())
        if not signs:
            raise WrongRecoveryKey("no recovery key was given")
        if len(signs) > _LONGEST or any(sign not in _ALPHABET for sign in signs):
            raise WrongRecoveryKey("this is not a recovery key: it holds signs that none has")
        number = reduce(lambda value, sign: value * len(_ALPHABET) + _ALPHABET.index(sign), signs, 0)
        raw = number.to_bytes(max(_WHOLE_BYTES, (number.bit_length() + 7) // 8))
        if len(raw) != _WHOLE_BYTES or not raw.startswith(_PREFIX) or reduce(xor, raw):
            raise WrongRecoveryKey("there is a slip in this recovery key: please compare it, sign by sign")
        return cls(raw[len(_PREFIX) : -1])

    def written(self) -> str:
        """Return the key as a person writes it down."""
        raw = _PREFIX + self._raw
        number = int.from_bytes(raw + bytes([reduce(xor, raw)]))
        signs = ""
        while number:
            number, rest = divmod(number, len(_ALPHABET))
            signs = _ALPHABET[rest] + signs
        return in_groups(signs)

    def description(self) -> Json:
        """Return what is kept of the key on the homeserver: enough to tell it from another one."""
        iv = _fresh_iv()
        _, mac = self._encrypted("", _ZEROS, iv)
        return {"algorithm": ALGORITHM, "iv": encode(iv), "mac": encode(mac)}

    def fits(self, description: Json) -> bool:
        """Tell whether this is the key that was described so, as far as the description tells."""
        if description.get("algorithm") != ALGORITHM:
            return False
        if "iv" not in description or "mac" not in description:
            return True
        try:
            _, mac = self._encrypted("", _ZEROS, decode(description["iv"]))
            return secrets.compare_digest(mac, decode(description["mac"]))
        except ValueError:
            return False

    def lock(self, name: str, secret: str) -> Json:
        """Return the secret of that name, locked."""
        iv = _fresh_iv()
        ciphertext, mac = self._encrypted(name, secret.encode(), iv)
        return {"iv": encode(iv), "ciphertext": encode(ciphertext), "mac": encode(mac)}

    def unlock(self, name: str, locked: Json) -> str:
        """Return the secret of that name.

        Raises:
            ValueError: it was not locked with this key, or was changed since.
        """
        iv, ciphertext, mac = (decode(locked.get(part)) for part in ("iv", "ciphertext", "mac"))
        aes_key, mac_key = self._derived(name)
        HMAC.new(mac_key, ciphertext, SHA256).verify(mac)
        return _ctr(aes_key, iv).decrypt(ciphertext).decode()

    def _encrypted(self, name: str, content: bytes, iv: bytes) -> tuple[bytes, bytes]:
        aes_key, mac_key = self._derived(name)
        ciphertext = _ctr(aes_key, iv).encrypt(content)
        return ciphertext, HMAC.new(mac_key, ciphertext, SHA256).digest()

    def _derived(self, name: str) -> tuple[bytes, bytes]:
        derived = HKDF(self._raw, 64, bytes(32), SHA256, context=name.encode())
        assert isinstance(derived, bytes)  # noqa: S101 - one key is asked for, and one comes
        return derived[:32], derived[32:]


def _ctr(key: bytes, iv: bytes) -> CtrMode:
    if len(iv) != _BLOCK:
        raise ValueError("not an initial value of that cipher")
    return AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=iv)


def _fresh_iv() -> bytes:
    """Return chance, but for one bit: implementations differ in what they do where it is set."""
    iv = bytearray(secrets.token_bytes(_BLOCK))
    iv[8] &= 0x7F
    return bytes(iv)
