"""The meeting that is held: half an hour of four people, as text.

A line is when, who, and what they write. A time in brackets is that of an earlier line of theirs: its words
are changed to these, or, where there are none, it is removed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

MEETING = Path(__file__).parent / "meeting"
DAY = datetime(2028, 5, 12, tzinfo=ZoneInfo("Europe/Paris"))
MINUTE = timedelta(minutes=1)

PEOPLE = ("Ana", "Bruno", "Chloé", "David")
LATECOMER = "David"

_LINE = re.compile(
    r"(?P<at>\d\d:\d\d) (?P<who>\w+) (?:(?P<joins>joins)|(?:\((?P<of>\d\d:\d\d)\) ?)?(?P<text>.*))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Somebody comes in, writes, or (`of`) changes what they wrote at that time: to nothing, to remove it."""

    at: datetime
    who: str
    text: str
    of: datetime | None = None
    joins: bool = False


def read_script(text: str) -> tuple[Deed, ...]:
    """Return the deeds of a script; an indented line goes on with the one above it."""
    deeds = []
    for block in re.split(r"\n(?=\d\d:)", text.strip()):
        first, *more = block.split("\n")
        match = _LINE.fullmatch(first)
        assert match, first
        deeds.append(
            Deed(
                at=instant(match["at"]),
                who=match["who"],
                text="\n".join([match["text"] or "", *(line.removeprefix("    ") for line in more)]),
                of=instant(match["of"]) if match["of"] else None,
                joins=match["joins"] is not None,
            )
        )
    return tuple(deeds)


def instant(time: str) -> datetime:
    """Return when clocks show that time on the day of the meeting."""
    hour, minute = map(int, time.split(":"))
    return DAY.replace(hour=hour, minute=minute)


SCRIPT = read_script((MEETING / "script.txt").read_text(encoding="utf-8"))
BEGINS = SCRIPT[0].at
OPENS = next(deed.at for deed in SCRIPT if deed.text == "!ouvrir")
CLOSES = next(deed.at for deed in SCRIPT if deed.text == "!clore")
ENDS = SCRIPT[-1].at + MINUTE
"""By then what was corrected after the meeting is posted."""


def minutes_of_the_clock() -> Iterator[tuple[datetime, tuple[Deed, ...]]]:
    """Return each minute from the beginning to the end, with what is done in it."""
    at = BEGINS
    while at <= ENDS:
        yield at, tuple(deed for deed in SCRIPT if deed.at == at)
        at += MINUTE
