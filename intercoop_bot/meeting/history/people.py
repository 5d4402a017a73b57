"""What follows from a fact about roles, and about who is there."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Attendance, Offer, Phase, Tenure
from intercoop_bot.meeting.state import Meeting


def apply_to_roles(meeting: Meeting, fact: f.RoleFact, entry: f.Entry) -> Meeting:
    """Return the meeting after the fact."""
    match fact:
        case f.RoleOffered():
            offer = Offer(role=fact.role, person=fact.person, at=entry.at)
            return replace(meeting, offers=(*meeting.offers, offer))
        case f.RoleWaived():
            return replace(meeting, waived={**meeting.waived, fact.role: entry.by})
        case f.HolderMissed():
            return replace(meeting, missed=meeting.missed | {fact.role})
        case f.LeadShared(person=person):
            return replace(meeting, leads=meeting.leads | {person})
        case f.LeadWithdrawn(person=person):
            return replace(meeting, leads=meeting.leads - {person})
        case f.ScribeSet(on=on):
            return replace(meeting, scribing=on)
        case f.RoleReleased():
            tenures = _ended(meeting.roles.get(fact.role, ()), entry.at)
            return _with_tenures(meeting, fact.role, tenures)
        case f.RoleTaken():
            taken = Tenure(person=fact.person, since=entry.at, asked_in=entry.cause)
            tenures = (*_ended(meeting.roles.get(fact.role, ()), entry.at), taken)
            waived = {role: by for role, by in meeting.waived.items() if role != fact.role}
            return replace(_with_tenures(meeting, fact.role, tenures), waived=waived)
        case _:
            assert_never(fact)


def _with_tenures(meeting: Meeting, role: str, tenures: tuple[Tenure, ...]) -> Meeting:
    """Return the meeting with a role in other hands; who takes the notes now is no scribe yet."""
    return replace(
        meeting,
        roles={**meeting.roles, role: tenures},
        missed=meeting.missed - {role},
        scribing=meeting.scribing and role != "notes",
    )


def _ended(tenures: tuple[Tenure, ...], at: datetime) -> tuple[Tenure, ...]:
    """Return who held a role, the last one until then."""
    if not tenures or tenures[-1].until is not None:
        return tenures
    return (*tenures[:-1], replace(tenures[-1], until=at))


def apply_to_attendance(meeting: Meeting, fact: f.AttendanceFact, entry: f.Entry) -> Meeting:
    """Return the meeting after the fact."""
    at = entry.at
    known = meeting.attended(fact.person)
    match fact:
        case f.PresenceForetold():
            known = replace(known, coming=fact.coming, reason=fact.reason, foretold_in=entry.cause)
        case f.PresenceWithdrawn():
            known = replace(known, coming=None, foretold_in=None)
        case f.PersonJoined():
            known = replace(known, joined_at=known.joined_at or at, left_at=None)
        case f.PersonLeft():
            known = replace(known, left_at=at)
        case f.PersonSpoke():
            known = replace(known, spoke_at=known.spoke_at or at, left_at=None)
        case f.PersonPresent():
            known = replace(known, present_at=known.present_at or at, left_at=None)
        case f.OrganisationSet():
            known = replace(known, organisation=fact.organisation)
        case _:
            assert_never(fact)
    attendance = {**meeting.attendance, fact.person: known}
    missed = frozenset(role for role in meeting.missed if not _is_back(known, meeting.holder(role)))
    corrected_at = at if meeting.phase is Phase.ENDED else None
    return replace(meeting, attendance=attendance, missed=missed, corrected_at=corrected_at)


def _is_back(known: Attendance, holder: str | None) -> bool:
    """Tell whether a person who was missed has turned up."""
    return known.person == holder and known.seen and known.left_at is None
