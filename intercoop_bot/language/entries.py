"""What is known of a command: its words in each language, when it is of use, which lines belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Literal, TypeAlias

from intercoop_bot.language.asking import Asked
from intercoop_bot.meeting import commands as c

Language: TypeAlias = Literal["fr", "en"]


class Group(StrEnum):
    """When in the life of a meeting a command is of use."""

    BEFORE = "before"
    ROLES = "roles"
    RUNNING = "running"
    SPEAKING = "speaking"
    NOTES = "notes"
    AFTER = "after"
    ROOM = "room"


class Takes(Enum):
    """Which lines of a message belong to a command, besides its own."""

    LINE = auto()
    """None."""
    PARAGRAPH = auto()
    """Those up to the next command or tagged line, or an empty one."""
    BLOCK = auto()
    """Those up to the next command, or an empty one."""
    LIST = auto()
    """Those up to the next command."""
    ALL = auto()
    """All that follow."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A command in one language: its words, and the form and an example of what follows the word."""

    words: tuple[str, ...]
    form: str
    example: str

    @property
    def shown(self) -> str:
        """The word by which the command is called in this language."""
        return self.words[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table.

    `makes` is what the example asks for; `asks` what the word alone asks, where that is a question.
    `signs` are ways to write it that need no prefix.
    """

    key: str
    group: Group
    makes: type[Asked] | None
    asks: type[c.Question] | None
    takes: Takes
    signs: tuple[str, ...]
    wordings: Mapping[Language, Wording]


def example(entry: Entry, language: str, prefix: str) -> str:
    """Return an example of a command, as one types it."""
    wording = wording_of(entry, language)
    return f"{prefix}{wording.shown} {wording.example}".replace(" \n", "\n").strip()


def form(entry: Entry, language: str, prefix: str) -> str:
    """Return how a command is written."""
    wording = wording_of(entry, language)
    return f"{prefix}{wording.shown} {wording.form}".strip()


def wording_of(entry: Entry, language: str) -> Wording:
    """Return a command in a language; in French where there is no such language."""
    return entry.wordings["en" if language == "en" else "fr"]
