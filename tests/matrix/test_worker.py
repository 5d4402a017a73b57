"""A loop that does what work there is: when it is woken, when its work asks for it, again where it failed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from intercoop_bot.matrix.pace import Pace
from intercoop_bot.matrix.session import RequestError, SignInError
from intercoop_bot.matrix.worker import Worker

QUICK = Pace(first_pause=0.001, longest_pause=0.002)


class Work:
    """Work that comes to these ends, one after the other; then there is no more."""

    def __init__(self, *ends: float | Exception | None) -> None:
        self._ends = list(ends)
        self.begun = 0
        self.done = asyncio.Event()

    async def __call__(self) -> float | None:
        self.begun += 1
        end = self._ends.pop(0) if self._ends else None
        if not self._ends:
            self.done.set()
        if isinstance(end, Exception):
            raise end
        return end


@asynccontextmanager
async def at_work(work: Callable[[], Awaitable[float | None]], pace: Pace = QUICK) -> AsyncIterator[Worker]:
    worker = Worker("work", pace)
    running = asyncio.create_task(worker.run(work))
    try:
        yield worker
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_it_waits_to_be_woken_and_looks_again_where_it_was_woken_at_work() -> None:
    begun: list[int] = []
    over = asyncio.Event()

    async def work() -> None:
        begun.append(len(begun))
        if len(begun) == 1:
            worker.wake()
        else:
            over.set()

    async with at_work(work) as worker:
        await asyncio.sleep(0)
        assert not begun
        worker.wake()
        worker.wake()
        await over.wait()
        await asyncio.sleep(0)
    assert len(begun) == 2


async def test_it_looks_again_after_the_time_that_its_work_asks_for() -> None:
    work = Work(0.001, 0.001, None)
    async with at_work(work) as worker:
        worker.wake()
        await work.done.wait()
    assert work.begun == 3


@pytest.mark.parametrize("failure", [RequestError(502, "", "bad gateway"), ValueError("a fault of ours")])
async def test_work_that_failed_is_tried_again(failure: Exception) -> None:
    work = Work(failure, failure, None)
    async with at_work(work) as worker:
        worker.wake()
        await work.done.wait()
    assert work.begun == 3


async def test_signed_out_it_ends() -> None:
    worker = Worker("work", QUICK)
    worker.wake()
    with pytest.raises(SignInError):
        await worker.run(Work(SignInError("no")))
