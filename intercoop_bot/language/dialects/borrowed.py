"""A line in another bot's words, and the names in it."""

from collections.abc import Callable
from dataclasses import dataclass

from intercoop_bot.language.asking import Asked, Context, Unclear
from intercoop_bot.language.people import Ambiguous
from intercoop_bot.meeting.phrases import Who

_LONGEST_LIST = 2000


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What a line in another bot's words asks for; nothing, where it means nothing here."""

    asked: tuple[Asked, ...] = ()


def of_people(text: str, context: Context, make: Callable[[tuple[Who, ...]], Asked]) -> Borrowed:
    """Return what is asked of the people in a list, with commas or only spaces between their names."""
    people: list[Who] = []
    rest = " ".join(context.people.spell_out(text).replace(",", " ").split())[:_LONGEST_LIST]
    while rest:
        named, following = context.people.take(rest)
        if isinstance(named, Ambiguous):
            return Borrowed((Unclear(reason=named.doubt),))
        if named is None:
            word, _, following = rest.partition(" ")
            named = Who(word, word)
        people.append(named)
        rest = following.lstrip()
    return Borrowed((make(tuple(dict.fromkeys(people))),)) if people else Borrowed()
