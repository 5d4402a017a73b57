"""What comes back with the next meeting: items that were put off, and the agenda of one that was not held."""

from collections.abc import Sequence

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.parts import Item, Phase
from intercoop_bot.meeting.state import Meeting, Room


def to_carry(room: Room) -> tuple[tuple[int, int], ...]:
    """Return the items that wait for a next meeting, each as its meeting and its number there."""
    back = sources(room)
    return tuple(
        (meeting.id, item.id)
        for meeting in room.meetings.values()
        for item in meeting.items
        if _waits(meeting, item) and (meeting.id, item.id) not in back
    )


def sources(room: Room) -> frozenset[tuple[int, int]]:
    """Return the items that came back already, also those that were then taken off the agenda.

    What a meeting had on its agenda that was called off is waited for again.
    """
    meetings = [meeting for meeting in room.meetings.values() if meeting.phase is not Phase.CANCELLED]
    back = {item.carried_from for meeting in meetings for item in meeting.items}
    dropped = (source for meeting in meetings for source in meeting.dropped)
    return frozenset({source for source in back if source is not None}.union(dropped))


def _waits(meeting: Meeting, item: Item) -> bool:
    if meeting.phase is Phase.ENDED:
        return item.outcome == "parked"
    return meeting.phase is Phase.NOT_HELD


def carried(room: Room, to: int, items: Sequence[tuple[int, int]], after: int) -> tuple[f.ItemAdded, ...]:
    """Return that these items come back on the agenda of the meeting `to`, numbered after `after`."""
    found = [(each, item) for each in items if (item := room.meetings[each[0]].item(each[1])) is not None]
    return tuple(
        f.ItemAdded(
            meeting=to,
            item=number,
            title=item.title,
            minutes=item.minutes,
            owner=item.owner,
            carried_from=source,
        )
        for number, (source, item) in enumerate(found, after + 1)
    )
