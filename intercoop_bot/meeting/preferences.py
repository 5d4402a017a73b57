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
    try:
        start, end = map(time.fromisoformat, said.split("-"))
    except ValueError:
        return None
    return start, end


def after_quiet(room: Room, at: datetime) -> datetime:
    """Return that instant, or the end of the quiet hours in which it lies."""
    quiet = preferences(room).quiet
    if quiet is None:
        return at
    local = at.astimezone(ZoneInfo(room.zone))
    days = _days_left(local.time(), *quiet)
    if days is None:
        return at
    end = datetime.combine(local.date() + timedelta(days=days), quiet[1], local.tzinfo)
    # Where the clocks go back in it, that hour comes twice: the first one may be over.
    return max(at, end.astimezone(at.tzinfo))


def _days_left(hour: time, start: time, end: time) -> int | None:
    """Return in how many days a stretch of the day ends in which an hour lies; None where it lies outside.

    A stretch may go over midnight.
    """
    if start <= end:
        return 0 if start <= hour < end else None
    if hour < end:
        return 0
    return 1 if hour >= start else None
