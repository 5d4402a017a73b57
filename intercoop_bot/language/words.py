"""Words looked up in the table: which command one calls, which tag it names, what a slip was meant to be.

They are compared folded, in all languages at once. A command of several words may be written as one, too.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from intercoop_bot.language.entries import Entry
from intercoop_bot.language.fold import fold
from intercoop_bot.language.spelling import closest
from intercoop_bot.language.vocabulary import NOTE_TAGS, TABLE


def _together(word: str) -> str:
    """Return a word as it is compared: folded, and one even where it is written as several."""
    return fold(word).replace(" ", "").replace("-", "").replace("'", "")


def _written() -> Iterator[tuple[str, Entry]]:
    for entry in TABLE:
        for wording in entry.wordings.values():
            for word in wording.words:
                yield word, entry


_ENTRY_OF: Mapping[str, Entry] = {_together(word): entry for word, entry in _written()}
_SPELLING: Mapping[str, str] = {_together(word): word for word, _ in reversed(tuple(_written()))}
_LONG = frozenset(tuple(fold(word).split(" ")) for word, _ in _written() if " " in word)
MOST_WORDS = max(map(len, _LONG))
"""The words of the longest command."""


def find(word: str) -> Entry | None:
    """Return the command that a word calls, in any language, however it is accented."""
    return _ENTRY_OF.get(_together(word))


def count_words(text: str) -> int:
    """Return how many words at the beginning of a text make the longest command written as several; or 1."""
    words = tuple(fold(text).split(" "))
    return max((len(long) for long in _LONG if words[: len(long)] == long), default=1)


_NO_SLIP = frozenset({"actions"})
"""Words that are asked for as they are, and not a slip for the command that they resemble."""


@lru_cache(maxsize=256)
def suggest(word: str, tags: tuple[str, ...] = ()) -> str | None:
    """Return the known word, as it is spelt, that a misspelt one is meant to be; None where there is none."""
    own = {fold(tag): tag for tag in tags}
    near = None if fold(word) in _NO_SLIP else closest(_together(word), (*_SPELLING, *own))
    return None if near is None else own.get(near) or _SPELLING[near]


def find_tag(word: str, tags: tuple[str, ...]) -> str | None:
    """Return the tag, one of the room's own included, that a word names; None where it is none."""
    entry = find(word)
    if entry is not None:
        return entry.key if entry.key in NOTE_TAGS else None
    return next((tag for tag in tags if fold(tag) == fold(word)), None)
