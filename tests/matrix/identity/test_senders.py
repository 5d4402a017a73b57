"""Whom a strict bot follows, where the homeserver does not answer, or answers something else than before."""

from types import SimpleNamespace
from typing import cast

import pytest

from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.matrix.identity.senders import Senders
from intercoop_bot.matrix.session import RequestError, Session
from intercoop_bot.matrix.wire import Json
from tests.matrix.identity.test_trust import ANA, LAPTOP, LAPTOP_KEY, PHONE, PHONE_KEY, answer
from tests.matrix.identity.test_trust import device as described

BRUNO = "@bruno:coop.example"


class Line:
    """A session that answers what it is told to, or nothing."""

    def __init__(self) -> None:
        self.shown: Json | None = answer()
        self.asked = 0

    async def request(self, *_: object, **__: object) -> object:
        self.asked += 1
        if self.shown is None:
            raise RequestError(0, "", "no answer")
        return self.shown


def used(device_id: str, signing: str, sending: str | None = None) -> SimpleNamespace:
    """Return a device with the keys that it wrote with."""
    key = sending or described(device_id, PHONE_KEY)["keys"][f"curve25519:{device_id}"]
    return SimpleNamespace(ed25519=signing, curve25519=key)


@pytest.fixture
def line() -> Line:
    return Line()


def looking(line: Line, phone: SimpleNamespace) -> Senders:
    """Return what looks at senders, where Ana wrote from that phone and from her laptop."""
    store = {ANA: {PHONE: phone, LAPTOP: used(LAPTOP, LAPTOP_KEY.public)}, BRUNO: {}}
    encryption = SimpleNamespace(machine=SimpleNamespace(device_store=store))
    return Senders(cast("Session", line), cast("Encryption", encryption))


async def test_people_vouch_for_the_devices_that_they_verified(line: Line) -> None:
    senders = looking(line, used(PHONE, PHONE_KEY.public))
    assert await senders.vouch_for(ANA, PHONE)
    assert not await senders.vouch_for(ANA, LAPTOP)
    assert not await senders.vouch_for(ANA, "TABLET")
    assert line.asked == 1
    assert not await senders.vouch_for(BRUNO, PHONE)


@pytest.mark.parametrize(
    "phone",
    [
        pytest.param(used(PHONE, LAPTOP_KEY.public), id="signs with another"),
        pytest.param(used(PHONE, PHONE_KEY.public, "another"), id="writes with another"),
    ],
)
async def test_a_device_that_wrote_with_other_keys_is_not_meant(line: Line, phone: SimpleNamespace) -> None:
    assert not await looking(line, phone).vouch_for(ANA, PHONE)


@pytest.mark.parametrize("shown", [None, {}, {"failures": {"coop.example": {}}}, {"device_keys": 7}])
async def test_where_nothing_is_answered_nobody_is_believed_and_it_is_asked_again(
    line: Line, shown: Json | None
) -> None:
    senders = looking(line, used(PHONE, PHONE_KEY.public))
    line.shown = shown
    assert not await senders.vouch_for(ANA, PHONE)
    line.shown = answer()
    assert await senders.vouch_for(ANA, PHONE)


@pytest.mark.parametrize("how", ["changed", "left"])
async def test_what_has_changed_is_asked_again(line: Line, how: str) -> None:
    senders = looking(line, used(PHONE, PHONE_KEY.public))
    assert await senders.vouch_for(ANA, PHONE)
    line.shown = answer() | {"master_keys": {}}
    senders.begin({"device_lists": {how: [7, {}, BRUNO]}})
    assert await senders.vouch_for(ANA, PHONE)
    senders.begin({"device_lists": {how: [ANA]}})
    assert not await senders.vouch_for(ANA, PHONE)
