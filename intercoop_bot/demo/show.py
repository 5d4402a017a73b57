"""The two ways to see the bot at work: watch a whole meeting, or take part in one."""

import asyncio
import math
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.control import Control
from rich.markup import escape
from rich.segment import ControlType

from intercoop_bot.demo import script
from intercoop_bot.demo.cast import Character
from intercoop_bot.demo.keyboard import typed
from intercoop_bot.demo.play import await_bot, check, play
from intercoop_bot.demo.screen import HOLD, Screen, day_in_words
from intercoop_bot.demo.stage import Stage, alongside, set_up
from intercoop_bot.demo.window import Window

YOU = Character(account="vous", name="Vous")
_PASSWORD = "une-demo-locale"  # noqa: S105 - of accounts that live as long as the demo, on loopback
_TICK = 0.1


async def watch_meeting(console: Console, speed: float, out: Path, folder: Path) -> None:
    """Show the meeting of the script, as Ana sees it, and check what came of it.

    Raises:
        NotAsItShould: the meeting did not go as it should.
        HomeserverError: the homeserver does not start.
    """
    console.print(
        "[bold]A meeting of food co-ops, from its announcement to its minutes[/bold]\n"
        "The homeserver, the people’s clients and the bot are real. The bot’s clock runs\n"
        f"{speed:g} times as fast as yours, and hurries where nothing happens. Here is the room as\n"
        f"{script.ANA.name} sees it, in a moment.",
        soft_wrap=True,
    )
    console.rule(day_in_words(script.EVE), style="dim")
    async with (
        set_up(folder, script.BOT, script.MEMBERS, _PASSWORD, script.BEGINS, speed) as stage,
        open_room(stage, script.ANA, script.FROM_THE_START, console, out) as window,
    ):
        await play(script.SCRIPT, stage, window)
        await check(stage, window, out)
    console.rule(style="dim")
    said = sum(message.sender == stage.bot for message in window.words.values())
    marks = sum(reaction.sender == stage.bot for reaction in window.reactions)
    files = " and ".join(str(path) for path in dict.fromkeys(window.minutes))
    console.print(
        f"[bold]The meeting was held.[/bold] The bot sent {said} messages and {marks} reactions.\n"
        f"The minutes: {escape(files)}",
        soft_wrap=True,
    )


async def take_part(console: Console, speed: float, out: Path, folder: Path) -> None:
    """Have a room with a meeting planned in it, and let the person at the terminal write into it.

    Raises:
        NotAsItShould: the bot does not answer.
        HomeserverError: the homeserver does not start.
    """
    members = (*script.MEMBERS, YOU)
    async with (
        set_up(folder, script.BOT, members, _PASSWORD, script.ALMOST_NOON, speed) as stage,
        open_room(stage, YOU, (YOU, *script.FROM_THE_START), console, out) as window,
    ):
        answered = len(window.words) + 2
        await stage.members[script.ANA.account].say(window.room_id, script.PLAN.text)
        await await_bot(window, lambda: len(window.words) >= answered, "does not answer")
        await asyncio.sleep(2 * HOLD)
        console.rule(style="dim")
        console.print(
            f"Write into the room as {YOU.name}: try !aide, !prendre notes, !ouvrir, NOTE : …\n"
            f"Or use any Matrix client: homeserver {stage.homeserver.url}\n"
            f"  user {YOU.account}, password {_PASSWORD}\n"
            f"Files that come into the room are left in {escape(str(out))}. Ctrl-D ends it all.",
            soft_wrap=True,
        )
        console.rule(style="dim")
        async for message in typed():
            _wipe(console, message)
            await stage.members[YOU.account].say(window.room_id, message)
        await asyncio.sleep(2 * HOLD)


@asynccontextmanager
async def open_room(
    stage: Stage, viewer: Character, present: Sequence[Character], console: Console, out: Path
) -> AsyncIterator[Window]:
    """Have Ana make a room, the bot and those present come into it, and show it as the viewer sees it."""
    ana = stage.members[script.ANA.account]
    others = [member.user_id for member in stage.members.values() if member is not ana]
    room_id = await ana.create_room(script.ROOM_NAME, others)
    window = Window(stage.members[viewer.account], room_id, stage.clock, out)
    screen = Screen(console, stage.bot, script.ZONE)
    now = asyncio.get_running_loop().time
    async with alongside(window.watch(lambda sight: screen.see(sight, now())), _keep_printing(screen)):
        await asyncio.gather(*(stage.members[each.account].join(room_id) for each in present))
        await await_bot(window, lambda: stage.bot in window.present, "does not come into the room")
        try:
            yield window
        finally:
            screen.print_until(math.inf)


def _wipe(console: Console, message: str) -> None:
    """Take what was typed off the terminal: it comes back as the room shows it."""
    if console.is_terminal and sys.stdin.isatty():
        line = (ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)
        console.control(Control(*line * (message.count("\n") + 1)))


async def _keep_printing(screen: Screen) -> None:
    now = asyncio.get_running_loop().time
    while True:
        screen.print_until(now() - HOLD)
        await asyncio.sleep(_TICK)
