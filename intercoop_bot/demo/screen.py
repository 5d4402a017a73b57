"""The room on a terminal: the hour, who, and what they say; the bot's words behind a bar of their own.

A message waits a moment before it is printed, so that the bot's emoji for it stands behind it, and those to
tap on the bot's own messages under them. Any other emoji gets a line that says what it is about. Of what the
bot changes in a message, only the new lines are shown. Without a terminal, the same goes without colours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never
from zoneinfo import ZoneInfo

from babel.dates import format_date
from rich.console import Console
from rich.text import Text

from intercoop_bot.demo.markup import render
from intercoop_bot.demo.sights import Arrival, Deletion, Departure, File, Message, Reaction, Sight

HOLD = 0.4
"""For how many seconds a message waits for the bot’s emoji."""

_COLOURS = ("green", "yellow", "blue", "magenta", "red", "bright_green", "bright_blue")
_BOT_COLOUR = "bright_cyan"
_LONGEST_NAME = 8
_LONGEST_EXCERPT = 34
_MOST_LINES = 19
"""Of a longer message of a person, only the beginning is shown."""
_REMINDER = 3
"""Of a message that the bot has written before, so many lines are shown."""


@dataclass(slots=True)
class _Waiting:
    sight: Sight
    since: float
    emojis: list[str] = field(default_factory=list)


class Screen:
    """Prints what is seen. `see` takes it, `print_until` prints what has waited long enough."""

    def __init__(self, console: Console, bot: str, zone: ZoneInfo) -> None:
        self._console = console
        self._bot = bot
        self._zone = zone
        self._colours: dict[str, str] = {bot: _BOT_COLOUR}
        self._waiting: list[_Waiting] = []
        self._said: dict[str, str] = {}
        self._said_by_bot: set[str] = set()
        self._day: date | None = None

    def see(self, sight: Sight, moment: float) -> None:
        """Take what was seen at that moment of the machine's clock."""
        if isinstance(sight, Reaction) and sight.sender == self._bot:
            for waiting in self._waiting:
                if waiting.sight.event_id == sight.target:
                    waiting.emojis.append(sight.key)
                    if waiting.sight.sender == self._bot:
                        # Buttons come one after the other.
                        waiting.since = moment
                    return
        self._waiting.append(_Waiting(sight, moment))

    def print_until(self, moment: float) -> None:
        """Print what came up to that moment."""
        while self._waiting and self._waiting[0].since <= moment:
            first = self._waiting.pop(0)
            self._turn_page(first.sight.at.astimezone(self._zone).date())
            self._print(first.sight, first.emojis)

    def _turn_page(self, day: date) -> None:
        """Print which day it is, where that is a new one."""
        if self._day is not None and day != self._day:
            self._console.rule(day_in_words(day), style="dim")
        self._day = day

    def _print(self, sight: Sight, emojis: Sequence[str]) -> None:
        match sight:
            case Message():
                self._print_row(sight, self._lines(sight, emojis))
                shown = render(sight.html).plain if sight.html else sight.body
                self._said[sight.edits or sight.event_id] = shown
            case File(filename=filename):
                self._print_row(sight, [Text(f"📎 {filename}", "bold")])
            case Reaction(key=key, target=target):
                self._print_event(sight, f"{key} {sight.name}", target)
            case Deletion(target=target):
                self._print_event(sight, f"🗑 {sight.name} a supprimé", target)
            case Arrival():
                self._print_event(sight, f"→ {sight.name} a rejoint le salon")
            case Departure():
                self._print_event(sight, f"← {sight.name} a quitté le salon")
            case _:
                assert_never(sight)

    def _lines(self, message: Message, emojis: Sequence[str]) -> list[Text]:
        text = render(message.html) if message.html else Text(message.body)
        if message.edits and message.sender == self._bot:
            text = _news(text, self._said.get(message.edits, ""))
        if message.edits:
            text.append(" (modifié)", "dim")
        lines = self._wrap(text)
        if message.sender != self._bot:
            lines = _shorten(lines, _MOST_LINES)
        elif message.body in self._said_by_bot:
            lines = _shorten(lines, _REMINDER)
        else:
            self._said_by_bot.add(message.body)
        if not emojis:
            return lines
        if message.sender == self._bot:
            return lines + self._wrap(Text("  ".join(f"[{emoji}]" for emoji in emojis), "dim"))
        return lines[:-1] + self._wrap(lines[-1] + Text("   " + " ".join(emojis)))

    def _wrap(self, text: Text) -> list[Text]:
        """Return the lines of a text as wide as there is room; those of a list stay set in."""
        width = max(20, self._console.width - _MARGIN)
        lines = []
        for line in text.split("\n", allow_blank=True):
            indent = len(line.plain) - len(line.plain.lstrip(" •"))
            wrapped = line[indent:].wrap(self._console, width - indent) or [Text()]
            lines += [line[:indent] + wrapped[0], *(Text(" " * indent) + more for more in wrapped[1:])]
        return lines

    def _print_row(self, sight: Message | File, lines: Iterable[Text]) -> None:
        of_bot = sight.sender == self._bot
        colour = self._colour(sight.sender)
        head = Text.assemble((self._hour(sight), "dim"), " ", (_fit(sight.name), f"bold {colour}"), " ")
        for number, line in enumerate(lines):
            margin = Text(" " * head.cell_len) if number else head
            self._console.print(margin + Text("┃ " if of_bot else "  ", colour) + line, soft_wrap=True)

    def _print_event(self, sight: Sight, what: str, about: str | None = None) -> None:
        words = " ".join(self._said.get(about, "").split()) if about else ""
        line = f"{self._hour(sight)} {what}" + (f" : « {_cut(words)} »" if words else "")
        self._console.print(Text(line, "dim"), soft_wrap=True)

    def _hour(self, sight: Sight) -> str:
        return sight.at.astimezone(self._zone).strftime("%H:%M")

    def _colour(self, person: str) -> str:
        return self._colours.setdefault(person, _COLOURS[(len(self._colours) - 1) % len(_COLOURS)])


def day_in_words(day: date) -> str:
    """Return a day as people say it."""
    return format_date(day, "full", locale="fr")


def _news(text: Text, before: str) -> Text:
    """Return the lines of a text that were not there before; all of it where there are none."""
    known = set(before.splitlines())
    new = [line for line in text.split("\n") if line.plain not in known]
    return Text("\n").join(new) if new else text


_MARGIN = len("12:00 ") + _LONGEST_NAME + len(" ┃ ")


def _shorten(lines: list[Text], most: int) -> list[Text]:
    hidden = len(lines) - most
    return [*lines[:most], Text(f"… (encore {hidden} lignes)", "dim")] if hidden > 1 else lines


def _fit(name: str) -> str:
    shown = Text(name)
    shown.truncate(_LONGEST_NAME, overflow="ellipsis", pad=True)
    return shown.plain


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_EXCERPT else words[:_LONGEST_EXCERPT].rstrip() + "…"
