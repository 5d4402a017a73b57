"""What the room sees of a meeting to come: the card, the reminders, and for whom they ring."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.buttons import LIVE_BUTTONS
from intercoop_bot.meeting.effects import PostCalendar, Say, TakeDown
from intercoop_bot.meeting.phrases import Who
from tests.meeting.group import ANA, BRUNO, CHLOE, DAVID, FIVE, NOON, PLAN, Group, after, somebody, wording

DAY = 24 * 60
LINK = "https://meet.example/x\n01 23 45 67 89, code 4242#"


def expecting() -> Group:
    """Ana comes, Bruno takes the notes, Chloé does not come, Denise (on the phone) sees to the call."""
    group = Group(PLAN, minute=-10 * DAY)
    group.does(c.Foretell(coming=True), ANA)
    group.does(c.ClaimRole(role="notes"), BRUNO)
    group.does(c.Foretell(coming=False, reason="en déplacement"), CHLOE)
    group.does(c.AssignRole(role="host", who=somebody("Denise")))
    return group


def said(group: Group) -> Say:
    """Return the one message that is new in the room."""
    (only,) = (effect for effect in group.seen if isinstance(effect, Say))
    return only


def card(group: Group, language: str = "fr") -> list[str]:
    """Return how the card reads after its last edit."""
    return wording(group.cards[-1:], language).splitlines()


# --- the card


def test_the_card_is_posted_pinned_and_has_its_buttons() -> None:
    group = Group(PLAN)
    posted, calendar = group.seen
    assert isinstance(posted, Say)
    assert (posted.ref, posted.edits, posted.pins, posted.alarm) == ("card:1:1", None, "", False)
    assert posted.buttons == ("📝", "📞", "🧭", "✋", "🚫")
    assert calendar == PostCalendar(meeting=1)


def test_a_meeting_without_a_date_has_a_card_and_no_calendar_entry() -> None:
    assert [type(effect) for effect in Group(c.Plan(title="Café")).seen] == [Say]


def test_the_card_shows_all_that_there_is_to_know() -> None:
    group = expecting()
    assert card(group) == [
        "Cinquième réunion groupe info",
        "📅 vendredi 12 mai 2028, de 12:00 à 13:00 (heure de Paris)",
        "📞 01 23 45 67 89, code 4242#",
        "🙋 Il manque quelqu’un pour : animation 🧭. Pour prendre un rôle : !prendre animation",
        "• notes : Bruno",
        "• appel : Denise",
        "📋 Ordre du jour, 1 h en tout :",
        "• 1. Connexion – 5 min",
        "• 2. Accueil nouveaux projets – 5 min",
        "• 3. Prochaine réunion – 5 min",
        "• 4. Hébergement – 25 min",
        "• 5. Structure Intercoop, on avance ? – 20 min",
        "✋ Présence annoncée : Ana",
        "➖ Absence annoncée : Chloé",
        "Serez-vous là ? ✋ oui, 🚫 non",
    ]


@pytest.mark.parametrize(
    "command",
    [
        c.SetDate(starts_at=after(60)),
        c.SetCall(text="https://meet.example/y"),
        c.Foretell(coming=True),
        c.AddItems(items=(c.DraftItem(title="Divers"),)),
        c.EditItem(position=1, title="Café"),
        c.MoveItem(position=1, to=2),
        c.DropItem(position=1),
        c.ClaimRole(role="notes"),
        c.WaiveRole(role="notes"),
        c.NoteLink(meeting=1, ok=False),
    ],
    ids=lambda command: type(command).__name__,
)
def test_whatever_changes_is_edited_into_the_card(command: c.Command) -> None:
    group = Group(PLAN)
    group.does(command)
    assert [(each.edits, each.topic, each.alarm) for each in group.cards] == [("card:1:1", "card:1:1", False)]


@pytest.mark.parametrize(
    ("commands", "head"),
    [
        pytest.param((c.Cancel(),), "❌ Annulée", id="called off"),
        pytest.param((c.Start(),), "▶️ En cours", id="begun"),
    ],
)
def test_a_card_whose_time_is_over_says_so_and_is_taken_down(
    commands: tuple[c.Command, ...], head: str
) -> None:
    group = Group(PLAN, *commands)
    assert card(group)[0] == head
    assert group.taken_down == (TakeDown(ref="card:1:1"),)


def test_the_card_of_a_meeting_under_way_is_left_alone() -> None:
    group = Group(PLAN, c.Start())
    for command in (c.ClaimRole(role="notes"), c.Next(), c.AddItems(items=FIVE), c.End()):
        group.now = after(2, group.now)
        group.does(command)
        assert "card:1:1" not in [each.edits for each in group.cards]


def test_the_card_of_a_meeting_that_was_not_held_and_then_was() -> None:
    group = Group(PLAN).at(60)
    assert card(group)[0] == "❌ N’a pas eu lieu"
    group.does(c.SayHeld(held=True))
    assert card(group)[0] == "✔️ A eu lieu"


def test_a_reminder_days_ahead_posts_the_card_anew_in_the_place_of_the_old_one() -> None:
    group = expecting().at(-7 * DAY)
    posted = said(group)
    assert (posted.ref, posted.pins) == ("card:1:2", "card:1:1")
    assert posted.buttons == ("🧭", "✋", "🚫")
    assert [each.edits for each in group.cards] == []
    group.does(c.Foretell(coming=True), DAVID)
    assert [each.edits for each in group.cards] == ["card:1:2"]


def test_as_items_come_back_a_reminder_still_posts_the_card_and_the_other_cards_are_edited() -> None:
    group = Group(
        PLAN,
        c.Plan(title="Bureau", starts_at=after(2 * DAY + 60)),
        c.Plan(title="Atelier", starts_at=after(0), ends_at=after(60)),
    )
    group.at(60)
    assert [said.ref for said in group.seen if isinstance(said, Say) and said.ref] == ["card:2:2"]
    assert [each.edits for each in group.cards] == ["card:1:1", "card:3:1"]


# --- reminders


def test_reminders_ring_for_those_who_come_or_hold_a_role() -> None:
    group = expecting()
    for minute in (-7 * DAY, -2 * DAY, -10):
        group.at(minute)
        assert said(group).alarm
        assert said(group).mentions == (somebody(ANA), somebody(BRUNO))


def test_days_ahead_with_nobody_to_ring_for_it_is_quiet() -> None:
    group = Group(PLAN, minute=-10 * DAY).at(-7 * DAY)
    assert (said(group).alarm, said(group).mentions) == (False, ())


@pytest.mark.parametrize(
    ("language", "minute", "expected"),
    [
        pytest.param("fr", -7 * DAY, "⏰ Dans 7 jours :", id="a week, in French"),
        pytest.param("fr", -2 * DAY, "⏰ Dans 2 jours :", id="two days, in French"),
        pytest.param("en", -7 * DAY, "⏰ In 7 days:", id="a week, in English"),
        pytest.param("en", -2 * DAY, "⏰ In 2 days:", id="two days, in English"),
    ],
)
def test_days_ahead(language: str, minute: float, expected: str) -> None:
    group = Group(PLAN, minute=-10 * DAY).at(minute)
    assert expected in group.reads(language).splitlines()[0]


@pytest.mark.parametrize("quiet", ["21:00-08:00", "off"])
def test_of_a_meeting_just_after_midnight_the_days_are_those_of_the_room(quiet: str) -> None:
    start = after(-11.5 * 60)
    group = Group(
        c.SetPreference(name="quiet", value=quiet), c.Plan(title="Nuit", starts_at=start), minute=-10 * DAY
    )
    assert group.at(-6 * DAY).reads().splitlines()[0] == "⏰ Dans 7 jours :"


def test_days_ahead_the_roles_are_put_to_a_room_that_wants_no_reminders() -> None:
    group = Group(c.SetPreference(name="reminders", value="off"), PLAN, minute=-10 * DAY).at(-7 * DAY)
    assert group.reads().startswith("🙋 Cinquième réunion groupe info cherche encore quelqu’un pour : notes")


def test_a_day_ahead() -> None:
    group = Group(c.SetPreference(name="reminders", value="1440"), PLAN, minute=-10 * DAY).at(-DAY)
    assert group.reads().splitlines()[0] == "⏰ Demain :"
    assert group.reads("en").splitlines()[0] == "⏰ Tomorrow:"


def test_hours_ahead_it_is_short() -> None:
    group = expecting().at(-2 * 60)
    assert wording(group.seen[:1]).splitlines() == [
        "Ana et Bruno : ⏰ Cinquième réunion groupe info commence dans 2 h, à 12:00.",
        "📞 01 23 45 67 89, code 4242#",
        "🙋 Il manque encore quelqu’un pour : animation.",
    ]
    assert wording(group.seen[:1], "en").splitlines() == [
        "Ana and Bruno: ⏰ Cinquième réunion groupe info begins in 2 h, at 12:00.",
        "📞 01 23 45 67 89, code 4242#",
        "🙋 Still needed: facilitation.",
    ]


def test_reminders_get_shorter_as_the_time_comes() -> None:
    group = expecting()
    lengths = []
    for minute in (-7 * DAY, -2 * DAY, -2 * 60, -10):
        group.at(minute)
        lengths.append(len(wording(group.seen[:1]).splitlines()))
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] <= 3


def test_a_reminder_is_not_worth_sending_once_the_meeting_should_have_begun() -> None:
    group = expecting().at(-10)
    assert said(group).expires_at == after(15)


def test_a_late_reminder_tells_the_time_that_is_left() -> None:
    group = expecting().away(-7)
    group.wakes()
    assert "commence dans 7 min" in group.reads()
    group = expecting().away(-0.3)
    group.wakes()
    assert "commence dans 1 min" in group.reads()


def test_with_all_roles_taken_nothing_is_missing_and_nobody_is_asked() -> None:
    group = expecting()
    group.does(c.ClaimRole(role="facilitator"), DAVID)
    group.at(-10)
    assert "manque" not in group.reads()
    group.at(-5)
    assert group.seen == ()


def test_a_link_that_is_down_is_shown_after_what_to_use_instead() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), call=LINK))
    group.does(c.NoteLink(meeting=1, ok=False), "")
    assert group.reads().startswith("⚠️")
    (shown,) = (line for line in card(group) if line.startswith("📞"))
    assert shown.index("01 23 45 67 89") < shown.index("meet.example")
    group.at(-10)
    assert "01 23 45 67 89" in group.reads()


def test_of_a_link_that_is_down_all_that_can_be_used_instead_comes_first() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), call=f"{LINK}\nou dans la salle"))
    group.does(c.NoteLink(meeting=1, ok=False), "")
    assert "\n".join(card(group)[2:4]) == (
        "📞 01 23 45 67 89, code 4242#\nou dans la salle"
        " (le lien habituel ne répond pas : https://meet.example/x)"
    )


# --- at the door


def test_five_minutes_before_the_open_roles_are_named_with_their_buttons() -> None:
    group = expecting().at(-5)
    gate = said(group)
    assert (gate.ref, gate.buttons) == ("gate:1", ("🧭",))
    assert (gate.alarm, gate.expires_at) == (True, after(15))
    assert "va commencer, et personne encore pour : animation 🧭" in group.reads()


def test_at_the_start_the_open_roles_are_named_with_their_buttons() -> None:
    group = expecting().at(0)
    group.does(c.Start())
    begun = said(group)
    assert (begun.ref, begun.buttons) == ("live:1:1", ("🧭", *LIVE_BUTTONS))
    assert "Personne encore pour : animation 🧭." in group.reads()


def test_a_role_that_is_waived_is_named_no_more() -> None:
    group = expecting()
    group.does(c.WaiveRole(role="facilitator"))
    assert group.reads() == "C’est noté : on fera sans (animation)."
    assert group.is_refused(c.WaiveRole(role="facilitator")) == "refused.already_so"
    assert group.is_refused(c.WaiveRole(role="notes")) == "refused.role_held"
    group.at(-5)
    assert group.seen == ()
    group.does(c.ClaimRole(role="facilitator"), DAVID)
    assert group.meeting.waived == {}


# --- threads, repeats, rota


def test_an_item_gets_its_thread_once() -> None:
    group = Group(PLAN)
    group.does(c.Prepare(position=4))
    assert said(group).ref == "prepare:1:4"
    assert "Point 4, Hébergement" in group.reads()
    assert "Hébergement" in group.reads("en")
    assert group.is_refused(c.Prepare(position=4)) == "refused.prepared_already"
    assert group.is_refused(c.Prepare(position=9)) == "refused.no_such_item"


def test_the_next_meeting_is_like_the_last_one() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.at(30).does(c.End())
    group.does(c.PlanAgain(starts_at=after(7 * DAY)))
    planned = group.room.planned[0]
    assert (planned.title, planned.call, planned.ends_at) == (PLAN.title, PLAN.call, after(7 * DAY + 60))
    assert planned.occurrence is None
    assert said(group).ref == "card:2:1"
    assert group.is_refused(c.PlanAgain(starts_at=NOON)) == "refused.date_past"
    assert group.is_refused(c.PlanAgain(starts_at=after(10**7))) == "refused.date_far"


def test_a_first_meeting_can_be_planned_by_its_date_alone() -> None:
    group = Group(c.PlanAgain(starts_at=after(0), ends_at=after(30), repeated=True))
    assert (group.meeting.title, group.meeting.occurrence) == ("", after(0))
    assert "Réunion du vendredi 12 mai 2028" in group.reads()


def test_a_rule_plans_the_first_meeting_where_there_is_none() -> None:
    rule = "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00 60"
    group = Group(c.SetRepeat(rule=rule, starts_at=after(0), ends_at=after(60)))
    assert [meeting.occurrence for meeting in group.room.planned] == [after(0)]
    assert group.reads().startswith("🔁")
    assert group.is_refused(c.SetRepeat(rule=rule)) == "refused.already_so"
    group.does(c.SetRepeat(rule=""))
    assert group.reads() == "Les réunions ne reviennent plus d’elles-mêmes."
    group.does(c.SetRepeat(rule=rule, starts_at=after(0)))
    assert len(group.room.planned) == 1
    assert group.asks(c.AskRepeat()).startswith("🔁")
    assert "!répéter" in Group().asks(c.AskRepeat())


def test_who_is_unknown_is_called_by_their_id() -> None:
    group = Group(PLAN, minute=-10 * DAY)
    group.does(c.Foretell(coming=True), "@zoe:coop.example")
    assert said(group.at(-7 * DAY)).mentions == (Who("@zoe:coop.example", "@zoe:coop.example"),)
