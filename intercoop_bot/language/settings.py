"""What a room can be set to, as people write it: a language, a time zone, who may lead."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, TypeAlias
from zoneinfo import available_timezones

from intercoop_bot.language.fold import fold
from intercoop_bot.language.spelling import closest

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
