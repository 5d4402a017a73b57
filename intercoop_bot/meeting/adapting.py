"""What can be done where an item runs over: each choice is one tap, and a command too.

The plan then shows what it costs: which of the items still to come no longer fit before the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from intercoop_bot.meeting.marks import MINUTE
from intercoop_bot.meeting.parts import NO_TIME, Item
from intercoop_bot.meeting.schedule import current_left, still_open
from intercoop_bot.meeting.state import Meeting

FROM_LATER, MOVE_END, PARK_THIS, PARK_LAST = "1⃣", "2⃣", "3⃣", "4⃣"

MORE = 5
"""The minutes that a tap adds."""

Choice = Literal["from_later", "move_end", "park_this", "park_last"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A choice, and the emoji by which it is taken."""

    choice: Choice
    emoji: str


def offers(meeting: Meeting) -> tuple[Offer, ...]:
    """Return what can be done about the current item, which has run over."""
    if meeting.current_item is None:
        return ()
    made: list[Offer] = []
    ahead = still_open(meeting)
    if shares_of(ahead, MORE):
        made.append(Offer(choice="from_later", emoji=FROM_LATER))
    made.append(Offer(choice="move_end", emoji=MOVE_END))
    made.append(Offer(choice="park_this", emoji=PARK_THIS))
    if ahead:
        made.append(Offer(choice="park_last", emoji=PARK_LAST))
    return tuple(made)


def shares_of(items: Sequence[Item], minutes: int) -> dict[int, int]:
    """Return by how many minutes each item is shortened so that they give `minutes` in all.

    In proportion to their time, by whole minutes, and no item below a minute. Empty where there is not as
    much to be had.
    """
    spare = {item.id: _spare(item) for item in items}
    total = sum(spare.values())
    if total < minutes:
        return {}
    exact = {number: Fraction(minutes * most, total) for number, most in spare.items()}
    shares = {number: int(share) for number, share in exact.items()}
    by_rest = sorted(exact, key=lambda number: exact[number] - shares[number], reverse=True)
    for number in by_rest[: minutes - sum(shares.values())]:
        shares[number] += 1
    return {number: share for number, share in shares.items() if share}


def _spare(item: Item) -> int:
    return 0 if item.allotted is None else max(item.allotted // MINUTE - 1, 0)


def unfitting(meeting: Meeting, at: datetime) -> tuple[Item, ...]:
    """Return the items still to come that no longer fit before the end, if all keep to their time."""
    end = meeting.ends_at
    if end is None:
        return ()
    until = at + current_left(meeting, at)
    late: list[Item] = []
    for item in still_open(meeting):
        until += item.allotted or NO_TIME
        if until > end + MINUTE and item.allotted:
            late.append(item)
    return tuple(late)
