"""What is due of a meeting that is only planned: a meeting never just fades away.

Seven and two days before, two hours and ten minutes before (a room may choose others), those who come or
hold a role are reminded. Seven and two days before, open roles are put to the room; a day and two hours
before, to one person at a time, until ten minutes before. Half an hour before, the link is tried; five
minutes before, the roles still open are named. A quarter of an hour after the hour, with nobody having
opened it, the room is asked whether the meeting took place; at its planned end it is recorded as not held.

1. All is computed from the date, so nothing is re-armed when that moves, or after a restart.
2. What was missed is made up for where that still helps: the last reminder stands for the others.
3. In quiet hours all waits for the morning, save the last two reminders and what is due around the meeting.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from intercoop_bot.meeting.marks import MINUTE
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.preferences import after_quiet, preferences
from intercoop_bot.meeting.state import Meeting, Room

DAY = timedelta(days=1)

ROLES_ASKED = (7 * DAY, 2 * DAY)
CHASED = (DAY, timedelta(hours=2))
CHASED_UNTIL = 10 * MINUTE
LINK_TRIED = 30 * MINUTE
GATE = 5 * MINUTE
ASKED_AFTER = 15 * MINUTE
USUAL_LENGTH = timedelta(hours=1)
TIME_TO_ANSWER = 45 * MINUTE
AROUND = timedelta(hours=1)


class Call(StrEnum):
    """What is done of a planned meeting when its time has come. The values are stored."""

    REMIND = "remind"
    ASK_ROLES = "ask_roles"
    CHASE = "chase"
    STOP_CHASING = "stop_chasing"
    TRY_LINK = "try_link"
    GATE = "gate"
    ASK_HELD = "ask_held"
    RECORD = "record"


AFTERWARDS = frozenset({Call.ASK_HELD, Call.RECORD})
"""What is done after the hour of the meeting; all else helps before it only."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A call, and when it is to be made."""

    at: datetime
    call: Call


def expected_end(meeting: Meeting, start: datetime) -> datetime:
    """Return when a planned meeting is to end; where no end was said, after the usual length."""
    return meeting.ends_at or start + USUAL_LENGTH


def agenda_of_calls(room: Room, meeting: Meeting) -> tuple[Due, ...]:
    """Return all that is due of a planned meeting, in order, whether it was done or not."""
    start = meeting.starts_at
    if meeting.phase is not Phase.PLANNED or start is None:
        return ()
    wishes = preferences(room)
    times = [(ahead_of(room, start, before), Call.REMIND) for before in wishes.reminders]
    if wishes.chase:
        times += [(ahead_of(room, start, before), Call.ASK_ROLES) for before in ROLES_ASKED]
        times += [(ahead_of(room, start, before), Call.CHASE) for before in CHASED]
        times.append((start - CHASED_UNTIL, Call.STOP_CHASING))
    if "http" in meeting.call:
        times.append((start - LINK_TRIED, Call.TRY_LINK))
    if wishes.gate:
        times.append((start - GATE, Call.GATE))
    if wishes.closure:
        times.append((start + ASKED_AFTER, Call.ASK_HELD))
        if (asked_at := meeting.asked_held_at) is not None:
            end = expected_end(meeting, start)
            times.append((max(end, asked_at + TIME_TO_ANSWER), Call.RECORD))
    urgent = {(ahead_of(room, start, before), Call.REMIND) for before in wishes.reminders[-2:]}
    due = [Due(at if (at, call) in urgent else _held_back(room, start, at), call) for at, call in times]
    return tuple(sorted(each for each in due if each.at < start or each.call in AFTERWARDS))


def ahead_of(room: Room, start: datetime, before: timedelta) -> datetime:
    """Return the instant so long before a start: whole days by the clocks of the room, the rest as it passes.

    The day before a meeting at seven it is seven, also where the clocks change in the night between.
    """
    days = timedelta(days=before.days)
    return (start.astimezone(ZoneInfo(room.zone)) - days).astimezone(start.tzinfo) - (before - days)


def _held_back(room: Room, start: datetime, at: datetime) -> datetime:
    """Return that instant, or the end of the quiet hours in which it lies; around the meeting none are."""
    return at if at > start - AROUND else after_quiet(room, at)


def next_call(room: Room, meeting: Meeting) -> datetime | None:
    """Return when something is due next."""
    done = meeting.called_until
    times = (due.at for due in agenda_of_calls(room, meeting))
    return next((at for at in times if done is None or at > done), None)


def calls_due(room: Room, meeting: Meeting, at: datetime) -> tuple[Call, ...] | None:
    """Return what is to be done now, each once; None where nothing is due.

    That may be nothing at all: what was due would no longer help.
    """
    done, start = meeting.called_until, meeting.starts_at
    passed = [
        due.call for due in agenda_of_calls(room, meeting) if due.at <= at and (done is None or due.at > done)
    ]
    if not passed or start is None:
        return None
    helping = frozenset(Call)
    if at >= start - CHASED_UNTIL:
        helping -= {Call.ASK_ROLES, Call.CHASE}
    if at >= start:
        helping = AFTERWARDS
    return tuple(call for call in dict.fromkeys(passed) if call in helping)
