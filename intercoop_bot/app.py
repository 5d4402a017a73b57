"""The bot at work: joins the parts, and stops them in order.

1. Nothing is decided before the homeserver's first answer is kept, nor while it does not answer: what was
   said while we were away must come before the clock speaks.
2. Asked to stop, it stops where it is: a step is stored whole or not at all, and what was not is read again.
3. It never signs out: the device outlives the process.
4. Where nothing can be kept for a while, meetings are told so past the outbox, which cannot be kept either.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Iterable

import structlog

from intercoop_bot.clock import Clock, SystemClock
from intercoop_bot.config import Settings
from intercoop_bot.interface import Message, Surroundings
from intercoop_bot.links import TryLink, try_link
from intercoop_bot.matrix import Credentials, Matrix, Pace
from intercoop_bot.room import Manners, OnOutgoing, RoomActor
from intercoop_bot.seclusion import close_off
from intercoop_bot.storage import DatabaseDamaged, Storage, StorageError

log = structlog.get_logger(__name__)

TOLERATED = 30.0
"""Real seconds for which something cannot be kept before meetings are told: what is short does no harm."""

STEADY = 15.0
"""Real seconds for which all must be kept to count as mended: a disk that is nearly full takes some."""

LONGEST_END = 5
"""Seconds after which the process ends, once told to: what counts is stored."""

CLOCK_WATCHED = 60.0
"""Real seconds from one look at the clock to the next. Between them each room sleeps until its time comes."""

CLOCK_TRUSTED = 1.0
"""By how many seconds in that time the clock may go astray."""

SayUnkept = Callable[[str, Message], Awaitable[None]]


class Rooms:
    """The actors of the rooms: one each, made when there is something to do, gone after a while without."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        surroundings: Callable[[str], Surroundings],
        manners: Manners,
        on_outgoing: OnOutgoing,
        is_heard: Callable[[], bool],
        group: asyncio.TaskGroup,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._surroundings = surroundings
        self._manners = manners
        self._on_outgoing = on_outgoing
        self._is_heard = is_heard
        self._group = group
        self._actors: dict[str, RoomActor] = {}

    def wake(self, room_ids: Iterable[str]) -> None:
        """Have these rooms look into their inboxes."""
        for room_id in room_ids:
            if room_id not in self._actors:
                self._actors[room_id] = self._make(room_id)
                self._group.create_task(self._serve(room_id))
            self._actors[room_id].wake()

    async def rouse(self, room_ids: Iterable[str]) -> None:
        """Wake these one after the other: all at once, they would keep waiting whoever writes just now."""
        for room_id in room_ids:
            self.wake([room_id])
            await self._actors[room_id].has_looked.wait()

    async def watch_clock(self) -> None:
        """Wake all where the clock did not go as the loop's timers do: it jumped, or the machine slept."""
        loop = asyncio.get_running_loop()
        while True:
            reading, moment = self._clock.now(), loop.time()
            await asyncio.sleep(CLOCK_WATCHED)
            astray = (self._clock.now() - reading).total_seconds() - (loop.time() - moment)
            if abs(astray) > CLOCK_TRUSTED:
                self.wake(list(self._actors))

    def _make(self, room_id: str) -> RoomActor:
        return RoomActor(
            room_id,
            self._storage,
            self._clock,
            self._surroundings(room_id),
            self._manners,
            self._on_outgoing,
            self._is_heard,
        )

    async def tell_of_stall(self, say_unkept: SayUnkept) -> None:
        """Tell the meetings under way that nothing can be kept."""
        for room_id, actor in list(self._actors.items()):
            try:
                message = await actor.word_stall()
            except Exception as error:  # noqa: BLE001 - a room that cannot be read is no reason not to tell others
                log.warning("room not told", room=room_id, error=repr(error))
                continue
            if message is not None:
                await say_unkept(room_id, message)

    async def _serve(self, room_id: str) -> None:
        await self._actors[room_id].run()
        del self._actors[room_id]


class App:
    """A bot: its settings, its data, its clock, its way to try links."""

    def __init__(
        self, settings: Settings, clock: Clock, pace: Pace | None = None, try_link: TryLink = try_link
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._pace = pace
        self._try_link = try_link

    async def run(self, on_ready: Callable[[], None] = lambda: None, *, as_new_device: bool = False) -> None:
        """Work until cancelled; `on_ready` is called when the homeserver has answered for the first time.

        `as_new_device` signs in anew, for where the keys of the former device are lost.

        Raises:
            StorageError: the database cannot be used.
            SignInError: the homeserver does not let us in.
            RequestError: the homeserver's answer makes no sense.
        """
        self._close_off()
        async with await Storage.open(self._settings.database, self._clock) as storage:
            matrix = self._matrix(storage)
            try:
                await matrix.sign_in(as_new_device=as_new_device)
                log.info("signed in", user_id=matrix.user_id)
                await self._work(matrix, storage, on_ready)
            finally:
                await matrix.close()

    def _close_off(self) -> None:
        try:
            left = close_off(self._settings.data_dir)
        except OSError as error:
            raise StorageError(f"{error.filename}: {error.strerror}") from error
        for path in left:
            log.warning("others may look into it", path=str(path))

    def _matrix(self, storage: Storage) -> Matrix:
        settings = self._settings
        return Matrix(
            credentials_of(settings),
            storage,
            self._clock,
            invite_allow=settings.invite_allow,
            prefix=settings.prefix,
            keys=settings.data_dir if settings.encryption else None,
            require_verified_senders=settings.require_verified_senders,
            pace=self._pace,
            try_link=self._try_link,
        )

    async def _work(self, matrix: Matrix, storage: Storage, on_ready: Callable[[], None]) -> None:
        manners = Manners(
            language=self._settings.language,
            zone=self._settings.timezone,
            prefix=self._settings.prefix,
            jitsi=self._settings.jitsi or "",
        )
        # What wants to be woken is read before the first sync adds to it; who has waited longest comes first.
        wake_times = await storage.wake_times()
        sleeping = sorted(wake_times, key=lambda room_id: wake_times[room_id] or self._clock.now())
        group = asyncio.TaskGroup()
        rooms = Rooms(
            storage,
            self._clock,
            matrix.surroundings,
            manners,
            matrix.wake,
            lambda: matrix.is_heard,
            group,
        )
        ready = False

        def on_events(room_ids: set[str]) -> None:
            nonlocal ready
            with contextlib.suppress(OSError):
                self._settings.heartbeat.touch(mode=0o600)
            rooms.wake(room_ids)
            if not ready:
                ready = True
                group.create_task(rooms.rouse(sleeping))
                on_ready()

        try:
            async with group:
                group.create_task(rooms.watch_clock())
                group.create_task(_watch(storage, lambda: rooms.tell_of_stall(matrix.say_unkept)))
                await matrix.run(on_events)
        except* DatabaseDamaged:
            await rooms.tell_of_stall(matrix.say_unkept)
            raise


async def _watch(storage: Storage, tell: Callable[[], Awaitable[None]]) -> None:
    """Have it told whenever something cannot be kept for longer than is tolerated."""
    while True:
        await storage.until_stalled()
        log.error("not all can be kept: is the disk full, or does another program hold the database?")
        try:
            async with asyncio.timeout(TOLERATED):
                await storage.until_steady(STEADY)
        except TimeoutError:
            await tell()
            await storage.until_steady(STEADY)
        log.info("all can be kept again")


def credentials_of(settings: Settings) -> Credentials:
    """Return what the settings say of our account."""
    return Credentials(
        homeserver=settings.homeserver,
        user_id=settings.user_id,
        password=settings.password.get_secret_value() if settings.password else None,
        access_token=settings.access_token.get_secret_value() if settings.access_token else None,
    )


async def run(settings: Settings, *, as_new_device: bool = False) -> None:
    """Work until SIGTERM or SIGINT.

    Raises:
        StorageError, SignInError, RequestError: see `App.run`.
    """
    working = asyncio.create_task(App(settings, SystemClock()).run(as_new_device=as_new_device))
    loop = asyncio.get_running_loop()

    def stop() -> None:
        working.cancel()
        # What hangs outside, a look-up of a name for example, would hold up the end of the process.
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
        signal.alarm(LONGEST_END)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        await working
    except asyncio.CancelledError:
        log.info("stopped")
