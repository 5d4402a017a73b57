"""Decisions on what became of a meeting: no meeting ends without its being known whether it took place.

1. A planned meeting that nobody opened is asked about, and recorded as not held where nobody answers.
2. A meeting under way that nobody closed is asked about, and closed where it has gone silent.
3. What was recorded can be corrected afterwards, by anyone: who was there knows.
4. The agenda of a meeting that was not held comes back with the next one.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.carrying import carried, sources
from intercoop_bot.meeting.marks import OVERDUE
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Quote, phrase
from intercoop_bot.meeting.planning import LONGEST_REASON, MOST_ITEMS, checked, set_date
from intercoop_bot.meeting.state import Meeting, Room

SILENCE_CLOSES = timedelta(minutes=30)
"""How long nobody writes, after the room was asked whether a meeting is over, before it is closed."""

SILENCE_WITHOUT_END = timedelta(minutes=80)
"""How long nobody writes in a meeting without a planned end before it is taken to have ended."""

HEARD_AGAIN = timedelta(minutes=5)
"""That somebody still writes is noted this often."""

REOPENED_WITHIN = timedelta(days=1)
A_WEEK = timedelta(days=7)


# --- a meeting that nobody opened


def not_held(room: Room, meeting: Meeting, at: datetime, reason: str = "") -> tuple[f.Fact, ...]:
    """Record that a meeting did not take place; its agenda goes to the next one, where that is planned."""
    recorded = f.MeetingNotHeld(meeting=meeting.id, reason=checked(reason, LONGEST_REASON))
    later = [m for m in room.planned if m.id != meeting.id and (m.starts_at is None or m.starts_at > at)]
    if not later:
        return (recorded,)
    following = min(later, key=lambda m: (m.starts_at is None, m.starts_at or m.planned_at, m.id))
    back = sources(room)
    items = [each for item in meeting.items if (each := (meeting.id, item.id)) not in back]
    space = MOST_ITEMS - len(following.items)
    return (recorded, *carried(room, following.id, items[:space], after=following.items_ever))


def say_held(room: Room, command: c.SayHeld, at: datetime) -> tuple[f.Fact, ...]:
    """Say that a meeting took place, or that it did not."""
    meeting = in_question(room, command.meeting, at)
    opened_here = meeting.phase is Phase.ENDED and meeting.held_at is None
    if command.held:
        if meeting.phase is Phase.ENDED:
            raise c.already_so()
        return (f.MeetingHeld(meeting=meeting.id),)
    if opened_here:
        raise c.Refused(phrase("refused.was_held", title=Quote(meeting.title)))
    if meeting.phase is Phase.NOT_HELD and meeting.reason == command.reason:
        raise c.already_so()
    return not_held(room, meeting, at, command.reason)


def put_off(room: Room, command: c.PutOff, at: datetime) -> tuple[f.Fact, ...]:
    """Move a meeting that was not opened: to another time, or by a week."""
    meeting = in_question(room, command.meeting, at)
    if meeting.phase is Phase.ENDED:
        raise c.Refused(phrase("refused.was_held", title=Quote(meeting.title)))
    if command.starts_at is None:
        start = _a_week_later(room, meeting.starts_at or meeting.planned_at, at)
        return set_date(room, meeting, c.SetDate(starts_at=start), at)
    moved = c.SetDate(starts_at=command.starts_at, ends_at=command.ends_at)
    return set_date(room, meeting, moved, at)


def _a_week_later(room: Room, start: datetime, at: datetime) -> datetime:
    """Return the same hour of the same weekday, by the clocks of the room, in the first week to come."""
    local = start.astimezone(ZoneInfo(room.zone))
    while local <= at:
        local += A_WEEK
    return local


def in_question(room: Room, number: int | None, at: datetime) -> Meeting:
    """Return the meeting that it is about: the one named, else the last whose hour has passed."""
    past = [
        m
        for m in room.meetings.values()
        if number in (None, m.id)
        and not m.live
        and (start := m.starts_at or m.started_at) is not None
        and start <= at
    ]
    if not past:
        raise c.Refused(phrase("refused.none_past"))
    return max(past, key=lambda m: (m.starts_at or m.started_at or m.planned_at, m.id))


def note_link(room: Room, number: int, *, ok: bool) -> tuple[f.Fact, ...]:
    """Note whether the link of a planned meeting was there, where that is news."""
    meeting = room.meetings.get(number)
    if meeting is None or meeting.phase is not Phase.PLANNED or meeting.link_down is not ok:
        return ()
    return (f.LinkTried(meeting=number, ok=ok),)


# --- a meeting that nobody closed


def presumed_end(meeting: Meeting) -> datetime | None:
    """Return when a meeting under way is to end; without a planned end, when it has gone silent."""
    if not meeting.live or meeting.started_at is None:
        return None
    return meeting.ends_at or (meeting.heard_at or meeting.started_at) + SILENCE_WITHOUT_END


def closes_at(meeting: Meeting) -> datetime | None:
    """Return when a meeting under way is closed for having gone silent; None before the room was asked."""
    asked = meeting.asked_over_at
    if not meeting.live or meeting.meeting_mark < OVERDUE or asked is None:
        return None
    return max(asked, meeting.heard_at or asked) + SILENCE_CLOSES


def still_heard(meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    """Note that somebody writes in a meeting that may be over."""
    if meeting.ends_at is not None and at < meeting.ends_at:
        return ()
    if meeting.heard_at is not None and at - meeting.heard_at < HEARD_AGAIN:
        return ()
    return (f.LineHeard(meeting=meeting.id),)


def reopen(meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    """Take a meeting up again that is over since less than a day."""
    if meeting.ended_at is None or at - meeting.ended_at > REOPENED_WITHIN:
        raise c.Refused(phrase("refused.none_live"))
    return (f.MeetingReopened(meeting=meeting.id), f.LiveCardPosted(meeting=meeting.id))
