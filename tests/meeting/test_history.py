"""What follows from the log."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.history import apply, replay
from intercoop_bot.meeting.parts import Item
from intercoop_bot.meeting.state import Room
from intercoop_bot.storage.codec import decode_fact, encode, erased
from tests.meeting.group import ANA, PLAN, Group, after, somebody

STORED = Path(__file__).parents[1] / "storage" / "databases" / "facts.jsonl"
"""A sample of every kind of fact ever stored."""


def test_every_kind_of_fact_ever_stored_can_be_applied() -> None:
    room = Room()
    facts = [decode_fact(line) for line in STORED.read_text(encoding="utf-8").splitlines()]
    for seq, fact in enumerate(facts, 1):
        room = apply(room, f.Entry(seq=seq, at=after(seq), by=ANA, cause=None, fact=fact))
    assert {type(fact) for fact in facts} == set(get_args(f.Fact))
    assert room.seq == len(facts)


def test_nothing_is_changed_in_place() -> None:
    group = Group(PLAN)
    before, copy = group.room, replace(group.room)
    group.does(c.ClaimRole(role="notes"))
    group.does(c.Start())
    assert before == copy
    assert before != group.room


def test_a_log_whose_words_were_erased_leads_to_the_state_that_was_lived() -> None:
    group = Group(PLAN, minute=0)
    group.does(c.Start())
    draft = c.NoteDraft(tag="action", text="secret", owner=somebody(ANA))
    group.does(c.TakeNote(draft=draft, author=somebody(ANA), event="$1"))
    group.does(c.Substitute(old="secret", new="autre secret"))
    group.does(c.EraseNotes(event="$1"))
    log = [replace(entry, fact=decode_fact(erased(encode(entry.fact)))) for entry in group.entries]
    assert replay(log, Room(language="fr", zone="Europe/Paris", names=group.room.names)) == group.room


def test_people_and_settings() -> None:
    group = Group(c.SetLanguage(language="en"), c.SetZone(zone="Europe/Brussels"))
    group.does(c.SetPolicy(policy="open"), moderator=True)
    assert (group.room.language, group.room.zone, group.room.policy) == ("en", "Europe/Brussels", "open")
    named = f.Entry(seq=9, at=after(0), by="", cause=None, fact=f.PersonNamed(person=ANA, name="Ana B."))
    assert apply(group.room, named).who(ANA).name == "Ana B."


def test_a_meeting_that_ended_is_at_no_item_whatever_its_log_says() -> None:
    group = Group(PLAN, c.Start(), minute=0)
    ended = f.Entry(seq=9, at=after(3), by="", cause=None, fact=f.MeetingEnded(meeting=1))
    meeting = apply(group.room, ended).meetings[1]
    assert meeting.current is None
    assert meeting.items[0].spent == timedelta(minutes=3)


def test_a_fact_about_an_item_that_is_gone_does_no_harm() -> None:
    group = Group(c.Start(), c.AddItems(items=(c.DraftItem(title="a"),)), minute=0)
    fact = f.ItemExtended(meeting=1, item=7, minutes=5)
    after_it = apply(group.room, f.Entry(seq=9, at=after(1), by="", cause=None, fact=fact))
    assert after_it.meetings[1].items == (Item(id=1, title="a"),)


@pytest.mark.parametrize(
    "fact",
    [f.MoveUndone(meeting=1, move=99), f.RulingUndone(meeting=1, ruling=99)],
    ids=lambda fact: fact.kind,
)
def test_an_undo_of_what_is_not_known_any_more_does_no_harm(fact: f.MeetingFact) -> None:
    group = Group(PLAN, c.Start(), c.Next(), c.GiveFloor(who=somebody(ANA)), minute=0)
    after_it = apply(group.room, f.Entry(seq=99, at=after(1), by=ANA, cause=None, fact=fact))
    assert after_it.meetings == group.room.meetings
