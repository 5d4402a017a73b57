"""The clocks: the machine's, a fast one, and one that stands still."""

from datetime import UTC, datetime, timedelta

import pytest

from intercoop_bot.clock import FastClock, ManualClock, SystemClock
from tests.builders import NOON

HOUR = timedelta(hours=1)


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
