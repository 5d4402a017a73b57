"""The script can be played, and the announcement is on the day that it says."""

from datetime import datetime, time, timedelta
from itertools import pairwise

from intercoop_bot.demo import script
from intercoop_bot.demo.script import Delete, Edit, Join, React, Say


def test_time_goes_forward() -> None:
    assert script.SCRIPT[0].at > script.BEGINS
    for before, after in pairwise(script.SCRIPT):
        assert before.at <= after.at, after


def test_the_clock_does_not_hurry_through_a_meeting() -> None:
    noon = datetime.combine(script.DAY, time(12), script.ZONE)
    held = [step.at for step in script.SCRIPT if step.at >= noon]
    assert max(after - before for before, after in pairwise(held)) <= script.LONGEST_SILENCE


def test_everybody_is_in_the_cast_and_in_the_room() -> None:
    here = {script.ANA, *script.FROM_THE_START}
    for step in script.SCRIPT:
        assert step.who in script.MEMBERS
        if step.deed == Join():
            assert step.who not in here
            here.add(step.who)
        assert step.who in here, step
    assert here == set(script.MEMBERS)


def test_what_is_come_back_to_was_said_before_and_by_the_right_person() -> None:
    authors = {}
    for step in script.SCRIPT:
        match step.deed:
            case Say(label=str(label)):
                assert label not in authors
                authors[label] = step.who
            case Edit(label=label) | Delete(label=label):
                assert authors[label] == step.who
            case React(label=label):
                assert label in authors
            case _:
                pass


def test_the_announcement_is_on_its_friday_and_all_is_shown_in_less_than_two_minutes() -> None:
    assert "vendredi 12 mai" in script.ANNOUNCEMENT
    assert (script.DAY.weekday(), script.DAY.day, script.DAY.month) == (4, 12, 5)
    gaps = [after.at - before.at for before, after in pairwise(script.SCRIPT)]
    assert sum((gap for gap in gaps if gap <= script.LONGEST_SILENCE), timedelta(0)) < timedelta(minutes=90)


def test_what_must_not_be_in_the_minutes_was_said() -> None:
    everything = "\n".join(step.deed.text for step in script.SCRIPT if isinstance(step.deed, Say))
    assert all(text in everything for text in script.NOT_IN_THE_MINUTES)
    assert not [
        text for text in script.IN_THE_MINUTES if any(bad in text for bad in script.NOT_IN_THE_MINUTES)
    ]
