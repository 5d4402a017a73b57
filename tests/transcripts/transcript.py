"""Meetings as text, that a co-op member can read and correct.

    # language: fr
    # date: 2028-05-12
    12:00:00 <ana> !ouvrir
    12:00:00 <bot> ▶️ Réunion du vendredi 12 mai 2028 : c’est parti.
    12:01:00 <chloe> [a] NOTE : la salle est libre
                     et chauffée
    12:01:00 <bot> + 📝
    12:02:00 <chloe> [edit a] NOTE : la salle est prise
    12:03:00 <bruno> [reply a] !décision
    12:04:00 --- restart
    12:05:00 <chloe> [delete a]
    12:06:00 * david joined

What people write is played on a clock that jumps from line to line; what the bot answers is compared with
the lines of `<bot>`; `+` shows an emoji that it puts on the message above, `@` a file that it posts,
`!` a message that rings. A label in brackets names a message for later lines. `--- restart` starts the bot
anew from what it stored, `--- away` stops it. The first line of another day bears its date.
`# moderators: ana` names those whom the Matrix room counts among its moderators.

`?` shows the buttons that a message of the bot has. `[tap card 📝]` taps one of the last card (`offer`,
`gate`, `late`, `asked`, `live`, `item` and `over` are the other messages with buttons), `[tap live:1:1 ▶]`
one of the message of that whole name, `[tap a ✅]` puts an emoji on the message `a`; `[untap card 📝]` takes
one back. `[thread prepare] words` are written in the thread of the last message of that name, `[thread a]
words` in that of the message `a`; what the bot says in a thread is `(thread) …`. `[link down]` and `[link
up]` are what trying the link came to. `[confides 1234]` is what a person tells the bot in their direct room;
`(aside to ana) kept` is what they are told there.

Of a message that the bot edits only the lines that are new are shown, and, after `−`, those that are gone for
nothing else. The card of a meeting under way (`live`) is edited all the time: it is shown as it stands where
the transcript has `--- card`, and how often it was edited when it is done with, as in `(edit 12) …`.
"""

import dataclasses
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo

from intercoop_bot.interface import (
    Aside,
    Button,
    Confided,
    Confidence,
    Edited,
    File,
    Incoming,
    Message,
    Pin,
    Probe,
    Probed,
    Quoted,
    Reacted,
    Reaction,
    Redacted,
    Said,
    Unpin,
)
from intercoop_bot.minutes.document import document
from intercoop_bot.minutes.render import text
from intercoop_bot.replay import BOT, LogLine, Replay, Sent, event_of, last_meeting, read_log
from intercoop_bot.room import Manners

_HEADER = re.compile(r"#\s*(?P<key>\w+):\s*(?P<value>.+)")
_LABELLED = re.compile(r"\[(?:(?P<act>edit|reply|delete) )?(?P<label>\w+)\] ?(?P<rest>.*)", re.DOTALL)
STAGE = "stage"

_BUTTON = re.compile(r"\[(?P<act>tap|untap) (?P<name>[\w:]+) (?P<emoji>\S+)\]")
_THREAD = re.compile(r"\[thread (?P<name>\w+)\] (?P<rest>.*)", re.DOTALL)
_LINK = re.compile(r"\[link (?P<state>up|down)\]")

_CONFIDED = re.compile(r"\[confides (?P<code>\S+)\]")

_DATE = re.compile(r"\d{4}-\d\d-\d\d ")
_STOP = re.compile(r"(?P<clock>(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d) --- (?P<what>restart|away|card)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a transcript comes to: itself with what the bot says, and the minutes of its last meeting."""

    transcript: str
    minutes: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A message with a label, for later lines to speak of."""

    event_id: str
    sender: str
    name: str
    body: str


class Stage:
    """Plays a transcript."""

    def __init__(self, transcript: str) -> None:
        headers = {
            found["key"]: found["value"].strip()
            for line in transcript.splitlines()
            if (found := _HEADER.fullmatch(line))
        }
        self.zone = ZoneInfo(headers.get("zone", "Europe/Paris"))
        self.day = date.fromisoformat(headers.get("date", "2028-05-12"))
        self.manners = Manners(language=headers.get("language", "fr"), zone=self.zone.key)
        self.moderators = headers.get("moderators", "").replace(",", " ").split()
        self.text = transcript
        self.told: dict[str, _Told] = {}
        self.names: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.edits: Counter[str] = Counter()
        self.taps: dict[tuple[str, str, str], str] = {}
        self.probed = ""
        self.asked = 0
        self.written: list[str] = []

    async def play(self) -> Outcome:
        """Let it all happen; return what came of it."""
        lines = read_log(_without_bot(self.text), self.day, self.zone)
        self.written += [line for line in self.text.splitlines() if _HEADER.fullmatch(line)]
        async with Replay.open(lines, self.manners, self.moderators) as replay:
            for number, line in enumerate(lines):
                self._write_sent(await replay.wait_until(line.at))
                if line.name == STAGE:
                    self._write(line.at, f"--- {line.text}")
                    match line.text:
                        case "card":
                            self._write(line.at, f"<{BOT}> (card) {self.bodies[self.names['live']]}")
                        case "away":
                            replay.stop()
                        case _:
                            replay.restart()
                            self._write_sent(await replay.work())
                    continue
                self._write_line(line)
                self._write_sent(await replay.receive(self._event(line, f"${number}")))
            room = await replay.room()
            meeting = last_meeting(room)
            minutes = "" if meeting is None else text(document(room, meeting, replay.now))
        return Outcome("\n".join(self.written) + "\n", minutes)

    def _event(self, line: LogLine, event_id: str) -> Incoming:
        if line.what != "said":
            return event_of(line, event_id)
        if (event := self._deed(line, event_id)) is not None:
            return event
        labelled = _LABELLED.fullmatch(line.text)
        if labelled is None:
            return event_of(line, event_id)
        rest, told = labelled["rest"], self.told.get(labelled["label"])
        plain = event_of(dataclasses.replace(line, text=rest), event_id)
        assert isinstance(plain, Said)
        common = _common(plain)
        match labelled["act"]:
            case "edit" if told:
                return Edited(**common, target=told.event_id, body=rest)
            case "delete" if told:
                return Redacted(**common, target=told.event_id)
            case "reply" if told:
                quoted = Quoted(
                    event_id=told.event_id, sender=told.sender, sender_name=told.name, body=told.body
                )
                return dataclasses.replace(plain, quoted=quoted)
            case _:
                self.told[labelled["label"]] = _Told(event_id, plain.sender, line.name, rest)
                return plain

    def _deed(self, line: LogLine, event_id: str) -> Incoming | None:
        """Return what a person does otherwise than by writing, or writes in a thread."""
        common = _common(event_of(line, event_id))
        if (tap := _BUTTON.fullmatch(line.text)) is not None:
            target, ref = self._message(tap["name"])
            made = (line.name, target, tap["emoji"])
            if tap["act"] == "untap":
                return Redacted(**common, target=self.taps[made])
            self.taps[made] = event_id
            return Reacted(**common, target=target, key=tap["emoji"], ref=ref)
        if (thread := _THREAD.fullmatch(line.text)) is not None:
            root, ref = self._message(thread["name"])
            return Said(**common, body=thread["rest"], thread=root, thread_ref=ref)
        if (link := _LINK.fullmatch(line.text)) is not None:
            return Probed(**common, name=self.probed, url="", ok=link["state"] == "up")
        if (confided := _CONFIDED.fullmatch(line.text)) is not None:
            return Confided(**common, meeting=self.asked, code=confided["code"])
        return None

    def _message(self, name: str) -> tuple[str, str | None]:
        """Return the event of a message, and the bot's name of it where it is one of the bot's."""
        if name in self.told:
            return self.told[name].event_id, None
        ref = self.names.get(name, name)
        assert ref in self.bodies, f"no message is called {name}"
        return f"${ref}", ref

    def _write_line(self, line: LogLine) -> None:
        match line.what:
            case "said":
                self._write(line.at, f"<{line.name}> {line.text}")
            case _:
                self._write(line.at, f"* {line.name} {line.what}")

    def _write_sent(self, sent: list[Sent]) -> None:
        for at, outgoing in sent:
            match outgoing:
                case Message():
                    self._write_message(at, outgoing)
                case Reaction(key=emoji):
                    self._write(at, f"<{BOT}> + {emoji}")
                case File(name=name):
                    self._write(at, f"<{BOT}> @ {name}")
                case Button(key=emoji):
                    self._write_button(at, emoji)
                case Probe(url=url, name=name):
                    self.probed = name
                    self._write(at, f"<{BOT}> tries {url}")
                case Aside(name=name, matter=matter, meeting=number):
                    self.asked = number
                    self._write(at, f"<{BOT}> (aside to {name}) {matter}")
                case Pin() | Unpin() | Confidence():
                    pass

    def _write_message(self, at: datetime, message: Message) -> None:
        name, body = message.edits or message.ref, message.body
        before = self.bodies.get(name or "", "")
        if name is not None:
            self.bodies[name] = body
            if message.edits is None or not before:
                self.names[name.partition(":")[0]] = name
        if message.edits is not None:
            self.edits[message.edits] += 1
            body = self._shown_edit(message.edits, before, body)
        if message.thread is not None:
            body = f"(thread) {body}"
        if body:
            self._write(at, f"<{BOT}> {'' if message.notice else '! '}{body}")

    def _shown_edit(self, name: str, before: str, after: str) -> str:
        """Return what is shown of an edit: of a live card only the last one, which leaves a single line."""
        if not name.startswith("live:"):
            return "(edit) " + "\n".join(_news(before, after))
        return "" if "\n" in after else f"(edit {self.edits[name]}) {after}"

    def _write_button(self, at: datetime, emoji: str) -> None:
        if self.written[-1].partition(f"<{BOT}> ")[2].startswith("? "):
            self.written[-1] += f" {emoji}"
        else:
            self._write(at, f"<{BOT}> ? {emoji}")

    def _write(self, at: datetime, words: str) -> None:
        first, *rest = words.split("\n")
        local = at.astimezone(self.zone)
        new_day = "" if local.date() == self.day else f"{local:%Y-%m-%d} "
        self.day = local.date()
        self.written.append(f"{new_day}{local:%H:%M:%S} {first}".rstrip())
        self.written += [f"    {line}".rstrip() for line in rest]


def _news(before: str, after: str) -> list[str]:
    """Return the lines that came, and those that went without another in their place.

    Of a message that loses more than it keeps only what came is of interest.
    """
    old, new = before.split("\n"), after.split("\n")
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    emptied = sum(end - start for what, start, end, *_ in changes if what == "delete") > len(new)
    return [
        line
        for what, start, end, now, then in changes
        if what != "equal"
        for line in (new[now:then] or [f"− {gone}" for gone in old[start:end] if not emptied])
    ]


def _without_bot(transcript: str) -> str:
    """Return what people do in a transcript, with `--- restart` as a line of the stage's own.

    Where the bot was the first on a day, whoever comes next on that day bears its date.
    """
    kept: list[str] = []
    bots, day = False, ""
    for line in transcript.splitlines():
        begins = line[:1] not in ("", " ")
        dated = _DATE.match(line)
        if begins:
            bots, day = f"<{BOT}>" in line, dated[0] if dated is not None else day
        if bots:
            continue
        whole = f"{day}{line}" if begins and dated is None else line
        day = "" if begins else day
        kept.append(_STOP.sub(rf"\g<clock> <{STAGE}> \g<what>", whole))
    return "\n".join(kept)


def _common(event: Incoming) -> dict[str, Any]:
    """Return what every event has."""
    names = ("room_id", "event_id", "sender", "sender_name", "sent_at")
    return {name: getattr(event, name) for name in names}
