"""What the clock brings about: each once, in one go, whatever was missed."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.schedule import deadline, holders_missed
from intercoop_bot.meeting.ticking import tick
from tests.meeting.group import ANA, BRUNO, CHLOE, PLAN, Group, after, somebody

DAY = 24 * 60


def opened(**held: str) -> Group:
    """A meeting under way, these people holding roles from before; none of them has been seen."""
    group = Group(PLAN)
    for role, person in held.items():
        group.does(c.ClaimRole(role=role), person)
    group.at(0).does(c.Start())
    return group


def missed(group: Group) -> list[tuple[float, str]]:
    return [
        ((entry.at - group.start).total_seconds() / 60, entry.fact.role)
        for entry in group.entries
        if isinstance(entry.fact, f.HolderMissed)
    ]


def test_in_a_room_that_is_lost_nothing_happens() -> None:
    group = Group(PLAN, c.Depart()).away(90)
    assert tick(group.room, group.now) == ()
    assert deadline(group.room) is None


def test_who_holds_a_role_and_is_not_seen_is_missed_after_five_minutes() -> None:
    group = opened(notes=BRUNO, host=CHLOE)
    group.at(1).does(c.Hear(), CHLOE)
    group.at(10)
    assert missed(group) == [(5, "notes")]


def test_who_is_missed_is_told_and_replaced_by_whoever_is_there() -> None:
    group = opened(notes=BRUNO).at(5)
    said = group.seen[-1]
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions, said.buttons, said.ref) == (
        True,
        (somebody(BRUNO),),
        ("📝",),
        "late:1",
    )
    assert "Bruno n’est pas encore là. Qui prend les notes en attendant ?" in group.reads()
    group.does(c.ClaimRole(role="notes"), CHLOE)
    tenures = group.meeting.roles["notes"]
    assert [(t.person, t.until) for t in tenures] == [(BRUNO, group.now), (CHLOE, None)]
    assert group.is_refused(c.ClaimRole(role="notes"), ANA) == "refused.role_held"


def test_who_was_missed_and_comes_keeps_the_role() -> None:
    group = opened(notes=BRUNO).at(6)
    group.does(c.Hear(), BRUNO)
    assert group.is_refused(c.ClaimRole(role="notes"), CHLOE) == "refused.role_held"
    assert holders_missed(group.meeting) == ()


def test_who_takes_a_role_later_has_five_minutes_too() -> None:
    group = opened().at(10)
    group.does(c.AssignRole(role="notes", who=somebody(BRUNO)))
    group.at(20)
    assert missed(group) == [(15, "notes")]


def test_of_one_who_is_missed_already_another_is_missed_none_the_less() -> None:
    group = opened(notes=BRUNO).at(10)
    group.does(c.AssignRole(role="host", who=somebody(CHLOE)))
    assert missed(group.at(20)) == [(5, "notes"), (15, "host")]


def test_two_who_are_missed_are_told_in_one_message() -> None:
    group = opened(notes=BRUNO, host=CHLOE)
    group.away(6).wakes()
    assert len([said for said in group.seen if isinstance(said, Say) and said.ref == "late:1"]) == 1
    assert "Bruno" in group.reads()
    assert "Chloé" in group.reads()


def test_who_is_on_the_phone_and_was_said_to_be_there_is_not_missed() -> None:
    group = Group(PLAN, c.AssignRole(role="host", who=somebody("Denise"))).at(0)
    group.does(c.Start())
    group.does(c.MarkPresent(people=(somebody("Denise"),)))
    assert missed(group.at(30)) == []


def test_a_role_that_is_given_back_is_missed_no_more() -> None:
    group = opened(notes=BRUNO).at(6)
    group.does(c.ReleaseRole(role="notes"), BRUNO)
    assert group.meeting.missed == frozenset()
    assert missed(group.at(30)) == [(5, "notes")]


def test_a_meeting_under_way_and_one_to_come_are_told_apart() -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(2 * DAY + 5)), minute=-DAY).at(0)
    group.does(c.Start(meeting=1))
    group.at(4)
    group.away(5).wakes()
    posted = [said.ref for said in group.seen if isinstance(said, Say)]
    assert posted == ["item:1:1", "card:2:2"]
    assert "Connexion" in group.reads()
    assert "Dans 2 jours" in group.reads()


@pytest.mark.parametrize("minutes", [0.3, 7, 45, 600, 4000])
def test_in_whatever_steps_the_clock_is_looked_at_nothing_comes_twice(minutes: float) -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(DAY)), minute=-10 * DAY)
    group.does(c.Foretell(coming=True), BRUNO)
    now = -10.0 * DAY
    while now < 3 * DAY:
        now += max(minutes, 30) if now < -120 else max(minutes, 1)
        group.away(now).wakes()
        ahead = deadline(group.room)
        assert ahead is None or ahead > group.now
    for number in (1, 2):
        of_it = [e.fact for e in group.entries if getattr(e.fact, "meeting", 0) == number]
        assert len([fact for fact in of_it if isinstance(fact, f.MeetingNotHeld)]) <= 1
        made = [call for fact in of_it if isinstance(fact, f.UpcomingCalled) for call in fact.calls]
        assert all(made.count(call) <= 1 for call in ("gate", "ask_held", "record", "stop_chasing"))


def test_who_left_and_is_missed_is_told_to_be_gone() -> None:
    group = opened(notes=BRUNO)
    group.does(c.Hear(), BRUNO)
    group.at(1).does(c.MarkGone(people=()), BRUNO)
    group.at(6)
    assert group.reads().splitlines()[0].startswith("Bruno n’est plus là. Qui prend les notes ?")


def test_that_somebody_else_is_there_does_not_bring_back_who_is_missed() -> None:
    group = opened(notes=BRUNO).at(6)
    group.does(c.Hear(), CHLOE)
    assert group.meeting.missed == {"notes"}
    group.does(c.MarkGone(people=()), CHLOE)
    assert group.meeting.missed == {"notes"}
