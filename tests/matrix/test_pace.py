"""Pauses grow with each failure; once the homeserver limits us, what is urgent finds room."""

from dataclasses import dataclass, replace

import pytest

from intercoop_bot.matrix.pace import Backoff, Meter, Pace


def test_pauses_double_up_to_the_longest_with_some_chance() -> None:
    backoff = Backoff(Pace(first_pause=1, longest_pause=60))
    pauses = [backoff.pause() for _ in range(9)]
    for pause, longest in zip(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60], strict=True):
        assert longest / 2 <= pause <= longest
    assert len(set(pauses)) == len(pauses)


def test_a_success_begins_anew() -> None:
    backoff = Backoff(Pace(first_pause=1, longest_pause=60))
    for _ in range(6):
        backoff.pause()
    backoff.reset()
    assert backoff.pause() <= 1


# --- the meter of what the homeserver lets us send -----------------------------------------------------

LIMITS = Pace(burst=10, per_second=0.2, reserve=4)


def sent(meter: Meter, times: int, at: float) -> None:
    for _ in range(times):
        meter.count(at)


def test_before_the_homeserver_says_so_there_is_no_limit() -> None:
    meter = Meter(LIMITS)
    sent(meter, 1000, at=0)
    assert meter.wait(0) == 0


def test_once_we_were_too_fast_what_is_not_urgent_waits_until_the_reserve_is_left() -> None:
    meter = Meter(LIMITS)
    meter.refuse(100, wait=5)
    # Ten are counted; one more, and four in reserve, fit once five are forgotten.
    assert meter.wait(100) == pytest.approx(25)
    assert meter.wait(124) == pytest.approx(1)
    assert meter.wait(125) == pytest.approx(0)
    meter.count(125)
    assert meter.wait(125) == pytest.approx(5)


def test_after_a_quiet_while_some_may_go_at_once_and_the_rest_at_the_pace_of_the_homeserver() -> None:
    meter = Meter(LIMITS)
    meter.refuse(0, wait=5)
    at, sent_at = 1000.0, []
    for _ in range(9):
        at += meter.wait(at)
        meter.count(at)
        sent_at.append(at)
    assert sent_at == pytest.approx([1000] * 6 + [1005, 1010, 1015])


def test_however_many_buttons_wait_the_homeserver_takes_as_many_alarms_as_are_in_reserve() -> None:
    meter, homeserver = Meter(LIMITS), Homeserver()
    meter.refuse(0, wait=5)
    at = 1000.0
    for _ in range(50):
        at += meter.wait(at)
        assert homeserver.takes(at)
        meter.count(at)
        # An alarm at the worst moment, and another, and another: none of them waits.
        assert replace(homeserver).takes(at, LIMITS.reserve)


def test_what_is_urgent_is_counted_as_well() -> None:
    meter = Meter(LIMITS)
    meter.refuse(0, wait=5)
    sent(meter, 8, at=1000)
    assert meter.wait(1000) == pytest.approx(15)


@dataclass
class Homeserver:
    """What Synapse counts: it takes what fits into its burst, and forgets at its rate."""

    count: float = 0.0
    at: float = 0.0

    def takes(self, at: float, times: int = 1) -> bool:
        self.count = max(0.0, self.count - (at - self.at) * LIMITS.per_second)
        self.at = at
        if self.count > LIMITS.burst - times + 1e-9:
            return False
        self.count += times
        return True
