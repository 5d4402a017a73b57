"""The words of a document: how its people, times, notes and items are called in its language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from intercoop_bot.language.catalogue import template
from intercoop_bot.language.wording import day_name, duration, joined, moment, zone_name
from intercoop_bot.meeting.marks import MINUTE
from intercoop_bot.meeting.parts import NO_TIME
from intercoop_bot.meeting.state import ROLES, TAGS
from intercoop_bot.minutes.contents import Document, Item, Note, Person, Role, Upcoming


@dataclass(frozen=True, slots=True)
class Words:
    """What can be said about a document. All of it is plain text, not escaped for any form."""

    document: Document

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """Return the sentence `minutes.<key>`, its values filled in; `n` picks the plural."""
        numbers = {} if n is None else {"n": n}
        return template(self.document.language, f"minutes.{key}", n).format(**values, **numbers)

    def join(self, *parts: str) -> str:
        """Return the parts that are not empty, with commas between them."""
        return ", ".join(part for part in parts if part)

    def list(self, parts: Sequence[str]) -> str:
        """Return the parts as a list in a sentence."""
        return joined(parts, self.document.language)

    def label(self, name: str) -> str:
        """Return a name with what makes it the beginning of a line."""
        return self.say("label", name=name)

    def share(self, turns: int, time: timedelta) -> str:
        """Return how often and how long somebody had the floor."""
        return self.say("share", n=turns, time=duration(time, self.document.language))

    # --- times

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the document."""
        return ZoneInfo(self.document.zone)

    def hour(self, at: datetime) -> str:
        """Return the hour, with its distance from UTC where the clocks were changed during the meeting."""
        start, end = self.document.started_at, self.document.ended_at or self.document.written_at
        hour = f"{at.hour:02}:{at.minute:02}"
        if start is None or start.utcoffset() == end.utcoffset():
            return hour
        return self.say("hour_offset", hour=hour, offset=at.isoformat()[-6:])

    def day(self, day: date) -> str:
        """Return a day with its weekday."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=self.zone)
        return moment(noon, "day", self.document.language, self.zone)

    def date(self, day: date) -> str:
        """Return a day without its weekday."""
        return day_name(day, "long", self.document.language)

    def hour_within(self, at: datetime) -> str:
        """Return the hour of something in the meeting, with its day where the hour could be of two days."""
        start = self.document.started_at
        if start is not None and NO_TIME <= at - start < timedelta(days=1):
            return self.hour(at)
        return self.hour_or_moment(at)

    def hour_or_moment(self, at: datetime) -> str:
        """Return the hour, with its day where that is not the day of the meeting."""
        if at.date() == self.document.day:
            return self.hour(at)
        return self.say("moment", day=self.day(at.date()), hour=self.hour(at))

    @property
    def title(self) -> str:
        """The title; a meeting that was given none is called by its day."""
        return self.document.title or self.say("title", day=self.date(self.document.day))

    @property
    def dated(self) -> str:
        """When the meeting was: its day, its hours and how long it took; or when it is to be."""
        doc = self.document
        zone = zone_name(doc.zone, doc.language)
        if doc.started_at is not None and doc.ended_at is not None:
            # As the hours beside it are shown: without their seconds.
            length = duration(_minute(doc.ended_at) - _minute(doc.started_at), doc.language)
            return self.say(
                "held", when=self._stretch(doc.started_at, doc.ended_at), length=length, zone=zone
            )
        if doc.started_at is not None:
            return self.say("begun", day=self.day(doc.day), start=self.hour(doc.started_at), zone=zone)
        if doc.planned_start is None:
            return self.say("undated")
        return self.say("due_to_be", when=self._stretch(doc.planned_start, doc.planned_end), zone=zone)

    @property
    def planned(self) -> str:
        """When the meeting should have begun; empty where it began on time, or was not planned."""
        start, planned = self.document.started_at, self.document.planned_start
        if start is None or planned is None or abs(start - planned) < MINUTE:
            return ""
        return self.say("planned_for", start=self.hour_or_moment(planned))

    @property
    def state(self) -> str:
        """What has become of the meeting, and how far its minutes are."""
        doc = self.document
        match doc.state:
            case "open":
                return self.say("state.open", time=self.hour_or_moment(doc.written_at))
            case "cancelled" | "not_held" as state if doc.reason:
                return self.say(f"state.{state}_because", reason=doc.reason)
            case state:
                return self.say(f"state.{state}")

    @property
    def course_of_things(self) -> str:
        """That nobody opened the meeting here, or that nobody closed it; empty where somebody did."""
        if self.document.elsewhere:
            return self.say("elsewhere")
        return self.say("forgotten") if self.document.forgotten else ""

    @property
    def corrected(self) -> str:
        """That the minutes were corrected after the end; empty where they were not, or written then only."""
        if self.document.corrected_at is None or self.document.elsewhere:
            return ""
        return self.say("corrected", time=self.hour_or_moment(self.document.corrected_at))

    @property
    def missed(self) -> tuple[str, ...]:
        """That something could not be read, and from when to when: a sentence each time."""
        return tuple(
            self.say("missed", since=self.hour_within(since), until=self.hour_within(until))
            for since, until in self.document.missed
        )

    def upcoming(self, meeting: Upcoming) -> str:
        """Return when the next meeting is, and its title."""
        when = (
            self.say("date_open")
            if meeting.starts_at is None
            else self._stretch(meeting.starts_at, meeting.ends_at)
        )
        return self.join(self.say("upcoming", title=meeting.title, when=when) if meeting.title else when)

    def _stretch(self, start: datetime, end: datetime | None) -> str:
        day = self.day(start.date())
        if end is None:
            return self.say("stretch.open", day=day, start=self.hour(start))
        if end.date() == start.date():
            return self.say("stretch", day=day, start=self.hour(start), end=self.hour(end))
        return self.say(
            "stretch.over_days",
            day=day,
            start=self.hour(start),
            end_day=self.day(end.date()),
            end=self.hour(end),
        )

    # --- people

    def name(self, person: Person) -> str:
        """Return the name of a person, with their Matrix id where the name alone does not tell who."""
        return self.full_name(person) if person.namesake else person.name

    def full_name(self, person: Person, *details: str) -> str:
        """Return the name of a person with their Matrix id or "on the phone", and more of them."""
        # The people of a replayed log have no server in their ids, which then say nothing new.
        known = self.say("on_the_phone") if person.phone else person.id if ":" in person.id else ""
        details = tuple(detail for detail in (known, *details) if detail not in ("", person.name))
        return self.say("person", name=person.name, details=self.join(*details)) if details else person.name

    def role(self, role: Role) -> str:
        """Return what a role is called."""
        name = template(self.document.language, f"role.{role.name}") if role.name in ROLES else role.name
        return capitalised(name)

    def holders(self, role: Role) -> str:
        """Return who held a role, and from when to when where it was not one person all along."""
        held = [
            self.say(
                "holding",
                name=self.name(holding.person),
                since=self.hour(holding.since),
                until=self.hour(holding.until),
            )
            if role.changed and holding.since is not None and holding.until is not None
            else self.name(holding.person)
            for holding in role.holdings
        ]
        if role.waived_by is not None:
            held.append(self.say("waived", name=self.name(role.waived_by)))
        elif role.vacant:
            held.append(self.say("nobody"))
        first, *others = held
        return self.join(first, *(self.say("then", who=who) for who in others))

    # --- notes and items

    def tag(self, note: Note) -> str:
        """Return what the tag of a note is called, with the owner and the due date of an action."""
        tag = self.say(f"tag.{note.tag}") if note.tag in TAGS else capitalised(note.tag)
        owner = "" if note.owner is None else self.name(note.owner)
        details = self.join(owner, self.due(note))
        return f"{tag} ({details})" if details else tag

    def due(self, note: Note) -> str:
        """Return by when an action is to be done; empty where that is open."""
        return "" if note.due is None else self.say("due", day=self.date(note.due))

    def source(self, note: Note) -> str:
        """Return whose words a note is, for whom they spoke, and when it was taken."""
        return self.join(
            self.name(note.author),
            note.organisation,
            "" if note.recorder is None else self.say("recorded_by", name=self.name(note.recorder)),
            self.hour_within(note.at),
            self.say("changed") if note.changed else "",
        )

    def item_of(self, note: Note) -> str:
        """Return the item that a note belongs to; empty where it was taken outside of any."""
        return "" if note.item is None else self.say("of_item", number=note.item)

    def time_of(self, item: Item) -> str:
        """Return how long an item took, and how long it should have."""
        language = self.document.language
        planned = (
            "" if item.planned is None else self.say("intended", length=duration(item.planned, language))
        )
        added = ""
        if item.extended > NO_TIME:
            added = self.say("added", length=duration(item.extended, language))
        intended = self.join(planned, added)
        if item.spent is None:
            return intended
        spent = duration(item.spent, language)
        return f"{spent} ({intended})" if intended else spent

    def outcome(self, item: Item) -> str:
        """Return what became of an item; empty where there was no meeting (yet)."""
        return "" if item.outcome == "planned" else self.say(f"outcome.{item.outcome}")

    def course(self, item: Item) -> str:
        """Return what became of an item, its times, who brought it, and from which meeting it came back."""
        owner = "" if item.owner is None else self.say("brought_by", name=self.name(item.owner))
        carried = "" if item.carried_from is None else self.say("carried", day=self.date(item.carried_from))
        return self.join(self.outcome(item), self.time_of(item), owner, carried)


def capitalised(words: str) -> str:
    """Return words as they begin a line."""
    return words[:1].upper() + words[1:]


def _minute(at: datetime) -> datetime:
    """Return the instant without its seconds; in UTC, since local hours do not tell how long it was."""
    return at.replace(second=0, microsecond=0).astimezone(UTC)
