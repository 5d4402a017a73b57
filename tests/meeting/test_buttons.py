"""Reactions as buttons: what a tap asks for, and what taking it back takes back."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.buttons import asked_by, retagged_by, role_buttons
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.roles import MOST_ROLES
from tests.meeting.group import ANA, BRUNO, CHLOE, NOON, PLAN, Group, after, wording

CARD = "card:1:1"


def tap(group: Group, ref: str, emoji: str, by: str = BRUNO, event: str = "$tap") -> tuple[f.Fact, ...]:
    """Put an emoji under a message of the bot's."""
    command = asked_by(ref, emoji, group.room, group.now)
    assert command is not None
    group.writes_in = event
    facts = group.does(command, by)
    group.writes_in = None
    return facts


def untap(group: Group, event: str = "$tap", by: str = BRUNO) -> tuple[f.Fact, ...]:
    return group.does(c.EraseNotes(event=event), by)


@pytest.mark.parametrize(
    ("ref", "emoji", "command"),
    [
        pytest.param(CARD, "📝", c.ClaimRole(role="notes", meeting=1), id="notes"),
        pytest.param(CARD, "📞", c.ClaimRole(role="host", meeting=1), id="the call"),
        pytest.param(CARD, "🧭", c.ClaimRole(role="facilitator", meeting=1), id="facilitation"),
        pytest.param(CARD, "1⃣", c.ClaimRole(role="gardien", meeting=1), id="a role of the group's own"),
        pytest.param(CARD, "✋", c.Foretell(coming=True, meeting=1), id="coming"),
        pytest.param(CARD, "🚫", c.Foretell(coming=False, meeting=1), id="not coming"),
        pytest.param("card:1:7", "✋", c.Foretell(coming=True, meeting=1), id="a card of another day"),
        pytest.param("offer:1:17", "📝", c.ClaimRole(role="notes", meeting=1), id="an offer"),
        pytest.param("gate:1", "📞", c.ClaimRole(role="host", meeting=1), id="at the start"),
        pytest.param("late:1", "🧭", c.ClaimRole(role="facilitator", meeting=1), id="in place of another"),
        pytest.param("asked:1", "▶", c.Start(meeting=1), id="it begins"),
        pytest.param("asked:1", "📅", c.PutOff(meeting=1), id="a week later"),
        pytest.param("asked:1", "❌", c.SayHeld(held=False, meeting=1), id="not held"),
    ],
)
def test_what_a_tap_asks_for(ref: str, emoji: str, command: c.Command) -> None:
    assert asked_by(ref, emoji, Group(c.AddRole(role="gardien"), PLAN).room, NOON) == command


@pytest.mark.parametrize(
    ("ref", "emoji"),
    [
        pytest.param(CARD, "❤", id="just an emoji"),
        pytest.param(CARD, "1⃣", id="a role that there is not"),
        pytest.param(CARD, "▶", id="a button of another message"),
        pytest.param("offer:1:17", "✋", id="an answer on an offer"),
        pytest.param("gate:1", "🚫", id="regrets at the start"),
        pytest.param("asked:1", "✋", id="an answer on a question"),
        pytest.param("card:2:1", "✋", id="a meeting that there is not"),
        pytest.param("card:x", "✋", id="no number"),
        pytest.param("card", "✋", id="nothing"),
        pytest.param("minutes:1", "✋", id="minutes"),
        pytest.param("minutes:1", "📝", id="a role under minutes"),
        pytest.param("", "✋", id="no name"),
    ],
)
def test_what_is_no_button(ref: str, emoji: str) -> None:
    assert asked_by(ref, emoji, Group(PLAN).room, NOON) is None


def test_an_open_role_has_its_button() -> None:
    group = Group(c.AddRole(role="gardien"), PLAN)
    (card,) = (said for said in group.seen if isinstance(said, Say))
    assert card.buttons == ("📝", "📞", "🧭", "1⃣", "✋", "🚫")
    group.does(c.ClaimRole(role="host"), BRUNO)
    group.does(c.WaiveRole(role="gardien"))
    assert role_buttons(group.room, group.meeting) == ("📝", "🧭")


def test_as_many_roles_as_there_may_be_have_each_their_button() -> None:
    group = Group(PLAN)
    for number in range(MOST_ROLES - 3):
        group.does(c.AddRole(role=f"rôle {number}"))
    assert "".join(role_buttons(group.room, group.meeting)[3:]) == "1⃣2⃣3⃣4⃣5⃣6⃣7⃣8⃣9⃣"


def test_a_role_is_taken_and_given_back_by_a_tap() -> None:
    group = Group(PLAN)
    assert tap(group, CARD, "📝") == (f.RoleTaken(meeting=1, role="notes", person=BRUNO),)
    assert untap(group) == (f.RoleReleased(meeting=1, role="notes"),)
    assert group.meeting.holder("notes") is None
    assert untap(group) == ()


def test_a_tap_on_a_role_that_is_held_is_refused_and_takes_nothing() -> None:
    group = Group(PLAN)
    tap(group, CARD, "📝")
    taken = c.ClaimRole(role="notes", meeting=1)
    assert group.is_refused(taken, BRUNO) == "refused.role_yours"
    assert group.is_refused(taken, CHLOE) == "refused.role_held"
    assert untap(group, "$other", CHLOE) == ()
    assert group.meeting.holder("notes") == BRUNO


def test_a_role_that_went_on_to_another_is_not_given_back_by_the_first() -> None:
    group = Group(PLAN)
    tap(group, CARD, "📝")
    group.does(c.AssignRole(role="notes", who=group.room.who(CHLOE)), ANA)
    assert untap(group) == ()
    assert group.meeting.holder("notes") == CHLOE


def test_an_answer_is_given_and_withdrawn_by_a_tap() -> None:
    group = Group(PLAN)
    tap(group, CARD, "✋")
    assert group.meeting.attended(BRUNO).coming is True
    assert "Bruno" in wording(group.cards)
    assert untap(group) == (f.PresenceWithdrawn(meeting=1, person=BRUNO),)
    assert group.meeting.attended(BRUNO).coming is None
    assert untap(group) == ()


def test_of_two_answers_the_last_one_counts() -> None:
    group = Group(PLAN)
    tap(group, CARD, "✋", event="$yes")
    tap(group, CARD, "🚫", event="$no")
    assert untap(group, "$yes") == ()
    assert group.meeting.attended(BRUNO).coming is False


def test_regrets_by_a_tap_give_the_roles_back() -> None:
    group = Group(PLAN)
    tap(group, CARD, "📝")
    tap(group, CARD, "🚫", event="$no")
    assert group.meeting.holder("notes") is None
    assert "De nouveau libre : notes" in group.reads()


def test_a_tap_is_seen_on_the_card() -> None:
    group = Group(PLAN)
    tap(group, CARD, "✋")
    (card,) = group.cards
    assert (card.edits, card.buttons, card.pins) == (CARD, (), None)


def test_an_old_card_still_works_and_edits_the_one_in_the_room() -> None:
    group = Group(PLAN, minute=-10 * 24 * 60).at(-6 * 24 * 60)
    assert group.meeting.card == 2
    tap(group, CARD, "📝")
    assert group.meeting.holder("notes") == BRUNO
    assert [card.edits for card in group.cards] == ["card:1:2"]


def test_a_card_of_a_meeting_that_is_over_does_nothing() -> None:
    group = Group(PLAN, c.Cancel())
    command = asked_by(CARD, "📝", group.room, group.now)
    assert command is not None
    assert group.is_refused(command, BRUNO) == "refused.none_at_hand"


def test_the_answers_to_whether_it_took_place() -> None:
    group = Group(PLAN).at(20)
    tap(group, "asked:1", "📅")
    assert group.meeting.starts_at == after(7 * 24 * 60)
    group = Group(PLAN).at(20)
    tap(group, "asked:1", "❌")
    assert group.room.meetings[1].phase is Phase.NOT_HELD
    group = Group(PLAN).at(20)
    tap(group, "asked:1", "▶")
    assert group.meeting.live


def test_once_recorded_it_began_means_that_it_took_place() -> None:
    group = Group(PLAN).at(60)
    assert tap(group, "asked:1", "▶") == (f.MeetingHeld(meeting=1),)


def test_who_is_missed_is_replaced_by_a_tap() -> None:
    group = Group(PLAN).at(0)
    group.does(c.ClaimRole(role="notes"), CHLOE)
    group.does(c.Start())
    group.at(5)
    assert tap(group, "late:1", "📝") == (f.RoleTaken(meeting=1, role="notes", person=BRUNO),)
    assert [tenure.person for tenure in group.meeting.roles["notes"]] == [CHLOE, BRUNO]


def test_what_is_given_on_a_card_of_a_meeting_under_way_is_taken_back_there_too() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    tap(group, "live:1:1", "📝")
    assert group.meeting.holder("notes") == BRUNO
    assert untap(group) == (f.RoleReleased(meeting=1, role="notes"),)


@pytest.mark.parametrize(("emoji", "tag"), [("✅", "decision"), ("💡", "idea"), ("❤️", None)])
def test_an_emoji_under_a_message_gives_its_note_another_tag(emoji: str, tag: str | None) -> None:
    assert retagged_by("$1", emoji) == (None if tag is None else c.Retag(event="$1", tag=tag))


def test_half_a_minute_after_a_move_a_tap_means_the_next_one() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.at(1).does(c.Extend(minutes=5))
    asked = [asked_by("live:1:1", "➕", group.room, after(minute)) for minute in (1.4, 1.5)]
    assert asked == [None, c.Extend(minutes=5)]


def test_of_a_meeting_that_was_recorded_as_not_held_it_is_said_that_it_was() -> None:
    room = Group(PLAN).at(90).room
    assert asked_by("asked:1", "▶", room, after(90)) == c.SayHeld(held=True, meeting=1)


def test_a_second_tap_on_the_pause_that_is_over_does_not_stop_the_clock_again() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.at(1).does(c.Pause())
    group.at(3).does(c.Resume())
    asked = [asked_by("live:1:1", "⏸", group.room, after(minute)) for minute in (3.4, 3.5)]
    assert asked == [None, c.Pause()]
