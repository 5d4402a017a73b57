"""The card of a meeting under way: one message that shows how things stand, edited in place.

It is edited when something that it shows has changed, when half of an item's time is used and when time is
called: every half a minute at the most. Where much was said after it, it is posted anew as the newest
message, and the former one only points to it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.state import Meeting

EDITED_EVERY = timedelta(seconds=30)

REPOSTED_EVERY = timedelta(minutes=5)
"""A lively chat would otherwise have the card posted every minute."""

WORTH_A_LOOK = timedelta(minutes=4)
"""An item shorter than this is over before half of its time would be news."""

_SHOWN = (
    f.MeetingPaused
    | f.MeetingResumed
    | f.MeetingRenamed
    | f.EndMoved
    | f.TimeCalled
    | f.MoveUndone
    | f.AgendaFact
    | f.RoleTaken
    | f.RoleReleased
    | f.RoleWaived
    | f.HolderMissed
    | f.CallSet
    | f.QueueFact
)


def card_name(meeting: Meeting) -> str:
    """Return the name of the card as it was posted last."""
    return f"live:{meeting.id}:{_times_posted(meeting)}"


def former_card_name(meeting: Meeting) -> str | None:
    """Return the name of the card as it was posted before that; None where it was posted once."""
    times = _times_posted(meeting)
    return f"live:{meeting.id}:{times - 1}" if times > 1 else None


def _times_posted(meeting: Meeting) -> int:
    return 1 if meeting.live_card is None else meeting.live_card.number


def outdate(meeting: Meeting, fact: f.MeetingFact) -> Meeting:
    """Return the meeting with its card marked where it no longer shows how things stand."""
    card = meeting.live_card
    if card is None or not meeting.live or not isinstance(fact, _SHOWN):
        return meeting
    return replace(meeting, live_card=replace(card, stale=True))


def due_at(meeting: Meeting) -> datetime | None:
    """Return when the card is to be edited next, where nothing happens until then."""
    card = meeting.live_card
    if card is None or not meeting.live:
        return None
    if card.stale:
        return card.shown_at + EDITED_EVERY
    half = _half_time(meeting)
    return None if half is None or half <= card.shown_at else max(half, card.shown_at + EDITED_EVERY)


def _half_time(meeting: Meeting) -> datetime | None:
    """Return when half of the time of the current item is used."""
    item, since = meeting.current_item, meeting.running_since
    if item is None or since is None or item.allotted is None or item.allotted < WORTH_A_LOOK:
        return None
    return since + item.allotted / 2 - item.spent


def show(meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    """Edit the card, where that is due."""
    due = due_at(meeting)
    return (f.LiveCardShown(meeting=meeting.id),) if due is not None and due <= at else ()


def repost(meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    """Post the card anew, unless that was done a moment ago."""
    card = meeting.live_card
    if card is not None and at - card.posted_at < REPOSTED_EVERY:
        return ()
    return (f.LiveCardPosted(meeting=meeting.id),)
