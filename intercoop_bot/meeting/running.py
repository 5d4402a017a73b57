"""Decisions on a meeting under way: its start and end, the way through its agenda, its time."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.adapting import shares_of
from intercoop_bot.meeting.closure import reopen
from intercoop_bot.meeting.marks import MINUTE
from intercoop_bot.meeting.parts import NO_TIME, Item, Phase
from intercoop_bot.meeting.phrases import Quote, phrase
from intercoop_bot.meeting.planning import add_items, checked_minutes, checked_title, item_at
from intercoop_bot.meeting.schedule import left, running_over, spent, still_open
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.views import title_of

PUNCTUAL = timedelta(minutes=30)
"""A meeting opened within this time of its hour keeps its end; another one keeps its length."""


def start(room: Room, command: c.Start, at: datetime) -> tuple[f.Fact, ...]:
    """Open the planned meeting that is meant, or one that was not planned, at its first item."""
    if room.live is not None:
        raise c.Refused(phrase("refused.already_live", title=title_of(room.live)))
    named = None if command.meeting is None else room.meetings.get(command.meeting)
    if named is not None and named.phase is not Phase.PLANNED:
        raise c.Refused(phrase("refused.none_planned"))
    meeting = named or room.next_planned(at, command.title)
    if meeting is not None:
        first = [f.ItemStarted(meeting=meeting.id, item=item.id) for item in meeting.items[:1]]
        return (f.MeetingStarted(meeting=meeting.id, ends_at=_end(meeting, at)), *first)
    number = max(room.meetings, default=0) + 1
    title = checked_title(command.title) if command.title else ""
    return (f.MeetingPlanned(meeting=number, title=title), f.MeetingStarted(meeting=number))


def _end(meeting: Meeting, at: datetime) -> datetime | None:
    if meeting.starts_at is None or meeting.ends_at is None:
        return at + meeting.total if meeting.total else None
    if abs(at - meeting.starts_at) <= PUNCTUAL and at < meeting.ends_at:
        return meeting.ends_at
    return at + (meeting.ends_at - meeting.starts_at)


def end(meeting: Meeting, *, forgotten: bool = False) -> tuple[f.Fact, ...]:
    """Close the meeting and its current item, and put the minutes into the room.

    What became of the item of a forgotten meeting nobody has said: that it was done is not made up.
    """
    return (
        *(() if forgotten else _close(meeting, "done")),
        f.MeetingEnded(meeting=meeting.id, forgotten=forgotten),
        f.MinutesPosted(meeting=meeting.id),
    )


def check_double(meeting: Meeting, command: c.MeetingCommand, by: c.Actor, at: datetime) -> None:
    """Raise Refused where it would move the meeting on that has just moved: said twice, it was meant once.

    So it is where somebody else has just asked for more time, or for the last item to be put off.

    This comes before the rights, or whoever is a second too late would be told that they may not.
    """
    moves_on = isinstance(command, c.Skip) or command in (c.Next(), c.Park()) or _is_there(meeting, command)
    if (moves_on and _just_moved(meeting, at)) or _just_asked(meeting, command, by, at):
        raise c.said_twice()


def move_on_from(meeting: Meeting, command: c.Next) -> tuple[f.Fact, ...]:
    """Say that an item is done: this one, so on to the next, or that of a position."""
    item = None if command.position is None else item_at(meeting, command.position)
    if item is None or item.id == meeting.current:
        return move_on(meeting, "done")
    if item.outcome == "done":
        raise c.already_so()
    return (f.ItemClosed(meeting=meeting.id, item=item.id),)


def move_on(meeting: Meeting, outcome: f.Outcome) -> tuple[f.Fact, ...]:
    """Close the current item with that outcome and take up the next open one."""
    following = _following(meeting)
    if meeting.current is None and following is None:
        raise c.Refused(phrase("refused.agenda_done" if meeting.items else "refused.agenda_empty"))
    taken_up = () if following is None else (f.ItemStarted(meeting=meeting.id, item=following.id),)
    return (*_close(meeting, outcome), *taken_up)


def _is_there(meeting: Meeting, command: c.MeetingCommand) -> bool:
    """Tell whether the meeting is at the item whose title is to be taken up."""
    item = meeting.current_item
    return isinstance(command, c.TakeUp) and item is not None and _is_called(item, command.title)


def _is_called(item: Item, title: str) -> bool:
    return item.title.casefold() == " ".join(title.split()).casefold()


def _just_moved(meeting: Meeting, at: datetime) -> bool:
    """Tell whether somebody has just moved the meeting; coming to the first item by opening is no move."""
    moved_at = meeting.moved_at
    return moved_at is not None and moved_at != meeting.started_at and at - moved_at < c.DOUBLE


def _just_asked(meeting: Meeting, command: c.MeetingCommand, by: c.Actor, at: datetime) -> bool:
    """Tell whether somebody else has just changed the plan like that; who asks again wants it twice."""
    last = meeting.moves[-1] if meeting.moves else None
    if last is None or last.by == by.who.id or at - last.at >= c.DOUBLE:
        return False
    match command:
        case c.Extend():
            return meeting.extended_at != last.before.extended_at
        case c.Park(last=True):
            return _parked(meeting.items) != _parked(last.before.items)
        case _:
            return False


def _parked(items: Sequence[Item]) -> list[int]:
    return [item.id for item in items if item.outcome == "parked"]


def _following(meeting: Meeting) -> Item | None:
    """Return the next item that is open: further down, else one that was left open on the way."""
    waiting = still_open(meeting)
    here = 0 if meeting.current is None else meeting.position(meeting.current)
    after = [item for item in waiting if meeting.position(item.id) > here]
    return next(iter((*after, *waiting)), None)


def _close(meeting: Meeting, outcome: f.Outcome) -> tuple[f.Fact, ...]:
    if meeting.current is None:
        return ()
    return (f.ItemClosed(meeting=meeting.id, item=meeting.current, outcome=outcome),)


def back(meeting: Meeting) -> tuple[f.Fact, ...]:
    """Take up the item before the current one again; the current one stays open."""
    if not meeting.items:
        raise c.Refused(phrase("refused.agenda_empty"))
    here = len(meeting.items) + 1 if meeting.current is None else meeting.position(meeting.current)
    if here <= 1:
        raise c.Refused(phrase("refused.nothing_before"))
    return (f.ItemStarted(meeting=meeting.id, item=meeting.items[here - 2].id),)


def go_to(meeting: Meeting, command: c.GoTo) -> tuple[f.Fact, ...]:
    """Take up an item; the current one stays open."""
    item = item_at(meeting, command.position)
    if item.id == meeting.current:
        raise c.Refused(phrase("refused.there_already", title=Quote(item.title)))
    return (f.ItemStarted(meeting=meeting.id, item=item.id),)


def park(meeting: Meeting, command: c.Park) -> tuple[f.Fact, ...]:
    """Put an item off to another meeting; where it is the current one, on to the next."""
    item = _to_park(meeting, command)
    if item is None:
        raise c.Refused(phrase("refused.no_current_item"))
    if item.id == meeting.current:
        return move_on(meeting, "parked")
    if item.outcome == "parked":
        raise c.already_so()
    return (f.ItemClosed(meeting=meeting.id, item=item.id, outcome="parked"),)


def _to_park(meeting: Meeting, command: c.Park) -> Item | None:
    if command.last:
        waiting = still_open(meeting)
        if not waiting:
            raise c.Refused(phrase("refused.nothing_after"))
        return waiting[-1]
    return meeting.current_item if command.position is None else item_at(meeting, command.position)


def take_up(meeting: Meeting, command: c.TakeUp) -> tuple[f.Fact, ...]:
    """Close the current item and take up the one of that title, new on the agenda where there is none."""
    title = checked_title(command.title)
    named = next((item for item in still_open(meeting) if _is_called(item, title)), None)
    closed = _close(meeting, "done")
    if named is not None:
        return (*closed, f.ItemStarted(meeting=meeting.id, item=named.id))
    added = add_items(meeting, c.AddItems(items=(c.DraftItem(title=title),)))
    number = meeting.items_ever + 1
    before = len(meeting.items) if meeting.current is None else meeting.position(meeting.current)
    moved = (f.ItemMoved(meeting=meeting.id, item=number, position=before + 1),)
    return (*closed, *added, *moved, f.ItemStarted(meeting=meeting.id, item=number))


def extend(meeting: Meeting, command: c.Extend, at: datetime) -> tuple[f.Fact, ...]:
    """Give the current item that many minutes more: from now on, where it has run over.

    What of it does not fit before the end moves the end, by whole minutes; or it is taken from the items
    still to come.
    """
    minutes = checked_minutes(command.minutes)
    item = meeting.current_item
    if item is None:
        if meeting.ends_at is None:
            raise c.Refused(phrase("refused.no_current_item"))
        return (f.EndMoved(meeting=meeting.id, ends_at=meeting.ends_at + minutes * MINUTE),)
    remaining = left(meeting, item, at)
    lacking = spent(meeting, item, at) if remaining is None else max(-remaining, NO_TIME)
    more = minutes + math.ceil(lacking / MINUTE)
    extended = f.ItemExtended(meeting=meeting.id, item=item.id, minutes=more)
    if command.from_later:
        return (extended, *_shortened(meeting, minutes))
    if meeting.ends_at is None:
        return (extended,)
    over = math.floor((running_over(meeting, at) + more * MINUTE - lacking) / MINUTE)
    if over <= 0:
        return (extended,)
    ends_at = meeting.ends_at + min(over, minutes) * MINUTE
    return (extended, f.EndMoved(meeting=meeting.id, ends_at=ends_at))


def _shortened(meeting: Meeting, minutes: int) -> tuple[f.Fact, ...]:
    shares = shares_of(still_open(meeting), minutes)
    if not shares:
        raise c.Refused(phrase("refused.nothing_to_shorten", minutes=minutes))
    return tuple(
        f.ItemExtended(meeting=meeting.id, item=number, minutes=-share) for number, share in shares.items()
    )


def pause(meeting: Meeting) -> tuple[f.Fact, ...]:
    """Stop the clock."""
    if meeting.phase is Phase.PAUSED:
        raise c.Refused(phrase("refused.paused_already"))
    return (f.MeetingPaused(meeting=meeting.id),)


def resume(meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    """Let the clock run again; a meeting that is over is taken up again, within a day."""
    if not meeting.live:
        return reopen(meeting, at)
    if meeting.phase is Phase.LIVE:
        raise c.Refused(phrase("refused.not_paused"))
    return (f.MeetingResumed(meeting=meeting.id),)
