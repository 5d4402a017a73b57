"""Decisions on notes. A note follows the message that it came from: edited with it, removed with it."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.phrases import Quote, phrase
from intercoop_bot.meeting.state import Meeting, Note, Room

MOST_TAGS = 30
LONGEST_TAG = 20


def take(room: Room, command: c.TakeNote) -> tuple[f.Fact, ...]:
    """Write a note down, at the item that the meeting is at.

    A tag in ordinary talk, with no meeting under way or no words behind it, is just talk.
    """
    meeting = room.live
    if not command.draft.text.strip() or command.draft.tag not in room.tags:
        if command.explicit:
            raise c.Refused(phrase("refused.note_empty"))
        return ()
    if meeting is None:
        if command.explicit:
            raise c.Refused(phrase("refused.none_live"))
        return ()
    return (_taken(meeting, len(meeting.notes) + 1, command.draft, command),)


def _taken(meeting: Meeting, number: int, draft: c.NoteDraft, command: c.TakeNote) -> f.NoteTaken:
    return f.NoteTaken(
        meeting=meeting.id,
        note=number,
        tag=draft.tag,
        text=draft.text.strip(),
        author=command.author.id,
        event=command.event,
        whole=command.whole,
        item=meeting.current,
        owner=None if draft.owner is None else draft.owner.id,
        due=draft.due,
    )


def revise(room: Room, command: c.ReviseNotes, by: c.Actor) -> tuple[f.Fact, ...]:
    """Let the notes of a message read as the message now does.

    Its tagged lines are matched with its notes in their order: a line that was changed changes its note,
    one that went removes it, one that came is a new note. An edit does nothing else: no command in it is
    followed. Only the author of a message can edit it, whatever a server says.
    """
    meeting = _meeting_with(room, command.event)
    if meeting is None:
        return _added(room.live, command, by) if room.live is not None else ()
    notes = [note for note in meeting.notes if note.event == command.event]
    if any(note.author != by.who.id for note in notes):
        return ()
    facts: list[f.Fact] = [
        _changed(meeting, note, _whole(note, command.body)) for note in notes if note.whole
    ]
    lines = [note for note in notes if not note.whole]
    for note, draft in zip_longest(lines, command.drafts):
        if draft is None:
            facts += _removed(meeting, [note])
        elif note is None:
            facts += _added(meeting, replace(command, drafts=(draft,)), by, len(facts))
        else:
            facts.append(_changed(meeting, note, draft))
    return tuple(fact for fact in facts if not _says_nothing_new(meeting, fact))


def _whole(note: Note, body: str) -> c.NoteDraft:
    return c.NoteDraft(tag=note.tag, text=body)


def _changed(meeting: Meeting, note: Note, draft: c.NoteDraft) -> f.NoteChanged:
    keep = draft.tag == note.tag and draft.owner is None and draft.due is None and note.whole
    return f.NoteChanged(
        meeting=meeting.id,
        note=note.id,
        tag=draft.tag,
        text=draft.text.strip(),
        owner=note.owner if keep else None if draft.owner is None else draft.owner.id,
        due=note.due if keep else draft.due,
    )


def _says_nothing_new(meeting: Meeting, fact: f.Fact) -> bool:
    if not isinstance(fact, f.NoteChanged):
        return False
    note = next(note for note in meeting.notes if note.id == fact.note)
    same = (note.tag, note.text, note.owner, note.due) == (fact.tag, fact.text, fact.owner, fact.due)
    return note.removed or same


def _added(meeting: Meeting, command: c.ReviseNotes, by: c.Actor, already: int = 0) -> tuple[f.Fact, ...]:
    return tuple(
        _taken(
            meeting,
            len(meeting.notes) + number,
            draft,
            c.TakeNote(draft=draft, author=by.who, event=command.event),
        )
        for number, draft in enumerate(command.drafts, already + 1)
    )


def erase(room: Room, command: c.EraseNotes) -> tuple[f.Fact, ...]:
    """Remove the notes of a message that was removed, for good."""
    meeting = _meeting_with(room, command.event)
    if meeting is None:
        return ()
    notes = (note for note in meeting.notes if note.event == command.event)
    return _removed(meeting, notes, erased=True)


def undo(meeting: Meeting, by: c.Actor) -> tuple[f.Fact, ...]:
    """Take back the last note that one took."""
    mine = [note for note in meeting.kept_notes if by.who.id in (note.recorder, note.author)]
    if not mine:
        raise c.Refused(phrase("refused.nothing_to_undo"))
    return _removed(meeting, mine[-1:])


def substitute(meeting: Meeting, command: c.Substitute, by: c.Actor) -> tuple[f.Fact, ...]:
    """Put other words for some in the last note of one's own that has them."""
    for note in reversed(meeting.kept_notes):
        if by.who.id in (note.recorder, note.author) and command.old in note.text:
            text = note.text.replace(command.old, command.new, 1).strip()
            if not text:
                return _removed(meeting, [note])
            return (
                f.NoteChanged(
                    meeting=meeting.id,
                    note=note.id,
                    tag=note.tag,
                    text=text,
                    owner=note.owner,
                    due=note.due,
                ),
            )
    raise c.Refused(phrase("refused.nothing_to_substitute", old=Quote(command.old)))


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


def _meeting_with(room: Room, event: str) -> Meeting | None:
    meetings = reversed(tuple(room.meetings.values()))
    return next((m for m in meetings if any(note.event == event for note in m.notes)), None)


def _removed(meeting: Meeting, notes: Iterable[Note], *, erased: bool = False) -> tuple[f.Fact, ...]:
    return tuple(
        f.NoteRemoved(meeting=meeting.id, note=note.id, erased=erased)
        for note in notes
        if not note.removed or erased
    )
