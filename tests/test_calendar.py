"""The calendar file, read back by three readers that know nothing of each other."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from intercoop_bot.calendar import file_name, ics
from intercoop_bot.meeting.parts import Item, Phase
from intercoop_bot.meeting.state import Meeting, Room
from tests.builders import ANA, NOON, after

PARIS = ZoneInfo("Europe/Paris")
ROOM = Room(language="fr", zone="Europe/Paris")
MEETING = Meeting(
    id=7,
    title="Cinquième réunion groupe info; budget, locaux",
    planned_by=ANA,
    planned_at=after(-6000),
    starts_at=NOON,
    ends_at=after(60),
    call="https://meet.coop.example/a?b=1;c=2,3.\n01 23 45 67 89, code 4242#",
    items=(Item(id=1, title="Connexion", minutes=5), Item(id=2, title="Hébergement 🎉")),
)


def _file(meeting: Meeting = MEETING, room: Room = ROOM, sequence: int = 0) -> str:
    text = ics(room, meeting, after(-60), uid_domain="coop.example", sequence=sequence)
    assert text is not None
    return text


def _event(meeting: Meeting = MEETING, room: Room = ROOM, sequence: int = 0) -> Any:  # noqa: ANN401 - each of its values is of its own type
    (event,) = Calendar.from_ical(_file(meeting, room, sequence)).walk("VEVENT")
    return event


def _starting(start: datetime) -> Meeting:
    return replace(MEETING, starts_at=start, ends_at=start + timedelta(minutes=20))


def test_a_meeting_without_a_date_has_none() -> None:
    undated = replace(MEETING, starts_at=None, ends_at=None)
    assert ics(ROOM, undated, NOON, uid_domain="coop.example", sequence=0) is None
    with pytest.raises(ValueError, match="without a date"):
        file_name(undated, PARIS, "fr")


def test_a_file_is_named_by_the_day_in_the_room() -> None:
    late = _starting(datetime(2028, 5, 11, 22, 30, tzinfo=UTC))
    assert file_name(late, PARIS, "fr") == "reunion-2028-05-12.ics"
    assert file_name(late, ZoneInfo("UTC"), "en") == "meeting-2028-05-11.ics"


def test_what_the_event_says() -> None:
    event = _event(sequence=3)
    assert str(event["summary"]) == MEETING.title
    assert event["dtstart"].dt.isoformat() == "2028-05-12T12:00:00+02:00"
    assert event["dtend"].dt.isoformat() == "2028-05-12T13:00:00+02:00"
    assert event["dtstart"].params["TZID"] == "Europe/Paris"
    assert event["dtstamp"].dt == after(-60)
    assert event["sequence"] == 3
    assert str(event["url"]) == "https://meet.coop.example/a?b=1;c=2,3"
    assert "location" not in event
    assert str(event["description"]).split("\n") == [
        "Pour se rejoindre\N{NO-BREAK SPACE}:",
        "https://meet.coop.example/a?b=1;c=2,3.",
        "01 23 45 67 89, code 4242#",
        "",
        "Ordre du jour\N{NO-BREAK SPACE}:",
        "1. Connexion (5\N{NO-BREAK SPACE}min)",
        "2. Hébergement 🎉",
    ]
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(minutes=-10)
    assert str(alarm["action"]) == "DISPLAY"


def test_a_changed_meeting_stays_the_same_event() -> None:
    moved = replace(_starting(after(5000)), title="Autre titre", items=())
    assert _event(moved)["uid"] == _event()["uid"]
    others = [replace(MEETING, id=8), replace(MEETING, planned_at=after(-5999))]
    assert _event()["uid"] not in [_event(other)["uid"] for other in others]
    assert str(_event()["uid"]).endswith("@coop.example")


def test_a_number_to_call_is_the_place() -> None:
    event = _event(replace(MEETING, call="01 23 45 67 89, code 4242#\nou le salon"))
    assert str(event["location"]) == "01 23 45 67 89, code 4242#"
    assert "url" not in event


def test_what_is_not_known_is_left_out() -> None:
    event = _event(replace(MEETING, title=" ", call="", items=()), Room(language="en", zone="Europe/Paris"))
    assert str(event["summary"]) == "Meeting"
    assert {"url", "location", "description"}.isdisjoint(key.lower() for key in event)


@pytest.mark.parametrize(("minutes", "length"), [(45, 45), (None, 60)])
def test_a_meeting_without_an_end_lasts_as_long_as_its_agenda(minutes: int | None, length: int) -> None:
    event = _event(replace(MEETING, ends_at=None, items=(Item(id=1, title="Budget", minutes=minutes),)))
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=length)


def test_a_cancelled_meeting_is_taken_out_of_calendars() -> None:
    cancelled = replace(MEETING, phase=Phase.CANCELLED, reason="trop d’absents")
    assert Calendar.from_ical(_file())["method"] == "PUBLISH"
    assert Calendar.from_ical(_file(cancelled))["method"] == "CANCEL"
    event = _event(cancelled)
    assert (_event()["status"], event["status"]) == ("CONFIRMED", "CANCELLED")
    assert str(event["description"]).startswith("Réunion annulée\N{NO-BREAK SPACE}: trop d’absents\n\n")
    assert event.walk("VALARM") == []
    unexplained = _event(replace(cancelled, reason=""))
    assert "annulée" not in str(unexplained["description"])


# --- the form


HOSTILE = "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:b\\, c\u2028d\x85e\x00f\ud800"


def test_typed_text_stays_text() -> None:
    hostile = replace(
        MEETING, title=HOSTILE, call=HOSTILE, reason=HOSTILE, phase=Phase.CANCELLED,
        items=(Item(id=1, title=HOSTILE),),
    )  # fmt: skip
    text = _file(hostile)
    assert text.count("\r\nBEGIN:VEVENT") == text.count("\r\nEND:VEVENT") == 1
    assert str(_event(hostile)["summary"]) == "a END:VEVENT BEGIN:VEVENT SUMMARY:b\\, c d ef"


@given(title=st.text(), call=st.text(), item=st.text())
def test_whatever_is_typed_the_file_is_well_formed(title: str, call: str, item: str) -> None:
    meeting = replace(MEETING, title=title, call=call, items=(Item(id=1, title=item),))
    text = _file(meeting)
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert all(len(line.encode()) <= 75 and "\n" not in line and "\r" not in line for line in lines)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert _event(meeting)["dtstart"].dt == NOON


# --- the hour, in every reader


def _starts(start: datetime, zone: str) -> list[datetime]:
    """The start of an event by each reader: icalendar, vobject, and dateutil's for zones by hand."""
    room, meeting = Room(zone=zone), _starting(start)
    text = _file(meeting, room)
    found = [_event(meeting, room)["dtstart"].dt, vobject.readOne(text).vevent.dtstart.value]
    if "BEGIN:VTIMEZONE" in text:
        value = next(line for line in text.split("\r\n") if line.startswith("DTSTART;TZID")).split(":")[1]
        here = tz.tzical(io.StringIO(text)).get()
        found.append(datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=here))
    return found


@pytest.mark.parametrize(
    "zone",
    ["Europe/Paris", "Europe/London", "Europe/Dublin", "America/New_York", "America/Santiago",
     "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "Africa/Abidjan", "UTC"],
)  # fmt: skip
def test_every_reader_reads_the_same_instant_all_the_year(zone: str) -> None:
    for day in range(0, 366, 15):
        start = datetime(2028, 1, 1, 11, 30, tzinfo=UTC) + timedelta(days=day)
        assert [read.astimezone(UTC) for read in _starts(start, zone)] == [start] * len(
            _starts(start, zone)
        ), start


@pytest.mark.parametrize(
    "night", [datetime(2028, 3, 25, 22, tzinfo=UTC), datetime(2028, 10, 28, 21, tzinfo=UTC)]
)
def test_every_reader_reads_the_same_instant_on_the_nights_of_change(night: datetime) -> None:
    for half_hour in range(12):
        start = night + timedelta(minutes=30 * half_hour)
        assert {read.astimezone(UTC) for read in _starts(start, "Europe/Paris")} == {start}


def test_the_second_of_an_hour_that_comes_twice_is_written_in_utc() -> None:
    first, second = (datetime(2028, 10, 29, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert "DTSTART;TZID=Europe/Paris:20281029T023000" in _file(
        replace(MEETING, starts_at=first, ends_at=after(9, first))
    )
    text = _file(_starting(second))
    assert "DTSTART:20281029T013000Z" in text
    assert "VTIMEZONE" not in text


def test_a_zone_without_changes_is_written_out_too() -> None:
    text = _file(room=Room(zone="Asia/Kolkata"))
    assert text.count("BEGIN:STANDARD") == 1
    assert "BEGIN:DAYLIGHT" not in text
    assert "TZOFFSETTO:+0530" in text
