"""How a meeting is shown in a message: the lines that several messages share."""

from collections.abc import Callable, Mapping
from datetime import datetime

from intercoop_bot.meeting.adapting import unfitting
from intercoop_bot.meeting.effects import Line, bullet, line
from intercoop_bot.meeting.marks import MINUTE
from intercoop_bot.meeting.parts import NO_TIME, Item, Phase, Place
from intercoop_bot.meeting.phrases import Phrase, Quote, Span, Value, When, Zone, phrase
from intercoop_bot.meeting.preferences import preferences
from intercoop_bot.meeting.queue import waiting
from intercoop_bot.meeting.roles import named, open_roles
from intercoop_bot.meeting.schedule import left, projected_end, running_over, spent, still_open, time_needed
from intercoop_bot.meeting.state import Meeting, Room

MOST_DECISIONS = 5
MOST_TITLES = 3
SHORT = 48

WORTH_TELLING = 2 * MINUTE
"""An agenda that is longer than the time left by less than this is as good as one that fits."""


def quoted_title(item: Item) -> Quote:
    """Return the title of an item as it stands in a sentence: enough of it to know which one is meant."""
    return Quote(item.title, SHORT)


def title_of(meeting: Meeting) -> Value:
    """Return the title of a meeting; one that has none is called by its day."""
    day = meeting.started_at or meeting.starts_at or meeting.planned_at
    return meeting.title or phrase("meeting.untitled", day=When(day, "day"))


def date_line(room: Room, meeting: Meeting) -> Line:
    """Return when a meeting is to be, or was begun, with the name of the time zone."""
    begins = meeting.started_at or meeting.starts_at
    if begins is None:
        return line("plan.no_date")
    day, start, zone = When(begins, "day"), When(begins), Zone(room.zone)
    if meeting.ends_at is None:
        return line("plan.from", day=day, start=start, zone=zone)
    return line("plan.from_to", day=day, start=start, end=When(meeting.ends_at), zone=zone)


def preference_lines(room: Room) -> Mapping[str, Line]:
    """Return how the bot is in this room before a meeting, and after its hour, a line for each preference."""
    wishes = preferences(room)
    before = tuple(Span(each) for each in wishes.reminders)
    quiet = line("settings.no_quiet")
    if wishes.quiet is not None:
        start, end = (f"{each:%H:%M}" for each in wishes.quiet)
        quiet = line("settings.quiet", start=start, end=end)
    switches = {
        "chase": wishes.chase,
        "gate": wishes.gate,
        "closure": wishes.closure,
        "voices": wishes.voices,
    }
    return {
        "reminders": line("settings.reminders", before=before) if before else line("settings.no_reminders"),
        "quiet": quiet,
        **{name: line(f"settings.{name}_{'on' if on else 'off'}") for name, on in switches.items()},
        "queue": line(f"settings.queue_{wishes.queue}"),
        "dialect": line(f"settings.dialect_{wishes.dialect}"),
    }


def call_line(meeting: Meeting) -> Line:
    """Return how to join; where the link was found not to answer, what is to be used instead comes first."""
    if meeting.link_down:
        first, _, fallback = meeting.call.partition("\n")
        if fallback:
            return line("plan.call_down", call=fallback, link=first)
    return line("plan.call", call=meeting.call) if meeting.call else line("plan.no_call")


def holders(room: Room, meeting: Meeting) -> tuple[Phrase, ...]:
    """Return who holds which role."""
    return tuple(
        phrase("role.held", role=named(role), who=room.who(holder))
        for role in room.roles
        if (holder := meeting.holder(role)) is not None
    )


def role_lines(
    room: Room, meeting: Meeting, called: Callable[[str], Phrase | str] = named
) -> tuple[Line, ...]:
    """Return who holds which role, and which are open, each as it is to be `called`."""
    held = [Line(each, depth=1) for each in holders(room, meeting)]
    vacant = open_roles(room, meeting)
    asked = [line("role.open", roles=tuple(map(called, vacant)), example=named(vacant[0]))] if vacant else []
    return (*asked, *held)


def answer_lines(room: Room, meeting: Meeting) -> tuple[Line, ...]:
    """Return who said that they come, and who that they do not."""
    lines = []
    for key, coming in (("answer.coming", True), ("answer.regrets", False)):
        people = tuple(room.who(each.person) for each in meeting.attendance.values() if each.coming is coming)
        lines += [line(key, people=people)] if people else []
    return tuple(lines)


def agenda_lines(room: Room, meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    """Return the agenda, each item with its number, its time and how far it is."""
    if not meeting.items:
        return (line("agenda.empty"),)
    total = line("agenda.total", total=Span(meeting.total)) if meeting.total else line("agenda.head")
    return (total, *(_agenda_line(room, meeting, item, at) for item in meeting.items))


def _agenda_line(room: Room, meeting: Meeting, item: Item, at: datetime) -> Line:
    key = "agenda.item"
    values: dict[str, Value] = {"number": meeting.position(item.id), "title": item.title}
    if item.allotted is not None:
        key, values["time"] = "agenda.item_timed", Span(item.allotted)
    if item.owner is not None:
        key, values["owner"] = key + "_owned", room.who(item.owner)
    shown = phrase(key, **values)
    if item.id == meeting.current:
        return bullet("agenda.now", item=shown)
    if item.outcome is not None:
        return bullet(f"agenda.{item.outcome}", item=shown, spent=Span(spent(meeting, item, at)))
    return bullet("agenda.ahead", item=shown)


def fit_lines(meeting: Meeting) -> tuple[Line, ...]:
    """Return the warning that the agenda of a meeting to come is longer than its slot, where it is."""
    if meeting.phase is not Phase.PLANNED or meeting.starts_at is None or meeting.ends_at is None:
        return ()
    slot = meeting.ends_at - meeting.starts_at
    if meeting.total <= slot:
        return ()
    over = Span(meeting.total - slot)
    return (line("agenda.too_long", total=Span(meeting.total), slot=Span(slot), over=over),)


def item_lines(room: Room, meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    """Return the item that the meeting is at, until when, and who brings it in."""
    item = meeting.current_item
    if item is None:
        if still_open(meeting):
            return (line("item.none_taken_up"),)
        return (line("item.all_done") if meeting.items else line("item.no_agenda"),)
    where: dict[str, Value] = {
        "number": meeting.position(item.id),
        "count": len(meeting.items),
        "title": item.title,
    }
    remaining = left(meeting, item, at)
    if remaining is None:
        shown = line("item.now", **where)
    elif remaining > NO_TIME and meeting.phase is Phase.PAUSED:
        shown = line("item.now_paused", **where, left=Span(remaining))
    elif remaining > NO_TIME:
        shown = line("item.now_timed", **where, left=Span(remaining), until=When(at + remaining))
    elif -remaining < MINUTE:
        shown = line("item.now_up", **where)
    else:
        shown = line("item.now_over", **where, over=Span(-remaining))
    if item.owner is None:
        return (shown,)
    return (shown, line("item.owner", who=room.who(item.owner)))


def end_line(meeting: Meeting, at: datetime) -> Line | None:
    """Return when the meeting ends as things stand, and what that is against the plan."""
    if meeting.ends_at is None:
        return None
    over = over_line(meeting, at)
    if over is not None:
        return over
    return line("end.fits" if at <= meeting.ends_at else "end.past", end=When(meeting.ends_at))


def over_line(meeting: Meeting, at: datetime) -> Line | None:
    """Return that what is left of the agenda no longer fits before the end, where it does not."""
    if meeting.ends_at is None or running_over(meeting, at) < WORTH_TELLING or not time_needed(meeting, at):
        return None
    return line("end.over", projected=When(projected_end(meeting, at)), end=When(meeting.ends_at))


def unfitting_lines(meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    """Return which of the items still to come no longer fit before the end, where that is worth telling."""
    late = unfitting(meeting, at) if over_line(meeting, at) is not None else ()
    if not late:
        return ()
    return (line("end.unfitting", n=len(late), titles=tuple(map(quoted_title, late[:MOST_TITLES]))),)


def queue_lines(room: Room, meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    """Return who has the floor and since when, and who waits for it, whoever is next first."""
    floor, queued = meeting.floor, waiting(room, meeting, at)
    lines: list[Line] = []
    if floor is not None:
        lines.append(line("queue.floor", who=room.who(floor.person), since=When(floor.since)))
    if queued:
        lines.append(line("queue.waiting", people=tuple(_place(room, place) for place in queued)))
    if meeting.queue_closed:
        lines.append(line("queue.closed"))
    return tuple(lines)


def _place(room: Room, place: Place) -> Value:
    who = room.who(place.person)
    if place.manner != "speak":
        key = f"queue.place_{place.manner}"
        return phrase(f"{key}_topic", who=who, topic=place.topic) if place.topic else phrase(key, who=who)
    return phrase("queue.place_topic", who=who, topic=place.topic) if place.topic else who


def decision_lines(meeting: Meeting) -> tuple[Line, ...]:
    """Return the decisions so far: how many, and the last ones."""
    decisions = [note for note in meeting.kept_notes if note.tag == "decision"]
    if not decisions:
        return ()
    shown = (bullet("decision.line", text=Quote(note.text)) for note in decisions[-MOST_DECISIONS:])
    key = "decision.so_far" if len(decisions) <= MOST_DECISIONS else "decision.last"
    return (line(key, n=len(decisions)), *shown)
