"""The card of a meeting under way: when it is edited, posted anew, and what it shows."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.buttons import LIVE_BUTTONS, asked_by
from intercoop_bot.meeting.effects import Say, TakeDown
from intercoop_bot.meeting.steering import live_cards
from tests.meeting.group import ANA, BRUNO, PLAN, Group, after, wording

LEGEND = ["👇 ▶ suivant · ⏸ pause · ➕ 5 min · ✋ parole · ⏹ clore"]


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    return group


def edits(group: Group) -> list[float]:
    """Return when the card was edited, in minutes."""
    return [
        (entry.at - group.start).total_seconds() / 60
        for entry in group.entries
        if isinstance(entry.fact, f.LiveCardShown)
    ]


def test_the_opening_is_the_card_and_is_pinned() -> None:
    group = live()
    (opening,) = (effect for effect in group.seen if isinstance(effect, Say))
    assert (opening.ref, opening.pins, opening.buttons[-5:]) == ("live:1:1", "", LIVE_BUTTONS)


def test_it_is_edited_at_the_marks_that_matter() -> None:
    group = live().at(10)
    assert edits(group) == [0.5, 2.5, 4, 5, 7, 10]


def test_half_of_an_item_is_not_shown_within_moments_of_another_edit() -> None:
    group = live().at(2.25)
    group.does(c.ClaimRole(role="notes"), BRUNO)
    group.at(4)
    assert edits(group) == [0.5, 2.25, 2.75, 4]


def test_half_of_an_item_is_half_of_its_own_time() -> None:
    group = live().at(1)
    group.does(c.Pause())
    group.at(2).does(c.Resume())
    group.at(4)
    assert edits(group) == [0.5, 1, 2, 3.5]


@pytest.mark.parametrize(("minutes", "shown"), [(3, False), (4, True)])
def test_of_an_item_of_four_minutes_at_least_half_is_shown(minutes: int, shown: bool) -> None:
    group = Group(c.Plan(title="Café", items=(c.DraftItem(title="a", minutes=minutes),))).at(0)
    group.does(c.Start())
    assert (minutes / 2 in edits(group.at(minutes / 2))) is shown


def test_many_changes_are_one_edit_half_a_minute_later() -> None:
    group = live()
    for role in ("notes", "host", "facilitator"):
        group.does(c.ClaimRole(role=role), BRUNO)
        group.does(c.JoinQueue(topic=role), BRUNO)
    assert edits(group) == []
    group.at(2)
    assert edits(group) == [0.5]


def test_an_edit_never_rings() -> None:
    group = live()
    group.does(c.ClaimRole(role="notes"), BRUNO)
    group.at(0.5)
    (card,) = group.cards
    assert (card.edits, card.topic) == ("live:1:1", "live:1:1")
    assert (card.alarm, card.mentions, card.ref) == (False, (), None)


def test_what_it_shows() -> None:
    group = live()
    group.does(c.ClaimRole(role="notes"), BRUNO)
    group.does(c.JoinQueue(), BRUNO)
    group.at(2.5)
    (card,) = group.cards
    assert wording((card,)).splitlines() == [
        "▶️ Cinquième réunion groupe info",
        "1/5 · Connexion – 2 min, jusqu’à 12:05",
        "▰▰▰▰▰▱▱▱▱▱ 2 min sur 5 min",
        "Fin prévue à 13:00.",
        "✋ Dans la file : Bruno",
        "📋 Ordre du jour, 1 h en tout :",
        "• ▶️ 1. Connexion – 5 min",
        "• 2. Accueil nouveaux projets – 5 min",
        "• 3. Prochaine réunion – 5 min",
        "• 4. Hébergement – 25 min",
        "• 5. Structure Intercoop, on avance ? – 20 min",
        "👥 notes : Bruno",
        "🙋 À prendre : appel 📞 et animation 🧭",
        "📞 01 23 45 67 89, code 4242#",
        *LEGEND,
    ]


def test_it_is_posted_anew_and_the_former_one_points_down() -> None:
    group = live().at(4)
    assert group.does(c.RepostCard()) == ()
    group.at(5)
    assert group.does(c.RepostCard()) == (f.LiveCardPosted(meeting=1),)
    (card,) = (effect for effect in group.seen if isinstance(effect, Say))
    assert (card.ref, card.pins, card.alarm) == ("live:1:2", "live:1:1", False)
    (moved,) = group.cards
    assert (moved.edits, "la carte est plus bas" in wording((moved,))) == ("live:1:1", True)


def test_at_the_end_it_says_so_and_is_taken_down() -> None:
    group = live().at(3)
    group.does(c.End())
    (card,) = group.cards
    assert (card.edits, card.topic) == ("live:1:1", "live:1:1")
    assert "la réunion est finie" in wording((card,))
    assert group.taken_down == (TakeDown(ref="live:1:1"),)


# --- its buttons


@pytest.mark.parametrize(
    ("emoji", "command"),
    [
        ("▶", c.Next()),
        ("⏸", c.Pause()),
        ("➕", c.Extend(minutes=5)),
        ("✋", c.JoinQueue(tapped=True)),
        ("⏹", c.End()),
        ("📝", c.ClaimRole(role="notes", meeting=1)),
        ("❤", None),
    ],
)
def test_what_a_tap_asks_for(emoji: str, command: c.Command | None) -> None:
    group = live().at(1)
    assert asked_by("live:1:1", emoji, group.room, group.now) == command


def test_while_paused_both_let_it_run_again() -> None:
    group = live().at(1)
    group.does(c.Pause())
    assert asked_by("live:1:1", "⏸", group.room, group.now) is None
    group.at(2)
    assert asked_by("live:1:1", "⏸", group.room, group.now) == c.Resume()
    assert asked_by("live:1:1", "▶", group.room, group.now) == c.Resume()


def test_two_taps_and_a_tap_with_a_command_act_once() -> None:
    group = live().at(1)
    group.does(c.Extend(minutes=5), ANA)
    assert asked_by("live:1:1", "➕", group.room, group.now) is None
    group.does(c.Next(), ANA)
    assert group.is_refused(c.Next(), BRUNO) == "refused.double"
    group.at(2)
    assert asked_by("live:1:1", "➕", group.room, group.now) == c.Extend(minutes=5)


def test_an_old_card_and_that_of_a_meeting_that_is_over_mean_nothing() -> None:
    group = live().at(5)
    group.does(c.RepostCard())
    assert asked_by("live:1:1", "▶", group.room, group.now) is None
    assert asked_by("live:1:1", "📝", group.room, group.now) is None
    assert asked_by("live:1:2", "▶", group.room, group.now) == c.Next()
    group.does(c.End())
    assert asked_by("live:1:2", "▶", group.room, group.now) is None


def test_in_half_an_hour_away_it_is_edited_once() -> None:
    group = live().away(30)
    group.wakes()
    assert edits(group) == [30]
    assert group.room.last_at == after(30)


def test_while_paused_it_says_what_its_buttons_do_then() -> None:
    group = live().at(2)
    group.does(c.Pause())
    group.at(3)
    (card,) = (said for said in live_cards((f.LiveCardShown(meeting=1),), group.room, group.now))
    assert isinstance(card, Say)
    assert wording((card,)).splitlines()[-1] == "👇 ▶ reprendre · ✋ parole · ⏹ clore"


def test_posted_anew_it_has_its_buttons_and_the_former_one_is_edited_under_its_own_name() -> None:
    group = live()
    opening = group.seen[0]
    group.at(10).does(c.RepostCard())
    (posted,) = (effect for effect in group.seen if isinstance(effect, Say))
    assert isinstance(opening, Say)
    assert (posted.buttons, posted.pins) == (opening.buttons, "live:1:1")
    assert [(card.edits, card.topic) for card in group.cards] == [("live:1:1", "live:1:1")]


def test_of_a_meeting_that_goes_on_here_it_is_the_first_and_replaces_no_other() -> None:
    group = Group(PLAN).at(70)
    group.does(c.SayHeld(held=True))
    group.does(c.Resume())
    (posted,) = (effect for effect in group.seen if isinstance(effect, Say) and effect.pins is not None)
    assert (posted.ref, posted.pins) == ("live:1:1", "")
    assert group.cards == ()


def test_under_what_is_said_of_an_item_there_are_the_buttons_of_that_item() -> None:
    group = live().at(1)
    asked = {
        emoji: asked_by("item:1:1", emoji, group.room, group.now) for emoji in ("▶", "➕", "⏸", "⏹", "✋")
    }
    assert asked == {"▶": c.Next(), "➕": c.Extend(minutes=5), "⏸": None, "⏹": None, "✋": None}
    group.does(c.Next())
    group.at(2)
    assert asked_by("item:1:1", "▶", group.room, group.now) is None
    assert asked_by("item:1:2", "▶", group.room, group.now) == c.Next()
    group.does(c.End())
    assert asked_by("item:1:2", "▶", group.room, group.now) is None
    assert asked_by("item:1:None", "▶", group.room, group.now) is None
