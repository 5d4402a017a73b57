"""The homeserver's JSON, where anything may stand that a stranger has written."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from intercoop_bot.clock import Clock

Json = dict[str, Any]

_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSHOWABLE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\u2800\ufff9-\ufffb{_BIDIRECTIONAL}]+")
_WIDTHLESS = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
    "|(?<![\u2190-\U0001faff])\u200d"  # emojis are joined by it
)
_LONGEST_NAME = 80
_LONGEST_ID = 255
_LONGEST_NUMBER = 20
_DEEPEST = 100
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')
_BELIEVABLE = range(946_684_800_000, 4_102_444_800_000)  # the years 2000 to 2099, in milliseconds


def parse(text: str) -> object:
    """Read JSON, however deep somebody has nested it: what lies too deep is read as null.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return json.loads(text, parse_int=_read_number)
    except RecursionError:
        return json.loads(_cut(text), parse_int=_read_number)


def _read_number(digits: str) -> int:
    # Old rooms allow numbers so long that Python refuses to read them, and with them the whole sync.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else 0


def _cut(text: str) -> str:
    parts: list[str] = []
    depth = start = 0
    for found in _NESTING.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth == _DEEPEST:
                parts.append(text[start : found.start()] + "null")
        elif found[0] in "]}":
            if depth == _DEEPEST:
                start = found.end()
            depth -= 1
    return "".join([*parts, text[start:]])


def mapping(value: object) -> Json:
    """Return the value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """Return the value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def identifier(value: object, sigil: str) -> str | None:
    """Return the value where it can be an id: it begins with `sigil` and is not overlong."""
    if isinstance(value, str) and value.startswith(sigil) and len(value) <= _LONGEST_ID:
        return clean_text(value)
    return None


def clean_text(text: str) -> str:
    """Return the text without halves of characters, which neither a file nor a message can hold."""
    return text.encode("utf-8", "replace").decode()


def clean_name(name: object, user_id: str) -> str:
    """Return a display name on one line, without what is not seen, turns or breaks it; else the user id."""
    if not isinstance(name, str):
        return user_id
    shown = " ".join(_UNSHOWABLE.sub(" ", _WIDTHLESS.sub("", clean_text(name))).split())
    return shown[:_LONGEST_NAME].rstrip() or user_id


def instant(milliseconds: object, clock: Clock) -> datetime:
    """Return the clock's reading at a server's time, the present one where the server's makes no sense."""
    if isinstance(milliseconds, int) and milliseconds in _BELIEVABLE:
        try:
            return clock.at(datetime.fromtimestamp(milliseconds / 1000, UTC))
        except OverflowError:
            pass
    return clock.now()
