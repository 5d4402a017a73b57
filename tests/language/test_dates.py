from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.dates import Reading, Slot, read_due, read_when
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.meeting.phrases import Phrase, Quote, When

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Paris."""


def _read(text: str, now: datetime = NOW) -> Reading:
    reading = read_when(text, now, PARIS)
    assert reading is not None
    return reading


def _shown(reading: Reading) -> str:
    """Write a reading down shortly: `2027-05-12 12:00 > 13:00`, without a time where it has none."""
    if reading.starts_at is None:
        return "never"
    start = f"{reading.starts_at:%Y-%m-%d %H:%M}" if reading.has_time else f"{reading.starts_at:%Y-%m-%d}"
    if reading.ends_at is None:
        return start
    same_day = reading.ends_at.date() == reading.starts_at.date()
    return f"{start} > {reading.ends_at:%H:%M}" if same_day else f"{start} > {reading.ends_at:%Y-%m-%d %H:%M}"


def _keys(reading: Reading) -> list[str]:
    return [doubt.key for doubt in reading.doubts]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(text, shown, id=text)
        for text, shown in [
            ("mercredi 12 mai de 12H à 13H", "2027-05-12 12:00 > 13:00"),
            ("mer. 12/05 12h-13h", "2027-05-12 12:00 > 13:00"),
            ("12 mai 2027 à 18h30", "2027-05-12 18:30"),
            ("le 3 juin, 18h – 19h30", "2027-06-03 18:00 > 19:30"),
            ("1er juin 10 h 30", "2027-06-01 10:30"),
            ("mardi 1er décembre 2026 – 19h00 à 20h30", "2026-12-01 19:00 > 20:30"),
            ("Date : jeudi 3 déc. Heure : 12h-13h", "2026-12-03 12:00 > 13:00"),
            ("à 18h le 3 juin", "2027-06-03 18:00"),
            ("14h-15h vendredi", "2026-11-27 14:00 > 15:00"),
            ("samedi 12 à 18h", "2026-12-12 18:00"),
            ("next friday 2pm", "2026-11-27 14:00"),
            ("2pm next friday", "2026-11-27 14:00"),
            ("Wednesday May 12th, 12pm to 1pm", "2027-05-12 12:00 > 13:00"),
            ("the 12th of May at 6pm", "2027-05-12 18:00"),
            ("12 May 2027 14:00-15:30", "2027-05-12 14:00 > 15:30"),
            ("Sept 3rd 2027, 5:30 p.m. - 6:30 p.m.", "2027-09-03 17:30 > 18:30"),
            ("2027-05-14 12:00", "2027-05-14 12:00"),
            ("2027-05-14T12:00", "2027-05-14 12:00"),
            ("2027/05/12", "2027-05-12"),
            ("14.05.2027", "2027-05-14"),
            ("12/05/27", "2027-05-12"),
            ("12/05", "2027-05-12"),
            ("03/06 19h", "2027-06-03 19:00"),
            ("24 novembre", "2026-11-24"),
            ("23 novembre", "2027-11-23"),
            ("May 5", "2027-05-05"),
            ("29 février", "2028-02-29"),
            ("demain 18h30", "2026-11-25 18:30"),
            ("demain soir 8h", "2026-11-25 20:00"),
            ("demain 18h pendant 1h30", "2026-11-25 18:00 > 19:30"),
            ("tomorrow at 6pm for 1 hour", "2026-11-25 18:00 > 19:00"),
            ("après-demain", "2026-11-26"),
            ("the day after tomorrow 9:00", "2026-11-26 09:00"),
            ("tomorrow at noon", "2026-11-25 12:00"),
            ("ce soir 20h", "2026-11-24 20:00"),
            ("ce soir 8h", "2026-11-24 20:00"),
            ("ce midi", "2026-11-24 12:00"),
            ("tonight 8pm", "2026-11-24 20:00"),
            ("jeudi prochain 20h", "2026-11-26 20:00"),
            ("mon 2pm", "2026-11-30 14:00"),
            ("lundi en huit", "2026-12-07"),
            ("lundi en quinze", "2026-12-14"),
            ("lundi de la semaine prochaine 18h", "2026-11-30 18:00"),
            ("dans 2 semaines", "2026-12-08"),
            ("in a month", "2026-12-24"),
            ("dans dix jours, soit dans 10 jours", "2026-12-04"),
            ("mardi", "2026-12-01"),
            ("mardi 9h", "2026-12-01 09:00"),
            ("mardi 11h", "2026-11-24 11:00"),
            ("next tuesday 11:00", "2026-12-01 11:00"),
            ("14h30", "2026-11-24 14:30"),
            ("9h", "2026-11-25 09:00"),
            ("midi", "2026-11-24 12:00"),
            ("22h-1h", "2026-11-24 22:00 > 2026-11-25 01:00"),
            ("samedi 22h à minuit", "2026-11-28 22:00 > 2026-11-29 00:00"),
            ("le 7 avril on en parlait ; ce sera le mercredi 12 mai à 18h", "2027-05-12 18:00"),
            ("réunion 2/3 demain", "2026-11-25"),
            ("vendredi 26h", "2026-11-27"),
        ]
    ],
)  # fmt: skip
def test_a_date_is_read(text: str, shown: str) -> None:
    reading = _read(text)
    assert _shown(reading) == shown
    assert _keys(reading) == []
    assert reading.offers == ()


@pytest.mark.parametrize(
    "text",
    ["", " ", "budget", "Ordre du jour (1h)", "25h", "99/99", "1/2 heure", "chaque vendredi", "mai", "v1.2"],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert read_when(text, NOW, PARIS) is None


def test_a_weekday_that_contradicts_the_date_is_asked_about() -> None:
    reading = _read("vendredi 12 mai de 12H à 13H")
    first = datetime(2027, 5, 12, 12, tzinfo=PARIS)
    other = datetime(2028, 5, 12, 12, tzinfo=PARIS)
    assert _shown(reading) == "2027-05-12 12:00 > 13:00"
    assert reading.offers == (Slot(first, first.replace(hour=13)), Slot(other, other.replace(hour=13)))
    assert reading.doubts == (
        Phrase(
            "reading.not_that_weekday",
            {
                "written": Quote("vendredi 12 mai"),
                "date": When(first, "day"),
                "others": (When(other, "day"),),
            },
        ),
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("ven. 12/05 12h", ["2027-05-12", "2028-05-12"]),
        ("Friday May 12th 2027", ["2027-05-12", "2027-05-14", "2028-05-12"]),
        ("lundi 12 mai 2027", ["2027-05-12", "2027-05-10", "2031-05-12"]),
        ("vendredi 29 février", ["2028-02-29", "2036-02-29"]),
        ("vendredi 12 à 18h", ["2026-12-12", "2027-02-12"]),
    ],
)
def test_the_days_that_may_be_meant_are_offered(text: str, days: list[str]) -> None:
    assert [f"{offer.starts_at:%Y-%m-%d}" for offer in _read(text).offers] == days


@pytest.mark.parametrize(
    "text", ["31 avril", "30 février 18h", "2027-02-29", "32 mai", "mardi 45", "lundi 5/13", "12/15/2027"]
)
def test_a_day_that_does_not_exist_is_no_date(text: str) -> None:
    reading = _read(text)
    assert _shown(reading) == "never"
    assert _keys(reading) == ["reading.no_such_day"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "vendredi 12 mai",
        "31 avril",
        "2020-05-12",
        "28 mars 2027 à 2h30",
        "31 octobre 2027 à 2h30",
        "lundi minuit",
    ],
)
def test_every_doubt_has_words(text: str, language: str) -> None:
    (doubt,) = _read(text).doubts
    assert word(doubt, Voice(language=language, zone=PARIS)).plain


@pytest.mark.parametrize("text", ["12 mai 2020 18h", "2026-11-23", "aujourd'hui 9h"])
def test_a_date_in_the_past_is_read_with_a_doubt(text: str) -> None:
    assert _keys(_read(text)) == ["reading.past"]


def test_an_hour_that_the_clocks_jump_over_is_moved_on() -> None:
    reading = _read("le 28 mars 2027 à 2h30")
    assert _shown(reading) == "2027-03-28 03:30"
    assert _keys(reading) == ["reading.hour_skipped"]
    assert reading.offers == ()


def test_an_hour_that_comes_twice_is_the_first_and_both_are_offered() -> None:
    reading = _read("le 31 octobre 2027 de 2h15 à 2h45")
    assert _keys(reading) == ["reading.hour_twice"]
    assert [offer.starts_at.astimezone(UTC).hour for offer in reading.offers] == [0, 1]
    assert [offer.ends_at and offer.ends_at.astimezone(UTC).minute for offer in reading.offers] == [45, 45]


def test_a_slot_across_the_clock_change_has_its_true_length() -> None:
    reading = _read("samedi 27 mars 2027 22h pendant 6h")
    assert _shown(reading) == "2027-03-27 22:00 > 2027-03-28 05:00"


def test_midnight_is_the_end_of_the_day_and_said_so() -> None:
    reading = _read("12 mai à minuit")
    assert _shown(reading) == "2027-05-13 00:00"
    assert _keys(reading) == ["reading.midnight"]
    assert [offer.starts_at.day for offer in reading.offers] == [13, 12]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Réunion budget le vendredi 12 mai 18h-19h", "le vendredi 12 mai 18h-19h"),
        ("Budget meeting next friday 2pm (Jitsi)", "next friday 2pm"),
        ("Re\u0301union a\u0300 18h le 3 fe\u0301vrier, salle 2", "a\u0300 18h le 3 fe\u0301vrier"),
    ],
)
def test_the_words_of_the_date_are_known(text: str, words: str) -> None:
    reading = _read(text)
    assert text[reading.start : reading.end] == words


def test_the_day_is_that_of_the_room() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert _shown(_read("demain", late)) == "2026-11-26"
    assert read_when("aujourd'hui", late, ZoneInfo("America/Montreal")) is not None


@pytest.mark.parametrize(
    ("text", "rest", "due"),
    [
        pytest.param(text, rest, due and date.fromisoformat(due), id=text)
        for text, rest, due in [
            ("Appeler OVH d'ici vendredi", "Appeler OVH", "2026-11-27"),
            ("Appeler OVH d’ici demain", "Appeler OVH", "2026-11-25"),
            ("Envoyer le devis avant le 15 juin", "Envoyer le devis", "2027-06-15"),
            ("Devis pour le 3/6", "Devis", "2027-06-03"),
            ("Bilan d'ici mardi", "Bilan", "2026-12-01"),
            ("Bilan d'ici 2 semaines.", "Bilan", "2026-12-08"),
            ("Réserver la salle pour Anne, pour vendredi !", "Réserver la salle pour Anne", "2026-11-27"),
            ("Call OVH by friday", "Call OVH", "2026-11-27"),
            ("Call OVH before June 3", "Call OVH", "2027-06-03"),
            ("Send it, due 3 June", "Send it", "2027-06-03"),
            ("Send it (by 2027-05-14)", "Send it", "2027-05-14"),
            ("Come by bus", "Come by bus", None),
            ("Stand by friday team", "Stand by friday team", None),
            ("Ranger pour le 31 avril", "Ranger pour le 31 avril", None),
            ("Rappeler avant 18h", "Rappeler avant 18h", None),
            ("vendredi", "vendredi", None),
            ("", "", None),
        ]
    ],
)  # fmt: skip
def test_due_dates(text: str, rest: str, due: date | None) -> None:
    assert read_due(text, date(2026, 11, 24)) == (rest, due)


_PIECES = st.sampled_from(
    [
        "vendredi", "fri", "12", "31", "29", "mai", "may", "février", "2027", "2023", "à", "to", "-", "/",
        ".", ":", "h", "30", "pm", "minuit", "midi", "demain", "prochain", "next", "dans", "by", "avant",
        "d'ici", "le", "12/05", "2027-02-29", "99", "in", "semaines", "entre", "et", "pendant",
    ]
)  # fmt: skip
_TEXTS = (
    st.text() | st.lists(_PIECES, max_size=12).map(" ".join) | st.lists(_PIECES, max_size=12).map("".join)
)


@given(_TEXTS)
def test_anything_may_be_typed(text: str) -> None:
    read_due(text, NOW.date())
    reading = read_when(text, NOW, PARIS)
    if reading is not None:
        assert 0 <= reading.start < reading.end <= len(text)
        assert (reading.starts_at is None) <= bool(reading.doubts)
        if reading.starts_at is not None and reading.ends_at is not None:
            assert reading.ends_at > reading.starts_at


@given(_TEXTS, st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - made aware below
def test_without_a_doubt_it_is_still_to_come(text: str, now: datetime) -> None:
    here = now.replace(tzinfo=UTC).astimezone(PARIS)
    reading = read_when(text, here, PARIS)
    if reading is not None and reading.starts_at is not None and not reading.doubts:
        assert reading.starts_at.date() >= here.date()


@pytest.mark.parametrize(
    "filler", ["12 mai ", "by ", "12h-", "vendredi ", "1", "12/05 18h ", "(", "entre 1 et ", "le "]
)
def test_very_long_lines_are_read_too(filler: str) -> None:
    read_when(filler * 3000, NOW, PARIS)
    assert read_due(filler * 3000 + "x by friday", NOW.date())[1] == date(2026, 11, 27)
