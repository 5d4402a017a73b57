"""Who may ask for what, and when: one table. What is not in it may be asked by anyone, at any time.

1. Anyone may plan, claim, add, note, say who is there.
2. The lead may move, extend, end, assign, remove, cancel: the facilitator, who opened (or planned) the
   meeting, and the moderators of the Matrix room.
3. Where no facilitator has been seen in a meeting under way, anyone may lead: a meeting is never stuck
   because someone is missing.
4. Whoever leads may share that, for the meeting.
5. A room may set `open` (anyone may lead, always) or `chaired` (rule 3 does not hold, and who opened
   the meeting does not lead it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import assert_never

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import phrase
from intercoop_bot.meeting.state import Meeting, Room


class By(Enum):
    """Who may ask for it."""

    ANYONE = auto()
    LEAD = auto()
    MODERATOR = auto()


class During(Enum):
    """When it may be asked for."""

    ALWAYS = auto()
    PLANNED = auto()
    """A meeting is planned."""
    AT_HAND = auto()
    """A meeting is planned or under way."""
    LIVE = auto()
    """A meeting is under way."""
    ATTENDED = auto()
    """A meeting is under way, or there was one that was not opened here and is written up now."""
    NOTED = auto()
    """A meeting is under way, or there was or will be one whose notes can still be corrected."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table."""

    by: By
    during: During


_ANYTIME = Rule(By.ANYONE, During.ALWAYS)

RULES: Mapping[type[c.Command], Rule] = {
    c.SetDate: Rule(By.LEAD, During.PLANNED),
    c.Cancel: Rule(By.LEAD, During.PLANNED),
    c.SetCall: Rule(By.ANYONE, During.AT_HAND),
    c.AskHostCode: Rule(By.ANYONE, During.AT_HAND),
    c.Foretell: Rule(By.ANYONE, During.AT_HAND),
    c.AddItems: Rule(By.ANYONE, During.AT_HAND),
    c.EditItem: Rule(By.LEAD, During.AT_HAND),
    c.MoveItem: Rule(By.LEAD, During.AT_HAND),
    c.DropItem: Rule(By.LEAD, During.AT_HAND),
    c.ClaimRole: Rule(By.ANYONE, During.AT_HAND),
    c.ReleaseRole: Rule(By.ANYONE, During.AT_HAND),
    c.AssignRole: Rule(By.LEAD, During.AT_HAND),
    c.WaiveRole: Rule(By.LEAD, During.AT_HAND),
    c.Prepare: Rule(By.ANYONE, During.AT_HAND),
    c.End: Rule(By.LEAD, During.LIVE),
    c.Next: Rule(By.LEAD, During.LIVE),
    c.Back: Rule(By.LEAD, During.LIVE),
    c.GoTo: Rule(By.LEAD, During.LIVE),
    c.Skip: Rule(By.LEAD, During.LIVE),
    c.Park: Rule(By.LEAD, During.LIVE),
    c.Extend: Rule(By.LEAD, During.LIVE),
    c.Pause: Rule(By.LEAD, During.LIVE),
    c.Resume: Rule(By.LEAD, During.NOTED),
    c.MarkPresent: Rule(By.ANYONE, During.ATTENDED),
    c.MarkGone: Rule(By.ANYONE, During.LIVE),
    c.SpeakFor: Rule(By.ANYONE, During.AT_HAND),
    c.Substitute: Rule(By.ANYONE, During.NOTED),
    c.ReplaceNote: Rule(By.ANYONE, During.NOTED),
    c.SetScribe: Rule(By.ANYONE, During.LIVE),
    c.TakeUp: Rule(By.LEAD, During.LIVE),
    c.ShareLead: Rule(By.LEAD, During.AT_HAND),
    c.WithdrawLead: Rule(By.LEAD, During.AT_HAND),
    c.RenameMeeting: Rule(By.LEAD, During.AT_HAND),
    c.RepostCard: Rule(By.ANYONE, During.LIVE),
    c.JoinQueue: Rule(By.ANYONE, During.LIVE),
    c.LeaveQueue: Rule(By.ANYONE, During.LIVE),
    c.GiveFloor: Rule(By.ANYONE, During.LIVE),
    c.CloseQueue: Rule(By.LEAD, During.LIVE),
    c.OpenQueue: Rule(By.LEAD, During.LIVE),
    c.LimitTurns: Rule(By.LEAD, During.LIVE),
    c.SetPolicy: Rule(By.MODERATOR, During.ALWAYS),
}


def rule_of(command: type[c.Command]) -> Rule:
    """Return who may ask for it and when."""
    return RULES.get(command, _ANYTIME)


def meeting_meant(room: Room, command: c.MeetingCommand, at: datetime) -> Meeting:
    """Return the meeting that a command is about.

    Raises:
        Refused: there is none of the kind that it needs.
    """
    named = getattr(command, "meeting", None)
    if named is not None:
        meeting = room.meetings.get(named)
        if meeting is None or not (meeting.live or meeting.phase is Phase.PLANNED):
            raise c.Refused(phrase("refused.none_at_hand"))
        return meeting
    match rule_of(type(command)).during:
        case During.PLANNED:
            meeting, lacking = _planned_meant(room, command, at), "refused.none_planned"
        case During.LIVE:
            meeting, lacking = room.live, "refused.none_live"
        case During.ATTENDED:
            meeting, lacking = room.live or room.written_up(at), "refused.none_live"
        case During.NOTED:
            meeting, lacking = room.last_noted(at), "refused.no_notes_yet"
        case During.AT_HAND | During.ALWAYS:
            meeting, lacking = room.at_hand(at), "refused.none_at_hand"
        case during:
            assert_never(during)
    if meeting is None:
        raise c.Refused(phrase(lacking))
    return meeting


def _planned_meant(room: Room, command: c.MeetingCommand, at: datetime) -> Meeting | None:
    """Return the next meeting; one that is to be cancelled must be named where there are several."""
    if not isinstance(command, c.Cancel) or (len(room.planned) < 2 and command.number is None):
        return room.next_planned(at)
    named = next((meeting for meeting in room.planned if meeting.id == command.number), None)
    if named is None and room.planned:
        meetings = tuple(
            phrase("meetings.short", number=meeting.id, title=meeting.title) for meeting in room.planned
        )
        raise c.Refused(phrase("refused.cancel_which", meetings=meetings, number=room.planned[0].id))
    return named


def facilitator_seen(meeting: Meeting) -> bool:
    """Tell whether somebody who facilitates is there: has written or was said to be, and has not left."""
    holder = meeting.holder("facilitator")
    if holder is None:
        return False
    known = meeting.attended(holder)
    return known.seen and known.left_at is None


def check_rights(room: Room, meeting: Meeting | None, command: c.Command, by: c.Actor) -> None:
    """Let it pass, or raise Refused with who may instead."""
    match rule_of(type(command)).by:
        case By.ANYONE:
            return
        case By.MODERATOR:
            if not by.moderator:
                raise c.Refused(phrase("refused.moderators_only"))
        case By.LEAD:
            if not (by.moderator or meeting is None or may_lead(room, meeting, by.who.id)):
                raise led_by_others(room, meeting)


def may_lead(room: Room, meeting: Meeting, person: str) -> bool:
    """Tell whether a person may lead the meeting, moderators of the room left out of account."""
    if room.policy == "open" or person == meeting.holder("facilitator") or person in meeting.leads:
        return True
    if room.policy == "chaired":
        return False
    begun = meeting.started_at is not None
    if person == (meeting.started_by if begun else meeting.planned_by):
        return True
    if begun:
        return not facilitator_seen(meeting)
    # A meeting that the room's rule planned is nobody's before somebody facilitates it.
    return not meeting.planned_by and meeting.holder("facilitator") is None


def led_by_others(room: Room, meeting: Meeting) -> c.Refused:
    """Return the refusal that says who may instead."""
    people = [meeting.holder("facilitator")]
    if room.policy != "chaired":
        people.append(meeting.started_by if meeting.phase is not Phase.PLANNED else meeting.planned_by)
    people += sorted(meeting.leads)
    names = tuple(room.who(person) for person in dict.fromkeys(people) if person)
    if meeting.holder("facilitator") is None:
        return c.Refused(phrase("refused.lead_open", who=names) if names else phrase("refused.chair_open"))
    return c.Refused(phrase("refused.lead_only", who=names))
