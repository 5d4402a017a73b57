"""Notes follow the messages that they came from."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import React
from intercoop_bot.meeting.notes import LONGEST_TAG, MOST_TAGS, erasures
from intercoop_bot.meeting.parts import Note
from tests.meeting.group import ANA, BRUNO, CHLOE, FIVE, PLAN, Group, somebody
from tests.meeting.noting import draft, edited, kept, last, live, note, prepared

# --- taking


def test_a_note_is_kept_with_all_that_is_known_of_it() -> None:
    group = live().at(5)
    group.does(c.Next())
    action = c.NoteDraft(
        tag="action", text=" demander un devis ", owner=somebody(BRUNO), due=date(2028, 6, 1), plain=True
    )
    group.does(c.TakeNote(draft=action, author=somebody(CHLOE), event="$1", whole=True), ANA)
    assert last(group) == Note(
        id=1,
        at=group.now,
        tag="action",
        text="demander un devis",
        author=CHLOE,
        recorder=ANA,
        event="$1",
        whole=True,
        plain=True,
        item=2,
        owner=BRUNO,
        due=date(2028, 6, 1),
    )


@pytest.mark.parametrize(
    ("tag", "emoji"),
    [
        ("note", "📝"),
        ("decision", "✅"),
        ("action", "📌"),
        ("question", "❓"),
        ("idea", "💡"),
        ("link", "🔗"),
        ("budget", "📝"),
    ],
)
def test_a_note_is_acknowledged_by_an_emoji(tag: str, emoji: str) -> None:
    group = live()
    group.does(c.AddTag(tag="budget"))
    group.does(c.TakeNote(draft=draft("x", tag), author=somebody(ANA), event="$1"))
    assert group.seen == (React(emoji=emoji),)


@pytest.mark.parametrize(
    ("group", "text", "tag", "reason"),
    [
        pytest.param(Group(PLAN), "x", "note", "refused.none_live", id="no meeting"),
        pytest.param(live(), " \n", "note", "refused.note_empty", id="no words"),
        pytest.param(live(), "x", "tarif", "refused.note_empty", id="no such tag"),
    ],
)
def test_what_makes_no_note_is_answered_only_where_it_was_a_command(
    group: Group, text: str, tag: str, reason: str
) -> None:
    asked = c.TakeNote(draft=draft(text, tag), author=somebody(ANA), event="$1")
    assert group.is_refused(asked) == reason
    talk = c.TakeNote(draft=draft(text, tag), author=somebody(ANA), event="$1", explicit=False)
    assert group.does(talk) == ()


def test_a_message_that_two_people_record_is_one_note() -> None:
    group = live()
    note(group, "On garde OVH", whole=True)
    again = c.TakeNote(draft=draft("On garde OVH"), author=somebody(ANA), event="$1", whole=True)
    assert group.is_refused(again, CHLOE) == "refused.already_so"
    other = c.TakeNote(draft=draft("On garde OVH", "decision"), author=somebody(ANA), event="$1", whole=True)
    group.does(other, CHLOE)
    assert [n.tag for n in group.meeting.kept_notes] == ["note", "decision"]


# --- edits


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(["a"], ["b"], ["b"], id="changed"),
        pytest.param(["a", "b"], ["a", "c"], ["a", "c"], id="one of two changed"),
        pytest.param(["a", "b"], ["a"], ["a"], id="the last one went"),
        pytest.param(["a", "b"], ["b"], ["b"], id="the first one went"),
        pytest.param(["a"], [], [], id="all went"),
        pytest.param(["a"], ["a", "b", "c"], ["a", "b", "c"], id="two more"),
        pytest.param(["a"], ["", "b"], ["b"], id="an empty line is none"),
        pytest.param(["a"], ["a", " "], ["a"], id="nor is it a note more"),
    ],
)
def test_an_edit_changes_the_notes_of_a_message(
    before: list[str], after: list[str], expected: list[str]
) -> None:
    group = live()
    note(group, *before)
    group.does(edited(*after))
    assert kept(group) == expected


def test_an_edit_that_says_the_same_is_nothing() -> None:
    group = live()
    note(group, "a")
    assert group.does(edited("a")) == ()
    assert not last(group).changed


def test_an_edit_may_change_tag_owner_and_date() -> None:
    group = live()
    note(group, "a")
    action = c.NoteDraft(tag="action", text="a", owner=somebody(BRUNO), due=date(2028, 6, 1))
    group.does(c.ReviseNotes(event="$1", body="", drafts=(action,)))
    assert (last(group).tag, last(group).owner, last(group).due) == ("action", BRUNO, date(2028, 6, 1))
    assert last(group).changed
    assert group.seen == (React(emoji="✏️"),)


def test_a_line_that_went_by_mistake_comes_back() -> None:
    group = live()
    note(group, "a", "b")
    group.does(edited("a"))
    assert group.reads() == "↩️ Note retirée : « b »"
    group.does(edited("a", "b"))
    assert kept(group) == ["a", "b"]
    assert len(group.meeting.notes) == 2


def test_a_line_that_was_taken_back_does_not_come_back_with_an_edit() -> None:
    group = live()
    note(group, "a", "b")
    group.does(c.Undo())
    group.does(edited("a!", "b!"))
    assert kept(group) == ["a!"]


def test_a_line_that_is_added_belongs_to_the_item_of_its_message() -> None:
    group = live()
    note(group, "a")
    group.at(5).does(c.Next())
    group.does(edited("a", "b"))
    assert last(group).item == 1


def test_a_message_tagged_afterwards_is_noted_at_the_present_item() -> None:
    group = live().at(5)
    group.does(c.Next())
    group.does(edited("a", "b", event="$9"), CHLOE)
    assert kept(group) == ["a", "b"]
    assert [(n.id, n.item, n.author) for n in group.meeting.notes] == [(1, 2, CHLOE), (2, 2, CHLOE)]


def test_without_a_meeting_an_edit_is_just_an_edit() -> None:
    assert Group(PLAN).does(edited("a")) == ()


def test_a_message_recorded_whole_is_followed_whole() -> None:
    group = live()
    action = c.NoteDraft(tag="action", text="demander un devis", owner=somebody(CHLOE), due=date(2028, 6, 1))
    group.does(c.TakeNote(draft=action, author=somebody(ANA), event="$1", whole=True), BRUNO)
    group.does(edited(body="demander deux devis"), ANA)
    assert (last(group).text, last(group).owner, last(group).due) == (
        "demander deux devis",
        CHLOE,
        date(2028, 6, 1),
    )
    group.does(edited(body=" "), ANA)
    assert kept(group) == []


def test_nobody_edits_the_message_of_another() -> None:
    group = live()
    note(group, "a")
    assert group.does(edited("b"), BRUNO) == ()


# --- removals


def test_a_removed_message_takes_its_words_with_it() -> None:
    group = live()
    note(group, "secret", "autre secret")
    facts = group.does(c.EraseNotes(event="$1"), BRUNO, moderator=True)
    assert facts == tuple(f.NoteRemoved(meeting=1, note=n, erased=True) for n in (1, 2))
    assert erasures(facts) == (f.Erasure(meeting=1, note=1), f.Erasure(meeting=1, note=2))
    assert [n.text for n in group.meeting.notes] == ["", ""]
    assert group.seen == ()
    assert group.does(c.EraseNotes(event="$1")) == ()
    assert group.does(edited("secret", "autre secret")) == ()


def test_a_note_that_was_taken_back_is_erased_too() -> None:
    group = live()
    note(group, "secret")
    assert erasures(group.does(c.Undo())) == ()
    group.does(c.EraseNotes(event="$1"))
    assert last(group).text == ""


def test_a_removed_message_without_notes_is_nothing() -> None:
    assert live().does(c.EraseNotes(event="$9")) == ()


def test_a_message_recorded_in_two_meetings_is_erased_in_both() -> None:
    group = live()
    note(group, "secret", whole=True)
    group.at(5).does(c.End())
    group.does(c.Start())
    note(group, "secret", whole=True)
    group.does(c.EraseNotes(event="$1"))
    assert [n.text for m in group.room.meetings.values() for n in m.notes] == ["", ""]


def test_a_removed_reply_takes_the_note_back_that_it_asked_for() -> None:
    group = live()
    group.writes_in = "$reply"
    note(group, "une bonne idée", whole=True)
    assert group.does(c.EraseNotes(event="$reply"), BRUNO) == (f.NoteRemoved(meeting=1, note=1),)
    assert kept(group) == []
    assert last(group).text == "une bonne idée"
    assert group.does(c.EraseNotes(event="$reply"), BRUNO) == ()


# --- in the thread of an item, and after the fact


def test_a_note_in_the_thread_of_an_item_belongs_to_it_before_the_meeting() -> None:
    group = Group(PLAN, c.Prepare(position=4), prepared("Deux devis."))
    assert [(note.item, note.text) for note in group.meeting.notes] == [(4, "Deux devis.")]
    assert group.seen == (React(emoji="📝"),)
    group.at(0).does(c.Start())
    assert kept(group) == ["Deux devis."]


def test_and_during_the_meeting_whatever_it_is_at() -> None:
    group = live()
    group.does(prepared("Deux devis."))
    assert (group.meeting.current, last(group).item) == (1, 4)


def test_and_of_its_own_meeting_whatever_is_under_way() -> None:
    group = Group(PLAN, c.Plan(title="Bureau", items=FIVE)).at(0)
    group.does(c.Start(meeting=1))
    group.does(prepared("Deux devis.", meeting=2))
    assert [len(group.room.meetings[number].notes) for number in (1, 2)] == [0, 1]


@pytest.mark.parametrize(
    ("meeting", "item"), [pytest.param(9, 1, id="no such meeting"), pytest.param(1, 9, id="no such item")]
)
def test_a_thread_of_what_is_gone_is_as_any_other(meeting: int, item: int) -> None:
    group = live()
    group.does(prepared("Deux devis.", item, meeting))
    assert last(group).item == group.meeting.current
    assert Group(PLAN).is_refused(prepared("Deux devis.", item, meeting)) == "refused.none_live"


def test_once_the_meeting_is_over_its_threads_are_closed() -> None:
    group = live()
    group.at(60).does(c.End())
    assert group.is_refused(prepared("trop tard")) == "refused.none_live"


def test_a_note_that_prepares_is_edited_removed_taken_back_and_corrected_like_any_other() -> None:
    group = Group(PLAN, prepared("Deux devis."), edited("Trois devis.", "Un prix."))
    assert [(note.text, note.item) for note in group.meeting.kept_notes] == [
        ("Trois devis.", 4),
        ("Un prix.", 4),
    ]
    group.does(c.Substitute(old="Un", new="Quel"))
    assert kept(group) == ["Trois devis.", "Quel prix."]
    group.does(c.Undo())
    assert kept(group) == ["Trois devis.", "Un prix."]
    group.does(c.Undo())
    assert kept(group) == ["Trois devis."]
    group.does(c.EraseNotes(event="$1"))
    assert kept(group) == []
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"


def test_the_last_note_is_the_last_wherever_it_was_taken() -> None:
    group = live()
    note(group, "à la réunion")
    group.at(10).does(c.Plan(title="Bureau", items=FIVE))
    group.does(prepared("au fil", meeting=2, event="$2"))
    group.does(c.Undo())
    assert group.room.meetings[2].kept_notes == ()
    group.does(c.Undo())
    assert kept(group) == []


def test_an_undo_does_not_reach_into_a_meeting_long_over_for_one_being_prepared() -> None:
    group = live()
    note(group, "à la réunion")
    group.at(60).does(c.End())
    group.does(c.Plan(title="Bureau", items=FIVE))
    group.does(prepared("au fil", meeting=2, event="$2"))
    group.does(c.Undo())
    assert [len(group.room.meetings[number].kept_notes) for number in (1, 2)] == [1, 0]


def test_after_the_fact_ordinary_talk_with_a_tag_is_noted_too() -> None:
    group = Group(PLAN).at(60)
    talk = c.TakeNote(draft=draft("voté"), author=somebody(ANA), event="$1", explicit=False)
    assert group.does(talk) == ()
    group.does(c.SayHeld(held=True))
    group.does(talk)
    assert [note.text for note in group.room.meetings[1].notes] == ["voté"]


def test_before_any_meeting_there_is_nothing_to_correct() -> None:
    assert Group(PLAN).is_refused(c.Undo()) == "refused.nothing_to_undo"


# --- tags


def test_a_tag_of_the_group_s_own() -> None:
    group = Group(c.AddTag(tag=" Budget "))
    assert group.room.tags[-1] == "budget"
    assert group.reads() == "On peut maintenant noter avec !budget ou #budget."


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        pytest.param("", "refused.tag_odd", id="none"),
        pytest.param("deux mots", "refused.tag_odd", id="two words"),
        pytest.param("x" * (LONGEST_TAG + 1), "refused.tag_odd", id="long"),
        pytest.param("note", "refused.tag_exists", id="there already"),
    ],
)
def test_a_tag_that_is_refused(tag: str, reason: str) -> None:
    assert Group().is_refused(c.AddTag(tag=tag)) == reason


def test_there_is_an_end_to_tags() -> None:
    group = Group(*(c.AddTag(tag=f"mot{n}") for n in range(MOST_TAGS - 6)))
    assert group.is_refused(c.AddTag(tag="encore")) == "refused.tag_odd"


# --- late


def test_a_note_that_reached_us_late_stands_where_it_was_said() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.at(1).does(c.Next())
    first = group.meeting.current
    note(group, "avant")
    said_at = group.at(2).now
    group.at(3)
    note(group, "après", event="$2")
    group.at(8).does(c.Next())
    late = c.TakeNote(draft=draft("en retard"), author=somebody(BRUNO), event="$3", said_at=said_at)
    group.does(late, BRUNO)
    assert kept(group) == ["avant", "en retard", "après"]
    assert (last(group).at, last(group).item) == (said_at, first)
    early = replace(late, event="$4", said_at=said_at - timedelta(hours=3))
    group.does(early, BRUNO)
    assert (last(group).at, last(group).item) == (group.now, group.meeting.current)


def test_the_longest_tag() -> None:
    assert Group(c.AddTag(tag="x" * LONGEST_TAG)).room.tags[-1] == "x" * LONGEST_TAG


def test_what_was_said_as_the_meeting_began_stands_at_its_first_item() -> None:
    group = live().at(1)
    group.does(c.Next())
    said = c.TakeNote(draft=draft("bonjour"), author=somebody(ANA), event="$1", said_at=group.start)
    group.does(said)
    assert (last(group).at, last(group).item) == (group.start, 1)


def test_a_message_with_a_tagged_line_can_still_be_recorded_whole_and_again_once_it_was_taken_back() -> None:
    group = live()
    note(group, "On garde OVH")
    for _ in range(2):
        note(group, "On garde OVH", whole=True)
        assert len(group.meeting.kept_notes) == 2
        group.does(c.Undo(), BRUNO)
