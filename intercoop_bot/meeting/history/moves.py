"""What can be undone of the course of a meeting: each move with what was before it."""

from dataclasses import fields, replace

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.history.agenda import recount_marks
from intercoop_bot.meeting.parts import Course, Floor, Move, Phase
from intercoop_bot.meeting.state import Meeting

MOST_MOVES = 20
"""So many moves can be undone, one after the other."""

_CHANGES_THE_COURSE = (
    f.MeetingPaused
    | f.MeetingResumed
    | f.MeetingEnded
    | f.EndMoved
    | f.ItemAdded
    | f.ItemChanged
    | f.ItemMoved
    | f.ItemDropped
    | f.ItemStarted
    | f.ItemClosed
    | f.ItemExtended
)

_BEGINS_ANEW = f.MeetingMoved | f.MeetingHeld | f.MeetingStarted | f.MeetingReopened
"""What was done before one of these is not undone any more: the meeting is another one since."""

_STAYS = (
    f.MeetingRenamed
    | f.CallSet
    | f.RoleTaken
    | f.RoleReleased
    | f.RoleWaived
    | f.LeadShared
    | f.LeadWithdrawn
    | f.ScribeSet
    | f.PersonPresent
    | f.PersonLeft
    | f.OrganisationSet
)
"""What is set right by another command, and not undone."""


def remember_what_stays(meeting: Meeting, fact: f.MeetingFact, entry: f.Entry) -> Meeting:
    """Return the meeting with when a person last did what an undo does not take back."""
    if not isinstance(fact, _STAYS):
        return meeting
    return replace(meeting, stays={**meeting.stays, entry.by: entry.at})


def remember(meeting: Meeting, before: Meeting, fact: f.MeetingFact, entry: f.Entry) -> Meeting:
    """Return the meeting with how it was before a move; the facts of one message are one move.

    What the clock does is not undone, nor what was done before it. Nor is the opening.
    """
    if isinstance(fact, _BEGINS_ANEW):
        return replace(meeting, moves=())
    if not isinstance(fact, _CHANGES_THE_COURSE) or _opens(before, fact, entry):
        return meeting
    if not entry.by:
        return replace(meeting, moves=())
    last = meeting.moves[-1] if meeting.moves else None
    if last is not None and last.cause is not None and (last.cause, last.by) == (entry.cause, entry.by):
        return meeting
    move = Move(seq=entry.seq, at=entry.at, by=entry.by, cause=entry.cause, before=_course(before))
    return replace(meeting, moves=(*meeting.moves, move)[-MOST_MOVES:])


def _opens(before: Meeting, fact: f.MeetingFact, entry: f.Entry) -> bool:
    first = before.moved_at is None and entry.at == before.started_at
    planned = before.phase is Phase.PLANNED and before.planned_at == entry.at
    return planned or (first and isinstance(fact, f.ItemStarted))


def _course(meeting: Meeting) -> Course:
    return Course(**{field.name: getattr(meeting, field.name) for field in fields(Course)})


def undo(meeting: Meeting, fact: f.MoveUndone, entry: f.Entry) -> Meeting:
    """Return the meeting as if that move, and those after it, had not been made."""
    at = next((n for n, move in enumerate(meeting.moves) if move.seq == fact.move), None)
    if at is None:
        return meeting
    move = meeting.moves[at]
    course = _with_threads(_with_calls(move.before, meeting), meeting)
    undone = replace(
        meeting,
        **{field.name: getattr(course, field.name) for field in fields(Course)},
        floors=_still_spoken(meeting, move),
        moves=meeting.moves[:at],
        undone=(entry.by, entry.at),
        corrected_at=None,
    )
    # What of an item has passed is seen in what the undo itself is answered by.
    return replace(undone, item_mark=max(course.item_mark, recount_marks(undone, entry.at).item_mark))


def _with_calls(course: Course, meeting: Meeting) -> Course:
    """Return a course; what the room was told meanwhile of the same item, or end, it is not told again."""
    item, before = meeting.current_item, next((i for i in course.items if i.id == course.current), None)
    if item is not None and before is not None and (item.id, item.allotted) == (before.id, before.allotted):
        course = replace(course, item_mark=meeting.item_mark)
    if meeting.ends_at == course.ends_at:
        course = replace(course, meeting_mark=meeting.meeting_mark, asked_over_at=meeting.asked_over_at)
    return course


def _with_threads(course: Course, meeting: Meeting) -> Course:
    """Return a course; that an item was given a thread meanwhile is not undone."""
    prepared = {item.id for item in meeting.items if item.prepared}
    items = tuple(replace(item, prepared=item.prepared or item.id in prepared) for item in course.items)
    return replace(course, items=items)


def _still_spoken(meeting: Meeting, move: Move) -> tuple[Floor, ...]:
    """Return who had the floor; whoever lost it by the move has it still."""
    if not meeting.floors or meeting.floors[-1].until != move.at:
        return meeting.floors
    return (*meeting.floors[:-1], replace(meeting.floors[-1], until=None))
