"""When time is called: whole meetings, minute by minute."""

from datetime import UTC, datetime, timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.marks import ENDED, ENDING, NEARLY, OVERDUE, UP, item_marks, reached
from intercoop_bot.meeting.schedule import Call, calls_due, deadline, is_at_work, projected_end, running_over
from tests.meeting.group import ANA, PLAN, Group, after

OVER_2, OVER_5, OVER_10 = 3, 4, 5

SPRING = datetime(2028, 3, 26, 0, 30, tzinfo=UTC)
"""Half past one in Paris; at two it is three."""

AUTUMN = datetime(2028, 10, 29, 0, 30, tzinfo=UTC)
"""Half past two in Paris; at three it is two."""


def hour(*items: int, start: datetime | None = None) -> Group:
    """An hour's meeting, opened at its time, with items of these lengths."""
    group = Group() if start is None else Group(start=start)
    agenda = tuple(c.DraftItem(title=f"Point {n}", minutes=minutes) for n, minutes in enumerate(items, 1))
    group.does(
        c.Plan(title="Réunion", starts_at=after(0, group.start), ends_at=after(60, group.start), items=agenda)
    )
    group.at(0).does(c.Start())
    return group


@pytest.mark.parametrize(
    ("minutes", "marks"),
    [
        pytest.param(1, [0, 1, 3, 6, 11], id="a minute: no time for a warning"),
        pytest.param(2, [1, 2, 4, 7, 12], id="warned a minute before, at least"),
        pytest.param(5, [4, 5, 7, 10, 15], id="five minutes"),
        pytest.param(20, [16, 20, 22, 25, 30], id="warned when a fifth is left"),
        pytest.param(60, [48, 60, 62, 65, 70], id="an hour"),
    ],
)
def test_the_marks_of_an_item(minutes: int, marks: list[float]) -> None:
    assert item_marks(timedelta(minutes=minutes)) == tuple(timedelta(minutes=mark) for mark in marks)


def test_a_mark_is_reached_at_its_instant() -> None:
    marks = item_marks(timedelta(minutes=5))
    seconds = [0, 239.9, 240, 299.9, 300, 420, 600, 900, 90000]
    assert [reached(marks, timedelta(seconds=s)) for s in seconds] == [0, 0, 1, 1, 2, 3, 4, 5, 5]


def test_an_hour_in_which_the_fourth_item_runs_over() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    for minute in (5, 10, 15, 46):
        group.at(minute).does(c.Next())
    group.at(69).does(c.End())
    group.at(200)
    assert group.calls == [
        (4, 1, NEARLY),
        (5, 1, UP),
        (9, 2, NEARLY),
        (10, 2, UP),
        (14, 3, NEARLY),
        (15, 3, UP),
        (35, 4, NEARLY),
        (40, 4, UP),
        (42, 4, OVER_2),
        (45, 4, OVER_5),
        (55, None, ENDING),
        (60, None, ENDED),
        (62, 5, NEARLY),
        (66, 5, UP),
        (68, 5, OVER_2),
    ]


def test_an_item_that_nobody_ends_is_called_five_times_and_no_more() -> None:
    group = hour(5).at(600)
    assert group.calls == [
        (4, 1, NEARLY),
        (5, 1, UP),
        (7, 1, OVER_2),
        (10, 1, OVER_5),
        (15, 1, OVER_10),
        (55, None, ENDING),
        (60, None, ENDED),
        (70, None, OVERDUE),
    ]
    assert deadline(group.room) is None


def test_an_item_left_early_is_not_called() -> None:
    group = hour(5, 20).at(3)
    group.does(c.Next())
    group.at(22)
    assert group.calls == [(19, 2, NEARLY)]


def test_two_that_fall_due_together_are_called_together() -> None:
    group = hour(60).at(60)
    assert group.calls == [(48, 1, NEARLY), (55, None, ENDING), (60, 1, UP), (60, None, ENDED)]


def test_a_pause_puts_off_the_item_but_not_the_end() -> None:
    group = hour(50).at(30)
    group.does(c.Pause())
    group.at(56).does(c.Resume())
    group.at(200)
    assert group.calls == [
        (55, None, ENDING),
        (60, None, ENDED),
        (66, 1, NEARLY),
        (70, None, OVERDUE),
        (76, 1, UP),
        (78, 1, OVER_2),
        (81, 1, OVER_5),
        (86, 1, OVER_10),
    ]


def test_more_time_lets_the_marks_come_again() -> None:
    group = hour(20).at(17)
    group.does(c.Extend(minutes=10))
    group.at(40)
    assert group.calls == [
        (16, 1, NEARLY),
        (24, 1, NEARLY),
        (30, 1, UP),
        (32, 1, OVER_2),
        (35, 1, OVER_5),
        (40, 1, OVER_10),
    ]


def test_more_time_moves_the_marks_of_the_end() -> None:
    group = hour(60).at(56)
    group.does(c.Extend(minutes=10))
    group.at(71)
    assert [call for call in group.calls if call[1] is None] == [
        (55, None, ENDING),
        (65, None, ENDING),
        (70, None, ENDED),
    ]


def test_another_time_for_the_current_item_moves_its_marks_and_calls_none_that_passed() -> None:
    group = hour(20).at(10)
    group.does(c.EditItem(position=1, minutes=5))
    assert group.calls == []
    group.at(12).does(c.EditItem(position=1, minutes=30))
    group.at(30)
    assert group.calls == [(24, 1, NEARLY), (30, 1, UP)]


def test_a_change_of_another_item_does_not_swallow_a_call_that_is_due() -> None:
    group = hour(5, 10).away(6)
    group._ask(c.EditItem(position=2, minutes=8), c.Actor(who=group.room.who(ANA)))
    group.wakes()
    assert group.calls == [(6, 1, UP)]


def test_an_item_taken_up_again_goes_on_from_the_mark_it_had() -> None:
    group = hour(10, 5).at(9)
    group.does(c.GoTo(position=2))
    group.at(12).does(c.Back())
    group.at(15)
    assert group.calls == [(8, 1, NEARLY), (13, 1, UP), (15, 1, OVER_2)]


def test_what_was_missed_is_called_once() -> None:
    group = hour(5, 20).away(30)
    group.wakes()
    assert group.calls == [(30, 1, OVER_10)]
    group.away(90).wakes()
    assert group.calls == [(30, 1, OVER_10), (90, None, OVERDUE)]


def test_what_is_due_within_moments_is_called_along() -> None:
    group = hour(40, 20).at(40 + 20 / 60)
    group.does(c.Next())
    group.at(61)
    assert group.calls[-2:] == [(60, 2, UP), (60, None, ENDED)]


def test_what_is_due_of_item_and_meeting() -> None:
    group = hour(60).away(61)
    assert calls_due(group.meeting, group.now) == (
        Call(item=1, mark=UP),
        Call(item=None, mark=ENDED),
    )


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        pytest.param(SPRING, "03:30", id="into summer time"),
        pytest.param(AUTUMN, "02:30", id="into winter time"),
        pytest.param(datetime(2028, 5, 12, 21, 30, tzinfo=UTC), "00:30", id="across midnight"),
    ],
)
def test_an_hour_is_an_hour_in_every_night(start: datetime, shown: str) -> None:
    group = hour(30, 30, start=start)
    assert group.reads().splitlines()[-3] == f"Fin prévue à {shown}."
    group.at(30).does(c.Next())
    group.at(70)
    assert group.calls == [
        (24, 1, NEARLY),
        (30, 1, UP),
        (54, 2, NEARLY),
        (55, None, ENDING),
        (60, 2, UP),
        (60, None, ENDED),
        (62, 2, OVER_2),
        (65, 2, OVER_5),
        (70, 2, OVER_10),
        (70, None, OVERDUE),
    ]
    assert group.meeting.id == 1


def test_what_the_overrun_costs() -> None:
    group = hour(20, 40).at(15)
    assert projected_end(group.meeting, group.now) == after(60)
    group.at(23)
    assert running_over(group.meeting, group.now) == timedelta(minutes=3)
    group.does(c.Park(position=2))
    assert running_over(group.meeting, group.now) < timedelta(0)


def test_no_end_no_overrun() -> None:
    group = Group(c.Start(), minute=0).at(10)
    assert running_over(group.meeting, group.now) == timedelta(0)


@pytest.mark.parametrize(
    "start", [datetime(2028, 5, 12, 10, tzinfo=UTC), datetime(2028, 5, 12, 5, tzinfo=UTC)]
)
def test_whenever_one_is_woken_is_told_in_utc(start: datetime) -> None:
    group = Group(c.Plan(title="Café", starts_at=start), minute=-10 * 24 * 60, start=start)
    woken = deadline(group.room)
    assert woken is not None
    assert woken.tzinfo is UTC


def test_without_a_meeting_nobody_is_woken() -> None:
    assert deadline(Group(c.Plan(title="Café")).room) is None
    assert deadline(Group(PLAN, c.Cancel()).room) is None


def test_corrected_minutes_rest_half_a_minute_before_they_are_posted_again() -> None:
    group = hour(5)
    group.does(
        c.TakeNote(draft=c.NoteDraft(tag="note", text="un devis"), author=group.room.who(ANA), event="$1")
    )
    group.at(5).does(c.End())
    group.at(6).does(c.Substitute(old="un", new="deux"))
    group.at(6.25).does(c.Substitute(old="devis", new="offres"))
    assert deadline(group.room) == after(6.75)
    group.at(7)
    posted = [entry for entry in group.entries if entry.fact == f.MinutesPosted(meeting=1, again=True)]
    assert [entry.at for entry in posted] == [after(6.75)]
    assert deadline(group.room) is None


def test_time_goes_on_in_a_meeting_and_while_its_minutes_are_corrected() -> None:
    group = Group(PLAN)
    assert not is_at_work(group.room)
    group.at(0).does(c.Start())
    assert is_at_work(group.room)
    draft = c.NoteDraft(tag="note", text="un devis")
    group.does(c.TakeNote(draft=draft, author=group.room.who(ANA), event="$1"))
    group.does(c.End())
    assert not is_at_work(group.room)
    group.does(c.Substitute(old="un", new="deux"))
    assert is_at_work(group.room)
