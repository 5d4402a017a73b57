"""Decisions on notes. A note follows the message that it came from: edited with it, removed with it.

Where a reply had it noted, it goes with the reply as well. It belongs to the item that the meeting is at; in
the thread of an item, to that one, before the meeting too; once a meeting was said to have taken place
elsewhere, to that meeting, for a day.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.phrases import Quote, Who, phrase
from intercoop_bot.meeting.state import Meeting, Note, Phase, Room

MOST_TAGS = 30
LONGEST_TAG = 20


def take(room: Room, command: c.TakeNote, at: datetime) -> tuple[f.Fact, ...]:
    """Write a note down, at the item that it is about.

    A tag in ordinary talk, with no meeting to note it for or no words behind it, is just talk.
    """
    meeting, item = _place(room, command.prepares, at)
    draft = command.draft
    if meeting is None or not _says_something(room, draft):
        if command.explicit:
            raise c.Refused(phrase("refused.none_live" if meeting is None else "refused.note_empty"))
        return ()
    if command.whole and any(_stands_for(note, command) for note in meeting.kept_notes):
        raise c.already_so()
    said_at = command.said_at
    if said_at is None or meeting.started_at is None or said_at < meeting.started_at:
        said_at = None
    elif command.prepares is None:
        item = meeting.item_at(said_at)
    taken = _taken(meeting, item, draft, command.author.id, command.event)
    return (replace(taken, whole=command.whole, said_at=said_at),)


def _place(room: Room, prepares: tuple[int, int] | None, at: datetime) -> tuple[Meeting | None, int | None]:
    """Return the meeting and the item that a note belongs to, said now, in the thread of that item if any."""
    if prepares is not None:
        number, item = prepares
        prepared = room.meetings.get(number)
        is_open = prepared is not None and (prepared.live or prepared.phase is Phase.PLANNED)
        if prepared is not None and is_open and prepared.item(item) is not None:
            return prepared, item
    meeting = room.live or room.written_up(at)
    return meeting, None if meeting is None else meeting.current


def _says_something(room: Room, draft: c.NoteDraft) -> bool:
    return draft.tag in room.tags and bool(draft.text.strip())


def _stands_for(note: Note, command: c.TakeNote) -> bool:
    return note.whole and (note.event, note.tag) == (command.event, command.draft.tag)


def _taken(meeting: Meeting, item: int | None, draft: c.NoteDraft, author: str, event: str) -> f.NoteTaken:
    return f.NoteTaken(
        meeting=meeting.id,
        note=len(meeting.notes) + 1,
        tag=draft.tag,
        text=draft.text.strip(),
        author=author,
        event=event,
        item=item,
        owner=None if draft.owner is None else draft.owner.id,
        due=draft.due,
    )


def revise(room: Room, command: c.ReviseNotes, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
    """Let the notes of a message read as the message now does.

    Its tagged lines are matched with its notes in their order: a line that was changed changes its note,
    one that went removes it, one that came back brings it back, one that came is a new note of the same
    item. An edit does nothing else: no command in it is followed. Only the author of a message can edit
    it, whatever a server says.
    """
    drafts = [draft for draft in command.drafts if _says_something(room, draft)]
    meetings = _meetings_with(room, command.event)
    meeting = meetings[-1] if meetings else room.live or room.written_up(at)
    if meeting is None:
        return ()
    notes = [note for note in meeting.notes if note.event == command.event]
    if any(note.author != by.who.id for note in notes):
        return ()
    lines = [note for note in notes if not note.whole]
    facts: list[f.Fact] = []
    for note in notes:
        if note.whole:
            facts += _revised(meeting, note, replace(_draft(note), text=command.body))
    for note, draft in zip(lines, drafts, strict=False):
        facts += _revised(meeting, note, draft)
    facts += _removed(meeting, lines[len(drafts) :])
    item = lines[-1].item if lines else meeting.current
    taken = [_taken(meeting, item, draft, by.who.id, command.event) for draft in drafts[len(lines) :]]
    facts += [replace(fact, note=fact.note + before) for before, fact in enumerate(taken)]
    return tuple(facts)


def _draft(note: Note) -> c.NoteDraft:
    owner = None if note.owner is None else Who(note.owner, note.owner)
    return c.NoteDraft(tag=note.tag, text=note.text, owner=owner, due=note.due)


def _revised(meeting: Meeting, note: Note, draft: c.NoteDraft) -> tuple[f.Fact, ...]:
    """Return that a note reads as this draft, where that is news; without words it is removed."""
    text, owner = draft.text.strip(), None if draft.owner is None else draft.owner.id
    if not text:
        return _removed(meeting, [note])
    same = (note.tag, note.text, note.owner, note.due) == (draft.tag, text, owner, draft.due)
    if note.final or (same and not note.removed):
        return ()
    changed = f.NoteChanged(
        meeting=meeting.id, note=note.id, tag=draft.tag, text=text, owner=owner, due=draft.due
    )
    return (changed,)


def erase(room: Room, command: c.EraseNotes) -> tuple[f.Fact, ...]:
    """Remove the notes of a message that was removed, for good; or those that it only had taken."""
    erased = tuple(
        f.NoteRemoved(meeting=meeting.id, note=note.id, erased=True)
        for meeting in _meetings_with(room, command.event)
        for note in meeting.notes
        if note.event == command.event and note.text
    )
    asked_for = (
        fact
        for meeting in room.meetings.values()
        for fact in _removed(meeting, (note for note in meeting.notes if _only_asked_in(note, command.event)))
    )
    return (*erased, *asked_for)


def _only_asked_in(note: Note, event: str) -> bool:
    return note.asked_in == event != note.event


def undo(room: Room, meeting: Meeting, by: c.Actor) -> tuple[f.Fact, ...]:
    """Take back the last note that one took."""
    mine = _own(room, meeting, by)
    if not mine:
        raise c.Refused(phrase("refused.nothing_to_undo"))
    meeting, note = mine[-1]
    return (f.NoteRemoved(meeting=meeting.id, note=note.id, undone=True),)


def substitute(room: Room, meeting: Meeting, command: c.Substitute, by: c.Actor) -> tuple[f.Fact, ...]:
    """Put other words for some in the last note of one's own that has them."""
    mine = [each for each in _own(room, meeting, by) if command.old in each[1].text]
    if not mine or not command.old:
        raise c.Refused(phrase("refused.nothing_to_substitute", old=Quote(command.old)))
    meeting, note = mine[-1]
    return _revised(meeting, note, replace(_draft(note), text=note.text.replace(command.old, command.new, 1)))


def _own(room: Room, meeting: Meeting, by: c.Actor) -> list[tuple[Meeting, Note]]:
    """Return the notes of a person in this meeting and in those being prepared, in their order."""
    meetings = {each.id: each for each in (*room.planned, meeting)}.values()
    notes = [(each, note) for each in meetings for note in each.kept_notes if _is_of(note, by)]
    return sorted(notes, key=lambda each: (each[1].at, each[0].id, each[1].id))


def _is_of(note: Note, by: c.Actor) -> bool:
    return by.who.id in (note.recorder, note.author)


def add_tag(room: Room, command: c.AddTag) -> tuple[f.Fact, ...]:
    """Have one more tag in the room."""
    tag = command.tag.strip().casefold()
    if not tag.isalnum() or len(tag) > LONGEST_TAG or len(room.tags) >= MOST_TAGS:
        raise c.Refused(phrase("refused.tag_odd", length=LONGEST_TAG, most=MOST_TAGS))
    if tag in room.tags:
        raise c.Refused(phrase("refused.tag_exists", tag=tag))
    return (f.TagAdded(tag=tag),)


def erasures(facts: Iterable[f.Fact]) -> tuple[f.Erasure, ...]:
    """Return the notes whose words these facts want out of the log."""
    return tuple(
        f.Erasure(meeting=fact.meeting, note=fact.note)
        for fact in facts
        if isinstance(fact, f.NoteRemoved) and fact.erased
    )


def _meetings_with(room: Room, event: str) -> list[Meeting]:
    return [m for m in room.meetings.values() if any(note.event == event for note in m.notes)]


def _removed(meeting: Meeting, notes: Iterable[Note]) -> tuple[f.Fact, ...]:
    return tuple(f.NoteRemoved(meeting=meeting.id, note=note.id) for note in notes if not note.removed)
