"""Decisions of the clock: what is due, and was not done yet. Of marks missed, the last one stands for all."""

from datetime import datetime

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting import live_card, queue
from intercoop_bot.meeting.chasing import offers_due
from intercoop_bot.meeting.closure import closes_at, not_held
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.running import end
from intercoop_bot.meeting.schedule import QUIET_BEFORE_REPOST, calls_due, holders_missed
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.upcoming import DAY, Call, ahead_of
from intercoop_bot.meeting.upcoming import calls_due as upcoming_due


def tick(room: Room, at: datetime) -> tuple[f.Fact, ...]:
    """Return what happens because it is that late."""
    if room.lost:
        return ()
    live = () if room.live is None else _live(room, room.live, at)
    upcoming: list[f.Fact] = []
    for number in [meeting.id for meeting in room.planned]:
        news = _upcoming(room, room.meetings[number], at)
        room = _after(room, news, at)
        upcoming += news
    return (*live, *upcoming, *_reposted(room, at))


def _after(room: Room, facts: tuple[f.Fact, ...], at: datetime) -> Room:
    """Return the room as these facts leave it: what becomes of one meeting may change the next one."""
    return replay((f.Entry(seq=room.seq, at=at, by="", cause=None, fact=fact) for fact in facts), room)


def _live(room: Room, meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    closing = closes_at(meeting)
    if closing is not None and closing <= at:
        return end(meeting, forgotten=True)
    called = [
        f.TimeCalled(meeting=meeting.id, item=call.item, mark=call.mark) for call in calls_due(meeting, at)
    ]
    missed = [
        f.HolderMissed(meeting=meeting.id, role=role) for when, role in holders_missed(meeting) if when <= at
    ]
    news = (*called, *missed, *queue.warn(meeting, at))
    return (*news, *live_card.show(_after(room, news, at).meetings[meeting.id], at))


def _upcoming(room: Room, meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    calls = upcoming_due(room, meeting, at)
    if calls is None:
        return offers_due(room, meeting, at)
    called = f.UpcomingCalled(meeting=meeting.id, calls=tuple(map(str, calls)))
    if Call.RECORD in calls:
        return (called, *not_held(room, meeting, at))
    known = _after(room, (called,), at).meetings[meeting.id]
    is_early = meeting.starts_at is not None and at <= ahead_of(room, meeting.starts_at, DAY)
    posted = (f.CardPosted(meeting=meeting.id),) if Call.REMIND in calls and is_early else ()
    return (called, *posted, *offers_due(room, known, at))


def _reposted(room: Room, at: datetime) -> tuple[f.Fact, ...]:
    return tuple(
        f.MinutesPosted(meeting=meeting.id, again=True)
        for meeting in room.meetings.values()
        if meeting.corrected_at is not None and meeting.corrected_at + QUIET_BEFORE_REPOST <= at
    )
