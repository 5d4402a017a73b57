"""A moderator code, as a person writes it: in the direct room where it was asked for, and never elsewhere."""

import re

from intercoop_bot.language.asking import Asked
from intercoop_bot.language.fold import fold
from intercoop_bot.language.request import Request
from intercoop_bot.meeting import commands as c

_LABEL = re.compile(
    r"(?i)(?:(?:le|the|nouveau|new|mon|my|c['’]est|it['’]s)\s+){0,3}code"
    r"(?:\s+(?:animateur|hôte|hote|host|de modération))?"
    r"(?:\s*[:=]\s*|\s+(?:(?:est|is)\s*:?\s+)?)(?!(?:est|is)$)(?P<code>\S.*)",
    re.DOTALL,
)
_CALLED_OFF = frozenset(
    ("annuler", "annule", "non", "rien", "stop", "laisse tomber", "cancel", "no", "nothing", "never mind")
)


def read_host_code(request: Request) -> Asked:
    """Read that somebody wants the code told, or asked for; one that is given at once, all can see."""
    return request.unclear("code_in_room") if any(map(str.isdigit, request.text)) else c.AskHostCode()


def calls_off(body: str, prefix: str) -> bool:
    """Tell whether the person would rather give no code."""
    return fold(body.strip().removeprefix(prefix).strip(" .!")) in _CALLED_OFF


def read_code(body: str, prefix: str, *, labelled: bool) -> str | None:
    """Return the code in a message; None where it is a command.

    `labelled`: where the word `code` does not stand before it, it is none."""
    text = body.strip()
    label = _LABEL.fullmatch(text.removeprefix(prefix))
    if label is not None:
        return label["code"].strip()
    return None if labelled or not text or text.startswith(prefix) else text
