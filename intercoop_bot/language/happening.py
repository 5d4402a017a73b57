"""What is said of when a meeting takes place: its date, another one, how it repeats, what became of it.

A date without an hour is the one at which the room met before, where that is known; else it is asked for.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from intercoop_bot.language.asking import Asked, Unclear
from intercoop_bot.language.dates import read_when
from intercoop_bot.language.fold import trace
from intercoop_bot.language.numbers import read_number
from intercoop_bot.language.plans import explain_offers
from intercoop_bot.language.recurrence import Rule, next_after
from intercoop_bot.language.repeating import read_rule
from intercoop_bot.language.request import Request
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Phrase

NUMBER_SIGN = re.compile(r"(?:n°|n[or]\.? ?(?=\d)|num[ée]ro|number|#)", re.IGNORECASE)
"""How the number of a meeting is introduced, as it stands in the list of meetings."""


def read_date(request: Request) -> Asked:
    """Read the date that the meeting is moved to; without one it is asked for."""
    context = request.context
    if not request.text or request.text.endswith("?"):
        return c.AskDate()
    reading = read_when(request.text, context.now, context.zone)
    if reading is None:
        return request.unclear("date")
    if reading.starts_at is None:
        return Unclear(reason=reading.doubts[0])
    only: Literal["day", "hour"] | None = None
    if not (reading.has_day and reading.has_time):
        only = "day" if reading.has_day else "hour"
    return c.SetDate(
        starts_at=reading.starts_at,
        ends_at=reading.ends_at,
        only=only,
        doubts=(*reading.doubts, *explain_offers(reading.offers, context, timed=reading.has_time)),
    )


def read_next_meeting(request: Request) -> Asked:
    """Read the date of a meeting like the last one; without one, the list of meetings is asked for."""
    if not request.text or request.text.endswith("?"):
        return c.AskMeetings()
    dated = _read_whole_date(request.text, request, no_day="date", no_hour="hour")
    if isinstance(dated, Unclear):
        return dated
    return c.PlanAgain(starts_at=dated.starts_at, ends_at=dated.ends_at, doubts=dated.doubts)


def read_repeat(request: Request) -> Asked:
    """Read how meetings repeat, or that they no longer do; without a rule it is asked for."""
    context = request.context
    if not request.text.strip(" ?"):
        return c.AskRepeat()
    match read_rule(request.text, context.now, context.zone, like=context.like):
        case None:
            return request.unclear("repeat")
        case "off":
            return c.SetRepeat(rule="")
        case Rule() as rule:
            starts_at, ends_at = next_after(rule, context.now, context.zone)
            return c.SetRepeat(rule=rule.text, starts_at=starts_at, ends_at=ends_at)
        case Phrase() as doubt:
            return Unclear(reason=doubt)


# --- whether it took place ---------------------------------------------------------------------------

_ANSWER = re.compile(
    r"[ :,.-]*(?:(?P<held>(?:oui|yes|ok|okay|yep|tenue|held|(?:elle )?a (?:bien )?eu lieu|took place)\b)"
    r"|(?P<moved>(?:moved|postponed|put off|rescheduled|(?:deplac|report|decal)ee?r?)\b)"
    r"|(?P<not_held>(?:non|no|nope|not held|pas tenue|pas eu lieu)\b(?! one\b)"
    r"|(?=(?:no one|nobody|personne)\b)))"
    r"[ :,.;-]*(?:(?:car|parce que|because) )?"
)


def read_held(request: Request) -> Asked:
    """Read what became of a meeting: held, not held and why, or put off; its number may stand before that."""
    number, rest = read_number(request.text)
    answer, said = _take_answer(rest)
    if answer is None:
        number = None
        answer, said = _take_answer(request.text)
    if number is None and NUMBER_SIGN.match(said):
        number, said = read_number(said)
    match answer:
        case "held":
            return c.SayHeld(held=True, meeting=number)
        case "not_held":
            return c.SayHeld(held=False, reason=said, meeting=number)
        case "moved":
            return _read_put_off(said, number, request)
        case _:
            return request.unclear("held")


def _take_answer(text: str) -> tuple[str | None, str]:
    """Return which answer a text begins with, and what follows it."""
    folded, origins = trace(text)
    found = _ANSWER.match(folded)
    return (None, "") if found is None else (found.lastgroup, text[origins[found.end()] :].strip())


def _read_put_off(text: str, number: int | None, request: Request) -> Asked:
    if not text:
        return c.PutOff(meeting=number)
    dated = _read_whole_date(text, request, no_day="put_off", no_hour="put_off_hour")
    if isinstance(dated, Unclear):
        return dated
    return c.PutOff(starts_at=dated.starts_at, ends_at=dated.ends_at, doubts=dated.doubts, meeting=number)


# --- dates -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dated:
    """A day and an hour, both of them known."""

    starts_at: datetime
    ends_at: datetime | None
    doubts: tuple[Phrase, ...]


def _read_whole_date(text: str, request: Request, *, no_day: str, no_hour: str) -> _Dated | Unclear:
    """Return the date that a text says.

    Its other readings are not offered as commands: `!when` may be about another meeting by then.
    """
    context = request.context
    reading = read_when(text, context.now, context.zone)
    if reading is None or not reading.has_day:
        return request.unclear(no_day)
    if reading.starts_at is None:
        return Unclear(reason=reading.doubts[0])
    if reading.has_time:
        return _Dated(reading.starts_at, reading.ends_at, reading.doubts)
    if context.like is None:
        return request.unclear(no_hour, day=text[reading.start : reading.end].strip())
    hour = context.like.starts_at.astimezone(context.zone).time()
    starts_at = datetime.combine(reading.starts_at.date(), hour, context.zone).astimezone(UTC)
    return _Dated(starts_at, None, reading.doubts)
