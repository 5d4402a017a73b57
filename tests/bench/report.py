"""What was found, as a table, and as a picture; and their place in the documentation."""

import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.figures import Curve, Figure, Findings, number, quantile

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "performance.md"
PICTURE = DOCS / "performance.svg"

_PLACE = re.compile(r"(<!-- bench -->\n).*?(<!-- end of bench -->)", re.DOTALL)
_HEAD = (
    "| What | Ours: median (p95) | Floor | Floor: median (p95) | Ratio | Wanted | Holds |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


def table(findings: Sequence[Findings], seconds: float) -> str:
    """Return the findings as Markdown, with the machine that they were made on."""
    rows = "\n".join(_row(figure) for found in findings for figure in found.figures)
    notes = "".join(f"\n{note}\n" for found in findings for note in found.notes)
    return f"{_HEAD}\n{rows}\n{notes}\n{_machine()} The whole took {seconds / 60:.0f} minutes.\n"


def _row(figure: Figure) -> str:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} ×"
    holds = {None: "", True: "yes", False: "**no**"}[figure.holds]
    wanted = "" if figure.wanted is None else str(figure.wanted)
    cells = (
        figure.name,
        _spread(figure.ours, figure.unit),
        figure.floor,
        _spread(figure.floors, figure.unit),
        ratio,
        wanted,
        holds,
    )
    return f"| {' | '.join(cells)} |"


def _spread(samples: Sequence[float], unit: str) -> str:
    if not samples:
        return ""
    middle = f"{number(median(samples))} {unit}".strip()
    return middle if len(samples) == 1 else f"{middle} ({number(quantile(samples, 95))})"


def _machine() -> str:
    return (
        f"Measured on {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Synapse {version('matrix-synapse')},"
        f" matrix-nio {version('matrix-nio')}."
    )


def write(markdown: str, page: Path = PAGE) -> None:
    """Put the table in its place on the page, instead of the earlier one."""
    text = page.read_text(encoding="utf-8")
    assert _PLACE.search(text), f"{page} has no place for the table"
    page.write_text(_PLACE.sub(lambda found: found[1] + markdown + found[2], text), encoding="utf-8")


def draw(curves: Sequence[Curve], picture: Path = PICTURE) -> None:
    """Draw all curves into one picture."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    # The same curves make the same file, and words stay words.
    mpl.rcParams.update({"svg.hashsalt": "bench", "svg.fonttype": "none", "font.size": 9})
    columns = 2
    rows = -(-len(curves) // columns)
    canvas = Canvas(figsize=(11, 3.4 * rows), layout="constrained")
    for place, curve in enumerate(curves, 1):
        axes = canvas.add_subplot(rows, columns, place)
        for name, points in curve.lines.items():
            axes.plot(*zip(*points, strict=True), label=name, marker="." if len(points) < 20 else None)
        axes.set(title=curve.title, xlabel=curve.x, ylabel=curve.y)
        if curve.x_is_log:
            axes.set_xscale("log")
        if curve.y_is_log:
            axes.set_yscale("log")
        axes.grid(alpha=0.3)
        axes.legend()
    canvas.savefig(picture, metadata={"Date": None})
