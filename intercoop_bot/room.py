"""One room's actor: it reads the room's inbox, decides, and commits.

1. A room has one owner, and its state is kept only after what led to it is stored.
2. Facts, messages and "this event is done" are stored in one transaction: all, or none.
3. The clock speaks first, or a busy room would starve its timers; but of the past it is silent: what was
   written while we were away is dealt with as of then, and what was missed is called once, now. While the
   homeserver cannot be heard it is silent too: what is being written there comes before it.
4. A fault of ours in a room is logged and told once; what it stops does not count, all else does. Where the
   log itself cannot be read, what comes in is kept until it can: the other rooms do not notice.
5. A room that replaces another one goes on with its log.
6. Where nothing can be kept for now (the disk is full), the room waits, and does all again once it can: what
   was written meanwhile was not read yet. A meeting is told so, and told when it is over.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from intercoop_bot.backlog import FRESH, Backlog, backlog_of, lasting, sum_up
from intercoop_bot.clock import Clock, Onward
from intercoop_bot.delivery import Occasion, deliver
from intercoop_bot.faults import Faults
from intercoop_bot.interface import (
    Edited,
    Incoming,
    Joined,
    Message,
    Missed,
    Outgoing,
    Reacted,
    Redacted,
    Said,
    Surroundings,
    Welcomed,
)
from intercoop_bot.language.wording import Voice
from intercoop_bot.listener import Listener
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.effects import Effect, say
from intercoop_bot.meeting.facts import Entry
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.notes import erasures
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.meeting.schedule import deadline, is_at_work
from intercoop_bot.meeting.state import Room
from intercoop_bot.patience import Patience
from intercoop_bot.repetition import plan_next
from intercoop_bot.storage import DatabaseStalled, Storage, StorageError
from intercoop_bot.turn import CLOCK, Turn

log = structlog.get_logger(__name__)

UNHEARD_WAIT = 1.0
"""Real seconds after which an actor looks again whether the homeserver can be heard."""

LONGEST_WAIT = 60.0
"""Real seconds after which an actor without anything to wait for looks whether it is still needed."""

STALLED_PAUSE = 5.0
"""Real seconds after which what could not be kept is tried again."""

LEFT_ALONE = "left_alone"
"""The name of the message that says that a room's log cannot be read."""

IDLE = 10
"""Waits without anything to do after which an actor ends; the next event makes a new one."""

OnOutgoing = Callable[[Sequence[Outgoing]], None]
"""Told what was put in the outbox; nothing, where anything may have been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the bot is in every room that has not set it otherwise.

    `jitsi` is the address of a server where meetings without a call of their own get a room.
    """

    language: str = "fr"
    zone: str = "Europe/Paris"
    prefix: str = "!"
    jitsi: str = ""


class RoomActor:
    """The owner of one room. `wake()` tells it that there is something in its inbox.

    `has_looked` says that all was dealt with that there was when it was made.
    """

    def __init__(
        self,
        room_id: str,
        storage: Storage,
        clock: Clock,
        surroundings: Surroundings,
        manners: Manners,
        on_outgoing: OnOutgoing = lambda _: None,
        is_heard: Callable[[], bool] = lambda: True,
    ) -> None:
        self.room_id = room_id
        self._storage = storage
        self._clock = Onward(clock)
        self._surroundings = surroundings
        self._manners = manners
        self._on_outgoing = on_outgoing
        self._is_heard = is_heard
        self._room: Room | None = None
        self._due: datetime | None = None
        self._something = asyncio.Event()
        self.has_looked = asyncio.Event()
        self._patience = Patience()
        self._faults = Faults(room_id)
        self._left_alone = False
        self._listener = Listener(surroundings, self._faults, manners.prefix, manners.jitsi)
        self._clock_faulty = False
        self._backlog: Backlog | None = None
        self._stall_told = False

    @property
    def is_stuck(self) -> bool:
        """Whether what was due when it last worked still is."""
        return self._clock_faulty

    def wake(self) -> None:
        """Have it look into its inbox."""
        self._something.set()

    async def run(self) -> None:
        """Serve the room until it has had nothing to do for a long while.

        Raises:
            StorageError: the database cannot be used any more.
        """
        while not await self._is_served():
            await self._something.wait()

    async def _is_served(self) -> bool:
        """Serve the room; tell whether it can be."""
        try:
            await self._serve()
        except StorageError:
            raise
        except Exception:
            log.exception("room left alone", room=self.room_id)
            self.has_looked.set()
            with suppress(DatabaseStalled):
                await self._tell_left_alone()
            return False
        return True

    async def _tell_left_alone(self) -> None:
        """Say so once, in a room of which nothing is known; an earlier process may have said it."""
        if self._left_alone or await self._storage.outbox.events_of(self.room_id, LEFT_ALONE):
            return
        room = Room(language=self._manners.language, zone=self._manners.zone)
        worded = self._worded([say("fault.room")], room, self._clock.now(), Occasion())
        told = [replace(each, ref=LEFT_ALONE) for each in worded if isinstance(each, Message)]
        wake_at = (await self._storage.wake_times()).get(self.room_id)
        await self._storage.commit(self.room_id, [], told, wake_at=wake_at)
        self._left_alone = True
        self._on_outgoing(told)

    async def _serve(self) -> None:
        idle = 0
        while idle < IDLE or self._something.is_set():
            self._something.clear()
            try:
                idle = 0 if await self.work() else idle + 1
                await self.load()
            except DatabaseStalled as error:
                await self._sit_out(error)
                continue
            self.has_looked.set()
            if self._due is not None:
                idle = 0
            await self._wait(None if self._clock_faulty else self._due)

    async def _sit_out(self, error: DatabaseStalled) -> None:
        log.warning("room waits for the database", room=self.room_id, error=str(error))
        # How much of the last step was kept is told by the log alone.
        self._room = None
        await asyncio.sleep(STALLED_PAUSE)
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await self._storage.until_well()
        except TimeoutError:
            pass
        self._something.set()
        self._on_outgoing(())

    async def word_stall(self) -> Message | None:
        """Return what a meeting is to be told, once, while nothing can be kept; None where there is none."""
        room = await self.load()
        if room.live is None or self._stall_told:
            return None
        self._stall_told = True
        worded = self._worded([say("storage.stalled")], room, self._clock.now(), Occasion())
        return next(message for message in worded if isinstance(message, Message))

    async def _tell_mended(self) -> None:
        room = await self.load()
        told = self._worded([say("storage.mended")], room, self._clock.now(), Occasion())
        await self._commit(room, [], told, None)
        self._stall_told = False

    async def work(self) -> bool:
        """Deal with all that is in the inbox, then with the time; tell whether there was anything to do."""
        # Asked first: what came in since the last answer is then among what is pending.
        is_heard = self._is_heard()
        pending = await self._storage.inbox.pending(self.room_id)
        self._backlog = backlog_of((event for _, event in pending), self._clock) or self._backlog
        for row, event in pending:
            await self._attempt(event, row)
        if is_heard:
            self._clock_faulty = not await self._pass_time()
            self._backlog = None
            if self._stall_told:
                await self._tell_mended()
        return bool(pending)

    async def _pass_time(self) -> bool:
        """Do what is due, and tell whether that went well: what is still due is not tried again at once."""
        now = self._clock.now()
        went_well = await self._attempt(None, None)
        await self.load()
        if self._due is None or self._due > now:
            return went_well
        if went_well:
            log.error("what is due does not pass", room=self.room_id, due=self._due.isoformat())
        return False

    async def _wait(self, until: datetime | None) -> None:
        patience = LONGEST_WAIT if until is None else self._clock.seconds_until(until)
        if not self._is_heard():
            patience = max(patience, UNHEARD_WAIT)
        try:
            async with asyncio.timeout(patience):
                await self._something.wait()
        except TimeoutError:
            pass

    async def load(self) -> Room:
        """Return the state of the room, computed from its log where it is not at hand."""
        if self._room is None:
            fresh = Room(language=self._manners.language, zone=self._manners.zone)
            self._room = replay(await self._storage.load(self.room_id), fresh)
            self._due = deadline(self._room)
        return self._room

    async def _attempt(self, event: Incoming | None, row: int | None) -> bool:
        """Take one step; where it cannot be kept, set the event aside and go on from the log.

        Tells whether it went well.
        """
        self._faults.met.clear()
        await self.load()
        try:
            await self._step(event, row)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - it is written down there
            self._faults.note("message", event_id=getattr(event, "event_id", None))
            self._room = None
            if event is not None and row is not None:
                await self._set_aside(event, row)
            return False
        return "clock" not in self._faults.met

    async def _set_aside(self, event: Incoming, row: int) -> None:
        room = await self.load()
        told = self._worded(self._faults.answer(event), room, self._clock.now(), _occasion(event))
        await self._commit(room, [], told, row)

    async def _step(self, event: Incoming | None, row: int | None) -> None:
        room = await self.load()
        self._clock.go_on_from(room.last_at if is_at_work(room) else None)
        now = self._clock.now()
        at = now if event is None else min(self._clock.when(event.sent_at), now)
        at = at if room.last_at is None else max(at, room.last_at)
        turn = Turn(room, at, now, None, self._surroundings.members)
        with self._faults.contained("clock", turn):
            # What is missing is told before the clock speaks, which would hide since when it is.
            is_due = self._due is not None and self._due <= at
            if is_due and now - at < FRESH and not isinstance(event, Missed):
                turn.ask(c.Tick(), CLOCK)
            if event is None and self._backlog is not None:
                sum_up(turn, self._backlog)
        outgoing = self._worded(turn.effects, turn.room, at, Occasion())
        if event is not None:
            turn.cause, turn.effects = event.event_id, []
            if isinstance(event, Welcomed) and event.replaces is not None and not room.seq:
                turn.inherit(await self._storage.load(event.replaces))
            with self._faults.contained("message", turn):
                self._listener.take(event, turn, is_late=self._backlog is not None)
            turn.effects += self._faults.answer(event)
            if isinstance(event, Said | Edited | Redacted | Reacted | Joined):
                if self._backlog is not None and turn.room.live is not None:
                    turn.effects = lasting(turn.effects)
                who = Who(event.sender, event.sender_name)
                turn.effects = self._patience.sift(turn.effects, who, turn.at)
            outgoing += self._worded(turn.effects, turn.room, turn.at, _occasion(event))
        turn.cause, turn.effects = None, []
        with self._faults.contained("clock", turn):
            plan_next(turn, self._manners.jitsi)
        outgoing += self._worded(turn.effects, turn.room, turn.at, Occasion())
        outgoing += self._worded(self._faults.tell(), turn.room, turn.at, Occasion())
        if turn.entries or outgoing or row is not None:
            await self._commit(turn.room, turn.entries, outgoing, row)

    async def _commit(
        self, room: Room, entries: list[Entry], outgoing: tuple[Outgoing, ...], row: int | None
    ) -> None:
        due = deadline(room) if entries else self._due
        await self._storage.commit(
            self.room_id,
            entries,
            outgoing,
            done=row,
            wake_at=due,
            erase=erasures(entry.fact for entry in entries),
        )
        self._room, self._due = room, due
        self._listener.count(outgoing)
        if outgoing:
            self._on_outgoing(outgoing)

    def _worded(
        self, effects: list[Effect], room: Room, at: datetime, occasion: Occasion
    ) -> tuple[Outgoing, ...]:
        if not effects:
            return ()
        around = self._surroundings
        voice = Voice(
            language=room.language,
            zone=ZoneInfo(room.zone),
            prefix=self._manners.prefix,
            alike=around.members.alike({**room.names, "": around.own_name}),
        )
        try:
            return deliver(effects, room, voice, at, occasion)
        except Exception:  # noqa: BLE001 - as above
            self._faults.note("wording", effects=[type(effect).__name__ for effect in effects])
        if len(effects) == 1:
            return ()
        return tuple(each for effect in effects for each in self._worded([effect], room, at, occasion))


def _occasion(event: Incoming) -> Occasion:
    """Return how an event is answered: an emoji goes on what people wrote, not on what they corrected."""
    if isinstance(event, Said):
        return Occasion(event_id=event.event_id, thread=event.thread, reactable=True)
    if isinstance(event, Reacted) and event.ref is None:
        return Occasion(event_id=event.target, reactable=True)
    return Occasion()
