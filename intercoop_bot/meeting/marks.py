"""The marks in time at which a meeting speaks up.

Of an item with a time: when a fifth of it is left, but at least a minute; when it is used up; then two,
five and ten minutes over, and no more. Of the meeting: five minutes before its end, at its end, and ten
minutes after it. A mark is known by its number: the first is 1, and 0 means that none was called yet.
"""

from collections.abc import Sequence
from datetime import timedelta

MINUTE = timedelta(minutes=1)

NEARLY, UP = 1, 2
"""The marks of an item before those on overrun: nearly over, and over."""

_OVERRUN = (2 * MINUTE, 5 * MINUTE, 10 * MINUTE)

ENDING, ENDED, OVERDUE = 1, 2, 3
"""The marks of a meeting: soon over, over, and long over."""

MEETING_MARKS = (-5 * MINUTE, 0 * MINUTE, 10 * MINUTE)
"""When each mark of a meeting is, counted from its end."""


def item_marks(allotted: timedelta) -> tuple[timedelta, ...]:
    """Return the time spent on an item at each of its marks, first to last."""
    nearly = allotted - max(allotted / 5, MINUTE)
    return (nearly, allotted, *(allotted + over for over in _OVERRUN))


def reached(marks: Sequence[timedelta], at: timedelta) -> int:
    """Return the number of the last mark at or before `at`; 0 where none is."""
    return sum(mark <= at for mark in marks)
