"""Who gets answers without end gets none for a while; what they do still shows where it stands."""

from datetime import timedelta

from intercoop_bot.meeting.effects import Effect, PostMinutes, React, Say, say
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.patience import MOST, PAUSE, WITHIN, Patience
from tests.builders import ANA, BRUNO, NOON

PARROT, OTHER = Who(BRUNO, "Perroquet"), Who(ANA, "Ana")
ANSWER = say("room.missed")
CARD = Say(lines=ANSWER.lines, edits="card:1")
EMOJI = React(emoji="✅")


def exhausted() -> Patience:
    """Return a patience that has just run out with the parrot."""
    patience = Patience()
    for n in range(MOST - 1):
        assert patience.sift([ANSWER], PARROT, NOON + timedelta(seconds=n)) == [ANSWER]
    last = patience.sift([ANSWER], PARROT, NOON + timedelta(seconds=MOST))
    keys = [line.phrase.key for each in last if isinstance(each, Say) for line in each.lines]
    assert keys == ["room.missed", "message.enough"]
    return patience


def test_after_many_answers_there_are_no_words() -> None:
    patience = exhausted()
    effects: list[Effect] = [ANSWER, CARD, EMOJI, PostMinutes(meeting=1, occasion="asked")]
    assert patience.sift(effects, PARROT, NOON + timedelta(minutes=5)) == [CARD, EMOJI]
    assert patience.sift([ANSWER], OTHER, NOON + timedelta(minutes=5)) == [ANSWER]


def test_it_comes_back() -> None:
    patience = exhausted()
    later = NOON + timedelta(seconds=MOST) + PAUSE
    assert patience.sift([ANSWER], PARROT, later) == [ANSWER]


def test_answers_with_time_between_them_are_no_flood() -> None:
    patience = Patience()
    step = WITHIN / (MOST - 1)
    assert all(patience.sift([ANSWER], PARROT, NOON + n * step) == [ANSWER] for n in range(5 * MOST))


def test_what_is_no_answer_does_not_count() -> None:
    patience = Patience()
    assert all(patience.sift([EMOJI, CARD], PARROT, NOON) == [EMOJI, CARD] for _ in range(5 * MOST))
    assert patience.sift([ANSWER], PARROT, NOON) == [ANSWER]
