"""What is said when time is called. Each alarm says what it means for the rest of the meeting."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import Effect, Line, Say, line
from intercoop_bot.meeting.marks import ENDED, ENDING, MEETING_MARKS, NEARLY, OVERDUE, UP, item_marks
from intercoop_bot.meeting.permissions import facilitator_seen
from intercoop_bot.meeting.phrases import Span, When, Who
from intercoop_bot.meeting.schedule import left, spent, still_open
from intercoop_bot.meeting.state import NO_TIME, Item, Meeting, Room
from intercoop_bot.meeting.views import end_line, quoted_title

STALE = timedelta(minutes=1)
"""An alarm that comes later than this after its mark says so."""

WORTH_SENDING = timedelta(minutes=3)

MOST_TITLES = 3


def call_time(calls: Sequence[f.TimeCalled], room: Room, at: datetime) -> tuple[Effect, ...]:
    """Return one alarm for all that is due at this instant, to whoever leads the meeting."""
    meeting = room.live
    if meeting is None:
        return ()
    lines: list[Line] = []
    if any(_lateness(call, meeting, at) > STALE for call in calls):
        lines.append(line("call.was_away"))
    for call in calls:
        lines += _item_call(call, meeting, at) if call.item is not None else _meeting_call(call, meeting, at)
    if all(call.item is not None for call in calls) and (end := end_line(meeting, at)):
        lines.append(end)
    return (
        Say(
            lines=tuple(lines),
            alarm=True,
            mentions=_who_leads(room, meeting),
            expires_at=at + WORTH_SENDING,
        ),
    )


def _who_leads(room: Room, meeting: Meeting) -> tuple[Who, ...]:
    """Return who must act: the facilitator; where none has been seen, also who opened the meeting."""
    leaders = [meeting.holder("facilitator") or ""]
    if not facilitator_seen(meeting):
        leaders.append(meeting.started_by)
    there = (who for who in dict.fromkeys(leaders) if who.startswith("@"))
    return tuple(room.who(who) for who in there if meeting.attended(who).left_at is None)


def _lateness(call: f.TimeCalled, meeting: Meeting, at: datetime) -> timedelta:
    if call.item is None:
        return at - (meeting.ends_at or at) - MEETING_MARKS[call.mark - 1]
    item = meeting.item(call.item)
    if item is None or item.allotted is None:
        return NO_TIME
    return spent(meeting, item, at) - item_marks(item.allotted)[call.mark - 1]


def _item_call(call: f.TimeCalled, meeting: Meeting, at: datetime) -> list[Line]:
    item = meeting.item(call.item or 0)
    remaining = left(meeting, item, at) if item else None
    if item is None or remaining is None:
        return []
    return [_item_line(call.mark, item, remaining)]


def _item_line(mark: int, item: Item, remaining: timedelta) -> Line:
    title, allotted = quoted_title(item), Span(item.allotted or NO_TIME)
    if mark == NEARLY:
        return line("call.nearly", title=title, left=Span(remaining), allotted=allotted)
    if mark == UP and -remaining < STALE:
        return line("call.up", title=title, allotted=allotted)
    return line("call.over", title=title, over=Span(-remaining), allotted=allotted)


def _meeting_call(call: f.TimeCalled, meeting: Meeting, at: datetime) -> list[Line]:
    if meeting.ends_at is None:
        since = meeting.heard_at or meeting.started_at or at
        return [line("call.silent", length=Span(at - since))]
    end = meeting.ends_at
    if call.mark == OVERDUE or (call.mark == ENDED and at - end > STALE):
        return [line("call.overdue", over=Span(at - end))]
    if call.mark == ENDING:
        lines = [line("call.ending", left=Span(end - at), end=When(end))]
    else:
        lines = [line("call.ended", end=When(end))]
    waiting = still_open(meeting)
    if waiting:
        key = "call.items_left" if len(waiting) <= MOST_TITLES else "call.many_items_left"
        titles = tuple(map(quoted_title, waiting[:MOST_TITLES]))
        lines.append(line(key, n=len(waiting), titles=titles))
    return lines
