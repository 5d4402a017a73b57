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
from intercoop_bot.meeting.parts import Note, Phase
from intercoop_bot.meeting.permissions import may_lead
from intercoop_bot.meeting.phrases import Quote, Who, phrase
from intercoop_bot.meeting.state import Meeting, Room

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
    if command.whole and any(_stands_for(note, command) for note in meeting.notes):
        raise c.already_so()
    said_at = command.said_at
    if said_at is None or meeting.started_at is None or said_at < meeting.started_at:
        said_at = None
    elif command.prepares is None:
        item = meeting.item_at(said_at)
    taken = _taken(meeting, item, draft, command.author, command.event)
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
    is_whole = note.whole and not note.removed
    return is_whole and (note.event, note.tag) == (command.event, command.draft.tag)


def _taken(meeting: Meeting, item: int | None, draft: c.NoteDraft, author: Who, event: str) -> f.NoteTaken:
    return f.NoteTaken(
        meeting=meeting.id,
        note=len(meeting.notes) + 1,
        tag=draft.tag,
        text=draft.text.strip(),
        author=(draft.speaker or author).id,
        event=event,
        item=item,
        owner=None if draft.owner is None else draft.owner.id,
        due=draft.due,
        plain=draft.plain,
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
    if any(by.who.id != (note.author if note.whole else note.recorder) for note in notes):
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
    taken = [_taken(meeting, item, draft, by.who, command.event) for draft in drafts[len(lines) :]]
    facts += [replace(fact, note=fact.note + before) for before, fact in enumerate(taken)]
    return tuple(facts)


def _draft(note: Note) -> c.NoteDraft:
    owner = None if note.owner is None else Who(note.owner, note.owner)
    speaker = Who(note.author, note.author)
    return c.NoteDraft(tag=note.tag, text=note.text, owner=owner, due=note.due, speaker=speaker)


def _revised(
    meeting: Meeting, note: Note, draft: c.NoteDraft, *, corrected: bool = False, replaced: bool = False
) -> tuple[f.Fact, ...]:
    """Return that a note reads as this draft, where that is news; without words it is removed.

    `corrected`: somebody asked for it, and it can be taken back.
    """
    text, owner = draft.text.strip(), None if draft.owner is None else draft.owner.id
    if not text:
        return _removed(meeting, [note])
    author = note.recorder if draft.speaker is None else draft.speaker.id
    same = (note.tag, note.text, note.owner, note.due) == (draft.tag, text, owner, draft.due)
    if note.final or (same and author == note.author and not note.removed):
        return ()
    changed = f.NoteChanged(
        meeting=meeting.id,
        note=note.id,
        tag=draft.tag,
        text=text,
        owner=owner,
        due=draft.due,
        author=None if author == note.author else author,
        corrected=corrected,
        replaced=replaced,
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


def substitute(room: Room, meeting: Meeting, command: c.Substitute, by: c.Actor) -> tuple[f.Fact, ...]:
    """Put other words for some in the last note that has them: one's own, or any for who takes the notes."""
    found = [each for each in _correctable(room, meeting, by) if command.old in each[1].text]
    if not found or not command.old:
        raise c.Refused(phrase("refused.nothing_to_substitute", old=Quote(command.old)))
    meeting, note = found[-1]
    text = note.text.replace(command.old, command.new, -1 if command.everywhere else 1)
    return _revised(meeting, note, replace(_draft(note), text=text), corrected=True)


def replace_note(room: Room, meeting: Meeting, command: c.ReplaceNote, by: c.Actor) -> tuple[f.Fact, ...]:
    """Give the note of that number another text or another tag; all else of it stays."""
    note = next((note for note in meeting.kept_notes if note.id == command.number), None)
    if note is None:
        raise c.Refused(phrase("refused.no_such_note", number=command.number))
    if not _may_correct(meeting, note, by):
        raise c.Refused(phrase("refused.note_not_yours", who=room.who(note.author)))
    if command.tag and command.tag not in room.tags:
        raise c.Refused(phrase("refused.tag_unknown", tag=command.tag))
    text = command.text.strip()
    draft = replace(_draft(note), text=text or note.text, tag=command.tag or note.tag)
    revised = _revised(meeting, note, draft, corrected=True, replaced=bool(text))
    if not revised:
        raise c.already_so()
    return revised


def retag(room: Room, command: c.Retag, by: c.Actor) -> tuple[f.Fact, ...]:
    """Give the note of a message another tag, where the message has one note and it is theirs to correct."""
    for meeting in reversed(_meetings_with(room, command.event)):
        notes = [note for note in meeting.kept_notes if note.event == command.event]
        if len(notes) == 1 and command.tag in room.tags and _may_correct(meeting, notes[0], by):
            return _revised(meeting, notes[0], replace(_draft(notes[0]), tag=command.tag), corrected=True)
    return ()


def _correctable(room: Room, meeting: Meeting, by: c.Actor) -> list[tuple[Meeting, Note]]:
    """Return the notes that a person may correct, in this meeting and in those being prepared, in order."""
    meetings = {each.id: each for each in (*room.planned, meeting)}.values()
    notes = [(each, note) for each in meetings for note in each.kept_notes if _may_correct(each, note, by)]
    return sorted(notes, key=lambda each: each[1].at)


def _may_correct(meeting: Meeting, note: Note, by: c.Actor) -> bool:
    """Tell whether a person may correct a note: their own, or any where they take the notes."""
    return by.who.id in (note.recorder, note.author) or by.who.id == meeting.last_holder("notes")


def set_scribe(room: Room, meeting: Meeting, command: c.SetScribe, by: c.Actor) -> tuple[f.Fact, ...]:
    """Make a note of every line of whoever takes notes, or no longer; they say so themselves, or the lead."""
    if meeting.scribing is command.on:
        raise c.already_so()
    scribe = meeting.holder("notes")
    if scribe is None and command.on:
        raise c.Refused(phrase("refused.no_scribe"))
    if by.who.id != scribe and not (by.moderator or may_lead(room, meeting, by.who.id)):
        raise c.Refused(phrase("refused.not_scribe", who=room.who(scribe or "")))
    return (f.ScribeSet(meeting=meeting.id, on=command.on),)


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
