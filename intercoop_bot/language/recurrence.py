"""What it is that a meeting repeats: the rule, the days that come of it, and how it is said."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_day_names
from babel.lists import format_list
from dateutil.rrule import rrulestr

from intercoop_bot.language.catalogue import template

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The days of the week as RFC 5545 writes them, from Monday on."""

_CODE = rf"(?:{'|'.join(DAYS)})"
_STORED = re.compile(
    r"(?P<rrule>FREQ=(?:DAILY|WEEKLY|MONTHLY)(?:;INTERVAL=[1-9][0-9]?)?"
    rf"(?:;BYDAY=(?:-?[1-5])?{_CODE}(?:,(?:-?[1-5])?{_CODE})*|;BYMONTHDAY=-?[1-9][0-9]?(?:,-?[1-9][0-9]?)*)?)"
    r" (?P<anchor>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r" (?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9])"
    r"(?: (?P<length>[0-9]{1,4}))?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a meeting repeats.

    `rrule` is the text of RFC 5545, without a DTSTART; `anchor` is a first day, from which intervals are
    counted. The hour is that of the room's clocks; hour 24 is the midnight that ends the day. `length` is
    in whole minutes, None where no end was said.
    """

    rrule: str
    hour: int
    minute: int
    length: timedelta | None
    anchor: date

    @property
    def text(self) -> str:
        """The rule as it is stored for ever: `RRULE ANCHOR HH:MM`, then the minutes where it has a length."""
        text = f"{self.rrule} {self.anchor} {self.hour:02}:{self.minute:02}"
        return text if self.length is None else f"{text} {self.length // timedelta(minutes=1)}"


def parse_rule(text: str) -> Rule:
    """Return the rule that `Rule.text` wrote down.

    Raises:
        ValueError: the text is not of that form.
    """
    found = _STORED.fullmatch(text)
    if found is None:
        raise ValueError("not a stored rule")
    return Rule(
        rrule=found["rrule"],
        hour=int(found["hour"]),
        minute=int(found["minute"]),
        length=timedelta(minutes=int(found["length"])) if found["length"] else None,
        anchor=date.fromisoformat(found["anchor"]),
    )


def next_after(
    rule: Rule, after: datetime, zone: ZoneInfo, *, skipped: Collection[date] = ()
) -> tuple[datetime, datetime | None]:
    """Return the first meeting that starts later than `after`: its start and its end, in UTC.

    The hour is the same on the room's clocks all year; one that the clocks jump over is as much later, of
    one that comes twice it is the first. `skipped` are days of the room on which none starts.
    """
    for day in _days(rule, after.astimezone(zone).date()):
        starts_at = _at(rule, day, zone)
        if starts_at > after and starts_at.astimezone(zone).date() not in skipped:
            return starts_at, _end(rule, day, starts_at, zone)
    raise OverflowError("the calendar ends before the next meeting")


def begin(rule: Rule, zone: ZoneInfo, *, after: datetime | None = None) -> Rule:
    """Return the rule counted from its first day, which is its anchor or later, and later than `after`."""
    every = replace(rule, rrule=re.sub(";INTERVAL=[0-9]+", "", rule.rrule))
    days = _days(every, rule.anchor)
    return replace(rule, anchor=next(day for day in days if after is None or _at(rule, day, zone) > after))


def _days(rule: Rule, since: date) -> Iterator[date]:
    days = rrulestr(rule.rrule, dtstart=datetime.combine(rule.anchor, time()))
    return (day.date() for day in days.xafter(datetime.combine(since, time()), inc=True))


def _at(rule: Rule, day: date, zone: ZoneInfo) -> datetime:
    return _instant(_clock(rule, day), zone)


def _end(rule: Rule, day: date, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    if rule.length is None:
        return None
    ends_at = _instant(_clock(rule, day) + rule.length, zone)
    return ends_at if ends_at > starts_at else starts_at + rule.length


def _clock(rule: Rule, day: date) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=rule.hour, minutes=rule.minute)


def _instant(clock: datetime, zone: ZoneInfo) -> datetime:
    # In UTC, an hour that the clocks jump over is as much later, and of one that comes twice it is the first.
    return clock.replace(tzinfo=zone).astimezone(UTC)


# --- saying ------------------------------------------------------------------------------------------

_LOCALES = {"fr": "fr", "en": "en_GB"}
_NTHS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last_but_one"}
_SHORTEST_MONTH = 28


def describe(rule: Rule, language: str) -> str:
    """Return the rule as people say it, to stand in a sentence; `read_rule` understands it."""
    parts = dict(part.split("=") for part in rule.rrule.split(";"))
    interval = int(parts.get("INTERVAL", "1"))
    by_day = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    by_date = [int(day) for day in parts["BYMONTHDAY"].split(",")] if "BYMONTHDAY" in parts else []
    match parts["FREQ"]:
        case "WEEKLY":
            days = _say_weeks(by_day, interval, language)
        case "MONTHLY":
            each = [_say_nth(day, language) for day in by_day] + [_say_date(day, language) for day in by_date]
            sentence = template(language, "repeat.months", interval)
            days = sentence.format(n=interval, days=_joined(each, language))
        case _:
            days = template(language, "repeat.days", interval).format(n=interval)
    said = _say_hours(rule, days, language)
    is_rare = any(day > _SHORTEST_MONTH for day in by_date) or any(day.startswith("5") for day in by_day)
    return template(language, "repeat.if_any").format(rule=said) if is_rare else said


def _say_weeks(days: list[str], interval: int, language: str) -> str:
    if tuple(days) == DAYS[:5]:
        named = template(language, "repeat.workdays")
    else:
        key = "repeat.each" if interval == 1 else "repeat.on"
        named = _joined(
            [template(language, key).format(day=_day_name(day, language)) for day in days], language
        )
    if interval == 1:
        return named
    key = "repeat.two_weeks" if interval == 2 else "repeat.weeks"
    return template(language, key).format(n=interval, days=named)


def _say_nth(day: str, language: str) -> str:
    nth = template(language, f"repeat.nth.{_NTHS[int(day[:-2])]}")
    return template(language, "repeat.nth_day").format(nth=nth, day=_day_name(day, language))


def _say_date(day: int, language: str) -> str:
    if day < 0:
        return template(language, "repeat.last_day")
    form = Locale.parse(_LOCALES[language]).ordinal_form(day)
    return template(language, "repeat.date").format(
        date=template(language, f"repeat.date.{form}").format(n=day)
    )


def _say_hours(rule: Rule, days: str, language: str) -> str:
    start = f"{rule.hour:02}:{rule.minute:02}"
    if rule.length is None:
        return template(language, "repeat.at").format(days=days, start=start)
    end = f"{_clock(rule, rule.anchor) + rule.length:%H:%M}"
    return template(language, "repeat.from_to").format(days=days, start=start, end=end)


def _day_name(day: str, language: str) -> str:
    name: str = get_day_names("wide", locale=_LOCALES[language])[DAYS.index(day[-2:])]
    return name


def _joined(words: list[str], language: str) -> str:
    return format_list(words, locale=_LOCALES[language])
