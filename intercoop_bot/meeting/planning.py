"""Decisions on a meeting to come: its date, its agenda, how to join."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.carrying import carried, to_carry
from intercoop_bot.meeting.parts import NO_TIME, Item
from intercoop_bot.meeting.phrases import Quote, When, phrase
from intercoop_bot.meeting.state import Meeting, Room

MOST_ITEMS = 100
MOST_MINUTES = 24 * 60
LONGEST_TITLE = 200
LONGEST_CALL = 1000
LONGEST_REASON = 500
LONGEST_ID = 255
FARTHEST = timedelta(days=3653)


def plan(room: Room, command: c.Plan, at: datetime) -> tuple[f.Fact, ...]:
    """Plan a meeting, with its agenda and whoever already holds a role.

    A date that is past, or ten years away, is left open: what was pasted is still worth keeping.
    """
    title = checked_title(command.title)
    check_items(0, command.items)
    meeting = max(room.meetings, default=0) + 1
    starts_at, length = command.starts_at, _length(command)
    if starts_at is not None:
        starts_at = starts_at.astimezone(UTC) if at < starts_at <= at + FARTHEST else None
    facts: list[f.Fact] = [
        f.MeetingPlanned(
            meeting=meeting,
            title=title,
            starts_at=starts_at,
            ends_at=None if starts_at is None or length is None else starts_at + length,
        )
    ]
    if command.call:
        facts.append(f.CallSet(meeting=meeting, text=checked(command.call, LONGEST_CALL)))
    facts += items_added(meeting, 0, command.items)
    facts += _coming_back(room, meeting, command.items)
    facts += [
        f.RoleTaken(meeting=meeting, role=role, person=holder.id)
        for role, holder in command.roles
        if holder is not None and role in room.roles
    ]
    return tuple(facts)


def _coming_back(room: Room, meeting: int, items: tuple[c.DraftItem, ...]) -> tuple[f.ItemAdded, ...]:
    """Return that what was put off comes back on the agenda of a new meeting, as far as there is room."""
    listed = {item.title.strip().casefold() for item in items}
    waiting = [each for each in to_carry(room) if _title(room, each).casefold() not in listed]
    return carried(room, meeting, waiting[: MOST_ITEMS - len(items)], after=len(items))


def _title(room: Room, carried_from: tuple[int, int]) -> str:
    item = room.meetings[carried_from[0]].item(carried_from[1])
    return "" if item is None else item.title


def plan_again(room: Room, command: c.PlanAgain, at: datetime) -> tuple[f.Fact, ...]:
    """Plan a meeting with the title and the call of the last one; roles are open again.

    It is as long as the last one too, unless it is planned by the room's rule, which knows better.
    """
    starts_at = checked_date(command.starts_at, at)
    last = max(room.meetings.values(), key=lambda m: m.id, default=None)
    length = _length(command)
    if length is None and not command.repeated and last is not None and last.starts_at and last.ends_at:
        length = last.ends_at - last.starts_at
    meeting = 1 if last is None else last.id + 1
    planned = f.MeetingPlanned(
        meeting=meeting,
        title="" if last is None else last.title,
        starts_at=starts_at,
        ends_at=None if length is None else starts_at + length,
        repeated=command.repeated,
    )
    text = command.call or ("" if last is None else last.call)
    call = (f.CallSet(meeting=meeting, text=text),) if text else ()
    return (planned, *call, *_coming_back(room, meeting, ()))


def set_repeat(room: Room, command: c.SetRepeat, at: datetime) -> tuple[f.Fact, ...]:
    """Have meetings repeat, the first of them planned at once where none is; or no longer."""
    if command.rule == room.repeat:
        raise c.already_so()
    first: tuple[f.Fact, ...] = ()
    if command.starts_at is not None and not room.planned:
        again = c.PlanAgain(
            starts_at=command.starts_at, ends_at=command.ends_at, repeated=True, call=command.call
        )
        first = plan_again(room, again, at)
    return (f.RepeatSet(rule=command.rule), *first)


def prepare(meeting: Meeting, command: c.Prepare) -> tuple[f.Fact, ...]:
    """Open a thread for an item."""
    item = item_at(meeting, command.position)
    if item.prepared:
        raise c.Refused(phrase("refused.prepared_already", title=Quote(item.title)))
    return (f.ItemPrepared(meeting=meeting.id, item=item.id),)


def set_date(room: Room, meeting: Meeting, command: c.SetDate, at: datetime) -> tuple[f.Fact, ...]:
    """Move the meeting; it keeps its length where only a start is given."""
    starts_at, length = checked_date(_start(room, meeting, command), at), _length(command)
    if length is None and meeting.starts_at is not None and meeting.ends_at is not None:
        length = meeting.ends_at - meeting.starts_at
    ends_at = None if length is None else starts_at + length
    return (f.MeetingMoved(meeting=meeting.id, starts_at=starts_at, ends_at=ends_at),)


def _start(room: Room, meeting: Meeting, command: c.SetDate) -> datetime:
    """Return when the meeting is to start: on its day, or at its hour, where only the other was said."""
    if command.only == "day" and meeting.starts_at is None:
        raise c.Refused(phrase("refused.hour_missing", date=When(command.starts_at, "day")))
    if command.only is None or meeting.starts_at is None:
        return command.starts_at
    zone = ZoneInfo(room.zone)
    before, said = meeting.starts_at.astimezone(zone), command.starts_at.astimezone(zone)
    day, hour = (said, before) if command.only == "day" else (before, said)
    return datetime.combine(day.date(), hour.time(), zone)


def _length(command: c.Plan | c.SetDate | c.PlanAgain) -> timedelta | None:
    """Return how long the meeting is to last as time passes, where its end is after its start."""
    if command.starts_at is None or command.ends_at is None:
        return None
    length = timedelta(seconds=command.ends_at.timestamp() - command.starts_at.timestamp())
    return length if length > NO_TIME else None


def cancel(meeting: Meeting, command: c.Cancel) -> tuple[f.Fact, ...]:
    """Call it off."""
    return (f.MeetingCancelled(meeting=meeting.id, reason=checked(command.reason, LONGEST_REASON)),)


def rename(meeting: Meeting, command: c.RenameMeeting) -> tuple[f.Fact, ...]:
    """Give the meeting another title."""
    title = checked_title(command.title)
    if title == meeting.title:
        raise c.already_so()
    return (f.MeetingRenamed(meeting=meeting.id, title=title),)


def set_call(meeting: Meeting, command: c.SetCall) -> tuple[f.Fact, ...]:
    """Note how to join."""
    return (f.CallSet(meeting=meeting.id, text=checked(command.text, LONGEST_CALL)),)


def foretell(meeting: Meeting, command: c.Foretell, by: c.Actor) -> tuple[f.Fact, ...]:
    """Note who comes; who does not come gives back the roles they hold."""
    reason = checked(command.reason, LONGEST_REASON)
    known = meeting.attended(by.who.id)
    roles = () if command.coming else roles_of(meeting, by.who.id)
    if known.coming is command.coming and known.reason == reason and not roles:
        raise c.already_so()
    return (
        f.PresenceForetold(meeting=meeting.id, person=by.who.id, coming=command.coming, reason=reason),
        *(f.RoleReleased(meeting=meeting.id, role=role) for role in roles),
    )


def roles_of(meeting: Meeting, person: str) -> tuple[str, ...]:
    """Return the roles that a person holds."""
    return tuple(role for role in meeting.roles if meeting.holder(role) == person)


def add_items(meeting: Meeting, command: c.AddItems) -> tuple[f.Fact, ...]:
    """Put items at the end of the agenda."""
    if not command.items:
        raise c.Refused(phrase("refused.item_empty"))
    check_items(len(meeting.items), command.items)
    return items_added(meeting.id, meeting.items_ever, command.items)


def edit_item(meeting: Meeting, command: c.EditItem) -> tuple[f.Fact, ...]:
    """Change what was given of an item."""
    item = item_at(meeting, command.position)
    if not command.title and command.minutes is None and command.owner is None:
        raise c.Refused(phrase("refused.edit_empty"))
    changed = f.ItemChanged(
        meeting=meeting.id,
        item=item.id,
        title=checked_title(command.title or item.title),
        minutes=item.minutes if command.minutes is None else checked_minutes(command.minutes),
        owner=item.owner if command.owner is None else command.owner.id,
    )
    return (changed,)


def move_item(meeting: Meeting, command: c.MoveItem) -> tuple[f.Fact, ...]:
    """Put an item at another place."""
    item = item_at(meeting, command.position)
    item_at(meeting, command.to)
    if command.position == command.to:
        raise c.already_so()
    return (f.ItemMoved(meeting=meeting.id, item=item.id, position=command.to),)


def drop_item(meeting: Meeting, command: c.DropItem) -> tuple[f.Fact, ...]:
    """Take an item off; one that has been talked about stays, it can only be skipped or parked."""
    item = item_at(meeting, command.position)
    if item.taken_up:
        raise c.Refused(phrase("refused.item_taken_up", title=Quote(item.title), number=command.position))
    return (f.ItemDropped(meeting=meeting.id, item=item.id),)


def item_at(meeting: Meeting, position: int) -> Item:
    """Return the item at a place; Refused where there is none."""
    if not meeting.items:
        raise c.Refused(phrase("refused.agenda_empty"))
    if not 1 <= position <= len(meeting.items):
        raise c.Refused(phrase("refused.no_such_item", n=len(meeting.items)))
    return meeting.items[position - 1]


def check_items(already: int, items: tuple[c.DraftItem, ...]) -> None:
    """Raise Refused where these items cannot be put on an agenda that has `already` some."""
    if already + len(items) > MOST_ITEMS:
        raise c.Refused(phrase("refused.too_many_items", most=MOST_ITEMS, n=already + len(items)))
    for item in items:
        checked_title(item.title)
        if item.minutes is not None:
            checked_minutes(item.minutes)


def items_added(meeting: int, after: int, items: tuple[c.DraftItem, ...]) -> tuple[f.ItemAdded, ...]:
    """Return the facts that these items were put on the agenda."""
    return tuple(
        f.ItemAdded(
            meeting=meeting,
            item=number,
            title=item.title.strip(),
            minutes=item.minutes,
            owner=None if item.owner is None else item.owner.id,
        )
        for number, item in enumerate(items, after + 1)
    )


def checked_date(starts_at: datetime, at: datetime) -> datetime:
    """Return when a meeting is to start, in UTC, or refuse what is past or too far away."""
    if starts_at <= at:
        raise c.Refused(phrase("refused.date_past", date=When(starts_at, "moment")))
    if starts_at > at + FARTHEST:
        raise c.Refused(phrase("refused.date_far"))
    return starts_at.astimezone(UTC)


def checked_minutes(minutes: int) -> int:
    """Return a number of minutes that a meeting can work with, or refuse it."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise c.Refused(phrase("refused.minutes_out_of_range", most=MOST_MINUTES // 60))
    return minutes


def checked_title(title: str) -> str:
    """Return a title, or refuse one that is empty or far too long."""
    title = " ".join(title.split())
    if not title:
        raise c.Refused(phrase("refused.title_empty"))
    return checked(title, LONGEST_TITLE)


def checked(text: str, longest: int) -> str:
    """Return a text, or refuse one that is too long."""
    if len(text) > longest:
        raise c.Refused(phrase("refused.too_long", most=longest, text=Quote(text[:40])))
    return text.strip()
