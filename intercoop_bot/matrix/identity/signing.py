"""Signatures on JSON, as Matrix makes them: Ed25519 over the canonical form, in base64 without padding.

What is checked here may have been written by anybody: nothing in it raises, it is only not signed.
"""

import base64
import binascii
import json
import secrets

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from intercoop_bot.matrix.wire import Json, mapping

ALGORITHM = "ed25519"
SEED_BYTES = 32
_GROUP = 4


def encode(raw: bytes) -> str:
    """Return base64 without padding: with it, other clients drop a key without a word."""
    return base64.b64encode(raw).decode().rstrip("=")


def decode(text: object) -> bytes:
    """Return what that base64 stands for, with padding or without.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(text, str):
        raise ValueError("not base64")  # noqa: TRY004 - what came in is wrong, not our call
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def in_groups(text: str) -> str:
    """Return a key as it is read out: in groups of four."""
    return " ".join(text[n : n + _GROUP] for n in range(0, len(text), _GROUP))


def canonical(content: Json) -> bytes:
    """Return the one form of that JSON that is signed: without its signatures and what the server added.

    Raises:
        ValueError: it holds text that no bytes stand for.
    """
    bare = {key: value for key, value in content.items() if key not in ("signatures", "unsigned")}
    return canonical_whole(bare).encode()


def canonical_whole(content: Json) -> str:
    """Return the one form of that JSON, all of it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def key_id(name: str) -> str:
    """Return the id under which the key of that name signs."""
    return f"{ALGORITHM}:{name}"


class SigningKey:
    """A pair of keys: `seed` is the secret, `public` names it to others."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        self.public = encode(self._key.public_key().export_key(format="raw"))

    @classmethod
    def make(cls) -> "SigningKey":
        """Make one that nobody has."""
        return cls(secrets.token_bytes(SEED_BYTES))

    def sign(self, content: Json) -> str:
        """Return the signature of that JSON."""
        return encode(eddsa.new(self._key, "rfc8032").sign(canonical(content)))


def with_signature(content: Json, user_id: str, name: str, signature: str) -> Json:
    """Return the JSON with one more signature, of that user's key of that name."""
    others = mapping(content.get("signatures"))
    ours = mapping(others.get(user_id)) | {key_id(name): signature}
    return content | {"signatures": others | {user_id: ours}}


def is_signed(content: Json, user_id: str, name: str, public: str) -> bool:
    """Tell whether that user's key of that name, which is `public`, has signed the JSON."""
    signature = mapping(mapping(content.get("signatures")).get(user_id)).get(key_id(name))
    try:
        key = eddsa.import_public_key(decode(public))
        eddsa.new(key, "rfc8032").verify(canonical(content), decode(signature))
    except (ValueError, RecursionError):
        return False
    return True
