"""MeetBot's words, `#topic …`, `#agreed …`, also as `^topic …`, and an address at the start of a line.

1. Capitals do not matter, and a word alone asks for nothing, unless it is written as a reply.
2. The text of a note stays as it is. An action is for whoever of the room is named in it, anywhere.
3. `#help` is a call for help, noted as a question; alone it asks how this works.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial

from intercoop_bot.language.asking import Asked, Context, Help
from intercoop_bot.language.catalogue import template
from intercoop_bot.language.dialects.borrowed import Borrowed, of_people
from intercoop_bot.language.tagging import Tagged
from intercoop_bot.meeting import commands as c

_LINE = re.compile(r"[#^](?P<word>[^\W\d]+)(?=$|[\s:])[\s:]*(?P<text>.*)", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?|ftp|irc|mailto|ssh)://\S", re.IGNORECASE)
_CALLED = ("startmeeting", "endmeeting")
"""Words that Fedora's bot has as commands; there, tags alone begin with `^`."""

_NO_TITLE = ("", "none", "unset")

_TAGS: Mapping[str, str] = {
    "info": "note",
    "note": "note",
    "agreed": "decision",
    "agree": "decision",
    "accepted": "decision",
    "accept": "decision",
    "rejected": "decision",
    "action": "action",
    "idea": "idea",
    "help": "question",
    "halp": "question",
    "link": "link",
}


def read_meetbot(line: str, context: Context) -> Borrowed | Tagged | None:
    """Return what a line says in MeetBot's words; None where it is none of them."""
    line = line.strip()
    if _ADDRESS.match(line):
        return Tagged("link", line)
    called = line.removeprefix(context.prefix)
    if called != line and called.lower().startswith(_CALLED):
        line = f"#{called}"
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    word, text = found["word"].lower(), found["text"]
    if word in _READERS:
        return _READERS[word](text, context)
    return _tagged(word, text, context) if word in _TAGS else None


def _tagged(word: str, text: str, context: Context) -> Borrowed | Tagged:
    match word:
        case "help" if not text:
            return Borrowed((Help(),))
        case "rejected" if text:
            rejected = template(context.language, "dialect.rejected").format(text=text)
            return Tagged("decision", rejected)
        case "rejected":
            return Borrowed()
        case _:
            return Tagged(_TAGS[word], text, verbatim=True)


def _always(asked: tuple[Asked, ...], _text: str, _context: Context) -> Borrowed:
    return Borrowed(asked)


def _read_start(text: str, _context: Context) -> Borrowed:
    return Borrowed((c.Start(title=text),))


def _read_topic(text: str, _context: Context) -> Borrowed:
    return Borrowed((c.TakeUp(title=text),) if text else ())


def _read_title(text: str, _context: Context) -> Borrowed:
    return Borrowed() if text.lower() in _NO_TITLE else Borrowed((c.RenameMeeting(title=text),))


def _read_people(
    make: type[c.ShareLead | c.WithdrawLead | c.MarkPresent], text: str, context: Context
) -> Borrowed:
    return of_people(text, context, lambda people: make(people=people))


_READERS: Mapping[str, Callable[[str, Context], Borrowed]] = {
    "startmeeting": _read_start,
    "endmeeting": partial(_always, (c.End(),)),
    "topic": _read_topic,
    "meetingtopic": _read_title,
    "meetingname": _read_title,
    "chair": partial(_read_people, c.ShareLead),
    "unchair": partial(_read_people, c.WithdrawLead),
    "nick": partial(_read_people, c.MarkPresent),
    "undo": partial(_always, (c.Undo(anyones=True),)),
    "commands": partial(_always, (Help(),)),
    **dict.fromkeys(("lurk", "unlurk", "save", "restrictlogs"), partial(_always, ())),
}
