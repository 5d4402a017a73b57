"""The front door: every command reaches its rule, and a refusal changes nothing."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from tests.meeting.group import ANA, BRUNO, PLAN, Group, after


def test_settings_are_answered_even_where_they_are_so_already() -> None:
    group = Group()
    cases: list[tuple[c.Command, str]] = [
        (c.SetLanguage(language="fr"), "Je parle français ici."),
        (c.SetLanguage(language="en"), "Je parle français ici."),
        (c.SetZone(zone="Europe/Paris"), "Ici, il est maintenant 19:20 (heure de Paris)."),
        (c.SetZone(zone="America/Toronto"), "Ici, il est maintenant 13:20 (heure de Toronto)."),
    ]
    for command, answer in cases:
        group.does(command)
        assert group.reads() == answer
    group.does(c.SetLanguage(language="en"))
    assert group.reads("en") == "I speak English here."


def test_a_refusal_is_said_in_words_where_no_emoji_says_it() -> None:
    group = Group(c.Start(), c.JoinQueue(), minute=0)
    cases: list[tuple[c.Command, str]] = [(c.Resume(), ""), (c.JoinQueue(), "👍")]
    for command, emoji in cases:
        with pytest.raises(c.Refused) as refusal:
            group.does(command)
        assert refusal.value.emoji == emoji


def test_the_policies_are_said_in_words() -> None:
    group = Group()
    for policy, words in [
        (c.SetPolicy(policy="open"), "Tout le monde peut faire avancer la réunion."),
        (c.SetPolicy(policy="chaired"), "la personne qui anime, ou la modération du salon"),
        (c.SetPolicy(policy="shared"), "celle qui l’a ouverte"),
    ]:
        group.does(policy, BRUNO, moderator=True)
        assert words in group.reads()


def test_two_planned_meetings_are_told_apart_by_number() -> None:
    group = Group(PLAN, PLAN)
    assert list(group.room.meetings) == [1, 2]
    group.does(c.ClaimRole(role="notes"))
    assert group.room.meetings[1].holder("notes") == ANA
    assert group.room.meetings[2].holder("notes") is None


def test_a_cancelled_number_is_not_given_again() -> None:
    group = Group(PLAN, c.Cancel(), PLAN)
    assert list(group.room.meetings) == [1, 2]


def test_the_clock_is_silent_in_a_room_that_is_lost() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.does(c.Depart())
    group.away(120).wakes()
    assert group.calls == []
    group.does(c.Arrive())
    group.wakes()
    assert group.calls == [(120, None, 3)]


def test_a_meeting_is_the_same_meeting_across_midnight() -> None:
    group = Group(c.Start(title="Nuit"), minute=60 * 11)
    for hour in (12, 13, 14):
        group.at(60 * hour).does(c.Hear())
    group.does(c.TakeNote(draft=c.NoteDraft(tag="note", text="tard"), author=group.room.who(ANA), event="$1"))
    group.does(c.End())
    assert list(group.room.meetings) == [1]
    assert group.meeting.started_at == after(60 * 11)
    assert group.meeting.ended_at == after(60 * 14)
    assert [entry.fact.note for entry in group.entries if isinstance(entry.fact, f.NoteTaken)] == [1]
