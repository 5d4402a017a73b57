"""What is measured, as data: a figure with its floor and what is wanted of it, and curves for the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A bound for a figure's median: for its ratio to the floor's, or for itself where there is a unit."""

    bound: float
    unit: str | None = None
    at_least: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {number(self.bound)} {self.unit or '×'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A row of the table. Samples of ours and of the floor were taken in turns, and are of one unit.

    A figure that is counted once has one sample. One without a floor is compared with nothing but its bound.
    """

    name: str
    unit: str
    ours: Sequence[float]
    floor: str = ""
    floors: Sequence[float] = ()
    wanted: Wanted | None = None

    @property
    def ratio(self) -> float | None:
        """Our median as a multiple of the floor's."""
        return median(self.ours) / median(self.floors) if self.floors and median(self.floors) else None

    @property
    def holds(self) -> bool | None:
        """Whether it is as wanted; None where nothing is."""
        if self.wanted is None:
            return None
        value = median(self.ours) if self.wanted.unit else self.ratio
        if value is None:
            return False
        return value >= self.wanted.bound if self.wanted.at_least else value <= self.wanted.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One part of the picture: lines by their name, each of points from left to right."""

    title: str
    x: str
    y: str
    lines: Mapping[str, Sequence[tuple[float, float]]]
    x_is_log: bool = False
    y_is_log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one group of rows found. `notes` are sentences of Markdown under the table."""

    figures: Sequence[Figure]
    curves: Sequence[Curve] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is measured: all, or as little as shows that the measuring works."""

    small: bool = False

    def of(self, whole: int, little: int) -> int:
        """Return how many."""
        return little if self.small else whole


def quantile(samples: Sequence[float], part: int) -> float:
    """Return the value that `part` per cent of the samples do not exceed."""
    if len(samples) == 1:
        return samples[0]
    return quantiles(samples, n=100, method="inclusive")[part - 1]


def distribution(samples: Sequence[float]) -> list[tuple[float, float]]:
    """Return the samples as a curve: which part of them, in per cent, took no longer than that."""
    return [(value, 100 * n / len(samples)) for n, value in enumerate(sorted(samples), 1)]


def number(value: float) -> str:
    """Return a number as it is read: three digits that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
