"""Pauses grow with each failure in a row, up to a bound, and begin anew after a success."""

from intercoop_bot.matrix.pace import Backoff, Pace


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
