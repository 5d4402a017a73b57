"""Announcements as people post them, each beside what is to be read in it (tests/language/announcements)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.announcement import Announcement, read_announcement
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.meeting.phrases import Phrase, Span

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EXAMPLES = sorted((Path(__file__).parent / "announcements").glob("*.txt"))


def read(text: str) -> Announcement:
    return read_announcement(text, NOW, PARIS)


def as_json(announcement: Announcement) -> dict[str, object]:
    """Return what was read in the form of the expectations; of the warnings their keys."""
    return {
        "title": announcement.title,
        "starts_at": announcement.starts_at and announcement.starts_at.isoformat(),
        "ends_at": announcement.ends_at and announcement.ends_at.isoformat(),
        "roles": [{"role": role, "holder": holder} for role, holder in announcement.roles],
        "call": announcement.call,
        "items": [
            {"title": item.title, "minutes": item.minutes, "owner": item.owner} for item in announcement.items
        ],
        "total_minutes": announcement.total_minutes,
        "warnings": [warning.key for warning in announcement.warnings],
        "offers": [offer.starts_at.isoformat() for offer in announcement.offers],
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_posted_announcement(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert as_json(read(path.read_text(encoding="utf-8"))) == expected


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_warning_has_words(path: Path, language: str) -> None:
    for warning in read(path.read_text(encoding="utf-8")).warnings:
        assert word(warning, Voice(language=language, zone=PARIS)).plain


def test_there_are_many_examples() -> None:
    assert len(EXAMPLES) >= 15


@pytest.mark.parametrize("ending", ["\r\n", "\n\n", " \n"])
def test_line_endings_do_not_matter(ending: str) -> None:
    text = next(path for path in EXAMPLES if path.stem == "fr-forum-post").read_text(encoding="utf-8")
    assert as_json(read(text.replace("\n", ending))) == as_json(read(text))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Réunion budget vendredi 4 décembre 18h-19h", "Réunion budget"),
        ("Budget meeting next friday 2pm", "Budget meeting"),
        ("Réunion du 3 juin à 18h", "Réunion"),
        ("Meeting on Friday at 2pm", "Meeting"),
        ("Point hebdo, demain 9h30", "Point hebdo"),
        ("Point hebdo (demain 9h30)", "Point hebdo"),
        ("18h : Réunion équipe", "Réunion équipe"),
        ("AG le samedi 5 décembre de 14h à 17h (salle des fêtes)", "AG (salle des fêtes)"),
        ("Budget - vendredi 18h - Jitsi https://meet.coop.example/x", "Budget – Jitsi"),
        ("Bonjour, la réunion aura lieu vendredi à 18h", "La réunion"),
        ("**Réunion** vendredi 18h", "Réunion"),
        ("vendredi 18h", ""),
        ("Réunion 31 avril", "Réunion"),
        ("Réunion", "Réunion"),
        ("Réunion 2/3 demain", "Réunion 2/3"),
    ],
)
def test_the_title_of_one_line(line: str, title: str) -> None:
    assert read(line).title == title


def test_an_hour_alone_is_a_date_only_on_a_line_by_itself() -> None:
    assert read("Réunion budget 14h30").starts_at == datetime(2026, 11, 24, 14, 30, tzinfo=PARIS)
    in_a_text = read("Réunion budget\nOn se retrouve à 14h30 comme toujours.")
    assert in_a_text.starts_at is None
    assert [warning.key for warning in in_a_text.warnings] == ["reading.no_date", "reading.no_agenda"]


def test_a_day_and_an_hour_that_stand_apart_are_put_together() -> None:
    read_apart = read("Réunion du 3 décembre\nRendez-vous à 18h30 devant le local.")
    assert read_apart.starts_at == datetime(2026, 12, 3, 18, 30, tzinfo=PARIS)


def test_a_total_beyond_the_slot_is_told_with_both_numbers() -> None:
    text = "Point vendredi 18h-19h\nAgenda :\n- Budget (45 min)\n- Local (30 min)"
    assert read(text).warnings == (
        Phrase("reading.total", {"total": Span(timedelta(minutes=75)), "slot": Span(timedelta(hours=1))}),
    )
    assert read(text.replace("30", "15")).warnings == ()


def test_the_last_item_with_a_starting_time_lasts_until_the_end() -> None:
    announcement = read("Point vendredi 18h-19h\nOrdre du jour\n18h Accueil\n18h10 Budget")
    assert [item.minutes for item in announcement.items] == [10, 50]
    assert announcement.warnings == ()


_LINES = st.sampled_from(
    [
        "Réunion", "vendredi 4 décembre 18h-19h", "Ordre du jour :", "ODJ : a, b (5 min)",
        "- Budget (Anne, 5 min)", "  - détail", "1. Local 10 min", "18h05 Bilan", "Notes : Anne", "",
        "Visio : https://meet.coop.example", "qui prendra les notes, animera (et fera la conférence (OVH) ?",
        "Date : demain", "Heure : 25h", "Rôles :",
    ]
)  # fmt: skip


@given(
    st.text() | st.lists(_LINES, max_size=10).map("\n".join) | st.lists(st.text(), max_size=5).map("\n".join)
)
def test_anything_may_be_posted(text: str) -> None:
    announcement = read(text)
    assert announcement == read(text)
    assert announcement.total_minutes == sum(item.minutes or 0 for item in announcement.items)
    for warning in announcement.warnings:
        assert word(warning, Voice(language="fr", zone=PARIS)).plain


@pytest.mark.parametrize(
    "filler",
    [
        "(",
        "12 mai ",
        " ",
        "- ",
        "a : ",
        "qui ",
        "notes ",
        "sur jitsi ",
        "ordre du jour ",
        ": ",
        "0123456789",
        "@a ",
        "et ",
    ],
)
def test_very_long_posts_are_read_too(filler: str) -> None:
    read(filler * 3000)
    read("\n".join(["Réunion", filler * 3000, "Agenda :", *(["- " + filler * 30] * 500)]))
