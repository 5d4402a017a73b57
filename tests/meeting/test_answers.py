"""Answers to questions."""

from datetime import date

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.effects import PostMinutes
from tests.meeting.group import ANA, BRUNO, CHLOE, PLAN, Group, after, somebody

NONE = (
    "Aucune réunion n’est prévue ni en cours. !prévoir pour en prévoir une, "
    "!ouvrir pour commencer tout de suite."
)


def live() -> Group:
    group = Group(PLAN, c.ClaimRole(role="notes")).at(0)
    group.does(c.Start())
    return group


@pytest.mark.parametrize(
    "question",
    [c.AskStatus(), c.AskAgenda(), c.AskRoles(), c.AskDate(), c.AskCall(), c.AskMeetings()],
    ids=lambda question: type(question).__name__,
)
def test_in_a_room_without_meetings(question: c.Question) -> None:
    assert Group().asks(question) == NONE


# --- status


def test_the_status_before_a_meeting() -> None:
    assert Group(PLAN, c.ClaimRole(role="notes")).asks(c.AskStatus()).splitlines() == [
        "Prochaine réunion : Cinquième réunion groupe info",
        "📅 vendredi 12 mai 2028, de 12:00 à 13:00 (heure de Paris)",
        "📞 01 23 45 67 89, code 4242#",
        "🙋 Il manque quelqu’un pour : appel et animation. Pour prendre un rôle : !prendre appel",
        "• notes : Ana",
    ]


def test_the_status_before_a_meeting_says_who_comes() -> None:
    group = Group(PLAN)
    group.does(c.Foretell(coming=True), ANA)
    group.does(c.Foretell(coming=True), CHLOE)
    group.does(c.Foretell(coming=False, reason="en déplacement"), BRUNO)
    assert group.asks(c.AskStatus()).splitlines()[-2:] == [
        "✋ Présence annoncée : Ana et Chloé",
        "➖ Absence annoncée : Bruno",
    ]


def test_the_status_after_a_meeting_without_a_title() -> None:
    group = Group(c.Start(), c.End(), minute=0)
    assert group.asks(c.AskStatus()).startswith(
        "Aucune réunion prévue. La dernière a eu lieu vendredi 12 mai 2028."
    )


def test_what_is_left_of_a_paused_item_has_no_hour() -> None:
    group = live().at(2)
    group.does(c.Pause())
    assert "1/5 · Connexion – encore 3 min" in group.asks(c.AskStatus()).splitlines()


def test_the_status_of_a_meeting() -> None:
    group = live().at(8)
    assert group.asks(c.AskStatus()).splitlines() == [
        "Cinquième réunion groupe info est en cours.",
        "1/5 · Connexion – 3 min de plus que prévu",
        "⚠️ À ce rythme, on finit à 13:03 au lieu de 13:00.",
        "📞 01 23 45 67 89, code 4242#",
        "🙋 Il manque quelqu’un pour : appel et animation. Pour prendre un rôle : !prendre appel",
        "• notes : Ana",
    ]


def test_the_status_of_a_pause_and_of_an_item_without_a_time() -> None:
    group = Group(
        c.Start(title="Café"), c.AddItems(items=(c.DraftItem(title="Divers", owner=somebody(CHLOE)),))
    )
    group.does(c.Next())
    group.does(c.Pause())
    assert group.asks(c.AskStatus()).splitlines()[:3] == [
        "⏸ Café est en pause.",
        "1/1 · Divers",
        "À vous, Chloé.",
    ]


def test_the_status_after_the_last_meeting() -> None:
    group = live()
    group.does(c.End())
    assert group.asks(c.AskStatus()) == (
        "Aucune réunion prévue. La dernière était Cinquième réunion groupe info, vendredi 12 mai 2028. "
        "Pour son compte rendu : !cr"
    )


def test_a_few_seconds_late_are_not_late() -> None:
    group = live().at(5.5)
    assert "Fin prévue à 13:00." in group.asks(c.AskStatus())


# --- the agenda, and how to join


def test_the_agenda_with_its_ticks() -> None:
    group = live().at(4)
    group.does(c.Next())
    group.at(8).does(c.Skip())
    group.does(c.Park(position=5))
    assert group.asks(c.AskAgenda()).splitlines() == [
        "📋 Ordre du jour, 1 h en tout :",
        "• ✔️ 1. Connexion – 5 min, fait en 4 min",
        "• ⏭ 2. Accueil nouveaux projets – 5 min, passé",
        "• ▶️ 3. Prochaine réunion – 5 min",
        "• 4. Hébergement – 25 min",
        "• 📦 5. Structure Intercoop, on avance ? – 20 min, reporté à une prochaine fois",
    ]


def test_an_agenda_without_times_and_with_owners() -> None:
    group = Group(c.Plan(title="Café"))
    assert group.asks(c.AskAgenda()).startswith("📋 Pas encore d’ordre du jour.")
    timed = c.DraftItem(title="b", minutes=5, owner=somebody(BRUNO))
    group.does(c.AddItems(items=(c.DraftItem(title="a", owner=somebody(ANA)),)))
    assert group.asks(c.AskAgenda()).splitlines() == ["📋 Ordre du jour :", "• 1. a (Ana)"]
    group.does(c.AddItems(items=(timed,)))
    assert group.asks(c.AskAgenda()).splitlines()[-1] == "• 2. b (Bruno) – 5 min"


def test_date_call_and_roles() -> None:
    group = Group(PLAN)
    assert group.asks(c.AskDate()).splitlines() == [
        "Cinquième réunion groupe info",
        "📅 vendredi 12 mai 2028, de 12:00 à 13:00 (heure de Paris)",
    ]
    assert group.asks(c.AskCall()) == "📞 01 23 45 67 89, code 4242#"
    assert group.asks(c.AskRoles()).startswith("🙋 Il manque quelqu’un pour : notes, appel et animation.")


# --- meetings and minutes


def test_the_meetings_and_how_they_ended() -> None:
    group = live()
    group.does(c.End())
    group.does(c.Plan(title="Sans date"))
    group.does(c.Plan(title="Juin", starts_at=after(50_000)))
    group.does(c.Plan(title="Juillet", starts_at=after(90_000)))
    group.does(c.Cancel(number=3))
    group.does(c.Start(title="Café"))
    assert group.asks(c.AskMeetings()).splitlines() == [
        "En cours :",
        "• n° 5 Café – vendredi 12 mai 2028 à 12:00",
        "À venir :",
        "• n° 4 Juillet – vendredi 14 juillet 2028 à 00:00",
        "• n° 2 Sans date – date à fixer",
        "Passées :",
        "• n° 3 Juin – vendredi 16 juin 2028 à 05:20, annulée",
        "• n° 1 Cinquième réunion groupe info – vendredi 12 mai 2028 à 12:00, a eu lieu",
        "Pour un compte rendu : !cr et le numéro",
    ]


def test_meetings_that_are_all_to_come() -> None:
    assert Group(PLAN).asks(c.AskMeetings()).splitlines() == [
        "À venir :",
        "• n° 1 Cinquième réunion groupe info – vendredi 12 mai 2028 à 12:00",
    ]


def held_three() -> Group:
    """Bureau on the 12th, Café on the 13th, Café on the 14th; a fourth is planned."""
    group = Group(c.Start(title="Bureau"), c.End(), minute=0)
    for day in (1, 2):
        group.at(day * 1440).does(c.Start(title="Café"))
        group.does(c.End())
    group.does(c.Plan(title="Assemblée"))
    return group


@pytest.mark.parametrize(
    ("question", "meeting"),
    [
        pytest.param(c.AskMinutes(), 3, id="the last one"),
        pytest.param(c.AskMinutes(which="1"), 1, id="by number"),
        pytest.param(c.AskMinutes(which="BUR"), 1, id="by a word of the title"),
        pytest.param(c.AskMinutes(which="café"), 3, id="of two the later one"),
        pytest.param(c.AskMinutes(which="13 mai", day=date(2028, 5, 13)), 2, id="by day"),
    ],
)
def test_minutes_are_found(question: c.AskMinutes, meeting: int) -> None:
    group = held_three()
    group.asks(question)
    assert group.seen == (PostMinutes(meeting=meeting, occasion="asked"),)


@pytest.mark.parametrize(
    "question",
    [
        c.AskMinutes(),
        c.AskMinutes(which="1"),
        c.AskMinutes(day=date(2028, 5, 12)),
        c.AskMinutes(which="info"),
    ],
    ids=["the last", "number", "day", "title"],
)
def test_a_meeting_that_was_not_held_has_minutes_that_say_so(question: c.AskMinutes) -> None:
    group = Group(PLAN).at(60)
    group.asks(question)
    assert group.seen == (PostMinutes(meeting=1, occasion="asked"),)


def test_the_list_says_that_a_meeting_was_not_held() -> None:
    assert "12:00, n’a pas eu lieu" in Group(PLAN).at(60).asks(c.AskMeetings())


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(c.AskMinutes(which="4"), id="one that has not begun"),
        pytest.param(c.AskMinutes(which="7"), id="no such number"),
        pytest.param(c.AskMinutes(which="", day=date(2028, 5, 20)), id="no such day"),
    ],
)
def test_minutes_that_are_not_found(question: c.AskMinutes) -> None:
    assert held_three().asks(question) == "Je ne trouve pas cette réunion. La liste : !réunions"


def test_minutes_of_a_meeting_under_way_and_of_none() -> None:
    group = live()
    group.asks(c.AskMinutes())
    assert group.seen == (PostMinutes(meeting=1, occasion="asked"),)
    none = "Aucune réunion n’a encore eu lieu ici, donc pas de compte rendu."
    assert Group(PLAN).asks(c.AskMinutes()) == none
    assert Group(PLAN).asks(c.AskMinutes(which="2")) == none


def test_the_settings() -> None:
    group = Group(c.AddRole(role="gardien"), c.AddTag(tag="budget"))
    assert group.asks(c.AskSettings()).splitlines() == [
        "Langue : français. Pour changer : !langue en",
        "Fuseau horaire : heure de Paris (Europe/Paris). Pour changer : !réglages fuseau Europe/Brussels",
        (
            "Pour faire avancer la réunion : la personne qui anime, celle qui l’a ouverte, "
            "ou la modération du salon."
        ),
        "Rôles : notes, appel, animation et gardien.",
        "Étiquettes des notes : Note, Décision, Action, Question, Idée, Lien et budget.",
        "Rappels : 7 jours, 2 jours, 2 h et 10 min avant. Pour changer : !réglages rappels 2j 2h",
        "Silence de 21:00 à 08:00. Pour changer : !réglages silence 22h-7h",
        "Rôles libres : je relance avant la réunion. Pour arrêter : !réglages relances non",
        "Rôles libres : je les rappelle au début. Pour arrêter : !réglages accueil non",
        ("Réunion que personne n’ouvre : je demande si elle a eu lieu. Pour arrêter : !réglages bilan non"),
        "Temps de parole dans le compte rendu : non",
        "File : la parole dans l’ordre d’arrivée",
        "Mots d’autres robots : non",
        "Pour changer qui fait avancer la réunion : !réglages règle ouverte, partagée ou présidée",
    ]


def test_of_two_meetings_without_a_date_the_one_planned_first_is_listed_first() -> None:
    group = Group(c.Plan(title="Bureau"))
    group.at(-500).does(c.Plan(title="Chorale"))
    group.does(c.Plan(title="Café", starts_at=after(900)))
    group.does(c.Plan(title="Atelier", starts_at=after(800)))
    assert group.asks(c.AskMeetings()).splitlines() == [
        "À venir :",
        "• n° 4 Atelier – samedi 13 mai 2028 à 01:20",
        "• n° 3 Café – samedi 13 mai 2028 à 03:00",
        "• n° 1 Bureau – date à fixer",
        "• n° 2 Chorale – date à fixer",
    ]


def test_a_meeting_without_a_title_is_listed_as_a_meeting() -> None:
    assert Group(c.Start(), minute=0).asks(c.AskMeetings()).splitlines() == [
        "En cours :",
        "• n° 1 Réunion – vendredi 12 mai 2028 à 12:00",
    ]


def test_minutes_while_a_meeting_is_under_way_are_those_of_that_one() -> None:
    group = held_three()
    group.does(c.Start())
    group.asks(c.AskMinutes())
    assert group.seen == (PostMinutes(meeting=4, occasion="asked"),)


def test_the_day_of_a_meeting_is_that_of_the_room() -> None:
    group = Group(c.Start(title="Café"), c.End(), minute=11 * 60)
    group.does(c.SetZone(zone="Pacific/Auckland"))
    group.asks(c.AskMinutes(day=date(2028, 5, 13)))
    assert group.seen == (PostMinutes(meeting=1, occasion="asked"),)


def test_the_agenda_of_a_meeting_that_runs_late_says_what_that_costs() -> None:
    late = "⚠️ À ce rythme, on finit à 13:03 au lieu de 13:00."
    assert live().at(8).asks(c.AskAgenda()).splitlines()[-1] == late
    assert "⚠️" not in live().at(3).asks(c.AskAgenda())
    assert "⚠️" not in Group(PLAN).at(14).asks(c.AskAgenda())


def test_the_status_of_a_meeting_without_a_call_says_nothing_of_one() -> None:
    assert "📞" not in Group(c.Start(title="Café"), c.WaiveRole(role="host"), minute=0).asks(c.AskStatus())


@pytest.mark.parametrize("question", [c.AskStatus(), c.AskQueue()], ids=["status", "queue"])
def test_who_has_the_floor_now_has_had_it_until_now(question: c.Question) -> None:
    group = live()
    group.does(c.SetPreference(name="queue", value="share"))
    group.does(c.GiveFloor(who=somebody(BRUNO)))
    group.at(2).does(c.JoinQueue(), BRUNO)
    group.does(c.JoinQueue(), CHLOE)
    assert "Chloé et Bruno" in group.asks(question)
