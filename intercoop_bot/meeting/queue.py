"""Decisions on who speaks: the queue, the floor, and how the time is shared.

1. A point of order goes first, then a direct reply, then the others: in the order in which they came, or,
   where the room wants it so, those first who have spoken least.
2. Anyone joins and leaves; the lead gives the floor, and so may whoever has it.
3. A turn lasts from floor to floor; a pause and the end of the meeting end it.
4. Two people who call the next speaker within moments mean it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import NO_TIME, Floor, Phase, Place
from intercoop_bot.meeting.permissions import led_by_others, may_lead
from intercoop_bot.meeting.phrases import phrase
from intercoop_bot.meeting.planning import LONGEST_ID, checked
from intercoop_bot.meeting.preferences import preferences
from intercoop_bot.meeting.state import Meeting, Room

MOST_WAITING = 50
LONGEST_TOPIC = 100
LONGEST_TURN = timedelta(hours=2)
SHORTEST_TURN = timedelta(seconds=10)

_FIRST: tuple[f.Manner, ...] = ("order", "reply", "speak")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How often, and how long in all, a person had the floor."""

    person: str
    turns: int
    time: timedelta


def voices(meeting: Meeting, at: datetime) -> tuple[Voice, ...]:
    """Return who has had the floor, those first who had it longest."""
    people = dict.fromkeys(floor.person for floor in meeting.floors)
    shares = (_voice(person, meeting.floors, at) for person in people)
    return tuple(sorted(shares, key=lambda voice: (-voice.time, voice.person)))


def _voice(person: str, floors: Iterable[Floor], at: datetime) -> Voice:
    turns = [(floor.until or at) - floor.since for floor in floors if floor.person == person]
    return Voice(person=person, turns=len(turns), time=sum(turns, NO_TIME))


def voices_by_organisation(meeting: Meeting, shares: Iterable[Voice]) -> tuple[Voice, ...]:
    """Return the same by the organisations that people speak for; those who named none are left out."""
    of_each = ((meeting.attended(each.person).organisation, each.turns, each.time) for each in shares)
    together = (
        Voice(person=organisation, turns=turns, time=time)
        for organisation, (turns, time) in sums(of_each).items()
    )
    return tuple(sorted(together, key=lambda voice: (-voice.time, voice.person)))


def sums(shares: Iterable[tuple[str, int, timedelta]]) -> dict[str, tuple[int, timedelta]]:
    """Return turns and time by name, each name's shares together, in their order; a share without a name is
    left out.
    """
    found: dict[str, tuple[int, timedelta]] = {}
    for name, turns, time in shares:
        if name:
            so_far, until_now = found.get(name, (0, NO_TIME))
            found[name] = (so_far + turns, until_now + time)
    return found


def unheard(meeting: Meeting) -> tuple[str, ...]:
    """Return who is there and has not had the floor."""
    heard = {floor.person for floor in meeting.floors}
    return tuple(
        known.person
        for known in meeting.attendance.values()
        if known.seen and known.left_at is None and known.person not in heard
    )


def waiting(room: Room, meeting: Meeting, at: datetime) -> tuple[Place, ...]:
    """Return who waits for the floor, whoever is next first."""
    spoken = {voice.person: voice.time for voice in voices(meeting, at)}
    by_share = preferences(room).queue == "share"

    def rank(place: Place) -> tuple[int, timedelta]:
        return _FIRST.index(place.manner), spoken.get(place.person, NO_TIME) if by_share else NO_TIME

    return tuple(sorted(meeting.queue, key=rank))


def join(meeting: Meeting, command: c.JoinQueue, by: c.Actor) -> tuple[f.Fact, ...]:
    """Let a person wait for the floor; who waits already may say so again with another topic."""
    person = checked((command.who or by.who).id, LONGEST_ID)
    topic = checked(" ".join(command.topic.split()), LONGEST_TOPIC)
    place = next((place for place in meeting.queue if place.person == person), None)
    if place is not None and command.tapped:
        # Who takes the tap back is then seen to leave.
        return (f.QueueJoined(meeting=meeting.id, person=person, manner=place.manner),)
    if place is not None and (place.topic, place.manner) == (topic or place.topic, command.manner):
        raise c.already_so()
    if place is None:
        if meeting.queue_closed:
            raise c.Refused(phrase("refused.queue_closed"))
        if len(meeting.queue) >= MOST_WAITING:
            raise c.Refused(phrase("refused.queue_full", most=MOST_WAITING))
    return (f.QueueJoined(meeting=meeting.id, person=person, topic=topic, manner=command.manner),)


def leave(room: Room, meeting: Meeting, command: c.LeaveQueue, by: c.Actor) -> tuple[f.Fact, ...]:
    """Wait no longer. That somebody else does not wait any more, the lead may say; of who is only on the
    phone, anyone.
    """
    person = (command.who or by.who).id
    if all(place.person != person for place in meeting.queue):
        raise c.Refused(phrase("refused.not_queued", who=room.who(person)))
    others = person != by.who.id and person.startswith("@")
    if others and not (by.moderator or may_lead(room, meeting, by.who.id)):
        raise led_by_others(room, meeting)
    return (f.QueueLeft(meeting=meeting.id, person=person),)


def withdrawn(room: Room, event: str) -> tuple[f.Fact, ...]:
    """Return that who joined the queue by this reaction or message leaves it."""
    if room.live is None:
        return ()
    return tuple(
        f.QueueLeft(meeting=room.live.id, person=place.person)
        for place in room.live.queue
        if event in place.asked_in
    )


def give_floor(
    room: Room, meeting: Meeting, command: c.GiveFloor, by: c.Actor, at: datetime
) -> tuple[f.Fact, ...]:
    """Give the floor to somebody, or to whoever is next; with nobody waiting, it is free."""
    floor = meeting.floor
    is_speaker = floor is not None and floor.person == by.who.id
    if command.who is None and floor is not None and _just_given(floor, by, at):
        raise c.said_twice()
    if not (is_speaker or by.moderator or may_lead(room, meeting, by.who.id)):
        raise led_by_others(room, meeting)
    if meeting.phase is Phase.PAUSED:
        raise c.Refused(phrase("refused.paused"))
    if command.who is not None:
        if floor is not None and floor.person == command.who.id:
            raise c.already_so()
        return (f.FloorGiven(meeting=meeting.id, person=checked(command.who.id, LONGEST_ID)),)
    following = waiting(room, meeting, at)
    if following:
        return (f.FloorGiven(meeting=meeting.id, person=following[0].person),)
    if floor is None:
        raise c.Refused(phrase("refused.queue_empty"))
    return (f.FloorFreed(meeting=meeting.id),)


def _just_given(floor: Floor, by: c.Actor, at: datetime) -> bool:
    """Tell whether somebody else has just called this speaker: said twice, the next one was meant once."""
    return by.who.id not in (floor.person, floor.given_by) and at - floor.since < c.DOUBLE


def close(meeting: Meeting) -> tuple[f.Fact, ...]:
    """Let nobody else join."""
    if meeting.queue_closed:
        raise c.already_so()
    return (f.QueueClosed(meeting=meeting.id),)


def reopen(meeting: Meeting) -> tuple[f.Fact, ...]:
    """Let people join again."""
    if not meeting.queue_closed:
        raise c.already_so()
    return (f.QueueOpened(meeting=meeting.id),)


def limit(meeting: Meeting, command: c.LimitTurns) -> tuple[f.Fact, ...]:
    """Limit how long a turn may last."""
    length = command.length or NO_TIME
    if length and not SHORTEST_TURN <= length <= LONGEST_TURN:
        raise c.Refused(phrase("refused.turn_odd"))
    if length == meeting.turn_limit:
        raise c.already_so()
    return (f.TurnsLimited(meeting=meeting.id, seconds=round(length.total_seconds())),)


def warn(meeting: Meeting, at: datetime) -> tuple[f.Fact, ...]:
    """Tell who has the floor that their time is over, where it is."""
    due = warning_at(meeting)
    if due is None or due > at or meeting.floor is None:
        return ()
    return (f.SpeakerWarned(meeting=meeting.id, person=meeting.floor.person),)


def warning_at(meeting: Meeting) -> datetime | None:
    """Return when who has the floor is to be told that their time is over."""
    floor = meeting.floor
    if floor is None or floor.warned or not meeting.turn_limit:
        return None
    return floor.since + meeting.turn_limit
