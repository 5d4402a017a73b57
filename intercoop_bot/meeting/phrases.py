"""What is to be said, before it has words.

The meeting never writes a sentence: it names one by its key and hands over the values, and `language`
puts both into the room's language. A refusal is a phrase too, so it can be worded where it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

MomentStyle = Literal["time", "day", "moment"]


@dataclass(frozen=True, slots=True)
class Who:
    """A person. `id` is a Matrix user id, or a bare name for somebody who is only on the phone."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant, to be shown in the room's time zone: the hour, the day, or both."""

    at: datetime
    style: MomentStyle = "time"


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone, by its IANA name, to be shown as people call it."""

    name: str


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule by which meetings repeat, in the form in which it is stored, to be shown in words."""

    rule: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, to be shown in minutes and hours (seconds below a minute)."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Quote:
    """Words typed by a person, shown between the language's quotation marks, cut after so many characters."""

    text: str
    longest: int = 300


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence named by its key in the catalogues, with the values that go into it.

    A value named `n` picks the plural.
    """

    key: str
    values: Mapping[str, "Value"] = field(default_factory=dict)


Value: TypeAlias = "str | int | Who | When | Zone | Recurrence | Span | Quote | Phrase | tuple[Value, ...]"


def phrase(key: str, **values: Value) -> Phrase:
    """Return the phrase of that key, its values given by name."""
    return Phrase(key, values)
