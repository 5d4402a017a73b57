"""What is taken back, and how the meeting then stands."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import React
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.history.moves import MOST_MOVES
from intercoop_bot.meeting.marks import ENDED, ENDING, NEARLY, OVERDUE, UP
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.state import Room
from intercoop_bot.minutes.document import document
from tests.meeting.group import ANA, BRUNO, CHLOE, FIVE, NOON, PLAN, Group, after, somebody
from tests.meeting.noting import live, note
from tests.meeting.undoing import course, says

DAY = timedelta(days=1)
OVER = 3

NOT_PUT_BACK = {"moves", "undone", "live_card", "called_until", "items_ever"}


@pytest.mark.parametrize(
    "move",
    [
        c.Next(),
        c.Skip(),
        c.Park(),
        c.Park(position=4),
        c.Park(last=True),
        c.GoTo(position=4),
        c.Extend(minutes=5),
        c.Extend(minutes=5, from_later=True),
        c.Pause(),
        c.End(),
        c.AddItems(items=FIVE[:1]),
        c.EditItem(position=2, title="Autre"),
        c.MoveItem(position=2, to=5),
        c.DropItem(position=5),
        c.TakeUp(title="Budget"),
    ],
    ids=lambda move: type(move).__name__ if not isinstance(move, c.Park | c.Extend) else str(move),
)
def test_every_move_can_be_undone(move: c.Command) -> None:
    group = live().at(2)
    before = course(group.room.meetings[1])
    says(group, move)
    assert course(group.room.meetings[1]) != before
    group.at(2.2)
    says(group, c.Undo())
    assert course(group.room.meetings[1]) == before
    assert group.room.live is not None


def test_the_time_since_a_move_that_was_undone_is_that_of_the_item_that_was_left() -> None:
    group = live().at(2)
    says(group, c.Next())
    group.at(3)
    says(group, c.Undo())
    assert group.reads().splitlines()[:2] == ["↩️ Annulé.", "1/5 · Connexion – 2 min, jusqu’à 12:05"]
    group.at(5)
    assert (group.current.id, [mark for _, item, mark in group.calls if item == 1]) == (1, [1, 2])


def test_a_pause_that_was_undone_was_none() -> None:
    group = live().at(1)
    says(group, c.Pause())
    group.at(2)
    says(group, c.Undo())
    assert group.meeting.phase is Phase.LIVE
    group.at(5)
    assert group.calls[-1] == (5, 1, 2)


def test_moves_are_undone_one_after_the_other() -> None:
    group = live().at(1)
    says(group, c.Next())
    says(group.at(2), c.Next())
    assert group.current.id == 3
    says(group, c.Undo())
    says(group, c.Undo())
    assert group.current.id == 1
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"


def test_the_opening_is_not_undone() -> None:
    assert live().is_refused(c.Undo()) == "refused.nothing_to_undo"


def test_that_the_first_item_was_taken_up_later_is_undone() -> None:
    group = Group(c.Start(title="Café"), minute=0)
    says(group.at(1), c.AddItems(items=FIVE[:2]))
    says(group.at(2), c.Next())
    says(group.at(3), c.Undo())
    assert (group.meeting.current, group.titles) == (None, [item.title for item in FIVE[:2]])


def test_two_people_who_undo_the_same_slip_mean_it_once() -> None:
    group = live().at(1)
    says(group, c.Next())
    says(group.at(2), c.Next())
    says(group, c.Undo(), ANA)
    assert group.is_refused(c.Undo(), BRUNO) == "refused.double"
    assert group.current.id == 2
    says(group.at(2.6), c.Undo(), BRUNO)
    assert group.current.id == 1


def test_who_does_not_lead_undoes_only_what_they_did() -> None:
    group = live()
    says(group, c.ClaimRole(role="facilitator"), ANA)
    group.does(c.Hear(), ANA)
    says(group.at(1), c.Next(), ANA)
    assert group.is_refused(c.Undo(), CHLOE) == "refused.nothing_to_undo"
    says(group, c.AddItems(items=FIVE[:1]), CHLOE)
    says(group, c.Undo(), CHLOE)
    assert len(group.titles) == 5


def test_a_move_of_long_ago_is_not_undone() -> None:
    group = live().at(1)
    says(group, c.Next())
    group.at(17)
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"


def test_the_last_thing_that_one_did_is_what_is_meant() -> None:
    group = live().at(1)
    says(group, c.Next())
    note = c.TakeNote(draft=c.NoteDraft(tag="note", text="un devis"), author=somebody(ANA), event="$n")
    says(group.at(2), note)
    says(group, c.Undo())
    assert (group.meeting.kept_notes, group.current.id) == ((), 2)
    says(group, c.Undo())
    assert group.current.id == 1


@pytest.mark.parametrize(
    "correct",
    [
        pytest.param(lambda _: c.Substitute(old="devis", new="prix"), id="substituted"),
        pytest.param(lambda _: c.ReplaceNote(number=1, text="un prix"), id="replaced"),
        pytest.param(lambda _: c.ReplaceNote(number=1, tag="idea"), id="retagged by its number"),
        pytest.param(lambda event: c.Retag(event=event, tag="idea"), id="retagged"),
    ],
)
def test_a_corrected_note_reads_again_as_before(correct: Callable[[str], c.Command]) -> None:
    group = live()
    note = c.TakeNote(draft=c.NoteDraft(tag="note", text="un devis"), author=somebody(ANA), event="$n")
    says(group, note)
    says(group.at(1), correct("$n"))
    assert [(each.tag, each.text) for each in group.meeting.kept_notes] != [("note", "un devis")]
    says(group.at(2), c.Undo())
    assert [(each.tag, each.text) for each in group.meeting.kept_notes] == [("note", "un devis")]
    says(group, c.Undo())
    assert group.meeting.kept_notes == ()


def test_an_end_that_was_undone_goes_on_with_a_new_card_and_can_be_ended_again() -> None:
    group = live().at(10)
    says(group, c.End())
    says(group.at(11), c.Undo())
    assert group.meeting.phase is Phase.LIVE
    assert group.reads().splitlines()[0] == "↩️ Annulé."
    says(group.at(12), c.End())
    assert group.room.meetings[1].phase is Phase.ENDED


def test_an_end_is_not_undone_into_another_meeting() -> None:
    group = live().at(10)
    says(group, c.End())
    says(group, c.Start(title="Une autre"), BRUNO)
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"
    assert [m.live for m in group.room.meetings.values()] == [False, True]


def test_before_the_meeting_a_change_of_the_agenda_is_undone() -> None:
    group = Group(PLAN)
    says(group.at(-500), c.DropItem(position=2))
    assert len(group.titles) == 4
    says(group, c.Undo())
    assert len(group.titles) == 5


def test_a_log_with_undone_moves_gives_the_same_state() -> None:
    group = live().at(1)
    for command in (c.Next(), c.Undo(), c.Extend(minutes=5), c.Pause(), c.Undo()):
        says(group.at((group.now - group.start).total_seconds() / 60 + 1), command)
    start = Room(language="fr", zone="Europe/Paris", names=group.room.names)
    assert replay(group.entries, start) == group.room


def test_what_one_did_after_another_undid_a_slip_is_one_s_own() -> None:
    group = live().at(1)
    says(group, c.Next())
    says(group, c.Undo(), ANA)
    group.now = after(1.1)
    note = c.TakeNote(draft=c.NoteDraft(tag="note", text="un devis"), author=somebody(BRUNO), event="$n")
    says(group, note, BRUNO)
    says(group, c.Undo(), BRUNO)
    assert group.meeting.kept_notes == ()
    assert group.is_refused(c.Undo(), BRUNO) == "refused.double"


def test_an_end_is_undone_whatever_others_did_to_the_next_meeting() -> None:
    group = live().at(10)
    group.does(c.ClaimRole(role="facilitator"), ANA)
    group.does(c.Hear(), ANA)
    says(group, c.End())
    group.does(c.Plan(title="Bureau"), BRUNO)
    says(group.at(11), c.AddItems(items=FIVE[:1]), BRUNO)
    says(group, c.Undo())
    assert group.room.meetings[1].live


# --- what is called, and who speaks


def test_the_end_of_a_meeting_is_not_told_twice_because_of_an_undo() -> None:
    group = live().at(54)
    says(group, c.GoTo(position=5))
    group.at(56)
    says(group, c.Undo())
    group.at(59)
    assert [mark for _, item, mark in group.calls if item is None] == [ENDING]


def test_an_end_that_comes_back_is_told_at_its_hour() -> None:
    group = live().at(54.5)
    says(group, c.Extend(minutes=20))
    assert group.meeting.ends_at != after(60)
    group.at(57)
    says(group, c.Undo())
    assert group.meeting.ends_at == after(60)
    group.at(60)
    assert [(minute, mark) for minute, item, mark in group.calls if item is None] == [
        (57, ENDING),
        (60, ENDED),
    ]


def test_an_end_that_was_told_before_more_time_was_given_is_not_told_again() -> None:
    group = live().at(54)
    says(group, c.GoTo(position=5))
    group.at(61)
    says(group, c.Extend(minutes=20))
    group.at(65)
    says(group, c.Undo())
    assert group.meeting.ends_at == after(60)
    group.at(70)
    calls = [(minute, mark) for minute, item, mark in group.calls if item is None]
    assert calls == [(55, ENDING), (60, ENDED), (70, OVERDUE)]


def test_a_meeting_that_was_asked_whether_it_is_over_is_still_closed_after_an_undo() -> None:
    group = live().at(69)
    says(group, c.GoTo(position=5))
    says(group.at(71), c.Undo())
    assert group.at(99).room.live is not None
    assert group.at(100).room.live is None


def test_a_thread_that_an_item_was_given_meanwhile_is_still_its_own() -> None:
    group = live().at(1)
    says(group, c.Next())
    group.does(c.Prepare(position=4), BRUNO)
    says(group.at(2), c.Undo())
    assert [item.prepared for item in group.meeting.items] == [False, False, False, True, False]


def test_what_the_undo_itself_shows_of_an_item_is_not_called_again() -> None:
    group = live().at(4.5)
    says(group, c.Next())
    group.at(6)
    says(group, c.Undo())
    assert "1/5 · Connexion" in group.reads()
    assert group.current.id == 1
    group.at(6.5)
    assert [(minute, mark) for minute, item, mark in group.calls if item == 1] == [(4, NEARLY)]
    group.at(7)
    assert group.calls[-1] == (7, 1, OVER)


@pytest.mark.parametrize(
    ("minute", "move"),
    [
        pytest.param(60.05, c.Next(), id="away from the item, after the call"),
        pytest.param(59.9, c.Park(position=5), id="beside the item, before the call"),
    ],
)
def test_what_was_called_along_with_another_call_is_not_called_again(minute: float, move: c.Command) -> None:
    group = live()
    says(group.at(35.2), c.GoTo(position=4))
    says(group.at(minute), move)
    says(group.at(60.1), c.Undo())
    assert group.calls[-2:] == [(60, 4, UP), (60, None, ENDED)]
    group.at(61)
    assert group.calls[-1] == (60, None, ENDED)


@pytest.mark.parametrize("move", [c.Pause(), c.End()], ids=["pause", "end"])
def test_who_lost_the_floor_and_a_place_by_a_slip_has_them_again(move: c.Command) -> None:
    group = live().at(1)
    for speaker in (ANA, CHLOE, BRUNO):
        group.does(c.GiveFloor(who=somebody(speaker)))
    group.does(c.JoinQueue(), CHLOE)
    says(group.at(2), move)
    says(group.at(2.2), c.Undo())
    floor = group.meeting.floor
    assert floor is not None
    assert (floor.person, floor.since) == (BRUNO, after(1))
    assert [each.person for each in group.meeting.floors] == [ANA, CHLOE, BRUNO]
    assert [place.person for place in group.meeting.queue] == [CHLOE]


def test_a_floor_that_was_given_back_before_is_not_given_again() -> None:
    group = live().at(1)
    group.does(c.GiveFloor(who=somebody(BRUNO)))
    group.at(1.5).does(c.GiveFloor(), BRUNO)
    says(group.at(2), c.Pause())
    says(group.at(2.2), c.Undo())
    assert group.meeting.floor is None


# --- what is not undone


@pytest.mark.parametrize(
    "deed",
    [
        c.RenameMeeting(title="Autre"),
        c.SetCall(text="https://visio.coop.example/autre"),
        c.ClaimRole(role="notes"),
        c.AssignRole(role="notes", who=somebody(BRUNO)),
        c.ReleaseRole(role="host"),
        c.WaiveRole(role="notes"),
        c.ShareLead(people=(somebody(BRUNO),)),
        c.WithdrawLead(people=(somebody(CHLOE),)),
        c.SetScribe(on=True),
        c.MarkPresent(people=(somebody(BRUNO),)),
        c.MarkGone(people=(somebody(CHLOE),)),
        c.SpeakFor(organisation="La Chouette"),
    ],
    ids=lambda deed: type(deed).__name__,
)
def test_right_after_what_is_not_undone_nothing_before_it_is(deed: c.Command) -> None:
    group = live()
    group.does(c.ClaimRole(role="host"))
    if isinstance(deed, c.SetScribe):
        group.does(c.ClaimRole(role="notes"))
    group.does(c.ShareLead(people=(somebody(CHLOE),)))
    group.does(c.MarkPresent(people=()), CHLOE)
    says(group.at(1), c.Next())
    says(group.at(1.5), deed)
    for minute in (1.5, 3.5):
        assert group.at(minute).is_refused(c.Undo()) == "refused.not_undone"
    assert [type(fact) for fact in says(group.at(3.6), c.Undo())] == [f.MoveUndone]


def test_of_what_is_said_in_one_message_the_move_is_undone() -> None:
    group = live().at(1)
    says(group, c.Next())
    says(group, c.RenameMeeting(title="Autre"))
    assert [type(fact) for fact in says(group.at(1.2), c.Undo())] == [f.MoveUndone]


def test_after_what_is_not_undone_the_next_move_is_undone_and_that_of_another() -> None:
    group = live()
    says(group.at(1), c.Next())
    says(group.at(1.2), c.RenameMeeting(title="Autre"))
    assert [type(fact) for fact in says(group.at(1.4), c.Undo(), BRUNO)] == [f.MoveUndone]
    says(group.at(2), c.Next())
    assert [type(fact) for fact in says(group.at(2.1), c.Undo())] == [f.MoveUndone]


def test_the_undo_of_meetbot_passes_over_what_is_not_undone() -> None:
    group = live().at(0.2)
    note(group, "trois devis")
    group.at(0.4).does(c.ShareLead(people=(somebody(BRUNO),)))
    assert group.is_refused(c.Undo()) == "refused.not_undone"
    assert [type(fact) for fact in says(group, c.Undo(anyones=True))] == [f.NoteRemoved]
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"


# --- what is another meeting since


def test_what_was_done_before_a_meeting_was_moved_stays() -> None:
    group = Group(PLAN)
    says(group.at(-500), c.DropItem(position=2))
    group.does(c.SetDate(starts_at=after(0, NOON + DAY), ends_at=after(90, NOON + DAY)))
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"


def test_what_was_done_before_a_meeting_that_was_held_elsewhere_stays() -> None:
    group = Group(PLAN).at(14)
    says(group, c.DropItem(position=2))
    group.does(c.SayHeld(held=True))
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"
    assert group.room.meetings[1].phase is Phase.ENDED


def test_what_was_done_before_an_end_that_was_reopened_stays() -> None:
    group = live().at(10)
    says(group, c.Next())
    says(group.at(11), c.End())
    group.at(12).does(c.Resume())
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"
    assert group.meeting.live


def test_what_was_done_before_the_opening_stays() -> None:
    group = Group(PLAN).at(-1)
    says(group, c.DropItem(position=2))
    says(group.at(0), c.Start())
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"


def test_what_was_done_before_the_room_was_lost_stays() -> None:
    group = live().at(1)
    says(group, c.Next())
    group.at(2).does(c.Depart(), "")
    group.at(3).does(c.Arrive(), "")
    assert group.is_refused(c.Undo()) == "refused.nothing_to_undo"


def test_notes_of_an_item_that_is_gone_again_are_kept() -> None:
    group = live().at(1)
    says(group, c.TakeUp(title="Toiture"))
    note = c.TakeNote(draft=c.NoteDraft(tag="note", text="un devis"), author=somebody(BRUNO), event="$n")
    says(group, note, BRUNO)
    says(group.at(2), c.Undo())
    assert group.titles == [item.title for item in FIVE]
    written = document(group.room, group.meeting, group.now)
    assert [each.text for each in written.general] == ["un devis"]
    says(group.at(3), c.TakeUp(title="Jardin"))
    assert group.current.id == 7


def test_no_more_than_so_many_moves_are_kept() -> None:
    group = live()
    for n in range(MOST_MOVES + 5):
        says(group.at(1 + n), c.GoTo(position=2 + n % 2))
    assert len(group.meeting.moves) == MOST_MOVES


def test_a_corrected_note_has_its_person_and_its_date_again() -> None:
    group = live()
    action = c.NoteDraft(tag="action", text="un devis", owner=somebody(BRUNO), due=date(2028, 6, 1))
    says(group, c.TakeNote(draft=action, author=somebody(ANA), event="$n"))
    says(group.at(1), c.Substitute(old="devis", new="prix"))
    says(group.at(2), c.Undo())
    (note,) = group.meeting.kept_notes
    assert (note.text, note.owner, note.due) == ("un devis", BRUNO, date(2028, 6, 1))
    assert group.seen == (React(emoji="👍"),)


# --- until when, and by whom


def facilitated() -> Group:
    """A meeting whose facilitator is there, and is not who opened it; at its third minute Ana goes on."""
    group = live().at(1)
    says(group, c.ClaimRole(role="facilitator"), BRUNO)
    group.does(c.Hear(), BRUNO)
    says(group.at(3), c.Next(), ANA)
    return group


@pytest.mark.parametrize(
    ("who", "minutes", "undone"),
    [
        pytest.param(BRUNO, 15, True, id="who facilitates, for a quarter of an hour"),
        pytest.param(BRUNO, 15.1, False, id="and no longer"),
        pytest.param(ANA, 15, True, id="who did it, as long"),
        pytest.param(CHLOE, 1, False, id="nobody else"),
    ],
)
def test_how_long_a_move_can_be_undone(who: str, minutes: float, undone: bool) -> None:
    group = facilitated().at(3 + minutes)
    if undone:
        says(group, c.Undo(), who)
        assert group.current.id == 1
    else:
        assert group.is_refused(c.Undo(), who) == "refused.nothing_to_undo"


@pytest.mark.parametrize(("minutes", "undone"), [(2, True), (2.1, False)])
def test_how_long_a_slip_of_somebody_else_is_undone_where_nobody_facilitates(
    minutes: float, undone: bool
) -> None:
    group = live().at(3)
    says(group, c.Next(), ANA)
    group.at(3 + minutes)
    if undone:
        says(group, c.Undo(), BRUNO)
        assert group.current.id == 1
    else:
        assert group.is_refused(c.Undo(), BRUNO) == "refused.nothing_to_undo"


def test_half_a_minute_later_the_undo_of_another_is_one_s_own() -> None:
    group = live().at(1)
    says(group, c.Next())
    says(group.at(2), c.Next())
    says(group, c.Undo(), ANA)
    says(group.at(2.5), c.Undo(), BRUNO)
    assert group.current.id == 1


def test_an_end_that_was_undone_has_a_new_card_and_a_move_in_a_pause_has_none() -> None:
    group = live().at(10)
    says(group, c.End())
    assert [type(fact) for fact in says(group.at(11), c.Undo())] == [f.MoveUndone, f.LiveCardPosted]
    says(group.at(12), c.Pause())
    says(group.at(13), c.Next())
    assert [type(fact) for fact in says(group.at(14), c.Undo())] == [f.MoveUndone]
    assert group.reads().splitlines()[:2] == ["↩️ Annulé.", "⏸ Pause. Pour reprendre : !reprendre"]


def test_of_what_was_done_at_the_very_instant_of_an_undo_nothing_is_taken_back() -> None:
    group = live().at(1)
    says(group, c.Next())
    note = c.TakeNote(draft=c.NoteDraft(tag="note", text="un devis"), author=somebody(BRUNO), event="$n")
    group.does(note, BRUNO)
    group.does(c.Undo(), ANA)
    assert group.is_refused(c.Undo(), BRUNO) == "refused.double"
