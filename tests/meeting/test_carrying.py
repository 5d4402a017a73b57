"""What comes back with the next meeting: items that were put off, and the agenda of one that was not held."""

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.carrying import to_carry
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.planning import MOST_ITEMS
from intercoop_bot.meeting.state import Meeting
from tests.meeting.group import BRUNO, Group, after, somebody

DAY = 24 * 60
WEEK = 7 * DAY


def items(*titles: str) -> tuple[c.DraftItem, ...]:
    return tuple(c.DraftItem(title=title, minutes=10, owner=somebody(BRUNO)) for title in titles)


def plan(*titles: str, day: int = 0, title: str = "Café") -> c.Plan:
    return c.Plan(
        title=title, starts_at=after(day * DAY), ends_at=after(day * DAY + 60), items=items(*titles)
    )


def again(day: int) -> c.PlanAgain:
    return c.PlanAgain(starts_at=after(day * DAY))


def agenda(group: Group, number: int) -> list[str]:
    return [item.title for item in group.room.meetings[number].items]


def last(group: Group) -> Meeting:
    return group.room.meetings[max(group.room.meetings)]


def parked() -> Group:
    """A meeting that dealt with its first item and put the second off."""
    group = Group(plan("Budget", "Statuts", "Divers")).at(0)
    group.does(c.Start())
    group.at(5).does(c.Next())
    group.at(10).does(c.Park())
    group.at(15).does(c.End())
    return group


def test_what_was_put_off_comes_back_with_its_owner_and_its_minutes() -> None:
    group = parked()
    facts = group.does(again(7))
    assert facts[1:] == (
        f.ItemAdded(meeting=2, item=1, title="Statuts", minutes=10, owner=BRUNO, carried_from=(1, 2)),
    )
    assert "• 1. Statuts (Bruno) – 10 min" in group.reads()


def test_it_comes_back_once() -> None:
    group = parked()
    group.does(again(7))
    group.does(again(14))
    assert agenda(group, 3) == []


def test_it_comes_back_after_what_is_on_the_agenda_already() -> None:
    group = parked()
    group.does(plan("Accueil", day=7))
    assert agenda(group, 2) == ["Accueil", "Statuts"]
    assert [item.id for item in last(group).items] == [1, 2]


def test_what_is_on_the_agenda_by_its_title_does_not_come_twice() -> None:
    group = parked()
    group.does(plan(" statuts ", day=7))
    assert agenda(group, 2) == ["statuts"]


def test_what_was_then_taken_off_does_not_come_again() -> None:
    group = parked()
    group.does(again(7))
    group.does(c.DropItem(position=1))
    group.does(again(14))
    assert agenda(group, 3) == []


def test_what_was_waiting_on_a_meeting_that_is_called_off_waits_for_the_next() -> None:
    group = parked()
    group.does(again(7))
    group.does(c.Cancel())
    group.does(again(14))
    assert agenda(group, 3) == ["Statuts"]


def test_the_agenda_of_a_meeting_that_was_not_held_goes_to_the_next_one() -> None:
    group = Group(plan("Budget", "Statuts"), plan("Accueil", day=7, title="Bureau")).at(60)
    assert agenda(group, 2) == ["Accueil", "Budget", "Statuts"]
    assert [item.carried_from for item in group.room.meetings[2].items] == [None, (1, 1), (1, 2)]
    assert [said.edits for said in group.cards] == ["card:1:1", "card:2:2"]
    assert [type(effect) for effect in group.seen] == [Say]
    assert "Ses points reviendront à la prochaine" in group.reads()


def test_the_nearest_of_those_to_come_is_the_next_one() -> None:
    group = Group(plan("Budget"), plan(day=14), plan(day=7), c.Plan(title="Sans date")).at(60)
    assert [agenda(group, number) for number in (2, 3, 4)] == [[], ["Budget"], []]


def test_without_a_date_it_is_better_than_none() -> None:
    group = Group(plan("Budget"), c.Plan(title="Sans date")).at(60)
    assert agenda(group, 2) == ["Budget"]


def test_with_nothing_planned_it_waits_for_the_next_that_is() -> None:
    group = Group(plan("Budget", "Statuts")).at(60)
    assert to_carry(group.room) == ((1, 1), (1, 2))
    group.does(again(7))
    assert agenda(group, 2) == ["Budget", "Statuts"]
    assert to_carry(group.room) == ()


def test_what_was_not_held_twice_comes_once() -> None:
    group = Group(plan("Budget"), plan(day=7)).at(60)
    group.at(WEEK + 60).does(again(14))
    assert agenda(group, 3) == ["Budget"]
    assert last(group).items[0].carried_from == (2, 1)


def test_what_was_said_twice_not_to_be_held_comes_once() -> None:
    group = Group(plan("Budget"), plan(day=7)).at(60)
    group.does(c.SayHeld(held=False, reason="grève"))
    assert agenda(group, 2) == ["Budget"]


def test_two_meetings_that_nobody_opened_while_we_were_away_do_not_swap_their_agendas() -> None:
    group = Group(plan("Budget"), plan("Statuts", day=1), plan("Accueil", day=7)).away(2 * DAY)
    group.wakes()
    group.at(2 * DAY + 60)
    assert [agenda(group, number) for number in (1, 2)] == [["Budget"], ["Statuts"]]
    assert agenda(group, 3) == ["Accueil", "Budget", "Statuts"]
    assert [item.id for item in group.room.meetings[3].items] == [1, 2, 3]


def test_an_agenda_is_never_longer_than_it_may_be() -> None:
    many = tuple(f"point {n}" for n in range(MOST_ITEMS - 1))
    group = Group(plan("Budget", "Statuts"), plan(*many, day=7)).at(60)
    assert len(agenda(group, 2)) == MOST_ITEMS
    assert agenda(group, 2)[-1] == "Budget"
    group = Group(plan("Budget", "Statuts")).at(60)
    group.does(plan(*many, day=7))
    assert agenda(group, 2)[-1] == "Budget"


def test_what_came_back_and_what_is_dealt_with_stay_apart() -> None:
    group = parked()
    group.does(again(7))
    group.at(WEEK).does(c.Start())
    group.at(WEEK + 5).does(c.Next())
    group.does(c.End())
    assert to_carry(group.room) == ()
