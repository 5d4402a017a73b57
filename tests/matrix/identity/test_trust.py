"""Which devices a person vouches for, as far as a homeserver can be believed."""

import copy
from collections.abc import Callable

import pytest

from intercoop_bot.matrix.identity.keys import Keys, Usage
from intercoop_bot.matrix.identity.signing import SigningKey, encode, key_id, with_signature
from intercoop_bot.matrix.identity.trust import devices, master_key, vouched_devices
from intercoop_bot.matrix.wire import Json

ANA = "@ana:coop.example"
PHONE, LAPTOP = "PHONE", "LAPTOP"

KEYS = Keys.make(ANA)
PHONE_KEY, LAPTOP_KEY, EVE = SigningKey.make(), SigningKey.make(), SigningKey.make()


def device(device_id: str, key: SigningKey) -> Json:
    """Return the keys of a device, signed by it alone."""
    content = {
        "user_id": ANA,
        "device_id": device_id,
        "algorithms": ["m.megolm.v1.aes-sha2"],
        "keys": {key_id(device_id): key.public, f"curve25519:{device_id}": encode(bytes(32))},
    }
    return with_signature(content, ANA, device_id, key.sign(content))


def vouched(content: Json, by: SigningKey = KEYS.self_signing) -> Json:
    """Return that with a signature of the self-signing key, or of another."""
    return with_signature(content, ANA, by.public, by.sign(content))


def answer() -> Json:
    """Return what an honest homeserver shows: a phone that Ana vouches for, a laptop that she does not."""
    return {
        "device_keys": {ANA: {PHONE: vouched(device(PHONE, PHONE_KEY)), LAPTOP: device(LAPTOP, LAPTOP_KEY)}},
        "master_keys": {ANA: KEYS.described(Usage.MASTER)},
        "self_signing_keys": {ANA: KEYS.described(Usage.SELF_SIGNING)},
    }


def test_a_person_vouches_for_the_devices_that_they_signed() -> None:
    assert set(vouched_devices(answer(), ANA)) == {PHONE}
    assert set(devices(answer(), ANA)) == {PHONE, LAPTOP}
    assert vouched_devices(answer(), ANA)[PHONE].ed25519 == PHONE_KEY.public
    assert master_key(answer(), ANA) == KEYS.master.public
    assert vouched_devices(answer(), "@bruno:coop.example") == {}


def _other_self_signing(shown: Json) -> None:
    eve = Keys.make(ANA)
    shown["self_signing_keys"][ANA] = eve.described(Usage.SELF_SIGNING)
    phone = device(PHONE, PHONE_KEY)
    shown["device_keys"][ANA][PHONE] = vouched(phone, eve.self_signing)


def _unsigned_self_signing(shown: Json) -> None:
    del shown["self_signing_keys"][ANA]["signatures"]


def _signed_by_the_master_itself(shown: Json) -> None:
    shown["device_keys"][ANA][PHONE] = vouched(device(PHONE, PHONE_KEY), KEYS.master)


def _another_key_in_the_device(shown: Json) -> None:
    shown["device_keys"][ANA][PHONE]["keys"][key_id(PHONE)] = EVE.public


def _another_key_that_signs_for_itself(shown: Json) -> None:
    theirs = shown["device_keys"][ANA][PHONE]["signatures"][ANA]
    eve = device(PHONE, EVE)
    eve["signatures"][ANA] = theirs | eve["signatures"][ANA]
    shown["device_keys"][ANA][PHONE] = eve


def _vouched_but_not_by_itself(shown: Json) -> None:
    content = device(PHONE, PHONE_KEY)
    del content["signatures"]
    shown["device_keys"][ANA][PHONE] = vouched(content)


def _under_another_name(shown: Json) -> None:
    shown["device_keys"][ANA] = {"TABLET": shown["device_keys"][ANA][PHONE]}


def _of_another_person(shown: Json) -> None:
    shown["device_keys"][ANA][PHONE] |= {"user_id": "@eve:coop.example"}


def _signed_for_another_person(shown: Json) -> None:
    content = device(PHONE, PHONE_KEY) | {"user_id": "@eve:coop.example"}
    resigned = with_signature(content, ANA, PHONE, PHONE_KEY.sign(content))
    shown["device_keys"][ANA][PHONE] = vouched(resigned)


def _no_master(shown: Json) -> None:
    del shown["master_keys"]


def _master_of_another_person(shown: Json) -> None:
    shown["master_keys"][ANA]["user_id"] = "@eve:coop.example"


def _master_that_is_for_something_else(shown: Json) -> None:
    shown["master_keys"][ANA]["usage"] = ["user_signing"]


def _user_signing_in_its_place(shown: Json) -> None:
    shown["self_signing_keys"][ANA] = KEYS.described(Usage.USER_SIGNING)
    shown["device_keys"][ANA][PHONE] = vouched(device(PHONE, PHONE_KEY), KEYS.user_signing)


def _two_masters(shown: Json) -> None:
    shown["master_keys"][ANA]["keys"][key_id(EVE.public)] = EVE.public


def _misnamed_master(shown: Json) -> None:
    shown["master_keys"][ANA]["keys"] = {key_id("x"): KEYS.master.public}


@pytest.mark.parametrize(
    "spoil",
    [
        _other_self_signing,
        _unsigned_self_signing,
        _signed_by_the_master_itself,
        _another_key_in_the_device,
        _another_key_that_signs_for_itself,
        _vouched_but_not_by_itself,
        _under_another_name,
        _of_another_person,
        _signed_for_another_person,
        _no_master,
        _master_of_another_person,
        _master_that_is_for_something_else,
        _user_signing_in_its_place,
        _two_masters,
        _misnamed_master,
    ],
    ids=lambda spoil: spoil.__name__.strip("_").replace("_", " "),
)
def test_a_broken_chain_holds_nothing(spoil: Callable[[Json], None]) -> None:
    shown = copy.deepcopy(answer())
    spoil(shown)
    assert vouched_devices(shown, ANA) == {}


@pytest.mark.parametrize(
    "nonsense", [None, 7, "x", [], {ANA: None}, {ANA: []}, {ANA: {PHONE: 7}}, {ANA: {"": {}}}]
)
@pytest.mark.parametrize("part", ["device_keys", "master_keys", "self_signing_keys"])
def test_nonsense_holds_nothing(part: str, nonsense: object) -> None:
    assert vouched_devices(answer() | {part: nonsense}, ANA) == {}
