"""Whom a name alone does not tell apart: how names look, and which could be taken for an id.

1. Names are compared as they look: without case, accents and signs, a letter of another alphabet taken for
   the Latin one that it looks like. Cyrillic and Greek are known, which most keyboards can type.
2. A name that seems to hold a user id is told apart too: it could be taken for somebody with their id.
"""

import re
from functools import lru_cache

from intercoop_bot.language.fold import fold

_SEEMS_AN_ID = re.compile(r"^@|@\s*\S+\s*:\s*\S")
_CAPITALS = str.maketrans("АВЕЗКМНОРСТУХІЈЅԌԚԜҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "abe3kmhopctyxijsgqwyabezhikmnoptyxc")
_SMALL = str.maketrans("авезкмнорстухіјѕԁһӏԛԝүαιкνορτυχγϲ", "abe3kmhopctyxijsdhlqwyaikvoptuxyc")
_ALIKE = str.maketrans("01i|", "olll")
_TWO_AS_ONE = (("rn", "m"), ("vv", "w"))


def seems_other(person: str, name: str) -> bool:
    """Tell whether a name could be read as the id of somebody else."""
    return name != person and _SEEMS_AN_ID.search(name) is not None


@lru_cache(maxsize=16_384)
def look(name: str) -> str:
    """Return a name as it is compared: two that a reader could take for one another are the same."""
    folded = fold(name.translate(_CAPITALS).translate(_SMALL)).translate(_ALIKE)
    for two, one in _TWO_AS_ONE:
        folded = folded.replace(two, one)
    return "".join(sign for sign in folded if sign.isalnum()) or folded
