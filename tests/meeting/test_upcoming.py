"""What is due of a meeting that is only planned, and when: to the minute, by the clocks of the room."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import TryLink
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.schedule import deadline
from tests.meeting.group import ANA, BRUNO, CHLOE, NOON, PLAN, Group, after

PARIS = ZoneInfo("Europe/Paris")
DAY = 24 * 60
TEN_DAYS = -10 * DAY


def calls(group: Group, meeting: int = 1) -> list[tuple[str, tuple[str, ...]]]:
    """Return what was called of a meeting, and when by the clocks of the room."""
    return [
        (f"{entry.at.astimezone(ZoneInfo(group.room.zone)):%d/%m %H:%M}", entry.fact.calls)
        for entry in group.entries
        if isinstance(entry.fact, f.UpcomingCalled) and entry.fact.meeting == meeting
    ]


def called(group: Group) -> list[str]:
    """Return all that was called, in order."""
    return [call for _, made in calls(group) for call in made]


def prefers(**wishes: str) -> list[c.SetPreference]:
    return [c.SetPreference(name=name, value=value) for name, value in wishes.items()]


def local(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def test_the_calls_of_a_meeting_from_planning_to_its_end() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), call="https://meet.example/x"), minute=TEN_DAYS)
    group.at(60)
    assert calls(group) == [
        ("05/05 12:00", ("ask_roles", "remind")),
        ("10/05 12:00", ("ask_roles", "remind")),
        ("11/05 12:00", ("chase",)),
        ("12/05 10:00", ("chase", "remind")),
        ("12/05 11:30", ("try_link",)),
        ("12/05 11:50", ("remind", "stop_chasing")),
        ("12/05 11:55", ("gate",)),
        ("12/05 12:15", ("ask_held",)),
        ("12/05 13:00", ("record",)),
    ]
    assert group.room.meetings[1].phase is Phase.NOT_HELD
    assert deadline(group.room) is None


def test_a_link_is_tried_half_an_hour_before_and_a_number_is_not() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), call="https://meet.example/x")).at(-30)
    assert group.seen == (TryLink(meeting=1),)
    assert "try_link" not in called(Group(PLAN).at(0))


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        pytest.param(-8 * DAY, 4, id="in time for all"),
        pytest.param(-3 * DAY, 3, id="too late for the first"),
        pytest.param(-2 * DAY, 2, id="at the very minute of the second"),
        pytest.param(-60, 1, id="an hour before"),
        pytest.param(-5, 0, id="at the last minute"),
    ],
)
def test_reminders_that_are_past_when_the_meeting_is_planned_are_skipped(
    minute: float, expected: int
) -> None:
    group = Group(PLAN, minute=minute).at(0)
    assert called(group).count("remind") == expected


@pytest.mark.parametrize(
    ("reminders", "expected"),
    [
        pytest.param("1440 60", ["11/05 12:00", "12/05 11:00"], id="others"),
        pytest.param("60 1440 60", ["11/05 12:00", "12/05 11:00"], id="in any order, each once"),
        pytest.param("", [], id="none"),
        pytest.param("off", [], id="off"),
    ],
)
def test_a_room_chooses_when_it_is_reminded(reminders: str, expected: list[str]) -> None:
    group = Group(*prefers(reminders=reminders), PLAN, minute=TEN_DAYS).at(0)
    assert [when for when, made in calls(group) if "remind" in made] == expected


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        pytest.param("chase", {"ask_roles", "chase", "stop_chasing"}, id="roles"),
        pytest.param("gate", {"gate"}, id="the start"),
        pytest.param("closure", {"ask_held", "record"}, id="what became of it"),
    ],
)
def test_each_kind_can_be_turned_off(kind: str, gone: set[str]) -> None:
    group = Group(PLAN, minute=TEN_DAYS).at(60)
    without = Group(*prefers(**{kind: "off"}), PLAN, minute=TEN_DAYS).at(60)
    assert set(called(group)) - set(called(without)) == gone


# --- quiet hours


def test_what_can_wait_waits_for_the_morning() -> None:
    start = local(2028, 5, 12, 7, 30)
    group = Group(c.Plan(title="Tôt", starts_at=start), minute=TEN_DAYS, start=start).at(60)
    assert calls(group) == [
        ("05/05 08:00", ("ask_roles", "remind")),
        ("10/05 08:00", ("ask_roles", "remind")),
        ("11/05 08:00", ("chase",)),
        ("12/05 05:30", ("remind",)),
        ("12/05 07:20", ("remind", "stop_chasing")),
        ("12/05 07:25", ("gate",)),
        ("12/05 07:45", ("ask_held",)),
        ("12/05 08:30", ("record",)),
    ]


@pytest.mark.parametrize(
    ("reminders", "expected"),
    [
        pytest.param(
            "2880 120 10", ["10/05 08:00", "12/05 05:30", "12/05 07:20"], id="the last two do not wait"
        ),
        pytest.param("60 30 10", ["12/05 07:00", "12/05 07:20"], id="what waits until the hour is not said"),
    ],
)
def test_reminders_of_an_early_meeting(reminders: str, expected: list[str]) -> None:
    start = local(2028, 5, 12, 7, 30)
    group = Group(
        *prefers(reminders=reminders), c.Plan(title="Tôt", starts_at=start), minute=TEN_DAYS, start=start
    )
    assert [when for when, made in calls(group.at(0)) if "remind" in made] == expected


def test_what_waits_for_the_morning_is_not_called_as_the_meeting_begins() -> None:
    start = local(2028, 5, 12, 8, 0)
    group = Group(c.Plan(title="Tôt", starts_at=start), minute=TEN_DAYS, start=start).at(10)
    assert calls(group)[-1] == ("12/05 07:55", ("gate",))


def test_nobody_is_asked_for_a_role_at_night_two_hours_before() -> None:
    start = local(2028, 5, 12, 23, 30)
    group = Group(c.Plan(title="Nuit", starts_at=start), minute=-5 * DAY, start=start).at(0)
    assert ("12/05 21:30", ("remind",)) in calls(group)
    assert called(group).count("chase") == 1


def test_a_late_evening_waits_for_the_next_morning() -> None:
    start = local(2028, 5, 12, 22, 0)
    group = Group(c.Plan(title="Soir", starts_at=start), minute=TEN_DAYS, start=start).at(-3 * DAY)
    assert calls(group) == [("06/05 08:00", ("ask_roles", "remind"))]


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        pytest.param("13:00-14:00", "05/05 14:00", id="at noon"),
        pytest.param("13:30-08:00", "05/05 13:00", id="not yet"),
        pytest.param("off", "05/05 13:00", id="none"),
    ],
)
def test_a_room_chooses_its_quiet_hours(quiet: str, expected: str) -> None:
    start = local(2028, 5, 12, 13, 0)
    group = Group(*prefers(quiet=quiet), c.Plan(title="x", starts_at=start), minute=TEN_DAYS, start=start)
    assert calls(group.at(-6 * DAY))[0][0] == expected


# --- missed while away


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        pytest.param(-3 * DAY, ("ask_roles", "remind"), id="days before"),
        pytest.param(-20, ("ask_roles", "remind", "chase"), id="of two reminders one, and who takes a role"),
        pytest.param(-10, ("remind", "stop_chasing"), id="just too late for asking around"),
        pytest.param(-8, ("remind", "stop_chasing"), id="too late for asking around"),
        pytest.param(-2, ("remind", "stop_chasing", "gate"), id="at the door"),
        pytest.param(0, (), id="at the hour: nothing of it helps"),
        pytest.param(30, ("ask_held",), id="what became of it"),
        pytest.param(3 * DAY, ("ask_held",), id="days later: asked first"),
    ],
)
def test_what_was_missed_is_made_up_for_where_it_still_helps(back: float, expected: tuple[str, ...]) -> None:
    group = Group(PLAN, minute=TEN_DAYS).away(back)
    group.wakes()
    assert called(group) == list(expected)


def test_what_was_missed_is_said_in_one_message() -> None:
    group = Group(PLAN, minute=TEN_DAYS).away(-100)
    group.wakes()
    assert len(group.seen) == 1
    assert "commence dans 1 h 40" in group.reads()


def test_nothing_is_said_twice_after_a_restart_at_any_minute() -> None:
    steady = Group(PLAN, minute=TEN_DAYS).at(70)
    woken = Group(PLAN, minute=TEN_DAYS)
    for hour in range(-10 * 24, 2):
        woken.at(hour * 60).wakes()
    assert calls(woken.at(70)) == calls(steady)


# --- odd days


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(
            local(2028, 3, 27, 12, 0),
            ["20/03 12:00", "25/03 12:00", "27/03 10:00", "27/03 11:50"],
            id="over the night into summer time",
        ),
        pytest.param(
            local(2028, 10, 30, 12, 0),
            ["23/10 12:00", "28/10 12:00", "30/10 10:00", "30/10 11:50"],
            id="over the night into winter time",
        ),
        pytest.param(
            local(2028, 3, 26, 3, 30),
            ["19/03 08:00", "24/03 08:00", "26/03 00:30", "26/03 03:20"],
            id="in the night into summer time",
        ),
        pytest.param(
            local(2028, 10, 29, 2, 30),
            ["22/10 08:00", "27/10 08:00", "29/10 00:30", "29/10 02:20"],
            id="in the night into winter time",
        ),
        pytest.param(
            local(2028, 3, 2, 18, 0),
            ["24/02 18:00", "29/02 18:00", "02/03 16:00", "02/03 17:50"],
            id="over a leap day",
        ),
        pytest.param(
            local(2028, 2, 29, 18, 0),
            ["22/02 18:00", "27/02 18:00", "29/02 16:00", "29/02 17:50"],
            id="on a leap day",
        ),
        pytest.param(
            local(2028, 5, 13, 0, 30),
            ["06/05 08:00", "11/05 08:00", "12/05 22:30", "13/05 00:20"],
            id="across midnight",
        ),
    ],
)
def test_reminders_by_the_clocks_of_the_room(start: datetime, expected: list[str]) -> None:
    group = Group(c.Plan(title="x", starts_at=start), minute=TEN_DAYS, start=start).at(0)
    assert [when for when, made in calls(group) if "remind" in made] == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(local(2028, 3, 26, 19, 0), ["25/03 19:00", "26/03 18:00"], id="into summer time"),
        pytest.param(local(2028, 10, 29, 19, 0), ["28/10 19:00", "29/10 18:00"], id="into winter time"),
    ],
)
def test_the_day_before_it_is_the_same_hour_and_the_card_comes_with_it(
    start: datetime, expected: list[str]
) -> None:
    group = Group(
        *prefers(reminders="1440 60"), c.Plan(title="x", starts_at=start), minute=-3 * DAY, start=start
    )
    group.at(0)
    assert [when for when, made in calls(group) if "remind" in made] == expected
    assert group.meeting.card == 2


def test_quiet_hours_that_end_in_the_hour_that_comes_twice() -> None:
    start = local(2028, 10, 30, 12, 0)
    group = Group(
        *prefers(quiet="21:00-02:30", reminders="2025 10"),
        c.Plan(title="x", starts_at=start),
        minute=-3 * DAY,
        start=start,
    )
    assert [when for when, made in calls(group.at(-DAY)) if "remind" in made] == ["29/10 02:15"]


def test_a_meeting_across_midnight_that_nobody_opens() -> None:
    start = local(2028, 5, 12, 23, 30)
    ends = start + timedelta(hours=1)
    group = Group(c.Plan(title="Nuit", starts_at=start, ends_at=ends), start=start).at(90)
    assert calls(group)[-2:] == [("12/05 23:45", ("ask_held",)), ("13/05 00:30", ("record",))]


# --- moved dates


def test_a_moved_meeting_is_called_by_its_new_date_alone() -> None:
    group = Group(PLAN, minute=TEN_DAYS).at(-DAY)
    group.does(c.SetDate(starts_at=after(7 * DAY)))
    count = len(calls(group))
    group.at(7 * DAY)
    assert calls(group)[count:] == [
        ("12/05 12:00", ("ask_roles", "remind")),
        ("17/05 12:00", ("ask_roles", "remind")),
        ("18/05 12:00", ("chase",)),
        ("19/05 10:00", ("chase", "remind")),
        ("19/05 11:50", ("remind", "stop_chasing")),
        ("19/05 11:55", ("gate",)),
    ]


def test_a_meeting_that_is_brought_forward_skips_what_is_past() -> None:
    group = Group(PLAN, minute=TEN_DAYS).at(-9 * DAY)
    group.does(c.SetDate(starts_at=after(-9 * DAY + 60)))
    group.at(-9 * DAY + 60)
    assert called(group) == ["remind", "stop_chasing", "gate"]


@pytest.mark.parametrize("ending", [c.Cancel(), c.Start()], ids=["called off", "opened"])
def test_of_a_meeting_that_is_no_longer_planned_nothing_is_due(ending: c.Command) -> None:
    group = Group(PLAN, c.Foretell(coming=True), minute=TEN_DAYS).at(-8 * DAY)
    group.does(ending)
    group.away(30).wakes()
    assert called(group) == []


def test_without_a_date_nothing_is_due() -> None:
    assert called(Group(c.Plan(title="Café")).at(9 * DAY)) == []


def test_two_meetings_are_called_each_on_its_own() -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(DAY)), minute=TEN_DAYS).at(DAY)
    assert [when for when, _ in calls(group, 1)][:2] == ["05/05 12:00", "10/05 12:00"]
    assert [when for when, _ in calls(group, 2)][:2] == ["06/05 12:00", "11/05 12:00"]


# --- how much is said


def test_from_planning_to_the_start_a_calm_week_takes_few_messages() -> None:
    """Ten days, three roles taken and five answers given by reactions on the card: edits do not count."""
    group = Group(PLAN, minute=TEN_DAYS)
    posted = list(group.seen)
    people = (ANA, BRUNO, CHLOE, "@david:coop.example", "@elsa:coop.example")
    for hours, person in enumerate(people, 1):
        group.at(TEN_DAYS + 60 * hours).does(c.Foretell(coming=True, meeting=1), person)
        posted += group.seen
    for hours, (role, person) in enumerate(zip(group.room.roles, people, strict=False), 10):
        group.at(TEN_DAYS + 60 * hours).does(c.ClaimRole(role=role, meeting=1), person)
        posted += group.seen
    while (wake := deadline(group.room)) is not None and wake <= NOON:
        posted += group.at((wake - NOON) / timedelta(minutes=1)).seen
    group.at(0).does(c.Start())
    posted += group.seen
    new = [effect for effect in posted if type(effect).__name__ in ("Say", "PostCalendar", "PostMinutes")]
    assert len(new) == 10, new
