"""Decisions on who is there. What is known is kept apart: said to be there, wrote, came in, left."""

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.phrases import phrase
from intercoop_bot.meeting.planning import checked, roles_of
from intercoop_bot.meeting.state import Meeting, Room

MOST_PEOPLE = 200
LONGEST_NAME = 80


def hear(room: Room, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that a person wrote: once in each meeting, and again after they had left."""
    if room.live is None:
        return ()
    known = room.live.attended(by.who.id)
    if known.spoke_at is not None and known.left_at is None:
        return ()
    return (f.PersonSpoke(meeting=room.live.id, person=by.who.id),)


def admit(room: Room, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that a person came into the room during the meeting."""
    if room.live is None:
        return ()
    return (f.PersonJoined(meeting=room.live.id, person=by.who.id),)


def dismiss(room: Room, command: c.Dismiss) -> tuple[f.Fact, ...]:
    """Note that a person who had to do with the meeting left the room during it."""
    meeting, person = room.live, command.who.id
    if meeting is None or not (person in meeting.attendance or roles_of(meeting, person)):
        return ()
    if meeting.attended(person).left_at is not None:
        return ()
    return (f.PersonLeft(meeting=meeting.id, person=person),)


def mark_present(meeting: Meeting, command: c.MarkPresent, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that people are there: whoever says so, or those they name."""
    people = command.people or (by.who,)
    if len(people) + len(meeting.attendance) > MOST_PEOPLE:
        raise c.Refused(phrase("refused.too_many_people", most=MOST_PEOPLE))
    return tuple(
        f.PersonPresent(meeting=meeting.id, person=checked(who.id, LONGEST_NAME * 4))
        for who in dict.fromkeys(people)
        if meeting.attended(who.id).present_at is None
    )


def speak_for(meeting: Meeting, command: c.SpeakFor, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note the organisation that a person speaks for."""
    organisation = " ".join(command.organisation.split())
    if not organisation:
        raise c.Refused(phrase("refused.organisation_empty"))
    if meeting.attended(by.who.id).organisation == organisation:
        return ()
    checked(organisation, LONGEST_NAME)
    return (f.OrganisationSet(meeting=meeting.id, person=by.who.id, organisation=organisation),)
