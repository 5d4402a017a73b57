"""Our own view of each room, from clear state alone: who is in it, and who may do what.

1. Only an event that the homeserver shows as state counts: never one that came encrypted.
2. The latest power levels are the whole of them; somebody who is no longer named has the default.
3. The creator of a room of version 12 or later, and those named with them, are above every level. Before,
   the creator has 100, and that only while the room has no power levels of its own.
4. What is not known, or makes no sense, gives nobody any power.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from intercoop_bot.language.members import Members
from intercoop_bot.matrix.wire import Json, clean_name, listed, mapping

_MEMBERSHIPS = ("join", "invite", "knock", "leave", "ban")
_CREATORS_ABOVE_ALL = 12
_REDACTS_IN_CONTENT = 11
_DEFAULT_REQUIRED = 50

_HOUR, _WEEK = 3_600_000, 604_800_000  # in milliseconds
_MESSAGES, _MOST_MESSAGES = 100, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """How long a session to write with in a room is good, and for how many messages."""

    age: timedelta = timedelta(milliseconds=_WEEK)
    messages: int = _MESSAGES


class RoomView:
    """One room, as the homeserver states it now. It is an `interface.Surroundings`.

    `closed_by` is who closed it in favour of another room.
    """

    def __init__(self, room_id: str, own_id: str, *, decrypts: bool = False) -> None:
        self.room_id = room_id
        self._own_id = own_id
        self.decrypts = decrypts
        self._names: dict[str, str] = {}
        self._former_names: dict[str, str] = {}
        self._members: Members | None = None
        self._invited: set[str] = set()
        self._state: dict[str, Json] = {}
        self._creator: str | None = None
        self.closed_by: str | None = None

    def forget(self) -> None:
        """Know nothing of the room any more: we are no longer in it."""
        self._names.clear()
        self._former_names.clear()
        self._members = None
        self._invited.clear()
        self._state.clear()
        self._creator = None
        self.closed_by = None

    def apply(self, event: Json) -> None:
        """Take a state event in; anything else, and any nonsense, changes nothing."""
        kind, key, content = event.get("type"), event.get("state_key"), event.get("content")
        if not isinstance(kind, str) or not isinstance(key, str) or not isinstance(content, dict):
            return
        if kind == "m.room.member":
            if content.get("membership") not in _MEMBERSHIPS:
                return
            self._names.pop(key, None)
            self._members = None
            self._invited.discard(key)
            if content.get("membership") == "join":
                self._names[key] = clean_name(content.get("displayname"), key)
            elif content.get("membership") == "invite":
                self._invited.add(key)
        elif key == "":
            self._state[kind] = content
            if kind == "m.room.create":
                sender = event.get("sender")
                self._creator = sender if isinstance(sender, str) else None
            elif kind == "m.room.tombstone":
                sender = event.get("sender")
                self.closed_by = sender if isinstance(sender, str) else None

    def recall(self, past: Iterable[Json]) -> None:
        """Learn from events of the past by what name those were known who have left."""
        for event in past:
            key, content = event.get("state_key"), mapping(event.get("content"))
            if event.get("type") == "m.room.member" and isinstance(key, str):
                was = mapping(mapping(event.get("unsigned")).get("prev_content"))
                known = content if content.get("membership") == "join" else was
                self._former_names[key] = clean_name(known.get("displayname"), key)

    # --- who -----------------------------------------------------------------------------------------

    @property
    def members(self) -> Members:
        """The display name of each person in the room, ourselves left out, by user id."""
        if self._members is None:
            others = {user_id: name for user_id, name in self._names.items() if user_id != self._own_id}
            self._members = Members(others)
        return self._members

    @property
    def own_name(self) -> str:
        """Our own display name, our user id where there is none."""
        return self.name_of(self._own_id)

    @property
    def joined(self) -> bool:
        """Whether we are in the room."""
        return self._own_id in self._names

    @property
    def readers(self) -> set[str]:
        """Who is to be able to read what is said now: who is there, and who may read it once they come."""
        visibility = self._state.get("m.room.history_visibility", {}).get("history_visibility")
        return self._names.keys() | (set() if visibility == "joined" else self._invited)

    @property
    def is_direct(self) -> bool:
        """Whether there is one person here, and ourselves, and nobody else is to come."""
        return self.joined and len(self._names) == 2 and not self._invited

    def knows(self, user_id: str) -> bool:
        """Tell whether that person is, or was, in the room by all that the homeserver told us."""
        return user_id in self._names or user_id in self._former_names

    def name_of(self, user_id: str) -> str:
        """Return a person's display name, the last one where they have left; else their user id."""
        return self._names.get(user_id) or self._former_names.get(user_id, user_id)

    # --- what ----------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The room's name, else its address, else its id."""
        for kind, field in (("m.room.name", "name"), ("m.room.canonical_alias", "alias")):
            value = self._state.get(kind, {}).get(field)
            if isinstance(value, str) and value.strip():
                return clean_name(value, self.room_id)
        return self.room_id

    @property
    def encrypted(self) -> bool:
        """Whether messages of this room are encrypted."""
        return "m.room.encryption" in self._state

    @property
    def rotation(self) -> Rotation:
        """When what we write with is made anew: as the room wishes, after an hour to a week."""
        wish = self._state.get("m.room.encryption", {})
        age, messages = _number(wish.get("rotation_period_ms")), _number(wish.get("rotation_period_msgs"))
        return Rotation(
            age=timedelta(milliseconds=_WEEK if age is None else min(max(age, _HOUR), _WEEK)),
            messages=_MESSAGES if messages is None else min(max(messages, 1), _MOST_MESSAGES),
        )

    @property
    def unreadable(self) -> bool:
        """Whether we do not read what is said in the room: it is encrypted, and we decrypt nothing."""
        return self.encrypted and not self.decrypts

    @property
    def ours(self) -> bool:
        """Whether we made the room."""
        return self._creator == self._own_id

    @property
    def redacts_in_content(self) -> bool:
        """Whether a removal says in its content what it removes, as from version 11 on; before, beside it."""
        return self._version >= _REDACTS_IN_CONTENT or not self._version

    @property
    def predecessor(self) -> str | None:
        """The room that this one says it replaces."""
        room_id = mapping(self._state.get("m.room.create", {}).get("predecessor")).get("room_id")
        return room_id if isinstance(room_id, str) else None

    @property
    def successor(self) -> str | None:
        """The room in favour of which this one was closed."""
        room_id = self._state.get("m.room.tombstone", {}).get("replacement_room")
        return room_id if isinstance(room_id, str) else None

    def replaces(self, old: "RoomView") -> bool:
        """Tell whether this room rightly goes on with another: each names the other.

        Whoever closed the old one must have made this one, or moderate it: else they could send us, and what
        we know, into a room that is not theirs.
        """
        closer = old.closed_by
        return (
            (self.predecessor, old.successor) == (old.room_id, self.room_id)
            and closer is not None
            and (closer == self._creator or self.is_moderator(closer))
        )

    # --- who may do what -----------------------------------------------------------------------------

    def is_moderator(self, user_id: str) -> bool:
        """Tell whether that person may, by the room's power levels, remove others' messages."""
        return self.power_of(user_id) >= self._required("redact")

    def may_send(self, user_id: str, kind: str, *, state: bool = False) -> bool:
        """Tell whether that person may send events of that type."""
        if self._creator is None:
            return False
        level = _number(mapping(self._levels.get("events")).get(kind))
        default = self._default_required("state_default" if state else "events_default")
        return self.power_of(user_id) >= (default if level is None else level)

    def power_of(self, user_id: str) -> float:
        """Return a person's power level; infinity above every level, its opposite where nothing is known."""
        if self._creator is None or user_id not in self._names:
            return -math.inf
        version = self._version
        if version >= _CREATORS_ABOVE_ALL:
            others = listed(self._state["m.room.create"].get("additional_creators"))
            if user_id == self._creator or user_id in others:
                return math.inf
        if "m.room.power_levels" not in self._state:
            return 100 if version and user_id == self._creator else 0
        level = _number(mapping(self._levels.get("users")).get(user_id))
        if level is None:
            level = _number(self._levels.get("users_default"))
        return 0 if level is None else level

    @property
    def _version(self) -> int:
        version = self._state.get("m.room.create", {}).get("room_version", "1")
        return int(version) if isinstance(version, str) and re.fullmatch("[0-9]{1,4}", version) else 0

    @property
    def _levels(self) -> Json:
        return self._state.get("m.room.power_levels", {})

    def _required(self, action: str) -> float:
        level = _number(self._levels.get(action, _DEFAULT_REQUIRED))
        return math.inf if level is None else level

    def _default_required(self, which: str) -> float:
        # Without power levels anybody may send anything, state included.
        default = _DEFAULT_REQUIRED if which == "state_default" and self._levels else 0
        level = _number(self._levels.get(which, default))
        return math.inf if level is None else level


class Rooms:
    """The views of all rooms. A view stays the same object, whether we are in the room or not."""

    def __init__(self, own_id: str, *, decrypts: bool = False) -> None:
        self._own_id = own_id
        self._decrypts = decrypts
        self._views: dict[str, RoomView] = {}

    def of(self, room_id: str) -> RoomView:
        """Return the view of a room; one that knows nothing where we are not in it."""
        view = self._views.get(room_id)
        if view is None:
            view = self._views[room_id] = RoomView(room_id, self._own_id, decrypts=self._decrypts)
        return view

    def are_shared_with(self, user_id: str) -> bool:
        """Tell whether there is a room in which both that person and we are."""
        return any(view.joined and user_id in view.members for view in self._views.values())

    def replaced_by(self, room_id: str) -> str | None:
        """Return the room that this one replaces, where each of the two names the other."""
        old = self.of(room_id).predecessor
        return old if old is not None and self.of(old).successor == room_id else None

    def is_astray(self, room_id: str) -> bool:
        """Tell whether a room of ours sent us into this one, which rightly replaces none."""
        sent_by = [view for view in self._views.values() if view.successor == room_id]
        return bool(sent_by) and not any(self.of(room_id).replaces(old) for old in sent_by)

    def heirs_of(self, room_id: str) -> tuple[str, ...]:
        """Return the room that replaces this one, then the one that replaces that, and so on."""
        heirs: list[str] = []
        while (heir := self.of(room_id).successor) and self.replaced_by(heir) == room_id:
            if heir in heirs:
                break
            heirs.append(heir)
            room_id = heir
        return tuple(heirs)

    def joined(self) -> tuple[RoomView, ...]:
        """Return the views of the rooms that we are in."""
        return tuple(view for view in self._views.values() if view.joined)


def _number(value: object) -> int | None:
    """Read a whole number, which old rooms may write as a string."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,16}\s*", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
