"""What a room plans by itself: the next of the meetings that repeat, and a room for the call of each."""

import secrets
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from intercoop_bot.language.recurrence import next_after, parse_rule
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.state import Room
from intercoop_bot.turn import CLOCK, Turn

CALL_NAME_BYTES = 10
"""How much chance is in the name of a meeting's room on a Jitsi server."""


def plan_next(turn: Turn, jitsi: str) -> None:
    """Plan the next meeting where they repeat and none is to come."""
    room = turn.room
    if not room.repeat or room.planned or room.live is not None or room.lost:
        return
    before = [m.occurrence for m in room.meetings.values() if m.occurrence is not None]
    starts_at, ends_at = next_after(
        parse_rule(room.repeat), max([turn.at, *before]), ZoneInfo(room.zone), skipped=_days_of(room)
    )
    again = c.PlanAgain(starts_at=starts_at, ends_at=ends_at, repeated=True)
    turn.ask(with_call(again, room, jitsi), CLOCK)


def with_call(command: c.Command, room: Room, jitsi: str) -> c.Command:
    """Give a meeting that is planned without a call a room of its own, whose name nobody can guess.

    `jitsi` is the address of the server that has it; empty where there is none.
    """
    if not jitsi or not isinstance(command, c.Plan | c.PlanAgain | c.SetRepeat) or command.call:
        return command
    last = max(room.meetings.values(), key=lambda m: m.id, default=None)
    if not isinstance(command, c.Plan) and last is not None and not last.call.startswith(jitsi):
        return command
    return replace(command, call=f"{jitsi}/{secrets.token_hex(CALL_NAME_BYTES)}")


def _days_of(room: Room) -> set[date]:
    """Return the days on which a meeting was to be: the rule gives no second one on any of them."""
    began = (m.started_at or m.starts_at for m in room.meetings.values() if m.phase is not Phase.CANCELLED)
    return {at.astimezone(ZoneInfo(room.zone)).date() for at in began if at is not None}
