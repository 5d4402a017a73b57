"""Rooms and meetings made of facts, for tests: each happens a given number of minutes after noon."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intercoop_bot.meeting.facts import Entry, Fact
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.state import Room

NOON = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)
"""Noon in Paris on Friday 12 May 2028."""

ANA, BRUNO, CHLOE, DAVID = (f"@{name}:coop.example" for name in ("ana", "bruno", "chloe", "david"))

NAMES = {ANA: "Ana", BRUNO: "Bruno", CHLOE: "Chloé", DAVID: "David"}


def after(minutes: float, start: datetime = NOON) -> datetime:
    """Return the instant so many minutes after noon, or after another start."""
    return start + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Happening:
    """Facts that happened in the same minute, by the doing of the same person."""

    minute: float
    by: str
    facts: tuple[Fact, ...]


def at(minute: float, *facts: Fact, by: str = ANA) -> Happening:
    """Return that these facts happened so many minutes after noon."""
    return Happening(minute, by, facts)


def given(
    *happenings: Happening, language: str = "fr", zone: str = "Europe/Paris", start: datetime = NOON
) -> Room:
    """Return the room in which all this happened, in this order."""
    facts = [(happening, fact) for happening in happenings for fact in happening.facts]
    entries = (
        Entry(seq=seq, at=after(happening.minute, start), by=happening.by, cause=None, fact=fact)
        for seq, (happening, fact) in enumerate(facts, 1)
    )
    return replay(entries, Room(language=language, zone=zone, names=NAMES))
