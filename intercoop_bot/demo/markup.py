"""The HTML of a Matrix message, as far as a terminal can show it: bold, code, headings, nested lists."""

import re
from html.parser import HTMLParser

from rich.style import Style
from rich.text import Text

_STYLES = {
    "a": Style(bold=True),
    "b": Style(bold=True),
    "strong": Style(bold=True),
    "h4": Style(bold=True),
    "em": Style(italic=True),
    "i": Style(italic=True),
    "code": Style(color="cyan"),
    "del": Style(strike=True),
}
_BLOCKS = {"p", "div", "ul", "ol", "li", "h4", "blockquote", "pre"}
_LISTS = {"ul", "ol"}
_BULLET = "• "
_SPACE = re.compile(r"[ \t\n]+")


def render(html: str) -> Text:
    """Return the words of a piece of HTML in their styles; tags that mean nothing here are left out."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.text


class _Page(HTMLParser):
    """Builds the text. A block begins and ends a line; a list in a list is set in by two more columns."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Text()
        self._open: list[str] = []
        self._line_is_due = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "br":
            self.text.append("\n")
            return
        self._line_is_due |= tag in _BLOCKS
        self._open.append(tag)
        if tag == "li":
            self._break_line()
            depth = sum(each in _LISTS for each in self._open)
            self.text.append("  " * (depth - 1) + _BULLET)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        self._line_is_due |= tag in _BLOCKS

    def handle_data(self, data: str) -> None:
        words = data if "pre" in self._open else _SPACE.sub(" ", data)
        if not words.strip(" ") and (self._line_is_due or self.text.plain.endswith(("\n", _BULLET))):
            return
        self._break_line()
        styles = [_STYLES[tag] for tag in self._open if tag in _STYLES]
        self.text.append(words, Style.combine(styles) if styles else None)

    def _break_line(self) -> None:
        before = self.text.plain
        if self._line_is_due and before and not before.endswith(("\n", _BULLET)):
            self.text.append("\n")
        self._line_is_due = False
