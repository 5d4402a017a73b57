"""What is said about notes that stand already, and lines that are notes by themselves.

1. `s/old/new/` may have another sign between its parts, then also at its end; `g` means everywhere.
2. `!note 3 : …` replaces note 3; `!note 3 people agree` is a note: a number is that of a note where a sign, a
   quote or a capital follows it.
3. Where somebody is scribe, each of their lines is a note: `NAME: …` of a person who is known here is theirs.
   A line in brackets is left out, and so is one that says nothing, or is spoken to the bot.
"""

import re

from intercoop_bot.language.asking import Asked, Context
from intercoop_bot.language.people import unlink
from intercoop_bot.language.request import Request
from intercoop_bot.language.speaking import known
from intercoop_bot.language.tagging import Tagged, take_note
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who

# --- s/old/new/ --------------------------------------------------------------------------------------

# Phones put a capital at the start of a message.
_SLASHED = re.compile(r"[sS]/(?P<old>(?:[^/\\\n]|\\.)+)/(?P<new>(?:[^/\\\n]|\\.)*)(?:/(?P<flags>g?))?")
_BARE = re.compile(r"(?P<old>(?:[^/\\\n]|\\.)+)/(?P<new>(?:[^/\\\n]|\\.)*)/?")
_SIGNED = re.compile(
    r"[sS](?P<sign>[|#,;:!~@%])(?P<old>(?:(?!(?P=sign))[^\\\n]|\\.)+)(?P=sign)"
    r"(?P<new>(?:(?!(?P=sign))[^\\\n]|\\.)*)(?P=sign)(?P<flags>g?)"
)
_BY = re.compile(r"(?P<old>\S.*?)\s+(?:par|with|by|->|→)\s+(?P<new>.*\S)", re.IGNORECASE)


def is_substitution(text: str) -> bool:
    """Tell whether a line is `s/old/new/`, with whatever sign between its parts."""
    return bool(_SLASHED.fullmatch(text) or _SIGNED.fullmatch(text))


def read_replace(request: Request) -> Asked:
    """Read which words take the place of which."""
    text = request.text
    found = _SLASHED.fullmatch(text) or _SIGNED.fullmatch(text)
    found = found or _BY.fullmatch(text[:2000]) or _BARE.fullmatch(text)
    if found is None:
        return request.unclear("replace")
    old, new = (re.sub(r"\\(.)", r"\1", found[side]) for side in ("old", "new"))
    return c.Substitute(old=old, new=new, everywhere=bool(found.groupdict().get("flags")))


# --- notes -------------------------------------------------------------------------------------------

_NUMBERED = re.compile(
    r"(?:(?:n°|nº|#|(?i:no|nr|num[ée]ro|number)\b\.?)\s*(?P<said>\d{1,5})\s*[:.=–-]?\s*"
    r"|(?P<marked>\d{1,5})(?:\s+[:=]\s*|[:=](?:\s+|$|(?=[^\W\d_])))"
    r"|(?P<plain>\d{1,5})\s+(?=\S))"
    r"(?P<text>.*)",
    re.DOTALL,
)


_QUOTES = '«"“'


def read_note(request: Request) -> Asked | tuple[Asked, ...]:
    """Read a note; with a number before it, the one that it replaces."""
    numbered = _numbered(request.text) if request.entry.key == "note" else None
    if numbered is not None:
        number, text = numbered
        if not text:
            return request.unclear("note_text", number=number)
        return c.ReplaceNote(number=number, text=text)
    tagged = Tagged(request.entry.key, request.text)
    return take_note(tagged, request.context, request.quoted, explicit=True) or ()


def _numbered(text: str) -> tuple[int, str] | None:
    found = _NUMBERED.fullmatch(text)
    if found is None or (found["plain"] and not (found["text"][0].isupper() or found["text"][0] in _QUOTES)):
        return None
    return int(found["said"] or found["marked"] or found["plain"]), found["text"]


# --- the scribe --------------------------------------------------------------------------------------

# As a whole: `(Ana) says no (Bruno)` is not in brackets.
_BRACKETED = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_SPEAKER = re.compile(r"(?P<name>@?[^:\n]{1,60}?)\s*:(?!//)\s*(?P<text>\S.*)", re.DOTALL)


def take_line(line: str, context: Context) -> c.TakeNote | None:
    """Return the note that a plain line of the scribe is; None where it is left out."""
    text = unlink(line).strip()
    spoken_to_us = text.startswith(context.prefix)
    if spoken_to_us or not any(map(str.isalnum, text)) or _BRACKETED.fullmatch(text):
        return None
    speaker: Who | None = None
    said = _SPEAKER.fullmatch(text)
    if said is not None:
        named = known(context.people.spell_out(said["name"]).strip(" *_"), context)
        if isinstance(named, Who):
            speaker, text = named, said["text"]
    draft = c.NoteDraft(tag="note", text=text, speaker=speaker, plain=True)
    return c.TakeNote(
        draft=draft,
        author=context.sender,
        event=context.event,
        explicit=False,
        prepares=context.prepares,
    )
