"""Words made comparable: without case, accents, or the many shapes of quotes, dashes and spaces.

Everything that looks a word up, or looks for one in a text, compares folded text with folded text.
"""

from functools import lru_cache
from unicodedata import category, combining, normalize

_SHAPES = str.maketrans(
    dict.fromkeys("‘’‚‛ʼʹ′`´", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"œ": "oe", "æ": "ae", "⁄": "/"}
)
_VARIATION_SELECTORS = ("\ufe0e", "\ufe0f")


def fold(text: str) -> str:
    """Return the text as it is compared: lower case, no accents, plain quotes, single spaces, trimmed."""
    return trace(text)[0].strip()


def trace(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the folded text, not trimmed, and for each of its characters where in `text` it comes from.

    There is one position more than characters: the end of `text`.
    """
    characters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        for folded in _fold_character(character):
            if folded == " " and characters and characters[-1] == " ":
                continue
            characters.append(folded)
            origins.append(position)
    origins.append(len(text))
    return "".join(characters), tuple(origins)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    shaped = character.translate(_SHAPES)
    decomposed = normalize("NFKD", normalize("NFKD", shaped).casefold()).translate(_SHAPES)
    return "".join(" " if part.isspace() else part for part in decomposed if not _is_invisible(part))


def _is_invisible(character: str) -> bool:
    return combining(character) != 0 or category(character) == "Cf" or character in _VARIATION_SELECTORS
