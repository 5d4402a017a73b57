"""Many people write at once, and the meeting is closed: are all of their lines in the minutes, how soon?"""

import asyncio
import re
import time
from collections.abc import Sequence

from tests.bench.figures import Figure, Findings, Scale, Wanted
from tests.bench.stage import Ear, IsAnswer, Party, Stage, is_words, start_both
from tests.synapse.chat import Chat
from tests.synapse.people import Json, Person, wait_for

_PEOPLE = 4
_IN_FLIGHT = 10
_ROUNDS = 2
_LINE = re.compile(r"NOTE : ligne \d+")
_FLOOR = "nio echo bot: to its answer to what was said last"


async def measure(scale: Scale) -> Findings:
    """Have both listen to as many lines, in turns."""
    lines = scale.of(200, 20)
    kept: list[float] = []
    ours: list[tuple[float, float]] = []
    floors: list[tuple[float, float]] = []
    async with Stage.open() as stage:
        people = [await stage.person(f"Person{n}") for n in range(_PEOPLE)]
        echo, bot = await start_both(stage, people)
        ear = Ear(people[0])
        chat = Chat(people[0], bot.room_id, bot.account.user_id)
        for each in range(scale.of(_ROUNDS, 1)):
            floors.append(await _listen(echo, ear, people, lines, "fin", is_words))
            await bot.ask(ear, f"!ouvrir Réunion {each}")
            ours.append(await _listen(bot, ear, people, lines, "!clore", _is_minutes))
            kept.append(await _count(chat, f"Réunion {each}", lines))
    return Findings(
        figures=[
            Figure(
                name=f"{lines} lines of {_PEOPLE} people, {_IN_FLIGHT} in flight: kept, in order",
                unit="lines",
                ours=[min(kept)],
                wanted=Wanted(bound=lines, unit="lines", at_least=True),
            ),
            Figure(
                name="these lines, from the first to the minutes",
                unit="s",
                ours=[whole for whole, _ in ours],
                floor=_FLOOR,
                floors=[whole for whole, _ in floors],
            ),
            Figure(
                name="of that, from `!clore` to the minutes",
                unit="s",
                ours=[end for _, end in ours],
                floor=_FLOOR,
                floors=[end for _, end in floors],
            ),
        ]
    )


async def _listen(
    party: Party, ear: Ear, people: Sequence[Person], lines: int, last: str, is_answer: IsAnswer
) -> tuple[float, float]:
    """Write all the lines, and one thing more; return the seconds to its answer, of all and of that alone."""
    free = asyncio.Semaphore(_IN_FLIGHT)

    async def write(n: int) -> None:
        async with free:
            await people[n % len(people)].say(party.room_id, f"NOTE : ligne {n}")

    began = time.perf_counter()
    await asyncio.gather(*(write(n) for n in range(lines)))
    end = await party.ask(ear, last, is_answer)
    return time.perf_counter() - began, end


def _is_minutes(event: Json) -> bool:
    return is_words(event) and "Brouillon" in event["content"]["body"]


async def _count(chat: Chat, title: str, lines: int) -> int:
    """Return how many of the latest lines are in the minutes, at the place where they were said."""
    events = await chat.person.events(chat.room_id)
    said = [event["content"]["body"] for event in events if _LINE.fullmatch(event["content"].get("body", ""))]

    async def posted() -> str:
        files = (await chat.files_as_sent()).items()
        return next((text for name, text in files if name.endswith(".md") and title in text), "")

    written = [f"NOTE : {line}" for line in re.findall(r"ligne \d+", await wait_for(posted))]
    return sum(one == other for one, other in zip(said[-lines:], written, strict=False))
