"""Words that were misspelt: how far apart two words are, and which of many is meant."""

from collections.abc import Iterable

_SHORTEST = 3
_SHORT = 7


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one most likely is; None where that would be a guess.

    Both are folded. People get the first letter right; one slip is forgiven, in long words two.
    """
    if len(word) < _SHORTEST:
        return None
    most = 1 if len(word) <= _SHORT else 2
    near = [
        (slips, candidate)
        for candidate in known
        if len(candidate) >= _SHORTEST and candidate[0] == word[0] and abs(len(candidate) - len(word)) <= most
        if (slips := count_slips(word, candidate)) <= most
    ]
    return min(near)[1] if near else None


def count_slips(written: str, meant: str) -> int:
    """Return how many letters were added, left out, mistaken, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(written, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(meant, 1):
            slips = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and written[i - 2] == wanted:
                slips = min(slips, older[j - 2] + 1)
            row.append(slips)
    return row[-1]
