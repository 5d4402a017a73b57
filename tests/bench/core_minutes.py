"""How long the minutes take, from the state of a meeting to the text of a file.

Nothing is waited for there: it is the seconds of the processor that are counted.
"""

import time
from collections.abc import Callable

from intercoop_bot.clock import SystemClock
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.state import Room
from intercoop_bot.minutes import render
from intercoop_bot.minutes.contents import Document
from intercoop_bot.minutes.document import document
from tests.bench.core_hall import meeting_of
from tests.bench.figures import Curve, Figure, Findings, Scale, Wanted
from tests.builders import NAMES

_US = 1e6

FORMS: dict[str, Callable[[Document], str]] = {"Markdown": render.markdown, "HTML": render.html}


async def measure(scale: Scale) -> Findings:
    """Write the minutes of meetings of each length, in turns."""
    lengths = (200, 2000, scale.of(20_000, 4000))
    rooms = {length: replay(meeting_of(length), Room(names=NAMES)) for length in lengths}
    took: dict[str, dict[int, list[float]]] = {form: {n: [] for n in lengths} for form in FORMS}
    for _ in range(scale.of(7, 1)):
        for form, write in FORMS.items():
            for length in lengths:
                took[form][length].append(_seconds(rooms[length], write, max(lengths) // length))
    figures = []
    for form, by_length in took.items():
        figures += _rows(form, by_length)
    return Findings(figures=figures, curves=[_curve(took)])


def _seconds(room: Room, write: Callable[[Document], str], times: int) -> float:
    """Return what it takes to write the minutes once, where they are written so many times."""
    began = time.thread_time()
    for _ in range(times):
        write(document(room, room.meetings[1], SystemClock().now()))
    return (time.thread_time() - began) / times


def _rows(form: str, took: dict[int, list[float]]) -> list[Figure]:
    few, *_, many = took
    return [
        Figure(
            name=f"{form} minutes, each note of {many:,}",
            unit="µs",
            ours=[seconds / many * _US for seconds in took[many]],
            floor=f"of {few}",
            floors=[seconds / few * _US for seconds in took[few]],
            wanted=Wanted(bound=1.1),
        ),
        Figure(
            name=f"{form} minutes of {many:,} notes",
            unit="s",
            ours=took[many],
            wanted=Wanted(bound=0.5, unit="s"),
        ),
    ]


def _curve(took: dict[str, dict[int, list[float]]]) -> Curve:
    return Curve(
        title="Minutes",
        x="notes",
        y="seconds (median)",
        lines={
            form: [(n, sorted(samples)[len(samples) // 2]) for n, samples in by_length.items()]
            for form, by_length in took.items()
        },
        x_is_log=True,
        y_is_log=True,
    )
