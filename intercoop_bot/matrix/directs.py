"""Our direct rooms: one with each person to whom we had something to say apart from the others.

1. Which they are stands with our account on the homeserver, where every client looks for it (`m.direct`).
2. A room serves where nobody but the two of us is in it or invited, and where we can read. Where we decrypt
   nothing, that is one that is not encrypted, or that we made without and the homeserver put it in.
3. Where there is none, one is made, and noted before anything is said in it.
"""

from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.session import RequestError
from intercoop_bot.matrix.wire import Json, identifier, listed, mapping


class Directs:
    """Finds, or makes, the direct room with a person."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def room_with(self, person: str) -> str:
        """Return the id of our direct room with that person.

        Raises:
            RequestError: there is none, and none can be made now, or (where it is final) ever.
        """
        known = await self._client.direct_rooms()
        for room_id in reversed(listed(known.get(person))):
            if identifier(room_id, "!") and await self._serves(room_id, person):
                return str(room_id)
        made = await self._client.create_direct_room(person)
        await self._client.set_direct_rooms(known | {person: [*listed(known.get(person)), made]})
        return made

    async def _serves(self, room_id: str, person: str) -> bool:
        try:
            state = await self._client.state(room_id)
        except RequestError as error:
            if not error.is_final:
                raise
            return False
        own_id = self._client.user_id
        people = {event.get("state_key") for event in state if _is_here(event)}
        is_encrypted = any(event.get("type") == "m.room.encryption" for event in state)
        is_ours = any(e.get("type") == "m.room.create" and e.get("sender") == own_id for e in state)
        return people == {own_id, person} and (is_ours or not is_encrypted or self._client.decrypts)


def _is_here(event: Json) -> bool:
    membership = mapping(event.get("content")).get("membership")
    return event.get("type") == "m.room.member" and membership in ("join", "invite")
