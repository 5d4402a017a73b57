"""What can happen to the notes of a meeting, and to its minutes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTaken:
    """Something was written down.

    `event` is the Matrix message whose words these are; `whole` is set where the note is that message
    whole, recorded by a reply to it, and not one line of it; `plain`, where it is a line without a tag, of
    somebody whose lines are all notes. `said_at` is set where it came late.
    """

    meeting: int
    note: int
    tag: str
    text: str
    author: str
    event: str
    whole: bool = False
    item: int | None = None
    owner: str | None = None
    due: date | None = None
    plain: bool = False
    said_at: datetime | None = None
    kind: Literal["note.taken"] = "note.taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChanged:
    """A note reads differently: all of it stands here as it is now. One that was removed counts again.

    `author` is None where that stays as it was. `corrected` where somebody asked for it, and did not edit the
    message; `replaced` where they gave all of its words anew; `restored` where such a correction was taken
    back.
    """

    meeting: int
    note: int
    tag: str
    text: str
    owner: str | None = None
    due: date | None = None
    author: str | None = None
    corrected: bool = False
    replaced: bool = False
    restored: bool = False
    kind: Literal["note.changed"] = "note.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRemoved:
    """A note no longer counts.

    `erased` where its message was removed, and so its words from the log; `undone` where it was taken
    back, and stays so whatever becomes of its message.
    """

    meeting: int
    note: int
    erased: bool = False
    undone: bool = False
    kind: Literal["note.removed"] = "note.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPosted:
    """The minutes, as they stood, were put into the room; `again` in place of earlier ones."""

    meeting: int
    again: bool = False
    kind: Literal["minutes.posted"] = "minutes.posted"
