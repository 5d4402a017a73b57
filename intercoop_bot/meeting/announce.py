"""What the room sees of what happened.

1. Quiet: a message only where there is something to act on; else an emoji on the message that asked.
2. An alarm rings for whoever must act, and for nobody else.
3. Facts that were decided together are told together, by the first one that has something to tell.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from intercoop_bot.meeting import confiding, reminders
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.alarms import call_time
from intercoop_bot.meeting.buttons import role_buttons, tapped
from intercoop_bot.meeting.effects import Effect, Line, PostMinutes, React, Say, Whisper, bullet, line, say
from intercoop_bot.meeting.phrases import Phrase, Quote, Recurrence, When, Who, Zone, phrase
from intercoop_bot.meeting.reminders import update_cards
from intercoop_bot.meeting.roles import named, open_roles, with_article
from intercoop_bot.meeting.schedule import left
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.views import (
    call_line,
    date_line,
    decision_lines,
    end_line,
    fit_lines,
    item_lines,
    over_line,
    preference_lines,
    quoted_title,
    title_of,
)

DONE = "👍"
WRITTEN_TO = "📬"
EMOJI = {"note": "📝", "decision": "✅", "action": "📌", "question": "❓", "idea": "💡", "link": "🔗"}
OWN_TAG = "📝"

UNREAD = {"no_key": "room.no_key", "in_clear": "room.in_clear", "unverified": "room.unverified"}

WELCOME_LASTS = timedelta(minutes=10)


def announce(
    facts: Sequence[f.Fact], room: Room, at: datetime, by: Who, doubts: tuple[Phrase, ...] = ()
) -> tuple[Effect, ...]:
    """Return what is seen of facts that were decided together; `room` is the state after them.

    `doubts` are what was not understood of what was asked for.
    """
    if room.lost:
        return ()
    if by.id:
        return (*_together(facts, room, at, by, doubts), *update_cards(facts, room, at))
    # The clock speaks of several meetings at once.
    of_each = groupby(facts, key=lambda fact: getattr(fact, "meeting", 0))
    told = (effect for _, group in of_each for effect in _called(list(group), room, at, by))
    return (*told, *update_cards(facts, room, at))


def _called(facts: list[f.Fact], room: Room, at: datetime, by: Who) -> tuple[Effect, ...]:
    """Return what is seen of what the clock did to one meeting."""
    match facts:
        case [f.UpcomingCalled(meeting=number) | f.RoleOffered(meeting=number), *_]:
            return reminders.remind(facts, room, room.meetings[number], at)
        case [*_, f.MeetingEnded(meeting=number, forgotten=True), f.MinutesPosted()]:
            closed = say("held.forgotten", title=title_of(room.meetings[number]))
            return (closed, PostMinutes(meeting=number, occasion="ended"))
        case [f.ItemAdded(), *_]:
            # What comes back with the next meeting is seen on its card.
            return ()
        case _:
            missed = [fact for fact in facts if isinstance(fact, f.HolderMissed)]
            rest = [fact for fact in facts if not isinstance(fact, f.HolderMissed)]
            told = _together(rest, room, at, by, ())
            if not missed:
                return told
            return (*told, reminders.holders_missed(missed, room, room.meetings[missed[0].meeting]))


def _together(
    facts: Sequence[f.Fact], room: Room, at: datetime, by: Who, doubts: tuple[Phrase, ...]
) -> tuple[Effect, ...]:
    match facts:
        case []:
            return _doubts(doubts)
        case [f.MeetingPlanned(), f.MeetingStarted(meeting=number), *_] | [
            f.MeetingStarted(meeting=number),
            *_,
        ]:
            return (_started(room, room.meetings[number], at),)
        case [f.RepeatSet(rule=rule), *planned]:
            told = say("repetition.set", rule=Recurrence(rule)) if rule else say("repetition.off")
            return (told, *_together(planned, room, at, by, doubts))
        case [f.MeetingPlanned(meeting=number), *_]:
            return reminders.planned(room, room.meetings[number], at, doubts)
        case [f.MeetingNotHeld(meeting=number), *_]:
            return (reminders.not_held(room, room.meetings[number]),)
        case [*_, f.MeetingEnded(meeting=number), f.MinutesPosted()]:
            return (PostMinutes(meeting=number, occasion="ended"),)
        case [f.ItemStarted(meeting=number) | f.ItemClosed(meeting=number), *_]:
            return (_moved(facts, room, room.meetings[number], at),)
        case [f.ItemExtended() | f.EndMoved(), *_]:
            return (_extended(facts, room, at),)
        case [f.TimeCalled(), *_]:
            calls = [fact for fact in facts if isinstance(fact, f.TimeCalled)]
            return (*call_time(calls, room, at), *_minutes(facts))
        case [f.RoomFound(), f.DeafnessTold() as told]:
            # What cannot be used there is not offered.
            return _announce(told, room, at, by)
        case [f.ItemAdded(meeting=number), *_] | [f.ItemChanged(meeting=number), *_]:
            return (React(emoji=DONE), *_too_long(facts, room.meetings[number]), *_doubts(doubts))
        case _:
            effects: list[Effect] = []
            for fact in facts:
                effects += (effect for effect in _announce(fact, room, at, by) if effect not in effects)
            return (*effects, *_doubts(doubts))


def _announce(fact: f.Fact, room: Room, at: datetime, by: Who) -> tuple[Effect, ...]:
    """Return what is seen of one fact. What is not named here is seen in the message that asked for it."""
    match fact:
        case f.RoomFound():
            return (_greeting(room),)
        case f.DeafnessTold(why=why):
            return (say("room.deaf") if why == "encrypted" else say(UNREAD[why], who=by),)
        case f.LanguageSet():
            return (say("room.language"),)
        case f.ZoneSet():
            return (say("room.zone", now=When(at), zone=Zone(room.zone)),)
        case f.PolicySet(policy=policy):
            return (say(f"room.policy_{policy}"),)
        case f.RoleAdded(role=role):
            return (say("role.added", role=role),)
        case f.TagAdded(tag=tag):
            return (say("tag.added", tag=tag),)
        case f.MeetingMoved(meeting=number):
            meeting = room.meetings[number]
            head = line("date.moved", title=title_of(meeting))
            moved = Say(lines=(head, date_line(room, meeting), *fit_lines(meeting)))
            return (moved, *reminders.calendar_entry(meeting))
        case f.MeetingCancelled(meeting=number, reason=reason):
            meeting = room.meetings[number]
            told = say("meeting.cancelled", title=title_of(meeting))
            if reason:
                told = say("meeting.cancelled_because", title=title_of(meeting), reason=reason)
            return (told, *reminders.calendar_entry(meeting))
        case f.CallSet() | f.PresenceForetold() | f.OrganisationSet() | f.ItemMoved() | f.ItemDropped():
            return (React(emoji=DONE),)
        case f.HostCodeAsked(meeting=number, person=person):
            asked = confiding.answer_host(room, room.meetings[number], person)
            return (React(emoji=WRITTEN_TO), asked)
        case f.HostCodeSet(meeting=number):
            return (Whisper(person=by.id, meeting=number, matter="kept"),)
        case f.RoleTaken():
            return (_role_taken(fact, room, by),)
        case f.RoleReleased(role=role):
            return (say("role.released", role=named(role)),)
        case f.RoleWaived(role=role):
            return (say("role.waived", role=named(role)),)
        case f.PreferenceSet(name=name):
            return (Say(lines=(preference_lines(room)[name],)),)
        case f.LinkTried(meeting=number):
            return reminders.link_tried(room, room.meetings[number])
        case f.MeetingHeld(meeting=number):
            return (say("held.noted", title=title_of(room.meetings[number])),)
        case f.MeetingReopened(meeting=number):
            return (reminders.reopened(room.meetings[number]),)
        case f.ItemPrepared(meeting=number, item=item):
            return (reminders.prepared(room.meetings[number], item),)
        case f.MeetingPaused():
            return (say("time.paused"),)
        case f.MeetingResumed(meeting=number):
            return (_resumed(room, room.meetings[number], at),)
        case f.PersonPresent():
            return (React(emoji="👋"),)
        case f.PersonLeft(meeting=number, person=person):
            return _left_without_lead(room, room.meetings[number], person)
        case f.PersonJoined(meeting=number, person=person):
            return _welcome(room, room.meetings[number], person, at)
        case f.NoteTaken(tag=tag):
            return (React(emoji=EMOJI.get(tag, OWN_TAG)),)
        case f.NoteChanged():
            return (React(emoji="✏️"),)
        case f.NoteRemoved(meeting=number, note=note, erased=False):
            return (_withdrawn(room.meetings[number], note),)
        case f.MinutesPosted():
            return _minutes([fact])
        case _:
            return ()


def _greeting(room: Room) -> Say:
    """Say hello; to those whom we know, say how things stand."""
    if room.live is not None:
        return Say(
            lines=(
                line("room.back"),
                line("status.paused", title=title_of(room.live)),
                line("time.how_to_resume"),
            )
        )
    if room.meetings:
        return Say(lines=(line("room.back"), line("room.all_kept")))
    return Say(lines=(line("room.hello"), bullet("room.hello_plan"), bullet("room.hello_start")))


def _started(room: Room, meeting: Meeting, at: datetime) -> Say:
    vacant = open_roles(room, meeting)
    asked = (
        (line("start.vacant", roles=tuple(tapped(room, role) for role in vacant), example=named(vacant[0])),)
        if vacant
        else ()
    )
    end = end_line(meeting, at)
    return Say(
        lines=(
            line("start.begun", title=title_of(meeting)),
            *((call_line(meeting),) if meeting.call else ()),
            *asked,
            *item_lines(room, meeting, at),
            *((end,) if end else ()),
            line("start.how_to_note"),
        ),
        alarm=True,
        mentions=_owner(room, meeting),
        ref=f"gate:{meeting.id}",
        buttons=role_buttons(room, meeting),
    )


def _owner(room: Room, meeting: Meeting) -> tuple[Who, ...]:
    """Return whose turn it is at the current item, where that person can be mentioned."""
    item = meeting.current_item
    if item is None or item.owner is None or not item.owner.startswith("@"):
        return ()
    return (room.who(item.owner),)


def _moved(facts: Sequence[f.Fact], room: Room, meeting: Meeting, at: datetime) -> Say:
    """Tell the way from one item to another, or that one was put off while the meeting stays where it is."""
    lines: list[Line] = []
    for fact in facts:
        if isinstance(fact, f.ItemClosed) and fact.outcome != "done":
            item = meeting.item(fact.item)
            lines.append(line(f"item.{fact.outcome}", title=Quote(item.title if item else "")))
    mentions: tuple[Who, ...] = ()
    if any(isinstance(fact, f.ItemStarted) for fact in facts) or meeting.current is None:
        lines += item_lines(room, meeting, at)
        mentions = _owner(room, meeting)
    lines += _if_over(meeting, at)
    return Say(lines=tuple(lines), alarm=bool(mentions), mentions=mentions)


def _if_over(meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    over = over_line(meeting, at)
    return () if over is None else (over,)


def _extended(facts: Sequence[f.Fact], room: Room, at: datetime) -> Say:
    lines: list[Line] = []
    for fact in facts:
        match fact:
            case f.ItemExtended(meeting=number, item=item_id):
                meeting = room.meetings[number]
                item = meeting.item(item_id)
                remaining = left(meeting, item, at) if item else None
                if item is not None and remaining is not None:
                    until = When(at + remaining)
                    lines.append(line("time.extended", title=quoted_title(item), until=until))
                if len(facts) == 1 and meeting.ends_at is not None:
                    lines.append(line("time.end_kept", end=When(meeting.ends_at)))
            case f.EndMoved(meeting=number, ends_at=ends_at):
                lines.append(line("time.end_moved", end=When(ends_at)))
                lines += _if_over(room.meetings[number], at)
            case _:
                pass
    return Say(lines=tuple(lines))


def _resumed(room: Room, meeting: Meeting, at: datetime) -> Say:
    return Say(lines=(line("time.resumed"), *item_lines(room, meeting, at), *_if_over(meeting, at)))


def _minutes(facts: Iterable[f.Fact]) -> tuple[Effect, ...]:
    return tuple(
        PostMinutes(meeting=fact.meeting, occasion="corrected")
        for fact in facts
        if isinstance(fact, f.MinutesPosted)
    )


def _role_taken(fact: f.RoleTaken, room: Room, by: Who) -> Say:
    person, role = room.who(fact.person), with_article(fact.role)
    if fact.person != by.id:
        mentions = (person,) if fact.person.startswith("@") else ()
        given = line("role.assigned", who=person, by=by, role=role, name=named(fact.role))
        return Say(lines=(given,), alarm=bool(mentions), mentions=mentions)
    vacant = open_roles(room, room.meetings[fact.meeting])
    rest = line("role.still_open", roles=tuple(map(named, vacant))) if vacant else line("role.all_held")
    return Say(lines=(line("role.claimed", who=person, role=role), rest))


def _welcome(room: Room, meeting: Meeting, person: str, at: datetime) -> tuple[Effect, ...]:
    """Bring whoever comes in up to date: once in a meeting, and not those who were there already."""
    known = meeting.attended(person)
    if known.joined_at != at or known.seen:
        return ()
    who = room.who(person)
    held = tuple(
        phrase("role.held", role=named(role), who=room.who(holder))
        for role in room.roles
        if (holder := meeting.holder(role)) is not None
    )
    return (
        Say(
            lines=(
                line("card.welcome", who=who, title=title_of(meeting)),
                *item_lines(room, meeting, at)[:1],
                *((call_line(meeting),) if meeting.call else ()),
                *((line("card.roles", roles=held),) if held else ()),
                *decision_lines(meeting),
            ),
            alarm=True,
            mentions=(who,),
            expires_at=at + WELCOME_LASTS,
        ),
    )


def _left_without_lead(room: Room, meeting: Meeting, person: str) -> tuple[Effect, ...]:
    """Tell those who stay that any of them may lead now, where the one who facilitates has left."""
    if person != meeting.holder("facilitator") or room.policy != "shared":
        return ()
    return (say("presence.lead_left", who=room.who(person)),)


def _withdrawn(meeting: Meeting, number: int) -> Say:
    note = next(note for note in meeting.notes if note.id == number)
    return say("note.withdrawn", text=Quote(note.text))


def _too_long(facts: Sequence[f.Fact], meeting: Meeting) -> tuple[Effect, ...]:
    """Tell that the agenda no longer fits; an item without a time has nothing to do with it."""
    timed = any(isinstance(fact, f.ItemAdded | f.ItemChanged) and fact.minutes for fact in facts)
    lines = fit_lines(meeting) if timed else ()
    return (Say(lines=lines, topic="fit"),) if lines else ()


def _doubts(doubts: tuple[Phrase, ...]) -> tuple[Effect, ...]:
    return (Say(lines=tuple(Line(doubt) for doubt in doubts)),) if doubts else ()
