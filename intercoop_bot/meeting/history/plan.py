"""What follows from a fact about a meeting to come, or about what became of it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Attendance, Phase
from intercoop_bot.meeting.state import Meeting


def apply_to_plan(meeting: Meeting, fact: f.PlanFact, at: datetime) -> Meeting:
    """Return the meeting after the fact."""
    changed = replace(meeting, changes=meeting.changes + 1)
    match fact:
        case f.MeetingMoved():
            # As if planned anew: what was due for the former date is no longer.
            return replace(
                changed,
                phase=Phase.PLANNED,
                reason="",
                starts_at=fact.starts_at,
                ends_at=fact.ends_at,
                called_until=at,
                chased_at=None,
                offers=(),
                asked_held_at=None,
                attendance={person: _unasked(known) for person, known in meeting.attendance.items()},
            )
        case f.MeetingCancelled():
            return replace(changed, phase=Phase.CANCELLED, reason=fact.reason)
        case f.CallSet():
            return replace(changed, call=fact.text, link_down=False)
        case f.MeetingRenamed(title=title):
            return replace(changed, title=title)
        case f.HostCodeAsked():
            return meeting
        case f.HostCodeSet(code=code):
            return replace(meeting, host_code=code)
        case f.UpcomingCalled(calls=calls):
            return replace(
                meeting,
                called_until=at,
                chased_at=at if "chase" in calls else meeting.chased_at,
                asked_held_at=at if "ask_held" in calls else meeting.asked_held_at,
            )
        case f.CardPosted():
            return replace(meeting, card=meeting.card + 1)
        case f.LinkTried(ok=ok):
            return replace(meeting, link_down=not ok)
        case f.MeetingNotHeld(reason=reason):
            return replace(
                changed,
                phase=Phase.NOT_HELD,
                reason=reason,
                started_at=None,
                ended_at=None,
                held_at=None,
                minutes_corrected_at=None,
                corrected_at=None,
            )
        case f.MeetingHeld():
            return replace(
                meeting,
                phase=Phase.ENDED,
                reason="",
                started_at=meeting.starts_at or at,
                ended_at=meeting.ends_at or meeting.starts_at or at,
                held_at=at,
            )
        case _:
            assert_never(fact)


def _unasked(known: Attendance) -> Attendance:
    """Return what stays known of a person when the meeting moves: nobody has said yet whether they come."""
    return Attendance(person=known.person, organisation=known.organisation)
