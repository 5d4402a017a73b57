"""A command's word with what follows it, as a reader of arguments is given it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from intercoop_bot.language.asking import Asked, Context, Quotation, Unclear
from intercoop_bot.language.entries import Entry, example
from intercoop_bot.language.vocabulary import BY_KEY
from intercoop_bot.meeting.phrases import Value, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command's word was read; `text` is what follows it, with the lines that belong to it."""

    entry: Entry
    text: str
    context: Context
    quoted: Quotation | None = None

    def unclear(self, reason: str, **values: Value) -> Unclear:
        """Return that this makes no sense, with an example of what does."""
        shown = example(self.entry, self.context.language, self.context.prefix)
        return Unclear(reason=phrase(f"unclear.{reason}", example=shown, **values))

    @property
    def date_example(self) -> str:
        """How the meeting is given another date: what may have been wanted of a command that moves items."""
        return example(BY_KEY["when"], self.context.language, self.context.prefix)


Reader: TypeAlias = Callable[[Request], Asked | tuple[Asked, ...]]
