"""What we ask of the homeserver: plain JSON back, room by room.

Acting (signing in, sending, uploading) is nio's. Reading goes around nio's model of rooms and takes the
homeserver's JSON as it is: that model drops or refuses what its schemas do not know, forgets demotions, and
lets a decrypted event pass for state. Whatever a stranger puts into an event can therefore not stop a sync.
"""

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote

from nio.crypto import encrypt_attachment

from intercoop_bot.matrix.crypto import MEGOLM, Encryption
from intercoop_bot.matrix.posted import Posted
from intercoop_bot.matrix.rooms import Rooms, RoomView
from intercoop_bot.matrix.session import RequestError, Session
from intercoop_bot.matrix.wire import Json, mapping


class Client:
    """Our account on the homeserver. Every method makes one attempt, which RequestError says has failed."""

    def __init__(self, session: Session, rooms: Rooms, encryption: Encryption | None, posted: Posted) -> None:
        self._session = session
        self._posted = posted
        self._rooms = rooms
        self._encryption = encryption

    @property
    def decrypts(self) -> bool:
        """Whether we read and write in encrypted rooms."""
        return self._encryption is not None

    @property
    def user_id(self) -> str:
        """Our user id."""
        return self._session.user_id

    @property
    def date(self) -> datetime | None:
        """What the homeserver's clock read at its last answer, where it says so."""
        try:
            date = parsedate_to_datetime(self._session.date)
        except (ValueError, OverflowError):
            return None
        return date if date.tzinfo else None

    # --- reading -------------------------------------------------------------------------------------

    async def sync(self, since: str | None, *, full_state: bool, poll: float, timeline: int) -> Json:
        """Return what is new after the token `since`, waiting up to `poll` seconds for it."""
        what = {"room": {"timeline": {"limit": timeline}}, "presence": {"types": []}}
        query = {
            "timeout": str(int(poll * 1000)),
            "filter": json.dumps(what),
            "full_state": "true" if full_state else "false",
        }
        if since:
            query["since"] = since
        # A big account's first answer takes its time.
        patience = self._session.patience * 5 if full_state else self._session.patience + poll
        return await self._session.get("sync", query, patience)

    async def invitations(self) -> Json:
        """Return the rooms that we are invited to, as a sync shows them."""
        what = {"room": {"timeline": {"limit": 1}, "state": {"types": []}}, "presence": {"types": []}}
        answer = await self._session.get("sync", {"timeout": "0", "filter": json.dumps(what)})
        return mapping(mapping(answer.get("rooms")).get("invite"))

    async def messages(self, room_id: str, *, back_from: str | None = None, until: str | None = None) -> Json:
        """Return a page of a room's past, newest first, from the present or a token back to another."""
        query = {"dir": "b", "limit": "100"}
        if back_from:
            query["from"] = back_from
        if until:
            query["to"] = until
        return await self._session.get(f"rooms/{quote(room_id, safe='')}/messages", query)

    async def event(self, room_id: str, event_id: str) -> Json:
        """Return one event."""
        return await self._session.get(f"rooms/{quote(room_id, safe='')}/event/{quote(event_id, safe='')}")

    async def state(self, room_id: str) -> list[Json]:
        """Return the events that make up the present state of a room."""
        answer = await self._session.request("GET", f"rooms/{quote(room_id, safe='')}/state")
        return [event for event in answer if isinstance(event, dict)] if isinstance(answer, list) else []

    async def state_event(self, room_id: str, kind: str) -> Json:
        """Return the content of one piece of a room's present state, empty where it has none."""
        try:
            return await self._session.get(f"rooms/{quote(room_id, safe='')}/state/{kind}")
        except RequestError as error:
            if error.status == HTTPStatus.NOT_FOUND and error.is_final:
                return {}
            raise

    async def direct_rooms(self) -> Json:
        """Return the ids of our direct rooms, by person."""
        try:
            return await self._session.get(self._direct_rooms_path)
        except RequestError as error:
            if error.status == HTTPStatus.NOT_FOUND and error.is_final:
                return {}
            raise

    @property
    def _direct_rooms_path(self) -> str:
        return f"user/{quote(self.user_id, safe='')}/account_data/m.direct"

    async def joined_rooms(self) -> list[str]:
        """Return the ids of the rooms that we are in."""
        rooms = (await self._session.get("joined_rooms")).get("joined_rooms")
        return [room for room in rooms if isinstance(room, str)] if isinstance(rooms, list) else []

    # --- acting --------------------------------------------------------------------------------------

    async def send(self, room_id: str, event_type: str, content: Json, tx_id: str) -> str:
        """Send an event and return its id; the same `tx_id` again returns the first one's.

        Into an encrypted room nothing but reactions goes in clear, whoever asks for it.
        """
        if (event_id := self._posted.take(room_id, event_type, content)) is not None:
            return event_id
        if self._encryption and event_type != "m.reaction":
            room = await self._room(room_id)
            if self._encryption.covers(room):
                content = await self._encryption.encrypt(room, event_type, content)
                event_type = "m.room.encrypted"
        path = f"rooms/{quote(room_id, safe='')}/send/{quote(event_type, safe='')}/{quote(tx_id, safe='')}"
        answer = mapping(await self._session.request("PUT", path, body=content))
        return str(answer["event_id"])

    async def redact(self, room_id: str, event_id: str, tx_id: str) -> None:
        """Take an event back."""
        path = f"rooms/{quote(room_id, safe='')}/redact/{quote(event_id, safe='')}/{quote(tx_id, safe='')}"
        await self._session.request("PUT", path, body={})

    async def set_state(self, room_id: str, kind: str, content: Json) -> None:
        """Put that in the place of one piece of a room's state."""
        await self._session.request("PUT", f"rooms/{quote(room_id, safe='')}/state/{kind}", body=content)

    async def upload(self, room_id: str, name: str, mimetype: str, content: bytes) -> Json:
        """Upload a file for a room, and return what an event says of where it is and how it is read."""
        if self._encryption and self._encryption.covers(await self._room(room_id)):
            sealed, key = encrypt_attachment(content)
            address = await self._session.upload(None, "application/octet-stream", sealed)
            return {"file": {**key, "url": address}}
        return {"url": await self._session.upload(name, mimetype, content)}

    async def _room(self, room_id: str) -> RoomView:
        """Return the room as we know it, or, where the sync has not told of it yet, as it is now."""
        view = self._rooms.of(room_id)
        if not view.joined:
            view = RoomView(room_id, self.user_id)
            for event in await self.state(room_id):
                view.apply(event)
        return view

    async def join(self, room_id: str, via: str | None = None) -> None:
        """Go into a room; `via` is a server that knows it, where we were not invited."""
        await self._session.request(
            "POST", f"join/{quote(room_id, safe='')}", {"via": via} if via else {}, body={}
        )

    async def create_direct_room(self, person: str) -> str:
        """Make a room for that person and us, encrypted where we can, and return its id."""
        wish: Json = {"is_direct": True, "preset": "trusted_private_chat", "invite": [person]}
        if self._encryption:
            content = {"algorithm": MEGOLM}
            wish["initial_state"] = [{"type": "m.room.encryption", "state_key": "", "content": content}]
        answer = mapping(await self._session.request("POST", "createRoom", body=wish))
        return str(answer["room_id"])

    async def set_direct_rooms(self, rooms: Json) -> None:
        """Note which are our direct rooms, by person: those named here, and no others."""
        await self._session.request("PUT", self._direct_rooms_path, body=rooms)

    async def leave(self, room_id: str) -> None:
        """Go out of a room."""
        await self._session.request("POST", f"rooms/{quote(room_id, safe='')}/leave", body={})
