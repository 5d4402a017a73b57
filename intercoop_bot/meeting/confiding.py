"""The moderator code of a call: whoever holds `host` is told it, and nobody else.

1. It is asked for in the group's room, and neither told nor given there: both are done in a direct room.
2. Only the group's room knows it, and decides who is told. A direct room knows that one is awaited.
3. A code is that of the call: it stays good for later meetings that are joined the same way.
"""

from datetime import datetime, timedelta

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import Line, Matter, Say, Whisper, line
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Quote, Who, phrase
from intercoop_bot.meeting.state import Awaited, Meeting, Room

LONGEST_CODE = 100

AWAITED_FOR = timedelta(days=1)
"""How long what a person writes in the direct room is taken for the code that they were asked for."""

# --- in the group's room


def ask_code(room: Room, meeting: Meeting, by: c.Actor) -> tuple[f.Fact, ...]:
    """Have the holder of the call asked for its code, or told it."""
    _check_holder(room, meeting, by)
    return (f.HostCodeAsked(meeting=meeting.id, person=by.who.id),)


def keep_code(room: Room, command: c.KeepHostCode, by: c.Actor) -> tuple[f.Fact, ...]:
    """Keep the code of a call, as whoever holds it gave it."""
    meeting = room.meetings.get(command.meeting)
    if meeting is None or not (meeting.live or meeting.phase is Phase.PLANNED):
        raise c.Refused(phrase("refused.none_at_hand"))
    _check_holder(room, meeting, by)
    return (f.HostCodeSet(meeting=meeting.id, code=command.code),)


def code_of(room: Room, meeting: Meeting) -> str:
    """Return the code of a meeting's call, empty where none was given."""
    if not meeting.call:
        return meeting.host_code
    alike = (m for m in room.meetings.values() if m.id <= meeting.id and m.call == meeting.call)
    return next((m.host_code for m in sorted(alike, key=lambda m: -m.id) if m.host_code), "")


def answer_host(room: Room, meeting: Meeting, person: str) -> Whisper:
    """Return what the holder is told who asked: the code, or that it is wanted."""
    return Whisper(person=person, meeting=meeting.id, matter="known" if code_of(room, meeting) else "wanted")


def _check_holder(room: Room, meeting: Meeting, by: c.Actor) -> None:
    holder = meeting.holder("host")
    if holder is None:
        raise c.Refused(phrase("refused.code_nobody", role=phrase("role.host")))
    if holder != by.who.id:
        raise c.Refused(phrase("refused.code_not_yours", who=room.who(holder)))


# --- in the direct room


def await_code(command: c.AwaitCode) -> tuple[f.Fact, ...]:
    """Wait for a code."""
    awaited = f.CodeAwaited(
        about=command.about, meeting=command.meeting, title=command.title, known=command.known
    )
    return (awaited,)


def awaited_now(room: Room, at: datetime) -> Awaited | None:
    """Return the code that is still awaited."""
    awaited = room.awaited
    return awaited if awaited is not None and at - awaited.since < AWAITED_FOR else None


def whispered(matter: Matter, who: Who, *, title: str, code: str, holder: str) -> Say:
    """Return what a person is told of the code of a meeting."""
    lines: tuple[Line, ...]
    match matter:
        case "wanted":
            lines = (line("direct.code_wanted", title=Quote(title)), line("direct.code_how"))
        case "known":
            lines = (line("direct.code_known", title=Quote(title), code=code), line("direct.code_change"))
        case "kept":
            lines = (line("direct.code_kept", title=Quote(title), code=code), line("direct.code_change"))
        case "not_taken" if holder:
            lines = (line("direct.code_not_yours", title=Quote(title), who=holder),)
        case "not_taken":
            lines = (line("direct.code_not_taken", title=Quote(title)),)
    return Say(lines=lines, alarm=True, mentions=(who,))
