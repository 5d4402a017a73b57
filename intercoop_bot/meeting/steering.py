"""What the room sees of a meeting under way: its card with the buttons, and who has the floor."""

from collections.abc import Sequence
from datetime import datetime

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.buttons import END, FLOOR, LIVE_BUTTONS, LONGER, NEXT, PAUSE, role_buttons, tapped
from intercoop_bot.meeting.effects import Effect, Line, Say, TakeDown, line
from intercoop_bot.meeting.live_card import card_name, former_card_name
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Span, Who
from intercoop_bot.meeting.queue import waiting
from intercoop_bot.meeting.roles import open_roles
from intercoop_bot.meeting.schedule import spent
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.views import (
    agenda_lines,
    call_line,
    end_line,
    holders,
    item_lines,
    queue_lines,
    title_of,
    unfitting_lines,
)

BAR = 10
"""The cells of the bar that shows how much of an item's time is used."""

FULL, EMPTY = "▰", "▱"


def live_buttons(room: Room, meeting: Meeting) -> tuple[str, ...]:
    """Return the emojis under the card of a meeting under way."""
    return (*role_buttons(room, meeting), *LIVE_BUTTONS)


def card_lines(room: Room, meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    """Return the card: where the meeting is, its time, its agenda, who does what, who waits for the floor."""
    end = end_line(meeting, at)
    return (
        line("live.paused" if meeting.phase is Phase.PAUSED else "live.title", title=title_of(meeting)),
        *item_lines(room, meeting, at),
        *_bar(meeting, at),
        *((end,) if end else ()),
        *unfitting_lines(meeting, at),
        *queue_lines(room, meeting, at),
        *(agenda_lines(room, meeting, at) if len(meeting.items) > 1 else ()),
        *_roles(room, meeting),
        *((call_line(meeting),) if meeting.call else ()),
        legend(meeting),
    )


def legend(meeting: Meeting) -> Line:
    """Return what the buttons of the card do."""
    if meeting.phase is Phase.PAUSED:
        return line("live.buttons_paused", next=NEXT, floor=FLOOR, end=END)
    return line("live.buttons", next=NEXT, pause=PAUSE, longer=LONGER, floor=FLOOR, end=END)


def _bar(meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    item = meeting.current_item
    if item is None or not item.allotted:
        return ()
    used = spent(meeting, item, at)
    cells = min(int(BAR * used / item.allotted), BAR)
    bar = FULL * cells + EMPTY * (BAR - cells)
    return (line("live.bar", bar=bar, spent=Span(used), allotted=Span(item.allotted)),)


def _roles(room: Room, meeting: Meeting) -> tuple[Line, ...]:
    """Return in a line who does what, and in another what nobody does."""
    held = holders(room, meeting)
    vacant = tuple(tapped(room, role) for role in open_roles(room, meeting))
    return (
        *((line("live.roles", roles=held),) if held else ()),
        *((line("live.roles_open", roles=vacant),) if vacant else ()),
    )


def live_cards(facts: Sequence[f.Fact], room: Room, at: datetime) -> tuple[Effect, ...]:
    """Return what becomes of the card of a meeting under way; the first one is the opening itself."""
    effects: list[Effect] = []
    head: tuple[Line, ...] = ()
    for fact in facts:
        match fact:
            case f.MeetingReopened(meeting=number):
                head = (line("held.reopened", title=title_of(room.meetings[number])),)
            case f.MoveUndone():
                head = (line("undo.done"),)
            case f.RoomFound():
                head = (line("room.back"), line("time.how_to_resume"))
            case f.LiveCardPosted(meeting=number):
                meeting = room.meetings[number]
                effects.append(_posted(room, meeting, at, head))
                # Where this room replaces another one, the former card is not here.
                effects += [] if _is_found(facts) else _moved_down(meeting)
            case f.LiveCardShown(meeting=number):
                meeting = room.meetings[number]
                name = card_name(meeting)
                effects.append(Say(lines=card_lines(room, meeting, at), edits=name, topic=name))
            case f.MeetingEnded(meeting=number):
                effects += _over(room.meetings[number])
            case _:
                pass
    return tuple(effects)


def _is_found(facts: Sequence[f.Fact]) -> bool:
    return any(isinstance(fact, f.RoomFound) for fact in facts)


def _posted(room: Room, meeting: Meeting, at: datetime, head: tuple[Line, ...]) -> Say:
    """Return the card as the newest message."""
    return Say(
        lines=(*head, *card_lines(room, meeting, at)),
        ref=card_name(meeting),
        buttons=live_buttons(room, meeting),
        pins=former_card_name(meeting) or "",
    )


def _moved_down(meeting: Meeting) -> tuple[Effect, ...]:
    """Let the former card, where there is one, only say that the card is further down."""
    former = former_card_name(meeting)
    if former is None:
        return ()
    return (Say(lines=(line("live.moved_down", title=title_of(meeting)),), edits=former, topic=former),)


def _over(meeting: Meeting) -> tuple[Effect, ...]:
    name = card_name(meeting)
    over = Say(lines=(line("live.over", title=title_of(meeting)),), edits=name, topic=name)
    return (over, TakeDown(ref=name))


def floor_given(room: Room, meeting: Meeting, person: Who, at: datetime) -> Say:
    """Tell a person that it is their turn, and whoever is next to be ready."""
    limit = meeting.turn_limit
    told = (
        line("queue.your_turn_limited", who=person, limit=Span(limit))
        if limit
        else line("queue.your_turn", who=person)
    )
    mentions = room.reachable([person.id])
    return Say(lines=(told, *_next(room, meeting, at)), alarm=bool(mentions), mentions=mentions)


def speaker_warned(room: Room, meeting: Meeting, person: Who, at: datetime) -> Say:
    """Tell who has the floor that their time is over; whoever facilitates, of who is on the phone only."""
    told = line("queue.time_up", who=person, limit=Span(meeting.turn_limit))
    mentions = room.reachable([person.id]) or room.reachable([meeting.holder("facilitator")])
    return Say(lines=(told, *_next(room, meeting, at)), alarm=bool(mentions), mentions=mentions)


def _next(room: Room, meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    following = waiting(room, meeting, at)
    return (line("queue.next", who=room.who(following[0].person)),) if following else ()
