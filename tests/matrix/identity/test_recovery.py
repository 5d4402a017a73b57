"""The recovery key and what it locks, held to vectors of others and to another library."""

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intercoop_bot.matrix.identity.recovery import ALGORITHM, RecoveryKey, WrongRecoveryKey
from intercoop_bot.matrix.identity.signing import decode, encode
from intercoop_bot.matrix.wire import Json

KNOWN = "EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d"
"""How clients write the key of RFC 7748's Alice."""
KNOWN_BYTES = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")


def unlocked_elsewhere(raw: bytes, name: str, locked: Json) -> bytes:
    """Unlock a secret as the specification says, with another library."""
    derived = HKDF(algorithm=hashes.SHA256(), length=64, salt=bytes(32), info=name.encode()).derive(raw)
    ciphertext = decode(locked["ciphertext"])
    mac = hmac.HMAC(derived[32:], hashes.SHA256())
    mac.update(ciphertext)
    mac.verify(decode(locked["mac"]))
    decryptor = Cipher(algorithms.AES(derived[:32]), modes.CTR(decode(locked["iv"]))).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


@pytest.mark.parametrize(
    "written", [KNOWN, KNOWN.replace(" ", ""), f"\n {KNOWN}\n", KNOWN.replace(" ", "  ")]
)
def test_a_key_is_read_as_other_clients_write_it(written: str) -> None:
    key = RecoveryKey.read(written)
    assert key.written() == KNOWN
    locked = RecoveryKey(KNOWN_BYTES).lock("m.cross_signing.master", "secret")
    assert key.unlock("m.cross_signing.master", locked) == "secret"


def test_a_key_survives_being_written_down() -> None:
    key = RecoveryKey.make()
    assert RecoveryKey.read(key.written()).written() == key.written()
    assert {len(group) for group in key.written().split()} == {4}
    assert key.written() not in repr(key)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        pytest.param("", "no recovery key was given", id="nothing"),
        pytest.param("  \n", "no recovery key was given", id="spaces"),
        pytest.param(KNOWN[:-1] + "e", "slip", id="one sign"),
        pytest.param(KNOWN.replace("EsTc LW2K", "LW2K EsTc"), "slip", id="two groups"),
        pytest.param(KNOWN[:-5], "slip", id="a group too few"),
        pytest.param(KNOWN + " aaaa", "slip", id="a group too many"),
        pytest.param("1" * 48, "slip", id="zeros"),
        pytest.param(KNOWN.replace("E", "0"), "not a recovery key", id="a sign that none has"),
        pytest.param("correct horse battery staple", "not a recovery key", id="a password"),
        pytest.param("z" * 5000, "not a recovery key", id="a book"),
    ],
)
def test_what_is_no_key_is_told(written: str, why: str) -> None:
    with pytest.raises(WrongRecoveryKey, match=why):
        RecoveryKey.read(written)


def test_another_library_unlocks_it() -> None:
    locked = RecoveryKey(KNOWN_BYTES).lock("m.cross_signing.self_signing", "sésame")
    assert unlocked_elsewhere(KNOWN_BYTES, "m.cross_signing.self_signing", locked).decode() == "sésame"
    assert not any(value.endswith("=") for value in locked.values())


def test_a_bit_that_implementations_treat_differently_is_not_set() -> None:
    ivs = [decode(RecoveryKey.make().lock("name", "secret")["iv"]) for _ in range(30)]
    assert all(len(iv) == 16 and iv[8] < 0x80 for iv in ivs)


def test_what_others_pad_is_unlocked() -> None:
    key = RecoveryKey.make()
    padded = {part: text + "=" * (-len(text) % 4) for part, text in key.lock("name", "secret").items()}
    assert key.unlock("name", padded) == "secret"


@pytest.mark.parametrize("part", ["iv", "ciphertext", "mac"])
@pytest.mark.parametrize("value", [None, 7, "é", "", encode(bytes(32))])
def test_what_was_changed_is_not_unlocked(part: str, value: object) -> None:
    key = RecoveryKey.make()
    locked = key.lock("name", "secret") | {part: value}
    with pytest.raises(ValueError, match=r"."):
        key.unlock("name", locked)


def test_another_key_or_another_name_unlocks_nothing() -> None:
    key = RecoveryKey.make()
    locked = key.lock("m.cross_signing.master", "secret")
    for other, name in (
        (RecoveryKey.make(), "m.cross_signing.master"),
        (key, "m.cross_signing.user_signing"),
    ):
        with pytest.raises(ValueError, match="MAC"):
            other.unlock(name, locked)


def test_a_key_is_told_by_its_description() -> None:
    key = RecoveryKey(KNOWN_BYTES)
    description = key.description()
    assert key.fits(description)
    assert not RecoveryKey.make().fits(description)
    assert key.fits({"algorithm": ALGORITHM}), "one that says nothing of the key fits any"
    assert not key.fits({})
    assert not key.fits(description | {"algorithm": "m.rot13"})
    assert not key.fits(description | {"iv": "x"})
    assert not key.fits(description | {"mac": 7})
    empty = {"iv": description["iv"], "mac": description["mac"]}
    sealed = RecoveryKey(KNOWN_BYTES)._encrypted("", bytes(32), decode(description["iv"]))
    assert unlocked_elsewhere(KNOWN_BYTES, "", empty | {"ciphertext": encode(sealed[0])}) == bytes(32)
