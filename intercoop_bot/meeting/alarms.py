"""What is said when time is called. Each alarm says what it means for the rest of the meeting."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.adapting import MORE, Offer, offers
from intercoop_bot.meeting.buttons import ITEM_BUTTONS, LONGER, NEXT, item_name
from intercoop_bot.meeting.effects import Effect, Line, Say, line
from intercoop_bot.meeting.marks import ENDED, ENDING, MEETING_MARKS, NEARLY, OVERDUE, UP, item_marks
from intercoop_bot.meeting.parts import NO_TIME, Item
from intercoop_bot.meeting.permissions import facilitator_seen
from intercoop_bot.meeting.phrases import Span, Value, When, Who
from intercoop_bot.meeting.schedule import left, spent, still_open
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.views import MOST_TITLES, end_line, quoted_title, unfitting_lines

STALE = timedelta(minutes=1)
"""An alarm that comes later than this after its mark says so."""

WORTH_SENDING = timedelta(minutes=3)


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
    if all(call.item is not None for call in calls):
        end = end_line(meeting, at)
        lines += [*((end,) if end else ()), *unfitting_lines(meeting, at)]
    marks = [call.mark for call in calls if call.item is not None]
    choices = offers(meeting) if any(mark > UP for mark in marks) else ()
    ref, buttons = None, tuple(offer.emoji for offer in choices)
    if choices:
        ref = _name_of_choices(meeting)
    elif UP in marks:
        ref, buttons = item_name(meeting), ITEM_BUTTONS
    return (
        Say(
            lines=(*lines, *_choice_lines(choices, meeting)),
            alarm=True,
            mentions=_who_leads(room, meeting),
            expires_at=at + WORTH_SENDING,
            ref=ref,
            buttons=buttons,
        ),
    )


def _name_of_choices(meeting: Meeting) -> str:
    """Return the name of the message with the choices: of which item, and which is the last one."""
    waiting = still_open(meeting)
    last = waiting[-1].id if waiting else 0
    return f"over:{meeting.id}:{meeting.current}:{last}"


def _choice_lines(choices: Sequence[Offer], meeting: Meeting) -> tuple[Line, ...]:
    values: dict[str, Value] = {"minutes": MORE}
    if waiting := still_open(meeting):
        values["title"] = quoted_title(waiting[-1])
    return tuple(line(f"adapt.{offer.choice}", emoji=offer.emoji, **values) for offer in choices)


def _who_leads(room: Room, meeting: Meeting) -> tuple[Who, ...]:
    """Return who must act: the facilitator; where none has been seen, also who opened the meeting."""
    leaders = [meeting.holder("facilitator")]
    if not facilitator_seen(meeting):
        leaders.append(meeting.started_by)
    reachable = room.reachable(dict.fromkeys(leaders))
    return tuple(who for who in reachable if meeting.attended(who.id).left_at is None)


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
        return line("call.up", title=title, allotted=allotted, next=NEXT, longer=LONGER)
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
