"""What people typed, put into a form so that it shows as it was typed and never becomes part of the form.

1. All text is escaped, our own words as well: nobody has to know which is which.
2. Web addresses become links, in the forms that have them; only those that begin with http or https.
3. Markdown is escaped as little as it can be, since it is also read as it stands, on a phone.
"""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://(?=[^\W_])[^\s<>\"\\^`{|}«»]{1,2000}", re.IGNORECASE)
_CLOSING = ".,;:!?'*_~…’”)]"
_PAIRS = {")": "(", "]": "["}

_SIGNS = re.compile(r"[\\`*\[<|~_&#]")
_INLINE = re.compile(
    r"[\\`*\[<|~]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it means nothing
    r"|&(?=#?\w+;)"
    r"|(?<!#)#(?=#*\s*$)",  # at the end, it would close a heading
    re.MULTILINE,
)
_AT_START = re.compile(r"^(?:(\d{1,9})(?=[.)])|(?=[-+=>#]|:(?=\s*-)))", re.MULTILINE)


def html(text: str) -> Markup:
    """Return the text for HTML, its addresses as links, its lines broken."""
    if "://" not in text and "\n" not in text:
        return escape(text)
    linked = _with_links(text, lambda plain: str(escape(plain)), _html_link)
    return Markup(linked.replace("\n", "<br>"))  # noqa: S704 - escaped piece by piece  # nosec B704


def markdown(text: str, *, inside: bool = False) -> str:
    """Return the text for Markdown, its addresses as links; its lines are kept.

    `inside`: it does not stand at the beginning of its line, where more signs have a meaning.
    """
    escaped = _with_links(text, _escape_inline, lambda address: f"<{address}>")
    first, break_, others = ("", "", escaped) if not inside else escaped.partition("\n")
    return first + break_ + _AT_START.sub(r"\1\\", others)


def _html_link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _escape_inline(text: str) -> str:
    # Most texts have none of these signs, which is seen much faster than what each of them means.
    return _INLINE.sub(r"\\\g<0>", text) if _SIGNS.search(text) else text


def _with_links(text: str, plain: Callable[[str], str], link: Callable[[str], str]) -> str:
    if "://" not in text:
        return plain(text)
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = _without_closing(found.group())
        parts += [plain(text[end : found.start()]), link(address)]
        end = found.start() + len(address)
    parts.append(plain(text[end:]))
    return "".join(parts)


def _without_closing(address: str) -> str:
    """Return an address without the signs that end the sentence it stands in."""
    while address[-1] in _CLOSING:
        if (opening := _PAIRS.get(address[-1])) and address.count(opening) >= address.count(address[-1]):
            break
        address = address[:-1]
    return address
