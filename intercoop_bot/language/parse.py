"""From a message to what it asks for: commands, questions and notes, in the order of its lines.

1. A line that begins with the prefix and a known word is a command. One that only looks like it is talk,
   and a word that is nearly known gets a suggestion.
2. How many of the lines after it belong to a command stands in the table: none, a paragraph, a list, all.
3. A line with a tag is a note, with the paragraph that it begins; of a scribe, any line is one by itself. So
   are `+5`, `q+` and `s/old/new/` commands.
4. Where the room has borrowed the words of another bot, a line in them is read by `dialects`.
5. All else is talk. Of a message with many misspelt words only the first is answered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from intercoop_bot.language.arguments import read_arguments
from intercoop_bot.language.asking import Asked, Context, Quotation, Unclear, Unknown
from intercoop_bot.language.correcting import is_substitution, take_line
from intercoop_bot.language.dialects import Borrowed, read_borrowed
from intercoop_bot.language.durations import read_duration
from intercoop_bot.language.entries import Entry, Takes
from intercoop_bot.language.people import unlink
from intercoop_bot.language.request import Request
from intercoop_bot.language.tagging import Tagged, read_tagged, take_note
from intercoop_bot.language.vocabulary import BY_KEY, NOTE_TAGS
from intercoop_bot.language.words import MOST_WORDS, count_words, find, find_tag, suggest
from intercoop_bot.meeting.commands import NoteDraft, TakeNote
from intercoop_bot.meeting.phrases import phrase

MOST_ASKED = 100
"""Commands and notes that are read in one message; nobody types as many, and a machine is to be stopped."""


@dataclass(frozen=True, slots=True)
class _Called:
    """A line that begins with a command's word, or is written as one of its signs."""

    entry: Entry
    text: str


@dataclass(frozen=True, slots=True)
class _CalledTag:
    """A line that begins, as a command does, with a tag of the room's own."""

    tagged: Tagged


_Head: TypeAlias = _Called | _CalledTag | Unknown | Tagged | Borrowed
"""How a line begins that is no mere talk."""


def read_message(body: str, context: Context, *, quoted: Quotation | None = None) -> tuple[Asked, ...]:
    """Return what a message asks for; `quoted` is the message that it replies to."""
    lines = unlink(body).splitlines()
    heads = [_read_head(line, context) for line in lines]
    asked: list[Asked] = []
    suggested = False
    at = 0
    while at < len(lines):
        head, start = heads[at], at
        at = start + 1 if head is None else _end(head, start, lines, heads, scribes=context.scribes)
        following = "\n".join(lines[start + 1 : at])
        match head:
            case None if context.scribes and (noted := take_line(lines[start], context)):
                asked.append(noted)
            case None:
                pass
            case Borrowed(asked=asked_for):
                asked += asked_for
            case Unknown():
                asked += () if suggested else (head,)
                suggested = True
            case _Called(entry, text):
                request = Request(entry=entry, text=_join(text, following), context=context, quoted=quoted)
                asked += read_arguments(request)
            case _CalledTag(tagged):
                asked += _note(tagged, following, context, quoted, explicit=True)
            case Tagged():
                asked += _note(head, following, context, quoted, explicit=False)
            case _:
                assert_never(head)
    return _within_measure(asked)


def _within_measure(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return what one message may ask for, and that the rest of it is passed over."""
    if len(asked) <= MOST_ASKED:
        return tuple(asked)
    return (*asked[:MOST_ASKED], Unclear(reason=phrase("message.too_many", most=MOST_ASKED)))


def read_notes(body: str, context: Context) -> tuple[NoteDraft, ...]:
    """Return the notes that a message makes by its lines, in their order; its commands are not followed."""
    return tuple(
        asked.draft
        for asked in read_message(body, context)
        if isinstance(asked, TakeNote) and asked.draft.text
    )


# --- lines -------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_][\w'’-]{0,39}(?=$|[\s:.,;!?…])")
_JOINT = " :\t\u00a0\u202f"
_MORE_TIME = re.compile(r"\s*\+(?P<length>[^+]{1,20})")
_QUEUE = re.compile(r"[qQ]\s?(?P<sign>[-+?])(?:\s+(?P<text>.*))?")
_QUEUE_ENTRIES = {"+": "hand", "-": "lower", "?": "queue"}
_MOST_BARE_MINUTES = 60


def _read_head(line: str, context: Context) -> _Head | None:
    borrowed = read_borrowed(line, context)
    if borrowed is not None:
        return borrowed
    text = line.strip()
    called = text.startswith(context.prefix)
    bare = text.removeprefix(context.prefix)
    if is_substitution(bare):
        return _Called(BY_KEY["replace"], bare)
    if called or context.live:
        if length := _more_time(bare):
            return _Called(BY_KEY["extend"], length)
        if (queued := _QUEUE.fullmatch(bare)) and not (queued["sign"] == "?" and queued["text"]):
            return _Called(BY_KEY[_QUEUE_ENTRIES[queued["sign"]]], queued["text"] or "")
    return _read_command(bare, context) if called else read_tagged(text, context.tags)


def _read_command(text: str, context: Context) -> _Head | None:
    """Read what follows the prefix; after a gap only a word that is exactly known."""
    start = len(text) - len(text.lstrip())
    found = _WORD.match(text, start)
    if found is None:
        return None
    word, rest = found.group(), text[found.end() :]
    words = text[start : start + 100].split()
    several = count_words(" ".join(words[:MOST_WORDS]))
    if several > 1:
        return _called(" ".join(words[:several]), "".join(text.split(None, several)[several:]), context)
    known = _called(word, rest, context)
    if known is not None or start:
        return known
    suggestion = suggest(word, context.tags)
    return None if suggestion is None else Unknown(word=word, suggestion=suggestion)


def _called(word: str, text: str, context: Context) -> _Called | _CalledTag | None:
    entry = find(word)
    text = text.lstrip(_JOINT).rstrip()
    if entry is not None:
        return _Called(entry, text if text.strip(".,;!?… ") else "")
    tag = find_tag(word, context.tags)
    return None if tag is None else _CalledTag(Tagged(tag, text))


def _more_time(text: str) -> str | None:
    """Return the minutes of `+5` or `+ 5 min`; a bare `+1` is how people agree, `+1000` too."""
    found = _MORE_TIME.fullmatch(text)
    duration = read_duration(found["length"]) if found else None
    if found is None or duration is None:
        return None
    length = found["length"].strip()
    return length if not length.isdigit() or 1 < duration.minutes <= _MOST_BARE_MINUTES else None


def _end(
    head: _Head, start: int, lines: Sequence[str], heads: Sequence[_Head | None], *, scribes: bool
) -> int:
    """Return where the lines end that belong to the one at `start`."""
    takes = Takes.PARAGRAPH
    if isinstance(head, Unknown | Borrowed) or (scribes and _noted(head)):
        takes = Takes.LINE
    elif isinstance(head, _Called):
        takes = head.entry.takes
    at = start + 1
    while at < len(lines) and _belongs(lines[at], heads[at], takes):
        at += 1
    return at


def _noted(head: _Head) -> str:
    """Return the words of a note that stand on its first line."""
    match head:
        case Tagged(text=text) | _CalledTag(Tagged(text=text)):
            return text
        case _Called(entry, text) if entry.key in NOTE_TAGS:
            return text
        case _:
            return ""


def _belongs(line: str, head: _Head | None, takes: Takes) -> bool:
    match takes:
        case Takes.LINE:
            return False
        case Takes.PARAGRAPH:
            return head is None and bool(line.strip())
        case Takes.BLOCK:
            return (head is None or isinstance(head, Tagged)) and bool(line.strip())
        case Takes.LIST:
            return head is None or isinstance(head, Tagged)
        case Takes.ALL:
            return True
        case _:
            assert_never(takes)


def _note(
    tagged: Tagged, following: str, context: Context, quoted: Quotation | None, *, explicit: bool
) -> tuple[TakeNote, ...]:
    whole = replace(tagged, text=_join(tagged.text, following))
    note = take_note(whole, context, quoted, explicit=explicit)
    return () if note is None else (note,)


def _join(text: str, following: str) -> str:
    return f"{text}\n{following}".strip()
