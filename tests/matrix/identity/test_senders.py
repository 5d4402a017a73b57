"""Whom a strict bot follows, where the homeserver does not answer, or answers something else than before."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.matrix.identity.keys import Keys, Usage
from intercoop_bot.matrix.identity.senders import Senders
from intercoop_bot.matrix.identity.trust import master_key
from intercoop_bot.matrix.session import RequestError, Session
from intercoop_bot.matrix.wire import Json
from intercoop_bot.storage import Storage, changed_identities
from tests.matrix.identity.test_trust import ANA, LAPTOP, LAPTOP_KEY, PHONE, PHONE_KEY, answer, vouched
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


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with await Storage.open(tmp_path / "intercoop.sqlite3") as opened:
        yield opened


def looking(line: Line, phone: SimpleNamespace, storage: Storage) -> Senders:
    """Return what looks at senders, where Ana wrote from that phone and from her laptop."""
    store = {ANA: {PHONE: phone, LAPTOP: used(LAPTOP, LAPTOP_KEY.public)}, BRUNO: {}}
    encryption = SimpleNamespace(machine=SimpleNamespace(device_store=store))
    return Senders(cast("Session", line), cast("Encryption", encryption), storage)


async def test_people_vouch_for_the_devices_that_they_verified(line: Line, storage: Storage) -> None:
    senders = looking(line, used(PHONE, PHONE_KEY.public), storage)
    assert await senders.doubt(ANA, PHONE) is None
    assert await senders.doubt(ANA, LAPTOP) == "unverified"
    assert await senders.doubt(ANA, "TABLET") == "unverified"
    assert line.asked == 1
    assert await senders.doubt(BRUNO, PHONE) == "unverified"


@pytest.mark.parametrize(
    "phone",
    [
        pytest.param(used(PHONE, LAPTOP_KEY.public), id="signs with another"),
        pytest.param(used(PHONE, PHONE_KEY.public, "another"), id="writes with another"),
    ],
)
async def test_a_device_that_wrote_with_other_keys_is_not_meant(
    line: Line, phone: SimpleNamespace, storage: Storage
) -> None:
    assert await looking(line, phone, storage).doubt(ANA, PHONE) == "unverified"


@pytest.mark.parametrize("shown", [None, {}, {"failures": {"coop.example": {}}}, {"device_keys": 7}])
async def test_where_nothing_is_answered_nobody_is_believed_and_it_is_asked_again(
    line: Line, shown: Json | None, storage: Storage
) -> None:
    senders = looking(line, used(PHONE, PHONE_KEY.public), storage)
    line.shown = shown
    assert await senders.doubt(ANA, PHONE) == "unverified"
    line.shown = answer()
    assert await senders.doubt(ANA, PHONE) is None


@pytest.mark.parametrize("how", ["changed", "left"])
async def test_what_has_changed_is_asked_again(line: Line, how: str, storage: Storage) -> None:
    senders = looking(line, used(PHONE, PHONE_KEY.public), storage)
    assert await senders.doubt(ANA, PHONE) is None
    line.shown = answer() | {"master_keys": {}}
    senders.begin({"device_lists": {how: [7, {}, BRUNO]}})
    assert await senders.doubt(ANA, PHONE) is None
    senders.begin({"device_lists": {how: [ANA]}})
    assert await senders.doubt(ANA, PHONE) == "unverified"


def another_identity() -> Json:
    """Return what a homeserver shows that puts an identity of its own in the place of Ana’s."""
    keys = Keys.make(ANA)
    phone = described(PHONE, PHONE_KEY)
    return {
        "device_keys": {ANA: {PHONE: vouched(phone, keys.self_signing)}},
        "master_keys": {ANA: keys.described(Usage.MASTER)},
        "self_signing_keys": {ANA: keys.described(Usage.SELF_SIGNING)},
    }


async def test_another_identity_than_the_first_does_not_count_until_it_is_accepted(
    line: Line, storage: Storage, tmp_path: Path
) -> None:
    phone = used(PHONE, PHONE_KEY.public)
    assert await looking(line, phone, storage).doubt(ANA, PHONE) is None
    assert await changed_identities(tmp_path / "intercoop.sqlite3") == ()
    assert not await storage.identities.accept(ANA)
    line.shown = another_identity()
    for _ in range(2):
        # Nor after a restart.
        assert await looking(line, phone, storage).doubt(ANA, PHONE) == "changed"
    ((person, master),) = await changed_identities(tmp_path / "intercoop.sqlite3")
    assert (person, master) == (ANA, master_key(line.shown, ANA))
    line.shown = answer()
    assert await looking(line, phone, storage).doubt(ANA, PHONE) is None
    assert await changed_identities(tmp_path / "intercoop.sqlite3") == ()
    line.shown = another_identity()
    assert await looking(line, phone, storage).doubt(ANA, PHONE) == "changed"
    assert await storage.identities.accept(ANA)
    assert await looking(line, phone, storage).doubt(ANA, PHONE) is None
    line.shown = answer()
    assert await looking(line, phone, storage).doubt(ANA, PHONE) == "changed"


async def test_an_identity_that_vouches_for_nothing_is_not_taken_for_the_first(
    line: Line, storage: Storage
) -> None:
    forged = another_identity()
    line.shown = forged | {"self_signing_keys": {}}
    assert await looking(line, used(PHONE, PHONE_KEY.public), storage).doubt(ANA, PHONE) == "unverified"
    line.shown = answer()
    assert await looking(line, used(PHONE, PHONE_KEY.public), storage).doubt(ANA, PHONE) is None
