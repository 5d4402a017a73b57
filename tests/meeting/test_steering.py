"""What the room sees of a meeting under way: whose turn it is, and what becomes of the card."""

from datetime import timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.effects import PostMinutes, Say
from intercoop_bot.meeting.phrases import Who
from tests.meeting.group import ANA, BRUNO, CHLOE, PLAN, Group, wording

PAUL = Who("Paul", "Paul")


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    return group


def said(group: Group) -> Say:
    (message,) = (each for each in group.seen if isinstance(each, Say))
    return message


def rung(group: Group) -> list[str]:
    """Return whom what was said last rings for; what rings for nobody is no alarm."""
    message = said(group)
    assert message.alarm is bool(message.mentions)
    return [who.id for who in message.mentions]


# --- who speaks


def test_whose_turn_it_is_is_rung_for() -> None:
    group = live()
    group.does(c.JoinQueue(), BRUNO)
    group.does(c.JoinQueue(), CHLOE)
    group.does(c.GiveFloor())
    assert rung(group) == [BRUNO]
    assert group.reads().splitlines()[1] == "Ensuite : Chloé"


def test_who_is_on_the_phone_only_is_called_without_an_alarm() -> None:
    group = live()
    group.does(c.GiveFloor(who=PAUL))
    assert rung(group) == []
    assert group.reads() == "🎤 Paul, à vous la parole."


@pytest.mark.parametrize(("facilitator", "called"), [(ANA, [ANA]), (None, [])])
def test_of_a_turn_on_the_phone_that_is_over_whoever_facilitates_is_told(
    facilitator: str | None, called: list[str]
) -> None:
    group = live()
    if facilitator is not None:
        group.does(c.ClaimRole(role="facilitator"), facilitator)
        group.does(c.Hear(), facilitator)
    group.does(c.LimitTurns(length=timedelta(minutes=2)))
    group.does(c.GiveFloor(who=PAUL))
    group.at(2)
    assert rung(group) == called
    assert "Paul" in group.reads()


# --- the card


def test_a_card_without_an_agenda_says_how_to_have_one() -> None:
    group = Group(c.Start(title="Café"), minute=0)
    group.does(c.ClaimRole(role="notes"))
    group.at(0.5)
    assert wording(group.cards).splitlines() == [
        "▶️ Café",
        "Pas d’ordre du jour. Pour ajouter un point : !point Budget 15 min",
        "👥 notes : Ana",
        "🙋 À prendre : appel 📞 et animation 🧭",
        "👇 ▶ suivant · ⏸ pause · ➕ 5 min · ✋ parole · ⏹ clore",
    ]


def test_an_item_without_a_time_has_no_bar() -> None:
    group = Group(c.Start(title="Café"), minute=0)
    group.does(c.AddItems(items=(c.DraftItem(title="Budget"),)))
    group.does(c.Next())
    group.at(1)
    assert "▰" not in wording(group.cards)
    assert "1/1 · Budget" in wording(group.cards)


@pytest.mark.parametrize(
    ("minute", "bar"),
    [
        pytest.param(0.5, "▰▱▱▱▱▱▱▱▱▱", id="begun"),
        pytest.param(2.5, "▰▰▰▰▰▱▱▱▱▱", id="half of it"),
        pytest.param(4, "▰▰▰▰▰▰▰▰▱▱", id="a fifth is left"),
        pytest.param(5, "▰▰▰▰▰▰▰▰▰▰", id="used up"),
        pytest.param(10, "▰▰▰▰▰▰▰▰▰▰", id="over"),
    ],
)
def test_the_bar_shows_how_much_of_the_time_is_used(minute: float, bar: str) -> None:
    group = live()
    group.does(c.ClaimRole(role="notes"))
    group.at(minute)
    assert bar in wording(group.cards)


def test_a_new_title_is_seen_on_the_card() -> None:
    group = live()
    group.does(c.RenameMeeting(title="Réunion du toit"))
    group.at(0.5)
    assert wording(group.cards).splitlines()[0] == "▶️ Réunion du toit"


def test_of_a_meeting_that_went_silent_the_card_says_that_it_is_over() -> None:
    group = Group(c.Start(title="Café"), minute=0).at(200)
    assert PostMinutes(meeting=1, occasion="ended") in group.seen
    assert "la réunion est finie" in wording(group.cards)


def test_the_card_of_a_meeting_that_is_over_is_edited_no_more() -> None:
    group = live().at(2)
    group.does(c.End())
    group.does(c.Hear(), BRUNO)
    assert group.at(30).cards == ()


@pytest.mark.parametrize(("titles", "shown"), [(["a"], False), (["a", "b"], True)])
def test_the_card_shows_an_agenda_of_more_than_one_item(titles: list[str], shown: bool) -> None:
    items = tuple(c.DraftItem(title=title) for title in titles)
    group = Group(c.Plan(title="Café", items=items)).at(0)
    group.does(c.Start())
    group.does(c.ClaimRole(role="notes"))
    group.at(1)
    assert ("📋 Ordre du jour" in wording(group.cards)) is shown
