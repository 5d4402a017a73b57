"""Reactions as buttons: what a tap on one of our messages asks for. Every button has its command too.

A message that has buttons is named `card:3:2`, `offer:3:17`, `gate:3`, `late:3`, `asked:3`, `live:3:2`,
`item:3:1`, `over:3:1:5`: what it is, then the number of the meeting that it is about. Of the card of a
meeting under way only the one posted last has buttons (`live:3:2`: the second). What is said about an item
(`item`) has buttons of its own: on the card one's tap stays, and tapping there again only takes it back. The
choices where time is up (`over`) are about the item that was current then, and the last one of the agenda.
Two people tap within moments: it was meant once.
"""

from collections.abc import Mapping
from datetime import datetime

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.adapting import FROM_LATER, MORE, MOVE_END, PARK_LAST, PARK_THIS
from intercoop_bot.meeting.live_card import card_name
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Phrase, phrase
from intercoop_bot.meeting.roles import named, open_roles
from intercoop_bot.meeting.state import Meeting, Room

COMING, NOT_COMING = "✋", "🚫"
NEXT, PAUSE, LONGER, FLOOR, END = "▶", "⏸", "➕", "✋", "⏹"
ITEM_BUTTONS = (NEXT, LONGER)
LIVE_BUTTONS = (NEXT, PAUSE, LONGER, FLOOR, END)
STARTED, A_WEEK_LATER, NOT_HELD = "▶", "📅", "❌"

TAG_EMOJIS = {
    "note": "📝",
    "decision": "✅",
    "action": "📌",
    "question": "❓",
    "idea": "💡",
    "link": "🔗",
}
"""The emoji of each tag: it shows that a line was noted, and, put under the line, gives it another tag."""

_ROLES = {"notes": "📝", "host": "📞", "facilitator": "🧭"}
_KEYCAP = "\u20e3"
"""It makes a key of the digit before it."""


def role_emojis(room: Room) -> Mapping[str, str]:
    """Return the emoji of each role of the room: those of its own, nine at the most, have a digit."""
    return _ROLES | {role: f"{number}{_KEYCAP}" for number, role in enumerate(room.own_roles, 1)}


def role_buttons(room: Room, meeting: Meeting) -> tuple[str, ...]:
    """Return the emojis by which the open roles of a meeting are taken."""
    emojis = role_emojis(room)
    return tuple(emojis[role] for role in open_roles(room, meeting))


def tapped(room: Room, role: str) -> Phrase:
    """Return how a role is called, with the emoji by which it is taken."""
    return phrase("roles.button", role=named(role), emoji=role_emojis(room)[role])


def item_name(meeting: Meeting) -> str:
    """Return the name of what is said about the item that a meeting is at."""
    return f"item:{meeting.id}:{meeting.current}"


def retagged_by(event: str, emoji: str) -> c.Retag | None:
    """Return what an emoji under somebody's message asks for; None where it is just an emoji."""
    tag = next((tag for tag, each in TAG_EMOJIS.items() if each == emoji), None)
    return None if tag is None else c.Retag(event=event, tag=tag)


def asked_by(ref: str, emoji: str, room: Room, at: datetime) -> c.Command | None:
    """Return what a tap on the message of that name asks for; None where it is just an emoji."""
    kind, _, rest = ref.partition(":")
    number = rest.partition(":")[0]
    meeting = room.meetings.get(int(number)) if number.isdigit() else None
    if meeting is None or kind not in ("card", "offer", "gate", "late", "asked", "live", "item", "over"):
        return None
    if kind == "over":
        return _chosen(rest, emoji, meeting, at)
    if kind == "item":
        is_now = meeting.live and ref == item_name(meeting)
        return _steered(emoji, meeting, at) if is_now and emoji in ITEM_BUTTONS else None
    if kind == "live":
        if not meeting.live or ref != card_name(meeting):
            return None
        if emoji in LIVE_BUTTONS:
            return _steered(emoji, meeting, at)
    role = next((role for role, each in role_emojis(room).items() if each == emoji), None)
    if role is not None:
        return c.ClaimRole(role=role, meeting=meeting.id)
    if kind == "card" and emoji in (COMING, NOT_COMING):
        return c.Foretell(coming=emoji == COMING, meeting=meeting.id)
    if kind != "asked":
        return None
    asked: Mapping[str, c.Command] = {
        STARTED: c.SayHeld(held=True, meeting=meeting.id)
        if meeting.phase is Phase.NOT_HELD
        else c.Start(meeting=meeting.id),
        A_WEEK_LATER: c.PutOff(meeting=meeting.id),
        NOT_HELD: c.SayHeld(held=False, meeting=meeting.id),
    }
    return asked.get(emoji)


def _steered(emoji: str, meeting: Meeting, at: datetime) -> c.Command | None:
    """Return what a button of the card of a meeting under way asks for."""
    paused = meeting.phase is Phase.PAUSED
    has_just_turned = _is_recent(meeting.turned_at, at)
    commands: Mapping[str, c.Command | None] = {
        NEXT: c.Resume() if paused else None if has_just_turned else c.Next(),
        PAUSE: None if has_just_turned else c.Resume() if paused else c.Pause(),
        LONGER: None if _is_recent(meeting.extended_at, at) else c.Extend(minutes=MORE),
        FLOOR: c.JoinQueue(tapped=True),
        END: c.End(),
    }
    return commands[emoji]


def _chosen(rest: str, emoji: str, meeting: Meeting, at: datetime) -> c.Command | None:
    """Return what is chosen where the time of an item is up, while the meeting is still at it."""
    _, *numbers = rest.split(":")
    if len(numbers) != 2 or not all(map(str.isdecimal, numbers)):
        return None
    current, last = map(int, numbers)
    if not meeting.live or meeting.current != current:
        return None
    has_more = _is_recent(meeting.extended_at, at)
    if emoji in (FROM_LATER, MOVE_END) and not has_more:
        return c.Extend(minutes=MORE, from_later=emoji == FROM_LATER)
    if emoji == PARK_THIS:
        return c.Park()
    item = meeting.item(last)
    if emoji == PARK_LAST and item is not None and item.outcome is None and item.id != current:
        return c.Park(position=meeting.position(last))
    return None


def _is_recent(happened: datetime | None, at: datetime) -> bool:
    return happened is not None and at - happened < c.DOUBLE
