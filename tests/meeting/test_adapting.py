"""What can be done where an item runs over, and what it costs the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.adapting import offers, shares_of, unfitting
from intercoop_bot.meeting.buttons import asked_by
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.parts import Item
from tests.meeting.group import PLAN, Group, after


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    return group


def minutes(group: Group) -> list[int]:
    return [int((item.allotted or after(0) - after(0)).total_seconds() // 60) for item in group.meeting.items]


@pytest.mark.parametrize(
    ("times", "wanted", "shares"),
    [
        ([25, 20], 5, [3, 2]),
        ([5, 5, 25, 20], 5, [1, 0, 2, 2]),
        ([6], 5, [5]),
        ([5], 5, []),
        ([1, 1, 1], 1, []),
        ([None, 20], 5, [0, 5]),
        ([], 5, []),
    ],
)
def test_what_is_taken_from_the_later_items(times: list[int | None], wanted: int, shares: list[int]) -> None:
    items = [Item(id=number, title="x", minutes=time) for number, time in enumerate(times, 1)]
    found = shares_of(items, wanted)
    assert [found.get(item.id, 0) for item in items] == shares or (not shares and not found)


@given(st.lists(st.none() | st.integers(1, 90), max_size=8), st.integers(1, 30))
def test_what_is_taken_is_all_that_was_wanted_and_leaves_each_item_a_minute(
    times: list[int | None], wanted: int
) -> None:
    items = [Item(id=number, title="x", minutes=time) for number, time in enumerate(times, 1)]
    shares = shares_of(items, wanted)
    assert sum(shares.values()) in ((wanted,) if sum((time or 1) - 1 for time in times) >= wanted else (0,))
    assert all(0 < share < (items[number - 1].minutes or 0) for number, share in shares.items())


def test_time_is_taken_twice_from_items_that_were_shortened_or_prolonged() -> None:
    group = live()
    group.does(c.GoTo(position=4))
    group.does(c.Extend(minutes=10))
    group.does(c.GoTo(position=1))
    for position in (2, 3):
        group.does(c.Park(position=position))
    before = minutes(group)
    for _ in range(2):
        group.now += after(1) - after(0)
        group.does(c.Extend(minutes=5, from_later=True))
    assert [now - then for now, then in zip(minutes(group), before, strict=True)] == [10, 0, 0, -6, -4]


def test_time_from_the_later_items_keeps_the_end() -> None:
    group = live().at(7)
    (alarm,) = group.seen
    assert isinstance(alarm, Say)
    assert (alarm.ref, alarm.buttons) == ("over:1:1:5", ("1⃣", "2⃣", "3⃣", "4⃣"))
    command = asked_by("over:1:1:5", "1⃣", group.room, group.now)
    assert command == c.Extend(minutes=5, from_later=True)
    group.does(command)
    assert (sum(minutes(group)), group.meeting.ends_at) == (62, after(60))
    assert minutes(group)[0] == 12
    assert group.reads().splitlines()[0] == "⏱ « Connexion » continue jusqu’à 12:12."
    assert "Pris sur la suite : " in group.reads()


def test_or_the_end_moves() -> None:
    group = live().at(7)
    command = asked_by("over:1:1:5", "2⃣", group.room, group.now)
    assert command is not None
    group.does(command)
    assert group.meeting.ends_at == after(65)


def test_or_this_one_is_parked_or_the_last() -> None:
    group = live().at(7)
    for emoji, parked in (("4⃣", 5), ("3⃣", 1)):
        command = asked_by("over:1:1:5", emoji, group.room, group.now)
        assert command is not None
        group.does(command)
        item = group.meeting.item(parked)
        assert item is not None
        assert item.outcome == "parked"
    assert group.current.id == 2


def test_two_people_who_choose_choose_once() -> None:
    group = live().at(7)
    group.does(c.Extend(minutes=5))
    assert asked_by("over:1:1:5", "1⃣", group.room, group.now) is None
    assert asked_by("over:1:1:5", "2⃣", group.room, group.now) is None
    group.does(c.Park(last=True))
    assert asked_by("over:1:1:5", "4⃣", group.room, group.now) is None


def test_a_choice_about_an_item_that_was_left_means_nothing() -> None:
    group = live().at(7)
    group.does(c.Next())
    assert [asked_by("over:1:1:5", emoji, group.room, group.now) for emoji in ("1⃣", "2⃣", "3⃣", "4⃣")] == [
        None
    ] * 4
    group.at(8).does(c.End())
    assert asked_by("over:1:1:5", "2⃣", group.room, group.now) is None


@pytest.mark.parametrize("ref", ["over:1", "over:1:1", "over:1:x:5", "over:1:1:5:6"])
def test_a_name_that_makes_no_sense_is_no_button(ref: str) -> None:
    assert asked_by(ref, "2⃣", live().at(7).room, after(7)) is None


def test_at_the_last_item_nothing_can_be_taken_from_later_ones() -> None:
    group = live()
    group.does(c.GoTo(position=5))
    for position in (1, 2, 3, 4):
        group.does(c.Park(position=position))
    assert [offer.choice for offer in offers(group.meeting)] == ["move_end", "park_this"]
    assert group.is_refused(c.Extend(minutes=5, from_later=True)) == "refused.nothing_to_shorten"
    assert group.is_refused(c.Park(last=True)) == "refused.nothing_after"


def test_which_items_no_longer_fit() -> None:
    group = live().at(3)
    assert unfitting(group.meeting, group.now) == ()
    group.at(28)
    assert [item.id for item in unfitting(group.meeting, group.now)] == [4, 5]


def test_what_the_item_at_hand_still_takes_counts() -> None:
    group = live().at(10)
    group.does(c.GoTo(position=4))
    assert [item.id for item in unfitting(group.meeting, group.now)] == [5]


def test_a_minute_more_than_there_is_still_fits() -> None:
    group = live().at(6)
    assert unfitting(group.meeting, group.now) == ()
    group.at(6.1)
    assert [item.id for item in unfitting(group.meeting, group.now)] == [5]


def test_the_choices_about_the_last_item_name_none_after_it() -> None:
    group = live()
    group.does(c.GoTo(position=5))
    for position in (1, 2, 3, 4):
        group.does(c.Park(position=position))
    (alarm,) = group.at(22).seen
    assert isinstance(alarm, Say)
    assert (alarm.ref, alarm.buttons) == ("over:1:5:0", ("2⃣", "3⃣"))


def test_an_item_of_two_minutes_can_give_one() -> None:
    items = [Item(id=number, title="x", minutes=2) for number in (1, 2)]
    assert shares_of(items, 2) == {1: 1, 2: 1}
