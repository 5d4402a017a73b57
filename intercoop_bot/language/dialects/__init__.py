"""The words of other bots, for groups that are used to them.

1. A room that has set its `dialect` understands them besides our own words, and before these.
2. A line in them asks for what our own words would: who may, and what is answered, stays as it is here.
3. A word that means nothing here (`#lurk`) is met with silence; what only looks like one (`#15226`) is talk.
"""

from intercoop_bot.language.asking import Context
from intercoop_bot.language.dialects.borrowed import Borrowed
from intercoop_bot.language.dialects.meetbot import read_meetbot
from intercoop_bot.language.dialects.w3c import read_w3c
from intercoop_bot.language.tagging import Tagged

__all__ = ["Borrowed", "read_borrowed"]


def read_borrowed(line: str, context: Context) -> Borrowed | Tagged | None:
    """Return what a line says in the words that the room has borrowed; None where it is none of them."""
    match context.dialect:
        case "meetbot":
            return read_meetbot(line, context)
        case "w3c":
            return read_w3c(line, context)
        case _:
            return None
