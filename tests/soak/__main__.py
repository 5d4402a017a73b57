"""`make soak`: many meetings, several side by side, and a table of how many were exact.

One again, by its kind and its seed: `python -m tests.soak --kind killed --seed 17 --runs 1`. Whatever was not
exact leaves its folder, with the bot's log and its data, in `soak-out`.
"""

import asyncio
import logging
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from intercoop_bot.demo.homeserver import Homeserver
from tests.soak.attempt import attempt
from tests.soak.trouble import KINDS, Plan, plan

OUT = Path("soak-out").resolve()
_MIXED_PER_KILLED = 2
_ALONE = 5
_ENCRYPTED_EVERY = 5
"""Of so many meetings one is held in an encrypted room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a meeting: what is wrong with it, and how many seconds it took."""

    kind: str
    seed: int
    faults: tuple[str, ...]
    seconds: float


async def soak(wanted: list[tuple[str, int]], side_by_side: int) -> list[Outcome]:
    """Hold these meetings, so many at once."""
    outcomes: list[Outcome] = []
    turns = asyncio.Semaphore(side_by_side)

    async def hold(kind: str, seed: int) -> None:
        async with turns:
            began = time.monotonic()
            folder = _folder(kind, seed)
            troubles = plan(kind, seed)
            encrypted = seed % _ENCRYPTED_EVERY == 0
            faults = await attempt(homeserver, folder, troubles, encrypted=encrypted)
            outcome = Outcome(kind=kind, seed=seed, faults=faults, seconds=time.monotonic() - began)
            outcomes.append(outcome)
            _tell(outcome, troubles)
            if not faults:
                shutil.rmtree(folder)

    async with Homeserver.start(OUT / "homeserver") as homeserver, asyncio.TaskGroup() as group:
        for kind, seed in wanted:
            group.create_task(hold(kind, seed))
    return outcomes


def _folder(kind: str, seed: int) -> Path:
    folder = OUT / f"{kind}-{seed}".replace(" ", "-")
    folder.mkdir()
    return folder


def _tell(outcome: Outcome, troubles: Plan) -> None:
    how = "NOT EXACT" if outcome.faults else "exact"
    typer.echo(f"{outcome.kind} {outcome.seed}: {how}, {outcome.seconds:.0f} s")
    if outcome.faults:
        typer.echo("\n".join([*map(str, troubles), *outcome.faults]))


def table(outcomes: list[Outcome], seconds: float) -> Iterator[str]:
    """Return the lines of a table, one for each kind of trouble."""
    yield "| trouble | meetings | exact |"
    yield "| --- | ---: | ---: |"
    for kind in KINDS:
        held = [outcome for outcome in outcomes if outcome.kind == kind]
        if held:
            yield f"| {kind} | {len(held)} | {sum(not outcome.faults for outcome in held)} |"
    yield f"\n{len(outcomes)} meetings in {seconds / 60:.0f} minutes."


def main(
    runs: Annotated[int, typer.Option(help="How many meetings in which the bot is killed.")] = 200,
    kind: Annotated[str | None, typer.Option(help="Only this kind of trouble.")] = None,
    seed: Annotated[int, typer.Option(help="The first seed.")] = 1,
    side_by_side: Annotated[int, typer.Option(help="How many meetings at once.")] = 6,
) -> None:
    """Hold meetings while their bot is killed and its homeserver fails."""
    counts = dict.fromkeys(KINDS, _ALONE) | {"killed": runs, "mixed": runs // _MIXED_PER_KILLED}
    if kind:
        counts = {kind: runs}
    wanted = [(each, seed + n) for each, count in counts.items() for n in range(count)]
    # People's library tells of every key that their clients wait for.
    logging.getLogger("nio").setLevel(logging.CRITICAL)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    began = time.monotonic()
    outcomes = asyncio.run(soak(wanted, side_by_side))
    lines = "\n".join(table(outcomes, time.monotonic() - began))
    typer.echo(lines)
    (OUT / "table.md").write_text(lines + "\n", encoding="utf-8")
    if any(outcome.faults for outcome in outcomes):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
