"""For how long somebody is answered: whoever gets very many answers in a short while is a machine.

Two machines that answer each other would do so for ever. What such a sender asks for is still done, and noted
with an emoji; only words are no longer wasted on it for a while.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from intercoop_bot.meeting.effects import Effect, PostCalendar, PostMinutes, Say, say
from intercoop_bot.meeting.phrases import Span, Who

MOST = 20
"""Answers that a person may get `WITHIN` that time; after more, there are none for a `PAUSE`."""

WITHIN = timedelta(minutes=1)
PAUSE = timedelta(minutes=10)


class Patience:
    """Who was answered lately in a room, and who is answered no more for now. It ends with the process."""

    def __init__(self) -> None:
        self._answered: dict[str, deque[datetime]] = {}
        self._until: dict[str, datetime] = {}

    def sift(self, effects: Sequence[Effect], by: Who, at: datetime) -> list[Effect]:
        """Return what is to be seen of what a person did."""
        if not any(map(_is_answer, effects)):
            return list(effects)
        if at < self._until.get(by.id, at):
            return [effect for effect in effects if not _is_answer(effect)]
        if self._is_enough(by.id, at):
            return [*effects, say("message.enough", who=by, span=Span(PAUSE))]
        return list(effects)

    def _is_enough(self, person: str, at: datetime) -> bool:
        """Count an answer; tell whether it is the last one for a while."""
        answered = self._answered.setdefault(person, deque(maxlen=MOST))
        answered.append(at)
        if len(answered) < MOST or at - answered[0] >= WITHIN:
            return False
        self._until[person] = at + PAUSE
        del self._answered[person]
        return True


def _is_answer(effect: Effect) -> bool:
    """Tell whether an effect is seen as a new message; what only changes one that stands there is not."""
    return isinstance(effect, PostMinutes | PostCalendar) or (
        isinstance(effect, Say) and effect.edits is None
    )
