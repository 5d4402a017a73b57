"""The homeserver's side as one part: what the app, and the check, call."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from intercoop_bot.clock import Clock
from intercoop_bot.interface import Message, Outgoing, Surroundings
from intercoop_bot.links import TryLink, try_link
from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.crypto import Encryption
from intercoop_bot.matrix.directs import Directs
from intercoop_bot.matrix.identity import Identity
from intercoop_bot.matrix.identity.senders import Senders
from intercoop_bot.matrix.identity.verifier import Verifier
from intercoop_bot.matrix.invitations import Invitations
from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.posted import Posted
from intercoop_bot.matrix.postman import Postman
from intercoop_bot.matrix.prober import Prober
from intercoop_bot.matrix.rooms import Rooms, RoomView
from intercoop_bot.matrix.sender import Sender
from intercoop_bot.matrix.session import Credentials, RequestError, Session, SignInError
from intercoop_bot.matrix.sync import OnEvents, Sync
from intercoop_bot.storage import DatabaseDamaged, Storage

log = structlog.get_logger(__name__)

IDENTITY = "identity.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomReport:
    """What we may do in a room that we are in. `power` is infinite for its creator."""

    room_id: str
    name: str
    power: float
    encrypted: bool
    may_speak: bool
    may_pin: bool


class Matrix:
    """Our account at work: reads into the inbox, sends from the outbox.

    `keys` is the folder of our device's keys and of its identity's; without one, there is no encryption.
    Where a bot is at work with them and we only look on, they are left alone.
    """

    def __init__(
        self,
        credentials: Credentials,
        storage: Storage,
        clock: Clock,
        *,
        invite_allow: Sequence[str] = (),
        prefix: str = "!",
        keys: Path | None = None,
        looks_on: bool = False,
        require_verified_senders: bool = False,
        pace: Pace | None = None,
        try_link: TryLink = try_link,
    ) -> None:
        self._pace = pace or Pace()
        self._session = Session(credentials, storage, patience=self._pace.patience)
        self._rooms = Rooms(credentials.user_id, decrypts=keys is not None)
        self._encryption = Encryption(self._session, keys) if keys and not looks_on else None
        self.identity = (
            Identity(self._session, keys / IDENTITY, self._encryption, credentials.password) if keys else None
        )
        posted = Posted(self._session)
        self._client = Client(self._session, self._rooms, self._encryption, posted)
        self._invitations = Invitations(self._client, self._rooms, invite_allow, self._pace)
        self._sender = Sender(self._client, storage, clock, self._pace)
        self._prober = Prober(credentials.user_id, storage, clock, self._pace, try_link)
        self._postman = Postman(Directs(self._client), storage, clock, self._pace)
        self._sync = Sync(
            self._client,
            storage,
            clock,
            self._rooms,
            self._invitations,
            self._encryption,
            self._verifier(clock),
            Senders(self._session, self._encryption, storage)
            if self._encryption and require_verified_senders
            else None,
            posted,
            prefix=prefix,
            pace=self._pace,
        )

    def _verifier(self, clock: Clock) -> Verifier | None:
        if self.identity is None or self._encryption is None:
            return None
        return Verifier(self._session, self._client, self._rooms, self.identity, clock)

    @property
    def user_id(self) -> str:
        """Our user id."""
        return self._session.user_id

    @property
    def is_heard(self) -> bool:
        """Whether the homeserver answered when it was last asked what is new."""
        return self._sync.is_heard

    @property
    def last_sync_at(self) -> datetime | None:
        """When the last answer of the homeserver was kept, by our clock."""
        return self._sync.last_at

    async def sign_in(self, *, patiently: bool = True, as_new_device: bool = False) -> None:
        """Take our account up; patiently, wait for a homeserver that does not answer.

        Raises:
            SignInError: the password or the token is refused, or our device's keys are not there.
            RequestError: the homeserver does not answer, and we are not patient.
        """
        backoff = Backoff(self._pace)
        while True:
            try:
                await self._session.sign_in(as_new_device=as_new_device and not self._session.sign_ins)
                if self._encryption:
                    await self._encryption.start()
            except RequestError as error:
                if not patiently or error.is_final:
                    raise
                log.warning("cannot sign in yet", error=str(error))
                await backoff.wait(error.retry_after)
            else:
                return

    async def run(self, on_events: OnEvents) -> None:
        """Read, send, try links and bring letters, until cancelled.

        `on_events` is called after each answer of the homeserver that was kept, and whenever something else
        came in, with the ids of the rooms that have something new in the inbox, often none; its first call
        says that all rooms are known.

        Raises:
            SignInError: we were signed out and cannot sign in again.
            DatabaseDamaged: nothing can be kept any more.
        """
        has_spoken = False

        def on_batch(room_ids: set[str]) -> None:
            nonlocal has_spoken
            on_events(room_ids)
            if not has_spoken:
                # What waited in the outbox for the homeserver's first answer.
                has_spoken = True
                self._prober.wake()
                self._postman.wake()

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._sync.run(on_batch))
                group.create_task(self._prober.run(on_events))
                group.create_task(self._postman.run(on_events))
                group.create_task(self._sender.run())
                group.create_task(self._invitations.run())
                if self.identity:
                    group.create_task(self.identity.uphold(self._pace))
        except BaseExceptionGroup as failures:
            raise _end(failures) or failures from None

    def surroundings(self, room_id: str) -> Surroundings:
        """Return what is known of a room; it stays true as the room changes."""
        return self._rooms.of(room_id)

    def wake(self, outgoing: Sequence[Outgoing] = ()) -> None:
        """Say that this was put in the outbox; where nothing is named, that anything may have been."""
        for worker in (self._sender, self._prober, self._postman):
            if not outgoing or any(isinstance(each, worker.kinds) for each in outgoing):
                worker.wake()

    async def say_unkept(self, room_id: str, message: Message) -> None:
        """Say something at once and once, while the outbox cannot be written to."""
        await self._sender.say_unkept(room_id, message)

    async def examine_rooms(self) -> tuple[RoomReport, ...]:
        """Ask the homeserver what we may do in each of our rooms; `sign_in` comes before.

        Raises:
            RequestError: the homeserver does not answer.
        """
        return tuple([await self._examine(room_id) for room_id in await self._client.joined_rooms()])

    async def close(self) -> None:
        """Close the connections; the device stays signed in."""
        if self._encryption:
            self._encryption.close()
        await self._session.close()

    async def _examine(self, room_id: str) -> RoomReport:
        view = RoomView(room_id, self.user_id)
        for event in await self._client.state(room_id):
            view.apply(event)
        return RoomReport(
            room_id=room_id,
            name=view.name,
            power=view.power_of(self.user_id),
            encrypted=view.encrypted,
            may_speak=view.may_send(self.user_id, "m.room.message"),
            may_pin=view.may_send(self.user_id, "m.room.pinned_events", state=True),
        )


def _end(failures: BaseExceptionGroup[BaseException]) -> SignInError | DatabaseDamaged | None:
    """Return what of these ends the work, whatever else went wrong with it."""
    for failure in failures.exceptions:
        if isinstance(failure, SignInError | DatabaseDamaged):
            return failure
        if isinstance(failure, BaseExceptionGroup) and (found := _end(failure)):
            return found
    return None
