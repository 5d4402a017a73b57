"""Notes are corrected: taken back, reworded, given another tag; and a scribe's lines are notes."""

from datetime import date

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import PostMinutes, React
from intercoop_bot.meeting.notes import erasures
from intercoop_bot.minutes.document import document
from tests.meeting.group import ANA, BRUNO, CHLOE, FIVE, Group, after, somebody
from tests.meeting.noting import edited, kept, last, live, note

# --- corrections


def test_undo_takes_back_the_last_note_of_one_s_own() -> None:
    group = live()
    note(group, "a", "b")
    note(group, "c", event="$2", by=BRUNO)
    group.does(c.Undo(), ANA)
    assert group.reads() == "↩️ Note retirée : « b »"
    group.does(c.Undo(), ANA)
    assert kept(group) == ["c"]
    assert group.is_refused(c.Undo(), ANA) == "refused.nothing_to_undo"


def test_who_recorded_a_note_and_whose_words_it_is_may_both_take_it_back() -> None:
    for person in (ANA, BRUNO):
        group = live()
        note(group, "a", whole=True)
        assert group.is_refused(c.Undo(), CHLOE) == "refused.nothing_to_undo"
        group.does(c.Undo(), person)
        assert kept(group) == []


def test_words_are_put_for_others_in_the_last_note_that_has_them() -> None:
    group = live()
    note(group, "le devi, le devi", "autre chose")
    note(group, "un devi", event="$2", by=BRUNO)
    group.does(c.Substitute(old="devi", new="devis"))
    assert kept(group) == ["le devis, le devi", "autre chose", "un devi"]
    assert group.is_refused(c.Substitute(old="xyz", new="")) == "refused.nothing_to_substitute"
    assert group.is_refused(c.Substitute(old="", new="x")) == "refused.nothing_to_substitute"
    assert group.does(c.Substitute(old="autre", new="autre")) == ()


def test_a_substitution_keeps_owner_and_date_and_may_leave_nothing() -> None:
    group = live()
    action = c.NoteDraft(tag="action", text="devi", owner=somebody(BRUNO), due=date(2028, 6, 1))
    group.does(c.TakeNote(draft=action, author=somebody(ANA), event="$1"))
    group.does(c.Substitute(old="devi", new="devis"))
    assert (last(group).text, last(group).owner, last(group).due) == ("devis", BRUNO, date(2028, 6, 1))
    group.does(c.Substitute(old="devis", new=""))
    assert kept(group) == []


def test_a_note_of_an_item_that_was_moved_stays_with_it() -> None:
    group = live()
    note(group, "a")
    group.does(c.MoveItem(position=1, to=5))
    item = group.meeting.item(last(group).item or 0)
    assert item is not None
    assert item.title == FIVE[0].title


# --- after the end


@pytest.mark.parametrize(
    "correction",
    [
        pytest.param(c.Undo(), id="undo"),
        pytest.param(c.Substitute(old="a", new="b"), id="substitution"),
        pytest.param(edited("b"), id="edit"),
        pytest.param(edited(), id="edited away"),
        pytest.param(edited("a", "b"), id="a line more"),
        pytest.param(c.EraseNotes(event="$1"), id="removal"),
    ],
)
def test_a_correction_after_the_end_posts_the_minutes_again_once(correction: c.Command) -> None:
    group = live()
    note(group, "a")
    group.at(60).does(c.End())
    group.at(100).does(correction)
    group.at(100.4)
    assert group.entries[-1].fact != f.MinutesPosted(meeting=1, again=True)
    group.at(100.5)
    assert group.entries[-1].fact == f.MinutesPosted(meeting=1, again=True)
    assert group.seen == (PostMinutes(meeting=1, occasion="corrected"),)
    assert document(group.room, group.meeting, group.now).corrected_at == after(100.5)
    count = len(group.entries)
    group.at(5000)
    assert len(group.entries) == count


@pytest.mark.parametrize("going_on", [c.Undo(), c.Resume()], ids=["the end is undone", "it goes on"])
def test_minutes_that_were_corrected_are_not_posted_again_while_the_meeting_goes_on(
    going_on: c.Command,
) -> None:
    group = live()
    note(group, "a", by=BRUNO)
    group.at(30).does(c.End())
    group.does(c.Substitute(old="a", new="b"), BRUNO)
    group.at(30.4).does(going_on)
    group.at(32)
    assert group.meeting.live
    assert not any(entry.fact == f.MinutesPosted(meeting=1, again=True) for entry in group.entries)


def test_corrected_minutes_are_posted_along_with_a_call_of_the_next_meeting() -> None:
    group = live()
    note(group, "a")
    group.at(60).does(c.End())
    group.does(c.Start(title="Autre"))
    group.does(c.AddItems(items=(c.DraftItem(title="Divers", minutes=5),)))
    group.does(c.Next())
    group.at(63.5).does(edited("b"))
    group.away(64).wakes()
    assert PostMinutes(meeting=1, occasion="corrected") in group.seen
    assert "Divers" in group.reads()


# --- corrections that reach further


def live_with_notes_by(scribe: str) -> Group:
    group = live()
    group.does(c.ClaimRole(role="notes"), scribe)
    note(group, "un devis d’OVH, ou deux devis", by=ANA)
    note(group, "rien à voir", by=BRUNO, event="$2")
    return group


def test_whoever_takes_the_notes_corrects_those_of_anybody() -> None:
    group = live_with_notes_by(CHLOE)
    group.does(c.Substitute(old="devis", new="prix", everywhere=True), CHLOE)
    assert kept(group)[0] == "un prix d’OVH, ou deux prix"
    assert group.is_refused(c.Substitute(old="prix", new="x"), BRUNO) == "refused.nothing_to_substitute"


def test_once_only_the_first_is_replaced() -> None:
    group = live_with_notes_by(CHLOE)
    group.does(c.Substitute(old="devis", new="prix"))
    assert kept(group)[0] == "un prix d’OVH, ou deux devis"


def test_a_note_is_replaced_by_its_number() -> None:
    group = live_with_notes_by(CHLOE)
    group.does(c.ReplaceNote(number=1, text="trois devis"), CHLOE)
    assert kept(group) == ["trois devis", "rien à voir"]
    assert last(group).author == BRUNO
    assert group.is_refused(c.ReplaceNote(number=2, text="x"), ANA) == "refused.note_not_yours"
    assert group.is_refused(c.ReplaceNote(number=9, text="x"), ANA) == "refused.no_such_note"
    assert group.is_refused(c.ReplaceNote(number=1, text="trois devis"), ANA) == "refused.already_so"
    assert group.is_refused(c.ReplaceNote(number=1, tag="inconnu"), ANA) == "refused.tag_unknown"


def test_the_notes_are_listed_with_their_numbers() -> None:
    group = live_with_notes_by(CHLOE)
    assert group.asks(c.AskNotes()).splitlines() == [
        "📝 Les 2 dernières notes :",
        "• 1. Note : « un devis d’OVH, ou deux devis »",
        "• 2. Note : « rien à voir »",
        "Pour en corriger une : !note 2 : le nouveau texte",
    ]
    assert "Rien n’est noté" in live().asks(c.AskNotes())


def test_an_emoji_gives_a_note_another_tag() -> None:
    group = live_with_notes_by(CHLOE)
    group.does(c.Retag(event="$2", tag="decision"), BRUNO)
    assert (last(group).tag, group.seen) == ("decision", (React(emoji="✅"),))
    assert group.does(c.Retag(event="$2", tag="idea"), ANA) == ()
    group.does(c.Retag(event="$2", tag="idea"), CHLOE)
    assert last(group).tag == "idea"
    assert group.does(c.Retag(event="$nothing", tag="idea"), CHLOE) == ()
    assert group.does(c.Retag(event="$2", tag="inconnu"), CHLOE) == ()


def test_of_a_message_with_several_notes_no_emoji_says_which() -> None:
    group = live()
    note(group, "un", "deux")
    assert group.does(c.Retag(event="$1", tag="idea")) == ()


def test_removing_the_message_of_a_corrected_note_leaves_none_of_its_words() -> None:
    group = live()
    note(group, "un secret")
    group.does(c.Substitute(old="secret", new="mot"))
    facts = group.does(c.EraseNotes(event="$1"))
    assert "secret" not in repr(group.room)
    assert erasures(facts) == (f.Erasure(meeting=1, note=1),)


# --- scribes


def test_only_who_takes_notes_or_leads_makes_a_scribe() -> None:
    group = live()
    assert group.is_refused(c.SetScribe(on=True)) == "refused.no_scribe"
    group.does(c.ClaimRole(role="notes"), CHLOE)
    group.does(c.ClaimRole(role="facilitator"), ANA)
    group.does(c.Hear(), ANA)
    assert group.is_refused(c.SetScribe(on=True), BRUNO) == "refused.not_scribe"
    group.does(c.SetScribe(on=True), CHLOE)
    assert "chaque ligne de Chloé est notée" in group.reads()
    assert group.is_refused(c.SetScribe(on=True), CHLOE) == "refused.already_so"
    group.does(c.SetScribe(on=False), ANA)
    assert group.reads().startswith("📝 Les lignes ne sont plus notées toutes seules.")
    assert not group.meeting.scribing


def test_whoever_takes_the_notes_over_is_no_scribe_yet() -> None:
    group = live_with_notes_by(BRUNO)
    group.does(c.SetScribe(on=True), BRUNO)
    group.does(c.ClaimRole(role="host"), CHLOE)
    before = group.meeting
    assert before.scribing
    group.does(c.AssignRole(role="notes", who=somebody(CHLOE)))
    assert not group.meeting.scribing
    group.does(c.SetScribe(on=True), CHLOE)
    group.does(c.ReleaseRole(role="notes"), CHLOE)
    assert not group.meeting.scribing


def test_a_line_of_the_scribe_is_of_who_said_it_and_follows_an_edit() -> None:
    group = live()
    said = c.NoteDraft(tag="note", text="il faut un devis", speaker=somebody(BRUNO), plain=True)
    group.does(c.TakeNote(draft=said, author=somebody(CHLOE), event="$1"), CHLOE)
    assert (last(group).author, last(group).recorder, last(group).plain) == (BRUNO, CHLOE, True)
    mine = c.NoteDraft(tag="note", text="il faut deux devis")
    assert group.does(c.ReviseNotes(event="$1", body="", drafts=(mine,)), BRUNO) == ()
    group.does(c.ReviseNotes(event="$1", body="", drafts=(mine,)), CHLOE)
    assert (last(group).text, last(group).author) == ("il faut deux devis", CHLOE)


def test_what_a_note_said_before_it_was_replaced_is_told() -> None:
    group = live()
    note(group, "un devis", "deux devis")
    group.does(c.ReplaceNote(number=2, text="trois devis"))
    assert group.reads() == "✏️ Note 2 remplacée. Avant : « deux devis ». Pour y revenir : !oups"
    group.does(c.ReplaceNote(number=2, tag="idea"))
    assert group.seen == (React(emoji="💡"),)


def test_what_is_replaced_everywhere_is_replaced_each_time() -> None:
    group = live()
    note(group, "a, a, a, a")
    group.does(c.Substitute(old="a", new="b", everywhere=True))
    assert kept(group) == ["b, b, b, b"]


def test_of_a_long_note_the_list_shows_the_beginning() -> None:
    group = live()
    note(group, "mot " * 40, "deux", "trois")
    listed = group.asks(c.AskNotes()).splitlines()
    assert len(listed[1]) < 100
    assert listed[4] == "Pour en corriger une : !note 3 : le nouveau texte"
