"""An announcement of a meeting becomes a plan: from a whole forum post to `Réunion budget vendredi 18h`.

Of a long text the head counts (title, date, roles, call), then the agenda; the discussion under it is left
alone. What is missing, contradictory or was not understood is said in `warnings`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from intercoop_bot.language.agenda import WrittenItem, read_items
from intercoop_bot.language.calls import read_call
from intercoop_bot.language.dates import Reading, Slot, read_when
from intercoop_bot.language.outline import Outline, read_label, read_outline
from intercoop_bot.language.times import TimeOfDay
from intercoop_bot.language.volunteers import Holding, read_roles
from intercoop_bot.meeting.phrases import Phrase, Span, When, phrase


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an announcement says. Instants are aware, in the room's zone.

    `starts_at` is None where the day or the hour is missing: a day without an hour is named in a warning. A
    role whose holder is None is open. `offers` are the slots to choose from where two could be meant, the
    first being the one that was taken.
    """

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    roles: tuple[Holding, ...]
    call: str | None
    items: tuple[WrittenItem, ...]
    warnings: tuple[Phrase, ...]
    offers: tuple[Slot, ...] = ()

    @property
    def total_minutes(self) -> int:
        """The minutes of all items that have any."""
        return sum(item.minutes or 0 for item in self.items)


def read_announcement(text: str, now: datetime, zone: ZoneInfo) -> Announcement:
    """Return what a text that announces a meeting says of it."""
    outline = read_outline(text)
    reading = _read_date(outline, now, zone)
    slot = _slot_of(reading)
    items, doubts = read_items(outline.agenda, _time_of_end(slot))
    call = read_call((*outline.head, outline.title))
    title = outline.title.replace(call, "") if call and "://" in call else outline.title
    return Announcement(
        title=_title_without_date(title, now, zone),
        starts_at=None if slot is None else slot.starts_at,
        ends_at=None if slot is None else slot.ends_at,
        roles=read_roles(outline.head),
        call=call,
        items=items,
        warnings=(*_date_warnings(reading), *doubts, *_total_warnings(items, slot, outline)),
        offers=reading.offers if reading is not None and reading.has_time else (),
    )


# --- the date ----------------------------------------------------------------------------------------


def _read_date(outline: Outline, now: datetime, zone: ZoneInfo) -> Reading | None:
    """Return when the meeting is: as the title says, else a labelled line, else the text before the agenda.

    A day and an hour that stand apart are put together. An hour alone is a date only on a line by itself.
    """
    labels = (label for label in map(read_label, outline.head) if label is not None)
    labelled = "\n".join(label.value for label in labels if label.topic in ("date", "time"))
    texts = (outline.title, labelled, "\n".join(outline.head))
    found = [(text, reading) for text in texts if (reading := read_when(text, now, zone)) is not None]
    for _, reading in found:
        if reading.has_day and reading.has_time:
            return reading
    days = [text[reading.start : reading.end] for text, reading in found if reading.has_day]
    hours = [text[reading.start : reading.end] for text, reading in found if not reading.has_day]
    if days:
        return read_when(" ".join([days[0], *hours[:1]]), now, zone)
    return found[0][1] if found and not outline.head else None


def _slot_of(reading: Reading | None) -> Slot | None:
    if reading is None or reading.starts_at is None or not reading.has_time:
        return None
    return Slot(reading.starts_at, reading.ends_at)


def _time_of_end(slot: Slot | None) -> TimeOfDay | None:
    if slot is None or slot.ends_at is None:
        return None
    return TimeOfDay(slot.ends_at.hour, slot.ends_at.minute)


def _date_warnings(reading: Reading | None) -> tuple[Phrase, ...]:
    if reading is None:
        return (phrase("reading.no_date"),)
    if reading.starts_at is None or reading.has_time:
        return reading.doubts
    return (*reading.doubts, phrase("reading.no_time", date=When(reading.starts_at, "day")))


# --- the title ---------------------------------------------------------------------------------------

_LEFT_HANGING = re.compile(
    r"(?:[\s,;:(|@–—-]|(?<!\w)(?:le|la|du|de|des|on|at|for|à|pour|prévue?|est|is|of|the|se tiendra"
    r"|se déroulera|aura lieu|will be|will take place|takes place))+$",
    re.IGNORECASE,
)


def _title_without_date(title: str, now: datetime, zone: ZoneInfo) -> str:
    reading = read_when(title, now, zone)
    if reading is None:
        return title
    before = _LEFT_HANGING.sub("", title[: reading.start].rstrip())
    rest = title[reading.end :].lstrip(" \t):.").rstrip(" \t,;:.|–—-")
    after = rest.lstrip(" \t,;|–—-")
    if not before or not after:
        return before or after
    joint = " – " if rest[0] in "|–—-" else ", " if rest[0] in ",;" else " "
    return f"{before}{joint}{after}"


# --- the agenda --------------------------------------------------------------------------------------


def _total_warnings(
    items: tuple[WrittenItem, ...], slot: Slot | None, outline: Outline
) -> tuple[Phrase, ...]:
    if not items:
        return (phrase("reading.no_agenda"),) if outline.head else ()
    total = timedelta(minutes=sum(item.minutes or 0 for item in items))
    warnings: list[Phrase] = []
    if outline.announced is not None and total:
        announced = timedelta(minutes=outline.announced.minutes)
        if announced != total:
            warnings.append(phrase("reading.announced_total", announced=Span(announced), total=Span(total)))
    if slot is not None and slot.ends_at is not None:
        length = slot.ends_at.astimezone(UTC) - slot.starts_at.astimezone(UTC)
        if total > length:
            warnings.append(phrase("reading.total", total=Span(total), slot=Span(length)))
    return tuple(warnings)
