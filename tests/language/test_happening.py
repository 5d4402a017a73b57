from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intercoop_bot.language.asking import Asked, Unclear
from intercoop_bot.language.catalogue import LANGUAGES
from intercoop_bot.language.dates import Slot
from intercoop_bot.language.parse import read_message
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.meeting import commands as c
from tests.language.asking import PARIS, context

_FRIDAY = datetime(2026, 11, 27, 18, tzinfo=PARIS)
_AGAIN = c.PlanAgain(starts_at=_FRIDAY)
_PUT_OFF = c.PutOff(starts_at=_FRIDAY)


def _held(*, meeting: int | None = None) -> c.SayHeld:
    return c.SayHeld(held=True, meeting=meeting)


def _not_held(reason: str = "", *, meeting: int | None = None) -> c.SayHeld:
    return c.SayHeld(held=False, reason=reason, meeting=meeting)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        pytest.param(line, asked, id=line)
        for line, asked in [
            ("!prochaine vendredi 18h", _AGAIN),
            ("!prochaine réunion : vendredi 18h", _AGAIN),
            ("!next-meeting friday 6pm", _AGAIN),
            ("!nextmeeting 27/11 18h", _AGAIN),
            ("!next meeting friday 18:00-19:00", replace(_AGAIN, ends_at=_FRIDAY.replace(hour=19))),
            ("!prochaine", c.AskMeetings()),
            ("!prochaine réunion ?", c.AskMeetings()),
            ("!next-meeting when?", c.AskMeetings()),
            ("!répéter", c.AskRepeat()),
            ("!repeat ?", c.AskRepeat()),
            ("!repeat off", c.SetRepeat(rule="")),
            ("!répéter non", c.SetRepeat(rule="")),
            ("!held yes", _held()),
            ("!tenue oui", _held()),
            ("!tenue : oui !", _held()),
            ("!a eu lieu oui", _held()),
            ("!held 3 yes", _held(meeting=3)),
            ("!tenue n° 3 oui", _held(meeting=3)),
            ("!held no. 3 yes", _held(meeting=3)),
            ("!tenue oui n° 3", _held(meeting=3)),
            ("!held no", _not_held()),
            ("!tenue NON, trop peu de monde", _not_held("trop peu de monde")),
            ("!tenue n°3 : non car trop peu de monde", _not_held("trop peu de monde", meeting=3)),
            ("!held no 3 people only", _not_held("3 people only")),
            ("!held no n° 3", _not_held(meeting=3)),
            ("!held no one came", _not_held("no one came")),
            ("!tenue personne n’est venu", _not_held("personne n’est venu")),
            ("!held moved", c.PutOff()),
            ("!tenue reportée", c.PutOff()),
            ("!held 3 moved", c.PutOff(meeting=3)),
            ("!held moved to friday 6pm", _PUT_OFF),
            ("!tenue déplacée au vendredi 27 à 18h", _PUT_OFF),
            ("!tenue 3 reportée vendredi 18h", replace(_PUT_OFF, meeting=3)),
            ("!tenue reportée vendredi 18h-19h", replace(_PUT_OFF, ends_at=_FRIDAY.replace(hour=19))),
        ]
    ],
)
def test_a_line(line: str, asked: Asked) -> None:
    assert read_message(line, context()) == (asked,)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(line, reason, id=line)
        for line, reason in [
            ("!prochaine bientôt", "unclear.date"),
            ("!prochaine 18h", "unclear.date"),
            ("!prochaine vendredi", "unclear.hour"),
            ("!prochaine 31 avril 12h", "reading.no_such_day"),
            ("!repeat soon", "unclear.repeat"),
            ("!répéter le vendredi", "repeat.no_hour"),
            ("!répéter un vendredi sur deux à 12h zorglub", "repeat.not_understood"),
            ("!held", "unclear.held"),
            ("!tenue ?", "unclear.held"),
            ("!tenue peut-être", "unclear.held"),
            ("!tenue 3", "unclear.held"),
            ("!held moved soon", "unclear.put_off"),
            ("!held moved 18h", "unclear.put_off"),
            ("!tenue reportée vendredi", "unclear.put_off_hour"),
            ("!tenue reportée 31 avril 12h", "reading.no_such_day"),
        ]
    ],
)
def test_a_line_that_makes_no_sense_says_why(line: str, reason: str) -> None:
    (asked,) = read_message(line, context())
    assert isinstance(asked, Unclear)
    assert asked.reason.key == reason
    for language in LANGUAGES:
        assert "{" not in word(asked.reason, Voice(language=language, zone=PARIS)).plain


@pytest.mark.parametrize(
    ("line", "rule", "starts_at", "ends_at"),
    [
        (
            "!repeat every 2 weeks on friday 12:00",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR 2026-11-27 12:00",
            datetime(2026, 11, 27, 11, tzinfo=UTC),
            None,
        ),
        (
            "!répéter le premier lundi du mois de 18h30 à 20h",
            "FREQ=MONTHLY;BYDAY=1MO 2026-12-07 18:30 90",
            datetime(2026, 12, 7, 17, 30, tzinfo=UTC),
            datetime(2026, 12, 7, 19, tzinfo=UTC),
        ),
        (
            "!répéter chaque mardi à 8h",  # it is Tuesday, nine o'clock
            "FREQ=WEEKLY;BYDAY=TU 2026-12-01 08:00",
            datetime(2026, 12, 1, 7, tzinfo=UTC),
            None,
        ),
        (
            "!répéter chaque jeudi à 12h à partir du 3 décembre",
            "FREQ=WEEKLY;BYDAY=TH 2026-12-03 12:00",
            datetime(2026, 12, 3, 11, tzinfo=UTC),
            None,
        ),
    ],
)
def test_a_rule_comes_with_its_first_meeting(
    line: str, rule: str, starts_at: datetime, ends_at: datetime | None
) -> None:
    assert read_message(line, context()) == (c.SetRepeat(rule=rule, starts_at=starts_at, ends_at=ends_at),)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("!prochaine vendredi", c.PlanAgain(starts_at=datetime(2026, 11, 27, 11, tzinfo=UTC))),
        ("!tenue reportée vendredi", c.PutOff(starts_at=datetime(2026, 11, 27, 11, tzinfo=UTC))),
        ("!prochaine 9 avril", c.PlanAgain(starts_at=datetime(2027, 4, 9, 10, tzinfo=UTC))),
        ("!prochaine vendredi 18h", _AGAIN),
        (
            "!répéter toutes les deux semaines",
            c.SetRepeat(
                rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO 2026-11-30 12:00 60",
                starts_at=datetime(2026, 11, 30, 11, tzinfo=UTC),
                ends_at=datetime(2026, 11, 30, 12, tzinfo=UTC),
            ),
        ),
    ],
)
def test_what_is_left_open_is_as_in_the_meeting_before(line: str, asked: Asked) -> None:
    monday = datetime(2026, 11, 30, 11, tzinfo=UTC)
    like = Slot(monday, monday.replace(hour=12))
    assert read_message(line, context(like=like)) == (asked,)


@pytest.mark.parametrize(
    "line", ["!prochaine jeudi 27 novembre 12h", "!tenue reportée jeudi 27 novembre 12h"]
)
def test_what_contradicts_itself_is_told_without_a_command_that_may_move_another_meeting(line: str) -> None:
    (asked,) = read_message(line, context())
    assert isinstance(asked, c.PlanAgain | c.PutOff)
    assert [doubt.key for doubt in asked.doubts] == ["reading.not_that_weekday"]
