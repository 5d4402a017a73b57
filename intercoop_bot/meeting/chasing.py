"""Who is asked to take a role that is still open: whoever held it longest ago, or never.

1. One person at a time for each role, and one role at a time for each person.
2. An offer stands for an hour; then the next person is asked, three in a row at the most.
3. Only who took part before, or comes this time, is asked; never who is not coming, holds a role already,
   or was asked before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Phase, Tenure
from intercoop_bot.meeting.planning import roles_of
from intercoop_bot.meeting.preferences import after_quiet, preferences
from intercoop_bot.meeting.roles import open_roles
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.upcoming import CHASED_UNTIL

OFFER_STANDS = timedelta(hours=1)
MOST_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How often a person has held a role, and when last."""

    person: str
    times: int
    last: datetime


def services(room: Room, role: str) -> tuple[Service, ...]:
    """Return who has held a role in the meetings that took place, who did so longest ago first."""
    held: dict[str, list[datetime]] = {}
    for meeting in room.meetings.values():
        if meeting.phase is Phase.ENDED and meeting.started_at is not None:
            for person in _holders(meeting.roles.get(role, ()), meeting.started_at):
                held.setdefault(person, []).append(meeting.started_at)
    found = (Service(person=who, times=len(dates), last=max(dates)) for who, dates in held.items())
    return tuple(sorted(found, key=lambda service: (service.last, service.person)))


def _holders(tenures: Iterable[Tenure], started_at: datetime) -> set[str]:
    """Return who held a role in a meeting: not who had given it back before."""
    return {each.person for each in tenures if each.until is None or each.until > started_at}


def candidates(room: Room, meeting: Meeting, role: str) -> tuple[str, ...]:
    """Return who can be asked to take a role, in the order in which they are."""
    known = {
        person: None
        for other in room.meetings.values()
        for person, attendance in other.attendance.items()
        if attendance.seen or (other.id == meeting.id and attendance.coming)
    }
    last = {service.person: service.last for service in services(room, role)}
    asked = {offer.person for offer in meeting.offers if offer.role == role}
    fit = [
        person
        for person in known
        if person.startswith("@")
        and person not in asked
        and meeting.attended(person).coming is not False
        and not roles_of(meeting, person)
    ]
    return tuple(sorted(fit, key=lambda who: (who in last, last.get(who), who)))


def offers_due(room: Room, meeting: Meeting, at: datetime) -> tuple[f.RoleOffered, ...]:
    """Return whom to ask now, for each open role for which nobody's answer is being waited for."""
    offered: list[f.RoleOffered] = []
    for role in _chased(room, meeting):
        taken = {offer.person for offer in offered}
        free = [each for each in _free(room, meeting, role) if each[0] <= at and each[1] not in taken]
        if free:
            offered.append(f.RoleOffered(meeting=meeting.id, role=role, person=free[0][1]))
    return tuple(offered)


def next_offers(room: Room, meeting: Meeting) -> datetime | None:
    """Return when somebody is to be asked next."""
    times = (when for role in _chased(room, meeting) for when, _ in _free(room, meeting, role))
    return min(times, default=None)


def _chased(room: Room, meeting: Meeting) -> Iterable[str]:
    start, done = meeting.starts_at, meeting.called_until
    if meeting.phase is not Phase.PLANNED or start is None or not preferences(room).chase:
        return ()
    # What is due ten minutes before was called then, so that is known without looking at the clock.
    return () if done is not None and done >= start - CHASED_UNTIL else open_roles(room, meeting)


def _free(room: Room, meeting: Meeting, role: str) -> list[tuple[datetime, str]]:
    """Return whom to ask for a role next, and from when on each of them can be asked."""
    since = meeting.chased_at
    made = [offer for offer in meeting.offers if offer.role == role and since and offer.at >= since]
    if since is None or len(made) >= MOST_IN_A_ROW:
        return []
    turn = made[-1].at + OFFER_STANDS if made else since
    given_back = [each.until for each in meeting.roles.get(role, ()) if each.until is not None]
    return [
        (after_quiet(room, max([turn, *given_back, *_asked_until(meeting, person)])), person)
        for person in candidates(room, meeting, role)
    ]


def _asked_until(meeting: Meeting, person: str) -> list[datetime]:
    """Return until when the offers stand that a person has to answer."""
    return [offer.at + OFFER_STANDS for offer in meeting.offers if offer.person == person]
