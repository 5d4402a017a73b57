"""Who is there, and how we know."""

from collections.abc import Callable

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import React, Say
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.meeting.presence import MOST_PEOPLE
from intercoop_bot.meeting.rules import decide
from intercoop_bot.meeting.views import MOST_DECISIONS
from tests.meeting.group import ANA, BRUNO, CHLOE, DAVID, PLAN, Group, actor, after, somebody


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.does(c.Hear())
    return group


@pytest.mark.parametrize("command", [c.Hear(), c.Admit(), c.Dismiss(who=somebody(BRUNO))])
def test_nothing_is_noted_outside_a_meeting(command: c.Command) -> None:
    assert Group(PLAN).does(command, BRUNO) == ()


def test_who_writes_is_noted_once() -> None:
    group = live().at(2)
    assert group.does(c.Hear(), BRUNO) == (f.PersonSpoke(meeting=1, person=BRUNO),)
    assert group.seen == ()
    assert group.at(3).does(c.Hear(), BRUNO) == ()
    assert group.meeting.attended(BRUNO).spoke_at == after(2)


def test_each_kind_of_knowledge_is_kept_apart() -> None:
    group = live()
    group.at(1).does(c.Admit(), BRUNO)
    group.at(2).does(c.Hear(), BRUNO)
    group.at(3).does(c.MarkPresent(people=()), BRUNO)
    group.at(4).does(c.Dismiss(who=somebody(BRUNO)), BRUNO)
    known = group.meeting.attended(BRUNO)
    assert (known.joined_at, known.spoke_at, known.present_at, known.left_at) == tuple(
        map(after, (1, 2, 3, 4))
    )
    assert known.seen


def test_who_only_came_in_was_not_seen() -> None:
    group = live()
    group.does(c.Admit(), BRUNO)
    assert not group.meeting.attended(BRUNO).seen


@pytest.mark.parametrize(
    "come_back",
    [
        pytest.param(lambda g: g.does(c.Admit(), BRUNO), id="comes back in"),
        pytest.param(lambda g: g.does(c.Hear(), BRUNO), id="writes"),
        pytest.param(lambda g: g.does(c.MarkPresent(people=()), BRUNO), id="says so"),
        pytest.param(lambda g: g.does(c.MarkPresent(people=(somebody(BRUNO),)), ANA), id="another says so"),
    ],
)
def test_who_left_and_is_there_again_is_there(come_back: Callable[[Group], object]) -> None:
    group = live()
    group.does(c.MarkPresent(people=()), BRUNO)
    group.does(c.Hear(), BRUNO)
    assert group.does(c.Dismiss(who=somebody(BRUNO))) == (f.PersonLeft(meeting=1, person=BRUNO),)
    assert group.does(c.Dismiss(who=somebody(BRUNO))) == ()
    come_back(group)
    assert group.meeting.attended(BRUNO).left_at is None


def test_who_had_nothing_to_do_with_the_meeting_may_leave_unnoticed() -> None:
    assert live().does(c.Dismiss(who=somebody(DAVID))) == ()


def test_people_on_the_phone_are_marked_by_others() -> None:
    group = live()
    people = (somebody("Denise"), somebody(BRUNO), Who(BRUNO, "Bruno L."))
    assert group.does(c.MarkPresent(people=people)) == (
        f.PersonPresent(meeting=1, person="Denise"),
        f.PersonPresent(meeting=1, person=BRUNO),
    )
    assert group.seen == (React(emoji="👋"),)
    assert group.is_refused(c.MarkPresent(people=people)) == "refused.already_so"


def test_there_is_an_end_to_people_and_names() -> None:
    group = live()
    crowd = tuple(somebody(f"Personne {n}") for n in range(MOST_PEOPLE))
    assert group.is_refused(c.MarkPresent(people=crowd)) == "refused.too_many_people"
    assert group.is_refused(c.MarkPresent(people=(somebody("x" * 256),))) == "refused.too_long"


def test_the_organisation_that_one_speaks_for() -> None:
    group = Group(PLAN)
    group.does(c.SpeakFor(organisation="  La   Chouette "), BRUNO)
    assert group.meeting.attended(BRUNO).organisation == "La Chouette"
    assert group.seen == (React(emoji="👍"),)
    assert group.is_refused(c.SpeakFor(organisation="La Chouette"), BRUNO) == "refused.already_so"
    assert group.is_refused(c.SpeakFor(organisation=" "), BRUNO) == "refused.organisation_empty"
    assert group.is_refused(c.SpeakFor(organisation="x" * 81), BRUNO) == "refused.too_long"


def test_who_leaves_a_queue_and_a_role_in_the_next_meeting_leaves_a_role_to_take() -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(5000))).at(0)
    group.does(c.ClaimRole(role="notes", meeting=2), BRUNO)
    group.does(c.Start(meeting=1))
    group.does(c.Hear(), BRUNO)
    group.does(c.JoinQueue(), BRUNO)
    group.does(c.Dismiss(who=somebody(BRUNO)))
    assert group.seen[0] == React(emoji="👋")
    assert group.reads().startswith("🙋 De nouveau libre : notes.")


def test_when_the_facilitator_leaves_the_others_are_told_that_they_may_go_on() -> None:
    group = live()
    group.does(c.ClaimRole(role="facilitator"), BRUNO)
    group.does(c.Dismiss(who=somebody(BRUNO)))
    assert group.reads() == (
        "Bruno n’est plus là. En attendant, chacun peut faire avancer la réunion : !suivant"
    )
    group = live()
    group.does(c.ClaimRole(role="notes"), BRUNO)
    group.does(c.Dismiss(who=somebody(BRUNO)))
    assert group.reads() == ""


# --- the card for who comes in late


def test_who_comes_in_late_is_brought_up_to_date() -> None:
    group = live()
    group.does(c.ClaimRole(role="notes"), ANA)
    decision = c.NoteDraft(tag="decision", text="On garde OVH")
    group.does(c.TakeNote(draft=decision, author=somebody(ANA), event="$1"))
    group.at(5).does(c.Next())
    group.at(7).does(c.Admit(), CHLOE)
    assert group.reads().splitlines() == [
        "Bienvenue Chloé ! Une réunion est en cours : Cinquième réunion groupe info.",
        "2/5 · Accueil nouveaux projets – 3 min, jusqu’à 12:10",
        "📞 01 23 45 67 89, code 4242#",
        "🙋 notes : Ana",
        "✅ Une décision jusqu’ici :",
        "• « On garde OVH »",
    ]
    (card,) = group.seen
    assert isinstance(card, Say)
    assert (card.alarm, card.mentions, card.expires_at) == (True, (somebody(CHLOE),), after(17))


def test_of_many_decisions_the_last_ones_are_shown() -> None:
    group = live()
    for number in range(7):
        decision = c.NoteDraft(tag="decision", text=f"Décision {number}")
        group.does(c.TakeNote(draft=decision, author=somebody(ANA), event=f"${number}"))
    group.does(c.Admit(), CHLOE)
    assert group.reads().splitlines()[-6:] == [
        "✅ 7 décisions jusqu’ici, les dernières :",
        *(f"• « Décision {number} »" for number in range(2, 7)),
    ]


def test_who_comes_back_gets_no_second_card() -> None:
    group = live().at(1)
    group.does(c.Admit(), CHLOE)
    assert group.at(2).does(c.Admit(), CHLOE) == ()
    group.does(c.Dismiss(who=somebody(CHLOE)))
    group.at(3).does(c.Admit(), CHLOE)
    assert group.seen == ()


def test_who_was_there_from_the_start_gets_no_card() -> None:
    group = live()
    group.does(c.Hear(), BRUNO)
    group.does(c.Dismiss(who=somebody(BRUNO)))
    group.at(3).does(c.Admit(), BRUNO)
    assert group.seen == ()


def test_who_leaves_the_room_before_a_meeting_gives_back_their_roles_and_is_not_awaited() -> None:
    group = Group(PLAN)
    group.does(c.ClaimRole(role="notes"), CHLOE)
    group.does(c.Foretell(coming=True), CHLOE)
    assert group.does(c.Dismiss(who=somebody(CHLOE))) == (
        f.RoleReleased(meeting=1, role="notes"),
        f.PresenceWithdrawn(meeting=1, person=CHLOE),
    )
    assert "De nouveau libre : notes" in group.reads()
    assert group.meeting.holder("notes") is None
    assert group.does(c.Dismiss(who=somebody(CHLOE))) == ()


def test_who_writes_until_the_end_that_was_planned_was_there() -> None:
    room = Group(PLAN).room
    for minute, heard in ((-15.1, False), (-15, True), (60, True), (60.1, False)):
        assert bool(decide(room, c.Hear(), actor(BRUNO), after(minute))) is heard


def test_as_many_people_as_may_be() -> None:
    group = live()
    group.does(c.MarkPresent(people=tuple(somebody(f"P{n}") for n in range(1, MOST_PEOPLE))))
    assert len(group.meeting.attendance) == MOST_PEOPLE


def test_of_as_many_decisions_as_are_shown_all_are_shown() -> None:
    group = live()
    for n in range(MOST_DECISIONS):
        draft = c.NoteDraft(tag="decision", text=f"d{n}")
        group.does(c.TakeNote(draft=draft, author=somebody(ANA), event=f"${n}"))
    group.does(c.Admit(), CHLOE)
    assert "✅ 5 décisions jusqu’ici :" in group.reads().splitlines()


def test_who_comes_in_late_is_not_told_whose_turn_it_is() -> None:
    group = live()
    group.does(c.EditItem(position=1, owner=somebody(BRUNO)))
    group.at(2).does(c.Admit(), CHLOE)
    assert "À vous" not in group.reads()
