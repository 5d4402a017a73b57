"""One step of a room: from what happened to what is to be stored and seen of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from intercoop_bot.language.members import Members
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.announce import announce
from intercoop_bot.meeting.effects import Effect, Line, React, Say, say
from intercoop_bot.meeting.facts import Entry, Fact, PersonNamed
from intercoop_bot.meeting.history import apply, replay
from intercoop_bot.meeting.phrases import Phrase, Who
from intercoop_bot.meeting.rules import decide
from intercoop_bot.meeting.state import Room

CLOCK = c.Actor(who=Who("", ""))
"""Who asks for what nobody asks for: what is due."""


@dataclass(slots=True)
class Turn:
    """What one event, or the passing of time, leads to; nothing of it counts before it is stored."""

    room: Room
    at: datetime
    now: datetime
    cause: str | None
    members: Members
    entries: list[Entry] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def ask(self, command: c.Command, by: c.Actor, *, quietly: bool = False, aloud: bool = False) -> bool:
        """Decide on a command, and take down what follows from it.

        A refusal answers the message that asked; `quietly` it is not told, `aloud` with the name of who
        asked, since there is no message. Tells whether it was granted.
        """
        try:
            facts = decide(self.room, command, by, self.at)
        except c.Refused as refusal:
            if aloud and not refusal.emoji:
                self.effects.append(say("tap.refused", who=by.who, reason=refusal.reason))
            elif not quietly and not aloud:
                self._refuse(refusal)
            return False
        for fact in (*self._names(facts, by), *facts):
            entry = Entry(seq=self.room.seq + 1, at=self.at, by=by.who.id, cause=self.cause, fact=fact)
            self.entries.append(entry)
            self.room = apply(self.room, entry)
        doubts: tuple[Phrase, ...] = getattr(command, "doubts", ())
        self.effects += announce(facts, self.room, self.at, by.who, doubts)
        return True

    def inherit(self, entries: Sequence[Entry]) -> None:
        """Go on with the log of the room that this one replaces."""
        self.entries += entries
        self.room = replay(entries, self.room)
        self.at = max(self.at, self.room.last_at or self.at)

    def _refuse(self, refusal: c.Refused) -> None:
        if refusal.emoji:
            self.effects.append(React(emoji=refusal.emoji))
        else:
            self.effects.append(Say(lines=(Line(refusal.reason),), reply=True))

    def _names(self, facts: tuple[Fact, ...], by: c.Actor) -> list[PersonNamed]:
        """Return the names of the people in these facts, where they are news."""
        if not facts:
            return []
        parts = ("person", "author", "owner")
        people = [by.who.id, *(getattr(fact, part, None) for fact in facts for part in parts)]
        known = {by.who.id: by.who.name}
        names = {person: self.members.get(person) or known.get(person) for person in people if person}
        return [
            PersonNamed(person=person, name=name)
            for person, name in names.items()
            if name and name != self.room.names.get(person)
        ]
