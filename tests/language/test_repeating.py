from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.dates import Slot
from intercoop_bot.language.recurrence import DAYS, Rule, begin, describe, next_after, parse_rule
from intercoop_bot.language.repeating import read_rule
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.meeting.phrases import Phrase

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2028, 5, 9, 10, tzinfo=UTC)
"""A Tuesday, noon in Paris."""

FRIDAY = Slot(datetime(2028, 5, 12, 10, tzinfo=UTC), datetime(2028, 5, 12, 11, tzinfo=UTC))
"""A meeting that is planned, from noon to one in Paris."""

Language = Literal["fr", "en"]


def _read(text: str, like: Slot | None = None) -> Rule:
    rule = read_rule(text, NOW, PARIS, like=like)
    assert isinstance(rule, Rule)
    return rule


def _doubt(text: str, like: Slot | None = None) -> Phrase:
    doubt = read_rule(text, NOW, PARIS, like=like)
    assert isinstance(doubt, Phrase)
    return doubt


def _said(phrase: Phrase, language: Language = "en") -> str:
    return word(phrase, Voice(language=language, zone=PARIS)).plain


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        pytest.param(text, stored, id=text)
        for text, stored in [
            ("every 2 weeks on friday 12:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00"),
            ("every friday at noon", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00"),
            ("Every Friday from 12 to 1pm.", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00 60"),
            ("fridays 12:00", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00"),
            ("fri 12:00", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00"),
            ("every tues. 18:00", "FREQ=WEEKLY;BYDAY=TU 2028-05-09 18:00"),
            ("every tuesday 11:00", "FREQ=WEEKLY;BYDAY=TU 2028-05-16 11:00"),
            ("every other monday 7 to 8pm", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO 2028-05-15 19:00 60"),
            ("every second week on monday 19:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO 2028-05-15 19:00"),
            ("every fortnight on monday 19:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO 2028-05-15 19:00"),
            ("on alternate mondays at 19:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO 2028-05-15 19:00"),
            ("weekly on tuesday at 6pm", "FREQ=WEEKLY;BYDAY=TU 2028-05-09 18:00"),
            ("once a week, on thursday, 18:00", "FREQ=WEEKLY;BYDAY=TH 2028-05-11 18:00"),
            ("every 14 days on monday 18:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO 2028-05-15 18:00"),
            ("every monday and thursday evening at 8h", "FREQ=WEEKLY;BYDAY=MO,TH 2028-05-11 20:00"),
            ("monday to friday 9:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR 2028-05-10 09:00"),
            ("every weekday 9:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR 2028-05-10 09:00"),
            ("daily 9:00", "FREQ=DAILY 2028-05-10 09:00"),
            ("every 3 days at 18:00", "FREQ=DAILY;INTERVAL=3 2028-05-09 18:00"),
            ("every 15 days at 18:00", "FREQ=DAILY;INTERVAL=15 2028-05-09 18:00"),
            ("first monday of the month 18:30", "FREQ=MONTHLY;BYDAY=1MO 2028-06-05 18:30"),
            ("every first monday 18:30", "FREQ=MONTHLY;BYDAY=1MO 2028-06-05 18:30"),
            ("last thursday of the month at 20h", "FREQ=MONTHLY;BYDAY=-1TH 2028-05-25 20:00"),
            ("every second tuesday of the month 18:00", "FREQ=MONTHLY;BYDAY=2TU 2028-05-09 18:00"),
            ("monthly on the second tuesday at 6pm", "FREQ=MONTHLY;BYDAY=2TU 2028-05-09 18:00"),
            ("every second and fourth tuesday 18:00", "FREQ=MONTHLY;BYDAY=2TU,4TU 2028-05-09 18:00"),
            (
                "last friday of every second month 18:00",
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR 2028-05-26 18:00",
            ),
            ("quarterly, first monday, 18:00", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO 2028-06-05 18:00"),
            ("every month on the 15th 19:00", "FREQ=MONTHLY;BYMONTHDAY=15 2028-05-15 19:00"),
            ("1st and 15th of the month at 5pm", "FREQ=MONTHLY;BYMONTHDAY=1,15 2028-05-15 17:00"),
            ("last day of the month 5pm", "FREQ=MONTHLY;BYMONTHDAY=-1 2028-05-31 17:00"),
            ("every friday at noon for 90 minutes", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00 90"),
            (
                "every 2 weeks on friday 12:00, starting 19 may",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-19 12:00",
            ),
            ("tous les vendredis à 12h", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00"),
            ("TOUS LES VENDREDIS À 12H", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00"),
            ("le vendredi midi", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00"),
            ("le vendredi soir à 8h", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 20:00"),
            ("le mardi à 6h30", "FREQ=WEEKLY;BYDAY=TU 2028-05-16 06:30"),
            (
                "toutes les deux semaines le vendredi à 12h",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00",
            ),
            ("à 12h, le vendredi, toutes les 2 semaines", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00"),
            ("un vendredi sur deux 12h-13h", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00 60"),
            ("une semaine sur trois, le lundi 18h", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO 2028-05-15 18:00"),
            ("tous les deux mardis à 18h", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU 2028-05-09 18:00"),
            ("tous les 15 jours le mardi 18h", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU 2028-05-09 18:00"),
            ("tous les huit jours, le jeudi 18h", "FREQ=WEEKLY;BYDAY=TH 2028-05-11 18:00"),
            ("chaque semaine le jeudi à 20h", "FREQ=WEEKLY;BYDAY=TH 2028-05-11 20:00"),
            ("hebdomadaire, mardi 18h", "FREQ=WEEKLY;BYDAY=TU 2028-05-09 18:00"),
            ("tous les jours ouvrés à 9h15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR 2028-05-10 09:15"),
            ("tous les jours à 9h15", "FREQ=DAILY 2028-05-10 09:15"),
            ("le premier lundi du mois à 18h30", "FREQ=MONTHLY;BYDAY=1MO 2028-06-05 18:30"),
            ("le dernier jeudi du mois de 20h à 22h", "FREQ=MONTHLY;BYDAY=-1TH 2028-05-25 20:00 120"),
            (
                "l’avant-dernier jeudi du mois, 20h pendant 1h30",
                "FREQ=MONTHLY;BYDAY=-2TH 2028-05-18 20:00 90",
            ),
            (
                "le 1er et le 3e mercredi de chaque mois à 20h30",
                "FREQ=MONTHLY;BYDAY=1WE,3WE 2028-05-17 20:30",
            ),
            ("tous les 3 mois le premier samedi à 10h", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1SA 2028-06-03 10:00"),
            (
                "un mois sur deux, le premier samedi à 10h",
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SA 2028-06-03 10:00",
            ),
            ("chaque mois le 15 à 19h", "FREQ=MONTHLY;BYMONTHDAY=15 2028-05-15 19:00"),
            ("le 1er du mois 19h (1h30)", "FREQ=MONTHLY;BYMONTHDAY=1 2028-06-01 19:00 90"),
            ("le premier jour du mois à 19h", "FREQ=MONTHLY;BYMONTHDAY=1 2028-06-01 19:00"),
            ("le 31 du mois à 9h", "FREQ=MONTHLY;BYMONTHDAY=31 2028-05-31 09:00"),
            ("vendredi à minuit", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 24:00"),
            ("le vendredi de 22h à 1h", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 22:00 180"),
            (
                "un vendredi sur deux à 12h à partir du vendredi 19 mai",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-19 12:00",
            ),
            (
                "toutes les 2 semaines à partir de vendredi, 12h",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00",
            ),
        ]
    ],
)
def test_a_rule_is_read(text: str, stored: str) -> None:
    assert _read(text).text == stored


@pytest.mark.parametrize(
    "text", ["off", "non", "Jamais !", "stop", "plus jamais", "ne plus répéter", "NEVER"]
)
def test_repeating_ends(text: str) -> None:
    assert read_rule(text, NOW, PARIS) == "off"


@pytest.mark.parametrize("text", ["", " ", "budget", "18h", "le 12 mai à 18h", "lorem " * 50])
def test_nothing_is_said_of_repeating(text: str) -> None:
    assert read_rule(text, NOW, PARIS) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("weekly", "repeat.no_day"),
        ("toutes les 2 semaines 12h", "repeat.no_day"),
        ("mensuel", "repeat.no_day_of_month"),
        ("chaque mois le lundi 18h", "repeat.no_day_of_month"),
        ("daily", "repeat.no_hour"),
        ("tous les vendredis", "repeat.no_hour"),
        ("every second tuesday 18:00", "repeat.every_nth"),
        ("le troisième mardi à 18h", "repeat.every_nth"),
        ("tous les vendredis sauf en août 12h", "repeat.not_understood"),
        ("lundi 18h et jeudi 20h", "repeat.not_understood"),
        ("vendredi 12 mai 12h", "repeat.not_understood"),
        ("every friday at noon starting 30 february", "repeat.not_understood"),
        ("every friday at noon starting monday 12 may", "repeat.not_understood"),
        ("every friday at noon from the kitchen", "repeat.not_understood"),
        ("every 0 weeks on friday 12:00", "repeat.not_understood"),
        ("le 32 du mois 12h", "repeat.not_understood"),
        ("chaque semaine le premier lundi 18h", "repeat.not_understood"),
        ("every 3 days on friday 12:00", "repeat.not_understood"),
        ("first monday and friday of the month 12:00", "repeat.not_understood"),
        ("every friday 12:00 for 30 hours", "repeat.not_understood"),
        ("every friday 12:00 for fun", "repeat.not_understood"),
    ],
)
def test_what_is_not_clear_is_asked(text: str, key: str) -> None:
    assert _doubt(text).key == key


def test_the_words_that_are_not_understood_are_told() -> None:
    doubt = _doubt("Tous les vendredis, sauf en Août, à 12h")
    assert _said(doubt, "fr").startswith(
        "Je n’ai pas compris «\N{NO-BREAK SPACE}sauf en Août\N{NO-BREAK SPACE}»."
    )


@pytest.mark.parametrize(
    ("text", "weeks", "month"),
    [
        (
            "every second tuesday 18:00",
            "every two weeks, on Tuesday at 18:00",
            "the second Tuesday of the month at 18:00",
        ),
        (
            "tous les troisièmes mardis à 18h",
            "toutes les 3 semaines, le mardi à 18:00",
            "le troisième mardi du mois à 18:00",
        ),
    ],
)
def test_of_weeks_or_of_the_month_both_are_offered_as_they_can_be_typed(
    text: str, weeks: str, month: str
) -> None:
    doubt = _doubt(text)
    assert (doubt.values["weeks"], doubt.values["month"]) == (weeks, month)
    assert "INTERVAL" in _read(weeks).rrule
    assert _read(month).rrule.startswith("FREQ=MONTHLY;BYDAY=")


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("tous les vendredis", "chaque vendredi à 18:30"),
        ("last friday of the month", "the last Friday of the month at 18:30"),
    ],
)
def test_who_forgot_the_hour_is_shown_where_it_goes(text: str, example: str) -> None:
    assert _doubt(text).values["example"] == example
    assert describe(_read(example), "fr" if "chaque" in example else "en") == example


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("weekly", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00 60"),
        ("toutes les deux semaines", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00 60"),
        ("toutes les deux semaines pendant 2h", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2028-05-12 12:00 120"),
        ("every friday 18:00", "FREQ=WEEKLY;BYDAY=FR 2028-05-12 18:00"),
        ("every monday", "FREQ=WEEKLY;BYDAY=MO 2028-05-15 12:00 60"),
        ("le premier lundi du mois", "FREQ=MONTHLY;BYDAY=1MO 2028-06-05 12:00 60"),
        ("weekly starting monday", "FREQ=WEEKLY;BYDAY=MO 2028-05-15 12:00 60"),
    ],
)
def test_what_is_left_open_is_as_it_is_planned(text: str, stored: str) -> None:
    assert _read(text, FRIDAY).text == stored


def test_a_planned_meeting_without_an_end() -> None:
    assert _read("weekly", Slot(FRIDAY.starts_at)).length is None
    assert _doubt("chaque mois", FRIDAY).key == "repeat.no_day_of_month"


WEEKDAYS = st.lists(st.sampled_from(range(7)), min_size=1, unique=True).map(
    lambda days: ",".join(DAYS[day] for day in sorted(days))
)
INTERVALS = st.integers(1, 12).map(lambda n: f";INTERVAL={n}" if n > 1 else "")
RRULES = st.one_of(
    st.builds("FREQ=WEEKLY{};BYDAY={}".format, INTERVALS, WEEKDAYS),
    st.builds(
        "FREQ=MONTHLY{};BYDAY={}{}".format,
        INTERVALS,
        st.sampled_from([1, 2, 3, 4, 5, -1, -2]),
        st.sampled_from(DAYS),
    ),
    st.builds("FREQ=MONTHLY{};BYMONTHDAY={}".format, INTERVALS, st.sampled_from([*range(1, 32), -1])),
    st.integers(2, 5).map("FREQ=DAILY;INTERVAL={}".format),
)


@given(
    rrule=RRULES,
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    length=st.none() | st.integers(1, 1439).map(lambda minutes: timedelta(minutes=minutes)),
    language=st.sampled_from(["fr", "en"]),
)
def test_what_is_said_can_be_typed(
    rrule: str, hour: int, minute: int, length: timedelta | None, language: str
) -> None:
    rule = Rule(rrule=rrule, hour=hour, minute=minute, length=length, anchor=date(2028, 5, 9))
    rule = begin(rule, PARIS, after=NOW)
    assert read_rule(describe(rule, language), NOW, PARIS) == rule


_PIECES = st.sampled_from([
    "every", "chaque", "tous", "les", "2", "15", "deux", "weeks", "semaines", "mois", "month", "on", "le",
    "friday", "vendredi", "premier", "second", "last", "dernier", "du", "of", "the", "12h", "18:30", "à",
    "at",
    "noon", "sur", "un",
    "31", "1er", "starting", "partir", "12/05", "mai", "(", ")", "pendant", "1h", "off",
    "-", ",", ".", "\0", "’", "İ", "ß",
])  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map(" ".join)))
def test_no_text_is_too_odd(text: str) -> None:
    reading = read_rule(text, NOW, PARIS, like=None)
    if isinstance(reading, Rule):
        assert parse_rule(reading.text) == reading
        assert next_after(reading, NOW, PARIS)[0] > NOW
    elif isinstance(reading, Phrase):
        assert _said(reading)
