"""A meeting to come."""

from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import React, Say
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Quote, phrase
from intercoop_bot.meeting.planning import FARTHEST, LONGEST_CALL, LONGEST_REASON, LONGEST_TITLE, MOST_ITEMS
from tests.meeting.group import ANA, BRUNO, CHLOE, FIVE, PLAN, Group, after, somebody


def test_an_announcement_becomes_a_meeting_and_is_shown_as_it_was_understood() -> None:
    group = Group(PLAN)
    assert group.reads().splitlines() == [
        "Cinquième réunion groupe info",
        "📅 vendredi 12 mai 2028, de 12:00 à 13:00 (heure de Paris)",
        "📞 01 23 45 67 89, code 4242#",
        (
            "🙋 Il manque quelqu’un pour : notes 📝, appel 📞 et animation 🧭. "
            "Pour prendre un rôle : !prendre notes"
        ),
        "📋 Ordre du jour, 1 h en tout :",
        "• 1. Connexion – 5 min",
        "• 2. Accueil nouveaux projets – 5 min",
        "• 3. Prochaine réunion – 5 min",
        "• 4. Hébergement – 25 min",
        "• 5. Structure Intercoop, on avance ? – 20 min",
        "Serez-vous là ? ✋ oui, 🚫 non",
    ]


def test_what_was_not_understood_is_said_with_the_plan() -> None:
    group = Group(c.Plan(title="Café", doubts=(phrase("reading.no_date"),)))
    assert group.reads().splitlines()[-2:] == ["🤔 À vérifier ensemble :", "• Je n’ai pas trouvé de date."]


def test_who_has_a_role_in_the_announcement_has_it() -> None:
    roles = (("notes", somebody(ANA)), ("host", None), ("chauffeur", somebody(BRUNO)))
    group = Group(c.Plan(title="Café", roles=roles))
    assert [group.meeting.holder(role) for role in group.room.roles] == [ANA, None, None]
    assert "chauffeur" not in group.meeting.roles


@pytest.mark.parametrize(
    "starts_at",
    [
        pytest.param(after(-1000), id="now"),
        pytest.param(after(-5000), id="past"),
        pytest.param(after(-1000) + timedelta(days=3654), id="ten years on"),
    ],
)
def test_an_odd_date_is_left_open(starts_at: datetime) -> None:
    group = Group(c.Plan(title="Café", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)))
    assert (group.meeting.starts_at, group.meeting.ends_at) == (None, None)
    assert "📅 Pas encore de date." in group.reads()


@pytest.mark.parametrize("minute", [-60, 0])
def test_an_end_that_is_not_after_the_start_is_left_open(minute: float) -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(minute)))
    assert (group.meeting.starts_at, group.meeting.ends_at) == (after(0), None)
    assert "📅 vendredi 12 mai 2028 à 12:00 (heure de Paris)" in group.reads()


def test_an_agenda_that_does_not_fit_is_told() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(45), items=FIVE))
    assert group.reads().splitlines()[-2] == (
        "⚠️ L’ordre du jour prend 1 h et le créneau fait 45 min : c’est 15 min de trop."
    )


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        pytest.param(c.Plan(title=" \n "), "refused.title_empty", id="no title"),
        pytest.param(c.Plan(title="x" * (LONGEST_TITLE + 1)), "refused.too_long", id="title too long"),
        pytest.param(
            c.Plan(title="x", call="y" * (LONGEST_CALL + 1)), "refused.too_long", id="call too long"
        ),
        pytest.param(
            c.Plan(title="x", items=(c.DraftItem(title="y"),) * (MOST_ITEMS + 1)),
            "refused.too_many_items",
            id="agenda too long",
        ),
        pytest.param(
            c.Plan(title="x", items=(c.DraftItem(title=""),)),
            "refused.title_empty",
            id="item without a title",
        ),
        pytest.param(
            c.Plan(title="x", items=(c.DraftItem(title="y", minutes=0),)),
            "refused.minutes_out_of_range",
            id="item without minutes",
        ),
    ],
)
def test_a_plan_that_is_refused(command: c.Plan, reason: str) -> None:
    assert Group().is_refused(command) == reason


# --- the date


def test_a_meeting_that_is_moved_keeps_its_length() -> None:
    group = Group(PLAN)
    assert group.does(c.SetDate(starts_at=after(120))) == (
        f.MeetingMoved(meeting=1, starts_at=after(120), ends_at=after(180)),
    )
    assert group.reads().splitlines() == [
        "Nouvelle date pour Cinquième réunion groupe info :",
        "📅 vendredi 12 mai 2028, de 14:00 à 15:00 (heure de Paris)",
    ]
    assert group.meeting.phase is Phase.PLANNED


def test_another_slot_may_be_too_short() -> None:
    group = Group(PLAN)
    group.does(c.SetDate(starts_at=after(120), ends_at=after(150)))
    assert "c’est 30 min de trop" in group.reads()


@pytest.mark.parametrize(
    ("said", "only", "starts_at"),
    [
        pytest.param(after(7 * 24 * 60 - 720), "day", after(7 * 24 * 60), id="another day"),
        pytest.param(after(180 * 24 * 60), "day", after(180 * 24 * 60 + 60), id="a day in winter"),
        pytest.param(after(-300), "hour", after(-300), id="another hour"),
        pytest.param(after(-300 - 24 * 60), "hour", after(-300), id="another hour, read as today's"),
    ],
)
def test_what_is_not_said_of_a_date_stays(
    said: datetime, only: Literal["day", "hour"], starts_at: datetime
) -> None:
    group = Group(PLAN)
    group.does(c.SetDate(starts_at=said, only=only))
    assert (group.meeting.starts_at, group.meeting.ends_at) == (starts_at, starts_at + timedelta(hours=1))


def test_a_day_alone_is_no_date_for_a_meeting_that_had_none() -> None:
    group = Group(c.Plan(title="Café"))
    assert group.is_refused(c.SetDate(starts_at=after(0), only="day")) == "refused.hour_missing"
    group.does(c.SetDate(starts_at=after(0), only="hour"))
    assert group.meeting.starts_at == after(0)


def test_lengths_are_true_in_the_night_when_an_hour_comes_twice() -> None:
    paris = ZoneInfo("Europe/Paris")
    slot = [datetime(2028, 10, 29, hour, 30, tzinfo=paris) for hour in (1, 3)]
    group = Group(c.Plan(title="Pain", starts_at=slot[0], ends_at=slot[1]))
    assert group.meeting.starts_at is not None
    assert group.meeting.ends_at is not None
    assert group.meeting.ends_at - group.meeting.starts_at == timedelta(hours=3)


def test_a_date_for_a_meeting_that_had_none() -> None:
    group = Group(c.Plan(title="Café"))
    group.does(c.SetDate(starts_at=after(0)))
    assert (group.meeting.starts_at, group.meeting.ends_at) == (after(0), None)


@pytest.mark.parametrize(
    ("starts_at", "reason"),
    [
        pytest.param(after(-1000), "refused.date_past", id="now"),
        pytest.param(after(-2000), "refused.date_past", id="past"),
        pytest.param(after(0) + timedelta(days=4000), "refused.date_far", id="eleven years on"),
    ],
)
def test_a_date_that_is_refused(starts_at: datetime, reason: str) -> None:
    assert Group(PLAN).is_refused(c.SetDate(starts_at=starts_at)) == reason


def test_the_next_date_is_set_while_a_meeting_is_under_way() -> None:
    group = Group(PLAN, c.Plan(title="Prochaine")).at(0)
    group.does(c.Start())
    group.does(c.SetDate(starts_at=after(10_000)))
    assert [m.starts_at for m in group.room.planned] == [after(10_000)]
    group.does(c.Cancel())
    assert group.room.planned == ()
    assert group.is_refused(c.Cancel()) == "refused.none_planned"


def test_a_meeting_is_called_off() -> None:
    group = Group(PLAN)
    group.does(c.Cancel(reason="  grève des trains "))
    assert group.reads() == (
        "❌ Réunion annulée : Cinquième réunion groupe info. La raison : grève des trains"
    )
    assert group.room.meetings[1].reason == "grève des trains"
    group = Group(PLAN, c.Cancel())
    assert group.reads() == "❌ Réunion annulée : Cinquième réunion groupe info."


def test_each_change_makes_the_entry_for_calendars_a_newer_one() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0)))
    changes = [group.meeting.changes]
    for command in (c.SetDate(starts_at=after(60)), c.SetCall(text="ici"), c.Cancel()):
        group.does(command)
        changes.append(group.room.meetings[1].changes)
    assert changes == [0, 1, 2, 3]


def test_a_reason_as_long_as_a_novel_is_refused() -> None:
    group = Group(PLAN)
    assert group.is_refused(c.Cancel(reason="x" * (LONGEST_REASON + 1))) == "refused.too_long"
    assert group.is_refused(c.Foretell(coming=False, reason="x" * 501)) == "refused.too_long"


# --- how to join, who comes


def test_how_to_join() -> None:
    group = Group(c.Plan(title="Café"))
    assert "📞 Comment se rejoindre ?" in group.reads()
    group.does(c.SetCall(text=" https://meet.example/x\nsinon 01 23 45 67 89 "), BRUNO)
    assert group.seen == (React(emoji="👍"),)
    assert group.asks(c.AskCall()) == "📞 https://meet.example/x\nsinon 01 23 45 67 89"
    assert group.is_refused(c.SetCall(text="x" * 1001)) == "refused.too_long"


def test_who_cannot_come_gives_back_their_roles() -> None:
    group = Group(PLAN, c.ClaimRole(role="notes"), c.ClaimRole(role="host"))
    assert group.does(c.Foretell(coming=False, reason="en déplacement")) == (
        f.PresenceForetold(meeting=1, person=ANA, coming=False, reason="en déplacement"),
        f.RoleReleased(meeting=1, role="notes"),
        f.RoleReleased(meeting=1, role="host"),
    )
    assert group.reads().splitlines() == [
        "🙋 De nouveau libre : notes. Pour prendre ce rôle : !prendre notes",
        "🙋 De nouveau libre : appel. Pour prendre ce rôle : !prendre appel",
    ]


def test_another_reason_not_to_come_is_kept() -> None:
    group = Group(PLAN, c.Foretell(coming=False, reason="en déplacement"))
    assert group.is_refused(c.Foretell(coming=False, reason="en déplacement")) == "refused.already_so"
    group.does(c.Foretell(coming=False, reason="malade"))
    assert group.meeting.attended(ANA).reason == "malade"


def test_who_comes_keeps_their_roles() -> None:
    group = Group(PLAN, c.ClaimRole(role="notes"), c.Foretell(coming=True))
    assert group.meeting.holder("notes") == ANA
    assert group.is_refused(c.Foretell(coming=True)) == "refused.already_so"
    group.does(c.Foretell(coming=False))
    assert group.meeting.attended(ANA).coming is False


def test_who_took_a_role_after_their_regrets_can_still_give_it_back_by_them() -> None:
    group = Group(PLAN, c.Foretell(coming=False), c.ClaimRole(role="notes"), c.Foretell(coming=False))
    assert group.meeting.holder("notes") is None


# --- the agenda


def test_items_are_added_at_the_end_by_anyone() -> None:
    group = Group(PLAN)
    added = c.AddItems(items=(c.DraftItem(title=" Divers ", minutes=10, owner=somebody(CHLOE)),))
    assert group.does(added, BRUNO) == (
        f.ItemAdded(meeting=1, item=6, title="Divers", minutes=10, owner=CHLOE),
    )
    assert group.seen[0] == React(emoji="👍")
    assert "c’est 10 min de trop" in group.reads()


def test_what_was_not_understood_of_an_agenda_is_said() -> None:
    group = Group(PLAN)
    group.does(
        c.AddItems(
            items=(c.DraftItem(title="Divers"),),
            doubts=(phrase("reading.unread_line", n=1, lines=Quote("???")),),
        )
    )
    assert group.reads() == "Je n’ai pas su lire cette ligne de l’ordre du jour : « ??? »."


def test_a_dropped_number_is_not_given_again() -> None:
    one_more = c.AddItems(items=(c.DraftItem(title="Divers"),))
    group = Group(PLAN, c.DropItem(position=5), one_more, one_more)
    assert [item.id for item in group.meeting.items] == [1, 2, 3, 4, 6, 7]


def test_only_what_is_given_of_an_item_changes() -> None:
    group = Group(PLAN, c.EditItem(position=4, owner=somebody(BRUNO)))
    item = group.meeting.items[3]
    assert (item.title, item.minutes, item.owner) == ("Hébergement", 25, BRUNO)
    group.does(c.EditItem(position=4, title="Hébergeur", minutes=30))
    item = group.meeting.items[3]
    assert (item.title, item.minutes, item.owner) == ("Hébergeur", 30, BRUNO)


@pytest.mark.parametrize(
    ("position", "to", "titles"),
    [
        pytest.param(1, 3, "bcade", id="down"),
        pytest.param(5, 1, "eabcd", id="to the top"),
        pytest.param(2, 5, "acdeb", id="to the end"),
    ],
)
def test_an_item_is_moved(position: int, to: int, titles: str) -> None:
    items = tuple(c.DraftItem(title=letter) for letter in "abcde")
    group = Group(c.Plan(title="Café", items=items), c.MoveItem(position=position, to=to))
    assert "".join(group.titles) == titles
    assert group.seen == (React(emoji="👍"),)


def test_an_item_that_was_talked_about_stays() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.at(5).does(c.Next())
    assert group.is_refused(c.DropItem(position=1)) == "refused.item_taken_up"
    assert group.is_refused(c.DropItem(position=2)) == "refused.item_taken_up"
    group.does(c.DropItem(position=3))
    assert group.seen == (React(emoji="👍"),)
    assert len(group.titles) == 4


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        pytest.param(c.AddItems(items=()), "refused.item_empty", id="nothing to add"),
        pytest.param(
            c.AddItems(items=(c.DraftItem(title="x"),) * 96), "refused.too_many_items", id="too many"
        ),
        pytest.param(c.EditItem(position=1), "refused.edit_empty", id="nothing to change"),
        pytest.param(c.EditItem(position=0, title="x"), "refused.no_such_item", id="item zero"),
        pytest.param(c.EditItem(position=1, minutes=0), "refused.minutes_out_of_range", id="no minutes"),
        pytest.param(c.EditItem(position=1, title="x" * 201), "refused.too_long", id="long title"),
        pytest.param(c.MoveItem(position=1, to=6), "refused.no_such_item", id="beyond the end"),
        pytest.param(c.MoveItem(position=-1, to=1), "refused.no_such_item", id="before the start"),
        pytest.param(c.MoveItem(position=2, to=2), "refused.already_so", id="where it is"),
        pytest.param(c.DropItem(position=6), "refused.no_such_item", id="no such item to drop"),
    ],
)
def test_a_change_of_the_agenda_that_is_refused(command: c.Command, reason: str) -> None:
    assert Group(PLAN).is_refused(command) == reason


def test_of_several_meetings_the_one_to_cancel_is_named() -> None:
    group = Group(PLAN, c.Plan(title="Fête"))
    assert group.is_refused(c.Cancel()) == "refused.cancel_which"
    assert group.is_refused(c.Cancel(number=3)) == "refused.cancel_which"
    group.does(c.Cancel(number=2, reason="trop peu de monde"))
    assert "Fête" in group.reads()
    assert group.is_refused(c.Cancel(number=2)) == "refused.cancel_which"
    group.does(c.Cancel())
    assert group.room.planned == ()
    assert group.is_refused(c.Cancel(number=1)) == "refused.none_planned"


def test_days_and_hours_that_are_refused_are_named() -> None:
    assert "samedi 13 mai" in Group(c.Plan(title="Café")).refusal(
        c.SetDate(starts_at=after(1000), only="day")
    )
    assert Group(PLAN).at(-5).refusal(c.SetDate(starts_at=after(-10))) == (
        "Cette date est déjà passée : vendredi 12 mai 2028 à 11:50. Pour une autre : !quand vendredi prochain"
        " 12h-13h"
    )


def test_the_farthest_date() -> None:
    group = Group(PLAN)
    group.does(c.SetDate(starts_at=group.now + FARTHEST))
    assert group.meeting.starts_at == group.now + FARTHEST


@pytest.mark.parametrize("only", [None, "day", "hour"])
def test_dates_are_kept_in_utc(only: Literal["day", "hour"] | None) -> None:
    said = after(1440).astimezone(ZoneInfo("Europe/Paris"))
    (moved,) = (
        fact
        for fact in Group(PLAN).does(c.SetDate(starts_at=said, only=only))
        if isinstance(fact, f.MeetingMoved)
    )
    assert moved.starts_at.tzinfo is UTC


def test_a_first_meeting_planned_by_its_date_is_the_first_and_has_no_call() -> None:
    group = Group(c.PlanAgain(starts_at=after(0)))
    assert {number: meeting.call for number, meeting in group.room.meetings.items()} == {1: ""}


def test_the_first_meeting_of_a_rule_has_its_end_and_its_call() -> None:
    rule = "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00 60"
    group = Group(c.SetRepeat(rule=rule, starts_at=after(0), ends_at=after(60), call="01 23 45 67 89"))
    assert (group.meeting.ends_at, group.meeting.call) == (after(60), "01 23 45 67 89")


def test_of_a_meeting_that_is_moved_it_stays_known_for_whom_people_speak() -> None:
    group = Group(PLAN)
    group.does(c.SpeakFor(organisation="La Louve"), BRUNO)
    group.does(c.Foretell(coming=True), BRUNO)
    group.does(c.SetDate(starts_at=after(1440)))
    known = group.meeting.attended(BRUNO)
    assert (known.organisation, known.coming) == ("La Louve", None)


def test_the_date_of_an_announcement_is_kept_in_utc_too() -> None:
    plan = c.Plan(title="Café", starts_at=after(0).astimezone(ZoneInfo("Europe/Paris")))
    (planned,) = (fact for fact in Group().does(plan) if isinstance(fact, f.MeetingPlanned))
    assert planned.starts_at is not None
    assert planned.starts_at.tzinfo is UTC


def test_that_an_agenda_is_too_long_is_told_in_one_message_that_is_kept_true() -> None:
    group = Group(PLAN)
    group.does(c.AddItems(items=(c.DraftItem(title="Divers", minutes=5),)))
    assert [said.topic for said in group.seen if isinstance(said, Say)] == ["fit"]


def test_of_an_item_that_there_is_not_it_is_said_how_many_there_are() -> None:
    group = Group(PLAN)
    assert group.refusal(c.DropItem(position=6)) == "L’ordre du jour a 5 points, numérotés de 1 à 5."


def test_what_is_too_much_for_an_agenda_is_told_with_what_there_may_be() -> None:
    group = Group(PLAN)
    group.does(c.EditItem(position=1, minutes=24 * 60))
    assert group.refusal(c.EditItem(position=1, minutes=24 * 60 + 1)) == (
        "Une durée va d’une minute à 24 heures."
    )
    many = c.AddItems(items=(c.DraftItem(title="x"),) * 96)
    assert group.refusal(many) == "101 points, c’est trop : 100 au plus. Rien n’a été ajouté."


def test_of_a_text_that_is_too_long_the_beginning_is_told() -> None:
    group = Group(PLAN)
    group.does(c.SetCall(text="y" * LONGEST_CALL))
    assert group.refusal(c.SetCall(text="y" * (LONGEST_CALL + 1))) == (
        f"C’est trop long : 1000 caractères au plus (« {'y' * 40} »)."
    )


def test_an_announcement_of_the_farthest_date_with_as_many_items_as_there_may_be() -> None:
    items = tuple(c.DraftItem(title=f"Point {n}") for n in range(MOST_ITEMS))
    group = Group()
    group.does(c.Plan(title="Café", starts_at=group.now + FARTHEST, items=items))
    assert (group.meeting.starts_at, len(group.titles)) == (group.now + FARTHEST, MOST_ITEMS)
