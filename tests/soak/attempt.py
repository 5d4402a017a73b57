"""A meeting is held once, and judged."""

from contextlib import AsyncExitStack
from pathlib import Path

from intercoop_bot.demo.homeserver import Homeserver
from tests.soak.run import Run
from tests.soak.trouble import Plan, is_alone
from tests.soak.verdict import judge


async def attempt(
    homeserver: Homeserver, folder: Path, troubles: Plan, *, encrypted: bool = False
) -> tuple[str, ...]:
    """Hold a meeting, with all that befalls it; return what was not as it should be."""
    async with AsyncExitStack() as stack:
        if is_alone(troubles):
            homeserver = await stack.enter_async_context(Homeserver.start(folder / "homeserver"))
        try:
            beginning = Run.begin(homeserver, folder, troubles, encrypted=encrypted)
            run = await stack.enter_async_context(beginning)
            await run.hold()
            return tuple(await judge(run))
        except (AssertionError, TimeoutError, ExceptionGroup) as error:
            return (f"never done: {error!r}",)
