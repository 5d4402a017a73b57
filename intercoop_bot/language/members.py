"""The people of a room by user id, under their names: what is looked up in all of them is in order once.

1. They never change: where somebody comes, goes or takes another name, others take their place.
2. Names are compared folded; whom names do not tell apart, by how they look.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from intercoop_bot.language.fold import fold
from intercoop_bot.language.namesakes import look, seems_other

_NO_FIRST_NAMES = frozenset(
    (
        "la",
        "le",
        "les",
        "l",
        "un",
        "une",
        "des",
        "the",
        "a",
        "an",
        "de",
        "du",
        "on",
        "il",
        "elle",
        "je",
        "we",
        "to",
    )
)
_FIRST_WORD = re.compile(r"[^\W\d_][\w'-]*")

Bearers = Mapping[str, Mapping[str, None]]
"""The ids of those who bear each name, in their order."""


class Members(Mapping[str, str]):
    """The display names of people, by user id."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = dict(names or {})

    def __getitem__(self, user_id: str) -> str:
        """Return the name of that person."""
        return self._names[user_id]

    def __iter__(self) -> Iterator[str]:
        """Give the ids of all of them."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self._names)

    @cached_property
    def bearers(self) -> tuple[Bearers, Bearers]:
        """Who bears which name, folded: by display name or handle; by local part or first name."""
        shown: dict[str, dict[str, None]] = {}
        short: dict[str, dict[str, None]] = {}
        for user_id, name in self._names.items():
            folded, handle = fold(name), fold(user_id.partition(":")[0])
            shown.setdefault(folded, {})[user_id] = None
            shown.setdefault(handle, {})[user_id] = None
            short.setdefault(handle.removeprefix("@"), {})[user_id] = None
            first_name = _FIRST_WORD.search(folded)
            if first_name is not None and first_name.group() not in _NO_FIRST_NAMES:
                short.setdefault(first_name.group(), {})[user_id] = None
        shown.pop("", None)
        short.pop("", None)
        return shown, short

    def alike(self, others: Mapping[str, str] | None = None) -> frozenset[str]:
        """Return which of these people, and of `others` who are none of them, names do not tell apart."""
        strangers = {person: name for person, name in (others or {}).items() if person not in self}
        if not strangers:
            return self._alike
        theirs = Members(strangers)
        same = {
            person
            for looks, people in theirs._looks.items()
            for person in (*people, *self._looks.get(looks, ()))
            if looks in self._looks
        }
        return self._alike | theirs._alike | same

    @cached_property
    def _looks(self) -> Mapping[str, list[str]]:
        bearers: defaultdict[str, list[str]] = defaultdict(list)
        for person, name in self._names.items():
            bearers[look(name)].append(person)
        return dict(bearers)

    @cached_property
    def _alike(self) -> frozenset[str]:
        same = {person for people in self._looks.values() if len(people) > 1 for person in people}
        return frozenset(same | {person for person, name in self._names.items() if seems_other(person, name)})
