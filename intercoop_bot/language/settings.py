"""What a room can be set to, as people write it: a language, a time zone, who may lead, our manners."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias
from zoneinfo import available_timezones

from intercoop_bot.language.fold import fold, trace
from intercoop_bot.language.spelling import closest
from intercoop_bot.language.times import find_slots

Policy: TypeAlias = Literal["open", "shared", "chaired"]

_LANGUAGES = {
    "fr": "fr", "francais": "fr", "french": "fr", "en francais": "fr", "in french": "fr",
    "en": "en", "anglais": "en", "english": "en", "en anglais": "en", "in english": "en",
}  # fmt: skip
_POLICIES: Mapping[str, Policy] = {
    "open": "open", "ouverte": "open", "ouvert": "open", "shared": "shared", "partagee": "shared",
    "partage": "shared", "chaired": "chaired", "presidee": "chaired", "preside": "chaired",
}  # fmt: skip


def read_language(text: str) -> str | None:
    """Return the shipped language that a text names."""
    return _LANGUAGES.get(_comparable(text))


def read_policy(text: str) -> Policy | None:
    """Return who may lead, as a text names it."""
    return _POLICIES.get(_comparable(text))


def read_zone(text: str) -> str | None:
    """Return the time zone that a text names, whole or by its city."""
    return _zones().get(_comparable(text).replace(" ", "_"))


def suggest_zone(text: str) -> str:
    """Return the time zone that a misspelt one may be meant to be."""
    zones = _zones()
    near = closest(_comparable(text).replace(" ", "_"), zones)
    return "Europe/Paris" if near is None else zones[near]


def _comparable(text: str) -> str:
    return fold(text[:100]).strip(" .:")


@cache
def _zones() -> Mapping[str, str]:
    """Return the names of all time zones by their folded name, and by that of their city alone."""
    names = available_timezones()
    cities = {fold(name.rpartition("/")[2]): name for name in sorted(names) if "/" in name}
    return cities | {fold(name): name for name in names}


# --- the manners of the bot --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WrittenPreference:
    """A preference that a text names: by which `word`, and the `text` that follows it."""

    name: str
    word: str
    text: str


_PREFERENCES: Mapping[str, str] = {
    "reminders": r"rappels?|reminders?",
    "quiet": r"(?:heures? )?silenc(?:e|ieuses?)|heures? (?:de silence|calmes?)|quiet(?: hours?)?|nuit|night",
    "chase": r"roles(?: (?:libres|vacants))?|open roles|relances?|chas(?:e|ing)",
    "gate": r"accueil|gate",
    "closure": r"bilan|closure",
    "queue": r"file(?: d'attente)?|queue",
    "voices": r"temps de parole|voix|voices|speaking times?",
    "dialect": r"dialectes?|dialects?|autres robots|other bots",
}

SWITCHES = frozenset(("chase", "gate", "closure", "voices"))
"""The preferences that are on or off."""

_QUEUES = {
    "arrivee": "arrival", "ordre d'arrivee": "arrival", "ordre": "arrival", "arrival": "arrival",
    "first come": "arrival", "order": "arrival", "equite": "share", "equitable": "share", "partage": "share",
    "qui a le moins parle": "share", "share": "share", "fair": "share", "least": "share", "fairness": "share",
}  # fmt: skip
_DIALECTS = {"meetbot": "meetbot", "w3c": "w3c", "zakim": "w3c"}
_PREFERENCE = re.compile(
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _PREFERENCES.items())})(?![\w-])[ :=]*"
)
_ON = frozenset(("on", "oui", "yes", "ok", "active", "activer", "enable", "enabled", "marche"))
_OFF = frozenset((
    "off", "non", "no", "none", "never", "aucun", "aucune", "jamais", "arret", "desactiver", "desactive",
    "disable", "disabled", "0", "zero", "pas de rappel", "pas de silence",
))  # fmt: skip


def find_preference(text: str) -> WrittenPreference | None:
    """Return the preference that a text begins with; None where it names none."""
    folded, origins = trace(text[:200])
    found = _PREFERENCE.match(folded)
    if found is None or found.lastgroup is None:
        return None
    word_end = found.end(found.lastgroup)
    return WrittenPreference(found.lastgroup, text[: origins[word_end]].strip(), text[origins[found.end()] :])


def read_preference(written: WrittenPreference) -> str | None:
    """Return the value that is written of a preference, as it is stored; None where it makes no sense."""
    folded = _comparable(written.text)
    if written.name == "reminders":
        return "" if folded in _OFF else _read_reminders(folded)
    if written.name == "quiet":
        return "" if folded in _OFF else _read_hours(folded)
    if written.name == "queue":
        return read_queue_order(folded)
    if written.name == "dialect":
        return "own" if folded in _OFF else _DIALECTS.get(folded)
    on = read_switch(folded)
    return None if on is None else "on" if on else "off"


def read_queue_order(text: str) -> str | None:
    """Return who goes first in the queue, as a text says it: by `arrival`, or by the `share` had so far."""
    return _QUEUES.get(_comparable(text))


def read_switch(text: str) -> bool | None:
    """Return whether a text says yes or no; None where it says neither."""
    folded = _comparable(text)
    return True if folded in _ON else False if folded in _OFF else None


_MOST_REMINDERS = 6
_LONGEST_AHEAD = 30 * 24 * 60
_LENGTH = re.compile(
    r"(?P<count>[0-9]{1,5}|une?|one|an?) ?(?:(?P<weeks>semaines?|sem|weeks?|w)|(?P<days>jours?|days?|j|d)"
    r"|(?P<hours>heures?|hours?|hrs?|h)(?:(?P<more>[0-5][0-9])(?:min|mn|m)?)?|(?P<minutes>minutes?|mins?|mns?|m|'))"
    r"(?![a-z0-9])\.?"
)
_UNITS = {"weeks": 7 * 24 * 60, "days": 24 * 60, "hours": 60, "minutes": 1}
_BETWEEN = re.compile(r"[ ,;+/&-]|\b(?:et|and|puis|then|avant|before|a|at)\b")


def _read_reminders(folded: str) -> str | None:
    """Return how long before a meeting people are reminded: minutes, the most first."""
    found = list(_LENGTH.finditer(folded))
    minutes = sorted({_minutes_of(length) for length in found}, reverse=True)
    if not found or _BETWEEN.sub("", _LENGTH.sub(" ", folded)):
        return None
    if len(minutes) > _MOST_REMINDERS or minutes[0] > _LONGEST_AHEAD or minutes[-1] < 1:
        return None
    return " ".join(map(str, minutes))


def _minutes_of(length: re.Match[str]) -> int:
    count = int(length["count"]) if length["count"].isdigit() else 1
    unit = next(minutes for name, minutes in _UNITS.items() if length[name])
    return count * unit + int(length["more"] or 0)


_BARE_HOURS = re.compile(r"(?:de |from )?(?P<start>[0-9]{1,2}) ?(?:-|a|to) ?(?P<end>[0-9]{1,2})")
_AROUND_HOURS = re.compile(r"de|from|entre|between|[ .]")


def _read_hours(folded: str) -> str | None:
    """Return a stretch of the day; bare numbers are hours of the clock."""
    bare = _BARE_HOURS.fullmatch(folded)
    written = folded if bare is None else f"{bare['start']}h-{bare['end']}h"
    slot = next(find_slots(written, small_hours=True), None)
    if slot is None or slot.ends is None:
        return None
    if _AROUND_HOURS.sub("", written[: slot.start] + written[slot.end :]):
        return None
    start, end = (f"{each.hour % 24:02}:{each.minute:02}" for each in (slot.starts, slot.ends))
    return None if start == end else f"{start}-{end}"
