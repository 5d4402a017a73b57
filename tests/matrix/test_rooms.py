"""Who may do what, from states of every kind, sensible or not."""

import math
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.matrix.rooms import Rooms, RoomView, Rotation

OWN = "@bot:coop.example"
ANA, BRUNO = "@ana:coop.example", "@bruno:coop.example"

JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def state(kind: str, content: object, key: object = "", sender: object = ANA) -> dict[str, Any]:
    return {"type": kind, "state_key": key, "content": content, "sender": sender}


def a_room(version: object = "11", creation: dict[str, Any] | None = None, levels: object = None) -> RoomView:
    """Return a room that Ana made, with Bruno and us in it."""
    view = RoomView("!room", OWN)
    view.apply(state("m.room.create", {"room_version": version, **(creation or {})}))
    for user_id, name in ((ANA, "Ana"), (BRUNO, "Bruno"), (OWN, "Réunion")):
        view.apply(state("m.room.member", {"membership": "join", "displayname": name}, user_id, user_id))
    if levels is not None:
        view.apply(state("m.room.power_levels", levels))
    return view


def test_nothing_known_gives_nobody_power() -> None:
    view = RoomView("!room", OWN)
    assert view.power_of(ANA) == -math.inf
    assert not view.is_moderator(ANA)
    assert not view.may_send(ANA, "m.room.message")
    assert not view.joined


def test_levels_without_the_creation_give_nobody_power() -> None:
    view = RoomView("!room", OWN)
    view.apply(state("m.room.power_levels", {"users": {ANA: 100}}))
    view.apply(state("m.room.member", {"membership": "join"}, ANA))
    assert not view.is_moderator(ANA)


@pytest.mark.parametrize(
    ("version", "levels", "power"),
    [
        pytest.param("11", None, 100, id="creator, no levels"),
        pytest.param(None, None, 0, id="version is nonsense"),
        pytest.param("11", {}, 0, id="creator, empty levels"),
        pytest.param("11", {"users": {ANA: 100}}, 100, id="listed"),
        pytest.param("11", {"users_default": 10}, 10, id="default"),
        pytest.param("9", {"users": {ANA: "50"}}, 50, id="old rooms write strings"),
        pytest.param("11", {"users": {ANA: True}}, 0, id="a truth is no level"),
        pytest.param("11", {"users": {ANA: 1e300}}, 0, id="nor a fraction"),
        pytest.param("11", {"users": [ANA]}, 0, id="nor a list"),
        pytest.param("12", {}, math.inf, id="creator, version 12"),
        pytest.param("12", None, math.inf, id="creator, version 12, no levels"),
        pytest.param("13", {"users": {ANA: 0}}, math.inf, id="later still"),
    ],
)
def test_the_power_of_the_creator(version: object, levels: object, power: float) -> None:
    assert a_room(version, levels=levels).power_of(ANA) == power


def test_additional_creators_count_from_version_12() -> None:
    creation = {"additional_creators": [BRUNO, 7]}
    assert a_room("12", creation, levels={}).power_of(BRUNO) == math.inf
    assert a_room("11", creation, levels={}).power_of(BRUNO) == 0
    assert a_room("12", {"additional_creators": BRUNO}, levels={}).power_of(BRUNO) == 0


def test_new_levels_replace_the_old_ones_whole() -> None:
    view = a_room(levels={"users": {ANA: 100, BRUNO: 100}})
    view.apply(state("m.room.power_levels", {"users": {ANA: 100}}))
    assert not view.is_moderator(BRUNO)


def test_who_left_has_no_power() -> None:
    view = a_room(levels={"users": {ANA: 100}})
    view.apply(state("m.room.member", {"membership": "leave"}, ANA))
    assert not view.is_moderator(ANA)


@pytest.mark.parametrize(
    ("levels", "moderator"),
    [
        pytest.param({"users": {BRUNO: 50}}, True, id="fifty by default"),
        pytest.param({"users": {BRUNO: 49}}, False, id="a little less"),
        pytest.param({"users": {BRUNO: 50}, "redact": 60}, False, id="asked for more"),
        pytest.param({"redact": 0}, True, id="asked for nothing"),
        pytest.param({"users": {BRUNO: 100}, "redact": "plenty"}, False, id="asked for nonsense"),
        pytest.param({"users": {BRUNO: 100}, "redact": None}, False, id="asked for null"),
    ],
)
def test_moderators(levels: object, moderator: bool) -> None:
    assert a_room(levels=levels).is_moderator(BRUNO) is moderator


def test_who_may_send_what() -> None:
    view = a_room(levels={"users": {BRUNO: 50}, "events": {"m.room.tombstone": 100, "m.poll": 10}})
    assert view.may_send(ANA, "m.room.message")
    assert not view.may_send(ANA, "m.poll")
    assert view.may_send(BRUNO, "m.room.pinned_events", state=True)
    assert not view.may_send(BRUNO, "m.room.tombstone", state=True)
    assert not view.may_send(ANA, "m.room.pinned_events", state=True)
    assert a_room().may_send(BRUNO, "m.room.topic", state=True)


def test_only_what_is_state_changes_anything() -> None:
    view = a_room(levels={"users": {ANA: 100}})
    levels = {"users": {BRUNO: 100}}
    view.apply({"type": "m.room.power_levels", "content": levels, "sender": BRUNO})
    view.apply(state("m.room.power_levels", levels, key="elsewhere", sender=BRUNO))
    view.apply(state("m.room.power_levels", levels, key=None, sender=BRUNO))
    assert not view.is_moderator(BRUNO)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Ana", "Ana", id="plain"),
        pytest.param("  Ana\n\tMartin ", "Ana Martin", id="spaces"),
        pytest.param("Ana\u202egnaM", "Ana gnaM", id="turned around"),
        pytest.param("\u2066Ana\u2069", "Ana", id="isolated"),
        pytest.param("Ana\x00\x1b[31m", "Ana [31m", id="controls"),
        pytest.param("", ANA, id="empty"),
        pytest.param("\u202e \n", ANA, id="only what cannot be seen"),
        pytest.param(None, ANA, id="none"),
        pytest.param(["Ana"], ANA, id="a list"),
        pytest.param("x" * 500, "x" * 80, id="long"),
        pytest.param("\ud800Ana", "?Ana", id="half a character"),
        pytest.param("👩‍🌾 Zoé", "👩‍🌾 Zoé", id="joined emoji stay"),
    ],
)
def test_names(name: object, shown: str) -> None:
    view = RoomView("!room", OWN)
    view.apply(state("m.room.member", {"membership": "join", "displayname": name}, ANA))
    assert view.members == {ANA: shown}


def test_we_are_no_member_of_the_people() -> None:
    view = a_room()
    assert view.members == {ANA: "Ana", BRUNO: "Bruno"}
    assert view.joined
    view.forget()
    assert (dict(view.members), view.joined, view.name_of(ANA)) == ({}, False, ANA)


@pytest.mark.parametrize("membership", [None, "", "Join", "joined", 7, ["leave"], {"leave": "leave"}])
def test_a_membership_that_is_none_changes_nothing(membership: object) -> None:
    view = a_room()
    for person in (ANA, OWN):
        view.apply(state("m.room.member", {"membership": membership}, person))
    assert view.joined
    assert set(view.members) == {ANA, BRUNO}


def test_the_names_are_put_in_order_again_only_where_they_change() -> None:
    view = a_room()
    before = view.members
    view.apply(state("m.room.topic", {"topic": "x"}))
    assert view.members is before
    view.apply(state("m.room.member", {"membership": "join", "displayname": "Zoé"}, ANA, ANA))
    assert view.members == {ANA: "Zoé", BRUNO: "Bruno"}
    view.apply(state("m.room.member", {"membership": "leave"}, BRUNO, BRUNO))
    assert view.members == {ANA: "Zoé"}
    view.forget()
    assert view.members == {}


@pytest.mark.parametrize(
    ("content", "hours", "messages"),
    [
        pytest.param({}, 168, 100, id="no wish"),
        pytest.param({"rotation_period_ms": 86_400_000, "rotation_period_msgs": 500}, 24, 500, id="a wish"),
        pytest.param({"rotation_period_ms": 1, "rotation_period_msgs": 1}, 1, 1, id="very often"),
        pytest.param({"rotation_period_ms": -1, "rotation_period_msgs": 0}, 1, 1, id="without end"),
        pytest.param({"rotation_period_ms": 10**18, "rotation_period_msgs": 10**18}, 168, 10_000, id="never"),
        pytest.param({"rotation_period_ms": "x", "rotation_period_msgs": [5]}, 168, 100, id="nonsense"),
        pytest.param({"rotation_period_ms": 1.5, "rotation_period_msgs": True}, 168, 100, id="no numbers"),
    ],
)
def test_how_often_keys_are_made_anew(content: dict[str, Any], hours: int, messages: int) -> None:
    view = a_room()
    view.apply(state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"} | content))
    assert view.rotation == Rotation(age=timedelta(hours=hours), messages=messages)


def test_a_room_keeps_its_view() -> None:
    rooms = Rooms(OWN)
    view = rooms.of("!room")
    assert rooms.of("!room") is view
    assert rooms.of("!other") is not view


def test_a_name_of_the_room() -> None:
    view = a_room()
    assert view.name == "!room"
    view.apply(state("m.room.canonical_alias", {"alias": "#info:coop.example"}))
    assert view.name == "#info:coop.example"
    view.apply(state("m.room.name", {"name": "Groupe info"}))
    assert view.name == "Groupe info"


@given(
    st.lists(
        st.tuples(st.sampled_from(["member", "power_levels", "create", "name", "encryption"]), JUNK, JUNK)
    )
)
def test_no_state_raises(events: list[tuple[str, Any, Any]]) -> None:
    view = RoomView("!room", OWN)
    for kind, content, key in events:
        view.apply(state(f"m.room.{kind}", content, key, sender=key))
        view.apply(state(f"m.room.{kind}", content))
    for user_id in (ANA, OWN):
        view.is_moderator(user_id)
        view.may_send(user_id, "m.room.tombstone", state=True)
    assert isinstance(view.name, str)
    assert all(isinstance(name, str) for name in view.members.values())
    assert isinstance(view.encrypted, bool)
    assert view.predecessor is None or isinstance(view.predecessor, str)
