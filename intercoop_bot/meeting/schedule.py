"""How a meeting stands in time, and when it wants to be woken."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intercoop_bot.meeting.chasing import next_offers
from intercoop_bot.meeting.closure import closes_at, presumed_end
from intercoop_bot.meeting.live_card import due_at
from intercoop_bot.meeting.marks import MEETING_MARKS, OVERDUE, item_marks, reached
from intercoop_bot.meeting.parts import NO_TIME, Item
from intercoop_bot.meeting.queue import warning_at
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.upcoming import next_call

MOMENTS = timedelta(seconds=30)
"""Alarms that are due within this time of each other are one."""

MISSED_AFTER = timedelta(minutes=5)
"""How long after the start, or after they left, somebody who holds a role and is not there is missed."""

QUIET_BEFORE_REPOST = timedelta(seconds=30)
"""How long the notes of an ended meeting rest unchanged before its minutes are put into the room again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A mark that is due: of an item, or (None) of the meeting."""

    item: int | None
    mark: int


def spent(meeting: Meeting, item: Item, at: datetime) -> timedelta:
    """Return the time used by an item so far, pauses left out."""
    if meeting.current == item.id and meeting.running_since is not None:
        return item.spent + (at - meeting.running_since)
    return item.spent


def left(meeting: Meeting, item: Item, at: datetime) -> timedelta | None:
    """Return the time an item still has, negative on overrun; None where it has no time set."""
    return None if item.allotted is None else item.allotted - spent(meeting, item, at)


def still_open(meeting: Meeting) -> tuple[Item, ...]:
    """Return the items yet to come, without the current one."""
    return tuple(item for item in meeting.items if item.outcome is None and item.id != meeting.current)


def time_needed(meeting: Meeting, at: datetime) -> timedelta:
    """Return the time that what is left of the agenda takes, if all keep to their time from now on."""
    ahead = sum((item.allotted or NO_TIME for item in still_open(meeting)), NO_TIME)
    return ahead + current_left(meeting, at)


def current_left(meeting: Meeting, at: datetime) -> timedelta:
    """Return the time that the current item still has; none where it has run over, or there is none."""
    item = meeting.current_item
    return NO_TIME if item is None else max(left(meeting, item, at) or NO_TIME, NO_TIME)


def projected_end(meeting: Meeting, at: datetime) -> datetime:
    """Return when the meeting ends, if all items keep to their time from now on."""
    return at + time_needed(meeting, at)


def running_over(meeting: Meeting, at: datetime) -> timedelta:
    """Return by how much the agenda no longer fits before the end; zero or less where it fits."""
    return NO_TIME if meeting.ends_at is None else projected_end(meeting, at) - meeting.ends_at


def calls_due(meeting: Meeting, at: datetime) -> tuple[Call, ...]:
    """Return what has to be called now: of the item and of the meeting, the last mark passed of each.

    What would be due within moments is called along with it: two alarms in a row are one too many.
    """
    return _passed(meeting, at + MOMENTS) if _passed(meeting, at) else ()


def _passed(meeting: Meeting, at: datetime) -> tuple[Call, ...]:
    passed = []
    item = meeting.current_item
    if item is not None and item.allotted is not None and meeting.running_since is not None:
        mark = reached(item_marks(item.allotted), spent(meeting, item, at))
        if mark > meeting.item_mark:
            passed.append(Call(item=item.id, mark=mark))
    if (end := presumed_end(meeting)) is not None:
        mark = reached(MEETING_MARKS, at - end)
        if mark > meeting.meeting_mark and (meeting.ends_at is not None or mark == OVERDUE):
            passed.append(Call(item=None, mark=mark))
    return tuple(passed)


def holders_missed(meeting: Meeting) -> tuple[tuple[datetime, str], ...]:
    """Return the roles whose holders were not seen yet, or have left, and from when on they are missed."""
    if meeting.started_at is None or not meeting.live:
        return ()
    missed = []
    for role, tenures in meeting.roles.items():
        holder = meeting.holder(role)
        if holder is None or role in meeting.missed:
            continue
        known = meeting.attended(holder)
        if not known.seen or known.left_at is not None:
            gone = known.left_at or meeting.started_at
            missed.append((max(gone, tenures[-1].since) + MISSED_AFTER, role))
    return tuple(missed)


def is_at_work(room: Room) -> bool:
    """Tell whether time must go on in the room: in a meeting, and while its minutes are corrected."""
    return room.live is not None or any(m.corrected_at is not None for m in room.meetings.values())


def deadline(room: Room) -> datetime | None:
    """Return when the room wants to be woken next, where nothing else happens; None: not at all."""
    if room.lost:
        return None
    times = [] if room.live is None else _times_under_way(room.live)
    for meeting in room.planned:
        times += [next_call(room, meeting), next_offers(room, meeting)]
    times += [
        m.corrected_at + QUIET_BEFORE_REPOST for m in room.meetings.values() if m.corrected_at is not None
    ]
    return min((time for time in times if time is not None), default=None)


def _times_under_way(meeting: Meeting) -> list[datetime | None]:
    missed = (when for when, _ in holders_missed(meeting))
    return [_next_call(meeting), closes_at(meeting), warning_at(meeting), due_at(meeting), *missed]


def _next_call(meeting: Meeting) -> datetime | None:
    times = []
    item = meeting.current_item
    if item is not None and item.allotted is not None and meeting.running_since is not None:
        marks = item_marks(item.allotted)
        if meeting.item_mark < len(marks):
            times.append(meeting.running_since + marks[meeting.item_mark] - item.spent)
    if (end := presumed_end(meeting)) is not None and meeting.meeting_mark < OVERDUE:
        following = meeting.meeting_mark + 1 if meeting.ends_at is not None else OVERDUE
        times.append(end + MEETING_MARKS[following - 1])
    return min(times, default=None)
