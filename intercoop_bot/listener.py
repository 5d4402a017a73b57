"""What an event of the room asks for: commands and questions, which are put to a turn."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from intercoop_bot.confidences import be_told, confide
from intercoop_bot.context import context_of, quotation_of
from intercoop_bot.faults import Faults
from intercoop_bot.interface import (
    AskedToVerify,
    Confided,
    Edited,
    Expelled,
    Incoming,
    Joined,
    Left,
    Message,
    Missed,
    Outgoing,
    Probed,
    Reacted,
    Redacted,
    Replaced,
    Said,
    Surroundings,
    Unreached,
    Unreadable,
    Welcomed,
    Whispered,
)
from intercoop_bot.language.asking import Asked, Help, Unclear, Unknown
from intercoop_bot.language.help import help_on
from intercoop_bot.language.parse import read_message, read_notes
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.answers import answer
from intercoop_bot.meeting.confiding import awaited_now
from intercoop_bot.meeting.effects import Line, Say, Whisper, line, say
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.repetition import with_call
from intercoop_bot.taps import follow_tap
from intercoop_bot.turn import CLOCK, Turn

CARD_BURIED = 20
"""Messages after which the card of a meeting is posted anew. That count ends with the process."""

UNTRIED = ("private", "invalid", "fault")
"""Why a link could not be tried: of whether it works, that says nothing."""


class Listener:
    """The ear of one room. What it remembers ends with the process."""

    def __init__(self, surroundings: Surroundings, faults: Faults, prefix: str, jitsi: str) -> None:
        self._surroundings = surroundings
        self._faults = faults
        self._prefix = prefix
        self._jitsi = jitsi
        self._said_since_card = 0
        self._refused_taps: set[tuple[str, str]] = set()

    def count(self, outgoing: Sequence[Outgoing]) -> None:
        """Take in what we say ourselves: it buries the card, or is the card."""
        for message in outgoing:
            if isinstance(message, Message) and not message.edits:
                is_card = message.ref is not None and message.ref.startswith("live:")
                self._said_since_card = 0 if is_card else self._said_since_card + 1

    def take(self, event: Incoming, turn: Turn, *, is_late: bool) -> None:
        """Turn an event of the room into commands and questions, and ask them.

        `is_late` it is while there is more to be read of what was written while we were away.
        """
        sender = Who(event.sender, event.sender_name)
        by = c.Actor(who=sender, moderator=self._surroundings.is_moderator(event.sender))
        match event:
            case Said():
                self._listen(event, turn, by, is_late=is_late)
            case Edited(unverified=True):
                pass
            case Edited(target=target, body=body):
                drafts = read_notes(body, context_of(turn, event, self._prefix))
                turn.ask(c.ReviseNotes(event=target, body=body, drafts=drafts), by)
            case Redacted(target=target):
                turn.ask(c.EraseNotes(event=target), by)
            case Joined():
                turn.ask(c.Admit(), by)
            case Left(person=person):
                turn.ask(c.Dismiss(who=Who(person, turn.members.get(person, person))), by)
            case Welcomed():
                turn.ask(c.Arrive(encrypted=self._surroundings.unreadable), by)
            case Expelled() | Replaced():
                turn.ask(c.Depart(), by)
            case Unreadable(why=why):
                turn.ask(c.AdmitDeafness(why=why), by)
            case AskedToVerify(possible=possible):
                told = ("compare", "same", "optional") if possible else ("impossible",)
                turn.effects.append(Say(lines=tuple(line(f"verification.{each}") for each in told)))
            case Missed():
                if turn.room.live is None:
                    turn.effects.append(say("room.missed"))
                else:
                    turn.ask(c.AdmitGap(), CLOCK)
            case Reacted():
                follow_tap(event, turn, by, self._refused_taps)
            case Probed(name=name, ok=ok, reason=reason):
                number = name.partition(":")[2]
                if number.isdigit() and reason not in UNTRIED:
                    turn.ask(c.NoteLink(meeting=int(number), ok=ok), by)
            case Whispered():
                be_told(event, turn, by, unreadable=self._surroundings.unreadable)
            case Confided(meeting=number, code=code):
                if not turn.ask(c.KeepHostCode(meeting=number, code=code), by, quietly=True):
                    turn.effects.append(Whisper(person=sender.id, meeting=number, matter="not_taken"))
            case Unreached():
                turn.effects.append(say("direct.unreached", who=sender))
            case _:
                assert_never(event)

    def _listen(self, said: Said, turn: Turn, by: c.Actor, *, is_late: bool) -> None:
        asks = read_message(said.body, context_of(turn, said, self._prefix), quoted=quotation_of(said))
        if said.unverified:
            if asks or awaited_now(turn.room, turn.at):
                why = "other_identity" if said.other_identity else "unverified"
                turn.ask(c.AdmitDeafness(why=why, person=said.sender), by)
            return
        if confide(said, turn, by, self._prefix):
            return
        for asked in asks:
            with self._faults.contained("message", turn):
                self._ask(asked, said, turn, by)
        turn.ask(c.Hear(), by)
        self._said_since_card += 1
        is_buried = self._said_since_card >= CARD_BURIED
        if turn.room.live is not None and is_buried and not is_late:
            turn.ask(c.RepostCard(), CLOCK)

    def _ask(self, asked: Asked, said: Said, turn: Turn, by: c.Actor) -> None:
        match asked:
            case Help(word=word):
                room = turn.room
                turn.effects.append(help_on(word, room.language, self._prefix, room.own_tags))
            case Unknown(word=word, suggestion=suggestion):
                shown = line("unknown.command", word=word, suggestion=suggestion)
                turn.effects.append(Say(lines=(shown,), reply=True))
            case Unclear(reason=reason):
                turn.effects.append(Say(lines=(Line(reason),), reply=True))
            case question if isinstance(question, c.Question):
                turn.effects += answer(turn.room, question, turn.now)
            case c.TakeNote() as note:
                turn.ask(replace(note, said_at=min(said.sent_at, turn.at)) if said.late else note, by)
            case command:
                turn.ask(with_call(command, turn.room, self._jitsi), by)
