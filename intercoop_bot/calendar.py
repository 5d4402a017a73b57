"""A planned meeting as a calendar file (RFC 5545): one event, in the room's time zone, which comes with it.

1. The zone is written out as the changes of its clocks around the meeting, each a change of its own: no
   reader has to know the zone's name or work out a rule.
2. An hour that comes twice means its first time when written in a zone, so the second one is put in UTC.
3. What people typed is one value among others: the library escapes it, and nothing unseen gets that far.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vUri

from intercoop_bot.language.calls import link_in
from intercoop_bot.language.catalogue import template
from intercoop_bot.language.typed import lines, one_line
from intercoop_bot.language.wording import duration
from intercoop_bot.meeting.parts import NO_TIME, Item, Phase
from intercoop_bot.meeting.state import Meeting, Room

MIMETYPE = "text/calendar"
"""What a calendar file is uploaded as."""

_ASSUMED_LENGTH = timedelta(hours=1)
_ALARM_BEFORE = timedelta(minutes=10)
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


def ics(room: Room, meeting: Meeting, at: datetime, *, uid_domain: str, sequence: int) -> str | None:
    """Return the calendar file of a meeting as it is known at that instant; None while it has no date.

    `uid_domain` is the name of the room or of the bot's server, always the same. `sequence` grows with each
    change, so that calendars keep the last one. A meeting without an end lasts as long as its agenda, or an
    hour.
    """
    if meeting.starts_at is None:
        return None
    zone = ZoneInfo(room.zone)
    starts_at, ends_at = (
        each.astimezone(zone) for each in (meeting.starts_at, _end(meeting, meeting.starts_at))
    )
    if starts_at.fold or ends_at.fold:
        starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    is_cancelled = meeting.phase is Phase.CANCELLED
    title = one_line(meeting.title) or template(room.language, "plan.untitled")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//intercoop_bot//intercoop_bot//EN")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{meeting.planned_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{meeting.id}@{uid_domain}")
    event.add("sequence", sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", title)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if description := _description(meeting, room.language):
        event.add("description", description)
    _add_place(event, lines(meeting.call))
    if not is_cancelled:
        event.add_component(_alarm(title))
    if "TZID" in event["dtstart"].params:
        calendar.add_component(_timezone(zone, starts_at.year - 1, ends_at.year + 1))
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def file_name(meeting: Meeting, zone: ZoneInfo, language: str) -> str:
    """Return a short name for the file of a meeting that has a date: what it is, and the day.

    Raises:
        ValueError: the meeting has no date, so there is no file of it either.
    """
    if meeting.starts_at is None:
        raise ValueError("a meeting without a date has no calendar file")
    return f"{template(language, 'calendar.file_name')}-{meeting.starts_at.astimezone(zone):%Y-%m-%d}.ics"


def _end(meeting: Meeting, starts_at: datetime) -> datetime:
    return meeting.ends_at or starts_at + (meeting.total or _ASSUMED_LENGTH)


def _description(meeting: Meeting, language: str) -> str:
    """Return what a person needs on the day: why it is cancelled, how to join, what it is about."""
    parts: list[list[str]] = []
    if meeting.phase is Phase.CANCELLED and (reason := one_line(meeting.reason)):
        parts.append([template(language, "calendar.cancelled").format(reason=reason)])
    if call := lines(meeting.call):
        parts.append([template(language, "calendar.call"), call])
    if meeting.items:
        agenda = [_word_item(number, item, language) for number, item in enumerate(meeting.items, 1)]
        parts.append([template(language, "calendar.agenda"), *agenda])
    return "\n\n".join("\n".join(part) for part in parts)


def _word_item(number: int, item: Item, language: str) -> str:
    title = one_line(item.title)
    if item.allotted is None:
        return template(language, "calendar.item").format(number=number, title=title)
    length = duration(item.allotted, language)
    return template(language, "calendar.timed_item").format(number=number, title=title, length=length)


def _add_place(event: Event, call: str) -> None:
    """Say where it is: under the first link, else what the first way to join says."""
    if link := link_in(call):
        event.add("url", vUri(link))
    elif call:
        event.add("location", call.partition("\n")[0])


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -_ALARM_BEFORE)
    return alarm


# --- the time zone -----------------------------------------------------------------------------------


def _timezone(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    since, until = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    timezone = Timezone()
    timezone.add("tzid", zone.key)
    for change in (since, *_changes(zone, since, until)):
        local, offset_before = change.astimezone(zone), _offset(zone, change - _SECOND)
        observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
        # A change is dated by the clocks as they were before it.
        observance.DTSTART = (change + offset_before).replace(tzinfo=None)
        observance.TZOFFSETFROM = offset_before
        observance.TZOFFSETTO = _offset(zone, change)
        observance.add("tzname", local.tzname())
        timezone.add_component(observance)
    return timezone


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the instants, in UTC, at which the clocks of a zone are changed: one a day at most."""
    for days in range((until - since).days):
        early, late = since + days * _DAY, since + (days + 1) * _DAY
        if _offset(zone, early) == _offset(zone, late):
            continue
        while late - early > _SECOND:
            middle = early + timedelta(seconds=(late - early) // _SECOND // 2)
            early, late = (middle, late) if _offset(zone, middle) == _offset(zone, early) else (early, middle)
        yield late


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or NO_TIME
