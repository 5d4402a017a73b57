"""A group that meets, for tests: given what they did, when they ask for something, then this follows.

Time is told in minutes after noon (Paris) on 12 May 2028, and wakes the room as the bot does: at its
deadlines, and before each command.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.language.wording import Voice, word, word_message
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.announce import announce
from intercoop_bot.meeting.answers import answer
from intercoop_bot.meeting.effects import Effect, Say, TakeDown
from intercoop_bot.meeting.history import apply
from intercoop_bot.meeting.parts import Item
from intercoop_bot.meeting.phrases import Phrase, Who
from intercoop_bot.meeting.rules import decide
from intercoop_bot.meeting.schedule import deadline
from intercoop_bot.meeting.state import Meeting, Room
from tests.builders import ANA, BRUNO, CHLOE, DAVID, NAMES, NOON, after

CLOCK = c.Actor(who=Who("", ""))

FIVE = tuple(
    c.DraftItem(title=title, minutes=minutes)
    for title, minutes in [
        ("Connexion", 5),
        ("Accueil nouveaux projets", 5),
        ("Prochaine réunion", 5),
        ("Hébergement", 25),
        ("Structure Intercoop, on avance ?", 20),
    ]
)

PLAN = c.Plan(
    title="Cinquième réunion groupe info",
    starts_at=after(0),
    ends_at=after(60),
    call="01 23 45 67 89, code 4242#",
    items=FIVE,
)
"""An hour at noon, five items that fill it."""

__all__ = ["ANA", "BRUNO", "CHLOE", "DAVID", "FIVE", "NOON", "PLAN", "Group", "after", "somebody"]


def somebody(person: str) -> Who:
    """Return a person with the name they bear."""
    return Who(person, NAMES.get(person, person))


def actor(person: str, *, moderator: bool = False) -> c.Actor:
    """Return who asks."""
    return c.Actor(who=somebody(person), moderator=moderator)


def voice(language: str, zone: str = "Europe/Paris") -> Voice:
    """Return how the bot speaks."""
    return Voice(language=language, zone=ZoneInfo(zone))


def wording(effects: tuple[Effect, ...], language: str = "fr", zone: str = "Europe/Paris") -> str:
    """Return the words of all messages among the effects; spaces that do not break are made plain ones."""
    messages = [effect for effect in effects if isinstance(effect, Say)]
    return plain_spaces("\n".join(word_message(message, voice(language, zone)).plain for message in messages))


def plain_spaces(words: str) -> str:
    """Return words whose spaces that do not break are plain ones."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


class Group:
    """The people, the room, its log, and what was seen of what they did last.

    `seen` is what is new in the room; `cards` are the messages whose text changed with it, `taken_down` those
    that are no longer pinned.
    """

    def __init__(self, *commands: c.Command, minute: float = -1000, start: datetime = NOON) -> None:
        self.start = start
        self.now = after(minute, start)
        self.room = Room(language="fr", zone="Europe/Paris", names=NAMES)
        self.entries: list[f.Entry] = []
        self.seen: tuple[Effect, ...] = ()
        self.cards: tuple[Say, ...] = ()
        self.taken_down: tuple[TakeDown, ...] = ()
        self.writes_in: str | None = None
        for command in commands:
            self.does(command)

    def at(self, minute: float) -> "Group":
        """Let time pass until then, the bot being awake."""
        until = after(minute, self.start)
        while (wake := deadline(self.room)) is not None and wake <= until:
            self.now = max(self.now, wake)
            assert self._tick(), "woken for nothing"
        self.now = until
        return self

    def away(self, minute: float) -> "Group":
        """Let time pass until then, the bot being away; it wakes when next something is done."""
        self.now = after(minute, self.start)
        return self

    def wakes(self) -> tuple[Effect, ...]:
        """Look at the clock, and return what is seen of it."""
        self._tick()
        return self.seen

    def does(self, command: c.Command, by: str = ANA, *, moderator: bool = False) -> tuple[f.Fact, ...]:
        """Ask for something, and return what happened."""
        self._tick()
        return self._ask(command, actor(by, moderator=moderator))

    def is_refused(self, command: c.Command, by: str = ANA, *, moderator: bool = False) -> str:
        """Ask for something that is refused, and return the key of the reason; nothing may change."""
        before = self.room
        with pytest.raises(c.Refused) as refusal:
            decide(self.room, command, actor(by, moderator=moderator), self.now)
        assert self.room == before
        assert word(refusal.value.reason, voice("fr")).plain
        assert word(refusal.value.reason, voice("en")).plain
        return refusal.value.reason.key

    def refusal(self, command: c.Command, by: str = ANA) -> str:
        """Ask for something that is refused, and return the words of the reason, in French."""
        with pytest.raises(c.Refused) as refusal:
            decide(self.room, command, actor(by), self.now)
        return plain_spaces(word(refusal.value.reason, voice("fr")).plain)

    def asks(self, question: c.Question) -> str:
        """Return the answer to a question, in French."""
        self.seen = answer(self.room, question, self.now)
        return wording(self.seen)

    def reads(self, language: str = "fr") -> str:
        """Return the words of what was seen last."""
        return wording(self.seen, language, self.room.zone)

    @property
    def meeting(self) -> Meeting:
        """The meeting at hand, or the last one."""
        meeting = self.room.at_hand(self.now) or self.room.last_ended
        assert meeting is not None
        return meeting

    @property
    def current(self) -> Item:
        """The item that the meeting is at."""
        item = self.meeting.current_item
        assert item is not None
        return item

    @property
    def titles(self) -> list[str]:
        """The agenda."""
        return [item.title for item in self.meeting.items]

    @property
    def calls(self) -> list[tuple[float, int | None, int]]:
        """When time was called, of which item (None: of the meeting), and which mark."""
        return [
            ((entry.at - self.start) / timedelta(minutes=1), entry.fact.item, entry.fact.mark)
            for entry in self.entries
            if isinstance(entry.fact, f.TimeCalled)
        ]

    def _tick(self) -> tuple[f.Fact, ...]:
        facts = self._ask(c.Tick(), CLOCK)
        if facts:
            assert decide(self.room, c.Tick(), CLOCK, self.now) == (), "said twice"
        return facts

    def _ask(self, command: c.Command, by: c.Actor) -> tuple[f.Fact, ...]:
        facts = decide(self.room, command, by, self.now)
        for fact in facts:
            entry = f.Entry(seq=self.room.seq + 1, at=self.now, by=by.who.id, cause=self.writes_in, fact=fact)
            self.entries.append(entry)
            self.room = apply(self.room, entry)
        doubts: tuple[Phrase, ...] = getattr(command, "doubts", ())
        effects = announce(facts, self.room, self.now, by.who, doubts)
        self.cards = tuple(each for each in effects if isinstance(each, Say) and each.edits is not None)
        self.taken_down = tuple(each for each in effects if isinstance(each, TakeDown))
        self.seen = tuple(each for each in effects if each not in (*self.cards, *self.taken_down))
        return facts
