"""What the room sees of what happened.

1. Quiet: a message only where there is something to act on; else an emoji on the message that asked.
2. An alarm rings for whoever must act, and for nobody else.
3. Facts that were decided together are told together, by the first one that has something to tell.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from intercoop_bot.meeting import confiding, progress, reminders
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.alarms import call_time
from intercoop_bot.meeting.buttons import FLOOR, TAG_EMOJIS
from intercoop_bot.meeting.effects import Effect, Line, PostMinutes, React, Say, Whisper, bullet, line, say
from intercoop_bot.meeting.phrases import Phrase, Quote, Recurrence, Span, When, Who, Zone
from intercoop_bot.meeting.reminders import update_cards
from intercoop_bot.meeting.roles import named, open_roles, with_article
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.steering import floor_given, live_cards, speaker_warned
from intercoop_bot.meeting.views import (
    call_line,
    date_line,
    decision_lines,
    fit_lines,
    holders,
    item_lines,
    preference_lines,
    queue_lines,
    title_of,
)

DONE = "👍"
WRITTEN_TO = "📬"
CHANGED = "✏️"
OWN_TAG = "📝"

UNREAD = {
    "no_key": "room.no_key",
    "in_clear": "room.in_clear",
    "unverified": "room.unverified",
    "other_identity": "room.other_identity",
}

WELCOME_LASTS = timedelta(minutes=10)


def announce(
    facts: Sequence[f.Fact], room: Room, at: datetime, by: Who, doubts: tuple[Phrase, ...] = ()
) -> tuple[Effect, ...]:
    """Return what is seen of facts that were decided together; `room` is the state after them.

    `doubts` are what was not understood of what was asked for.
    """
    if room.lost:
        return ()
    cards = (*update_cards(facts, room, at), *live_cards(facts, room, at))
    if by.id:
        return (*_together(facts, room, at, by, doubts), *cards)
    # The clock speaks of several meetings at once.
    of_each = groupby(facts, key=lambda fact: None if isinstance(fact, f.RoomFact) else fact.meeting)
    told = (effect for _, group in of_each for effect in _called(list(group), room, at, by))
    return (*told, *cards)


def _called(facts: list[f.Fact], room: Room, at: datetime, by: Who) -> tuple[Effect, ...]:
    """Return what is seen of what the clock did to one meeting."""
    match facts:
        case [f.UpcomingCalled(meeting=number) | f.RoleOffered(meeting=number), *_]:
            return reminders.remind(facts, room, room.meetings[number], at)
        case [*_, f.MeetingEnded(meeting=number, forgotten=True), f.MinutesPosted()]:
            closed = say("held.forgotten", title=title_of(room.meetings[number]))
            return (closed, PostMinutes(meeting=number, occasion="ended"))
        case [f.ItemAdded(), *others]:
            # What comes back with the next meeting is seen on its card.
            return _called(others, room, at, by)
        case _:
            missed = [fact for fact in facts if isinstance(fact, f.HolderMissed)]
            rest = [fact for fact in facts if not isinstance(fact, f.HolderMissed | f.SpeakerWarned)]
            warned = [fact for fact in facts if isinstance(fact, f.SpeakerWarned)]
            told = _together(rest, room, at, by, ())
            told += tuple(
                speaker_warned(room, room.meetings[fact.meeting], room.who(fact.person), at)
                for fact in warned
            )
            if not missed:
                return told
            return (*told, reminders.holders_missed(missed, room, room.meetings[missed[0].meeting]))


def _together(
    facts: Sequence[f.Fact], room: Room, at: datetime, by: Who, doubts: tuple[Phrase, ...]
) -> tuple[Effect, ...]:
    match facts:
        case [f.MeetingPlanned(), f.MeetingStarted(meeting=number), *_] | [
            f.MeetingStarted(meeting=number),
            *_,
        ]:
            return (progress.started(room, room.meetings[number], at),)
        case [f.RepeatSet(rule=rule), *planned]:
            told = say("repetition.set", rule=Recurrence(rule)) if rule else say("repetition.off")
            return (told, *_together(planned, room, at, by, doubts))
        case [f.MeetingPlanned(meeting=number), *_]:
            return reminders.planned(room, room.meetings[number], at, doubts)
        case [f.MeetingNotHeld(meeting=number), *_]:
            return (reminders.not_held(room, room.meetings[number]),)
        case [*_, f.MeetingEnded(meeting=number), f.MinutesPosted()]:
            return (PostMinutes(meeting=number, occasion="ended"),)
        case [f.ItemStarted(meeting=number) | f.ItemClosed(meeting=number), *_] | [
            f.ItemAdded(meeting=number),
            *_,
            f.ItemStarted(),
        ]:
            return (progress.moved(facts, room, room.meetings[number], at),)
        case [f.MoveUndone() | f.MeetingReopened() | f.RoomFound(), f.LiveCardPosted()]:
            # The card says it.
            return ()
        case [f.MoveUndone(meeting=number), *_]:
            meeting = room.meetings[number]
            # Before the meeting its card says it.
            return (progress.undone(room, meeting, at) if meeting.live else React(emoji=DONE),)
        case [f.ItemExtended(meeting=number) | f.EndMoved(meeting=number), *_]:
            return (progress.extended(facts, room.meetings[number], at),)
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
            has_left = any(isinstance(fact, f.PersonLeft) for fact in facts)
            for fact in facts:
                if has_left and isinstance(fact, f.QueueLeft | f.FloorFreed):
                    continue
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
        case (
            f.CallSet()
            | f.PresenceForetold()
            | f.OrganisationSet()
            | f.ItemMoved()
            | f.ItemDropped()
            | f.QueueLeft()
            | f.FloorFreed()
            | f.LeadShared()
            | f.LeadWithdrawn()
            | f.MeetingRenamed()
        ):
            return (React(emoji=DONE),)
        case f.QueueJoined():
            return (React(emoji=FLOOR),)
        case f.QueueClosed():
            return (say("queue.closed"),)
        case f.QueueOpened():
            return (say("queue.opened", floor=FLOOR),)
        case f.FloorGiven(meeting=number, person=person):
            return (floor_given(room, room.meetings[number], room.who(person), at),)
        case f.RulingUndone(meeting=number):
            meeting = room.meetings[number]
            return (Say(lines=(line("undo.done"), *queue_lines(room, meeting, at))),)
        case f.TurnsLimited(seconds=seconds):
            limit = Span(timedelta(seconds=seconds))
            return (say("queue.limited", limit=limit) if seconds else say("queue.unlimited"),)
        case f.ScribeSet(meeting=number, on=on):
            scribe = room.who(room.meetings[number].holder("notes") or "")
            return (say("scribe.on", who=scribe) if on else say("scribe.off"),)
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
        case f.ItemPrepared(meeting=number, item=item):
            return (reminders.prepared(room.meetings[number], item),)
        case f.LinesMissed(since=since, until=until):
            return (say("room.missed_between", since=When(since), until=When(until)),)
        case f.MeetingPaused(meeting=number):
            return (progress.paused(room.meetings[number]),)
        case f.MeetingResumed(meeting=number):
            return (progress.resumed(room, room.meetings[number], at),)
        case f.PersonPresent():
            return (React(emoji="👋"),)
        case f.PersonLeft(meeting=number, person=person):
            return (React(emoji="👋"), *_left_without_lead(room, room.meetings[number], person))
        case f.PersonJoined(meeting=number, person=person):
            return _welcome(room, room.meetings[number], person, at)
        case f.NoteTaken(tag=tag):
            return (React(emoji=TAG_EMOJIS.get(tag, OWN_TAG)),)
        case f.NoteChanged(restored=True):
            return (React(emoji=DONE),)
        case f.NoteChanged(meeting=number, note=note, replaced=True):
            return (_replaced(room.meetings[number], note),)
        case f.NoteChanged(meeting=number, note=note, corrected=True):
            return _corrected(room.meetings[number], note)
        case f.NoteChanged():
            return (React(emoji=CHANGED),)
        case f.NoteRemoved(meeting=number, note=note, erased=False):
            return (_withdrawn(room.meetings[number], note),)
        case f.MinutesPosted():
            return _minutes([fact])
        case _:
            return ()


def _greeting(room: Room) -> Say:
    """Say hello; to those whom we know, that all is still there."""
    if room.meetings:
        return Say(lines=(line("room.back"), line("room.all_kept")))
    return Say(lines=(line("room.hello"), bullet("room.hello_plan"), bullet("room.hello_start")))


def _corrected(meeting: Meeting, number: int) -> tuple[Effect, ...]:
    """Show that a note was corrected: by the emoji of its tag where only that is new."""
    note = meeting.note(number)
    if note.corrected is None or note.corrected.text == note.text:
        return (React(emoji=TAG_EMOJIS.get(note.tag, OWN_TAG)),)
    return (React(emoji=CHANGED),)


def _replaced(meeting: Meeting, number: int) -> Say:
    """Tell what a note said before: a slip in its number costs another note's words."""
    note = meeting.note(number)
    before = "" if note.corrected is None else note.corrected.text
    return say("note.replaced", number=number, before=Quote(before))


def _minutes(facts: Iterable[f.Fact]) -> tuple[Effect, ...]:
    return tuple(
        PostMinutes(meeting=fact.meeting, occasion="corrected")
        for fact in facts
        if isinstance(fact, f.MinutesPosted)
    )


def _role_taken(fact: f.RoleTaken, room: Room, by: Who) -> Say:
    person, role = room.who(fact.person), with_article(fact.role)
    if fact.person != by.id:
        mentions = room.reachable([fact.person])
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
    held = holders(room, meeting)
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
    return say("note.withdrawn", text=Quote(meeting.note(number).text))


def _too_long(facts: Sequence[f.Fact], meeting: Meeting) -> tuple[Effect, ...]:
    """Tell that the agenda no longer fits; an item without a time has nothing to do with it."""
    timed = any(isinstance(fact, f.ItemAdded | f.ItemChanged) and fact.minutes for fact in facts)
    lines = fit_lines(meeting) if timed else ()
    return (Say(lines=lines, topic="fit"),) if lines else ()


def _doubts(doubts: tuple[Phrase, ...]) -> tuple[Effect, ...]:
    return (Say(lines=tuple(Line(doubt) for doubt in doubts)),) if doubts else ()
