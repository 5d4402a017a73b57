"""Two devices, and what one makes of what the other says, without a homeserver between them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from intercoop_bot.matrix.crypto.machine import Locked, Machine, Opened, Refused
from intercoop_bot.matrix.crypto.store import KeysError, KeysMissing, open_store
from intercoop_bot.matrix.rooms import Rotation
from intercoop_bot.matrix.wire import Json

ROOM = "!room:coop.example"
BOT, ANA, EVE = "@bot:coop.example", "@ana:coop.example", "@eve:coop.example"

New = Callable[[str], Machine]


@pytest.fixture
def device(tmp_path: Path) -> Iterator[New]:
    """Open a person's device; again, it is as it was left."""
    machines: list[Machine] = []

    def open_(user_id: str) -> Machine:
        store = open_store(tmp_path / user_id, user_id, "DEVICE", may_make=True)
        machines.append(Machine(user_id, "DEVICE", store))
        return machines[-1]

    yield open_
    for machine in machines:
        machine.store.database.close()


def meet(one: Machine, other: Machine) -> None:
    """Let one device know the other, and have a way to it."""
    upload = other.keys_to_upload(0, needs_fallback=False)
    other.mark_uploaded()
    one.learn_devices({"device_keys": {other.user_id: {"DEVICE": other.device_keys()}}}, [other.user_id])
    key_id, key = next(iter(upload["one_time_keys"].items()))
    one.meet({"one_time_keys": {other.user_id: {"DEVICE": {key_id: key}}}})


def tell(one: Machine, other: Machine, room_id: str = ROOM, rotation: Rotation | None = None) -> list[Json]:
    """Let one device share its session for the room with the other; return what is sent."""
    sent = []
    for told, messages in one.shares(room_id, [one.user_id, other.user_id], rotation or Rotation()):
        one.mark_shared(room_id, told)
        content = messages[other.user_id]["DEVICE"]
        sent.append({"type": "m.room.encrypted", "sender": one.user_id, "content": content})
    other.receive(sent)
    return sent


def say(machine: Machine, body: str) -> Json:
    content = machine.encrypt(ROOM, "m.room.message", {"msgtype": "m.text", "body": body})
    return {"type": "m.room.encrypted", "event_id": f"${body}", "sender": machine.user_id, "content": content}


def know(one: Machine, other: Machine) -> None:
    one.learn_devices({"device_keys": {other.user_id: {"DEVICE": other.device_keys()}}}, [other.user_id])


def test_what_one_writes_the_other_reads_and_still_does_later(device: New) -> None:
    ana, bot = device(ANA), device(BOT)
    meet(ana, bot)
    know(bot, ana)
    assert len(tell(ana, bot)) == 1
    assert tell(ana, bot) == [], "it has it already"
    event = say(ana, "bonjour")
    for reader in (bot, device(BOT)):
        opened = reader.open(event, ROOM)
        assert isinstance(opened, Opened)
        assert opened.event["content"] == {"msgtype": "m.text", "body": "bonjour"}
        assert (opened.device_id, opened.number) == ("DEVICE", 0)
    assert reader.open(event, "!another:coop.example") == Locked(event["content"]["session_id"])


def test_a_device_that_is_not_known_yet_may_become_so(device: New) -> None:
    ana, bot = device(ANA), device(BOT)
    meet(ana, bot)
    tell(ana, bot)
    event = say(ana, "bonjour")
    assert isinstance(bot.open(event, ROOM), Locked)
    assert bot.outdated([ANA]) == {ANA}
    know(bot, ana)
    assert isinstance(bot.open(event, ROOM), Opened)
    assert bot.outdated([ANA]) == set()
    bot.forget_users([ANA])
    assert bot.outdated([ANA]) == {ANA}


def test_a_session_stays_with_whom_it_came_from_first(device: New) -> None:
    ana, eve, bot = device(ANA), device(EVE), device(BOT)
    meet(ana, bot)
    know(bot, ana)
    know(bot, eve)
    session = ana._writing_session(ROOM, {}, Rotation())
    early = session.session_key
    say(ana, "avant")
    tell(ana, bot)
    # Eve, who was there before, tells of Ana's session as if it were hers.
    keys = eve.account.identity_keys
    bot.create_group_session(keys["curve25519"], keys["ed25519"], ROOM, session.id, early)
    event = say(ana, "bonjour")
    for reader in (bot, device(BOT)):
        assert isinstance(reader.open(event, ROOM), Opened)
        assert isinstance(reader.open(event | {"sender": EVE}, ROOM), Locked)


def test_a_key_from_earlier_on_is_better_and_one_from_later_on_worse(device: New) -> None:
    ana, bot = device(ANA), device(BOT)
    meet(ana, bot)
    know(bot, ana)
    session = ana._writing_session(ROOM, {}, Rotation())
    early, first = session.session_key, say(ana, "un")
    late, second = session.session_key, say(ana, "deux")
    keys = ana.account.identity_keys

    def hand_over(key: str) -> None:
        bot.create_group_session(keys["curve25519"], keys["ed25519"], ROOM, session.id, key)

    hand_over(late)
    assert isinstance(bot.open(first, ROOM), Locked)
    assert isinstance(bot.open(second, ROOM), Opened)
    hand_over(early)
    hand_over(late)
    for reader in (bot, device(BOT)):
        assert isinstance(reader.open(first, ROOM), Opened)


def test_keys_are_stored_before_they_are_told_and_no_more_than_needed_are_made(device: New) -> None:
    bot = device(BOT)
    upload = bot.keys_to_upload(0, needs_fallback=True)
    assert upload == bot.keys_to_upload(0, needs_fallback=True), "an answer that got lost"
    again = device(BOT)
    assert again.keys_to_upload(0, needs_fallback=True) == upload
    again.mark_uploaded()
    most = len(upload["one_time_keys"])
    assert again.keys_to_upload(most, needs_fallback=False) == {}
    assert len(again.keys_to_upload(1, needs_fallback=False)["one_time_keys"]) == most - 1
    (fallback,) = upload["fallback_keys"].values()
    assert fallback["fallback"] is True


def test_a_one_time_key_that_was_used_is_not_there_after_a_restart(device: New) -> None:
    ana, bot = device(ANA), device(BOT)
    meet(ana, bot)
    (sent,) = tell(ana, bot)
    again = device(BOT)
    again.session_store._entries.clear()
    again._sessions.clear()
    again.receive([sent])
    assert not again.knows(ana.outbound_group_sessions[ROOM].id)


def test_who_is_gone_makes_a_new_session_and_who_comes_gets_the_present_one(device: New) -> None:
    ana, eve, bot = device(ANA), device(EVE), device(BOT)
    for reader in (ana, eve):
        meet(bot, reader)
        know(reader, bot)
    tell(bot, ana)
    first = say(bot, "un")
    for told, messages in bot.shares(ROOM, [BOT, ANA, EVE], Rotation()):
        bot.mark_shared(ROOM, told)
        assert set(messages) == {EVE}
    assert say(bot, "deux")["content"]["session_id"] == first["content"]["session_id"]
    assert [set(messages) for _, messages in bot.shares(ROOM, [BOT, ANA], Rotation())] == [{ANA}]
    assert say(bot, "trois")["content"]["session_id"] != first["content"]["session_id"]


def test_a_session_is_made_anew_after_as_many_messages_or_as_long_as_the_room_wishes(device: New) -> None:
    bot, ana = device(BOT), device(ANA)
    meet(bot, ana)
    know(ana, bot)

    def used(number: int, rotation: Rotation) -> list[str]:
        """Return the session of each of so many messages, all read by Ana."""
        sessions: list[str] = []
        for n in range(number):
            tell(bot, ana, rotation=rotation)
            event = say(bot, f"{len(sessions)} {n}")
            assert isinstance(ana.open(event, ROOM), Opened)
            sessions.append(event["content"]["session_id"])
        return sessions

    first, second, third, fourth = used(4, Rotation(messages=2))
    assert first == second != third == fourth
    assert len(set(used(3, Rotation(messages=1)))) == 3
    long, *_ = used(150, Rotation(messages=200))
    assert used(1, Rotation(messages=200)) == [long]
    session = bot.outbound_group_sessions[ROOM]
    session.creation_time -= timedelta(hours=2)
    assert used(1, Rotation(age=timedelta(hours=3), messages=200)) == [long]
    assert used(1, Rotation(age=timedelta(hours=1), messages=200)) != [long]


def test_nonsense_is_refused(device: New) -> None:
    bot = device(BOT)
    for event in ({}, {"content": 5}, {"sender": ANA, "content": {"algorithm": "x", "session_id": "s"}}):
        assert isinstance(bot.open(event, ROOM), Refused)
    bot.receive([{}, {"sender": 5, "content": []}, {"sender": ANA, "content": {"algorithm": 1}}])
    bot.learn_devices({"device_keys": {ANA: {"A": 5, "B": {"keys": []}}, EVE: {}}}, [ANA])
    bot.learn_devices({"device_keys": []}, [ANA])
    bot.meet({"one_time_keys": {ANA: {"A": {}}, EVE: 5}})
    assert bot.audience([ANA, EVE]) == {}


def test_the_store_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing):
        open_store(tmp_path, BOT, "DEVICE", may_make=False)
    assert list(tmp_path.iterdir()) == [], "nothing is made by a look"
    store = open_store(tmp_path, BOT, "DEVICE", may_make=True)
    Machine(BOT, "DEVICE", store)
    store.database.close()
    with pytest.raises(KeysMissing):
        open_store(tmp_path, BOT, "ANOTHER", may_make=False)
    (tmp_path / "crypto.key").write_text("0" * 64)
    with pytest.raises(KeysError, match="damaged"):
        open_store(tmp_path, BOT, "DEVICE", may_make=False)
    (tmp_path / "crypto.key").unlink()
    with pytest.raises(KeysError, match="--new-device"):
        open_store(tmp_path, BOT, "DEVICE", may_make=False)
    (tmp_path / "crypto.sqlite3").write_bytes(b"nonsense" * 100)
    with pytest.raises(KeysError):
        open_store(tmp_path, BOT, "DEVICE", may_make=True)
