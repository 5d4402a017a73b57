"""Decisions on who is there. What is known is kept apart: said to be there, wrote, came in, left."""

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.phrases import phrase
from intercoop_bot.meeting.planning import checked, roles_of
from intercoop_bot.meeting.state import Attendance, Meeting, Room

MOST_PEOPLE = 200
LONGEST_NAME = 80
LONGEST_ID = 255


def hear(room: Room, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that a person wrote: once in each meeting, and again after they had left."""
    if room.live is None:
        return ()
    known = room.live.attended(by.who.id)
    if known.spoke_at is not None and known.left_at is None:
        return ()
    return (f.PersonSpoke(meeting=room.live.id, person=by.who.id),)


def admit(room: Room, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note that a person came into the room during the meeting, or came back."""
    if room.live is None:
        return ()
    known = room.live.attended(by.who.id)
    if known.joined_at is not None and known.left_at is None:
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
    people = dict.fromkeys(checked(who.id, LONGEST_ID) for who in command.people or (by.who,))
    news = [person for person in people if not _is_present(meeting.attended(person))]
    if not news:
        raise c.already_so()
    if len(meeting.attendance.keys() | news) > MOST_PEOPLE:
        raise c.Refused(phrase("refused.too_many_people", most=MOST_PEOPLE))
    return tuple(f.PersonPresent(meeting=meeting.id, person=person) for person in news)


def _is_present(known: Attendance) -> bool:
    return known.present_at is not None and known.left_at is None


def speak_for(meeting: Meeting, command: c.SpeakFor, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note the organisation that a person speaks for."""
    organisation = " ".join(command.organisation.split())
    if not organisation:
        raise c.Refused(phrase("refused.organisation_empty"))
    if meeting.attended(by.who.id).organisation == organisation:
        raise c.already_so()
    checked(organisation, LONGEST_NAME)
    return (f.OrganisationSet(meeting=meeting.id, person=by.who.id, organisation=organisation),)
