"""What the room is told of the way of a meeting under way: opened, moved on, given more time, undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.buttons import NEXT, item_name, tapped
from intercoop_bot.meeting.effects import Line, Say, line
from intercoop_bot.meeting.live_card import card_name
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Phrase, Quote, Span, When, Who, phrase
from intercoop_bot.meeting.roles import named, open_roles
from intercoop_bot.meeting.schedule import left
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.steering import legend, live_buttons
from intercoop_bot.meeting.views import call_line, end_line, item_lines, over_line, quoted_title, title_of


def started(room: Room, meeting: Meeting, at: datetime) -> Say:
    """Open the meeting; this message is its card from then on."""
    vacant = open_roles(room, meeting)
    asked = (
        (line("start.vacant", roles=tuple(tapped(room, role) for role in vacant), example=named(vacant[0])),)
        if vacant
        else ()
    )
    end = end_line(meeting, at)
    return Say(
        lines=(
            line("start.begun", title=title_of(meeting)),
            *((call_line(meeting),) if meeting.call else ()),
            *asked,
            *item_lines(room, meeting, at),
            *((end,) if end else ()),
            line("start.how_to_note"),
            legend(meeting),
        ),
        alarm=True,
        mentions=_owner(room, meeting),
        ref=card_name(meeting),
        buttons=live_buttons(room, meeting),
        pins="",
    )


def moved(facts: Sequence[f.Fact], room: Room, meeting: Meeting, at: datetime) -> Say:
    """Tell the way from one item to another, or that one was put off while the meeting stays where it is."""
    lines = [
        line(f"item.{fact.outcome}", title=Quote(item.title))
        for fact in facts
        if isinstance(fact, f.ItemClosed) and fact.outcome != "done"
        for item in meeting.items
        if item.id == fact.item
    ]
    mentions: tuple[Who, ...] = ()
    if any(isinstance(fact, f.ItemStarted) for fact in facts) or meeting.current is None:
        lines += item_lines(room, meeting, at)
        mentions = _owner(room, meeting)
    lines += _if_over(meeting, at)
    return _tapped_on(Say(lines=tuple(lines), alarm=bool(mentions), mentions=mentions), meeting)


def extended(facts: Sequence[f.Fact], meeting: Meeting, at: datetime) -> Say:
    """Tell until when an item has time now, and what that costs the later ones or the end."""
    lines: list[Line] = []
    shortened: list[Phrase] = []
    for fact in facts:
        match fact:
            case f.ItemExtended(item=item_id, minutes=minutes) if minutes < 0:
                item = meeting.item(item_id)
                if item is not None and item.allotted is not None:
                    now = Span(item.allotted)
                    shortened.append(phrase("time.shortened_item", title=quoted_title(item), time=now))
            case f.ItemExtended(item=item_id):
                item = meeting.item(item_id)
                remaining = left(meeting, item, at) if item else None
                if item is not None and remaining is not None:
                    until = When(at + remaining)
                    lines.append(line("time.extended", title=quoted_title(item), until=until))
                if len(facts) == 1 and meeting.ends_at is not None:
                    lines.append(line("time.end_kept", end=When(meeting.ends_at)))
            case f.EndMoved(ends_at=ends_at):
                lines += [line("time.end_moved", end=When(ends_at)), *_if_over(meeting, at)]
            case _:
                pass
    if shortened:
        lines += [line("time.shortened", items=tuple(shortened)), *_if_over(meeting, at)]
    return Say(lines=tuple(lines))


def paused(meeting: Meeting) -> Say:
    """Tell that the clock stands still."""
    return _tapped_on(Say(lines=(line("time.paused"),)), meeting)


def resumed(room: Room, meeting: Meeting, at: datetime) -> Say:
    """Tell where the meeting is again."""
    lines = (line("time.resumed"), *item_lines(room, meeting, at), *_if_over(meeting, at))
    return _tapped_on(Say(lines=lines), meeting)


def undone(room: Room, meeting: Meeting, at: datetime) -> Say:
    """Tell how things stand again."""
    where = item_lines(room, meeting, at)
    standing = (line("time.paused"),) if meeting.phase is Phase.PAUSED else ()
    return _tapped_on(Say(lines=(line("undo.done"), *standing, *where, *_if_over(meeting, at))), meeting)


def _tapped_on(told: Say, meeting: Meeting) -> Say:
    """Return what is said about the current item, with the button by which the meeting goes on from there."""
    if meeting.current is None:
        return told
    return replace(told, ref=item_name(meeting), buttons=(NEXT,))


def _owner(room: Room, meeting: Meeting) -> tuple[Who, ...]:
    """Return whose turn it is at the current item, where that person can be mentioned."""
    item = meeting.current_item
    return () if item is None else room.reachable([item.owner])


def _if_over(meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    over = over_line(meeting, at)
    return () if over is None else (over,)
