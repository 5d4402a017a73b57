"""Roles: each held by one person at a time, or open."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.roles import LONGEST_NAME, MOST_ROLES
from tests.meeting.group import ANA, BRUNO, CHLOE, PLAN, Group, somebody


def test_of_two_who_claim_at_once_the_first_gets_it_and_the_second_is_told_who() -> None:
    group = Group(PLAN)
    assert group.does(c.ClaimRole(role="notes"), ANA) == (f.RoleTaken(meeting=1, role="notes", person=ANA),)
    assert group.reads().splitlines() == [
        "Merci Ana ! Pour les notes, c’est vous.",
        "Il manque encore quelqu’un pour : appel et animation.",
    ]
    assert group.is_refused(c.ClaimRole(role="notes"), BRUNO) == "refused.role_held"
    assert group.is_refused(c.ClaimRole(role="notes"), ANA) == "refused.role_yours"


def test_the_last_role_needs_no_name() -> None:
    group = Group(PLAN, c.ClaimRole(role="notes"))
    assert group.is_refused(c.ClaimRole(role=""), BRUNO) == "refused.role_which"
    group.does(c.ClaimRole(role="host"), BRUNO)
    group.does(c.ClaimRole(role=""), CHLOE)
    assert group.meeting.holder("facilitator") == CHLOE
    assert group.reads().splitlines()[-1] == "Tous les rôles sont pris."
    assert group.is_refused(c.ClaimRole(role=""), BRUNO) == "role.all_held"


def test_a_role_is_given_back() -> None:
    group = Group(PLAN, c.ClaimRole(role="notes"))
    assert group.does(c.ReleaseRole(role="")) == (f.RoleReleased(meeting=1, role="notes"),)
    assert group.meeting.holder("notes") is None
    assert group.is_refused(c.ReleaseRole(role="notes")) == "refused.role_open"
    assert group.is_refused(c.ReleaseRole(role="")) == "refused.role_none_yours"


def test_of_two_roles_one_says_which() -> None:
    group = Group(PLAN, c.ClaimRole(role="notes"), c.ClaimRole(role="host"))
    assert group.is_refused(c.ReleaseRole(role="")) == "refused.role_which_yours"


def test_a_role_of_another_is_taken_back_by_the_lead_only() -> None:
    group = Group(PLAN)
    group.does(c.ClaimRole(role="notes"), BRUNO)
    assert group.is_refused(c.ReleaseRole(role="notes"), CHLOE) == "refused.role_not_yours"
    group.does(c.ReleaseRole(role="notes"), ANA)
    group.does(c.ClaimRole(role="notes"), BRUNO)
    group.does(c.ReleaseRole(role="notes"), CHLOE, moderator=True)
    assert group.meeting.holder("notes") is None


def test_a_role_is_given_to_somebody_who_is_rung_for() -> None:
    group = Group(PLAN, c.ClaimRole(role="notes"))
    group.does(c.AssignRole(role="notes", who=somebody(CHLOE)))
    assert group.meeting.holder("notes") == CHLOE
    assert group.reads() == "Chloé, Ana vous confie les notes. Ce n’est pas possible ? !laisser notes"
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions) == (True, (somebody(CHLOE),))
    assert group.is_refused(c.AssignRole(role="notes", who=somebody(CHLOE))) == "refused.role_held"


def test_a_role_given_to_somebody_on_the_phone_rings_for_nobody() -> None:
    group = Group(PLAN, c.AssignRole(role="host", who=somebody("Denise")))
    assert [said.alarm for said in group.seen if isinstance(said, Say)] == [False]
    assert group.reads().startswith("Denise, Ana vous confie l’appel.")


def test_who_held_a_role_when_is_kept() -> None:
    group = Group(PLAN, minute=-100)
    group.does(c.ClaimRole(role="notes"), ANA)
    group.at(-50).does(c.AssignRole(role="notes", who=somebody(BRUNO)))
    group.at(-20).does(c.ReleaseRole(role="notes"), BRUNO)
    tenures = group.meeting.roles["notes"]
    assert [(t.person, t.until is not None) for t in tenures] == [(ANA, True), (BRUNO, True)]
    assert tenures[0].until == tenures[1].since


def test_a_role_of_the_group_s_own() -> None:
    group = Group(PLAN)
    group.does(c.AddRole(role="  Gardien  du TEMPS "))
    assert group.room.roles[-1] == "gardien du temps"
    assert group.reads() == (
        "Il y a un rôle de plus : gardien du temps. Pour le prendre : !prendre gardien du temps"
    )
    group.does(c.ClaimRole(role="gardien du temps"))
    assert group.reads().startswith("Merci Ana ! Pour le rôle « gardien du temps », c’est vous.")


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        pytest.param("  ", "refused.role_nameless", id="no name"),
        pytest.param("x" * 41, "refused.role_too_much", id="long name"),
        pytest.param("notes", "refused.role_exists", id="there already"),
    ],
)
def test_a_role_that_is_refused(role: str, reason: str) -> None:
    assert Group().is_refused(c.AddRole(role=role)) == reason


def test_there_is_an_end_to_roles() -> None:
    group = Group(*(c.AddRole(role=f"rôle {n}") for n in range(MOST_ROLES - 3)))
    assert group.is_refused(c.AddRole(role="encore un")) == "refused.role_too_much"


@pytest.mark.parametrize(
    "command",
    [
        c.ClaimRole(role="chauffeur"),
        c.ReleaseRole(role="chauffeur"),
        c.AssignRole(role="chauffeur", who=somebody(ANA)),
    ],
)
def test_a_role_that_is_not_known(command: c.Command) -> None:
    assert Group(PLAN).is_refused(command) == "refused.role_unknown"


def test_of_several_roles_the_first_is_the_example() -> None:
    group = Group(PLAN)
    assert "!prendre notes" in group.refusal(c.ClaimRole(role=""))
    for role in ("notes", "host"):
        group.does(c.ClaimRole(role=role))
    assert "!laisser notes" in group.refusal(c.ReleaseRole(role=""))


def test_the_longest_name_of_a_role() -> None:
    group = Group(c.AddRole(role="x" * LONGEST_NAME))
    assert group.room.roles[-1] == "x" * LONGEST_NAME


def test_who_claims_a_role_that_they_have_is_answered_by_a_reaction() -> None:
    group = Group(PLAN, c.ClaimRole(role="notes"))
    with pytest.raises(c.Refused) as refusal:
        group.does(c.ClaimRole(role="notes"))
    assert refusal.value.emoji == "👍"
