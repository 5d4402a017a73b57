"""What follows from a fact about the agenda and its clock."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import NO_TIME, Item, Phase
from intercoop_bot.meeting.state import Meeting


def apply_to_agenda(meeting: Meeting, fact: f.AgendaFact, at: datetime) -> Meeting:
    """Return the meeting after the fact."""
    match fact:
        case f.ItemAdded():
            item = Item(
                id=fact.item,
                title=fact.title,
                minutes=fact.minutes,
                owner=fact.owner,
                carried_from=fact.carried_from,
            )
            return replace(
                meeting, items=(*meeting.items, item), items_ever=max(meeting.items_ever, fact.item)
            )
        case f.ItemChanged():
            changed = _with_item(meeting, fact.item, title=fact.title, minutes=fact.minutes, owner=fact.owner)
            return recount_marks(changed, at) if meeting.current == fact.item else changed
        case f.ItemMoved():
            rest = [item for item in meeting.items if item.id != fact.item]
            moved = [item for item in meeting.items if item.id == fact.item]
            place = fact.position - 1
            return replace(meeting, items=(*rest[:place], *moved, *rest[place:]))
        case f.ItemDropped():
            gone = [item for item in meeting.items if item.id == fact.item]
            return replace(
                meeting,
                items=tuple(item for item in meeting.items if item not in gone),
                dropped=meeting.dropped | {item.carried_from for item in gone if item.carried_from},
            )
        case f.ItemStarted():
            started = _with_item(stop_clock(meeting, at), fact.item, taken_up=True, outcome=None)
            return recount_marks(
                replace(
                    started,
                    current=fact.item,
                    path=(*meeting.path, (at, fact.item)),
                    moved_at=at,
                    running_since=at if meeting.phase is Phase.LIVE else None,
                ),
                at,
            )
        case f.ItemClosed():
            if meeting.current == fact.item:
                path = (*meeting.path, (at, None))
                meeting = replace(stop_clock(meeting, at), current=None, path=path, moved_at=at)
            return _with_item(meeting, fact.item, outcome=fact.outcome)
        case f.ItemExtended():
            items = tuple(
                replace(item, extended=item.extended + fact.minutes) if item.id == fact.item else item
                for item in meeting.items
            )
            longer = replace(meeting, items=items, extended_at=at)
            return recount_marks(longer, at) if meeting.current == fact.item else longer
        case f.ItemPrepared():
            return _with_item(meeting, fact.item, prepared=True)
        case _:
            assert_never(fact)


def _with_item(meeting: Meeting, item_id: int, **changes: object) -> Meeting:
    items = tuple(
        replace(item, **changes) if item.id == item_id else item  # type: ignore[arg-type]
        for item in meeting.items
    )
    return replace(meeting, items=items)


def stop_clock(meeting: Meeting, at: datetime) -> Meeting:
    item, since = meeting.current_item, meeting.running_since
    if item is None or since is None:
        return meeting
    return replace(_with_item(meeting, item.id, spent=item.spent + (at - since)), running_since=None)


def recount_marks(meeting: Meeting, at: datetime) -> Meeting:
    item = meeting.current_item
    if item is None:
        return meeting
    running = at - meeting.running_since if meeting.running_since else NO_TIME
    return replace(meeting, item_mark=item.mark_reached(item.spent + running))
