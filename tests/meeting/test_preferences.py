"""The manners of the bot in a room, as the room wants them."""

from datetime import UTC, datetime, time, timedelta

import pytest

from intercoop_bot.language.wording import word_message
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.answers import answer
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.preferences import Preferences, after_quiet, preferences
from intercoop_bot.meeting.state import Room
from tests.meeting.group import NOON, Group, voice

HOUR = timedelta(hours=1)


def night(quiet: str = "21:00-08:00", zone: str = "Europe/Paris") -> Room:
    return Room(zone=zone, preferences={"quiet": quiet})


def test_what_a_room_gets_that_has_said_nothing() -> None:
    assert preferences(Room()) == Preferences(
        reminders=(168 * HOUR, 48 * HOUR, 2 * HOUR, timedelta(minutes=10)),
        quiet=(time(21), time(8)),
        chase=True,
        gate=True,
        closure=True,
        queue="arrival",
        voices=False,
        dialect="own",
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("reminders", "60 1440 60", (24 * HOUR, HOUR), id="the longest first, each once"),
        pytest.param("reminders", "", (), id="no reminders"),
        pytest.param("reminders", "off", (), id="reminders off"),
        pytest.param("quiet", "12:30-14:00", (time(12, 30), time(14)), id="a nap"),
        pytest.param("quiet", "off", None, id="no quiet hours"),
        pytest.param("quiet", "", None, id="quiet hours emptied"),
        pytest.param("chase", "off", False, id="chase"),
        pytest.param("gate", "off", False, id="gate"),
        pytest.param("closure", "off", False, id="closure"),
        pytest.param("queue", "share", "share", id="queue"),
        pytest.param("voices", "on", True, id="voices"),
        pytest.param("dialect", "meetbot", "meetbot", id="MeetBot's words"),
        pytest.param("dialect", "w3c", "w3c", id="the W3C's words"),
    ],
)
def test_what_a_room_has_said(name: str, value: str, expected: object) -> None:
    group = Group(c.SetPreference(name=name, value=value))
    assert getattr(preferences(group.room), name) == expected
    assert group.reads("fr")
    assert group.reads("en")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("queue", "by_age", id="an order of a later version"),
        pytest.param("dialect", "klingon", id="a dialect of a later version"),
        pytest.param("quiet", "noon-midnight", id="odd hours"),
        pytest.param("quiet", "25:00-26:00", id="no hours"),
        pytest.param("quiet", "21:00-08:00-09:00", id="too many hours"),
        pytest.param("reminders", "soon", id="odd reminders"),
        pytest.param("hats", "on", id="a preference of a later version"),
    ],
)
def test_what_is_not_known_here_does_no_harm(name: str, value: str) -> None:
    room = Room(preferences={name: value})
    assert preferences(room).queue == "arrival"
    assert preferences(room).dialect == "own"
    for said in answer(room, c.AskSettings(), NOON):
        assert isinstance(said, Say)
        assert word_message(said, voice("fr")).plain


def test_the_last_word_counts() -> None:
    group = Group(*(c.SetPreference(name="gate", value=value) for value in ("off", "on")))
    assert preferences(group.room).gate


@pytest.mark.parametrize("value", ["on", "off"])
@pytest.mark.parametrize("name", ["chase", "gate", "closure"])
def test_what_was_changed_is_shown_as_it_is(name: str, value: str) -> None:
    group = Group(c.SetPreference(name=name, value=value))
    (said,) = group.seen
    assert isinstance(said, Say)
    assert [each.phrase.key for each in said.lines] == [f"settings.{name}_{value}"]


@pytest.mark.parametrize(
    ("quiet", "at", "expected"),
    [
        pytest.param("21:00-08:00", (12, 18, 59), (12, 18, 59), id="before it"),
        pytest.param("21:00-08:00", (12, 19, 0), (13, 6, 0), id="as it begins"),
        pytest.param("21:00-08:00", (12, 22, 30), (13, 6, 0), id="past midnight"),
        pytest.param("21:00-08:00", (12, 6, 0), (12, 6, 0), id="as it ends"),
        pytest.param("12:30-14:00", (12, 11, 0), (12, 12, 0), id="within a day"),
        pytest.param("12:30-14:00", (12, 12, 0), (12, 12, 0), id="over within a day"),
        pytest.param("08:00-08:00", (12, 6, 0), (12, 6, 0), id="empty"),
        pytest.param("off", (12, 22, 30), (12, 22, 30), id="none"),
        pytest.param("21:00-08:00-09:00", (12, 22, 30), (12, 22, 30), id="not to be read"),
    ],
)
def test_until_the_quiet_hours_are_over(
    quiet: str, at: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    assert after_quiet(night(quiet), datetime(2028, 5, *at, tzinfo=UTC)) == datetime(
        2028, 5, *expected, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param((2028, 3, 25, 22), (2028, 3, 26, 6), id="into summer time"),
        pytest.param((2028, 10, 28, 22), (2028, 10, 29, 7), id="into winter time"),
        pytest.param((2028, 2, 28, 22), (2028, 2, 29, 7), id="into a leap day"),
    ],
)
def test_the_morning_comes_by_the_clocks_of_the_room(
    at: tuple[int, int, int, int], expected: tuple[int, int, int, int]
) -> None:
    assert after_quiet(night(), datetime(*at, tzinfo=UTC)) == datetime(*expected, tzinfo=UTC)


def test_where_an_hour_comes_twice_the_quiet_ends_once() -> None:
    second = datetime(2028, 10, 29, 1, 15, tzinfo=UTC)
    assert after_quiet(night("21:00-02:30"), second) == second
