"""Answers to questions. They change nothing, and say where one can go on from there."""

from collections.abc import Callable
from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.buttons import FLOOR
from intercoop_bot.meeting.chasing import services
from intercoop_bot.meeting.effects import Effect, Line, PostMinutes, Say, bullet, line, say
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Quote, Recurrence, Span, Value, When, Zone, phrase
from intercoop_bot.meeting.queue import unheard, voices, voices_by_organisation
from intercoop_bot.meeting.roles import named
from intercoop_bot.meeting.state import TAGS, Meeting, Room
from intercoop_bot.meeting.views import (
    agenda_lines,
    answer_lines,
    call_line,
    date_line,
    end_line,
    fit_lines,
    item_lines,
    over_line,
    preference_lines,
    queue_lines,
    role_lines,
    title_of,
)

MOST_MEETINGS = 10
MOST_NOTES = 10
NOTE_SHOWN = 80


def answer(room: Room, question: c.Question, at: datetime) -> tuple[Effect, ...]:
    """Return the answer to a question asked at that instant."""
    meeting = room.at_hand(at)
    match question:
        case c.AskStatus():
            return (_status(room, meeting, at),)
        case c.AskAgenda():
            return (_of(meeting, lambda m: (*agenda_lines(room, m, at), *fit_lines(m), *_if_late(m, at))),)
        case c.AskRoles():
            return (_of(meeting, lambda m: role_lines(room, m)),)
        case c.AskRota():
            return (_rota(room),)
        case c.AskRepeat():
            rule = Recurrence(room.repeat)
            return (say("repetition.set", rule=rule) if room.repeat else say("repetition.none"),)
        case c.AskDate():
            return (_of(meeting, lambda m: (line("plan.title", title=title_of(m)), date_line(room, m))),)
        case c.AskCall():
            return (_of(meeting, lambda m: (call_line(m),)),)
        case c.AskMeetings():
            return (_meetings(room),)
        case c.AskMinutes():
            return (_minutes(room, question),)
        case c.AskSettings():
            return (_settings(room),)
        case c.AskQueue():
            return (_queue(room, at),)
        case c.AskVoices():
            return (_voices(room, room.live or room.last_ended, at),)
        case c.AskNotes():
            return (_notes(room, at),)
        case _:
            assert_never(question)


def _if_late(meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    over = over_line(meeting, at) if meeting.live else None
    return () if over is None else (over,)


def _of(meeting: Meeting | None, lines: Callable[[Meeting], tuple[Line, ...]]) -> Say:
    return say("refused.none_at_hand") if meeting is None else Say(lines=lines(meeting))


def _status(room: Room, meeting: Meeting | None, at: datetime) -> Say:
    if meeting is None:
        last = room.last_ended
        if last is None or last.ended_at is None:
            return say("refused.none_at_hand")
        day = When(last.ended_at, "day")
        return (
            say("status.last", title=last.title, day=day) if last.title else say("status.last_day", day=day)
        )
    if not meeting.live:
        coming = line("status.next", title=title_of(meeting))
        return Say(
            lines=(
                coming,
                date_line(room, meeting),
                call_line(meeting),
                *role_lines(room, meeting),
                *answer_lines(room, meeting),
            )
        )
    end = end_line(meeting, at)
    return Say(
        lines=(
            line(
                "status.paused" if meeting.phase is Phase.PAUSED else "status.live", title=title_of(meeting)
            ),
            *item_lines(room, meeting, at),
            *((end,) if end else ()),
            *((call_line(meeting),) if meeting.call else ()),
            *role_lines(room, meeting),
            *queue_lines(room, meeting, at),
        )
    )


def _queue(room: Room, at: datetime) -> Say:
    if room.live is None:
        return say("refused.none_live")
    return Say(lines=queue_lines(room, room.live, at) or (line("queue.nobody", floor=FLOOR),))


def _voices(room: Room, meeting: Meeting | None, at: datetime) -> Say:
    """Tell who had the floor, how often and how long, also by organisation; and who has not been heard."""
    shares = () if meeting is None else voices(meeting, at)
    if meeting is None or not shares:
        return say("voices.none")
    lines = [line("voices.head")]
    lines += [
        bullet("voices.share", who=room.who(each.person), n=each.turns, time=Span(each.time))
        for each in shares
    ]
    by_organisation = voices_by_organisation(meeting, shares)
    if len(by_organisation) > 1:
        lines.append(line("voices.organisations"))
        lines += [
            bullet("voices.share", who=each.person, n=each.turns, time=Span(each.time))
            for each in by_organisation
        ]
    silent = tuple(map(room.who, unheard(meeting)))
    lines += [line("voices.unheard", people=silent)] if silent else []
    return Say(lines=tuple(lines))


def _notes(room: Room, at: datetime) -> Say:
    """List the notes taken last, each with the number by which it is corrected."""
    meeting = room.last_noted(at)
    kept = () if meeting is None else meeting.kept_notes[-MOST_NOTES:]
    if not kept:
        return say("notes.none")
    listed = (
        bullet("notes.line", number=note.id, tag=_tag(note.tag), text=Quote(note.text, NOTE_SHOWN))
        for note in kept
    )
    return Say(lines=(line("notes.head", n=len(kept)), *listed, line("notes.how", number=kept[-1].id)))


def _rota(room: Room) -> Say:
    """List who has held each role, how often, and when last: whose turn it is comes first."""
    lines: list[Line] = []
    for role in room.roles:
        held = services(room, role)
        lines.append(line("rota.role" if held else "rota.nobody", role=named(role)))
        lines += [
            bullet("rota.person", who=room.who(each.person), n=each.times, last=When(each.last, "day"))
            for each in held[:MOST_MEETINGS]
        ]
    return Say(lines=tuple(lines))


def _meetings(room: Room) -> Say:
    """List the meetings: the one under way, the next ones, and the last ones with how they ended."""
    if not room.meetings:
        return say("refused.none_at_hand")
    coming = sorted(room.planned, key=lambda m: (m.starts_at is None, m.starts_at or m.planned_at))
    past = sorted(
        (m for m in room.meetings.values() if m.phase is not Phase.PLANNED and not m.live),
        key=lambda m: m.started_at or m.starts_at or m.planned_at,
        reverse=True,
    )
    lines = [] if room.live is None else [line("meetings.now"), _meeting_line(room.live)]
    if coming:
        lines += [line("meetings.coming"), *map(_meeting_line, coming[:MOST_MEETINGS])]
    if past:
        lines += [line("meetings.past"), *map(_meeting_line, past[:MOST_MEETINGS]), line("meetings.how")]
    return Say(lines=tuple(lines))


def _meeting_line(meeting: Meeting) -> Line:
    when = meeting.started_at or meeting.starts_at
    day: Value = When(when, "moment") if when else phrase("meetings.undated")
    return bullet(
        f"meetings.{meeting.phase}",
        number=meeting.id,
        title=meeting.title or phrase("plan.untitled"),
        day=day,
    )


def _minutes(room: Room, question: c.AskMinutes) -> Effect:
    """Find the meeting whose minutes are asked for; none named: the one under way, or the last one.

    That a meeting was not held, and who was there in vain, is in its minutes too.
    """
    begun = [m for m in room.meetings.values() if m.started_at is not None or m.phase is Phase.NOT_HELD]
    if not begun:
        return say("minutes.none_yet")
    if not question.which and question.day is None:
        return _asked(room.live or room.last_ended or begun[-1])
    for meeting in reversed(begun):
        if str(meeting.id) == question.which or _was_on(meeting, question, room):
            return _asked(meeting)
    for meeting in reversed(begun):
        if question.which and meeting.is_called(question.which):
            return _asked(meeting)
    return say("minutes.not_found")


def _asked(meeting: Meeting) -> PostMinutes:
    return PostMinutes(meeting=meeting.id, occasion="asked")


def _was_on(meeting: Meeting, question: c.AskMinutes, room: Room) -> bool:
    began = meeting.started_at or meeting.starts_at
    return question.day is not None and began is not None and _day(began, room) == question.day


def _day(at: datetime, room: Room) -> date:
    return at.astimezone(ZoneInfo(room.zone)).date()


def _tag(tag: str) -> Value:
    return phrase(f"minutes.tag.{tag}") if tag in TAGS else tag


def _settings(room: Room) -> Say:
    return Say(
        lines=(
            line("settings.language"),
            line("settings.zone", zone=Zone(room.zone), name=room.zone),
            line(f"room.policy_{room.policy}"),
            line("settings.roles", roles=tuple(map(named, room.roles))),
            line("settings.tags", tags=tuple(map(_tag, room.tags))),
            *preference_lines(room).values(),
            line("settings.how"),
        )
    )
