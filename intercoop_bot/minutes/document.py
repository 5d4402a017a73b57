"""From the state of a meeting to its minutes: what belongs in them, sorted, counted and in local time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from intercoop_bot.language.fold import fold
from intercoop_bot.language.members import Members
from intercoop_bot.language.typed import lines, one_line
from intercoop_bot.meeting import parts, schedule
from intercoop_bot.meeting.parts import Phase, Tenure
from intercoop_bot.meeting.preferences import preferences
from intercoop_bot.meeting.queue import unheard, voices
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.minutes.contents import (
    PRESENCES,
    Attendee,
    Document,
    Duty,
    Group,
    Holding,
    Item,
    Note,
    Outcome,
    Party,
    Person,
    Presence,
    Role,
    State,
    Upcoming,
    Voice,
)


def document(room: Room, meeting: Meeting, at: datetime, corrected_at: datetime | None = None) -> Document:
    """Return the minutes of a meeting as they stand at that instant.

    `corrected_at` is when they were last corrected after the end; where it is not given, it is read from
    the meeting.
    """
    return _Writer(
        room=room,
        meeting=meeting,
        at=at,
        zone=ZoneInfo(room.zone),
        people=_people(room, meeting),
        organisations=_organisations(meeting),
    ).document(corrected_at)


def _people(room: Room, meeting: Meeting) -> Mapping[str, Person]:
    ids = {*meeting.attendance, *(item.owner for item in meeting.items)}
    ids |= {tenure.person for tenures in meeting.roles.values() for tenure in tenures}
    for note in meeting.kept_notes:
        ids |= {note.author, note.recorder, note.owner}
    ids |= {*meeting.waived.values(), *(floor.person for floor in meeting.floors)}
    names = {person: one_line(room.who(person).name) or person for person in ids if person}
    same = Members(names).alike()
    return {
        person: Person(id=one_line(person), name=name, namesake=person in same)
        for person, name in names.items()
    }


def _organisations(meeting: Meeting) -> Mapping[str, str]:
    """Return the organisation of each person; one that is written in several ways, as it was first."""
    first: dict[str, str] = {}
    named = {person: one_line(known.organisation) for person, known in meeting.attendance.items()}
    return {person: first.setdefault(fold(name) or name, name) for person, name in named.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the minutes of one meeting, at one instant."""

    room: Room
    meeting: Meeting
    at: datetime
    zone: ZoneInfo
    people: Mapping[str, Person]
    organisations: Mapping[str, str]

    def document(self, corrected_at: datetime | None) -> Document:
        room, meeting = self.room, self.meeting
        numbers = {item.id: number for number, item in enumerate(meeting.items, 1)}
        notes = [self.note(note, numbers) for note in meeting.kept_notes]
        by_item: dict[int | None, list[Note]] = defaultdict(list)
        for note in notes:
            by_item[note.item].append(note)
        return Document(
            language=room.language,
            zone=room.zone,
            state=_state(meeting),
            title=one_line(meeting.title),
            day=_begins(meeting).astimezone(self.zone).date(),
            planned_start=self.local(meeting.starts_at),
            planned_end=self.local(meeting.ends_at) if meeting.started_at is None else None,
            started_at=self.local(meeting.started_at),
            ended_at=self.local(_ended_at(meeting)),
            written_at=self.at.astimezone(self.zone),
            corrected_at=self.local(corrected_at or meeting.corrected_at or meeting.minutes_corrected_at),
            forgotten=meeting.forgotten,
            elsewhere=meeting.held_at is not None,
            reason=one_line(meeting.reason),
            attendance=self.attendance(),
            roles=tuple(self.role(role) for role in dict.fromkeys((*room.roles, *meeting.roles))),
            decisions=tuple(note for note in notes if note.tag == "decision"),
            duties=_duties(note for note in notes if note.tag == "action"),
            items=tuple(
                self.item(number, item, tuple(by_item[number]))
                for number, item in enumerate(meeting.items, 1)
            ),
            general=tuple(by_item[None]),
            next_meeting=self.next_meeting(),
            missed=tuple(
                (since.astimezone(self.zone), until.astimezone(self.zone))
                for since, until in meeting.missed_lines
            ),
            voices=(spoken := self.voices()),
            unheard=tuple(self.people[person] for person in unheard(meeting)) if spoken else (),
        )

    def voices(self) -> tuple[Voice, ...]:
        if not preferences(self.room).voices:
            return ()
        return tuple(
            Voice(
                person=self.people[each.person],
                organisation=self.organisations.get(each.person, ""),
                turns=each.turns,
                time=each.time,
            )
            for each in voices(self.meeting, self.at)
        )

    def local(self, at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(self.zone)

    def attendance(self) -> tuple[Group, ...]:
        known: dict[Presence, dict[str, list[Attendee]]] = {presence: {} for presence in PRESENCES}
        for each in self.meeting.attendance.values():
            if (presence := _presence(each)) is not None:
                attendee = self.attendee(each, presence)
                known[presence].setdefault(attendee.organisation, []).append(attendee)
        return tuple(
            Group(
                presence=presence,
                parties=tuple(
                    Party(organisation=organisation, people=tuple(parties[organisation]))
                    for organisation in sorted(parties, key=lambda name: (not name, fold(name)))
                ),
            )
            for presence, parties in known.items()
            if parties
        )

    def attendee(self, known: parts.Attendance, presence: Presence) -> Attendee:
        return Attendee(
            person=self.people[known.person],
            organisation=self.organisations[known.person],
            reason=one_line(known.reason) if presence == "regrets" else "",
            since=self.local(_came_at(known)),
            until=self.local(known.left_at),
        )

    def role(self, role: str) -> Role:
        meeting = self.meeting
        tenures, vacant = meeting.roles.get(role, ()), meeting.holder(role) is None
        waived_by = self.people.get(meeting.waived.get(role, ""))
        start, end = meeting.started_at, meeting.ended_at or self.at
        if start is None:
            holdings = tuple(self.holding(tenure) for tenure in tenures if tenure.until is None)
            return Role(
                name=one_line(role), holdings=holdings, vacant=vacant, changed=False, waived_by=waived_by
            )
        held = [tenure for tenure in tenures if _within(tenure, start, end)]
        late = bool(held) and held[0].since > start
        return Role(
            name=one_line(role),
            holdings=tuple(self.holding(tenure, start, end) for tenure in held),
            vacant=vacant,
            changed=len(held) > 1 or late or vacant,
            waived_by=waived_by,
        )

    def holding(self, tenure: Tenure, start: datetime | None = None, end: datetime | None = None) -> Holding:
        return Holding(
            person=self.people[tenure.person],
            since=None if start is None else self.local(max(tenure.since, start)),
            until=None if end is None else self.local(min(tenure.until or end, end)),
        )

    def note(self, note: parts.Note, numbers: Mapping[int, int]) -> Note:
        return Note(
            tag=note.tag,
            text=lines(note.text),
            author=self.people[note.author],
            organisation=self.organisations.get(note.author, ""),
            recorder=self.people[note.recorder] if note.recorder not in ("", note.author) else None,
            at=note.at.astimezone(self.zone),
            item=None if note.item is None else numbers.get(note.item),
            owner=self.people[note.owner] if note.owner else None,
            due=note.due,
            changed=note.changed,
        )

    def item(self, number: int, item: parts.Item, notes: tuple[Note, ...]) -> Item:
        return Item(
            number=number,
            title=one_line(item.title),
            owner=self.people[item.owner] if item.owner else None,
            planned=None if item.minutes is None else timedelta(minutes=item.minutes),
            extended=timedelta(minutes=item.extended),
            spent=schedule.spent(self.meeting, item, self.at) if item.taken_up else None,
            outcome=_outcome(item, self.meeting),
            carried_from=self.carried_from(item),
            notes=notes,
        )

    def carried_from(self, item: parts.Item) -> date | None:
        source = None if item.carried_from is None else self.room.meetings.get(item.carried_from[0])
        return None if source is None else _begins(source).astimezone(self.zone).date()

    def next_meeting(self) -> Upcoming | None:
        others = [other for other in self.room.planned if other.id != self.meeting.id]
        dated = [other for other in others if other.starts_at is not None and other.starts_at > self.at]
        undated = [other for other in others if other.starts_at is None]
        following = min(dated, key=lambda other: (other.starts_at, other.id), default=None)
        following = following or next(iter(undated), None)
        if following is None:
            return None
        return Upcoming(
            title=one_line(following.title),
            starts_at=self.local(following.starts_at),
            ends_at=self.local(following.ends_at),
        )


def _begins(meeting: Meeting) -> datetime:
    return meeting.started_at or meeting.starts_at or meeting.planned_at


def _ended_at(meeting: Meeting) -> datetime | None:
    """Return when it ended; of one that was not opened here and had no planned end, that is not known."""
    unknown = meeting.held_at is not None and meeting.ended_at == meeting.started_at
    return None if unknown else meeting.ended_at


def _state(meeting: Meeting) -> State:
    match meeting.phase:
        case Phase.PLANNED:
            return "planned"
        case Phase.CANCELLED:
            return "cancelled"
        case Phase.NOT_HELD:
            return "not_held"
        case Phase.LIVE | Phase.PAUSED:
            return "open"
        case Phase.ENDED:
            return "draft"


def _presence(known: parts.Attendance) -> Presence | None:
    if known.present_at is not None:
        return "present"
    if known.spoke_at is not None:
        return "wrote"
    if known.coming is False:
        return "regrets"
    if known.joined_at is not None or known.left_at is not None:
        return "silent"
    return "expected" if known.coming else None


def _came_at(known: parts.Attendance) -> datetime | None:
    """Return when a person came in, who had not been seen before; who comes back was there from the start."""
    seen = [at for at in (known.present_at, known.spoke_at) if at is not None]
    return known.joined_at if known.joined_at is None or all(known.joined_at <= at for at in seen) else None


def _within(tenure: Tenure, start: datetime, end: datetime) -> bool:
    return tenure.since <= end and (tenure.until is None or tenure.until > max(tenure.since, start))


def _duties(actions: Iterable[Note]) -> tuple[Duty, ...]:
    by_owner: dict[Person | None, list[Note]] = defaultdict(list)
    for action in actions:
        by_owner[action.owner].append(action)
    return tuple(
        Duty(owner=owner, actions=tuple(sorted(by_owner[owner], key=lambda note: note.due or date.max)))
        for owner in sorted(by_owner, key=lambda owner: owner is None)
    )


def _outcome(item: parts.Item, meeting: Meeting) -> Outcome:
    match item.outcome:
        case "done" | "skipped" | "parked" as outcome:
            return outcome
        case _ if meeting.started_at is None or meeting.held_at is not None:
            return "planned"
        case _ if item.id == meeting.current:
            return "under_way"
        case _ if item.taken_up:
            return "unfinished"
        case _:
            return "to_come" if meeting.live else "not_reached"
