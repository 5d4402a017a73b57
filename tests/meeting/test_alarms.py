"""What is said when time is called, and for whom it rings."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.alarms import call_time
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.phrases import Who
from tests.meeting.group import ANA, BRUNO, PLAN, Group, after, somebody


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start(), ANA)
    return group


def rung(group: Group) -> tuple[Who, ...]:
    """Whom the last alarm rang for."""
    (said,) = group.seen
    assert isinstance(said, Say)
    assert said.alarm
    return said.mentions


@pytest.mark.parametrize(
    ("minute", "french", "english"),
    [
        pytest.param(
            4,
            [
                "Ana : ⏳ « Connexion » : encore 1 min sur 5 min.",
                "Fin prévue à 13:00.",
            ],
            ["Ana: ⏳ “Connexion”: 1 min left of 5 min.", "The meeting ends at 13:00."],
            id="nearly",
        ),
        pytest.param(
            5,
            [
                (
                    "Ana : ⏰ « Connexion » : le temps prévu est écoulé (5 min)."
                    " Pour passer à la suite : ▶ ou !suivant ; pour continuer : ➕ ou +5"
                ),
                "Fin prévue à 13:00.",
            ],
            [
                "Ana: ⏰ “Connexion”: time is up (5 min). To go on: ▶ or !next; to stay: ➕ or +5",
                "The meeting ends at 13:00.",
            ],
            id="up",
        ),
        pytest.param(
            7,
            [
                "Ana : ⏰ « Connexion » : 2 min de plus que prévu (5 min). !suivant ou +5 ?",
                "⚠️ À ce rythme, on finit à 13:02 au lieu de 13:00.",
                "Ne tient plus avant la fin : « Structure Intercoop, on avance ? »",
                "1⃣ 5 min de plus, prises sur les points suivants",
                "2⃣ 5 min de plus, et on finit plus tard s’il le faut",
                "3⃣ reporter ce point à une prochaine fois",
                "4⃣ reporter le dernier point, « Structure Intercoop, on avance ? »",
            ],
            [
                "Ana: ⏰ “Connexion”: 2 min over (5 min planned). !next or +5?",
                "⚠️ At this rate we end at 13:02 instead of 13:00.",
                "No longer fits before the end: “Structure Intercoop, on avance ?”",
                "1⃣ 5 more minutes, taken from the later items",
                "2⃣ 5 more minutes, and we end later if need be",
                "3⃣ put this item off to another time",
                "4⃣ put off the last item, “Structure Intercoop, on avance ?”",
            ],
            id="over",
        ),
        pytest.param(
            55,
            [
                "Ana : ⏳ Plus que 5 min : la réunion finit à 13:00.",
                (
                    "Il reste 4 points, d’abord « Accueil nouveaux projets », « Prochaine réunion »"
                    " et « Hébergement »."
                ),
            ],
            [
                "Ana: ⏳ 5 min to go: the meeting ends at 13:00.",
                "4 items are left, first “Accueil nouveaux projets”, “Prochaine réunion” and “Hébergement”.",
            ],
            id="ending",
        ),
    ],
)
def test_an_alarm(minute: float, french: list[str], english: list[str]) -> None:
    group = live().at(minute)
    assert group.reads().splitlines() == french
    assert group.reads("en").splitlines() == english
    assert rung(group) == (somebody(ANA),)


def test_the_end_is_told_at_its_hour_and_once_more() -> None:
    group = live()
    group.does(c.GoTo(position=5))
    for position in (1, 2, 3):
        group.does(c.Park(position=position))
    group.at(60)
    assert group.reads().splitlines() == [
        "Ana : ⏰ Il est 13:00, l’heure de finir. Pour clore : !clore",
        "Il reste un point : « Hébergement ».",
    ]
    group.at(70)
    assert group.reads() == "Ana : ⏰ La fin était prévue il y a 10 min. On clôt ? !clore"


def test_an_end_with_nothing_left_is_told_in_one_line() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(30))).at(0)
    group.does(c.Start())
    group.at(30)
    assert group.reads() == "Ana : ⏰ Il est 12:30, l’heure de finir. Pour clore : !clore"


def test_what_was_missed_in_half_an_hour_away_is_said_once_and_truly() -> None:
    group = live().away(30)
    group.wakes()
    assert group.reads().splitlines() == [
        "Ana : (J’étais hors ligne un moment, mais le temps a bien été compté.)",
        "⏰ « Connexion » : 25 min de plus que prévu (5 min). !suivant ou +5 ?",
        "⚠️ À ce rythme, on finit à 13:25 au lieu de 13:00.",
        "Ne tiennent plus avant la fin : « Hébergement » et « Structure Intercoop, on avance ? »",
        "1⃣ 5 min de plus, prises sur les points suivants",
        "2⃣ 5 min de plus, et on finit plus tard s’il le faut",
        "3⃣ reporter ce point à une prochaine fois",
        "4⃣ reporter le dernier point, « Structure Intercoop, on avance ? »",
    ]
    assert group.wakes() == ()


def test_an_item_that_ended_while_away_is_not_told_as_ending_now() -> None:
    group = live().away(6.5)
    group.wakes()
    assert "2 min de plus que prévu" in group.reads()


def test_an_end_that_was_missed_is_not_told_as_the_present_hour() -> None:
    group = live().away(66)
    group.wakes()
    assert "Il est" not in group.reads()
    assert "La fin était prévue il y a 6 min. On clôt ?" in group.reads()


@pytest.mark.parametrize(("late", "away"), [(1, False), (1.1, True)])
def test_a_minute_late_is_not_away(late: float, away: bool) -> None:
    group = live().away(5 + late)
    group.wakes()
    assert ("J’étais hors ligne" in group.reads()) is away
    assert "1 min de plus que prévu" in group.reads()
    group = live().away(60 + late)
    group.wakes()
    assert ("Il est 13:00" in group.reads()) is not away


def test_of_three_items_that_are_left_all_are_named() -> None:
    group = live()
    group.does(c.Park(position=5))
    group.at(55)
    assert group.reads().splitlines()[-1] == (
        "Il reste 3 points : « Accueil nouveaux projets », « Prochaine réunion » et « Hébergement »."
    )


def test_of_a_long_title_an_alarm_says_the_beginning() -> None:
    group = Group(c.Plan(title="Café", items=(c.DraftItem(title="Budget " * 15, minutes=5),))).at(0)
    group.does(c.Start())
    assert f"« {'Budget ' * 6}Budget… » : encore 1 min sur 5 min." in group.at(4).reads()


def test_an_alarm_is_worth_sending_for_three_minutes() -> None:
    group = live().at(4)
    assert [said.expires_at for said in group.seen if isinstance(said, Say)] == [after(7)]


# --- for whom it rings


def test_the_facilitator_who_is_there_is_rung_for() -> None:
    group = live()
    group.does(c.ClaimRole(role="facilitator"), BRUNO)
    group.does(c.Hear(), BRUNO)
    group.at(4)
    assert rung(group) == (somebody(BRUNO),)


def test_a_facilitator_who_has_not_been_seen_is_rung_for_with_who_opened() -> None:
    group = live()
    group.does(c.AssignRole(role="facilitator", who=somebody(BRUNO)))
    group.at(4)
    assert rung(group) == (somebody(BRUNO), somebody(ANA))


def test_a_facilitator_who_left_is_not_rung_for() -> None:
    group = live()
    group.does(c.AssignRole(role="facilitator", who=somebody(BRUNO)))
    group.does(c.Dismiss(who=somebody(BRUNO)))
    group.at(4)
    assert rung(group) == (somebody(ANA),)


def test_a_facilitator_on_the_phone_cannot_be_rung_for() -> None:
    group = live()
    group.does(c.AssignRole(role="facilitator", who=somebody("Denise")))
    group.does(c.MarkPresent(people=(somebody("Denise"),)))
    group.at(4)
    assert rung(group) == ()
    assert group.reads().startswith("⏳")


# --- calls of a log that is older than its meeting


def test_calls_without_a_meeting_say_nothing() -> None:
    assert call_time([f.TimeCalled(meeting=1, mark=1)], Group().room, after(0)) == ()


def test_a_call_of_an_item_without_a_time_says_nothing_of_it() -> None:
    group = Group(c.Start(), c.AddItems(items=(c.DraftItem(title="Divers"),)), minute=0)
    (said,) = call_time([f.TimeCalled(meeting=1, item=1, mark=1)], group.room, after(0))
    assert isinstance(said, Say)
    assert said.lines == ()
