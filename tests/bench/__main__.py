"""`make bench`: measure, print a table, and put it into the documentation with its picture."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from tests.bench import (
    core_alarms,
    core_commands,
    core_minutes,
    core_notes,
    flood,
    latency,
    report,
    rooms,
)
from tests.bench.figures import Findings, Scale

Measure = Callable[[Scale], Coroutine[Any, Any, Findings]]

GROUPS: dict[str, Measure] = {
    "latency": latency.measure,
    "flood": flood.measure,
    "rooms": rooms.measure,
    "commands": core_commands.measure,
    "notes": core_notes.measure,
    "minutes": core_minutes.measure,
    "alarms": core_alarms.measure,
}
"""The groups of rows, in the order of the table."""


def main(
    groups: Annotated[list[str] | None, typer.Argument(help="Only these groups, and only printed.")] = None,
    small: Annotated[bool, typer.Option("--small", help="As little as shows that it works.")] = False,
) -> None:
    """Measure all, and write `docs/performance.md` and `docs/performance.svg`."""
    began = time.monotonic()
    findings = []
    for name in groups or GROUPS:
        typer.echo(f"measuring {name} …", err=True)
        findings.append(asyncio.run(GROUPS[name](Scale(small=small))))
    markdown = report.table(findings, time.monotonic() - began)
    typer.echo(markdown)
    if not groups and not small:
        report.write(markdown)
        report.draw([curve for found in findings for curve in found.curves])


if __name__ == "__main__":
    typer.run(main)
