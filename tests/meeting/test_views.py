"""How a meeting is shown: to the instant at which it reads differently."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.effects import Line, Say
from intercoop_bot.meeting.views import (
    agenda_lines,
    call_line,
    date_line,
    end_line,
    fit_lines,
    item_lines,
    over_line,
    queue_lines,
    unfitting_lines,
)
from tests.meeting.group import ANA, BRUNO, CHLOE, DAVID, PLAN, Group, after, somebody, wording


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    return group


def read(*lines: Line | None) -> list[str]:
    """Return how lines read in French, those that there are."""
    return wording((Say(lines=tuple(line for line in lines if line is not None)),)).splitlines()


@pytest.mark.parametrize(
    ("minute", "shown"),
    [
        pytest.param(0, "1/5 · Connexion – 5 min, jusqu’à 12:05", id="begun"),
        pytest.param(5, "1/5 · Connexion – temps écoulé", id="used up"),
        pytest.param(5.9, "1/5 · Connexion – temps écoulé", id="a little over"),
        pytest.param(6, "1/5 · Connexion – 1 min de plus que prévu", id="over"),
    ],
)
def test_the_time_of_an_item(minute: float, shown: str) -> None:
    group = live()
    assert read(*item_lines(group.room, group.meeting, after(minute))) == [shown]


@pytest.mark.parametrize(
    ("minute", "shown"),
    [(2, "1/5 · Connexion – encore 3 min"), (5, "1/5 · Connexion – temps écoulé")],
)
def test_the_time_of_an_item_in_a_pause(minute: float, shown: str) -> None:
    group = live().at(minute)
    group.does(c.Pause())
    assert read(*item_lines(group.room, group.meeting, group.now)) == [shown]


@pytest.mark.parametrize(
    ("minute", "shown"),
    [
        pytest.param(5, "Fin prévue à 13:00.", id="on time"),
        pytest.param(6.9, "Fin prévue à 13:00.", id="hardly late"),
        pytest.param(7, "⚠️ À ce rythme, on finit à 13:02 au lieu de 13:00.", id="late"),
    ],
)
def test_the_end_as_things_stand(minute: float, shown: str) -> None:
    group = live()
    assert read(end_line(group.meeting, after(minute))) == [shown]


def test_the_end_of_a_meeting_with_nothing_left_to_do() -> None:
    group = live()
    for minute in range(1, 6):
        group.at(minute).does(c.Next())
    assert read(over_line(group.meeting, after(90))) == []
    assert read(end_line(group.meeting, after(60))) == ["Fin prévue à 13:00."]
    assert read(end_line(group.meeting, after(60.1))) == ["La fin était prévue à 13:00."]


def test_of_many_items_that_no_longer_fit_the_first_are_named() -> None:
    items = tuple(c.DraftItem(title=f"Point {n}", minutes=10) for n in range(1, 7))
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(60), items=items)).at(0)
    group.does(c.Start())
    assert read(*unfitting_lines(group.meeting, after(51))) == [
        "Ne tiennent plus avant la fin : « Point 3 », « Point 4 » et « Point 5 »"
    ]
    assert read(*unfitting_lines(group.meeting, after(11))) == []


def test_an_agenda_as_long_as_its_slot_fits() -> None:
    group = Group(PLAN)
    assert read(*fit_lines(group.meeting)) == []
    group.does(c.AddItems(items=(c.DraftItem(title="Divers", minutes=1),)))
    assert read(*fit_lines(group.meeting)) == [
        "⚠️ L’ordre du jour prend 1 h 01 et le créneau fait 1 h : c’est 1 min de trop."
    ]


def test_who_waits_to_say_what() -> None:
    group = live()
    group.does(c.GiveFloor(who=somebody(ANA)))
    group.at(2).does(c.JoinQueue(topic="le toit"), BRUNO)
    group.does(c.JoinQueue(manner="reply"), CHLOE)
    group.does(c.JoinQueue(manner="order", topic="l’heure"), DAVID)
    group.does(c.CloseQueue())
    assert read(*queue_lines(group.room, group.meeting, group.now)) == [
        "🎤 Ana a la parole depuis 12:00.",
        "✋ Dans la file : David (point d’ordre : l’heure), Chloé (réponse) et Bruno (le toit)",
        "✋ La file est fermée : plus personne ne s’y ajoute.",
    ]


def test_a_date_and_a_call_that_are_not_known() -> None:
    group = Group(c.Plan(title="Café"))
    assert read(date_line(group.room, group.meeting), call_line(group.meeting)) == [
        "📅 Pas encore de date. Pour la fixer : !quand vendredi prochain 12h-13h",
        "📞 Comment se rejoindre ? !appel suivi du lien, ou du numéro et du code",
    ]
    (empty,) = read(*agenda_lines(group.room, group.meeting, group.now))
    assert empty.startswith("📋 Pas encore d’ordre du jour.")
    group.does(c.SetDate(starts_at=after(0)))
    assert read(date_line(group.room, group.meeting)) == ["📅 vendredi 12 mai 2028 à 12:00 (heure de Paris)"]
