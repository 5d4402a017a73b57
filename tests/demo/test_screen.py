"""The room on a terminal."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from intercoop_bot.demo.screen import HOLD, Screen
from intercoop_bot.demo.sights import Arrival, Deletion, Departure, File, Message, Reaction

NOON = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)
BOT = "@reunion:coop.example"


def by(name: str, event_id: str, minute: int = 0, sender: str | None = None) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "sender": sender or f"@{name.lower()}:coop.example",
        "name": name,
        "at": NOON + timedelta(minutes=minute),
    }


def by_bot(event_id: str, minute: int = 0) -> dict[str, Any]:
    return by("Réunion", event_id, minute, BOT)


class Terminal:
    """A screen whose lines can be read."""

    def __init__(self, width: int = 50, *, colours: bool = False) -> None:
        self.out = io.StringIO()
        console = Console(
            file=self.out,
            width=width,
            force_terminal=colours,
            color_system="standard" if colours else None,
            highlight=False,
        )
        self.screen = Screen(console, BOT, ZoneInfo("Europe/Paris"))

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.out.getvalue().splitlines()]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_a_meeting(terminal: Terminal) -> None:
    html = "<strong>1/2 · Budget</strong> – 5 min<ul><li>Ana présente le budget de toute l’année</li></ul>"
    for sight in (
        Arrival(**by("Ana", "$1")),
        Message(**by("Ana", "$2"), body="!ouvrir\nBonjour [b]tout le monde[/b]"),
        Message(**by_bot("$3"), body="1/2 · Budget", html=html),
        Message(**by("Bartholomé", "$4", 1), body="NOTE : 100 €"),
        Reaction(**by_bot("$5", 1), target="$4", key="📝"),
        Message(**by("Bartholomé", "$6", 2), body="NOTE : 1000 €", edits="$4"),
        Reaction(**by("Ana", "$7", 3), target="$4", key="👍"),
        Deletion(**by("Bartholomé", "$8", 4), target="$4"),
        File(**by_bot("$9", 5), filename="cr.md", address="mxc://coop.example/1"),
        Departure(**by("Ana", "$10", 6)),
    ):
        terminal.screen.see(sight, 0)
    terminal.screen.print_until(0)
    assert terminal.lines == [
        "12:00 → Ana a rejoint le salon",
        "12:00 Ana        !ouvrir",
        "                 Bonjour [b]tout le monde[/b]",
        "12:00 Réunion  ┃ 1/2 · Budget – 5 min",
        "               ┃ • Ana présente le budget de toute",
        "               ┃   l’année",
        "12:01 Barthol…   NOTE : 100 €   📝",
        "12:02 Barthol…   NOTE : 1000 € (modifié)",
        "12:03 👍 Ana : « NOTE : 1000 € »",
        "12:04 🗑 Bartholomé a supprimé : « NOTE : 1000 € »",
        "12:05 Réunion  ┃ 📎 cr.md",
        "12:06 ← Ana a quitté le salon",
    ]


def test_the_emoji_of_the_bot_stands_behind_a_message_that_still_waits(terminal: Terminal) -> None:
    terminal.screen.see(Message(**by("Ana", "$1"), body="NOTE : un"), 0)
    terminal.screen.print_until(-HOLD)
    assert not terminal.lines
    terminal.screen.see(Reaction(**by_bot("$2"), target="$1", key="📝"), HOLD / 2)
    terminal.screen.print_until(HOLD / 2)
    terminal.screen.see(Reaction(**by_bot("$3", 1), target="$1", key="✏️"), HOLD * 2)
    terminal.screen.print_until(HOLD * 2)
    assert terminal.lines == ["12:00 Ana        NOTE : un   📝", "12:01 ✏️ Réunion : « NOTE : un »"]


def test_buttons_stand_under_the_message_however_slowly_they_come(terminal: Terminal) -> None:
    terminal.screen.see(Message(**by_bot("$1"), body="Qui prend un rôle ?"), 0)
    for n, emoji in enumerate("📝📞", 1):
        terminal.screen.see(Reaction(**by_bot(f"$r{n}"), target="$1", key=emoji), n * HOLD * 0.9)
        terminal.screen.print_until(n * HOLD * 0.9 - HOLD)
    terminal.screen.print_until(HOLD * 3)
    assert terminal.lines == ["12:00 Réunion  ┃ Qui prend un rôle ?", "               ┃ [📝]  [📞]"]


def test_of_what_the_bot_changes_only_the_new_lines_are_shown(terminal: Terminal) -> None:
    for event_id, body, edits in (
        ("$1", "Budget\nnotes : personne\nvendredi", None),
        ("$2", "Budget\nnotes : Ana\nvendredi", "$1"),
        ("$3", "Budget\nvendredi", "$1"),
    ):
        terminal.screen.see(Message(**by_bot(event_id), body=body, edits=edits), 0)
    terminal.screen.print_until(0)
    assert terminal.lines[3:] == [
        "12:00 Réunion  ┃ notes : Ana (modifié)",
        "12:00 Réunion  ┃ Budget",
        "               ┃ vendredi (modifié)",
    ]


def test_a_new_day_is_said(terminal: Terminal) -> None:
    terminal.screen.see(Arrival(**by("Ana", "$1")), 0)
    terminal.screen.see(Arrival(**by("Bruno", "$2", 24 * 60)), 0)
    terminal.screen.print_until(0)
    assert "samedi 13 mai 2028" in terminal.lines[1]


def test_a_long_message_of_a_person_is_cut_and_one_of_the_bot_is_not(terminal: Terminal) -> None:
    long = "\n".join(str(n) for n in range(40))
    terminal.screen.see(Message(**by("Ana", "$1"), body=long), 0)
    terminal.screen.print_until(0)
    assert len(terminal.lines) == 20
    assert terminal.lines[-1].strip() == "… (encore 21 lignes)"
    terminal.screen.see(Message(**by_bot("$2"), body=long), 1)
    terminal.screen.print_until(1)
    assert len(terminal.lines) == 60
    terminal.screen.see(Message(**by_bot("$3"), body=long), 2)
    terminal.screen.print_until(2)
    assert terminal.lines[-1] == "               ┃ … (encore 37 lignes)"


def test_no_line_is_wider_than_the_terminal() -> None:
    terminal = Terminal(80)
    words = "Ordre du jour 📋 « point sur l’hébergement » — " * 20
    terminal.screen.see(Message(**by("Ana", "$1"), body=words + "\n" + "x" * 200), 0)
    terminal.screen.see(Message(**by_bot("$2"), body="", html=f"<ul><li>{words}</li></ul>"), 0)
    terminal.screen.see(Reaction(**by("Ana", "$3"), target="$1", key="👍"), 0)
    terminal.screen.print_until(0)
    assert max(Console(width=200).measure(line).maximum for line in terminal.lines) <= 80


def test_people_have_colours_on_a_terminal() -> None:
    terminal = Terminal(colours=True)
    for n, name in enumerate(("Ana", "Bruno", "Ana")):
        terminal.screen.see(Message(**by(name, f"${n}"), body="oui"), 0)
    terminal.screen.print_until(0)
    first, other, again = (line.split(line.strip()[-3:])[0] for line in terminal.lines)
    assert first == again
    assert first.replace("Ana  ", "Bruno") != other
