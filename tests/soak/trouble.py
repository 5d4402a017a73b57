"""What befalls a meeting: killings of the bot, and faults of its homeserver, drawn from a seed."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.soak import script
from tests.synapse.proxy import Spoiling

_LONGEST_AWAY = 6
_LATEST = 1.2
"""Seconds after which the bot has mostly done what a minute asks of it, on a busy machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something happens so many seconds after that minute of the meeting began.

    `lasts` is for how many minutes; with 0 the meeting waits until the bot is over it.
    """

    minute: int
    after: float = 0.0
    lasts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill(Trouble):
    """The bot is killed, and started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil(Trouble):
    """The next requests of the bot under a path are spoilt: so many, or for as long as it lasts."""

    how: Spoiling
    path: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart(Trouble):
    """The homeserver is stopped, and started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget(Trouble):
    """The bot is killed and comes back after more than a day: the homeserver has forgotten what was sent."""


Plan = tuple[Trouble, ...]

_MINUTES = len(list(script.minutes_of_the_clock()))
_OPENS, _CLOSES = (int((at - script.BEGINS) / script.MINUTE) for at in (script.OPENS, script.CLOSES))
_HANGING = ("stalled", "unanswered")
_PATHS = ("/sync", "/send/", "/send/m.room.message/", "/send/m.reaction/", "/media/", "")


def _kills(draw: random.Random) -> Plan:
    """One to three killings, far enough from each other, at any instant."""
    return tuple(_kill(draw, minute) for minute in _apart(draw, draw.randint(1, 3)))


def _kill(draw: random.Random, minute: int) -> Kill:
    away = draw.choice((0, draw.randint(1, _LONGEST_AWAY)))
    lasts = away if minute > _OPENS and minute + away < _CLOSES else 0
    return Kill(minute=minute, after=draw.uniform(0, _LATEST), lasts=lasts)


def _apart(draw: random.Random, count: int) -> list[int]:
    """Draw minutes of the meeting, so that one trouble is over when the next one comes."""
    free = range(_MINUTES - (count - 1) * _LONGEST_AWAY)
    return [place + n * _LONGEST_AWAY for n, place in enumerate(sorted(draw.sample(free, count)))]


def _spoilt(how: Spoiling) -> Callable[[random.Random], Plan]:
    """Five times in a meeting some requests, the first one what is posted at its end."""

    def plan(draw: random.Random) -> Plan:
        times = 1 if how in _HANGING else 3
        closing = Spoil(minute=_CLOSES, how=how, path=draw.choice(("/send/", "/media/")), times=times)
        return (*(_spoil(draw, how, minute) for minute in _apart(draw, 4) if minute != _CLOSES), closing)

    return plan


def _spoil(draw: random.Random, how: Spoiling, minute: int) -> Spoil:
    # What hangs does so for a minute; all else is over after some requests.
    lasts = 1 if how in _HANGING else 0
    path = draw.choice(_PATHS)
    return Spoil(minute=minute, how=how, path=path, times=draw.randint(1, 4), lasts=lasts)


def _uploads_cut(draw: random.Random) -> Plan:
    at = (0, _CLOSES, _MINUTES - 1)
    return tuple(
        Spoil(minute=minute, how="cut during", path="/media/", times=draw.randint(1, 3)) for minute in at
    )


def _restarts(draw: random.Random) -> Plan:
    return tuple(Restart(minute=minute, after=draw.uniform(0, _LATEST)) for minute in _apart(draw, 2))


def _forgotten(draw: random.Random) -> Plan:
    """What is posted last arrives, or not, and the bot does not hear of it; then it is gone for a day."""
    how: Spoiling = draw.choice(("cut after", "unanswered", "bad gateway"))
    last = _MINUTES - 1
    return (
        Spoil(minute=last, how=how, path="/send/", times=draw.randint(1, 4)),
        Forget(minute=last, after=draw.uniform(0.2, 1.0)),
    )


def _mixed(draw: random.Random) -> Plan:
    """A bit of everything, but for what takes a homeserver of its own."""
    troubles: list[Trouble] = []
    for minute in _apart(draw, 5):
        how = draw.choice((None, *SPOILINGS.values()))
        troubles.append(_kill(draw, minute) if how is None else _spoil(draw, how, minute))
        if how is not None and draw.random() < 0.3:
            troubles.append(Kill(minute=minute, after=draw.uniform(0, _LATEST)))
    return tuple(troubles)


SPOILINGS: dict[str, Spoiling] = {
    "502": "bad gateway",
    "500": "broken",
    "429 with retry_after_ms": "limited",
    "429 with Retry-After": "limited by header",
    "429 without a word": "limited untold",
    "closed before it is done": "cut before",
    "closed after it is done": "cut after",
    "truncated": "truncated",
    "stalled": "stalled",
    "done and never answered": "unanswered",
}

KINDS: dict[str, Callable[[random.Random], Plan]] = {
    "undisturbed": lambda _: (),
    "killed": _kills,
    **{name: _spoilt(how) for name, how in SPOILINGS.items()},
    "cut in mid-upload": _uploads_cut,
    "homeserver restarted": _restarts,
    "transactions forgotten": _forgotten,
    "mixed": _mixed,
}
"""Each kind of trouble, and how a meeting's is drawn."""


def plan(kind: str, seed: int) -> Plan:
    """Return what befalls the meeting of that seed; always the same."""
    return KINDS[kind](random.Random(f"{kind} {seed}"))  # noqa: S311 - no secret


def in_turn(*hows: Spoiling) -> Plan:
    """Return these spoilings one after the other, the last one of what is posted at the end."""
    minutes = (*range(1, _CLOSES, _LONGEST_AWAY + 1), _CLOSES)
    paths = ("/sync", "/send/", "/sync", "", "/send/m.room.message/", "/media/")
    return tuple(
        Spoil(minute=minute, how=how, path=path, times=2, lasts=1 if how in _HANGING else 0)
        for how, minute, path in zip(hows, minutes[-len(hows) :], paths[-len(hows) :], strict=True)
    )


def is_alone(troubles: Sequence[Trouble]) -> bool:
    """Tell whether such a meeting must have its homeserver for itself."""
    return any(isinstance(trouble, Restart) for trouble in troubles)
