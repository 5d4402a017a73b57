"""One meeting, held from its planning to its corrected minutes, whatever befalls it.

Each minute of its clock people write what the script says, and the clock moves on when the bot has said all
that it has to say. Where a trouble lasts, nobody waits for the bot.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from intercoop_bot.demo.homeserver import Homeserver
from tests.soak import script
from tests.soak.bot import MINUTE, Bot
from tests.soak.clock import MovedClock
from tests.soak.script import LATECOMER, PEOPLE, Deed
from tests.soak.trouble import Forget, Kill, Plan, Restart, Spoil, Trouble
from tests.synapse.apps import settings_of
from tests.synapse.chat import Chat
from tests.synapse.devices import Device
from tests.synapse.people import PASSWORD, Person, wait_for
from tests.synapse.proxy import Proxy

MORE_THAN_A_DAY = timedelta(hours=25)
_PATIENCE = 180.0
_numbers = itertools.count(1)


@dataclass(kw_only=True)
class Run:
    """A meeting under way. `deaf` are the times in which the bot could not hear, or not be heard."""

    homeserver: Homeserver
    plan: Plan
    clock: MovedClock
    proxy: Proxy
    bot: Bot
    people: dict[str, Person]
    chat: Chat
    written: dict[tuple[str, datetime], str] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    deaf: list[tuple[datetime, datetime]] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def begin(
        cls, homeserver: Homeserver, folder: Path, plan: Plan, *, encrypted: bool = False
    ) -> AsyncIterator[Self]:
        """Bring everybody together, with a bot whose data lie in that folder, which is there and empty."""
        clock = MovedClock(folder / "clock", script.BEGINS)
        number = next(_numbers)
        async with AsyncExitStack() as stack:
            proxy = await stack.enter_async_context(Proxy.before(homeserver.url))
            people = {}
            for name in (*PEOPLE, "Réunion"):
                account = f"{name.lower().replace('é', 'e')}-soak{number}"
                client = await homeserver.register(account, PASSWORD, name)
                device = Device(client, folder / account) if encrypted and name in PEOPLE else None
                people[name] = Person(client, device)
                stack.push_async_callback(people[name].close)
                if device:
                    await device.start()
            user_id = people.pop("Réunion").user_id
            settings = settings_of(proxy.url, user_id, folder / "data")
            bot = Bot(settings, folder / "clock", folder / "bot.log")
            stack.push_async_callback(bot.kill)
            await bot.start()
            present = [person for name, person in people.items() if name != LATECOMER]
            chat = await Chat.open(user_id, *present, within=_PATIENCE)
            yield cls(
                homeserver=homeserver,
                plan=plan,
                clock=clock,
                proxy=proxy,
                bot=bot,
                people=people,
                chat=chat,
            )

    async def hold(self) -> None:
        """Hold the meeting."""
        await self.people[PEOPLE[0]].invite(self.chat.room_id, self.people[LATECOMER].user_id)
        since: datetime | None = None
        over = 0
        for minute, (at, deeds) in enumerate(script.minutes_of_the_clock()):
            self.clock.to(at)
            if since is not None and minute == over:
                await self._is_over(since)
                since = None
            troubles = [trouble for trouble in self.plan if trouble.minute == minute]
            await self._live_through(deeds, troubles)
            over = max([over, *(minute + trouble.lasts for trouble in troubles)])
            if minute < over:
                since = since or at
                await asyncio.sleep(MINUTE)
            else:
                await self._settled()
        if since is not None:
            await self._is_over(since)
            await self._settled()

    async def _live_through(self, deeds: tuple[Deed, ...], troubles: list[Trouble]) -> None:
        restarts = [trouble for trouble in troubles if isinstance(trouble, Restart)]
        async with asyncio.TaskGroup() as group:
            for trouble in troubles:
                if trouble not in restarts:
                    group.create_task(self._befall(trouble))
            for deed in deeds:
                await self._perform(deed)
        for trouble in restarts:
            await self._befall(trouble)

    # --- what people do --------------------------------------------------------------------------------

    async def _perform(self, deed: Deed) -> None:
        who, room_id = self.people[deed.who], self.chat.room_id
        if deed.joins:
            await who.join(room_id)
        elif deed.of is None:
            event = await who.say(room_id, deed.text)
            self.written[deed.who, deed.at] = event
            self.events.append(event)
        elif deed.text:
            event = await who.edit(room_id, self.written[deed.who, deed.of], deed.text)
            self.events.append(event)
        else:
            removed = self.written[deed.who, deed.of]
            self.events.append(await who.redact(room_id, removed))
            # A bot that was away never sees it.
            self.events.remove(removed)

    # --- what befalls the bot --------------------------------------------------------------------------

    async def _befall(self, trouble: Trouble) -> None:
        match trouble:
            case Spoil(how=how, path=path, times=times):
                self.proxy.spoil(path, how, times)
            case Kill(after=after, lasts=lasts):
                await asyncio.sleep(after)
                await self.bot.kill()
                if not lasts:
                    await self.bot.start()
            case Restart(after=after):
                await asyncio.sleep(after)
                await self.homeserver.restart()
            case Forget(after=after):
                await asyncio.sleep(after)
                await self.bot.kill()
                self.proxy.mend()
                self.proxy.forget_transactions()
                self.clock.to(self.clock.now() + MORE_THAN_A_DAY)
                await self.bot.start()
            case _:
                raise AssertionError(trouble)

    async def _is_over(self, since: datetime) -> None:
        self.deaf.append((since, self.clock.now()))
        self.proxy.mend()
        if not self.bot.is_running:
            await self.bot.start()

    async def _settled(self) -> None:
        async def is_so() -> bool:
            return self.bot.is_settled(self.chat.room_id, self.events)

        await wait_for(is_so, _PATIENCE)
