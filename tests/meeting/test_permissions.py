"""Who may ask for what, and when."""

import inspect
from typing import Literal, TypeAlias, get_args

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.permissions import RULES, By, During, may_lead, rule_of
from intercoop_bot.meeting.rules import decide
from tests.meeting.group import ANA, BRUNO, CHLOE, DAVID, NOON, PLAN, Group, actor, somebody

Policy: TypeAlias = Literal["shared", "open", "chaired"]

LED = [
    c.EditItem(position=1, title="x"),
    c.MoveItem(position=1, to=2),
    c.DropItem(position=2),
    c.AssignRole(role="notes", who=somebody(CHLOE)),
    c.End(),
    c.Next(),
    c.Skip(),
    c.Back(),
    c.GoTo(position=2),
    c.Park(),
    c.Extend(minutes=5),
    c.Pause(),
    c.Resume(),
    c.WaiveRole(role="notes"),
    c.CloseQueue(),
    c.OpenQueue(),
    c.LimitTurns(length=None),
    c.TakeUp(title="Budget"),
    c.ShareLead(people=()),
    c.WithdrawLead(people=()),
    c.RenameMeeting(title="Budget"),
]


def chaired_by(facilitator: str, policy: Policy = "shared") -> Group:
    """Opened by Ana; another facilitates and has written."""
    group = Group(PLAN).at(0)
    group.does(c.Start(), ANA)
    group.does(c.ClaimRole(role="facilitator"), facilitator)
    group.does(c.Hear(), facilitator)
    group.does(c.SetPolicy(policy=policy), moderator=True)
    return group


@pytest.mark.parametrize("command", LED, ids=lambda command: type(command).__name__)
def test_what_only_the_lead_may_do(command: c.Command) -> None:
    group = chaired_by(BRUNO)
    assert group.is_refused(command, CHLOE) == "refused.lead_only"
    assert rule_of(type(command)).by is By.LEAD


def test_all_that_only_the_lead_may_do_is_tested() -> None:
    led = {command for command, rule in RULES.items() if rule.by is By.LEAD}
    assert led == {type(command) for command in LED} | {c.SetDate, c.Cancel}


def test_every_command_about_a_meeting_says_when_it_may_be_asked_for() -> None:
    for command in get_args(c.MeetingCommand):
        assert rule_of(command).during is not During.ALWAYS, command
    for name, command in inspect.getmembers(c, inspect.isclass):
        if command in RULES:
            assert command in get_args(c.MeetingCommand) or command is c.SetPolicy, name


@pytest.mark.parametrize(
    ("person", "policy", "leads"),
    [
        pytest.param(ANA, "shared", True, id="who opened it"),
        pytest.param(BRUNO, "shared", True, id="the facilitator"),
        pytest.param(CHLOE, "shared", False, id="another"),
        pytest.param(CHLOE, "open", True, id="anyone, where it is open"),
        pytest.param(ANA, "chaired", False, id="who opened it, where it is chaired"),
        pytest.param(BRUNO, "chaired", True, id="the facilitator, where it is chaired"),
        pytest.param(CHLOE, "chaired", False, id="another, where it is chaired"),
    ],
)
def test_who_leads(person: str, policy: Policy, leads: bool) -> None:
    group = chaired_by(BRUNO, policy)
    assert may_lead(group.room, group.meeting, person) is leads


def test_a_moderator_always_may() -> None:
    chaired_by(BRUNO, "chaired").does(c.Next(), CHLOE, moderator=True)


def test_a_meeting_is_not_stuck_because_its_facilitator_left() -> None:
    group = chaired_by(BRUNO)
    group.does(c.Dismiss(who=somebody(BRUNO)))
    group.does(c.Next(), CHLOE)
    group.does(c.Admit(), BRUNO)
    assert group.at(5).is_refused(c.Next(), CHLOE) == "refused.lead_only"


def test_a_meeting_is_not_stuck_because_its_facilitator_was_never_there() -> None:
    group = Group(PLAN, c.AssignRole(role="facilitator", who=somebody(BRUNO))).at(0)
    group.does(c.Start(), ANA)
    group.does(c.Next(), CHLOE)


def test_who_is_a_second_too_late_is_not_told_that_they_may_not() -> None:
    group = chaired_by(BRUNO).at(5)
    group.does(c.Next(), BRUNO)
    assert group.is_refused(c.Next(), CHLOE) == "refused.double"


def test_a_meeting_without_a_facilitator_is_led_by_anyone() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start(), ANA)
    group.does(c.Next(), CHLOE)


@pytest.mark.parametrize(
    ("policy", "facilitator", "reason"),
    [
        pytest.param("shared", None, "refused.lead_open", id="the planner leads, the chair is free"),
        pytest.param("shared", BRUNO, "refused.lead_only", id="the planner and the facilitator lead"),
        pytest.param("chaired", None, "refused.chair_open", id="the chair is free"),
        pytest.param("chaired", BRUNO, "refused.lead_only", id="the facilitator leads"),
    ],
)
def test_a_refusal_says_who_may_and_how(policy: Policy, facilitator: str | None, reason: str) -> None:
    group = Group(PLAN)
    group.does(c.SetPolicy(policy=policy), moderator=True)
    if facilitator is not None:
        group.does(c.ClaimRole(role="facilitator"), facilitator)
    assert group.is_refused(c.Cancel(), CHLOE) == reason


@pytest.mark.parametrize("policy", ["shared", "chaired"])
def test_those_with_whom_the_lead_is_shared_lead_as_long_as_it_is(policy: Policy) -> None:
    group = chaired_by(BRUNO, policy)
    group.does(c.ShareLead(people=(somebody(CHLOE),)), BRUNO)
    assert group.is_refused(c.ShareLead(people=(somebody(CHLOE),)), BRUNO) == "refused.already_so"
    group.at(1).does(c.Next(), CHLOE)
    group.does(c.ShareLead(people=(somebody(DAVID),)), CHLOE)
    group.does(c.WithdrawLead(people=(somebody(CHLOE),)), DAVID)
    group.at(2)
    assert group.is_refused(c.Next(), CHLOE) == "refused.lead_only"
    assert group.is_refused(c.WithdrawLead(people=(somebody(CHLOE),)), BRUNO) == "refused.already_so"


def test_a_meeting_that_the_rule_planned_is_led_by_anyone_until_somebody_facilitates() -> None:
    group = Group()
    group.does(c.PlanAgain(starts_at=NOON, repeated=True), "")
    group.does(c.RenameMeeting(title="Café"), CHLOE)
    group.does(c.ClaimRole(role="facilitator"), BRUNO)
    assert group.is_refused(c.RenameMeeting(title="Thé"), CHLOE) == "refused.lead_only"


def test_a_meeting_that_somebody_planned_is_led_by_them() -> None:
    assert Group(PLAN).is_refused(c.RenameMeeting(title="Thé"), CHLOE) == "refused.lead_open"


def test_a_refusal_names_those_with_whom_the_lead_is_shared() -> None:
    group = chaired_by(BRUNO, "chaired")
    group.does(c.ShareLead(people=(somebody(DAVID),)), BRUNO)
    with pytest.raises(c.Refused) as refusal:
        decide(group.room, c.Next(), actor(CHLOE), group.now)
    assert refusal.value.reason.values["who"] == (somebody(BRUNO), somebody(DAVID))


def test_the_policy_is_the_moderators() -> None:
    assert Group().is_refused(c.SetPolicy(policy="open")) == "refused.moderators_only"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        pytest.param(c.SetDate(starts_at=NOON), "refused.none_planned", id="date"),
        pytest.param(c.Cancel(), "refused.none_planned", id="cancel"),
        pytest.param(c.ClaimRole(role="notes"), "refused.none_at_hand", id="role"),
        pytest.param(c.SpeakFor(organisation="x"), "refused.none_at_hand", id="organisation"),
        pytest.param(c.Next(), "refused.none_live", id="next"),
        pytest.param(c.MarkPresent(people=()), "refused.none_live", id="here"),
        pytest.param(c.Undo(), "refused.nothing_to_undo", id="undo"),
        pytest.param(c.Substitute(old="a", new="b"), "refused.no_notes_yet", id="substitute"),
    ],
)
def test_without_a_meeting(command: c.Command, reason: str) -> None:
    assert Group().is_refused(command) == reason
