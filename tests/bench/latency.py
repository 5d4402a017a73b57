"""How soon a command is answered, at the client of whoever wrote it, and what the answer costs in CPU."""

import asyncio
from dataclasses import dataclass
from statistics import mean

from tests.bench.figures import Curve, Figure, Findings, Scale, Wanted, distribution, number
from tests.bench.stage import Ear, IsAnswer, Party, Stage, is_emoji, is_words, start_both

_PEOPLE = 6
"""So many ask in turn: one alone would get so many answers a minute that the bot takes them for a machine."""

_LINES = 10
"""What people write in a minute of a lively meeting."""

_MS = 1000
_ECHO = "nio echo bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a kind of command took, and the floor in turns with it: all in milliseconds, CPU that of each."""

    ours: list[float]
    floors: list[float]
    cpu: float
    cpu_floor: float


async def measure(scale: Scale) -> Findings:
    """Ask both in turns: first for words, then for a note to be kept."""
    async with Stage.open() as stage:
        people = [await stage.person(f"Person{n}") for n in range(_PEOPLE)]
        echo, bot = await start_both(stage, people)
        ears = [Ear(person) for person in people]
        times = scale.of(100, 6)
        await bot.ask(ears[0], "!prévoir Réunion, dans 30 jours à 12h", is_words)
        words = await _ask(times, ears, echo, bot, "!état", is_words)
        await bot.ask(ears[0], "!ouvrir Réunion", is_words)
        notes = await _ask(times, ears, echo, bot, "NOTE : la salle est retenue", is_emoji)
    return Findings(
        figures=[
            *_rows("`!état` answered in words", words),
            *_rows("a note kept and marked with an emoji", notes),
        ],
        notes=[_note(words, notes)],
        curves=[_curve("Answer in words", words), _curve("Note, to its emoji", notes)],
    )


async def _ask(times: int, ears: list[Ear], echo: Party, bot: Party, body: str, is_answer: IsAnswer) -> Asked:
    """Ask each so many times, in turns. What was never asked before is asked once, unmeasured."""
    await echo.ask(ears[0], body, is_answer)
    await bot.ask(ears[0], body, is_answer)
    ours, floors = [], []
    cpu, cpu_floor = bot.process.cpu(), echo.process.cpu()
    for n in range(times):
        ear = ears[n % len(ears)]
        floors.append(_MS * await echo.ask(ear, body, is_answer))
        ours.append(_MS * await bot.ask(ear, body, is_answer))
    # What is written down after the answer counts as well.
    await asyncio.sleep(1)
    return Asked(
        ours=ours,
        floors=floors,
        cpu=_MS * (bot.process.cpu() - cpu) / times,
        cpu_floor=_MS * (echo.process.cpu() - cpu_floor) / times,
    )


def _rows(what: str, asked: Asked) -> list[Figure]:
    return [
        Figure(
            name=f"{what}: command to answer",
            unit="ms",
            ours=asked.ours,
            floor=_ECHO,
            floors=asked.floors,
            wanted=Wanted(bound=1.06),
        ),
        Figure(
            name=f"{what}: CPU",
            unit="ms",
            ours=[asked.cpu],
            floor=_ECHO,
            floors=[asked.cpu_floor],
            wanted=Wanted(bound=1.3),
        ),
    ]


def _note(*kinds: Asked) -> str:
    a_second = _MS / mean(asked.cpu for asked in kinds)
    floor = _MS / mean(asked.cpu_floor for asked in kinds)
    return (
        f"By its CPU, one core has {number(a_second)} commands a second, half of each kind: that is"
        f" {number(60 * a_second / _LINES)} meetings of {_LINES} lines a minute. For the floor it is"
        f" {number(floor)} answers a second."
    )


def _curve(title: str, asked: Asked) -> Curve:
    return Curve(
        title=title,
        x="milliseconds at most",
        y="% of commands",
        lines={"the bot": distribution(asked.ours), _ECHO: distribution(asked.floors)},
    )
