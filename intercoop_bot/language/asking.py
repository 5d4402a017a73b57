"""What a message asks for, once read; and what must be known to read it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TypeAlias
from zoneinfo import ZoneInfo

from intercoop_bot.language.dates import Slot
from intercoop_bot.language.members import Members
from intercoop_bot.language.people import People
from intercoop_bot.meeting.commands import Command, Question
from intercoop_bot.meeting.phrases import Phrase, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The message that a message replies to."""

    event: str
    author: Who
    body: str


@dataclass(frozen=True, kw_only=True)
class Context:
    """A message's surroundings: who wrote it in which event, when, and how the room is set.

    `members` are the display names by user id, `pills` the words and the user id of each mention, `tags`
    and `roles` the room's own ones. `now` is aware. Only where a meeting is `live` does a bare `+5` ask for
    more time. `prepares` are the meeting and the item in whose thread it was said. Where the sender
    `scribes`, each line is a note. `guests` are the names of those who are on the phone only. `dialect` is
    whose words are understood besides our own: `meetbot`, `w3c`, or (`own`) nobody's. What a date leaves open
    is as in the meeting `like`: the one planned next, else the last one. (No slots: `people` is made when
    first needed.)
    """

    sender: Who
    event: str
    now: datetime
    zone: ZoneInfo
    language: str = "fr"
    prefix: str = "!"
    members: Members = field(default_factory=Members)
    pills: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    live: bool = True
    prepares: tuple[int, int] | None = None
    scribes: bool = False
    guests: tuple[str, ...] = ()
    dialect: str = "own"
    like: Slot | None = None

    @cached_property
    def people(self) -> People:
        """Everyone whom the message can name."""
        return People(self.members, self.pills)

    @property
    def today(self) -> date:
        """The day that it is in the room's zone."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """How does this work? `word` is a command's, or empty for all of it."""

    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A word that is no command but close to one: `suggestion`."""

    word: str
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A command whose arguments make no sense. `reason` says why, and how it is written."""

    reason: Phrase


Asked: TypeAlias = Command | Question | Help | Unknown | Unclear
