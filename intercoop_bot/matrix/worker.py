"""A loop that works off what is in the outbox: that of the sender, of the prober, of the postman.

1. It works when it is woken, and looks again by itself after the time that its work asks for.
2. Work that failed is tried again after a pause, which grows: nothing ends the loop but being signed out, and
   a damaged database.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from intercoop_bot.matrix.pace import Backoff, Pace
from intercoop_bot.matrix.session import RequestError, SignInError
from intercoop_bot.storage import DatabaseDamaged, DatabaseStalled

log = structlog.get_logger(__name__)


class Worker:
    """Does one kind of work for ever, whenever there is some."""

    def __init__(self, name: str, pace: Pace) -> None:
        self._name = name
        self._pace = pace
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look whether there is work: something may have been put in the outbox."""
        self._woken.set()

    async def run(self, work: Callable[[], Awaitable[float | None]]) -> None:
        """Have all the work done that there is, each time that we are woken.

        `work` returns after how many seconds there will be more of it; None where that is not known.

        Raises:
            SignInError: we are signed out and cannot sign in again.
            DatabaseDamaged: nothing can be kept any more.
        """
        backoff = Backoff(self._pace)
        rest: float | None = None
        while True:
            await self._wait(rest)
            self._woken.clear()
            rest = 0.0
            try:
                rest = await work()
            except (SignInError, DatabaseDamaged):
                raise
            except RequestError as error:
                log.warning("not done yet", work=self._name, error=str(error))
                await backoff.wait(error.retry_after)
            except DatabaseStalled as error:
                log.warning("not done yet", work=self._name, error=str(error))
                await backoff.wait_shortly()
            except Exception:
                log.exception("work failed", work=self._name)
                await backoff.wait()
            else:
                backoff.reset()

    async def _wait(self, rest: float | None) -> None:
        try:
            async with asyncio.timeout(rest):
                await self._woken.wait()
        except TimeoutError:
            pass
