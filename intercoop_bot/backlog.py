"""What was written while we were away, and is read in one go.

All of it counts from when it was written, but nobody in a meeting wants to be told, half an hour later, what
was current then. Only what lasts is said (emojis, refusals, cards, minutes), and at the end how things stand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intercoop_bot.clock import Onward
from intercoop_bot.interface import Edited, Incoming, Reacted, Said
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.effects import Effect, Say, line
from intercoop_bot.meeting.phrases import When
from intercoop_bot.turn import CLOCK, Turn

FRESH = timedelta(minutes=1)
"""An event older than this was written while we were away: time is not called as of then."""

MUCH = 10
"""As many messages and reactions, come late, are a backlog; fewer are answered one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """When the first and the last of it were written."""

    since: datetime
    until: datetime


def backlog_of(events: Iterable[Incoming], clock: Onward) -> Backlog | None:
    """Return what is to be made up for; None where that is nothing, or little."""
    now = clock.now()
    written = [clock.when(event.sent_at) for event in events if isinstance(event, Said | Edited | Reacted)]
    late = [at for at in written if now - at >= FRESH]
    return Backlog(since=min(late), until=max(late)) if len(late) >= MUCH else None


def lasting(effects: Sequence[Effect]) -> list[Effect]:
    """Return what is still worth seeing when it comes late."""
    return [
        effect
        for effect in effects
        if not isinstance(effect, Say) or effect.reply or effect.edits is not None or effect.pins is not None
    ]


def sum_up(turn: Turn, backlog: Backlog) -> None:
    """Say once that all was read, with the card of the meeting as it is now; then what is due."""
    if turn.room.live is None:
        return
    due, turn.effects = turn.effects, []
    turn.ask(c.RepostCard(), CLOCK)
    head = line("room.caught_up", since=When(backlog.since), until=When(backlog.until))
    card = next((each for each in turn.effects if isinstance(each, Say) and each.pins is not None), None)
    if card is None:
        turn.effects.insert(0, Say(lines=(head,)))
    else:
        turn.effects[turn.effects.index(card)] = replace(card, lines=(head, *card.lines))
    turn.effects += map(_without_excuse, due)


def _without_excuse(effect: Effect) -> Effect:
    """Return an alarm without the line that we were away, which is said already."""
    excuse = line("call.was_away")
    if not isinstance(effect, Say) or excuse not in effect.lines:
        return effect
    return replace(effect, lines=tuple(each for each in effect.lines if each != excuse))
