from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.recurrence import DAYS, Rule, begin, describe, next_after, parse_rule

PARIS = ZoneInfo("Europe/Paris")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def rule(rrule: str, hours: str = "12:00", anchor: str = "2028-01-01") -> Rule:
    """A rule as it is stored; `hours` may end with a length in minutes."""
    return parse_rule(f"{rrule} {anchor} {hours}")


def starts(rule: Rule, after: datetime, count: int, zone: ZoneInfo = PARIS, **more: list[date]) -> list[str]:
    """The next starts, on the clocks of the zone."""
    found: list[str] = []
    for _ in range(count):
        after, _end = next_after(rule, after, zone, **more)
        found.append(f"{after.astimezone(zone):%Y-%m-%d %H:%M}")
    return found


# --- what is stored


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00 60",
        "FREQ=WEEKLY;BYDAY=MO,TH 2028-05-12 24:00",
        "FREQ=MONTHLY;BYDAY=1MO,-2TH 2028-05-12 18:30 1440",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,-1 2028-02-29 00:05",
        "FREQ=DAILY 2028-05-12 09:00",
    ],
)
def test_a_stored_rule_is_read_back(text: str) -> None:
    assert parse_rule(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=DAILY",
        "FREQ=YEARLY 2028-05-12 09:00",
        "FREQ=DAILY;COUNT=3 2028-05-12 09:00",
        "FREQ=DAILY;INTERVAL=0 2028-05-12 09:00",
        "FREQ=WEEKLY;BYDAY=XX 2028-05-12 09:00",
        "FREQ=DAILY 2028-02-30 09:00",
        "FREQ=DAILY 2028-05-12 25:00",
        "FREQ=DAILY 2028-05-12 09:00 soon",
    ],
)
def test_any_other_text_is_no_stored_rule(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of a date it is the library's
        parse_rule(text)


# --- when it is


@pytest.mark.parametrize(
    ("rrule", "after", "expected"),
    [
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=31", "2028-01-31", ["2028-03-31 12:00", "2028-05-31 12:00"], id="31st"
        ),
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=29",
            "2028-02-01",
            ["2028-02-29 12:00", "2028-03-29 12:00"],
            id="leap day",
        ),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=29", "2029-02-01", ["2029-03-29 12:00"], id="no leap day"),
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "2028-02-01",
            ["2028-02-29 12:00", "2028-03-31 12:00"],
            id="last day",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYDAY=5FR",
            "2028-05-01",
            ["2028-06-30 12:00", "2028-09-29 12:00"],
            id="fifth friday",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYDAY=-1TH",
            "2028-05-01",
            ["2028-05-25 12:00", "2028-06-29 12:00"],
            id="last thursday",
        ),
        pytest.param(
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            "2028-05-12",
            ["2028-05-19 12:00", "2028-06-02 12:00"],
            id="every two weeks, from the anchor",
        ),
        pytest.param(
            "FREQ=DAILY;INTERVAL=3", "2028-05-11", ["2028-05-12 12:00", "2028-05-15 12:00"], id="every 3 days"
        ),
    ],
)
def test_the_days_of_a_rule(rrule: str, after: str, expected: list[str]) -> None:
    noon = datetime.fromisoformat(f"{after}T12:00").replace(tzinfo=PARIS)
    assert starts(rule(rrule, anchor="2028-01-01"), noon, len(expected)) == expected


def test_a_meeting_that_starts_at_this_instant_is_not_the_next_one() -> None:
    weekly = rule("FREQ=WEEKLY;BYDAY=FR")
    now = datetime(2028, 5, 12, 12, tzinfo=PARIS)
    assert starts(weekly, now, 1) == ["2028-05-19 12:00"]
    assert starts(weekly, now - timedelta(seconds=1), 1) == ["2028-05-12 12:00"]


def test_days_that_are_skipped() -> None:
    skipped = [date(2028, 5, 12), date(2028, 5, 26)]
    found = starts(rule("FREQ=WEEKLY;BYDAY=FR"), datetime(2028, 5, 9, tzinfo=UTC), 2, skipped=skipped)
    assert found == ["2028-05-19 12:00", "2028-06-02 12:00"]


def test_the_midnight_that_ends_a_day_is_on_the_next_one() -> None:
    friday = rule("FREQ=WEEKLY;BYDAY=FR", "24:00 60")
    start, end = next_after(friday, datetime(2028, 5, 12, 12, tzinfo=UTC), PARIS)
    assert start == datetime(2028, 5, 13, 0, tzinfo=PARIS)
    assert end == datetime(2028, 5, 13, 1, tzinfo=PARIS)
    saturday = [date(2028, 5, 13)]
    assert starts(friday, datetime(2028, 5, 12, 12, tzinfo=UTC), 1, skipped=saturday) == ["2028-05-20 00:00"]
    late_on_friday = datetime(2028, 5, 13, 0, tzinfo=PARIS) - timedelta(seconds=1)
    assert starts(friday, late_on_friday, 1) == ["2028-05-13 00:00"]


@pytest.mark.parametrize(
    ("hours", "day", "start", "end"),
    [
        pytest.param("02:30 60", "2028-03-26", "01:30", "02:30", id="an hour that is jumped over"),
        pytest.param("02:30 30", "2028-03-26", "01:30", "02:00", id="and its end too"),
        pytest.param("01:00 180", "2028-03-26", "00:00", "02:00", id="across the short night"),
        pytest.param("02:30 15", "2028-10-29", "00:30", "00:45", id="an hour that comes twice"),
        pytest.param("01:00 180", "2028-10-29", "23:00", "03:00", id="across the long night"),
    ],
)
def test_the_nights_on_which_clocks_are_changed(hours: str, day: str, start: str, end: str) -> None:
    before = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=PARIS)
    starts_at, ends_at = next_after(rule("FREQ=DAILY", hours), before, PARIS)
    assert ends_at is not None
    assert (f"{starts_at:%H:%M}", f"{ends_at:%H:%M}") == (start, end)


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_the_hour_is_the_same_all_the_year(zone: str) -> None:
    here = ZoneInfo(zone)
    daily = rule("FREQ=DAILY", "18:30 90", "2028-01-01")
    at = datetime(2028, 1, 1, tzinfo=here)
    for day in range(2 * 366):
        at, end = next_after(daily, at, here)
        local = at.astimezone(here)
        assert local.date() == date(2028, 1, 1) + timedelta(days=day)
        assert (local.hour, local.minute) == (18, 30)
        assert end == at + timedelta(minutes=90)


def test_the_calendar_ends() -> None:
    with pytest.raises(OverflowError):
        next_after(rule("FREQ=DAILY", anchor="9999-12-01"), datetime(9999, 12, 31, 13, tzinfo=UTC), PARIS)


def test_a_rule_is_counted_from_its_first_day() -> None:
    fortnightly = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", anchor="2028-05-09")
    assert begin(fortnightly, PARIS).anchor == date(2028, 5, 12)
    past_noon = datetime(2028, 5, 12, 13, tzinfo=PARIS)
    assert begin(fortnightly, PARIS, after=past_noon).anchor == date(2028, 5, 19)


RRULES = st.one_of(
    st.builds(
        "FREQ=WEEKLY;INTERVAL={};BYDAY={}".format,
        st.integers(1, 9),
        st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(",".join),
    ),
    st.builds(
        "FREQ=MONTHLY;BYDAY={}{}".format, st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.sampled_from(DAYS)
    ),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.integers(1, 31)),
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 9)),
)


@given(
    rrule=RRULES,
    hour=st.integers(0, 24),
    after=st.integers(0, 5 * 366 * 24 * 60).map(lambda minutes: LONG_AGO + timedelta(minutes=minutes)),
    zone=st.sampled_from([PARIS, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), ZoneInfo("UTC")]),
)
def test_the_next_one_is_later_at_the_same_hour(
    rrule: str, hour: int, after: datetime, zone: ZoneInfo
) -> None:
    starts_at, ends_at = next_after(rule(rrule, f"{hour:02}:00 60"), after, zone)
    assert starts_at > after
    assert ends_at is not None
    assert ends_at > starts_at
    local = starts_at.astimezone(zone)
    is_night_of_change = local.utcoffset() != (starts_at - timedelta(hours=1)).astimezone(zone).utcoffset()
    assert local.hour == hour % 24 or is_night_of_change


# --- how it is said


@pytest.mark.parametrize(
    ("rrule", "hours", "french", "english"),
    [
        ("FREQ=DAILY", "09:00", "tous les jours à 09:00", "every day at 09:00"),
        ("FREQ=DAILY;INTERVAL=3", "09:00", "tous les 3 jours à 09:00", "every 3 days at 09:00"),
        (
            "FREQ=WEEKLY;BYDAY=FR",
            "12:00 60",
            "chaque vendredi de 12:00 à 13:00",
            "every Friday from 12:00 to 13:00",
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "18:30",
            "chaque lundi et chaque jeudi à 18:30",
            "every Monday and every Thursday at 18:30",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            "12:00",
            "toutes les deux semaines, le vendredi à 12:00",
            "every two weeks, on Friday at 12:00",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR",
            "22:00 180",
            "toutes les 3 semaines, le vendredi de 22:00 à 01:00",
            "every 3 weeks, on Friday from 22:00 to 01:00",
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "09:00",
            "du lundi au vendredi à 09:00",
            "Monday to Friday at 09:00",
        ),
        (
            "FREQ=MONTHLY;BYDAY=1MO",
            "18:30",
            "le premier lundi du mois à 18:30",
            "the first Monday of the month at 18:30",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-2TH",
            "20:00",
            "l’avant-dernier jeudi du mois à 20:00",
            "the second-to-last Thursday of the month at 20:00",
        ),
        (
            "FREQ=MONTHLY;BYDAY=5FR",
            "12:00",
            "le cinquième vendredi du mois à 12:00 (s’il y en a un)",
            "the fifth Friday of the month at 12:00 (if there is one)",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SA",
            "10:00",
            "tous les 2 mois, le dernier samedi du mois à 10:00",
            "every 2 months, the last Saturday of the month at 10:00",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "19:00",
            "le 1er et le 15 du mois à 19:00",
            "the 1st and the 15th of the month at 19:00",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=2,23",
            "19:00",
            "le 2 et le 23 du mois à 19:00",
            "the 2nd and the 23rd of the month at 19:00",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "19:00",
            "le 31 du mois à 19:00 (s’il y en a un)",
            "the 31st of the month at 19:00 (if there is one)",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "19:00",
            "le dernier jour du mois à 19:00",
            "the last day of the month at 19:00",
        ),
    ],
)
def test_a_rule_is_said(rrule: str, hours: str, french: str, english: str) -> None:
    assert describe(rule(rrule, hours), "fr") == french
    assert describe(rule(rrule, hours), "en") == english
