"""When something happens, found in free text: a day, a time, a slot, in the room's time zone.

Nothing is guessed silently: what contradicts itself, does not exist or is past comes with a doubt.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil import tz

from intercoop_bot.language.days import Day, find_days
from intercoop_bot.language.durations import read_duration
from intercoop_bot.language.fold import trace
from intercoop_bot.language.times import TimeOfDay, TimeSlot, find_slots, in_the_evening
from intercoop_bot.meeting.phrases import Phrase, Quote, When, phrase


@dataclass(frozen=True, slots=True)
class Slot:
    """From when to when, aware, in the room's zone; `ends_at` None where no end was said."""

    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of when, at `text[start:end]`.

    `starts_at` is None where the day does not exist; without a time it is the midnight that begins the day.
    `has_day` and `has_time` say which of both was written. `doubts` are to be told; `offers` are the slots
    to choose from where two could be meant, the one that was read first.
    """

    starts_at: datetime | None
    ends_at: datetime | None
    has_day: bool
    has_time: bool
    start: int
    end: int
    doubts: tuple[Phrase, ...] = ()
    offers: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A day, a time slot, or both side by side, and how long it lasts where that is said right after."""

    day: Day | None
    slot: TimeSlot | None
    start: int
    end: int
    lasts: timedelta | None = None

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How well it says when: a sure day, then any day, then a time."""
        return (
            self.day is not None and (self.day.sure or self.slot is not None),
            self.day is not None and self.slot is not None,
            self.day is not None,
        )


_BETWEEN_DAY_AND_TIME = re.compile(r"[ ,;.()|@-]*(?:t|(?:heure|horaires?|time|when|quand)[ :-]*|: ?)?")
_BETWEEN_TIME_AND_DAY = re.compile(r" ?[,(-]? ?")
_LASTS = re.compile(
    r",? ?\(?(?:pendant|for|duree(?: de)? ?:?|duration ?:?) ?"
    r"(?P<length>[0-9]{1,3} ?(?:h|hours?|heures?|min|mn|minutes)(?: ?[0-5][0-9])?\b"
    r"|(?:une heure|an hour|one hour)\b(?: et demie| and a half)?)\)?"
)


_DUE = re.compile(
    r"(?<![\w'-])(?:d'ici(?: a| au| le)?|avant(?: le)?|pour(?: le)?|au plus tard(?: le)?|jusqu'au"
    r"|echeance ?:?|by|before|until|due(?: by| on)?|deadline ?:?) "
)
_LONGEST_DUE = 60
_ARTICLE = re.compile(r"(?:(?:pour|le|du|ce|on|of|the|this|for)\s+)+", re.IGNORECASE)


def read_when(text: str, now: datetime, zone: tzinfo) -> Reading | None:
    """Return what the text says of when, or None where it says nothing.

    A day with a time goes before a day, and that before a time alone; of two alike the first. A day without
    a year, a weekday and a time are the next ones after `now`.
    """
    folded, origins = trace(text)
    today = now.astimezone(zone).date()
    candidates = list(_find_candidates(folded, today))
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: (candidate.rank, -candidate.start))
    named = best.day or best
    words = _ARTICLE.sub("", text[origins[named.start] : origins[named.end]].strip())
    reading = _resolve(best, Quote(words), now, zone)
    return replace(reading, start=origins[best.start], end=origins[best.end])


def read_due(text: str, today: date) -> tuple[str, date | None]:
    """Return an action without the due date at its end (`d'ici vendredi`, `by June 3`), and that date.

    Where what follows is no date that exists, the text stays whole.
    """
    folded, origins = trace(text)
    for introduction in _DUE.finditer(folded, max(0, len(folded) - _LONGEST_DUE)):
        for start in (introduction.end(), introduction.start()):
            due = _read_whole_day(folded[start:].strip(" .!)"), today)
            if due is not None:
                return text[: origins[introduction.start()]].rstrip(" ,;:-–—("), due
    return text, None


def _read_whole_day(folded: str, today: date) -> date | None:
    for day in find_days(folded, today):
        if day.on is not None and (day.start, day.end) == (0, len(folded)):
            return day.on + timedelta(days=7) if day.movable else day.on
    return None


# --- finding -----------------------------------------------------------------------------------------


def _find_candidates(folded: str, today: date) -> Iterator[_Candidate]:
    days = sorted(find_days(folded, today), key=lambda day: day.start)
    masked = list(folded)
    for day in days:
        masked[day.start : day.end] = "\0" * (day.end - day.start)
    slots = tuple(find_slots("".join(masked)))
    starts = [slot.start for slot in slots]
    for day in days:
        slot = _beside(day, slots, bisect_left(starts, day.end), folded)
        start = day.start if slot is None else min(day.start, slot.start)
        end = day.end if slot is None else max(day.end, slot.end)
        yield _with_length(_Candidate(day, slot, start, end), folded)
    for slot in slots:
        yield _with_length(_Candidate(None, slot, slot.start, slot.end), folded)


def _beside(day: Day, slots: Sequence[TimeSlot], following: int, folded: str) -> TimeSlot | None:
    """Return the time slot that belongs to a day: the one after it, else the one before it."""
    if following < len(slots):
        after = slots[following]
        if _BETWEEN_DAY_AND_TIME.fullmatch(folded, day.end, after.start):
            return after
    if following > 0:
        before = slots[following - 1]
        if _BETWEEN_TIME_AND_DAY.fullmatch(folded, before.end, day.start):
            return before
    return None


def _with_length(candidate: _Candidate, folded: str) -> _Candidate:
    if candidate.slot is None or candidate.slot.ends is not None:
        return candidate
    found = _LASTS.match(folded, candidate.end)
    length = None if found is None else read_duration(found["length"])
    if found is None or length is None:
        return candidate
    return replace(candidate, end=found.end(), lasts=timedelta(minutes=length.minutes))


# --- resolving ---------------------------------------------------------------------------------------


def _resolve(candidate: _Candidate, words: Quote, now: datetime, zone: tzinfo) -> Reading:
    day, slot = candidate.day, candidate.slot
    if slot is not None and day is not None and day.evening:
        slot = in_the_evening(slot)
    today = now.astimezone(zone).date()
    if day is None:
        found = today
    elif day.on is None:
        doubt = phrase("reading.no_such_day", written=words)
        return Reading(None, None, True, slot is not None, 0, 0, (doubt,))
    else:
        found = day.on
    if day is None and slot is not None and _place(found, slot, candidate.lasts, zone)[0].starts_at <= now:
        found += timedelta(days=1)
    if day is not None and day.movable and _is_over(found, slot, now, zone):
        found += timedelta(days=7)

    read, clock_doubt = _place(found, slot, candidate.lasts, zone)
    doubts: list[Phrase] = []
    offers: tuple[Slot, ...] = ()
    if day is not None and day.contradiction == "weekday":
        others = tuple(_place(other, slot, candidate.lasts, zone)[0] for other in day.others)
        offers = (read, *others)
        doubts.append(
            phrase(
                "reading.not_that_weekday",
                written=words,
                date=When(read.starts_at, "day"),
                others=tuple(When(other.starts_at, "day") for other in others),
            )
        )
    elif (read.starts_at <= now) if slot is not None else (found < today):
        doubts.append(phrase("reading.past", date=When(read.starts_at, "moment" if slot else "day")))
    if clock_doubt is not None:
        doubts.append(clock_doubt)
        offers = offers or _readings_of_the_hour(read, slot)
    has_day, has_time = day is not None, slot is not None
    return Reading(read.starts_at, read.ends_at, has_day, has_time, 0, 0, tuple(doubts), offers)


def _is_over(day: date, slot: TimeSlot | None, now: datetime, zone: tzinfo) -> bool:
    """Tell whether a weekday that is today cannot be meant: no time was said, or it is past."""
    return slot is None or _place(day, slot, None, zone)[0].starts_at <= now


def _place(
    day: date, slot: TimeSlot | None, lasts: timedelta | None, zone: tzinfo
) -> tuple[Slot, Phrase | None]:
    """Return a slot on a day, and the doubt about its start, if there is one."""
    if slot is None:
        return Slot(_at(day, TimeOfDay(0), zone)), None
    starts_at = _at(day, slot.starts, zone)
    ends_at = None
    if slot.ends is not None:
        ends_at = _at(day, slot.ends, zone)
        if ends_at <= starts_at:
            ends_at = _at(day + timedelta(days=1), slot.ends, zone)
    elif lasts is not None:
        ends_at = (starts_at.astimezone(UTC) + lasts).astimezone(zone)
    return Slot(starts_at, ends_at), _doubt_about_hour(day, slot.starts, starts_at)


def _at(day: date, moment: TimeOfDay, zone: tzinfo) -> datetime:
    """Return that time of that day; one that the clocks jump over is as much later."""
    local = _naive(day, moment).replace(tzinfo=zone)
    return local if tz.datetime_exists(local) else tz.resolve_imaginary(local)


def _naive(day: date, moment: TimeOfDay) -> datetime:
    return datetime.combine(day, time(moment.hour % 24, moment.minute)) + timedelta(days=moment.hour // 24)


def _doubt_about_hour(day: date, moment: TimeOfDay, read: datetime) -> Phrase | None:
    written = Quote(f"{moment.hour:02}:{moment.minute:02}")
    if read.replace(tzinfo=None) != _naive(day, moment):
        return phrase("reading.hour_skipped", written=written, read=When(read, "moment"))
    if tz.datetime_ambiguous(read):
        return phrase("reading.hour_twice", written=written, date=When(read, "day"))
    if moment.is_midnight:
        return phrase("reading.midnight", read=When(read, "moment"))
    return None


def _readings_of_the_hour(read: Slot, slot: TimeSlot | None) -> tuple[Slot, ...]:
    """Return both times that an hour which comes twice, or `midnight`, may stand for."""
    starts_at, ends_at = read.starts_at, read.ends_at
    if tz.datetime_ambiguous(starts_at):
        return read, Slot(starts_at.replace(fold=1), ends_at and ends_at.replace(fold=1))
    if slot is not None and slot.starts.is_midnight:
        day = timedelta(days=1)
        return read, Slot(starts_at - day, ends_at and ends_at - day)
    return ()
