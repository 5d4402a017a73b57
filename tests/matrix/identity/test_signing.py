"""Signatures, checked against what another library makes of them."""

import pytest
from signedjson.key import decode_signing_key_base64, generate_signing_key, get_verify_key
from signedjson.sign import SignatureVerifyException, sign_json, verify_signed_json
from signedjson.types import VerifyKey

from intercoop_bot.matrix.identity.signing import (
    SigningKey,
    canonical,
    decode,
    encode,
    is_signed,
    with_signature,
)
from intercoop_bot.matrix.wire import Json

BOT = "@bot:coop.example"
CONTENT: Json = {"b": [1, None, True], "a": {"é": "☕", "À": "\u007f"}, "10": "2", "9": "1"}


def other_key(key: SigningKey, name: str) -> VerifyKey:
    """Return the key that signed, as the other library reads it."""
    return get_verify_key(decode_signing_key_base64("ed25519", name, encode(key.seed)))


def test_another_library_takes_our_signature() -> None:
    key = SigningKey.make()
    signed = with_signature(CONTENT, BOT, "DEVICE", key.sign(CONTENT))
    verify_signed_json(signed, BOT, other_key(key, "DEVICE"))
    with pytest.raises(SignatureVerifyException):
        verify_signed_json(signed | {"b": [1]}, BOT, other_key(key, "DEVICE"))


def test_we_take_the_signature_of_another_library() -> None:
    key, theirs = SigningKey.make(), generate_signing_key("DEVICE")
    public = encode(get_verify_key(theirs).encode())
    signed = sign_json({**CONTENT}, BOT, theirs)
    assert is_signed(signed, BOT, "DEVICE", public)
    assert is_signed(signed | {"unsigned": {"age": 3}}, BOT, "DEVICE", public), "what the server adds"
    assert not is_signed(signed | {"b": []}, BOT, "DEVICE", public)
    assert not is_signed(signed, "@eve:coop.example", "DEVICE", public)
    assert not is_signed(signed, BOT, "OTHER", public)
    assert not is_signed(signed, BOT, "DEVICE", key.public)


def test_a_signature_joins_those_that_are_there() -> None:
    first = with_signature(CONTENT, BOT, "A", "one")
    second = with_signature(with_signature(first, BOT, "B", "two"), "@ana:coop.example", "C", "three")
    assert second["signatures"] == {
        BOT: {"ed25519:A": "one", "ed25519:B": "two"},
        "@ana:coop.example": {"ed25519:C": "three"},
    }
    assert canonical(second) == canonical(CONTENT)


@pytest.mark.parametrize(
    "signatures",
    [
        pytest.param(None, id="none"),
        pytest.param([], id="a list"),
        pytest.param({BOT: "x"}, id="no object"),
        pytest.param({BOT: {"ed25519:DEVICE": 7}}, id="a number"),
        pytest.param({BOT: {"ed25519:DEVICE": "é"}}, id="no base64"),
        pytest.param({BOT: {"ed25519:DEVICE": ""}}, id="nothing"),
        pytest.param({BOT: {"ed25519:DEVICE": "AAAA"}}, id="too short"),
        pytest.param({BOT: {"ed25519:DEVICE": encode(bytes(64))}}, id="zeros"),
    ],
)
def test_nonsense_is_no_signature(signatures: object) -> None:
    assert not is_signed(CONTENT | {"signatures": signatures}, BOT, "DEVICE", SigningKey.make().public)


@pytest.mark.parametrize("public", ["", "AAAA", "é", "A" * 43 + "!", encode(b"\xff" * 32)])
def test_nonsense_is_no_key(public: str) -> None:
    key = SigningKey.make()
    assert not is_signed(with_signature(CONTENT, BOT, "D", key.sign(CONTENT)), BOT, "D", public)


def test_what_no_bytes_stand_for_is_not_signed() -> None:
    key = SigningKey.make()
    signed = with_signature(CONTENT, BOT, "D", key.sign(CONTENT)) | {"c": "\ud800"}
    assert not is_signed(signed, BOT, "D", key.public)


def test_keys_are_told_without_padding() -> None:
    key = SigningKey(bytes(range(32)))
    assert len(key.public) == 43
    assert decode(key.public) == decode(key.public + "=")
    assert "seed" not in repr(key)
