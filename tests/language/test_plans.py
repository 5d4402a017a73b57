from datetime import UTC, datetime
from pathlib import Path

import pytest

from intercoop_bot.language.dates import Slot
from intercoop_bot.language.parse import read_message
from intercoop_bot.language.plans import explain_offers, plan_from
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.meeting.commands import SetDate
from intercoop_bot.meeting.phrases import Phrase, Who
from tests.language.asking import ANA, BRUNO, PARIS, context


def _keys(doubts: tuple[Phrase, ...]) -> list[str]:
    return [doubt.key for doubt in doubts]


def test_one_line_is_a_plan() -> None:
    plan = plan_from("Réunion budget vendredi 18h-19h", context())
    assert plan.title == "Réunion budget"
    assert plan.starts_at == datetime(2026, 11, 27, 18, tzinfo=PARIS)
    assert plan.ends_at == datetime(2026, 11, 27, 19, tzinfo=PARIS)


@pytest.mark.parametrize(("language", "title"), [("fr", "Réunion"), ("en", "Meeting")])
def test_only_a_date_is_a_plan_too(language: str, title: str) -> None:
    assert plan_from("demain 18h", context(language=language)).title == title


def test_names_become_people() -> None:
    text = (
        "Réunion budget\nvendredi 18h-19h\nNotes : Ana\nAnimation : Zoé\n"
        "Ordre du jour :\n- Budget (20 min, Bruno)\n- Local 10 min @ana\n"
        "- Bail (15 min, Chloé)\n- Bar (15 min, Chloé)"
    )
    plan = plan_from(text, context())
    assert dict(plan.roles) == {"notes": ANA, "facilitator": Who("Zoé", "Zoé")}
    assert [(item.title, item.minutes, item.owner) for item in plan.items] == [
        ("Budget", 20, BRUNO),
        ("Local", 10, ANA),
        ("Bail", 15, None),
        ("Bar", 15, None),
    ]
    assert _keys(plan.doubts) == ["people.ambiguous"]


def test_pills_in_an_announcement_are_people() -> None:
    plan = plan_from(
        "Réunion vendredi 18h\nOrdre du jour :\n- Budget 20 min (Chloé P.)",
        context(pills=(("Chloé P.", "@cp:coop.example"),)),
    )
    assert [item.owner for item in plan.items] == [Who("@cp:coop.example", "Chloé Petit")]


def test_a_date_that_contradicts_itself_is_offered_with_the_command_for_it() -> None:
    asked = context()
    plan = plan_from("Réunion budget vendredi 12 mai 12h-13h", asked)
    offers = [doubt for doubt in plan.doubts if doubt.key == "plan.offer"]
    assert [offer.values["command"] for offer in offers] == ["!quand 2028-05-12 12:00-13:00"]
    worded = word(offers[0], Voice(language="fr", zone=PARIS)).plain
    assert "vendredi 12 mai 2028" in worded
    assert worded.endswith("!quand 2028-05-12 12:00-13:00")
    (command,) = read_message(str(offers[0].values["command"]), asked)
    assert command == SetDate(
        starts_at=datetime(2028, 5, 12, 12, tzinfo=PARIS), ends_at=datetime(2028, 5, 12, 13, tzinfo=PARIS)
    )


def test_an_offer_is_written_in_the_rooms_language_zone_and_prefix() -> None:
    taken, other = (Slot(datetime(2028, 5, day, 10, tzinfo=UTC)) for day in (13, 12))
    (offer,) = explain_offers((taken, other), context(language="en", prefix="."))
    assert offer.values["command"] == ".when 2028-05-12 12:00"


def test_where_no_hour_was_said_none_is_offered() -> None:
    taken, other = (Slot(datetime(2028, 5, day, tzinfo=UTC)) for day in (13, 12))
    (offer,) = explain_offers((taken, other), context(), timed=False)
    assert offer.values["command"] == "!quand 2028-05-12"


def test_the_second_of_two_hours_written_alike_is_not_offered() -> None:
    first, second = (Slot(datetime(2028, 10, 29, hour, 30, tzinfo=UTC)) for hour in (0, 1))
    assert explain_offers((first, second), context()) == ()


def test_the_announcement_that_lost_a_meeting() -> None:
    text = (Path(__file__).parent / "announcements" / "fr-forum-post.txt").read_text(encoding="utf-8")
    plan = plan_from(text, context())
    assert plan.title == "Cinquième réunion groupe info - mi mai"
    assert [item.minutes for item in plan.items] == [5, 5, 5, 25, 20]
    assert plan.roles == (("notes", None), ("host", None), ("facilitator", None))
    assert _keys(plan.doubts) == ["reading.not_that_weekday", "plan.offer"]
