"""The clocks: the machine's, a fast one, and one that stands still."""

from datetime import UTC, datetime, timedelta

import pytest

from intercoop_bot.clock import FastClock, Foreign, ManualClock, Onward, SystemClock
from tests.builders import NOON
from tests.machine import Machine

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_the_machines_clock_is_aware_and_goes_on() -> None:
    clock = SystemClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first
    assert clock.at(NOON) == NOON


def test_the_machines_clock_counts_down_to_nothing_less_than_zero() -> None:
    clock = SystemClock()
    assert clock.seconds_until(clock.now() - HOUR) == 0
    assert 3000 < clock.seconds_until(clock.now() + HOUR) <= 3600


def test_a_fast_clock_begins_where_it_is_told_to() -> None:
    clock = FastClock(NOON, speed=60)
    assert clock.now() >= NOON
    assert clock.seconds_until(NOON - HOUR) == 0


def test_a_fast_clock_stretches_real_time() -> None:
    clock = FastClock(NOON, speed=60)
    real = SystemClock().now()
    assert clock.at(real + timedelta(minutes=1)) - clock.at(real) == HOUR


def test_a_fast_clock_shortens_the_wait() -> None:
    clock = FastClock(NOON, speed=60)
    assert clock.seconds_until(NOON + HOUR) <= 60


async def test_a_fast_clock_is_reached() -> None:
    clock = FastClock(NOON, speed=3600)
    await clock.reach(NOON + timedelta(minutes=1))
    assert clock.now() >= NOON + timedelta(minutes=1)


def test_a_clock_that_is_set_stands_still_until_then() -> None:
    clock = ManualClock(NOON)
    assert clock.now() == NOON
    clock.advance(HOUR)
    assert clock.now() == NOON + HOUR
    assert clock.at(datetime(2030, 1, 1, tzinfo=UTC)) == datetime(2030, 1, 1, tzinfo=UTC)
    assert clock.seconds_until(NOON + 2 * HOUR) == 3600
    assert clock.seconds_until(NOON) == 0


def test_a_clock_does_not_go_back() -> None:
    clock = ManualClock(NOON)
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-HOUR)
    assert clock.now() == NOON


# --- a machine whose clock jumps, or that sleeps


def test_a_machine_that_slept_has_aged() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wait(3 * HOUR)
    assert clock.now() == NOON + 3 * HOUR


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_wrong_hour_that_is_soon_set_right_is_never_seen(jump: timedelta) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.jump(jump)
    for minute in range(1, 5):
        machine.wait(MINUTE)
        assert clock.now() == NOON + minute * MINUTE
    machine.jump(-jump)
    machine.wait(20 * MINUTE)
    assert clock.now() == NOON + 24 * MINUTE


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_an_hour_that_stands_for_minutes_is_believed(jump: timedelta) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.jump(jump)
    assert clock.now() == NOON
    machine.wait(4 * MINUTE)
    assert clock.now() == NOON + 4 * MINUTE
    machine.wait(MINUTE)
    assert clock.now() == NOON + jump + 5 * MINUTE


def test_a_clock_that_jumps_about_is_believed_once_it_stands() -> None:
    machine = Machine()
    clock = machine.clock()
    for minute in range(1, 21):
        machine.jump(HOUR)
        machine.wait(MINUTE)
        assert clock.now() == NOON + minute * MINUTE


def test_what_trims_the_clock_is_followed() -> None:
    machine = Machine()
    clock = machine.clock()
    for _ in range(20):
        machine.jump(timedelta(seconds=2))
        machine.wait(MINUTE)
        clock.now()
    assert clock.now() == NOON + 20 * MINUTE + timedelta(seconds=40)


# --- the time of a log


def test_the_time_of_a_log_goes_on_where_the_clock_was_set_back() -> None:
    clock = ManualClock(NOON)
    time = Onward(clock)
    time.go_on_from(NOON + HOUR)
    assert time.now() == NOON + HOUR
    clock.advance(MINUTE)
    time.go_on_from(NOON + HOUR)
    assert time.now() == NOON + HOUR + MINUTE
    assert time.when(NOON + MINUTE) == time.now()
    assert time.seconds_until(NOON + HOUR + 3 * MINUTE) == 120
    time.go_on_from(None)
    assert time.now() == NOON + MINUTE


# --- the times of another machine


@pytest.mark.parametrize("wrong", [HOUR, -HOUR, 400 * 24 * HOUR], ids=["ahead", "behind", "long ago"])
def test_the_times_of_a_clock_that_is_wrong_are_set_right(wrong: timedelta) -> None:
    clock = Foreign(ManualClock(NOON))
    assert clock.at(NOON) == NOON, "nothing is known of it yet"
    clock.compare(SystemClock().now() + wrong)
    assert abs(clock.at(NOON + wrong) - NOON) < timedelta(seconds=5)
    assert clock.now() == NOON
    assert clock.seconds_until(NOON + MINUTE) == 60


def test_the_time_that_an_answer_takes_is_no_difference() -> None:
    clock = Foreign(ManualClock(NOON))
    clock.compare(SystemClock().now() + HOUR)
    clock.compare(SystemClock().now() - timedelta(seconds=20))
    assert clock.at(NOON) == NOON
