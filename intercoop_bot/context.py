"""What is known of a room when a message is read in it."""

from zoneinfo import ZoneInfo

from intercoop_bot.interface import Edited, Said
from intercoop_bot.language.asking import Context, Quotation
from intercoop_bot.language.dates import Slot
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.meeting.preferences import preferences
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.turn import Turn


def context_of(turn: Turn, event: Said | Edited, prefix: str) -> Context:
    """Return what a message is to be read with."""
    room = turn.room
    return Context(
        sender=Who(event.sender, event.sender_name),
        event=event.event_id,
        now=turn.at,
        zone=ZoneInfo(room.zone),
        language=room.language,
        prefix=prefix,
        members=turn.members,
        pills=tuple((pill.text, pill.user_id) for pill in event.pills),
        tags=room.own_tags,
        roles=room.own_roles,
        live=room.live is not None,
        scribes=_scribes(room, event),
        guests=_guests(turn),
        dialect=preferences(room).dialect,
        prepares=_prepared_in(event.thread_ref) if isinstance(event, Said) else None,
        like=_slot(room.next_planned(turn.at) or room.last_ended),
    )


def quotation_of(said: Said) -> Quotation | None:
    """Return the message that a message replies to."""
    quoted = said.quoted
    if quoted is None:
        return None
    return Quotation(event=quoted.event_id, author=Who(quoted.sender, quoted.sender_name), body=quoted.body)


def _scribes(room: Room, event: Said | Edited) -> bool:
    """Tell whether every line of a message is a note; of one that is edited, whether it was so."""
    if isinstance(event, Edited):
        notes = [note for m in room.meetings.values() for note in m.notes if note.event == event.target]
        if notes:
            return any(note.plain for note in notes)
    live = room.live
    return live is not None and live.scribing and live.holder("notes") == event.sender


def _guests(turn: Turn) -> tuple[str, ...]:
    """Return the names of those who are, or were, at the meeting on the phone only."""
    meeting = turn.room.last_noted(turn.at)
    people = () if meeting is None else meeting.attendance
    return tuple(person for person in people if not person.startswith("@"))


def _prepared_in(thread_ref: str | None) -> tuple[int, int] | None:
    """Return the meeting and the item that are prepared in a thread."""
    kind, *numbers = (thread_ref or "").split(":")
    if kind != "prepare" or len(numbers) != 2 or not all(map(str.isdecimal, numbers)):
        return None
    return int(numbers[0]), int(numbers[1])


def _slot(meeting: Meeting | None) -> Slot | None:
    """Return when a meeting is, or was, to take place."""
    if meeting is None or meeting.starts_at is None:
        return None
    return Slot(meeting.starts_at, meeting.ends_at)
