"""The script is played, and what came of it is checked against what the room shows."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import assert_never, get_args

from intercoop_bot.demo import script
from intercoop_bot.demo.script import Delete, Edit, Join, Look, React, Say, Step, Tap
from intercoop_bot.demo.stage import Stage
from intercoop_bot.demo.window import Window
from intercoop_bot.faults import Kind
from intercoop_bot.language.catalogue import template

_PATIENCE = 20.0
"""For how many seconds the bot may keep us waiting for what must come."""

_HURRY = 0.8
"""Seconds that a stretch takes in which nobody does anything."""


class NotAsItShould(Exception):  # noqa: N818 - named for what is the case
    """The meeting did not go as it should; the message says what is wrong, in one line."""


async def play(steps: Sequence[Step], stage: Stage, window: Window) -> None:
    """Have everybody do what the script says, at its time.

    Raises:
        NotAsItShould: there is no message of the bot that somebody is to tap on.
    """
    labels: dict[str, str] = {}
    for at, together in groupby(steps, key=lambda step: step.at):
        if at - stage.clock.now() > script.LONGEST_SILENCE:
            await stage.clock.hurry(at, _HURRY)
        else:
            await stage.clock.reach(at)
        await asyncio.gather(*(_perform(step, stage, window, labels) for step in together))


async def _perform(step: Step, stage: Stage, window: Window, labels: dict[str, str]) -> None:
    member, room_id = stage.members[step.who.account], window.room_id
    match step.deed:
        case Say(text=text, label=label):
            labels[label or text] = await member.say(room_id, text)
        case Edit(label=label, text=text):
            await member.edit(room_id, labels[label], text)
        case React(label=label, emoji=emoji):
            await member.react(room_id, labels[label], emoji)
        case Delete(label=label):
            await member.delete(room_id, labels[label])
        case Tap(words=words, emoji=emoji):
            await member.react(room_id, await _find(words, stage, window), emoji)
        case Join():
            await member.join(room_id)
        case Look():
            pass
        case _:
            assert_never(step.deed)


async def _find(words: str, stage: Stage, window: Window) -> str:
    """Return the bot's latest message with these words."""

    def found() -> list[str]:
        said = window.words.items()
        return [event for event, each in said if each.sender == stage.bot and words in each.body]

    await await_bot(window, lambda: bool(found()), f"never said “{words}”")
    return found()[-1]


async def await_bot(window: Window, condition: Callable[[], bool], otherwise: str) -> None:
    """Wait until the room shows that the bot did something.

    Raises:
        NotAsItShould: it did not; `otherwise` says so.
    """
    try:
        await window.until(condition, _PATIENCE)
    except TimeoutError:
        raise NotAsItShould(f"the bot {otherwise}") from None


async def check(stage: Stage, window: Window, out: Path) -> None:
    """Wait for the last words of the bot, and hold what the room shows against what should be there.

    Raises:
        NotAsItShould: something is missing, or too much.
    """
    files = 2 * script.MINUTES_POSTED
    await await_bot(window, lambda: len(window.minutes) >= files, "did not post the minutes")
    await window.until(
        lambda: any(said.body == script.LAST_WORDS for said in window.words.values()), _PATIENCE
    )
    in_the_room = [words.body for words in window.words.values() if words.sender == stage.bot]
    kept = {path.suffix: path.read_text(encoding="utf-8") for path in window.minutes}
    for fault in _faults(in_the_room, kept, out):
        raise NotAsItShould(fault)


def _faults(in_the_room: Sequence[str], kept: dict[str, str], out: Path) -> Iterator[str]:
    stumbles = [template("fr", f"fault.{part}") for part in (*get_args(Kind), "room")]
    if any(stumble in body for stumble in stumbles for body in in_the_room):
        yield "the bot stumbled over a message"
    for kind in (".md", ".html"):
        if kind not in kept:
            yield f"no minutes as {kind} in {out}"
    if not any(script.IN_THE_MINUTES[0] in body for body in in_the_room):
        yield "the minutes are not in the room as a message"
    for text in script.IN_THE_MINUTES:
        if text not in kept.get(".md", ""):
            yield f"“{text}” is not in the minutes"
    for text in script.NOT_IN_THE_MINUTES:
        if any(text in content for content in kept.values()):
            yield f"“{text}” is in the minutes, and should not be"
    for words in script.SAID_BY_THE_BOT:
        if not any(all(word in body for word in words) for body in in_the_room):
            yield f"the bot never said anything of “{', '.join(words)}”"
