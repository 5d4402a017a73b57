"""Who speaks: how the queue is asked for, in words and in signs."""

from datetime import timedelta

import pytest

from intercoop_bot.language.asking import Asked, Unclear
from intercoop_bot.language.parse import read_message
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, context

MARCEL, PAUL, CLAIRE = (Who(name, name) for name in ("Marcel", "Paul", "Claire Petit"))


def _asked(line: str, **changes: object) -> Asked:
    (asked,) = read_message(line, context(guests=("Paul", "Claire Petit"), **changes))
    return asked


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("q+", c.JoinQueue()),
        ("Q+", c.JoinQueue()),
        ("q +", c.JoinQueue()),
        ("!q+", c.JoinQueue()),
        ("!main", c.JoinQueue()),
        ("!hand", c.JoinQueue()),
        ("q+ le loyer", c.JoinQueue(topic="le loyer")),
        ("!main le loyer de mai", c.JoinQueue(topic="le loyer de mai")),
        ("q+ ordre", c.JoinQueue(manner="order")),
        ("q+ point d’ordre : l’heure", c.JoinQueue(manner="order", topic="l’heure")),
        ("q+ motion", c.JoinQueue(manner="order")),
        ("q+ order the time", c.JoinQueue(manner="order", topic="the time")),
        ("q+ réponse", c.JoinQueue(manner="reply")),
        ("q+ reply to that", c.JoinQueue(manner="reply", topic="to that")),
        ("q+ ordre du jour", c.JoinQueue(topic="ordre du jour")),
        ("q+ réponse de la banque", c.JoinQueue(topic="réponse de la banque")),
        ("q+ pour réagir", c.JoinQueue(manner="reply")),
        ("q+ ordreur", c.JoinQueue(topic="ordreur")),
        ("q+ Bruno", c.JoinQueue(who=BRUNO)),
        ("q+ @bruno:coop.example", c.JoinQueue(who=BRUNO)),
        ("!main @bruno le devis", c.JoinQueue(who=BRUNO, topic="le devis")),
        ("q+ Bruno : le devis", c.JoinQueue(who=BRUNO, topic="le devis")),
        ("q+ Bruno a oublié le devis", c.JoinQueue(topic="Bruno a oublié le devis")),
        ("q+ Paul", c.JoinQueue(who=PAUL)),
        ("q+ @paul le devis", c.JoinQueue(who=PAUL, topic="le devis")),
        ("q+ @Marcel le devis", c.JoinQueue(who=MARCEL, topic="le devis")),
        ("q+ @Claire Petit : le devis", c.JoinQueue(who=CLAIRE, topic="le devis")),
        ("q+ pour Marcel", c.JoinQueue(who=MARCEL)),
        ("q+ for Marcel: the rent", c.JoinQueue(who=MARCEL, topic="the rent")),
        ("q+ pour Marcel : budget", c.JoinQueue(who=MARCEL, topic="budget")),
        ("q+ pour finir : le loyer", c.JoinQueue(topic="pour finir : le loyer")),
        ("q+ pour moi : le loyer", c.JoinQueue(topic="le loyer")),
        ("q+ Claire", c.JoinQueue(who=CLAIRE)),
        ("!main non", c.LeaveQueue()),
        ("q+ pour le loyer", c.JoinQueue(topic="pour le loyer")),
        ("q+ ordre pour Paul", c.JoinQueue(who=PAUL, manner="order")),
        ("q+ Ana Martin", c.JoinQueue()),
        ("q-", c.LeaveQueue()),
        ("!baisser", c.LeaveQueue()),
        ("q- Paul", c.LeaveQueue(who=PAUL)),
        ("q- @bruno", c.LeaveQueue(who=BRUNO)),
        ("q- moi", c.LeaveQueue()),
        ("q?", c.AskQueue()),
        ("!file", c.AskQueue()),
        ("!queue", c.AskQueue()),
        ("!file fermer", c.CloseQueue()),
        ("!queue close", c.CloseQueue()),
        ("!file ouvrir", c.OpenQueue()),
        ("!queue open", c.OpenQueue()),
        ("!file équité", c.SetPreference(name="queue", value="share")),
        ("!queue arrival", c.SetPreference(name="queue", value="arrival")),
        ("!parole", c.GiveFloor()),
        ("!floor next", c.GiveFloor()),
        ("!parole @bruno", c.GiveFloor(who=BRUNO)),
        ("!parole à Bruno", c.GiveFloor(who=BRUNO)),
        ("!floor to Paul", c.GiveFloor(who=PAUL)),
        ("!parole Marcel", c.GiveFloor(who=MARCEL)),
        ("!limite 2 min", c.LimitTurns(length=timedelta(minutes=2))),
        ("!limit 2m", c.LimitTurns(length=timedelta(minutes=2))),
        ("!limite 90 s", c.LimitTurns(length=timedelta(seconds=90))),
        ("!limite 1 min 30", c.LimitTurns(length=timedelta(seconds=90))),
        ("!limite 1 min 30 s", c.LimitTurns(length=timedelta(seconds=90))),
        ("!limite 1:30", c.LimitTurns(length=timedelta(seconds=90))),
        ("!limite une minute", c.LimitTurns(length=timedelta(minutes=1))),
        ("!limite 3", c.LimitTurns(length=timedelta(minutes=3))),
        ("!limite non", c.LimitTurns(length=None)),
        ("!limit off", c.LimitTurns(length=None)),
        ("!voix", c.AskVoices()),
        ("!temps de parole", c.AskVoices()),
        ("!coanimer @bruno", c.ShareLead(people=(BRUNO,))),
        ("!coanimer sans Bruno", c.WithdrawLead(people=(BRUNO,))),
        ("!colead without @bruno", c.WithdrawLead(people=(BRUNO,))),
        ("!titre Réunion budget", c.RenameMeeting(title="Réunion budget")),
        ("!prolonger 5 sur la suite", c.Extend(minutes=5, from_later=True)),
        ("!extend 10 min from later", c.Extend(minutes=10, from_later=True)),
        ("!reporter dernier", c.Park(last=True)),
        ("!park last", c.Park(last=True)),
        ("!reporter le dernier point", c.Park(last=True)),
        ("!parti Paul", c.MarkGone(people=(PAUL,))),
    ],
)
def test_what_is_asked_for(line: str, expected: Asked) -> None:
    assert _asked(line) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("!limite longtemps", "unclear.limit"),
        ("!parole à la personne du fond de la salle", "unclear.floor"),
        ("!coanimer", "unclear.colead"),
        ("q+ Chloé", "people.ambiguous"),
    ],
)
def test_what_makes_no_sense_is_answered_with_an_example(line: str, reason: str) -> None:
    asked = _asked(line)
    assert isinstance(asked, Unclear)
    assert asked.reason.key == reason


@pytest.mark.parametrize("line", ["q+", "q-", "q?", "q+ le loyer"])
def test_outside_a_meeting_a_sign_without_a_prefix_is_talk(line: str) -> None:
    assert read_message(line, context(live=False)) == ()


def test_one_queues_oneself_by_name_too() -> None:
    assert _asked(f"!main {ANA.id} le loyer") == c.JoinQueue(topic="le loyer")
