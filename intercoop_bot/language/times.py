"""Times of day as people write them, in a folded text: `12h-13h`, `de 12H à 13H`, `2 to 3pm`, `midi`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """An hour and a minute. `midnight` is the one at the end of its day, whose hour is 24."""

    hour: int
    minute: int = 0

    @property
    def is_midnight(self) -> bool:
        """Whether it is the midnight that ends its day."""
        return self.hour == 24


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """When on a day something starts and ends (`ends` None: not said), and where in the text that stands."""

    starts: TimeOfDay
    ends: TimeOfDay | None
    start: int
    end: int


_HOUR = r"(?:2[0-4]|[01]?[0-9])"
_PART = r"(?: (?:du |de l'|in the |at )(?P<part{n}>matin|soir|apres-midi|morning|evening|afternoon|night)\b)?"
_TIME = (
    r"(?:(?P<word{n}>midi|minuit|noon|midnight)\b"
    rf"|(?P<hour{{n}}>{_HOUR})"
    r"(?: ?(?P<unit{n}>heures?|hrs?|h)(?![a-z])(?: ?(?P<minute{n}>[0-5][0-9])(?![0-9]))?"
    r"|:(?P<colon{n}>[0-5][0-9])(?::[0-5][0-9])?(?: ?(?P<late{n}>[ap])\.?m\b\.?)?"
    r"| ?(?P<meridiem{n}>[ap])\.?m\b\.?"
    rf"| o'clock)(?!:?[0-9]){_PART})"
)
_BEGIN = r"(?<![0-9:/,])(?<![0-9]\.)(?:(?<![\w'])|(?<=\0t))"
_LEAD = r"(?P<lead>(?:a partir de|from|des|de|a|at|vers|around|@) ?)?"
_JOINT = r" ?(?:-|>|→|jusqu'a|until\b|till?\b|to\b|a\b) ?"


def _time(n: int) -> str:
    return _TIME.replace("{n}", str(n))


_SLOT = re.compile(
    _BEGIN
    + rf"(?:(?:entre|between) (?:{_time(1)}|(?P<bare1>{_HOUR})) (?:et|and) {_time(2)}"
    + rf"|{_LEAD}(?:{_time(3)}(?:(?:{_JOINT}| ?/ ?){_time(4)})?|(?P<bare3>{_HOUR}){_JOINT}{_time(5)}))"
)
_EVENING = ("soir", "evening", "night", "afternoon", "apres-midi")
_SMALL_HOURS = 7
"""Below it `1h` and `1-2h` are durations, unless a word before says otherwise."""


def find_slots(folded: str, *, small_hours: bool = False) -> Iterator[TimeSlot]:
    """Yield the times of day in a folded text, in its order.

    A lone `1h30` is a duration and left out, unless `small_hours` are asked for too.
    """
    for found in _SLOT.finditer(folded):
        if not small_hours and _is_duration(found):
            continue
        first, last = _numbers_of(found)
        starts, ends = _read(found, first), _read(found, last)
        if ends is not None and (bare := found["bare1"] or found["bare3"]):
            starts = _like(TimeOfDay(int(bare)), ends, found[f"meridiem{last}"] or found[f"late{last}"])
        if starts is not None:
            yield TimeSlot(starts, None if ends == starts else ends, found.start(), found.end())


def _numbers_of(found: re.Match[str]) -> tuple[int, int]:
    """Return which of the five times in the pattern are the start and the end."""
    if found["hour2"] or found["word2"]:
        return 1, 2
    return 3, 5 if found["bare3"] else 4


def is_small(time: TimeOfDay) -> bool:
    """Tell whether it is written like a duration when nothing else is said: `1h30`."""
    return time.hour < _SMALL_HOURS


def in_the_evening(slot: TimeSlot) -> TimeSlot:
    """Return the slot as it is meant after `ce soir`: `8h` is 20:00."""
    return replace(slot, starts=_after_noon(slot.starts), ends=slot.ends and _after_noon(slot.ends))


def _is_duration(found: re.Match[str]) -> bool:
    if found["lead"] or found["part3"]:
        return False
    if found["bare3"]:
        return found["unit5"] is not None and int(found["hour5"]) < _SMALL_HOURS
    is_lone = found["unit3"] is not None and found["hour4"] is None and found["word4"] is None
    return is_lone and int(found["hour3"]) < _SMALL_HOURS


def _read(found: re.Match[str], n: int) -> TimeOfDay | None:
    if word := found[f"word{n}"]:
        return TimeOfDay(12) if word in ("midi", "noon") else TimeOfDay(24)
    if found[f"hour{n}"] is None:
        return None
    hour = int(found[f"hour{n}"])
    minute = int(found[f"minute{n}"] or found[f"colon{n}"] or 0)
    meridiem = found[f"meridiem{n}"] or found[f"late{n}"]
    if meridiem and hour <= 12:
        hour = hour % 12 + (12 if meridiem == "p" else 0)
    time = TimeOfDay(hour, minute if hour < 24 else 0)
    return _after_noon(time) if found[f"part{n}"] in _EVENING else time


def _after_noon(time: TimeOfDay) -> TimeOfDay:
    return replace(time, hour=time.hour + 12) if time.hour < 12 else time


def _like(bare: TimeOfDay, ends: TimeOfDay, meridiem: str | None) -> TimeOfDay:
    """Return a start without am or pm, of a slot whose end has one: `11 to 1pm`, `2-3pm`."""
    later = _after_noon(bare)
    if meridiem == "p" and later.hour < ends.hour:
        return later
    return bare
