"""The minutes in each form: Markdown, HTML and plain text, JSON, and a message for the room.

The templates are compiled once, when this is first imported. HTML is escaped by default, and then by
`escaping`, as the other forms are.
"""

import json
from typing import Literal, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from intercoop_bot.minutes import escaping
from intercoop_bot.minutes.contents import Document
from intercoop_bot.minutes.digest import PARTS, digest
from intercoop_bot.minutes.layout import page
from intercoop_bot.minutes.record import record
from intercoop_bot.minutes.words import Words

Extension: TypeAlias = Literal["md", "html", "txt", "json"]

LARGEST_MESSAGE = 12 * 1024
"""Bytes of a message, both forms together: an event holds 64 KiB, an edit has all of it twice."""

_FORMS = Environment(
    loader=PackageLoader("intercoop_bot.minutes"),
    autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_FORMS.filters |= {"in_html": escaping.html, "in_markdown": escaping.markdown}

_MARKDOWN = _FORMS.get_template("page.md.j2")
_HTML = _FORMS.get_template("page.html.j2")
_TEXT = _FORMS.get_template("page.txt.j2")
_MESSAGE = _FORMS.get_template("message.txt.j2")
_MESSAGE_HTML = _FORMS.get_template("message.html.j2")


def markdown(document: Document) -> str:
    """Return the minutes as CommonMark."""
    return _MARKDOWN.render(page=page(Words(document)))


def html(document: Document) -> str:
    """Return the minutes as a whole HTML page, for a phone, a desk or a printer."""
    return _HTML.render(page=page(Words(document)))


def text(document: Document) -> str:
    """Return the minutes as plain text."""
    return _TEXT.render(page=page(Words(document)))


def json_(document: Document) -> str:
    """Return the minutes as JSON; `record` says what is in it."""
    return json.dumps(record(document), ensure_ascii=False, indent=2) + "\n"


def message(document: Document) -> tuple[str, str]:
    """Return the minutes for the room, plain and in Matrix's HTML; what is too long is left to the file."""
    words = Words(document)
    for left_out in range(len(PARTS)):
        plain, formatted = _message(words, left_out)
        if len(plain.encode()) + len(formatted.encode()) <= LARGEST_MESSAGE:
            return plain, formatted
    return _message(words, len(PARTS))


def _message(words: Words, left_out: int) -> tuple[str, str]:
    short = digest(words, without=PARTS[:left_out])
    return _MESSAGE.render(page=short).strip(), _MESSAGE_HTML.render(page=short).strip()


def file_name(document: Document, extension: Extension) -> str:
    """Return a short name for a file of the minutes: what it is, the day, the form."""
    return f"{Words(document).say('file_name')}-{document.day:%Y-%m-%d}.{extension}"
