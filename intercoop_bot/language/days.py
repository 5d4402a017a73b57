"""Days as people write them, in a folded text: `vendredi 12 mai`, `12/05`, `next friday`, `après-demain`.

French and English at once, day before month, the future preferred. The names of months and weekdays are
Babel's. The grammar is ours and not dateutil's, whose parser fills what is missing with its own guesses.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from babel.dates import get_day_names, get_month_names
from dateutil.relativedelta import relativedelta

from intercoop_bot.language.fold import fold

Contradiction = Literal["impossible", "weekday", "past"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names, at `folded[start:end]`.

    `on` is None where no such day exists. `others` are the days that the writer may have meant when the
    weekday is not that of the date. `evening` says that hours are meant after noon; `movable` that it is
    today only by its weekday, and a time that is past means a week later; `sure` is False where a text
    such as `1/2` may be no date at all.
    """

    on: date | None
    start: int
    end: int
    contradiction: Contradiction | None = None
    others: tuple[date, ...] = ()
    evening: bool = False
    movable: bool = False
    sure: bool = True


def _names(widths: Mapping[str, Mapping[int, str]]) -> dict[str, int]:
    return {fold(name).rstrip("."): number for names in widths.values() for number, name in names.items()}


def _any_of(names: Mapping[str, int]) -> str:
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + r")(?![a-z0-9])"


_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_LOCALES = ("fr", "en")
_MONTHS = _names({w + c: get_month_names(w, locale=c) for w in _WIDTHS for c in _LOCALES}) | {
    "fev": 2, "juill": 7, "sept": 9,
}  # fmt: skip
_WEEKDAYS = _names({w + c: get_day_names(w, locale=c) for w in _WIDTHS for c in _LOCALES}) | {
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3,
}  # fmt: skip
_FULL_WEEKDAYS = _names({c: get_day_names("wide", locale=c) for c in _LOCALES})

_YEAR = r"(?:19|20|21)[0-9]{2}(?![0-9])(?! ?h(?![a-z]))"
_LEAD = r"(?:(?:pour le|le|on the|on|the|du|of the|of|ce|this|for) )?"
_CALENDAR = re.compile(
    rf"(?<![\w/.,:-]){_LEAD}(?:(?P<weekday>{_any_of(_WEEKDAYS)})[.,]* (?:le |the )?)?"
    rf"(?:(?P<iso_year>{_YEAR})(?P<dash>[-/.])(?P<iso_month>[0-9]{{1,2}})(?P=dash)(?P<iso_day>[0-9]{{1,2}})(?![0-9])"
    r"|(?P<num_day>[0-9]{1,2})(?:(?P<slash>[/.-])(?P<num_month>[0-9]{1,2})(?P=slash)(?P<num_year>(?:19|20|21)[0-9]{2}|[0-9]{2})"
    r"|/(?P<short_month>[0-9]{1,2}))(?![\w/'-])(?! (?:d'heure|heures?|h)\b)"
    rf"|(?P<day>[0-9]{{1,2}})(?:er|st|nd|rd|th)? ?(?:of |de |d')?(?P<month>{_any_of(_MONTHS)})\.?"
    rf"(?:,? ?(?:de |en )?(?P<year>{_YEAR}))?"
    rf"|(?P<us_month>{_any_of(_MONTHS)})\.? (?:the )?(?P<us_day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![\w/:'])"
    rf"(?! ?(?:h|am|pm|min|mn|minutes)\b)(?:,? (?P<us_year>{_YEAR}))?"
    r"|(?(weekday)(?P<lone_day>[0-9]{1,2})(?:er|st|nd|rd|th)?(?![\w/:'])(?! ?(?:h|am|pm|heures?)\b)"
    r"(?! ?(?:-|to) ?[0-9])|(?!)))"
)
_PART = r"(?: (?:au |in the )?(?P<{0}>soir|apres-midi|evening|afternoon|night|matin|morning)\b)?"
_HOUR_FOLLOWS = r"(?=\.?,? (?:a |at |de |from )?[0-9]{1,2}(?: ?h\b|h[0-9]|:| ?[ap]\.?m\b))"
_RELATIVE = re.compile(
    r"(?<![\w/.:-])(?:pour |for |d')?(?:"
    r"(?P<today>aujourd'hui|today|tonight"
    r"|(?:ce|cet|this) (?P<part>soir|apres-midi|matin|midi\b|evening|afternoon|morning))"
    rf"|(?P<after>apres-demain|(?:the )?day after tomorrow)\b{_PART.format('after_part')}"
    rf"|(?P<tomorrow>demain|tomorrow)\b{_PART.format('tomorrow_part')}"
    r"|(?:dans|in|within|d'ici) (?P<count>[0-9]{1,3}|une?|an?|deux|two|trois|three|quatre|four)"
    r" (?P<unit>jours?|days?|semaines?|weeks?|mois|months?)\b"
    r"|(?<!chaque )(?<!every )(?:(?:le|on|ce|this|du|of) )?(?P<next>next |prochain |coming )?"
    rf"(?:(?P<weekday>{_any_of(_FULL_WEEKDAYS)})"
    rf"|(?P<short>{_any_of(_WEEKDAYS)})(?:(?(next)|(?!))|{_HOUR_FOLLOWS})\.?)"
    rf"{_PART.format('weekday_part')}"
    r"(?: (?P<suffix>prochaine?|suivant|qui vient|en huit|en quinze|(?:de )?la semaine prochaine|next week)\b"
    r")?)"
)
_COUNTS = {
    "un": 1,
    "une": 1,
    "a": 1,
    "an": 1,
    "deux": 2,
    "two": 2,
    "trois": 3,
    "three": 3,
    "quatre": 4,
    "four": 4,
}
_AFTER_NOON = ("soir", "apres-midi", "evening", "afternoon", "night")


def find_days(folded: str, today: date) -> Iterator[Day]:
    """Yield the days named in a folded text, those of the calendar first, then `tomorrow` and weekdays."""
    masked = list(folded)
    for found in _CALENDAR.finditer(folded):
        day = _read_calendar(found, today)
        if day is not None:
            masked[day.start : day.end] = "\0" * (day.end - day.start)
            yield day
    for found in _RELATIVE.finditer("".join(masked)):
        yield _read_relative(found, today)


# --- of the calendar ---------------------------------------------------------------------------------


def _read_calendar(found: re.Match[str], today: date) -> Day | None:
    groups = found.groupdict()
    weekday = None if groups["weekday"] is None else _WEEKDAYS[groups["weekday"]]
    place = (found.start(), found.end())
    if groups["lone_day"]:
        return _next_of_month(int(groups["lone_day"]), weekday, today, place)
    day = int(groups["iso_day"] or groups["num_day"] or groups["day"] or groups["us_day"])
    month_name = groups["month"] or groups["us_month"]
    month = (
        _MONTHS[month_name]
        if month_name
        else int(groups["iso_month"] or groups["num_month"] or groups["short_month"])
    )
    year = groups["iso_year"] or groups["num_year"] or groups["year"] or groups["us_year"]
    if year is not None:
        return _of_year(int(year) + (2000 if len(year) == 2 else 0), month, day, weekday, today, place)
    sure = groups["short_month"] is None or weekday is not None
    if not sure and not _is_possible(month, day):
        return None
    return _next_date(month, day, weekday, today, place, sure=sure)


def _is_possible(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]


def _date(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _occurrences(month: int, day: int, since: date) -> Iterator[date]:
    """Yield that day of that month, year by year, from `since` on."""
    for year in range(since.year, since.year + 50):
        found = _date(year, month, day)
        if found is not None and found >= since:
            yield found


def _next_date(
    month: int, day: int, weekday: int | None, today: date, place: tuple[int, int], *, sure: bool
) -> Day:
    if not _is_possible(month, day):
        return Day(None, *place, contradiction="impossible")
    found = next(_occurrences(month, day, today))
    if weekday is None or found.weekday() == weekday:
        return Day(found, *place, sure=sure)
    fitting = next(each for each in _occurrences(month, day, today) if each.weekday() == weekday)
    return Day(found, *place, contradiction="weekday", others=(fitting,))


def _of_year(
    year: int, month: int, day: int, weekday: int | None, today: date, place: tuple[int, int]
) -> Day:
    found = _date(year, month, day)
    if found is None:
        return Day(None, *place, contradiction="impossible")
    if weekday is not None and found.weekday() != weekday:
        nearest = found + timedelta(days=(weekday - found.weekday() + 3) % 7 - 3)
        fitting = next(
            each for each in _occurrences(month, day, max(found, today)) if each.weekday() == weekday
        )
        return Day(found, *place, contradiction="weekday", others=(nearest, fitting))
    return Day(found, *place, contradiction="past" if found < today else None)


def _next_of_month(day: int, weekday: int | None, today: date, place: tuple[int, int]) -> Day:
    """Read `vendredi 12`: the next 12th, and where that is another weekday, also the next that fits."""
    if not 1 <= day <= 31:
        return Day(None, *place, contradiction="impossible")
    months = (today.replace(day=1) + relativedelta(months=count) for count in range(200))
    coming = [
        each
        for month in months
        if (each := _date(month.year, month.month, day)) is not None and each >= today
    ]
    if coming[0].weekday() == weekday:
        return Day(coming[0], *place)
    fitting = next(each for each in coming if each.weekday() == weekday)
    return Day(coming[0], *place, contradiction="weekday", others=(fitting,))


# --- relative to today -------------------------------------------------------------------------------


def _read_relative(found: re.Match[str], today: date) -> Day:
    place = (found.start(), found.end())
    part = found["part"] or found["after_part"] or found["tomorrow_part"] or found["weekday_part"]
    evening = part in _AFTER_NOON or found["today"] == "tonight"
    if found["today"]:
        end = found.start("part") - 1 if part == "midi" else found.end()
        return Day(today, found.start(), end, evening=evening)
    if found["tomorrow"] or found["after"]:
        return Day(today + timedelta(days=1 if found["tomorrow"] else 2), *place, evening=evening)
    if found["count"]:
        count = _COUNTS.get(found["count"]) or int(found["count"])
        return Day(today + _stretch(count, found["unit"]), *place)
    return _read_weekday(found, today, place, evening=evening)


def _stretch(count: int, unit: str) -> relativedelta:
    if unit.startswith(("j", "d")):
        return relativedelta(days=count)
    return relativedelta(weeks=count) if unit.startswith(("s", "w")) else relativedelta(months=count)


def _read_weekday(found: re.Match[str], today: date, place: tuple[int, int], *, evening: bool) -> Day:
    weekday = _WEEKDAYS[found["weekday"] or found["short"]]
    ahead = (weekday - today.weekday()) % 7
    match found["suffix"]:
        case "en huit":
            return Day(today + timedelta(days=(ahead or 7) + 7), *place, evening=evening)
        case "en quinze":
            return Day(today + timedelta(days=(ahead or 7) + 14), *place, evening=evening)
        case "la semaine prochaine" | "de la semaine prochaine" | "next week":
            return Day(today + timedelta(days=7 + weekday - today.weekday()), *place, evening=evening)
        case suffix:
            is_next = bool(suffix or found["next"])
            if ahead == 0 and is_next:
                ahead = 7
            return Day(today + timedelta(days=ahead), *place, evening=evening, movable=ahead == 0)
