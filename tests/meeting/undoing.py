"""What tests of undoing do again and again: do something in a message of its own, look at what it changed."""

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Course
from intercoop_bot.meeting.state import Meeting
from tests.meeting.group import ANA, Group


def says(group: Group, command: c.Command, by: str = ANA) -> tuple[f.Fact, ...]:
    """Ask for something in a message of its own."""
    group.writes_in = f"${len(group.entries)}"
    facts = group.does(command, by)
    group.writes_in = None
    return facts


def course(meeting: Meeting) -> dict[str, object]:
    """Return what an undo puts back."""
    return {name: getattr(meeting, name) for name in Course.__dataclass_fields__}
