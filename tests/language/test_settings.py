import pytest

from intercoop_bot.language.settings import (
    find_preference,
    read_language,
    read_policy,
    read_preference,
    read_zone,
    suggest_zone,
)
from intercoop_bot.meeting.preferences import DEFAULTS, preferences
from intercoop_bot.meeting.state import Room


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fr", "fr"), ("Français", "fr"), ("en français.", "fr"), ("EN", "en"), ("anglais", "en"),
        ("English", "en"), ("de", None), ("", None),
    ],
)  # fmt: skip
def test_languages(text: str, language: str | None) -> None:
    assert read_language(text) == language


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("open", "open"), ("ouverte", "open"), ("Partagée", "shared"), ("shared", "shared"),
        ("présidée", "chaired"), ("chaired", "chaired"), ("fermée", None),
    ],
)  # fmt: skip
def test_policies(text: str, policy: str | None) -> None:
    assert read_policy(text) == policy


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Brussels", "Europe/Brussels"), ("europe/brussels", "Europe/Brussels"),
        ("brussels", "Europe/Brussels"), ("New York", "America/New_York"), ("UTC", "UTC"),
        ("Mars/Base", None), ("../etc/passwd", None), ("", None),
    ],
)  # fmt: skip
def test_zones(text: str, zone: str | None) -> None:
    assert read_zone(text) == zone


def test_a_misspelt_zone_gets_a_suggestion() -> None:
    assert suggest_zone("Europe/Brusels") == "Europe/Brussels"
    assert suggest_zone("chez moi") == "Europe/Paris"


# --- the manners of the bot --------------------------------------------------------------------------


def _read(text: str) -> tuple[str, str | None] | None:
    written = find_preference(text)
    return None if written is None else (written.name, read_preference(written))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7d 2d 2h 10m", DEFAULTS["reminders"]), ("7j 2j 2h 10min", DEFAULTS["reminders"]),
        ("10 min, 2 heures, 2 jours et 7 jours avant", DEFAULTS["reminders"]),
        ("une semaine et 1h30", "10080 90"), ("a day, an hour", "1440 60"), ("2 h 10 min", "120 10"),
        ("1h 1h 60 min", "60"), ("30 jours", "43200"), ("1 min", "1"), ("6j 5j 4j 3j 2j 1j",
        "8640 7200 5760 4320 2880 1440"),
        ("2h - 10 min", "120 10"), ("off", ""), ("non", ""), ("Aucun.", ""), ("jamais", ""),
        ("31 jours", None), ("0 min", None), ("99999 semaines", None), ("10", None), ("2d 10", None),
        ("10 minutes trop tard", None), ("7j 6j 5j 4j 3j 2j 1j", None), ("oui", None),
    ],
)  # fmt: skip
def test_reminders(text: str, minutes: str | None) -> None:
    assert _read(f"rappels {text}") == ("reminders", minutes)
    assert _read(f"Reminders: {text}") == ("reminders", minutes)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("21:00-08:00", DEFAULTS["quiet"]), ("21h-8h", DEFAULTS["quiet"]), ("21-8", DEFAULTS["quiet"]),
        ("de 21h à 8h", DEFAULTS["quiet"]), ("9pm to 8am", DEFAULTS["quiet"]),
        ("from 21:00 to 08:00", DEFAULTS["quiet"]), ("22h-7h30", "22:00-07:30"),
        ("21h – 8h", DEFAULTS["quiet"]), ("minuit à 7h", "00:00-07:00"), ("12h-14h", "12:00-14:00"),
        ("22h-24h", "22:00-00:00"),
        ("off", ""), ("non", ""), ("pas de silence", ""),
        ("21h", None), ("8h-8h", None), ("0h-24h", None), ("26-8", None),
        ("21h-8h sauf lundi", None), ("oui", None),
    ],
)  # fmt: skip
def test_quiet_hours(text: str, hours: str | None) -> None:
    assert _read(f"silence {text}") == ("quiet", hours)
    assert _read(f"quiet hours: {text}") == ("quiet", hours)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("roles", "chase"), ("rôles libres", "chase"), ("Relances", "chase"), ("gate", "gate"),
        ("accueil", "gate"), ("closure", "closure"), ("bilan", "closure"), ("voix", "voices"),
        ("temps de parole", "voices"), ("Voices", "voices"), ("speaking times", "voices"),
    ],
)  # fmt: skip
def test_what_is_on_or_off(text: str, name: str) -> None:
    assert _read(f"{text} oui") == _read(f"{text}: on") == (name, "on")
    assert _read(f"{text} non") == _read(f"{text} = OFF") == (name, "off")
    assert _read(f"{text} peut-être") == (name, None)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("arrivée", "arrival"), ("ordre d’arrivée", "arrival"), ("arrival", "arrival"), ("équité", "share"),
        ("Share.", "share"), ("fair", "share"), ("oui", None), ("", None),
    ],
)  # fmt: skip
def test_who_goes_first(text: str, order: str | None) -> None:
    assert _read(f"file {text}") == _read(f"Queue: {text}") == ("queue", order)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("meetbot", "meetbot"), ("MeetBot", "meetbot"), ("w3c", "w3c"), ("Zakim", "w3c"), ("non", "own"),
        ("off", "own"), ("oui", None),
    ],
)  # fmt: skip
def test_whose_words_are_understood_besides(text: str, dialect: str | None) -> None:
    assert _read(f"dialecte {text}") == _read(f"dialect = {text}") == ("dialect", dialect)


@pytest.mark.parametrize(
    "text", ["", "role add timekeeper", "rôle", "fuseau Paris", "silencieux", "gates on"]
)
def test_what_is_no_preference(text: str) -> None:
    assert find_preference(text) is None


def test_a_preference_keeps_the_word_by_which_it_was_named() -> None:
    written = find_preference("Rôles libres : peut-être")
    assert written is not None
    assert (written.word, written.text) == ("Rôles libres", "peut-être")


@pytest.mark.parametrize(
    "text",
    [
        "rappels 30j 1 min",
        "rappels non",
        "silence 22h-24h",
        "silence non",
        "gate on",
        "bilan non",
        "file équité",
        "voix oui",
        "dialecte w3c",
    ],
)
def test_what_is_stored_is_what_the_meeting_understands(text: str) -> None:
    read = _read(text)
    assert read is not None
    name, value = read
    assert name in DEFAULTS
    assert value is not None
    preferences(Room(preferences={name: value}))
