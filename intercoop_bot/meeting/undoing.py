"""Decisions on what is taken back: what one did last; for who leads, what was done to the meeting last.

1. A note that was taken is removed, one that was corrected reads as before, a move counts as not made: the
   time since then is that of the item which the meeting had left.
2. Moves are undone from the last one back. What others did after one's own stays, unless one leads; and who
   leads only because nobody facilitates undoes a slip of somebody else at once, or not at all: later on they
   mean their own note.
3. What was ruled on who speaks is undone likewise; who waits for the floor by their own wish waits no longer.
4. Right after what is not undone, a role or a title, nothing is: what was done before that is not meant.
5. Two people who undo the same slip mean it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Correction, Move, Note, Phase, Ruling
from intercoop_bot.meeting.permissions import may_lead
from intercoop_bot.meeting.phrases import phrase
from intercoop_bot.meeting.state import Meeting, Room

UNDONE_WITHIN = timedelta(minutes=15)
"""How long a move can be undone: later on, `!back` is what is meant."""

SLIP = timedelta(minutes=2)
"""How long somebody else's move is seen as a slip, by who is not there to facilitate; and something of one's
own that is not undone as what an undo is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """Something that can be taken back, and what does so."""

    at: datetime
    undone_by: tuple[f.Fact, ...]


def undo(room: Room, command: c.Undo, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
    """Take back what was done last."""
    meetings = _in_hand(room)
    moves = [(meeting, meeting.moves[-1]) for meeting in meetings if meeting.moves]
    deeds = [
        *_notes(room, command, by, at),
        *(
            _Deed(at=move.at, undone_by=_unmade(meeting, move))
            for meeting, move in moves
            if _may_undo(room, meeting, move, by, at)
        ),
        *_on_speaking(room, by, at),
    ]
    last = max(deeds, key=lambda deed: deed.at, default=None)
    if _was_undone(meetings, by, at, since=last):
        raise c.said_twice()
    if last is None:
        raise c.Refused(phrase("refused.nothing_to_undo"))
    # MeetBot's own undo passes over what is no entry of its minutes.
    if not command.anyones and _did_what_stays(meetings, by, at, since=last):
        raise c.Refused(phrase("refused.not_undone"))
    return last.undone_by


def _in_hand(room: Room) -> tuple[Meeting, ...]:
    """Return the meetings that may be meant: the one under way, else those to come or over."""
    if room.live is not None:
        return (room.live,)
    return tuple(m for m in room.meetings.values() if m.phase in (Phase.PLANNED, Phase.ENDED))


def _was_undone(meetings: Iterable[Meeting], by: c.Actor, at: datetime, *, since: _Deed | None) -> bool:
    """Tell whether somebody else has just undone the same: what one did after that is one's own slip."""
    undone = (meeting.undone for meeting in meetings if meeting.undone is not None)
    return any(
        who != by.who.id and at - when < c.DOUBLE and (since is None or since.at <= when)
        for who, when in undone
    )


def _on_speaking(room: Room, by: c.Actor, at: datetime) -> list[_Deed]:
    """Return what was ruled last on who speaks, and that a person waits for the floor."""
    meeting = room.live
    if meeting is None:
        return []
    deeds = [
        _Deed(at=place.since, undone_by=(f.QueueLeft(meeting=meeting.id, person=place.person),))
        for place in meeting.queue
        if place.person == by.who.id
    ]
    ruling = _last_ruling(meeting)
    if ruling is not None and _may_undo(room, meeting, ruling, by, at):
        deeds.append(_Deed(at=ruling.at, undone_by=(f.RulingUndone(meeting=meeting.id, ruling=ruling.seq),)))
    return deeds


def _last_ruling(meeting: Meeting) -> Ruling | None:
    """Return the ruling that can be undone: none where the floor was lost since then otherwise.

    Nobody has the floor in a pause.
    """
    last = meeting.rulings[-1] if meeting.rulings else None
    if last is None or last.speaker != meeting.speaker:
        return None
    had_floor = any(floor.until is None for floor in last.floors)
    return None if had_floor and meeting.phase is not Phase.LIVE else last


def _may_undo(room: Room, meeting: Meeting, move: Move | Ruling, by: c.Actor, at: datetime) -> bool:
    if by.who.id in (move.by, meeting.holder("facilitator"), *meeting.leads):
        return at - move.at <= UNDONE_WITHIN
    return at - move.at <= SLIP and (by.moderator or may_lead(room, meeting, by.who.id))


def _unmade(meeting: Meeting, move: Move) -> tuple[f.Fact, ...]:
    unmade = f.MoveUndone(meeting=meeting.id, move=move.seq)
    if meeting.live or move.before.phase not in (Phase.LIVE, Phase.PAUSED):
        return (unmade,)
    return (unmade, f.LiveCardPosted(meeting=meeting.id))


def _did_what_stays(meetings: Iterable[Meeting], by: c.Actor, at: datetime, *, since: _Deed) -> bool:
    """Tell whether a person has just done what is not undone: what was before that they do not mean."""
    stays = [meeting.stays[by.who.id] for meeting in meetings if by.who.id in meeting.stays]
    return any(at - when <= SLIP and since.at < when for when in stays)


def _notes(room: Room, command: c.Undo, by: c.Actor, at: datetime) -> list[_Deed]:
    """Return the note that a person took or corrected last; or, for who leads, that was taken last."""
    noted = room.last_noted(at)
    anyones = command.anyones and noted is not None and (by.moderator or may_lead(room, noted, by.who.id))
    meetings = {each.id: each for each in (*room.planned, *([noted] if noted else []))}.values()
    taken = [
        _Deed(at=note.at, undone_by=(f.NoteRemoved(meeting=each.id, note=note.id, undone=True),))
        for each in meetings
        for note in each.kept_notes
        if by.who.id in (note.recorder, note.author) or (anyones and each is noted)
    ]
    corrected = [
        _Deed(at=note.corrected.at, undone_by=(_restored(each, note, note.corrected),))
        for each in meetings
        for note in each.kept_notes
        if note.corrected is not None and note.corrected.by == by.who.id
    ]
    # Of those of one instant the last is meant.
    return sorted([*taken, *corrected], key=lambda deed: deed.at)[-1:]


def _restored(meeting: Meeting, note: Note, before: Correction) -> f.NoteChanged:
    return f.NoteChanged(
        meeting=meeting.id,
        note=note.id,
        tag=before.tag,
        text=before.text,
        owner=before.owner,
        due=before.due,
        restored=True,
    )
