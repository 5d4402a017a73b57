"""Reactions as buttons: what a tap on one of our messages asks for. Every button has its command too.

A message that has buttons is named `card:3:2`, `offer:3:17`, `gate:3`, `late:3`, `asked:3`: what it is, then
the number of the meeting that it is about.
"""

from collections.abc import Mapping

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Phrase, phrase
from intercoop_bot.meeting.roles import named, open_roles
from intercoop_bot.meeting.state import Meeting, Phase, Room

COMING, NOT_COMING = "✋", "🚫"
STARTED, A_WEEK_LATER, NOT_HELD = "▶", "📅", "❌"

_ROLES = {"notes": "📝", "host": "📞", "facilitator": "🧭"}
_MORE = ("1⃣", "2⃣", "3⃣", "4⃣", "5⃣", "6⃣", "7⃣", "8⃣", "9⃣")


def role_emojis(room: Room) -> Mapping[str, str]:
    """Return the emoji of each role of the room."""
    return _ROLES | dict(zip(room.own_roles, _MORE, strict=False))


def role_buttons(room: Room, meeting: Meeting) -> tuple[str, ...]:
    """Return the emojis by which the open roles of a meeting are taken."""
    emojis = role_emojis(room)
    return tuple(emojis[role] for role in open_roles(room, meeting) if role in emojis)


def tapped(room: Room, role: str) -> Phrase | str:
    """Return how a role is called, with the emoji by which it is taken."""
    emoji = role_emojis(room).get(role)
    return named(role) if emoji is None else phrase("roles.button", role=named(role), emoji=emoji)


def asked_by(ref: str, emoji: str, room: Room) -> c.Command | None:
    """Return what a tap on the message of that name asks for; None where it is just an emoji."""
    kind, _, rest = ref.partition(":")
    number = rest.partition(":")[0]
    meeting = room.meetings.get(int(number)) if number.isdigit() else None
    if meeting is None or kind not in ("card", "offer", "gate", "late", "asked"):
        return None
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
