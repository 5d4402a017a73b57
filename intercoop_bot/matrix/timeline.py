"""What a room's timeline says of itself: when we came and went, and when it was encrypted. Pure."""

from intercoop_bot.matrix.reading import was_member
from intercoop_bot.matrix.wire import Json, mapping


def encrypts(event: Json) -> bool:
    """Tell whether by this event the room became an encrypted one."""
    return event.get("type") == "m.room.encryption" and event.get("state_key") == ""


def _is_our_membership(event: Json, own_id: str) -> bool:
    return event.get("type") == "m.room.member" and event.get("state_key") == own_id


def enters(event: Json, own_id: str) -> bool:
    """Tell whether by this event we came into the room."""
    is_join = mapping(event.get("content")).get("membership") == "join"
    return _is_our_membership(event, own_id) and is_join and not was_member(event)


def leaves(event: Json, own_id: str) -> bool:
    """Tell whether by this event we were in the room no longer."""
    is_gone = mapping(event.get("content")).get("membership") in ("leave", "ban")
    return _is_our_membership(event, own_id) and is_gone


def was_here_before(events: list[Json], own_id: str) -> bool:
    """Tell whether we were in the room before these events, as the first one about us says."""
    first = next((event for event in events if _is_our_membership(event, own_id)), None)
    return first is None or was_member(first)
