"""What is taken back of who speaks, and who has the floor then."""

from datetime import timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.state import Meeting
from tests.meeting.group import ANA, BRUNO, CHLOE, DAVID, Group, somebody
from tests.meeting.noting import live
from tests.meeting.undoing import course, says


def talking() -> Group:
    """Bruno speaks, Chloé and David wait."""
    group = live().at(1)
    group.does(c.GiveFloor(who=somebody(BRUNO)))
    group.does(c.JoinQueue(topic="le bail"), CHLOE)
    group.at(1.1).does(c.JoinQueue(), DAVID)
    return group


def speaking(meeting: Meeting) -> tuple[object, ...]:
    return meeting.queue, meeting.queue_closed, meeting.floors, meeting.turn_limit


@pytest.mark.parametrize(
    "ruling",
    [
        c.GiveFloor(),
        c.GiveFloor(who=somebody(DAVID)),
        c.GiveFloor(who=somebody(ANA)),
        c.CloseQueue(),
        c.LimitTurns(length=timedelta(minutes=5)),
    ],
    ids=str,
)
def test_what_was_ruled_on_who_speaks_is_undone_and_nothing_before_it(ruling: c.Command) -> None:
    group = talking()
    says(group.at(1.2), c.Next())
    before, agenda = speaking(group.meeting), course(group.meeting)
    says(group.at(2), ruling)
    assert speaking(group.meeting) != before
    says(group.at(2.2), c.Undo())
    assert (speaking(group.meeting), course(group.meeting)) == (before, agenda)
    assert group.reads().startswith(
        "↩️ Annulé.\n🎤 Bruno a la parole depuis 12:01.\n✋ Dans la file : Chloé (le bail)"
    )


def test_rulings_are_undone_one_after_the_other_and_a_freed_floor_is_had_again() -> None:
    group = talking()
    states = []
    for minute, ruling in ((2, c.GiveFloor()), (3, c.GiveFloor()), (4, c.GiveFloor()), (5, c.CloseQueue())):
        states.append(speaking(group.meeting))
        says(group.at(minute), ruling)
    assert group.meeting.floor is None
    assert not group.meeting.queue
    says(group, c.OpenQueue())
    says(group, c.Undo())
    assert group.meeting.queue_closed
    for state in reversed(states):
        says(group, c.Undo())
        assert speaking(group.meeting) == state


def test_who_joined_the_queue_since_still_waits_and_nobody_waits_twice() -> None:
    group = talking()
    says(group.at(2), c.GiveFloor())
    group.at(2.1).does(c.JoinQueue(), CHLOE)
    group.at(2.2).does(c.JoinQueue(), ANA)
    group.at(2.3).does(c.LeaveQueue(), ANA)
    group.does(c.JoinQueue(), BRUNO)
    says(group.at(2.4), c.Undo())
    assert [place.person for place in group.meeting.queue] == [CHLOE, DAVID, BRUNO]
    assert group.meeting.floor is not None
    assert group.meeting.floor.person == BRUNO


@pytest.mark.parametrize(
    "loss",
    [c.Pause(), c.MarkGone(people=(somebody(CHLOE),)), c.Dismiss(who=somebody(CHLOE))],
    ids=["pause", "said to be gone", "left the room"],
)
def test_a_floor_that_was_lost_otherwise_is_not_given_back(loss: c.Command) -> None:
    group = talking()
    group.does(c.MarkPresent(people=()), CHLOE)
    says(group.at(2), c.GiveFloor(), BRUNO)
    says(group.at(2.5), loss, DAVID)
    assert group.meeting.floor is None
    group.at(5)
    assert group.is_refused(c.Undo(), BRUNO) == "refused.nothing_to_undo"


def test_who_says_that_the_speaker_is_gone_has_ruled_nothing() -> None:
    group = talking()
    group.does(c.MarkPresent(people=()), BRUNO)
    says(group.at(5), c.MarkGone(people=(somebody(BRUNO),)), CHLOE)
    says(group, c.LeaveQueue(), CHLOE)
    assert group.is_refused(c.Undo(), CHLOE) == "refused.nothing_to_undo"


def test_in_a_pause_the_queue_is_opened_again_and_nobody_is_given_the_floor() -> None:
    group = talking()
    says(group, c.GiveFloor(who=somebody(DAVID)))
    says(group, c.GiveFloor(), DAVID)
    says(group, c.GiveFloor(), CHLOE)
    says(group.at(2), c.Pause(), DAVID)
    says(group.at(5), c.CloseQueue())
    says(group, c.Undo())
    assert not group.meeting.queue_closed
    assert group.meeting.phase is Phase.PAUSED
    group.at(6)
    assert group.is_refused(c.Undo(), CHLOE) == "refused.nothing_to_undo"


def test_after_the_end_nobody_is_given_the_floor_by_an_undo() -> None:
    group = live().at(1)
    says(group, c.CloseQueue(), BRUNO)
    says(group.at(1.1), c.End())
    group.at(4)
    assert group.is_refused(c.Undo(), BRUNO) == "refused.nothing_to_undo"


def test_who_does_not_lead_undoes_what_they_ruled_and_no_more() -> None:
    group = talking()
    says(group.at(2), c.GiveFloor(), BRUNO)
    group.at(5).does(c.LeaveQueue(), DAVID)
    assert group.is_refused(c.Undo(), DAVID) == "refused.nothing_to_undo"
    says(group, c.Undo(), BRUNO)
    assert group.meeting.floor is not None
    assert group.meeting.floor.person == BRUNO


def test_two_people_who_undo_the_same_ruling_mean_it_once() -> None:
    group = talking()
    says(group, c.Next())
    says(group.at(2), c.GiveFloor())
    says(group.at(2.1), c.Undo())
    assert group.is_refused(c.Undo(), DAVID) == "refused.double"


def test_who_asked_for_the_floor_by_mistake_waits_no_longer() -> None:
    group = talking().at(5)
    assert says(group, c.Undo(), DAVID) == (f.QueueLeft(meeting=1, person=DAVID),)
    assert group.is_refused(c.Undo(), DAVID) == "refused.nothing_to_undo"
