"""A chat log is held again: how its lines are read, and what comes of them."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

import intercoop_bot.turn as turn_module
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.rules import decide
from intercoop_bot.meeting.state import Room
from intercoop_bot.minutes.render import text as as_text
from intercoop_bot.replay import LogLine, NotALog, Replay, minutes_of, read_log, retell
from intercoop_bot.room import Manners

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2028, 5, 12)
ENGLISH = Manners(language="en")


def read(text: str, day: date = DAY) -> list[LogLine]:
    """Return the lines of a log held in Paris."""
    return read_log(text, day, PARIS)


def local(line: LogLine) -> str:
    """Return when a line was written, as clocks in Paris showed it."""
    return f"{line.at.astimezone(PARIS):%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("written", "name", "said", "clock"),
    [
        pytest.param("12:00:01 <@ana> !start", "ana", "!start", "12 12:00:01", id="MeetBot"),
        pytest.param("12:00 < ana> hello", "ana", "hello", "12 12:00:00", id="irssi"),
        pytest.param("12:00 <+ana> hello", "ana", "hello", "12 12:00:00", id="voiced"),
        pytest.param("12:00 <ana> ", "ana", "", "12 12:00:00", id="nothing said"),
        pytest.param("12:00 ana> hello", "ana", "hello", "12 12:00:00", id="bare"),
        pytest.param("[12:00] <ana> hello", "ana", "hello", "12 12:00:00", id="brackets"),
        pytest.param("9:05 <ana> hello", "ana", "hello", "12 09:05:00", id="short hour"),
        pytest.param("2028-05-13 12:00 <ana> hi", "ana", "hi", "13 12:00:00", id="date"),
        pytest.param("2028-05-13T12:00:09 <ana> hi", "ana", "hi", "13 12:00:09", id="ISO"),
        pytest.param("12:00 <Ana M.> a > b <c>", "Ana M.", "a > b <c>", "12 12:00:00", id="signs"),
    ],
)
def test_a_line_of_a_log(written: str, name: str, said: str, clock: str) -> None:
    (line,) = read(written)
    assert (line.name, line.text, line.what, local(line)) == (name, said, "said", clock)


@pytest.mark.parametrize(
    ("written", "name", "what"),
    [
        pytest.param("12:00 * ana joined", "ana", "joined", id="joined"),
        pytest.param("12:00 * ana has joined #coop", "ana", "joined", id="has joined"),
        pytest.param("12:00 -!- ana [~ana@coop.example] has joined #coop", "ana", "joined", id="irssi"),
        pytest.param("12:00 * ana left", "ana", "left", id="left"),
        pytest.param("12:00 -!- ana has quit [gone]", "ana", "left", id="quit"),
    ],
)
def test_who_came_and_went(written: str, name: str, what: str) -> None:
    (line,) = read(written)
    assert (line.name, line.what) == (name, what)


def test_an_indented_line_goes_on_with_the_message_above_it() -> None:
    first, second = read("12:00 <ana> !agenda\n    Hedge\n\tPond\n\n    Shed\n12:01 <ana> hi\n")
    assert first.text == "!agenda\nHedge\nPond\n\nShed"
    assert second.text == "hi"


def test_an_empty_line_does_not_carry_over_to_the_next_message() -> None:
    assert [line.text for line in read("12:00 <ana> a\n\n12:01 <ana> b\n  c")] == ["a", "b\nc"]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("", id="nothing"),
        pytest.param("hello\n--- Log opened ---", id="no line of a log"),
        pytest.param("25:00 <ana> hello", id="no such hour"),
        pytest.param("2028-02-31 12:00 <ana> hello", id="no such day"),
        pytest.param("    12:00 <ana> hello", id="only an indented line"),
        pytest.param("12:00 * ana waves", id="neither came nor went"),
    ],
)
def test_what_is_no_log_is_said_to_be_none(written: str) -> None:
    with pytest.raises(NotALog):
        read(written)


def test_what_is_no_line_of_a_log_is_passed_over() -> None:
    assert [line.text for line in read("12:00 <ana> a\n--- Day changed\n25:61 <ana> b\n12:02 <ana> c")] == [
        "a",
        "c",
    ]


def test_where_the_time_of_day_goes_back_a_day_has_passed() -> None:
    lines = read("23:59 <ana> a\n00:01 <ana> b\n00:02 <ana> c\n00:00:30 <ana> d")
    assert [local(line) for line in lines] == ["12 23:59:00", "13 00:01:00", "13 00:02:00", "14 00:00:30"]


def test_a_date_that_goes_back_is_no_way_back() -> None:
    first, second = read("2028-05-13 12:00 <ana> a\n2028-05-12 12:00 <ana> b")
    assert first.at == second.at


def test_the_hour_that_comes_twice_is_told_by_the_order_of_lines() -> None:
    lines = read(
        "01:50 <ana> a\n02:40 <ana> b\n02:10 <ana> c\n02:50 <ana> d\n03:05 <ana> e", date(2028, 10, 29)
    )
    minutes = [round((line.at - lines[0].at) / timedelta(minutes=1)) for line in lines]
    assert minutes == [0, 50, 80, 120, 135]


def test_the_hour_that_is_skipped_took_no_time() -> None:
    lines = read("01:50 <ana> a\n03:10 <ana> b", date(2028, 3, 26))
    assert lines[1].at - lines[0].at == timedelta(minutes=20)


def test_times_are_those_of_the_zone() -> None:
    (line,) = read("12:00 <ana> hello")
    assert line.at == datetime(2028, 5, 12, 10, tzinfo=UTC)


MEETING = """\
12:00:00 <ana> !start Garden
12:00:10 <ana> !item Hedge 5m
12:00:20 <ana> !next
12:01:00 * bruno joined
12:02:00 <bruno> NOTE: the hedge is high
12:03:00 <bot> what the bot of that day said
12:04:50 * bruno left
"""


async def test_the_bot_speaks_when_it_would_have_spoken() -> None:
    told = await retell(read(MEETING), ENGLISH)
    assert told[0] == "12:00:00 bot> ▶️ Garden has begun."
    assert [line for line in told if "Hedge" in line] == [
        "12:00:20 bot> 1/1 · Hedge – 5 min, until 12:05",
        "12:01:00 bot> 1/1 · Hedge – 4 min, until 12:05",
        "12:04:20 bot> ana: ⏳ “Hedge”: 1 min left of 5 min.",
    ]
    assert not any("of that day" in line for line in told)


async def test_timers_fire_before_the_line_after_them() -> None:
    told = await retell(read(MEETING + "12:30:00 <ana> hello again"), ENGLISH)
    assert [line[:8] for line in told if "Hedge" in line][3:] == [
        "12:05:20",
        "12:07:20",
        "12:10:20",
        "12:15:20",
    ]


async def test_a_log_that_ends_with_the_meeting_open_has_minutes_that_say_so() -> None:
    minutes = await minutes_of(read(MEETING), ENGLISH)
    assert minutes is not None
    written = as_text(minutes)
    assert "had not ended" in written or "not over" in written
    assert "the hedge is high" in written


async def test_the_minutes_are_those_of_the_last_meeting_that_began() -> None:
    log = MEETING + "12:06 <ana> !end\n12:07 <ana> !plan Pond friday 19 may 12:00\n"
    minutes = await minutes_of(read(log), ENGLISH)
    assert minutes is not None
    assert as_text(minutes).startswith("Garden\n")


async def test_where_none_began_the_minutes_are_those_of_the_planned_one() -> None:
    minutes = await minutes_of(read("12:07 <ana> !plan Pond friday 19 may 12:00"), ENGLISH)
    assert minutes is not None
    assert as_text(minutes).startswith("Pond\n")


async def test_without_a_meeting_there_are_no_minutes() -> None:
    assert await minutes_of(read("12:00 <ana> hello"), ENGLISH) is None


async def test_time_passes_also_where_what_is_due_stumbles(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(room: Room, command: c.Command, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
        if command == c.Tick():
            raise RuntimeError("a stone")
        return decide(room, command, by, at)

    lines = read("12:00 <Ana> !start\n12:00 <Ana> !item Hedge 5m\n12:00 <Ana> !next")
    async with Replay.open(lines, ENGLISH) as replay:
        for each in lines:
            await replay.hear(each)
        monkeypatch.setattr(turn_module, "decide", stumble)
        with capture_logs():
            async with asyncio.timeout(30):
                await replay.wait_until(lines[0].at + timedelta(hours=1))
        assert replay.now == lines[0].at + timedelta(hours=1)
