"""Whatever is asked, by anyone, in any order: what always holds of a room.

1. Replaying the log gives the state that was lived.
2. A refusal changes nothing: what was lived is what was written down.
3. At most one meeting is under way, and the room knows which.
4. The item that a meeting is at is on its agenda and open; outside a meeting under way there is none.
5. Time spent is never negative; a meeting never ends before it starts.
6. Each role has one holder: tenures follow each other, only the last one is open.
7. Ids of items, and of notes, are each given once; a kept note has words.
8. A mark is called once: each call is of a later mark than the one before.
9. After the clock was heard, the next deadline lies ahead, and hearing it before then brings nothing.
10. All that is seen, answered or refused can be said in both languages.
11. A move that is undone at once leaves the course of the meeting as it was, whatever was done before.
12. At most one person has the floor, and only in a meeting that is going on; nobody waits twice.
"""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoop_bot.language.catalogue import LANGUAGES
from intercoop_bot.language.wording import word_message
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.announce import announce
from intercoop_bot.meeting.answers import answer
from intercoop_bot.meeting.effects import Effect, Line, Say
from intercoop_bot.meeting.history import apply, replay
from intercoop_bot.meeting.parts import NO_TIME, Course, Phase
from intercoop_bot.meeting.rules import decide
from intercoop_bot.meeting.schedule import deadline, spent
from intercoop_bot.meeting.state import Meeting, Room
from tests.meeting.group import ANA, BRUNO, CHLOE, CLOCK, NOON, actor, after, somebody, voice

START = Room(language="fr", zone="Europe/Paris")

RULE = "FREQ=WEEKLY;BYDAY=FR 2028-05-12 12:00 60"

people = st.sampled_from([ANA, BRUNO, CHLOE, "Denise"]).map(somebody)
words = st.sampled_from(["", " ", "x", "Budget", "a{b}c", "**gras** <b>", "à " * 150, "x" * 2000])
roles = st.sampled_from(["", "notes", "host", "facilitator", "gardien", "inconnu"])
tags = st.sampled_from(["note", "decision", "action", "budget", "inconnu"])
positions = st.integers(-1, 6)
minutes = st.sampled_from([-5, 0, 1, 2, 5, 20, 60, 1440, 99999])
instants = st.sampled_from([-5000, -10, 0, 5, 60, 3000, 10**7]).map(after)
events = st.sampled_from(["$1", "$2", "$3"])
days = st.none() | st.just(date(2028, 6, 1))
numbers = st.none() | st.integers(1, 4)
rules = st.sampled_from(["", RULE])
preferences = st.one_of(
    st.builds(
        c.SetPreference,
        name=st.just("reminders"),
        value=st.sampled_from(["", "off", "10080 2880 120 10", "60 1380", "5", "20160"]),
    ),
    st.builds(
        c.SetPreference,
        name=st.just("quiet"),
        value=st.sampled_from(["", "off", "21:00-08:00", "12:00-13:00", "00:00-23:59"]),
    ),
    st.builds(
        c.SetPreference,
        name=st.sampled_from(["chase", "gate", "closure", "voices"]),
        value=st.sampled_from(["on", "off"]),
    ),
)

manners = st.sampled_from(["speak", "reply", "order"])
lengths = st.none() | st.sampled_from([1, 30, 120, 10**6]).map(lambda seconds: timedelta(seconds=seconds))

items = st.builds(c.DraftItem, title=words, minutes=st.none() | minutes, owner=st.none() | people)
agendas = st.lists(items, max_size=4).map(tuple)
drafts = st.builds(c.NoteDraft, tag=tags, text=words, owner=st.none() | people, due=days)


def command(kind: type[Any], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **parts)


COMMANDS: list[st.SearchStrategy[Any]] = [
    command(
        c.Plan,
        title=words,
        starts_at=st.none() | instants,
        ends_at=st.none() | instants,
        call=words,
        items=agendas,
        roles=st.lists(st.tuples(roles, st.none() | people), max_size=3).map(tuple),
    ),
    command(c.SetDate, starts_at=instants, ends_at=st.none() | instants),
    command(c.Cancel, reason=words),
    command(c.SetCall, text=words),
    command(c.Foretell, coming=st.booleans(), reason=words),
    command(c.AddItems, items=agendas),
    command(
        c.EditItem, position=positions, title=words, minutes=st.none() | minutes, owner=st.none() | people
    ),
    command(c.MoveItem, position=positions, to=positions),
    command(c.DropItem, position=positions),
    command(c.ClaimRole, role=roles),
    command(c.ReleaseRole, role=roles),
    command(c.AssignRole, role=roles, who=people),
    command(c.AddRole, role=roles),
    command(c.WaiveRole, role=roles),
    command(c.Prepare, position=positions),
    command(c.SayHeld, held=st.booleans(), reason=words, meeting=numbers),
    command(c.PutOff, starts_at=st.none() | instants, ends_at=st.none() | instants, meeting=numbers),
    command(c.PlanAgain, starts_at=instants, ends_at=st.none() | instants, repeated=st.booleans()),
    command(c.SetRepeat, rule=rules, starts_at=st.none() | instants),
    preferences,
    command(c.NoteLink, meeting=st.integers(1, 3), ok=st.booleans()),
    command(c.Start, meeting=numbers),
    command(c.ClaimRole, role=roles, meeting=numbers),
    command(c.Foretell, coming=st.booleans(), meeting=numbers),
    command(c.Start, title=words),
    command(c.End),
    command(c.Undo),
    command(c.TakeUp, title=words),
    command(c.RenameMeeting, title=words),
    command(c.RepostCard),
    command(c.JoinQueue, who=st.none() | people, topic=words, manner=manners),
    command(c.LeaveQueue, who=st.none() | people),
    command(c.GiveFloor, who=st.none() | people),
    command(c.CloseQueue),
    command(c.OpenQueue),
    command(c.LimitTurns, length=lengths),
    command(c.SetPreference, name=st.just("queue"), value=st.sampled_from(["arrival", "share"])),
    command(c.ShareLead, people=st.lists(people, max_size=2).map(tuple)),
    command(c.WithdrawLead, people=st.lists(people, max_size=2).map(tuple)),
    command(c.SetScribe, on=st.booleans()),
    command(c.Retag, event=events, tag=tags),
    command(c.ReplaceNote, number=positions, text=words, tag=tags),
    command(c.Park, last=st.just(True)),
    command(c.Extend, minutes=minutes, from_later=st.just(True)),
    command(c.Next),
    command(c.Back),
    command(c.GoTo, position=positions),
    command(c.Skip),
    command(c.Park, position=st.none() | positions),
    command(c.Extend, minutes=minutes),
    command(c.Pause),
    command(c.Resume),
    command(c.MarkPresent, people=st.lists(people, max_size=3).map(tuple)),
    command(c.SpeakFor, organisation=words),
    command(
        c.TakeNote,
        draft=drafts,
        author=people,
        event=events,
        whole=st.booleans(),
        explicit=st.booleans(),
        prepares=st.none() | st.tuples(st.integers(1, 3), st.integers(1, 4)),
    ),
    command(c.ReviseNotes, event=events, body=words, drafts=st.lists(drafts, max_size=3).map(tuple)),
    command(c.EraseNotes, event=events),
    command(c.Substitute, old=words, new=words),
    command(c.SetLanguage, language=st.sampled_from(LANGUAGES)),
    command(c.SetZone, zone=st.sampled_from(["Europe/Paris", "America/Toronto"])),
    command(c.SetPolicy, policy=st.sampled_from(["shared", "open", "chaired"])),
    command(c.AddTag, tag=words | tags),
    command(c.Hear),
    command(c.Admit),
    command(c.Dismiss, who=people),
    command(c.Arrive),
    command(c.Depart),
    command(c.AdmitDeafness),
]

QUESTIONS: list[st.SearchStrategy[Any]] = [
    *map(st.just, (c.AskStatus(), c.AskAgenda(), c.AskRoles(), c.AskDate(), c.AskCall(), c.AskMeetings())),
    *map(st.just, (c.AskRota(), c.AskRepeat(), c.AskQueue(), c.AskVoices(), c.AskNotes())),
    st.builds(c.AskMinutes, which=st.sampled_from(["", "1", "x", "bud"]), day=days | st.just(NOON.date())),
    st.just(c.AskSettings()),
]

STEERING: list[st.SearchStrategy[Any]] = [
    *map(
        st.just, (c.Next(), c.Back(), c.Park(), c.Extend(minutes=5), c.Pause(), c.Resume(), c.End(), c.Undo())
    ),
    *map(st.just, (c.JoinQueue(), c.GiveFloor())),
    command(c.GiveFloor, who=people),
]
"""What is asked for most often, and together."""

# Most of what happens in a meeting happens in one that was planned and opened.
OPENING: tuple[c.Command, ...] = (
    c.Plan(
        title="Budget",
        starts_at=after(0),
        ends_at=after(60),
        items=(c.DraftItem(title="a", minutes=5), c.DraftItem(title="b", minutes=20), c.DraftItem(title="c")),
    ),
    c.Start(),
)

steps = st.tuples(
    st.sampled_from([0, 0.2, 0.5, 1, 4, 5, 12, 31, 60, 800, 1440, 8000]),
    people.map(lambda who: who.id),
    st.booleans(),
    st.one_of(*COMMANDS, *QUESTIONS, *STEERING * 4),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.booleans(), st.lists(steps, max_size=40))
def test_whatever_is_asked_in_whatever_order(opened: bool, asked: list[tuple[float, str, bool, Any]]) -> None:
    run = Run()
    for opening in OPENING[: 2 * opened]:
        run.ask(opening, actor(ANA))
    for minutes_later, person, moderator, command in asked:
        run.now += timedelta(minutes=minutes_later)
        run.hear_the_clock()
        if isinstance(command, c.Question):
            be_said(answer(run.room, command, run.now))
        else:
            run.ask(command, actor(person, moderator=moderator))
        hold(run.room)
    assert replay(run.log, START) == run.room


class Run:
    """One room, its log, and what was called in it."""

    def __init__(self) -> None:
        self.now = after(-5)
        self.room = START
        self.log: list[f.Entry] = []

    def ask(self, command: c.Command, by: c.Actor) -> tuple[f.Fact, ...]:
        before = self.room
        try:
            facts = decide(self.room, command, by, self.now)
        except c.Refused as refusal:
            be_said([Say(lines=(Line(refusal.reason),))])
            return ()
        for fact in facts:
            if isinstance(fact, f.TimeCalled):
                self.expect_a_later_mark(fact)
            self.log.append(self.entry(fact, by, cause=f"${before.seq}"))
            self.room = apply(self.room, self.log[-1])
        self.expect_that_it_can_be_undone(before)
        be_said(announce(facts, self.room, self.now, by.who))
        return facts

    def entry(self, fact: f.Fact, by: c.Actor, cause: str) -> f.Entry:
        return f.Entry(seq=self.room.seq + 1, at=self.now, by=by.who.id, cause=cause, fact=fact)

    def expect_that_it_can_be_undone(self, before: Room) -> None:
        for meeting in self.room.meetings.values():
            former = before.meetings.get(meeting.id)
            if former is not None and meeting.rulings and meeting.rulings[-1].seq > before.seq:
                unruled = f.RulingUndone(meeting=meeting.id, ruling=meeting.rulings[-1].seq)
                room = apply(self.room, self.entry(unruled, actor(ANA), cause="$undo"))
                assert speaking_of(room.meetings[meeting.id]) == speaking_of(former)
                hold(room)
            if former is None or not meeting.moves or meeting.moves[-1].seq <= before.seq:
                continue
            undone = f.MoveUndone(meeting=meeting.id, move=meeting.moves[-1].seq)
            room = apply(self.room, self.entry(undone, actor(ANA), cause="$undo"))
            assert course_of(room.meetings[meeting.id]) == course_of(former)
            assert room.meetings[meeting.id].floor == former.floor
            hold(room)

    def hear_the_clock(self) -> None:
        self.ask(c.Tick(), CLOCK)
        ahead = deadline(self.room)
        assert ahead is None or ahead > self.now, "it would spin"
        for instant in (self.now, self.now if ahead is None else ahead - timedelta(microseconds=1)):
            assert decide(self.room, c.Tick(), CLOCK, instant) == ()

    def expect_a_later_mark(self, call: f.TimeCalled) -> None:
        meeting = self.room.meetings[call.meeting]
        assert call.mark > (meeting.meeting_mark if call.item is None else meeting.item_mark)
        assert call.item is None or call.item == meeting.current


def course_of(meeting: Meeting) -> dict[str, object]:
    """Return what a move changes, how far time was called left aside."""
    return {
        field.name: getattr(meeting, field.name)
        for field in fields(Course)
        if field.name not in ("item_mark", "meeting_mark", "asked_over_at")
    }


def speaking_of(meeting: Meeting) -> dict[str, Any]:
    """Return what a ruling on who speaks changes."""
    ruled = {name: getattr(meeting, name) for name in ("queue_closed", "floors", "turn_limit")}
    return ruled | {"waiting": set(meeting.queue)}


def be_said(effects: Iterable[Effect]) -> None:
    for effect in effects:
        for language in LANGUAGES if isinstance(effect, Say) else ():
            assert isinstance(effect, Say)
            assert word_message(effect, voice(language)).plain.strip()


def hold(room: Room) -> None:
    under_way = [meeting.id for meeting in room.meetings.values() if meeting.live]
    assert under_way == ([] if room.live_id is None else [room.live_id])
    for meeting in room.meetings.values():
        hold_of_meeting(meeting, room)


def hold_of_meeting(meeting: Meeting, room: Room) -> None:
    assert meeting.live or meeting.current is None
    if meeting.current is not None:
        item = meeting.current_item
        assert item is not None
        assert item.outcome is None
    assert room.last_at is not None
    assert all(spent(meeting, item, room.last_at) >= NO_TIME for item in meeting.items)
    if meeting.starts_at is not None and meeting.ends_at is not None and not meeting.started_at:
        assert meeting.starts_at < meeting.ends_at
    for tenures in meeting.roles.values():
        assert all(tenure.until is not None for tenure in tenures[:-1])
        assert all(one.until is not None and one.until <= two.since for one, two in pairwise(tenures))
    assert all(floor.until is not None for floor in meeting.floors[:-1])
    assert meeting.floor is None or meeting.phase is Phase.LIVE
    assert len({place.person for place in meeting.queue}) == len(meeting.queue)
    ids = [item.id for item in meeting.items]
    assert len(ids) == len(set(ids))
    assert [note.id for note in meeting.notes] == list(range(1, len(meeting.notes) + 1))
    assert all(note.text.strip() for note in meeting.kept_notes)
