"""What follows from a fact about notes."""

from dataclasses import replace
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.notebook import Notebook
from intercoop_bot.meeting.parts import Correction, Note, Phase
from intercoop_bot.meeting.state import Meeting


def apply_to_notes(meeting: Meeting, fact: f.NoteFact, entry: f.Entry) -> Meeting:
    """Return the meeting after the fact."""
    match fact:
        case f.MinutesPosted(again=again):
            return replace(meeting, minutes_corrected_at=entry.at if again else None, corrected_at=None)
        case f.NoteTaken():
            note = Note(
                id=fact.note,
                at=fact.said_at or entry.at,
                tag=fact.tag,
                text=fact.text,
                author=fact.author,
                recorder=entry.by,
                event=fact.event,
                asked_in=entry.cause,
                whole=fact.whole,
                item=fact.item,
                owner=fact.owner,
                due=fact.due,
                plain=fact.plain,
            )
            notes = meeting.notes.with_note(note)
        case f.NoteChanged():
            notes = Notebook(
                _changed(note, fact, entry) if note.id == fact.note else note for note in meeting.notes
            )
        case f.NoteRemoved(erased=True):
            notes = _with_note(
                meeting, fact.note, removed=True, final=True, text="", owner=None, corrected=None
            )
        case f.NoteRemoved():
            notes = _with_note(meeting, fact.note, removed=True, final=fact.undone)
        case _:
            assert_never(fact)
    corrected_at = entry.at if meeting.phase is Phase.ENDED else None
    return replace(meeting, notes=notes, corrected_at=corrected_at)


def _changed(note: Note, fact: f.NoteChanged, entry: f.Entry) -> Note:
    before = Correction(
        by=entry.by, at=entry.at, tag=note.tag, text=note.text, owner=note.owner, due=note.due
    )
    return replace(
        note,
        tag=fact.tag,
        text=fact.text,
        owner=fact.owner,
        due=fact.due,
        author=fact.author or note.author,
        changed=True,
        removed=False,
        corrected=before if fact.corrected else None,
    )


def _with_note(meeting: Meeting, note_id: int, **changes: object) -> Notebook:
    return Notebook(
        replace(note, **changes) if note.id == note_id else note  # type: ignore[arg-type]
        for note in meeting.notes
    )
