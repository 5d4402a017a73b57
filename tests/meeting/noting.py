"""What tests of notes do again and again: take them, edit them, look at them."""

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.parts import Note
from tests.meeting.group import ANA, BRUNO, PLAN, Group, somebody


def live() -> Group:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    return group


def draft(text: str, tag: str = "note") -> c.NoteDraft:
    return c.NoteDraft(tag=tag, text=text)


def note(group: Group, *texts: str, event: str = "$1", by: str = ANA, whole: bool = False) -> None:
    """Take notes: tagged lines of one message, or (whole) a message that Bruno replied to."""
    for text in texts:
        command = c.TakeNote(draft=draft(text), author=somebody(by), event=event, whole=whole)
        group.does(command, BRUNO if whole else by)


def edited(*texts: str, event: str = "$1", body: str = "") -> c.ReviseNotes:
    """Return that the message has these tagged lines now."""
    return c.ReviseNotes(event=event, body=body, drafts=tuple(map(draft, texts)))


def kept(group: Group) -> list[str]:
    return [note.text for note in group.meeting.kept_notes]


def last(group: Group) -> Note:
    return group.meeting.notes[-1]


def prepared(text: str, item: int = 4, meeting: int = 1, event: str = "$1") -> c.TakeNote:
    """Return that this was noted in the thread in which an item is prepared."""
    return c.TakeNote(draft=draft(text), author=somebody(ANA), event=event, prepares=(meeting, item))
