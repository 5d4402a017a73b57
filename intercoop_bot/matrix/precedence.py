"""Which of the rows that wait may go out, and which need not any more."""

from collections.abc import Sequence
from datetime import datetime

from intercoop_bot.interface import Button, File, Message, Pin, Unpin, Visible
from intercoop_bot.storage import OutboxRow


def useless(rows: Sequence[OutboxRow[Visible]], now: datetime) -> set[int]:
    """Return the rows that are not worth sending: those that have expired, or that a newer edit replaces."""
    expired = {row.id for row in rows if row.outgoing.expires_at and row.outgoing.expires_at <= now}
    return expired | _superseded(rows)


def _superseded(rows: Sequence[OutboxRow[Visible]]) -> set[int]:
    """Return the edits that a newer one of the same message waits behind."""
    newest: dict[tuple[str, str], int] = {}
    edits: list[tuple[int, tuple[str, str]]] = []
    for row in rows:
        if isinstance(row.outgoing, Message) and row.outgoing.edits:
            key = (row.room_id, row.outgoing.edits)
            edits.append((row.id, key))
            newest[key] = max(row.id, newest.get(key, 0))
    return {row_id for row_id, key in edits if row_id != newest[key]}


def is_early(row: OutboxRow[Visible], rows: Sequence[OutboxRow[Visible]]) -> bool:
    """Tell whether the row edits, or goes on, a message that still waits itself."""
    room = [other for other in rows if other.room_id == row.room_id]
    match row.outgoing:
        case Message(edits=str(name)):
            return any(other.id < row.id and getattr(other.outgoing, "ref", None) == name for other in room)
        case Button(on=name) | Pin(on=name) | Unpin(on=name):
            return any(name in _names_of(other.outgoing) for other in room)
        case _:
            return False


def _names_of(outgoing: Visible) -> set[str | None]:
    """Return the names that a message bears once it is sent, or may then bear."""
    match outgoing:
        case Message(ref=ref, edits=edits):
            return {ref, edits}
        case File(ref=ref):
            return {ref}
        case _:
            return set()
