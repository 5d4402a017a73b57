"""The clock of the demo: fast, and faster where nothing happens."""

from datetime import timedelta

from intercoop_bot.clock import SystemClock
from intercoop_bot.demo.story import StoryClock
from tests.builders import NOON

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_it_goes_at_its_speed_from_its_beginning() -> None:
    clock = StoryClock(NOON, speed=60)
    real = SystemClock().now()
    assert clock.now() >= NOON
    assert clock.at(real + 60 * SECOND) - clock.at(real) == HOUR


async def test_it_hurries_to_the_instant_and_goes_on_at_its_speed() -> None:
    clock = StoryClock(NOON, speed=60)
    before = SystemClock().now()
    await clock.hurry(NOON + 24 * HOUR, within=0.1)
    after = SystemClock().now()
    assert clock.now() >= NOON + 24 * HOUR
    assert clock.at(after + SECOND) - clock.at(after) == timedelta(minutes=1)
    # What happened before keeps the time that it had.
    assert clock.at(before) < NOON + HOUR


async def test_it_does_not_hurry_where_there_is_time() -> None:
    clock = StoryClock(NOON, speed=3600)
    real = SystemClock().now()
    await clock.hurry(NOON + timedelta(minutes=1), within=60)
    assert clock.at(real + SECOND) - clock.at(real) == HOUR


async def test_who_waits_looks_again_soon_since_it_may_hurry() -> None:
    clock = StoryClock(NOON, speed=60)
    assert clock.seconds_until(NOON + 24 * HOUR) < 1
    assert clock.seconds_until(NOON) == 0
    await clock.reach(NOON + timedelta(seconds=1))
    assert clock.now() >= NOON + timedelta(seconds=1)
