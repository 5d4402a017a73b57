"""Item numbers as people write them: `3`, `n° 3`, `#3`, `le point 3`, `au 3`."""

import re

from intercoop_bot.language.fold import trace

_INTRODUCTION = (
    r"(?:le|la|au|a|to|the|point|item|sujet|vers|en|avant|before|place|position|numero|number|no|nr)"
    r"(?![a-z])[ .]*|n°[ .]*|[#:] ?"
)
_NUMBER = re.compile(
    rf" ?(?:{_INTRODUCTION})*(?P<n>[0-9]{{1,9}})(?![0-9a-z])"
    r"(?!['/]|[.,:]?[0-9]| ?(?:h|m|mn|min|minutes?|h[0-9]{2})\b)[ .:)-]*"
)
_LONGEST = 60


def read_number(text: str) -> tuple[int | None, str]:
    """Return the item number that a text begins with, and what follows; a time or a date is none."""
    folded, origins = trace(text[:_LONGEST])
    found = _NUMBER.match(folded)
    if found is None:
        return None, text
    return int(found["n"]), text[origins[found.end()] :]
