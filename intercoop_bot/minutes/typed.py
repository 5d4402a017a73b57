"""What people typed, made fit for a page: no character that is not seen but moves or breaks the others."""

import re

_ENDS_OF_LINE = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Controls, orders to change the writing direction, and halves of characters, which no file can hold."""


def one_line(text: str) -> str:
    """Return the text as a single line, each blank a plain space."""
    return " ".join(_UNSEEN.sub("", text).split())


def lines(text: str) -> str:
    """Return the text with its lines kept, but for the empty ones and the blanks around each."""
    kept = (line.strip() for line in _UNSEEN.sub("", _ENDS_OF_LINE.sub("\n", text)).split("\n"))
    return "\n".join(line for line in kept if line)
