"""Durations as people write them: `20 mn`, `1h30`, `une demi-heure`, `5-10 min`, `3 min/pers.`

Whatever is written is read, also zero, negative or huge: whether it makes sense is decided elsewhere.
Text is matched folded, with ASCII digits only, and nine of them at most.
"""

import re
from dataclasses import dataclass

from intercoop_bot.language.fold import fold, trace


@dataclass(frozen=True, slots=True)
class Duration:
    """A length in minutes; of a range it is the upper end; `per_person` when it is for each speaker."""

    minutes: int
    per_person: bool = False
    is_range: bool = False


_NUMBER_WORDS = {
    "un": 1, "une": 1, "a": 1, "an": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4,
    "four": 4, "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9,
    "nine": 9, "dix": 10, "ten": 10, "douze": 12, "twelve": 12, "quinze": 15, "fifteen": 15, "vingt": 20,
    "twenty": 20, "vingt-cinq": 25, "twenty-five": 25, "trente": 30, "thirty": 30, "quarante": 40,
    "forty": 40, "quarante-cinq": 45, "forty-five": 45, "cinquante": 50, "fifty": 50, "soixante": 60,
    "sixty": 60, "quatre-vingt-dix": 90, "ninety": 90,
}  # fmt: skip
_PHRASES = {
    "demi-heure": 30, "demi heure": 30, "half an hour": 30, "half hour": 30, "half-hour": 30, "1/2 h": 30,
    "1/2h": 30, "1/2 heure": 30, "quart d'heure": 15, "1/4 h": 15, "1/4h": 15, "1/4 d'heure": 15,
    "quarter of an hour": 15, "quarter hour": 15, "quarter-hour": 15, "trois quarts d'heure": 45,
    "3/4 h": 45, "3/4h": 45, "3/4 d'heure": 45, "three quarters of an hour": 45, "heure et demie": 90,
    "hour and a half": 90,
}  # fmt: skip


def _any_of(words: dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DIGITS = r"[0-9]{1,9}"
_COUNT = rf"(?:{_DIGITS}|(?:{_any_of(_NUMBER_WORDS)})\b)"
_MINUTE = r"(?:minutes?|mins?|mns?|m)(?![a-z0-9])\.?|'"
_HOUR = r"(?:heures?|hours?|hrs?|h)(?![a-z])"

_SINGLE = re.compile(
    rf"(?P<phrase>(?:une? |an? )?(?:{_any_of(_PHRASES)}))(?![a-z])"
    rf"|(?P<hours>{_COUNT}) ?{_HOUR} ?(?:et demie|and a half)(?![a-z])"
    rf"|(?P<decimal>[0-9]{{1,4}}[.,][0-9]{{1,2}}) ?{_HOUR}"
    rf"|(?P<h>{_COUNT}) ?{_HOUR}(?:,? ?(?:et |and )?(?P<m>[0-9]{{1,2}})(?![0-9])(?: ?(?:{_MINUTE}))?)?"
    rf"|(?P<minutes>{_COUNT}) ?(?:{_MINUTE})"
)
_BARE = re.compile(_DIGITS)
_CLOCK_LIKE = re.compile(r"(?P<h>[0-9]{1,2}):(?P<m>[0-5][0-9])")

_EACH = (
    r"(?:each|chacune?|pp|(?:/|par |per ) ?(?:p|pers|personne|person|tete|head|participante?|intervenante?"
    r"|speaker|coop|co-op|groupe?|structure|organisation|projet|project))\.?"
)
_ABOUT = r"(?:environ|env|about|around|approx|ca|max|maximum|duree|duration|~)\.?"
_WRAPPED = re.compile(
    rf"(?:{_ABOUT} ?:? ?)?(?P<core>.*?)(?: ?(?:max|maximum|environ|env)\.?)?(?: ?(?P<each>{_EACH}))?"
)
_RANGE = re.compile(
    r"(?:entre |between |de |from )?(?P<low>[^ ]+(?: ?[a-z]+)?)"
    r"(?P<joint> ?- ?| a | to | ou | or |(?<=\d) et |(?<=\d) and )(?P<high>.+)"
)

_LONGEST = 60
"""No wording of a duration is longer, so only so much of a long line need be looked at."""


def read_duration(text: str) -> Duration | None:
    """Return the duration that the whole text is, a bare number being minutes; None for any other text."""
    return _read(fold(text), unit_needed=False)


def take_duration(text: str) -> tuple[str, Duration | None]:
    """Return a line without the duration it states, and that duration: in brackets, at its end or its start.

    Outside a sentence's grammar only: `Livraison en 20 min` states no duration, nor does `Buffet 12h`.
    """
    line = text.strip()
    for take in (_take_whole, _take_bracketed, _take_last, _take_first):
        if taken := take(line):
            title, duration = taken
            return _tidy(title), duration
    return line, None


# --- reading -----------------------------------------------------------------------------------------


def _read(folded: str, *, unit_needed: bool) -> Duration | None:
    if len(folded) > _LONGEST or (wrapped := _WRAPPED.fullmatch(folded)) is None:
        return None
    core, per_person = wrapped["core"], wrapped["each"] is not None
    minutes = _read_single(core, unit_needed=unit_needed)
    if minutes is not None:
        return Duration(minutes, per_person)
    limits = _RANGE.fullmatch(core)
    if limits is None:
        return None
    high = _read_single(limits["high"], unit_needed=unit_needed)
    low = _read_single(limits["low"], unit_needed=False)
    if high is None or low is None or low < 0:
        return None
    return Duration(max(low, high), per_person, is_range=True)


def _read_single(folded: str, *, unit_needed: bool) -> int | None:
    sign = -1 if folded.startswith("-") else 1
    unsigned = folded.removeprefix("-" if sign < 0 else "+").removeprefix(" ")
    if not unit_needed and _BARE.fullmatch(unsigned):
        return sign * int(unsigned)
    if not unit_needed and (clock := _CLOCK_LIKE.fullmatch(unsigned)):
        return sign * (int(clock["h"]) * 60 + int(clock["m"]))
    found = _SINGLE.fullmatch(unsigned)
    return None if found is None else sign * _minutes_of(found)


def _minutes_of(found: re.Match[str]) -> int:
    if phrase := found["phrase"]:
        return next(minutes for words, minutes in _PHRASES.items() if phrase.endswith(words))
    if found["hours"]:
        return _count(found["hours"]) * 60 + 30
    if found["decimal"]:
        return round(float(found["decimal"].replace(",", ".")) * 60)
    if found["h"]:
        return _count(found["h"]) * 60 + int(found["m"] or 0)
    return _count(found["minutes"])


def _count(word: str) -> int:
    return _NUMBER_WORDS[word] if word in _NUMBER_WORDS else int(word)


# --- taking out of a line ----------------------------------------------------------------------------

_BRACKETS = re.compile(r"\(([^()\[\]]{1,80})\)|\[([^()\[\]]{1,80})\]")
_ENDS_LIKE_ONE = re.compile(rf"(?:(?:{_MINUTE})|{_HOUR}|h ?[0-9]{{2}}|max(?:imum)?|environ|{_EACH})$")
_STARTS_LIKE_ONE = re.compile(rf"(?:{_ABOUT} ?)?{_DIGITS} ?(?:{_MINUTE}|h|-|a |to )")
_GRAMMAR_BEFORE = frozenset(
    ("a", "en", "in", "within", "under", "sous", "dans", "apres", "after", "at", "toutes", "every", "moins")
)
_GRAMMAR_AFTER = re.compile(r" (?:de|d'|du|des|of|pour|for|a|par|per|avant|before|apres|after)\b")
_CLOCK_HOURS = re.compile(r"(?:[7-9]|[12][0-9]) ?h(?: ?[0-9]{2})?")


def _take_whole(line: str) -> tuple[str, Duration] | None:
    duration = _read(fold(line), unit_needed=True)
    return None if duration is None else ("", duration)


def _take_bracketed(line: str) -> tuple[str, Duration] | None:
    for found in reversed(list(_BRACKETS.finditer(line))):
        folded = fold(found[1] or found[2])
        duration = None if _CLOCK_HOURS.fullmatch(folded) else _read(folded, unit_needed=True)
        if duration is not None:
            return f"{line[: found.start()].rstrip()} {line[found.end() :].lstrip()}", duration
    return None


def _take_last(line: str) -> tuple[str, Duration] | None:
    folded, origins = trace(line)
    if not _ENDS_LIKE_ONE.search(folded.rstrip("."), max(0, len(folded) - _LONGEST)):
        return None
    for start in range(max(0, len(folded) - _LONGEST), len(folded)):
        if _stands_alone(folded[max(0, start - _LONGEST) : start], folded[start:]):
            duration = _read(folded[start:], unit_needed=True) or _read(folded[start:-1], unit_needed=True)
            if duration is not None:
                return line[: origins[start]], duration
    return None


def _stands_alone(before: str, candidate: str) -> bool:
    """Tell whether a duration may begin here: after a gap, and not as part of the sentence before."""
    if candidate[0] in " -:,;" or " - " in candidate or _CLOCK_HOURS.fullmatch(candidate):
        return False
    sentence = before.rstrip(" :,;|=-")
    gap = before[len(sentence) :]
    if gap.strip():
        return True
    in_sentence = sentence.rpartition(" ")[2] in _GRAMMAR_BEFORE
    return candidate[0] in "0123456789~" and (not before or (gap == " " and not in_sentence))


def _take_first(line: str) -> tuple[str, Duration] | None:
    folded, origins = trace(line)
    if not _STARTS_LIKE_ONE.match(folded):
        return None
    for end in range(min(_LONGEST, len(folded) - 1), 1, -1):
        follows = folded[end:]
        if follows[0] not in " :-|," or _GRAMMAR_AFTER.match(follows) or folded[end - 1] in " -:,":
            continue
        if _CLOCK_HOURS.fullmatch(folded[:end]):
            continue
        duration = _read(folded[:end], unit_needed=True)
        if duration is not None:
            return line[origins[end] :], duration
    return None


def _tidy(title: str) -> str:
    """Return the title without the joint that held the duration to it."""
    trimmed = title.strip().strip("-–—:,;|=·").strip()
    return re.sub(r"(?i)\s(?:de|of|pendant|durée|for)$", "", trimmed)
