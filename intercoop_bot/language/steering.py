"""What is said of the items of the agenda by their number, and of the way through them."""

import re
from collections.abc import Callable

from intercoop_bot.language.asking import Asked
from intercoop_bot.language.durations import read_duration
from intercoop_bot.language.fold import fold
from intercoop_bot.language.numbers import read_number
from intercoop_bot.language.request import Request
from intercoop_bot.meeting import commands as c


def read_move(make: Callable[[], Asked], *, only_to: bool, request: Request) -> Asked:
    """Read `!suivant`; where a number follows (`!retour au 2`), that item is meant."""
    number, _ = read_number(request.text)
    if number is None:
        return make()
    if only_to and not re.match(r"(?:a|au|to)\b", fold(request.text[:20])):
        return request.unclear("only_this_item")
    return c.GoTo(position=number)


def read_numbered(make: type[c.GoTo | c.DropItem | c.Prepare], request: Request) -> Asked:
    """Read which item is meant."""
    number, _ = read_number(request.text)
    return request.unclear("number") if number is None else make(position=number)


_LAST = re.compile(r"(?:le |the )?(?:dernier|last)(?: point| item)?\W*", re.IGNORECASE)


def read_park(request: Request) -> Asked:
    """Read which item is put off: that of a number, the last one, or (without) this one."""
    if _LAST.fullmatch(request.text):
        return c.Park(last=True)
    number, _ = read_number(request.text)
    if number is None and request.text:
        return request.unclear("not_a_date", when=request.date_example)
    return c.Park(position=number)


_ARROW = re.compile(r"^(?:->|>|→|=>|,)\s*")


def read_move_item(request: Request) -> Asked:
    """Read which item goes to which place."""
    position, rest = read_number(request.text)
    to, more = read_number(_ARROW.sub("", rest))
    if position is None or to is None or more:
        return request.unclear("not_a_date", when=request.date_example)
    return c.MoveItem(position=position, to=to)


_FROM_LATER = re.compile(
    r"\s*(?:sur|pris(?:es)? sur|from)\s+"
    r"(?:la suite|les suivants|les points suivants|the rest|(?:the )?later(?: items)?)\W*$",
    re.IGNORECASE,
)


def read_extend(request: Request) -> Asked:
    """Read how many minutes more, and whether the later items give them."""
    text = re.sub(r"^(?:de|d'|by|for|with|\+)\s*", "", request.text)
    from_later = _FROM_LATER.search(text)
    duration = read_duration(text[: from_later.start()] if from_later else text)
    if duration is None:
        return request.unclear("duration")
    return c.Extend(minutes=duration.minutes, from_later=from_later is not None)
