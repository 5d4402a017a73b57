"""What we posted before we began as another device: it is found in the rooms, and not posted again.

By our transaction ids a homeserver sees what is sent twice, but by one device only. Where a bot goes on from
a copy of its data, it reads what was said since, and comes to the answers of the one before it.
"""

from intercoop_bot.clock import uptime
from intercoop_bot.matrix.session import Session
from intercoop_bot.matrix.wire import Json, mapping

_REMEMBERED = 600.0
"""Seconds after which something that is said again is said again on purpose."""

_OF_THE_UPLOAD = ("url", "file", "info")
"""What is different in each upload of the same file."""


class Posted:
    """Our own events of the time between, by room and id, until each is found to be what is to be sent."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._events: dict[str, dict[str, Json]] = {}
        self._noted_at = 0.0

    def note(self, room_id: str, event: Json) -> None:
        """Take in an event of ours as we wrote it, if it may be that another device sent it."""
        if self._session.is_new_device:
            self._events.setdefault(room_id, {})[str(event.get("event_id"))] = event
            self._noted_at = uptime()

    def take(self, room_id: str, kind: str, content: Json) -> str | None:
        """Return the event that says exactly this, if there is one; it stands for no other."""
        if uptime() - self._noted_at > _REMEMBERED:
            self._events.clear()
        events = self._events.get(room_id, {})
        for event_id, event in events.items():
            if event.get("type") == kind and _said(mapping(event.get("content"))) == _said(content):
                del events[event_id]
                return event_id
        return None


def _said(content: Json) -> Json:
    return {key: value for key, value in content.items() if key not in _OF_THE_UPLOAD}
