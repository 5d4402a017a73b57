"""What a room may want otherwise of the bot's manners, and what it gets where it has not said."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from intercoop_bot.meeting.marks import MINUTE
from intercoop_bot.meeting.state import Room

DEFAULTS = {
    "reminders": "10080 2880 120 10",
    "quiet": "21:00-08:00",
    "chase": "on",
    "gate": "on",
    "closure": "on",
    "queue": "arrival",
    "voices": "off",
    "dialect": "own",
}
"""Names and values, as they are stored. `reminders` are minutes before the start; the others are a stretch
of the day, or `on`; an empty value, or `off`, means: none. `queue` is `arrival` or `share`, `dialect` is
`own`, `meetbot` or `w3c`."""

_CHOICES = {"queue": ("arrival", "share"), "dialect": ("own", "meetbot", "w3c")}


@dataclass(frozen=True, slots=True)
class Preferences:
    """The manners of the bot in a room.

    `reminders`: how long before a meeting people are reminded, the longest first. `quiet`: the hours, in
    the room's zone, in which nothing is said that can wait. `chase`: open roles are looked after before the
    meeting; `gate`: and again at its start; `closure`: a meeting that nobody opened is asked about. `queue`:
    who is next, by `arrival` or by the `share` that each has had; `voices`: the minutes tell who spoke how
    long; `dialect`: whose words are understood besides our own.
    """

    reminders: tuple[timedelta, ...]
    quiet: tuple[time, time] | None
    chase: bool
    gate: bool
    closure: bool
    queue: str
    voices: bool
    dialect: str


def preferences(room: Room) -> Preferences:
    """Return how the bot is in a room."""
    said = {**DEFAULTS, **room.preferences}
    for name, values in _CHOICES.items():
        # What was stored by a later version is not known here.
        said[name] = said[name] if said[name] in values else DEFAULTS[name]
    minutes = sorted({int(each) for each in said["reminders"].split() if each.isdecimal()}, reverse=True)
    return Preferences(
        reminders=tuple(each * MINUTE for each in minutes),
        quiet=_stretch(said["quiet"]),
        chase=said["chase"] == "on",
        gate=said["gate"] == "on",
        closure=said["closure"] == "on",
        queue=said["queue"],
        voices=said["voices"] == "on",
        dialect=said["dialect"],
    )


def _stretch(said: str) -> tuple[time, time] | None:
    """Return a stretch of the day; None where there is none, or where it cannot be read."""
    start, _, end = said.partition("-")
    try:
        return time.fromisoformat(start), time.fromisoformat(end)
    except ValueError:
        return None


def after_quiet(room: Room, at: datetime) -> datetime:
    """Return that instant, or the end of the quiet hours in which it lies."""
    quiet = preferences(room).quiet
    local = at.astimezone(ZoneInfo(room.zone))
    if quiet is None or not _lies_in(local.time(), *quiet):
        return at
    day = local.date() if local.time() < quiet[1] else local.date() + timedelta(days=1)
    # Where the clocks go back in it, that hour comes twice: the first one may be over.
    return max(at, datetime.combine(day, quiet[1], local.tzinfo).astimezone(at.tzinfo))


def _lies_in(hour: time, start: time, end: time) -> bool:
    """Tell whether an hour lies in a stretch of the day, which may go over midnight."""
    return start <= hour < end if start <= end else hour >= start or hour < end
