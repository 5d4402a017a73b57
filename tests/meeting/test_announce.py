"""What the room sees: little, and only what there is to act on."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.announce import announce
from intercoop_bot.meeting.effects import React, Say
from intercoop_bot.meeting.phrases import Who, phrase
from tests.meeting.group import ANA, BRUNO, CHLOE, PLAN, Group, somebody


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    return group


NOTE = c.TakeNote(draft=c.NoteDraft(tag="note", text="x"), author=somebody(ANA), event="$1")


@pytest.mark.parametrize(
    "command",
    [
        NOTE,
        c.SetCall(text="01 23 45 67 89"),
        c.Foretell(coming=True),
        c.MarkPresent(people=()),
        c.SpeakFor(organisation="La Chouette"),
        c.AddItems(items=(c.DraftItem(title="x"),)),
        c.EditItem(position=5, title="x"),
        c.MoveItem(position=5, to=4),
        c.DropItem(position=5),
        c.Hear(),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_needs_no_words_gets_at_most_an_emoji(command: c.Command) -> None:
    group = live()
    group.does(command)
    assert len(group.seen) <= 1
    assert all(isinstance(effect, React) for effect in group.seen)


@pytest.mark.parametrize(
    "command",
    [
        c.Skip(),
        c.Next(),
        c.Back(),
        c.GoTo(position=3),
        c.Park(),
        c.Extend(minutes=5),
        c.Pause(),
        c.ClaimRole(role="host"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_everyone_must_know_is_one_quiet_message(command: c.Command) -> None:
    group = live()
    group.does(c.GoTo(position=2))
    group.at(1).does(command)
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions) == (False, ())


def test_a_move_says_what_it_costs_when_it_costs_something() -> None:
    group = live().at(12)
    group.does(c.Next())
    assert group.reads().splitlines()[-1] == "⚠️ À ce rythme, on finit à 13:07 au lieu de 13:00."


def test_on_time_a_move_does_not_speak_of_the_end() -> None:
    group = live().at(5)
    group.does(c.Next())
    assert len(group.reads().splitlines()) == 1


def test_doubts_are_said_also_where_nothing_happened() -> None:
    doubts = (phrase("reading.no_date"), phrase("reading.no_agenda"))
    (said,) = announce((), Group().room, Group().now, somebody(ANA), doubts)
    assert isinstance(said, Say)
    assert len(said.lines) == 2
    assert announce((), Group().room, Group().now, somebody(ANA)) == ()


def test_since_when_something_may_be_missing_is_said() -> None:
    group = live().at(1).away(2)
    group.does(c.AdmitGap())
    assert "ce qui a été écrit entre 12:00 et 12:02" in group.reads()


def test_doubts_follow_an_emoji() -> None:
    group = live()
    group.does(c.MarkPresent(people=(somebody("Denise"),), doubts=(phrase("reading.no_date"),)))
    assert group.seen[0] == React(emoji="👋")
    assert group.reads() == "Je n’ai pas trouvé de date."


def test_the_start_without_a_call_an_agenda_and_an_end() -> None:
    group = Group(c.Start(title="Café"), minute=0)
    assert group.reads("en").splitlines() == [
        "▶️ Café has begun.",
        "🙋 Still nobody for: notes 📝, call 📞 and facilitation 🧭. Any taker? !claim notes",
        "No agenda. To add an item: !item Budget 15 min",
        "To take a note, begin a message with NOTE:, DECISION: or ACTION:",
        "👇 ▶ next · ⏸ pause · ➕ 5 min · ✋ floor · ⏹ end",
    ]


def test_the_start_names_no_role_when_all_are_taken() -> None:
    group = Group(PLAN)
    for role, person in zip(group.room.roles, (ANA, BRUNO, CHLOE), strict=True):
        group.does(c.ClaimRole(role=role), person)
    group.at(0).does(c.Start())
    assert "Personne" not in group.reads()


def test_a_resumed_meeting_says_where_it_is() -> None:
    group = live()
    group.does(c.Pause())
    group.at(5).does(c.Resume())
    assert group.reads("en").splitlines() == [
        "▶️ Back to it.",
        "1/5 · Connexion – 5 min, until 12:10",
        "⚠️ At this rate we end at 13:05 instead of 13:00.",
    ]


def test_corrections_and_the_extension_of_what_is_gone_say_nothing_odd() -> None:
    group = live()
    facts = (f.ItemExtended(meeting=1, item=77, minutes=5),)
    (said,) = announce(facts, group.room, group.now, Who("", ""))
    assert isinstance(said, Say)
    assert [line.phrase.key for line in said.lines] == ["time.end_kept"]
