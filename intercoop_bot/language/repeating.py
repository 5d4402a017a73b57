"""How a meeting repeats, as people say it: `every 2 weeks on friday 12:00`, `le dernier lundi du mois à 18h`.

Both languages at once, the day, the period and the hour in any order. Nothing is guessed silently: a text
with words that are not understood, or without what a rule needs, gets the doubt that is to be told.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from intercoop_bot.language.dates import Slot
from intercoop_bot.language.days import find_days
from intercoop_bot.language.durations import read_duration
from intercoop_bot.language.fold import fold, trace
from intercoop_bot.language.recurrence import DAYS, Rule, begin, describe
from intercoop_bot.language.times import TimeOfDay, TimeSlot, find_slots, in_the_evening
from intercoop_bot.meeting.phrases import Phrase, Quote, phrase

Repetition: TypeAlias = Rule | Literal["off"] | Phrase
"""What a text says of repeating: a rule, that it shall end, or the doubt to be told."""


_LONGEST = 200
_LONGEST_QUOTE = 100
_NOTHING = timedelta(0)
_LONGEST_MEETING = timedelta(days=1)
_EXAMPLE = TimeOfDay(18, 30)

_OFF = frozenset((
    "off", "no", "none", "never", "stop", "no more", "no longer", "do not repeat", "don't repeat",
    "non", "jamais", "plus jamais", "plus", "aucune", "arret", "arreter", "arrete", "arretez", "desactiver",
    "ne plus repeter", "ne pas repeter", "pas de repetition",
))  # fmt: skip


def _weekdays() -> dict[str, int]:
    names = {
        fold(name).rstrip("."): number
        for language in ("fr", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    }
    return names | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}


_WEEKDAYS = _weekdays()
_WEEKDAY = rf"(?:{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})s?(?![a-z0-9])\.?"

_ORDINALS = {
    -2: "avant[- ]derniers?|second[- ](?:to[- ])?last|last but one|penultimate",
    -1: "derniers?|last",
    1: "premiers?|1ers?|first|1st",
    2: "deuxiemes?|seconds?|2(?:eme|nde?|e|d)s?",
    3: "troisiemes?|3(?:eme|e|rd)s?|third",
    4: "quatriemes?|4(?:eme|e|th)s?|fourth",
    5: "cinquiemes?|5(?:eme|e|th)s?|fifth",
}
_ORDINAL = rf"(?:{'|'.join(_ORDINALS.values())})(?![a-z0-9])"
_LISTED = r"(?: ?, ?(?:et |and )?| (?:et|and|&) )(?:le |the )?"

_COUNTS = {
    "other": 2, "second": 2, "deux": 2, "two": 2, "third": 3, "trois": 3, "three": 3, "fourth": 4,
    "quatre": 4, "four": 4, "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8,
    "dix": 10, "ten": 10, "douze": 12, "twelve": 12, "quatorze": 14, "quinze": 15,
}  # fmt: skip
_ORDINAL_COUNTS = ("second", "third", "fourth")
_COUNT = rf"(?:[0-9]{{1,2}}|{'|'.join(word for word in _COUNTS if word not in _ORDINAL_COUNTS)})(?![a-z0-9])"
_UNITS = {
    ("jour", "day", "dai", "quotidien"): ("DAILY", 1),
    ("semaine", "week", "hebdo"): ("WEEKLY", 1),
    ("quinzaine", "fortnight"): ("WEEKLY", 2),
    ("mois", "month", "mensuel"): ("MONTHLY", 1),
    ("trimestr", "quarter"): ("MONTHLY", 3),
}
_DAYS_OF_WEEKS = {7: 1, 14: 2}
_JOURS_OF_WEEKS = {7: 1, 8: 1, 14: 2, 15: 2}
"""The French count both ends: fifteen days are two weeks."""

_UNIT = r"(?P<unit>(?:jour|day|semaine|week|quinzaine|fortnight|trimestre|quarter|month)s?|mois)(?![a-z])"
_EVERY = r"(?:every|each|chaque|tous les|toutes les)"
_PERIODS = (
    re.compile(
        rf"\b(?:(?:une fois |once )?{_EVERY}|une fois par|once (?:an?|per)) "
        rf"(?:(?P<count>{_COUNT}|{'|'.join(_ORDINAL_COUNTS)}) )?{_UNIT}"
    ),
    re.compile(rf"\b(?:une? )?(?P<weekday>{_WEEKDAY}) sur (?P<count>{_COUNT})"),
    re.compile(rf"\bune? {_UNIT} sur (?P<count>{_COUNT})"),
    re.compile(rf"\b{_EVERY} (?P<count>{_COUNT}) (?={_WEEKDAY})"),
    re.compile(rf"\b(?P<alternate>alternate) (?={_WEEKDAY})"),
    re.compile(
        r"\b(?P<unit>daily|weekly|fortnightly|monthly|quarterly"
        r"|(?:quotidien|mensuel|trimestriel)(?:(?:ne|le)?(?:ment)?)|hebdo(?:madaire(?:ment)?)?)\b"
    ),
)
_WORKDAYS = re.compile(
    r"\b(?:(?:du |from )?(?:lundi (?:au|a) vendredi|mon(?:day)? ?(?:to|-|through|till) ?fri(?:day)?)"
    r"|every weekday|(?:on )?weekdays|tous les jours (?:ouvres|ouvrables)|en semaine)\b"
)
_NTH = re.compile(rf"\b(?P<ordinals>{_ORDINAL}(?:{_LISTED}{_ORDINAL})*) (?P<weekday>{_WEEKDAY})")
_PLAIN = re.compile(rf"\b{_WEEKDAY}")
_OF_MONTH = re.compile(r"\b(?:du mois|dans le mois|of (?:the|a) month|in (?:the|a) month)\b")
_DATE = r"[0-9]{1,2}(?:er|eme|e|st|nd|rd|th)?(?![\w:/-]| ?h\b| ?heures?\b| ?[ap]\.?m\b)"
_DATES = re.compile(
    rf"\b(?:les? |the )(?:{_DATE})(?:{_LISTED}{_DATE})*|\b[0-9]{{1,2}}(?:er|st|nd|rd|th)(?![\w:/-])"
)
_FIRST_DAY = re.compile(r"\b(?:premier jour|first day)\b")
_LAST_DAY = re.compile(r"\b(?:dernier jour|last day)\b")
_SINCE = re.compile(
    r"\b(?:a partir|a compter|des|en commencant|starting|beginning|from)(?: on| from| with| de| par)? "
)
_LASTS = re.compile(r"(?:\b(?:pendant|durant|for|lasting) |\()(?P<length>[^\0,;()]{1,30})\)?")
_IF_ANY = re.compile(r"\(?\b(?:s'il y en a un|if there is one)\b\)?")
_FRENCH = re.compile(
    r"\b(?:tous|toutes|chaque|les?|la|du|une?|sur|mois|jours?|semaines?"
    rf"|{'|'.join(get_day_names('wide', locale='fr').values())})s?\b"
)
_EVENING = re.compile(r"\b(?:soirs?|apres-midi|evenings?|afternoons?|nights?)\b")
_FILLERS = frozenset((
    "le", "la", "les", "l", "du", "de", "d", "des", "un", "une", "a", "au", "en", "et", "pour", "on", "the",
    "of", "at", "in", "and", "every", "each", "chaque", "tous", "toutes", "se", "repete", "repeter",
    "reunion", "meeting", "we", "meet", "matin", "matins", "morning", "mornings",
))  # fmt: skip
_WORD = re.compile(r"[^\s,;.:!()'\0-]+")


@dataclass(slots=True)
class _Text:
    """A folded text, from which what was read is taken out."""

    rest: str

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take out what a pattern finds first."""
        found = pattern.search(self.rest)
        if found is not None:
            self.cut(found.start(), found.end())
        return found

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Take out all that a pattern finds."""
        all_found = list(pattern.finditer(self.rest))
        for found in all_found:
            self.cut(found.start(), found.end())
        return all_found

    def cut(self, start: int, end: int) -> None:
        """Take out a part; all others stay where they are."""
        self.rest = self.rest[:start] + "\0" * (end - start) + self.rest[end:]

    def unread(self) -> slice | None:
        """Return where the words stand that were not taken out and have a meaning of their own."""
        left = [found for found in _WORD.finditer(self.rest) if found.group() not in _FILLERS]
        return slice(left[0].start(), left[-1].end()) if left else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What a text says: every `interval` days, weeks or months, on which days, since when, at what hour.

    `nths` are weekdays with their place in the month, `dates` days of the month; of both the last is -1.
    A single `every second tuesday` may be meant of weeks.
    """

    frequency: str
    interval: int
    weekdays: tuple[int, ...]
    nths: tuple[tuple[int, int], ...]
    dates: tuple[int, ...]
    may_be_weeks: bool
    since: date | None
    starts: TimeOfDay | None
    length: timedelta | None

    @property
    def is_sound(self) -> bool:
        """Whether all of this can be said together."""
        if self.interval < 1 or not {-1, *range(1, 32)}.issuperset(self.dates):
            return False
        if self.length is not None and not _NOTHING < self.length <= _LONGEST_MEETING:
            return False
        if self.frequency == "MONTHLY":
            return not (self.nths and (self.weekdays or self.dates))
        return not self.nths and not (self.weekdays and self.frequency == "DAILY")

    @property
    def rrule(self) -> str:
        """Its text in RFC 5545."""
        days = [DAYS[day] for day in self.weekdays] + [f"{nth}{DAYS[day]}" for nth, day in self.nths]
        return (
            f"FREQ={self.frequency}"
            + (f";INTERVAL={self.interval}" if self.interval > 1 else "")
            + (f";BYDAY={','.join(days)}" if days else "")
            + (f";BYMONTHDAY={','.join(map(str, self.dates))}" if self.dates else "")
        )


def read_rule(text: str, now: datetime, zone: ZoneInfo, *, like: Slot | None = None) -> Repetition | None:
    """Return how the text says that a meeting repeats, or None where it says nothing of that.

    `like` is a meeting that is planned already: what the text leaves open, the day of the week, the hour, or
    the week to count from, is as it is there.
    """
    folded, origins = trace(text)
    if folded.strip(" .!") in _OFF:
        return "off"
    if len(folded) > _LONGEST:
        return None
    words = _Text(folded)
    parts = _take_parts(words, now.astimezone(zone).date())
    if parts is None:
        return None
    if unread := words.unread():
        written = text[origins[unread.start] : origins[unread.stop]]
        return phrase("repeat.not_understood", written=Quote(written, _LONGEST_QUOTE))
    if not parts.is_sound:
        return phrase("repeat.not_understood", written=Quote(text.strip(), _LONGEST_QUOTE))
    if like is not None:
        parts = _complete(parts, like, zone)
    if parts.frequency == "MONTHLY" and not (parts.nths or parts.dates):
        return phrase("repeat.no_day_of_month")
    if parts.frequency == "WEEKLY" and not parts.weekdays:
        if parts.since is None:
            return phrase("repeat.no_day")
        parts = replace(parts, weekdays=(parts.since.weekday(),))
    rule = _make_rule(parts, now, zone)
    language = "fr" if _FRENCH.search(folded) else "en"
    if parts.starts is None:
        return phrase("repeat.no_hour", example=describe(rule, language))
    if parts.may_be_weeks:
        (nth, weekday), *_ = parts.nths
        weeks = replace(parts, frequency="WEEKLY", interval=nth, nths=(), weekdays=(weekday,))
        return phrase(
            "repeat.every_nth",
            written=Quote(text.strip(), _LONGEST_QUOTE),
            weeks=describe(_make_rule(weeks, now, zone), language),
            month=describe(rule, language),
        )
    return rule


def _complete(parts: _Parts, like: Slot, zone: ZoneInfo) -> _Parts:
    start = like.starts_at.astimezone(zone)
    parts = replace(parts, since=parts.since or start.date())
    if parts.starts is not None:
        return parts
    lasts = None if like.ends_at is None else like.ends_at - like.starts_at
    return replace(parts, starts=TimeOfDay(start.hour, start.minute), length=parts.length or lasts)


def _make_rule(parts: _Parts, now: datetime, zone: ZoneInfo) -> Rule:
    starts = parts.starts or _EXAMPLE
    rule = Rule(
        rrule=parts.rrule,
        hour=starts.hour,
        minute=starts.minute,
        length=parts.length,
        anchor=parts.since or now.astimezone(zone).date(),
    )
    return begin(rule, zone, after=now if parts.since is None else None)


# --- taking a text apart -----------------------------------------------------------------------------


def _take_parts(words: _Text, today: date) -> _Parts | None:
    words.take(_IF_ANY)
    workdays = range(5) if words.take(_WORKDAYS) else ()
    since = _take_since(words, today)
    nths = {
        (_nth(ordinal), _weekday(found["weekday"]))
        for found in words.take_all(_NTH)
        for ordinal in re.findall(_ORDINAL, found["ordinals"])
    }
    frequency, interval, alternating = _take_period(words)
    if words.take(_OF_MONTH):
        frequency = frequency or "MONTHLY"
    weekdays = {*workdays, *alternating, *(_weekday(found.group()) for found in words.take_all(_PLAIN))}
    if frequency is None and not weekdays and not nths:
        return None
    dates = _take_dates(words) if frequency == "MONTHLY" else set()
    length = _take_length(words)
    slot = _take_slot(words)
    return _Parts(
        frequency=frequency or ("MONTHLY" if nths else "WEEKLY"),
        interval=interval,
        weekdays=tuple(sorted(weekdays)),
        nths=tuple(sorted(nths, key=_in_month)),
        dates=tuple(sorted(dates, key=lambda day: (day < 0, day))),
        may_be_weeks=frequency is None and len(nths) == 1 and min(nths)[0] > 1,
        since=since,
        starts=None if slot is None else slot.starts,
        length=length if slot is None or slot.ends is None else _between(slot.starts, slot.ends),
    )


def _in_month(nth: tuple[int, int]) -> tuple[bool, int, int]:
    return nth[0] < 0, *nth


def _take_since(words: _Text, today: date) -> date | None:
    """Take out the first day that a text names, where that day exists."""
    for found in _SINCE.finditer(words.rest):
        for day in find_days(words.rest[found.end() :], today):
            if day.start == 0 and day.on is not None and day.contradiction != "weekday":
                words.cut(found.start(), found.end() + day.end)
                return day.on
    return None


def _take_period(words: _Text) -> tuple[str | None, int, tuple[int, ...]]:
    """Take out how often: of which unit, of how many, and the weekday that `un lundi sur deux` names."""
    found = next(filter(None, map(words.take, _PERIODS)), None)
    if found is None:
        return None, 1, ()
    groups = found.groupdict()
    count = groups.get("count") or ("other" if groups.get("alternate") else "1")
    times = _COUNTS[count] if count in _COUNTS else int(count)
    if groups.get("unit") is None:
        weekday = groups.get("weekday")
        return "WEEKLY", times, () if weekday is None else (_weekday(weekday),)
    unit: str = groups["unit"]
    frequency, size = next(value for stems, value in _UNITS.items() if unit.startswith(stems))
    weeks = (_JOURS_OF_WEEKS if unit.startswith("jour") else _DAYS_OF_WEEKS).get(times)
    if frequency == "DAILY" and weeks is not None:
        return "WEEKLY", weeks, ()
    return frequency, times * size, ()


def _take_dates(words: _Text) -> set[int]:
    dates = {-1} if words.take(_LAST_DAY) else set()
    dates |= {1} if words.take(_FIRST_DAY) else set()
    return dates | {
        int(day) for found in words.take_all(_DATES) for day in re.findall("[0-9]+", found.group())
    }


def _take_length(words: _Text) -> timedelta | None:
    found = _LASTS.search(words.rest)
    length = None if found is None else read_duration(found["length"])
    if found is None or length is None:
        return None
    words.cut(found.start(), found.end())
    return timedelta(minutes=length.minutes)


def _take_slot(words: _Text) -> TimeSlot | None:
    slot = next(find_slots(words.rest, small_hours=True), None)
    if slot is None:
        return None
    words.cut(slot.start, slot.end)
    return in_the_evening(slot) if words.take(_EVENING) else slot


def _between(starts: TimeOfDay, ends: TimeOfDay) -> timedelta:
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return timedelta(minutes=minutes % (24 * 60))


def _nth(ordinal: str) -> int:
    return next(nth for nth, pattern in _ORDINALS.items() if re.fullmatch(pattern, ordinal))


def _weekday(word: str) -> int:
    name = word.rstrip(".")
    return _WEEKDAYS[name] if name in _WEEKDAYS else _WEEKDAYS[name.removesuffix("s")]
