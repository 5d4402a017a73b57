"""A message too long for one event becomes several, each one readable by itself. Pure.

1. The measure is bytes of JSON, of the plain text and the HTML together: what the homeserver counts.
2. A cut falls after a block (a paragraph, an item, a line); within one only where it alone is too long.
   What was open at the cut is closed before it and opened again after it, a numbered list at its next number.
3. Nothing is lost: the parts hold every word, in order, and say how many they are.
"""

import json
import re
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser

MOST_BYTES = 24_000
"""How much of an event the text and the HTML may fill: enough is left for the rest, and for encryption."""

_LISTS = ("ul", "ol")
_BLOCKS = {"p", "li", *_LISTS, "h1", "h2", "h3", "h4", "h5", "h6", "div", "pre", "blockquote", "table", "tr"}
_VOID = {"br", "hr", "img"}
_ROOM_FOR_COUNT = 64
_ROOM_PER_BLOCK = 16  # in the plain text: a line break, and an indented dash or number


def size(*texts: str) -> int:
    """Return how many bytes the texts fill in an event."""
    return sum(len(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")) for text in texts)


def split(body: str, html: str, most: int = MOST_BYTES) -> list[tuple[str, str]]:
    """Return the message as parts of at most `most` bytes, each a plain text and its HTML."""
    if size(body, html) <= most:
        return [(body, html)]
    pieces = _cut(html or escape(body, quote=False).replace("\n", "<br>"), most - _ROOM_FOR_COUNT)
    count = len(pieces)
    return [
        (f"({n}/{count})\n{as_text(piece)}", f"<b>({n}/{count})</b><br>{piece}")
        for n, piece in enumerate(pieces, 1)
    ]


def as_text(html: str) -> str:
    """Return the words of our own HTML: a block to a line, items with their dash or number."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    return "\n".join(line.rstrip() for line in reader.text.strip("\n").split("\n"))


# --- cutting -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tag:
    """An open tag as it was written; for a numbered list, the number of its next item."""

    name: str
    written: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece of HTML that is never cut, the tags open after it, and how well one may cut there."""

    html: str
    weight: int
    open: tuple[_Tag, ...]
    ends_block: bool


def _cut(html: str, most: int) -> list[str]:
    reader = _AtomReader(longest=max(most // 8, 8))
    reader.feed(html)
    reader.close()
    parts: list[str] = []
    atoms = reader.atoms
    opened: tuple[_Tag, ...] = ()
    while atoms:
        end = _longest_start(atoms, opened, most)
        taken, atoms = atoms[:end], atoms[end:]
        words = _reopened(opened) + "".join(atom.html for atom in taken)
        opened = taken[-1].open
        parts.append(words + "".join(f"</{tag.name}>" for tag in reversed(opened)))
        # The ends of what ended here anyway are written; they are not a part of their own.
        while atoms and atoms[0].html.startswith("</"):
            opened, atoms = atoms[0].open, atoms[1:]
    return parts


def _reopened(opened: tuple[_Tag, ...]) -> str:
    """Write the tags that the next part begins with."""
    written = ""
    for n, tag in enumerate(opened, 1):
        # An item that goes on keeps its number.
        number = tag.number - 1 if n < len(opened) and opened[n].name == "li" else tag.number
        written += f'<ol start="{number}">' if tag.name == "ol" else tag.written
    return written


def _longest_start(atoms: list[_Atom], opened: tuple[_Tag, ...], most: int) -> int:
    """Return how many of the atoms make the next part.

    It ends with a block, the outermost one in its second half; only where none ends, within one.
    """
    weight = size(_reopened(opened))
    at_any, at_block, depth, is_full = 1, 0, 0, False
    for n, atom in enumerate(atoms, 1):
        weight += atom.weight
        if weight + sum(len(tag.name) + 3 for tag in atom.open) > most:
            return at_block or at_any
        at_any = n
        if atom.ends_block and (len(atom.open) <= depth or not is_full):
            at_block, depth, is_full = n, len(atom.open), weight > most // 2
    return len(atoms)


class _AtomReader(HTMLParser):
    """Reads HTML into atoms, long texts cut between words."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.atoms: list[_Atom] = []
        self._longest = longest
        self._open: tuple[_Tag, ...] = ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or f"<{tag}>"
        if tag not in _VOID:
            if tag == "li" and self._open:
                self._open = (*self._open[:-1], replace(self._open[-1], number=self._open[-1].number + 1))
            start = dict(attrs).get("start") or ""
            self._open = (*self._open, _Tag(tag, written, int(start) if start.isdecimal() else 1))
        link = _inner_size(written) if tag == "a" else 0
        in_text = _ROOM_PER_BLOCK if tag in _BLOCKS or tag in _VOID else link
        self._add(written, ends_block=tag in _VOID, in_text=in_text)

    def handle_endtag(self, tag: str) -> None:
        if any(opened.name == tag for opened in self._open):
            while self._open[-1].name != tag:
                self._close()
            self._close()

    def handle_data(self, data: str) -> None:
        is_preformatted = any(tag.name == "pre" for tag in self._open)
        for line in data.splitlines(keepends=True) if is_preformatted else [data]:
            for words in _words(line, self._longest):
                ends_line = is_preformatted and words.endswith("\n")
                self._add(escape(words, quote=False), ends_block=ends_line, in_text=_inner_size(words))

    def _close(self) -> None:
        tag, self._open = self._open[-1].name, self._open[:-1]
        self._add(f"</{tag}>", ends_block=tag in _BLOCKS)

    def _add(self, html: str, *, ends_block: bool, in_text: int = 0) -> None:
        """Keep an atom; `in_text` is how many bytes more it fills in the plain text."""
        self.atoms.append(_Atom(html, _inner_size(html) + in_text, self._open, ends_block))


def _inner_size(text: str) -> int:
    return size(text) - len('""')


def _words(text: str, longest: int) -> list[str]:
    """Cut a text into pieces of at most `longest` bytes, after a space where there is one."""
    pieces: list[str] = []
    piece = ""
    for word in re.findall(r"\s*\S{1,400}\s*|\s+", text):
        if piece and size(piece + word) > longest:
            pieces.append(piece)
            piece = ""
        piece += word
        while size(piece) > longest and len(piece) > 1:
            half = max(1, min(len(piece) - 1, longest // 6))
            pieces.append(piece[:half])
            piece = piece[half:]
    return [*pieces, piece] if piece else pieces


# --- plain text --------------------------------------------------------------------------------------


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._lists: list[int | None] = []
        self._link = ""
        self._preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self.text += "\n"
        elif tag in _BLOCKS or tag == "hr":
            self._end_line()
        if tag in _LISTS:
            start = values.get("start") or "1"
            self._lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else None)
        elif tag == "li":
            self.text += "  " * (len(self._lists) - 1) + self._next_mark()
        elif tag == "a":
            self._link = values.get("href") or ""
        elif tag in ("td", "th") and self.text and not self.text.endswith("\n"):
            self.text += " "
        self._preformatted += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "a" and self._link:
            is_person = "matrix.to/#/" in self._link
            self.text += "" if is_person or self.text.endswith(self._link) else f" ({self._link})"
            self._link = ""
        self._preformatted -= tag == "pre"
        if tag in _BLOCKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if not self._preformatted:
            data = re.sub(r"[ \t\r\n]+", " ", data)
            data = data.lstrip(" ") if not self.text or self.text[-1] in "\n " else data
        self.text += data

    def _end_line(self) -> None:
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"

    def _next_mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "
