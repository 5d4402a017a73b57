"""What happens when somebody asks for something: `decide`.

1. Every decision on a meeting is made in this package, and begins here.
2. It is told what time it is; it never asks.
3. It returns facts, or raises Refused; either way nothing has changed yet.
4. Who may ask, and when, stands in one table: `permissions`.
"""

from datetime import datetime, timedelta
from typing import assert_never

from intercoop_bot.meeting import (
    closure,
    confiding,
    live_card,
    notes,
    planning,
    presence,
    queue,
    roles,
    running,
    ticking,
    undoing,
)
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.permissions import check_rights, meeting_meant
from intercoop_bot.meeting.state import Meeting, Room

DEAFNESS_LASTS = timedelta(days=1)
"""For how long a room that was told of a message that went astray is told of no other."""


def decide(room: Room, command: c.Command, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
    """Return what happens in the room because `by` asked for `command` at that instant; maybe nothing.

    Raises:
        Refused: it may not be, or makes no sense now.
    """
    if isinstance(command, c.MeetingCommand):
        meeting = meeting_meant(room, command, at)
        running.check_double(meeting, command, by, at)
        check_rights(room, meeting, command, by)
        return _decide_for_meeting(room, meeting, command, by, at)
    check_rights(room, None, command, by)
    return _decide_for_room(room, command, by, at)


def _decide_for_room(room: Room, command: c.RoomCommand, by: c.Actor, at: datetime) -> tuple[f.Fact, ...]:
    match command:
        case c.Plan():
            return planning.plan(room, command, at)
        case c.Start():
            return running.start(room, command, at)
        case c.TakeNote():
            return notes.take(room, command, at)
        case c.ReviseNotes():
            return notes.revise(room, command, by, at)
        case c.EraseNotes():
            event = command.event
            return (
                *notes.erase(room, command),
                *roles.withdrawn(room, event),
                *presence.withdrawn(room, event),
                *queue.withdrawn(room, event),
            )
        case c.Undo():
            return undoing.undo(room, command, by, at)
        case c.Retag():
            return notes.retag(room, command, by)
        case c.AddRole():
            return roles.add(room, command)
        case c.AddTag():
            return notes.add_tag(room, command)
        case c.SetLanguage(language=language):
            return (f.LanguageSet(language=language),)
        case c.SetZone(zone=zone):
            return (f.ZoneSet(zone=zone),)
        case c.SetPolicy(policy=policy):
            return (f.PolicySet(policy=policy),)
        case c.Tick():
            return ticking.tick(room, at)
        case c.Hear():
            return presence.hear(room, by, at)
        case c.Admit():
            return presence.admit(room, by)
        case c.Dismiss():
            return presence.dismiss(room, command)
        case c.Arrive(encrypted=encrypted):
            return _arrive(room, encrypted=encrypted)
        case c.Depart():
            return _depart(room)
        case c.AdmitDeafness(why=why, person=person):
            return _admit_deafness(room, why, person, at)
        case c.AdmitGap():
            return _admit_gap(room, at)
        case c.SayHeld():
            return closure.say_held(room, command, at)
        case c.PutOff():
            return closure.put_off(room, command, at)
        case c.PlanAgain():
            return planning.plan_again(room, command, at)
        case c.SetRepeat():
            return planning.set_repeat(room, command, at)
        case c.SetPreference(name=name, value=value):
            return (f.PreferenceSet(name=name, value=value),)
        case c.NoteLink(meeting=number, ok=ok):
            return closure.note_link(room, number, ok=ok)
        case c.KeepHostCode():
            return confiding.keep_code(room, command, by)
        case c.AwaitCode():
            return confiding.await_code(command)
        case c.SettleCode(given=given):
            return (f.CodeSettled(given=given),)
        case _:
            assert_never(command)


def _admit_gap(room: Room, at: datetime) -> tuple[f.Fact, ...]:
    """Note in a meeting since when something may be missing: since the last that is known of it."""
    if room.live is None:
        return ()
    return (f.LinesMissed(meeting=room.live.id, since=room.last_at or at, until=at),)


def _admit_deafness(room: Room, why: str, person: str, at: datetime) -> tuple[f.Fact, ...]:
    """Tell once that we read nothing that is encrypted; of a message that went astray, once a day."""
    told_at = room.deafness_told.get((why, person))
    if told_at is not None and (why == "encrypted" or at - told_at < DEAFNESS_LASTS):
        return ()
    return (f.DeafnessTold(why=why, person=person),)


def _decide_for_meeting(
    room: Room, meeting: Meeting, command: c.MeetingCommand, by: c.Actor, at: datetime
) -> tuple[f.Fact, ...]:
    match command:
        case c.SetDate():
            return planning.set_date(room, meeting, command, at)
        case c.Cancel():
            return planning.cancel(meeting, command)
        case c.SetCall():
            return planning.set_call(meeting, command)
        case c.AskHostCode():
            return confiding.ask_code(room, meeting, by)
        case c.Foretell():
            return planning.foretell(meeting, command, by)
        case c.AddItems():
            return planning.add_items(meeting, command)
        case c.EditItem():
            return planning.edit_item(meeting, command)
        case c.MoveItem():
            return planning.move_item(meeting, command)
        case c.DropItem():
            return planning.drop_item(meeting, command)
        case c.ClaimRole():
            return roles.claim(room, meeting, command, by)
        case c.ReleaseRole():
            return roles.release(room, meeting, command, by)
        case c.AssignRole():
            return roles.assign(room, meeting, command)
        case c.WaiveRole():
            return roles.waive(room, meeting, command)
        case c.Prepare():
            return planning.prepare(meeting, command)
        case c.End():
            return running.end(meeting)
        case c.Next():
            return running.move_on_from(meeting, command)
        case c.Skip():
            return running.move_on(meeting, "skipped")
        case c.Back():
            return running.back(meeting)
        case c.GoTo():
            return running.go_to(meeting, command)
        case c.Park():
            return running.park(meeting, command)
        case c.Extend():
            return running.extend(meeting, command, at)
        case c.Pause():
            return running.pause(meeting)
        case c.Resume():
            return running.resume(meeting, at)
        case c.MarkPresent():
            return presence.mark_present(meeting, command, by)
        case c.MarkGone():
            return presence.mark_gone(meeting, command, by)
        case c.SpeakFor():
            return presence.speak_for(meeting, command, by)
        case c.Substitute():
            return notes.substitute(room, meeting, command, by)
        case c.ReplaceNote():
            return notes.replace_note(room, meeting, command, by)
        case c.SetScribe():
            return notes.set_scribe(room, meeting, command, by)
        case c.TakeUp():
            return running.take_up(meeting, command)
        case c.ShareLead():
            return roles.share_lead(meeting, command)
        case c.WithdrawLead():
            return roles.withdraw_lead(meeting, command)
        case c.RenameMeeting():
            return planning.rename(meeting, command)
        case c.RepostCard():
            return live_card.repost(meeting, at)
        case c.JoinQueue():
            return queue.join(meeting, command, by)
        case c.LeaveQueue():
            return queue.leave(room, meeting, command, by)
        case c.GiveFloor():
            return queue.give_floor(room, meeting, command, by, at)
        case c.CloseQueue():
            return queue.close(meeting)
        case c.OpenQueue():
            return queue.reopen(meeting)
        case c.LimitTurns():
            return queue.limit(meeting, command)
        case _:
            assert_never(command)


def _arrive(room: Room, *, encrypted: bool) -> tuple[f.Fact, ...]:
    if encrypted:
        return (f.RoomFound(), f.DeafnessTold())
    if room.live is not None:
        return (f.RoomFound(), f.LiveCardPosted(meeting=room.live.id))
    return (f.RoomFound(),)


def _depart(room: Room) -> tuple[f.Fact, ...]:
    if room.lost:
        return ()
    if room.live is not None and room.live.phase is Phase.LIVE:
        return (f.RoomLost(), f.MeetingPaused(meeting=room.live.id))
    return (f.RoomLost(),)
