"""A verification by emojis, against a client that computes with another library."""

from typing import Any

import pytest
from nio.crypto import Sas

from intercoop_bot.matrix.identity.verification import Party, Step, Verification
from intercoop_bot.matrix.wire import Json
from tests.synapse.comparing import START, Comparison

BOT, ANA = ("@bot:coop.example", "BOT"), ("@ana:coop.example", "PHONE")
BOT_KEYS = {"BOT": "botkey", "botmaster": "botmaster"}
ANA_KEYS = {"PHONE": "anakey", "anamaster": "anamaster"}
START_OF_ANA = START | {"from_device": "PHONE", "m.relates_to": {"rel_type": "m.reference", "event_id": "$é"}}


def named(keys: dict[str, str]) -> dict[str, str]:
    return {f"ed25519:{name}": key for name, key in keys.items()}


def a_verification() -> Verification:
    own = Party(user_id=BOT[0], device_id=BOT[1], keys=BOT_KEYS)
    other = Party(user_id=ANA[0], device_id=ANA[1], keys=ANA_KEYS)
    return Verification(own, other, "$é")


def code(sent: list[tuple[str, Json]]) -> str:
    """Return why the bot has ended it."""
    ((kind, content),) = sent
    assert kind == "cancel"
    assert content["reason"]
    return str(content["code"])


def shown() -> tuple[Verification, Comparison]:
    """Return both sides where each shows its emojis."""
    bot, ana = a_verification(), Comparison(ANA, BOT, "$é")
    ((kind, accept),) = bot.hear("start", START_OF_ANA)
    assert kind == "accept"
    ((kind, key),) = bot.hear("key", {"key": ana.public})
    assert kind == "key"
    assert ana.is_committed(START_OF_ANA, accept["commitment"], key["key"])
    ana.meet(key["key"])
    return bot, ana


def test_both_see_the_same_and_each_has_the_keys_of_the_other() -> None:
    bot, ana = shown()
    emojis = " · ".join(" ".join(Sas.emoji[index]) for index in ana.indices())
    assert bot.seen == f"{emojis} ({ana.decimals()})"
    (kind, mac), done = bot.hear("mac", ana.confirmation(named(ANA_KEYS)))
    assert kind == "mac"
    assert ana.is_confirmed(mac, named(BOT_KEYS))
    assert done == ("done", {})
    assert bot.hear("done", {}) == []
    assert bot.step is Step.ENDED


def test_what_is_agreed_on_is_what_both_know() -> None:
    ((_, accept),) = a_verification().hear(
        "start", START_OF_ANA | {"short_authentication_string": ["decimal"]}
    )
    assert accept["key_agreement_protocol"] == "curve25519-hkdf-sha256"
    assert accept["message_authentication_code"] == "hkdf-hmac-sha256.v2"
    assert accept["hash"] == "sha256"
    assert accept["short_authentication_string"] == ["decimal"]


@pytest.mark.parametrize(
    "change",
    [
        {"method": "m.reciprocate.v1"},
        {"key_agreement_protocols": ["curve25519"]},
        {"hashes": []},
        {"message_authentication_codes": ["hkdf-hmac-sha256"]},
        {"short_authentication_string": ["smells"]},
        {"short_authentication_string": None},
    ],
)
def test_another_way_is_declined(change: Json) -> None:
    assert code(a_verification().hear("start", START_OF_ANA | change)) == "m.unknown_method"


def test_another_device_than_the_one_that_asked_is_not_answered() -> None:
    assert code(a_verification().hear("start", START_OF_ANA | {"from_device": "EVE"})) == "m.user_mismatch"


@pytest.mark.parametrize("key", [None, 7, "", "é", "AAAA", "A" * 43])
def test_nonsense_for_a_key_ends_it(key: object) -> None:
    bot = a_verification()
    bot.hear("start", START_OF_ANA)
    assert code(bot.hear("key", {"key": key})) == "m.invalid_message"


def test_text_that_no_bytes_stand_for_ends_it() -> None:
    assert code(a_verification().hear("start", START_OF_ANA | {"x": "\ud800"})) == "m.invalid_message"
    bot, _ = shown()
    assert code(bot.hear("mac", {"mac": {"ed25519:\ud800": "x"}, "keys": "x"})) == "m.invalid_message"


def _another_key(content: Any) -> None:  # noqa: ANN401
    content["mac"]["ed25519:PHONE"] = content["mac"]["ed25519:anamaster"]


def _a_key_more(content: Any) -> None:  # noqa: ANN401
    content["mac"]["ed25519:EVE"] = "x"


def _a_key_less(content: Any) -> None:  # noqa: ANN401
    del content["mac"]["ed25519:PHONE"]


def _no_list(content: Any) -> None:  # noqa: ANN401
    del content["keys"]


@pytest.mark.parametrize("spoil", [_another_key, _a_key_more, _a_key_less, _no_list])
def test_keys_that_are_not_the_same_end_it(spoil: Any) -> None:  # noqa: ANN401
    bot, ana = shown()
    content = ana.confirmation(named(ANA_KEYS))
    spoil(content)
    assert code(bot.hear("mac", content)) == "m.key_mismatch"
    assert bot.hear("mac", ana.confirmation(named(ANA_KEYS))) == [], "it is over"


def test_keys_of_which_we_know_none_end_it() -> None:
    bot, ana = shown()
    assert code(bot.hear("mac", ana.confirmation({"ed25519:EVE": "x"}))) == "m.key_mismatch"


def test_keys_of_somebody_between_us_end_it() -> None:
    bot, _ = shown()
    _, eve = shown()
    assert code(bot.hear("mac", eve.confirmation(named(ANA_KEYS)))) == "m.key_mismatch"


@pytest.mark.parametrize("kind", ["key", "mac", "done", "accept", "ready", "x"])
def test_what_comes_out_of_turn_ends_it(kind: str) -> None:
    assert code(a_verification().hear(kind, {})) == "m.unexpected_message"


def test_a_second_start_ends_it() -> None:
    bot, _ = shown()
    assert code(bot.hear("start", START_OF_ANA)) == "m.unexpected_message"


def test_who_cancels_is_not_answered() -> None:
    bot = a_verification()
    assert bot.hear("cancel", {"code": "m.user"}) == []
    assert bot.step is Step.ENDED
