"""What people typed, made fit to be shown: no character that is not seen but moves or breaks the others."""

import re

_ENDS_OF_LINE = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Controls, orders to change the writing direction, and halves of characters, which no file can hold."""


def visible(text: str) -> str:
    """Return the text without what is not seen; its lines and blanks are kept."""
    return _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """Return the text as a single line, each blank a plain space."""
    return " ".join(visible(text).split())


def lines(text: str) -> str:
    """Return the text with its lines kept, but for the empty ones and the blanks around each."""
    kept = (line.strip() for line in visible(_ENDS_OF_LINE.sub("\n", text)).split("\n"))
    return "\n".join(line for line in kept if line)
