"""Open roles: who is asked to take one, in which order, and when the next person is."""

from datetime import UTC, datetime

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.chasing import candidates, services
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.state import Meeting
from tests.meeting.group import ANA, BRUNO, CHLOE, DAVID, FIVE, Group, after, somebody

DAY = 24 * 60
ELSA = "@elsa:coop.example"


def met(group: Group, day: int, *, there: tuple[str, ...] = (), **held: str) -> Group:
    """Let a meeting take place so many days before, at noon, with these people, who hold these roles."""
    group.at(-day * DAY).does(c.Start(title=f"J-{day}"))
    for role, person in held.items():
        group.does(c.ClaimRole(role=role), person)
    for person in (*there, *held.values()):
        group.does(c.Hear(), person)
    group.at(-day * DAY + 10).does(c.End())
    return group


def planned(group: Group, day: int = 3) -> Group:
    """Plan a meeting for noon, so many days ahead."""
    group.at(-day * DAY).does(c.Plan(title="Café", starts_at=after(0), items=FIVE))
    return group


def coming(group: Group) -> Meeting:
    return group.room.planned[-1]


def offers(group: Group) -> list[tuple[float, str, str]]:
    """Return who was asked to take which role, and when, in hours before the meeting."""
    return [
        ((group.start - entry.at).total_seconds() / 3600, entry.fact.role, entry.fact.person)
        for entry in group.entries
        if isinstance(entry.fact, f.RoleOffered)
    ]


def of(group: Group, role: str) -> list[tuple[float, str]]:
    return [(hours, person) for hours, offered, person in offers(group) if offered == role]


def everybody() -> Group:
    """Four people who met three times: notes were taken by Ana, then Bruno, then Ana again."""
    group = Group(minute=-40 * DAY)
    met(group, 30, there=(CHLOE, DAVID), notes=ANA, host=BRUNO)
    met(group, 20, there=(ANA, DAVID), notes=BRUNO)
    met(group, 10, there=(BRUNO,), notes=ANA)
    return planned(group)


def test_who_held_a_role_how_often_and_when_last() -> None:
    held = services(everybody().room, "notes")
    assert [(each.person, each.times, each.last) for each in held] == [
        (BRUNO, 1, after(-20 * DAY)),
        (ANA, 2, after(-10 * DAY)),
    ]


def test_the_rota_says_whose_turn_it_is() -> None:
    assert everybody().asks(c.AskRota()).splitlines() == [
        "notes :",
        "• Bruno, une fois, samedi 22 avril 2028",
        "• Ana, 2 fois, la dernière mardi 2 mai 2028",
        "appel :",
        "• Bruno, une fois, mercredi 12 avril 2028",
        "animation : personne encore",
    ]


def test_who_never_held_it_is_asked_first_then_who_held_it_longest_ago() -> None:
    group = everybody()
    assert candidates(group.room, coming(group), "notes") == (CHLOE, DAVID, BRUNO, ANA)
    assert candidates(group.room, coming(group), "host") == (ANA, CHLOE, DAVID, BRUNO)


def test_one_at_a_time_an_hour_each_three_in_a_row() -> None:
    group = everybody()
    group.does(c.ClaimRole(role="host"), BRUNO)
    group.does(c.WaiveRole(role="facilitator"))
    group.at(0)
    assert of(group, "notes") == [(24, CHLOE), (23, DAVID), (22, ANA)]
    assert coming(group).holder("notes") is None


def test_of_two_open_roles_no_person_is_asked_for_both_at_once() -> None:
    group = everybody().at(-23.5 * 60)
    assert offers(group) == [(24, "notes", CHLOE), (24, "host", ANA), (24, "facilitator", BRUNO)]
    group.at(-22.5 * 60)
    assert offers(group)[3:] == [(23, "notes", DAVID), (23, "host", CHLOE), (23, "facilitator", ANA)]


def test_two_hours_before_others_are_asked_again() -> None:
    group = Group(minute=-40 * DAY)
    met(group, 20, there=(ANA, BRUNO, CHLOE, DAVID, ELSA))
    planned(group)
    for role in ("host", "facilitator"):
        group.does(c.WaiveRole(role=role))
    group.at(60)
    assert of(group, "notes") == [(24, ANA), (23, BRUNO), (22, CHLOE), (2, DAVID), (1, ELSA)]


def test_no_more_is_asked_once_the_role_is_taken() -> None:
    group = everybody().at(-23.5 * 60)
    for role, person in (("notes", CHLOE), ("host", ANA), ("facilitator", DAVID)):
        group.does(c.ClaimRole(role=role), person)
    count = len(offers(group))
    group.at(0)
    assert len(offers(group)) == count


def test_who_is_not_coming_or_has_a_role_is_not_asked() -> None:
    group = everybody()
    group.does(c.Foretell(coming=False), CHLOE)
    group.does(c.ClaimRole(role="host"), DAVID)
    assert candidates(group.room, coming(group), "notes") == (BRUNO, ANA)


def test_who_comes_for_the_first_time_can_be_asked() -> None:
    group = everybody()
    group.does(c.Foretell(coming=True), ELSA)
    assert candidates(group.room, coming(group), "notes") == (CHLOE, DAVID, ELSA, BRUNO, ANA)


def test_who_comes_to_another_meeting_is_not_asked_for_this_one() -> None:
    group = everybody()
    group.does(c.Plan(title="Bureau", starts_at=after(DAY)))
    group.does(c.Foretell(coming=True, meeting=coming(group).id), ELSA)
    assert ELSA not in candidates(group.room, group.room.planned[0], "notes")


def test_who_was_only_on_the_phone_is_not_asked() -> None:
    group = Group(c.Start(title="x"), minute=-40 * DAY)
    group.does(c.MarkPresent(people=(somebody("Denise"), somebody(ANA))))
    group.does(c.End())
    planned(group)
    assert candidates(group.room, coming(group), "notes") == (ANA,)


def test_with_nobody_known_the_open_roles_are_put_to_the_room() -> None:
    group = planned(Group(minute=-3 * DAY)).at(-DAY)
    assert offers(group) == []
    assert group.reads() == (
        "🙋 Café cherche encore quelqu’un pour : notes 📝, appel 📞 et animation 🧭. "
        "Un geste suffit, ci-dessous."
    )
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.mentions, said.buttons) == ((), ("📝", "📞", "🧭"))


def test_an_offer_rings_for_who_is_asked_and_has_a_button() -> None:
    group = everybody()
    group.does(c.ClaimRole(role="host"), BRUNO)
    group.does(c.WaiveRole(role="facilitator"))
    group.at(-DAY)
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions, said.buttons) == (True, (somebody(CHLOE),), ("📝",))
    assert group.reads() == (
        "Chloé, prendriez-vous les notes vendredi 12 mai 2028 à 12:00 ? 📝 ci-dessous, ou !prendre notes"
    )
    assert "Chloé, would you take" in group.reads("en")
    assert said.expires_at == after(0)


def test_regrets_free_a_role_at_once_and_another_is_asked_for_it() -> None:
    group = everybody()
    group.does(c.ClaimRole(role="notes"), CHLOE)
    group.at(-20 * 60).does(c.Foretell(coming=False), CHLOE)
    assert "De nouveau libre : notes" in group.reads()
    group.at(-19.5 * 60)
    assert of(group, "notes") == [(20, DAVID)]


def test_nobody_is_asked_in_the_quiet_hours() -> None:
    start = datetime(2028, 5, 12, 18, 0, tzinfo=UTC)
    group = Group(minute=-40 * DAY, start=start)
    met(group, 20, there=(ANA, BRUNO, CHLOE))
    group.at(-3 * DAY).does(c.Plan(title="Soir", starts_at=start))
    for role in ("host", "facilitator"):
        group.does(c.WaiveRole(role=role))
    group.at(0)
    assert of(group, "notes") == [(24, ANA), (12, BRUNO), (11, CHLOE)]


@pytest.mark.parametrize("minute", [-12, -9, 0, 5])
def test_nobody_is_asked_at_the_last_minute(minute: float) -> None:
    group = everybody().at(-3 * 60)
    count = len(offers(group))
    group.does(c.Foretell(coming=True), ELSA)
    group.away(minute).wakes()
    assert (len(offers(group)) > count) is (minute < -10)


@pytest.mark.parametrize("minute", [-9, -5])
def test_for_a_role_that_is_freed_at_the_last_minute_nobody_is_asked(minute: float) -> None:
    group = everybody()
    group.does(c.ClaimRole(role="notes"), CHLOE)
    group.at(minute).does(c.Foretell(coming=False), CHLOE)
    group.at(0)
    assert of(group, "notes") == []


def test_who_is_asked_is_turned_off_at_once() -> None:
    group = everybody().at(-23.5 * 60)
    count = len(offers(group))
    group.does(c.SetPreference(name="chase", value="off"))
    group.at(0)
    assert len(offers(group)) == count


def test_an_offer_that_is_due_along_with_a_reminder_is_made_with_it() -> None:
    group = Group(c.SetPreference(name="reminders", value="1380"), minute=-40 * DAY)
    met(group, 20, there=(ANA, BRUNO))
    planned(group)
    for role in ("host", "facilitator"):
        group.does(c.WaiveRole(role=role))
    group.at(-23 * 60)
    assert of(group, "notes") == [(24, ANA), (23, BRUNO)]
    (reminder,) = group.seen
    assert isinstance(reminder, Say)
    assert [who.id for who in reminder.mentions] == [BRUNO]
    assert (reminder.ref or "").startswith("offer:")
    assert reminder.buttons == ("📝",)


def test_who_gave_a_role_back_before_the_meeting_did_not_hold_it() -> None:
    group = planned(Group(minute=-4 * DAY))
    group.does(c.ClaimRole(role="notes"), by=BRUNO)
    group.does(c.ReleaseRole(role="notes"), by=BRUNO)
    group.at(-DAY).does(c.ClaimRole(role="notes"), by=CHLOE)
    group.at(0).does(c.Start())
    group.at(10).does(c.ReleaseRole(role="notes"), by=CHLOE)
    group.does(c.ClaimRole(role="notes"), by=DAVID)
    group.does(c.End())
    assert [each.person for each in services(group.room, "notes")] == [CHLOE, DAVID]


def test_a_role_given_back_in_the_evening_is_offered_in_the_morning() -> None:
    group = everybody().at(-26 * 60)
    group.does(c.ClaimRole(role="notes"), by=DAVID)
    group.at(-14 * 60).does(c.Foretell(coming=False), by=DAVID)
    group.at(-3.5 * 60)
    assert of(group, "notes") == [(4, CHLOE)]


def test_a_moved_meeting_asks_anew() -> None:
    group = everybody().at(-20 * 60)
    group.does(c.SetDate(starts_at=after(5 * DAY)))
    assert coming(group).offers == ()
    assert CHLOE in candidates(group.room, coming(group), "notes")
    before = len(offers(group))
    group.at(4 * DAY)
    assert {hours for hours, _, _ in offers(group)[before:]} == {-4 * 24}


def test_a_reminder_with_an_offer_says_both_and_rings_for_all_of_them() -> None:
    group = Group(c.SetPreference(name="reminders", value="1380"), minute=-40 * DAY)
    met(group, 20, there=(ANA, BRUNO))
    planned(group)
    group.does(c.Foretell(coming=True), CHLOE)
    for role in ("host", "facilitator"):
        group.does(c.WaiveRole(role=role))
    group.at(-23 * 60)
    (reminder,) = group.seen
    assert isinstance(reminder, Say)
    assert [who.id for who in reminder.mentions] == [CHLOE, BRUNO]
    assert reminder.expires_at == after(15)
    assert "Café" in group.reads().splitlines()[0]
    assert "Bruno" in group.reads().splitlines()[-1]


def test_who_gave_a_role_back_as_the_meeting_began_did_not_hold_it() -> None:
    group = Group(minute=0)
    group.does(c.Plan(title="Café"))
    group.does(c.ClaimRole(role="notes"), BRUNO)
    group.does(c.ReleaseRole(role="notes"), BRUNO)
    group.does(c.Start())
    group.does(c.End())
    assert services(group.room, "notes") == ()
