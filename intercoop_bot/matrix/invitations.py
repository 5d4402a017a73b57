"""Into which rooms we go.

1. An invitation counts where it is for us and from somebody whom the settings allow; any other one is left
   unanswered, since a refusal would only tell a stranger that somebody is there. So is one from somebody who
   has sent very many of late: they stand until the next start.
2. A room that was closed in favour of another is followed there, where the one who closed it had the power
   to, as the clear state says. The new room must name the old one as its predecessor, and be one that they
   made or moderate, or we leave again without a word: nobody brings us into a room that is not theirs.
3. Going in is tried again while the homeserver is in trouble, and given up where it says no.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import structlog

from intercoop_bot.interface import Replaced
from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.rooms import Rooms, RoomView
from intercoop_bot.matrix.session import RequestError
from intercoop_bot.matrix.wire import Json, identifier, listed, mapping

log = structlog.get_logger(__name__)

_ATTEMPTS = 10
_MOST_INVITATIONS = 10
_INVITATIONS_WITHIN = 3600.0


@dataclass(frozen=True, slots=True)
class _Door:
    """A room to go into: by an invitation, or after a room that it replaces, known to the server `via`."""

    room_id: str
    replaces: str | None = None
    via: str | None = None


class Invitations:
    """Goes into rooms, beside the sync."""

    def __init__(self, client: Client, rooms: Rooms, allow: Sequence[str], pace: Pace) -> None:
        self._client = client
        self._rooms = rooms
        self._allow = allow
        self._pace = pace
        self._doors: asyncio.Queue[_Door] = asyncio.Queue()
        self._under_way: set[str] = set()
        self._accepted: dict[str, deque[float]] = {}

    async def run(self) -> None:
        """Go into the rooms that come up, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                door = await self._doors.get()
                group.create_task(self._enter(door))

    def consider(self, invites: Json) -> None:
        """Look at the invitations of a sync."""
        for room_id, invite in invites.items():
            # Put out and invited anew since the last answer, we may still believe ourselves in it.
            self._rooms.of(room_id).forget()
            inviter = _inviter(mapping(invite), self._client.user_id)
            if inviter is None:
                continue
            if not is_allowed(inviter, self._allow) or self._invites_too_much(inviter):
                log.info("invitation passed over", room=room_id, inviter=inviter)
            elif self._open(_Door(room_id)):
                self._accepted[inviter].append(asyncio.get_running_loop().time())

    def follow(self, replaced: Replaced) -> None:
        """Go from a closed room to its successor, where that was rightly said."""
        if self._rooms.of(replaced.room_id).may_send(replaced.sender, "m.room.tombstone", state=True):
            via = replaced.sender.partition(":")[2]
            self._open(_Door(replaced.successor, replaces=replaced.room_id, via=via))
        else:
            log.warning("closed by somebody who may not", room=replaced.room_id, sender=replaced.sender)

    def _invites_too_much(self, inviter: str) -> bool:
        accepted = self._accepted.setdefault(inviter, deque(maxlen=_MOST_INVITATIONS))
        now = asyncio.get_running_loop().time()
        return len(accepted) == _MOST_INVITATIONS and now - accepted[0] < _INVITATIONS_WITHIN

    def _open(self, door: _Door) -> bool:
        """Have a room gone into; tell whether that is news."""
        if door.room_id in self._under_way or self._rooms.of(door.room_id).joined:
            return False
        self._under_way.add(door.room_id)
        self._doors.put_nowait(door)
        return True

    async def _enter(self, door: _Door) -> None:
        backoff = Backoff(self._pace)
        try:
            for _ in range(_ATTEMPTS):
                try:
                    await self._client.join(door.room_id, door.via)
                    await self._check(door)
                except RequestError as error:
                    log.warning("cannot go into a room", room=door.room_id, error=str(error))
                    if error.is_final:
                        return
                    await backoff.wait(error.retry_after)
                else:
                    log.info("in a new room", room=door.room_id)
                    return
        finally:
            self._under_way.discard(door.room_id)

    async def _check(self, door: _Door) -> None:
        if door.replaces is None:
            return
        view = RoomView(door.room_id, self._client.user_id)
        for event in await self._client.state(door.room_id):
            view.apply(event)
        if not view.replaces(self._rooms.of(door.replaces)):
            log.warning("does not replace the room that it came from", room=door.room_id)
            await self._client.leave(door.room_id)


def is_allowed(user_id: str, patterns: Sequence[str]) -> bool:
    """Tell whether a user id fits one of the patterns, such as `@*:coop.example`."""
    name, _, server = user_id.partition(":")
    for pattern in patterns:
        name_pattern, colon, server_pattern = pattern.partition(":")
        # Name and server each fit their own half: a star never reaches over the colon.
        if colon and fnmatchcase(name, name_pattern) and fnmatchcase(server, server_pattern):
            return True
        if not colon and fnmatchcase(user_id, pattern):
            return True
    return False


def _inviter(invite: Json, own_id: str) -> str | None:
    for event in listed(mapping(invite.get("invite_state")).get("events")):
        is_ours = mapping(event).get("type") == "m.room.member" and event.get("state_key") == own_id
        if is_ours and mapping(event.get("content")).get("membership") == "invite":
            return identifier(event.get("sender"), "@")
    return None
