"""What only the words of other bots ask for: who has gone, that an item is done, the last note of all."""

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.effects import React
from intercoop_bot.meeting.phrases import Who
from tests.meeting.group import ANA, BRUNO, CHLOE, PLAN, Group, somebody

MARCEL = Who("Marcel", "Marcel")


def live() -> Group:
    """Return a group that has just opened its meeting; Ana did."""
    group = Group(PLAN).at(0)
    group.does(c.Start())
    return group


def note(text: str, by: str) -> c.TakeNote:
    """Return the command that writes this down."""
    return c.TakeNote(draft=c.NoteDraft(tag="note", text=text), author=somebody(by), event=f"${text}")


def outcomes(group: Group) -> list[str | None]:
    """Return what has become of the items."""
    return [item.outcome for item in group.meeting.items]


# --- who has gone


def test_who_says_so_has_left_and_may_come_back() -> None:
    group = live()
    group.does(c.Hear(), BRUNO)
    group.at(10).does(c.MarkGone(people=()), BRUNO)
    assert group.seen == (React(emoji="👋"),)
    assert group.meeting.attended(BRUNO).left_at == group.now
    group.does(c.Hear(), BRUNO)
    assert group.meeting.attended(BRUNO).left_at is None


def test_others_say_who_has_left_of_those_who_were_there() -> None:
    group = live()
    group.does(c.MarkPresent(people=(MARCEL,)))
    group.does(c.MarkGone(people=(MARCEL, somebody(CHLOE))), BRUNO)
    assert group.meeting.attended(MARCEL.id).left_at == group.now
    assert CHLOE not in group.meeting.attendance
    assert group.is_refused(c.MarkGone(people=(MARCEL,)), BRUNO) == "refused.already_so"


# --- an item that is done


def test_an_item_is_done_by_its_number_and_the_meeting_stays_where_it_is() -> None:
    group = live()
    group.at(1).does(c.Next(position=3))
    assert group.current.id == 1
    assert outcomes(group) == [None, None, "done", None, None]
    assert group.is_refused(c.Next(position=3)) == "refused.already_so"
    assert group.is_refused(c.Next(position=9)) == "refused.no_such_item"


def test_the_item_that_the_meeting_is_at_is_done_and_the_next_one_taken_up() -> None:
    group = live()
    group.at(1).does(c.Next(position=1))
    assert group.current.id == 2
    assert outcomes(group)[0] == "done"
    assert group.is_refused(c.Next()) == "refused.double"


def test_done_items_may_follow_each_other_fast() -> None:
    group = live().at(1)
    for position in (1, 2, 3):
        group.does(c.Next(position=position))
    assert group.current.id == 4


# --- an item by its title


def test_an_item_of_the_agenda_is_taken_up_by_its_title() -> None:
    group = live().at(1)
    group.does(c.TakeUp(title="  hébergement "))
    assert group.current.id == 4
    assert outcomes(group) == ["done", None, None, None, None]
    assert group.is_refused(c.TakeUp(title="Hébergement")) == "refused.double"


def test_a_title_that_is_not_on_the_agenda_is_put_there_and_taken_up() -> None:
    group = live().at(1)
    group.does(c.TakeUp(title="Toiture"))
    assert group.titles[:3] == ["Connexion", "Toiture", "Accueil nouveaux projets"]
    assert (group.current.title, group.current.id) == ("Toiture", 6)
    group.does(c.End())
    group.does(c.Start(title="Café"))
    group.does(c.TakeUp(title="Budget"))
    assert group.titles == ["Budget"]


# --- the last note of all


def test_who_leads_takes_back_the_last_note_whoever_took_it() -> None:
    group = live()
    group.does(c.ClaimRole(role="facilitator"), CHLOE)
    group.does(c.Hear(), CHLOE)
    group.at(1).does(note("ours", ANA), ANA)
    group.at(2).does(note("theirs", BRUNO), BRUNO)
    group.at(3).does(c.Undo(anyones=True), CHLOE)
    assert [kept.text for kept in group.meeting.kept_notes] == ["ours"]


def test_who_does_not_lead_takes_back_their_own() -> None:
    group = live()
    group.does(c.ClaimRole(role="facilitator"), CHLOE)
    group.does(c.Hear(), CHLOE)
    group.at(1).does(note("mine", BRUNO), BRUNO)
    group.at(2).does(note("theirs", CHLOE), CHLOE)
    group.at(3).does(c.Undo(anyones=True), BRUNO)
    assert [kept.text for kept in group.meeting.kept_notes] == ["theirs"]


def test_otherwise_the_notes_of_others_stay() -> None:
    group = live()
    group.at(20).does(note("theirs", BRUNO), BRUNO)
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"
    group.does(c.Undo(anyones=True))
    assert group.meeting.kept_notes == ()


def test_a_title_is_the_same_whatever_its_capitals_and_spaces() -> None:
    group = live().at(1)
    group.does(c.TakeUp(title="accueil  NOUVEAUX   projets"))
    assert group.current.id == 2
    assert len(group.titles) == 5


def test_once_all_is_done_what_is_taken_up_comes_last() -> None:
    group = live()
    for minute in range(1, 6):
        group.at(minute).does(c.Next())
    group.does(c.TakeUp(title="Toiture"))
    assert group.titles[-2:] == ["Structure Intercoop, on avance ?", "Toiture"]
