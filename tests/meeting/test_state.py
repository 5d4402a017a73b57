"""What is known of a room at one instant."""

from datetime import timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.parts import Item, Phase
from intercoop_bot.meeting.phrases import Who, phrase
from intercoop_bot.meeting.state import Meeting, Room
from tests.meeting.group import ANA, PLAN, Group, after


def planned(**starts: float | None) -> Room:
    """A room with a meeting of each name, at so many minutes after noon."""
    meetings = {
        number: Meeting(
            id=number,
            title=title,
            planned_by=ANA,
            planned_at=after(-5000),
            starts_at=None if minute is None else after(minute),
        )
        for number, (title, minute) in enumerate(starts.items(), 1)
    }
    return Room(meetings=meetings)


@pytest.mark.parametrize(
    ("room", "minute", "expected"),
    [
        pytest.param(planned(), 0, None, id="none"),
        pytest.param(planned(soon=60, later=600), 0, "soon", id="the next one"),
        pytest.param(planned(missed=-60, soon=600), 0, "missed", id="the one that should be under way"),
        pytest.param(planned(missed=-60, soon=30), 0, "soon", id="unless another is nearer"),
        pytest.param(planned(missed=-719, far=100_000), 0, "missed", id="for almost half a day"),
        pytest.param(planned(missed=-720, far=100_000), 0, "far", id="not one long past"),
        pytest.param(planned(undated=None, far=100_000), 0, "far", id="a date before none"),
        pytest.param(planned(first=None, second=None), 0, "second", id="the last without a date"),
        pytest.param(planned(missed=-5000, undated=None), 0, "undated", id="no date before one long past"),
        pytest.param(planned(older=-9000, missed=-5000), 0, "missed", id="the last one missed"),
        pytest.param(planned(first=60, second=60), 0, "first", id="of two at once the first planned"),
        pytest.param(planned(first=-900, second=-900), 0, "first", id="also of two missed at once"),
    ],
)
def test_the_meeting_that_is_meant(room: Room, minute: float, expected: str | None) -> None:
    meeting = room.at_hand(after(minute))
    assert (meeting.title if meeting else None) == expected


def test_the_meeting_under_way_is_meant_before_all_others() -> None:
    group = Group(PLAN, c.Plan(title="Autre", starts_at=after(1))).at(0)
    group.does(c.Start(title="cinquième"))
    assert group.meeting.title == PLAN.title


def test_the_meeting_that_ended_last() -> None:
    group = Group(c.Start(title="a"), c.End(), c.Start(title="b"), c.End(), c.Start(title="c"), minute=0)
    last = group.room.last_ended
    assert last is not None
    assert last.title == "b"


@pytest.mark.parametrize(
    ("words", "called"),
    [
        pytest.param("CINQUIEME", True, id="case and accents aside"),
        pytest.param("réunion", True, id="a word of it"),
        pytest.param("", True, id="no words are in every title"),
        pytest.param("sixième", False, id="another"),
        pytest.param("𝐗", False, id="a letter that is not in it"),
    ],
)
def test_a_meeting_is_called_by_words_of_its_title(words: str, called: bool) -> None:
    assert Group(PLAN).meeting.is_called(words) is called


@pytest.mark.parametrize(
    ("item", "allotted"),
    [
        pytest.param(Item(id=1, title="x"), None, id="none"),
        pytest.param(Item(id=1, title="x", minutes=5), 5, id="as planned"),
        pytest.param(Item(id=1, title="x", minutes=5, extended=10), 15, id="extended"),
        pytest.param(Item(id=1, title="x", extended=10), 10, id="only extended"),
    ],
)
def test_the_time_an_item_may_take(item: Item, allotted: int | None) -> None:
    assert item.allotted == (None if allotted is None else timedelta(minutes=allotted))
    assert item.mark_reached(timedelta(minutes=200)) == (0 if allotted is None else 5)


def test_a_person_without_a_name_is_called_by_their_id() -> None:
    assert Room(names={ANA: "Ana"}).who(ANA) == Who(ANA, "Ana")
    assert Room().who(ANA) == Who(ANA, ANA)


@pytest.mark.parametrize(("phase", "live"), [(phase, phase in ("live", "paused")) for phase in Phase])
def test_a_paused_meeting_is_under_way_too(phase: Phase, live: bool) -> None:
    assert Meeting(id=1, title="", planned_by="", planned_at=after(0), phase=phase).live is live


def test_the_item_that_a_meeting_was_at() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    for minute in (5, 10, 15, 20, 25):
        group.at(minute).does(c.Next())
    at = [group.meeting.item_at(after(minute)) for minute in (-1, 0, 4.9, 5, 24.9, 25)]
    assert at == [None, 1, 1, 2, 5, None]


def test_what_needs_no_words_is_refused_by_an_emoji() -> None:
    assert (c.said_twice().emoji, c.already_so().emoji) == ("⏳", "👍")


def test_a_refusal_in_a_log_says_why_and_quotes_nobody() -> None:
    assert str(c.Refused(phrase("refused.was_held", title="Bureau"))) == "refused.was_held"
