"""What follows from a fact about the course of a meeting: begun, stopped, over, and its card."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.history.agenda import stop_clock
from intercoop_bot.meeting.history.moves import undo
from intercoop_bot.meeting.history.queue import free_floor
from intercoop_bot.meeting.marks import MEETING_MARKS, OVERDUE, reached
from intercoop_bot.meeting.parts import LiveCard, Phase
from intercoop_bot.meeting.state import Meeting


def apply_to_course(meeting: Meeting, fact: f.CourseFact, entry: f.Entry) -> Meeting:
    """Return the meeting after the fact."""
    at = entry.at
    match fact:
        case f.MeetingStarted():
            card = LiveCard(number=1, posted_at=at, shown_at=at)
            begun = replace(meeting, phase=Phase.LIVE, started_by=entry.by, started_at=at, live_card=card)
            return _with_end(begun, fact.ends_at, at)
        case f.MeetingPaused():
            paused = free_floor(stop_clock(meeting, at), at)
            return replace(paused, phase=Phase.PAUSED, turned_at=at)
        case f.MeetingResumed():
            running_since = at if meeting.current else None
            return replace(meeting, phase=Phase.LIVE, running_since=running_since, turned_at=at)
        case f.MeetingEnded():
            end = _last_sign(meeting, at) if fact.forgotten else at
            over = free_floor(stop_clock(meeting, end), end)
            return replace(over, phase=Phase.ENDED, ended_at=end, current=None, forgotten=fact.forgotten)
        case f.MeetingReopened():
            reopened = replace(
                meeting,
                phase=Phase.LIVE,
                ended_at=None,
                forgotten=False,
                held_at=None,
                corrected_at=None,
                heard_at=at,
                # Whoever waited when it ended waits no longer, unless the end itself is undone.
                queue=(),
            )
            return _with_end(reopened, None, at)
        case f.LineHeard():
            # Whoever is asked whether it goes on answers by going on.
            mark = meeting.meeting_mark if meeting.ends_at is not None else 0
            return replace(meeting, heard_at=at, meeting_mark=mark)
        case f.LinesMissed(since=since, until=until):
            # Whether somebody wrote is not known: silence is counted from here.
            return replace(meeting, missed_lines=(*meeting.missed_lines, (since, until)), heard_at=at)
        case f.EndMoved():
            return _with_end(replace(meeting, extended_at=at), fact.ends_at, at)
        case f.TimeCalled(item=None):
            return _with_mark(meeting, fact.mark, at)
        case f.TimeCalled():
            return replace(meeting, item_mark=fact.mark)
        case f.MoveUndone():
            return undo(meeting, fact, entry)
        case f.LiveCardPosted():
            number = 1 if meeting.live_card is None else meeting.live_card.number + 1
            return replace(meeting, live_card=LiveCard(number=number, posted_at=at, shown_at=at))
        case f.LiveCardShown():
            if meeting.live_card is None:
                return meeting
            return replace(meeting, live_card=replace(meeting.live_card, shown_at=at, stale=False))
        case _:
            assert_never(fact)


def _last_sign(meeting: Meeting, at: datetime) -> datetime:
    """Return until when a meeting that nobody closed can be said to have lasted."""
    began = meeting.running_since or meeting.started_at or at
    return max(began, meeting.heard_at or meeting.ends_at or at)


def _with_end(meeting: Meeting, ends_at: datetime | None, at: datetime) -> Meeting:
    mark = 0 if ends_at is None else reached(MEETING_MARKS, at - ends_at)
    return _with_mark(replace(meeting, ends_at=ends_at), mark, at)


def _with_mark(meeting: Meeting, mark: int, at: datetime) -> Meeting:
    return replace(meeting, meeting_mark=mark, asked_over_at=at if mark == OVERDUE else None)
