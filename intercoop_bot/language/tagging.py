"""Lines with a tag, `#décision …` or `Décision : …`, and what a note says: an action's owner and its date.

A label before a colon counts in any case, `Question : …` in talk too: whoever writes a word that is on the
list, and a colon, wants it written down; outside a meeting it is talk, and a note is taken back in a word.
"""

import re
from dataclasses import dataclass, replace

from intercoop_bot.language.asking import Context, Quotation
from intercoop_bot.language.dates import read_due
from intercoop_bot.language.people import Ambiguous
from intercoop_bot.language.words import find_tag
from intercoop_bot.meeting.commands import NoteDraft, TakeNote
from intercoop_bot.meeting.phrases import Phrase, Who


@dataclass(frozen=True, slots=True)
class Tagged:
    """A line with a tag, and its text without it.

    `verbatim`: the text of an action stays whole, and whoever it names, anywhere, is to do it.
    """

    tag: str
    text: str
    verbatim: bool = False


_HASHTAG = re.compile(r"#(?P<word>[^\W\d_][\w-]{0,40})[ \t\u00a0\u202f]*:?(?P<text>.*)", re.DOTALL)
_LABEL = re.compile(r"(?P<word>[^\W\d_][^:\n]{0,30}?)[*_\s]*:(?!//)(?P<text>.*)", re.DOTALL)
_ORNAMENT = re.compile(r"\s*(?:[-•*·–]\s+)?(?:\*\*|__)?(?=[\w#])")
_OWNER_LAST = re.compile(
    r"(?P<text>.*\S)\s+(?:\((?P<bracketed>[^()]{1,80})\)|(?P<handle>@\S{1,200}))", re.DOTALL
)


def read_tagged(line: str, tags: tuple[str, ...]) -> Tagged | None:
    """Return what a line of talk tags, `tags` being the room's own ones; None where it is only talk."""
    ornament = _ORNAMENT.match(line)
    start = ornament.end() if ornament else 0
    found = _HASHTAG.match(line, start) or _LABEL.match(line, start)
    if found is None:
        return None
    tag = find_tag(found["word"].strip(" *_\u00a0\u202f"), tags)
    return None if tag is None else Tagged(tag, found["text"].removeprefix("**").removeprefix("__").strip())


def take_note(
    tagged: Tagged, context: Context, quoted: Quotation | None, *, explicit: bool
) -> TakeNote | None:
    """Return the note that a tagged text asks for; without words of its own, that of the message replied to.

    None where there are no words at all, and no command that wants an answer.
    """
    draft, doubts = read_draft(tagged, context)
    if draft.text:
        return TakeNote(
            draft=draft,
            author=context.sender,
            event=context.event,
            explicit=explicit,
            prepares=context.prepares,
            doubts=doubts,
        )
    if quoted is not None and quoted.body.strip():
        read, doubts_there = read_draft(replace(tagged, text=quoted.body), context)
        whole = replace(
            draft, text=quoted.body.strip(), owner=draft.owner or read.owner, due=draft.due or read.due
        )
        return TakeNote(
            draft=whole,
            author=quoted.author,
            event=quoted.event,
            whole=True,
            explicit=explicit,
            prepares=context.prepares,
            doubts=doubts if draft.owner else (*doubts, *doubts_there),
        )
    if not explicit:
        return None
    return TakeNote(draft=draft, author=context.sender, event=context.event, prepares=context.prepares)


def read_draft(tagged: Tagged, context: Context) -> tuple[NoteDraft, tuple[Phrase, ...]]:
    """Return the note that a tagged text is, and what is in doubt about whose action it is."""
    if tagged.tag != "action":
        return NoteDraft(tag=tagged.tag, text=tagged.text.strip()), ()
    first, newline, more = tagged.text.strip().partition("\n")
    text, due = read_due(f" {first}", context.today)
    if tagged.verbatim:
        named = context.people.named_in(first, context.guests)
        return NoteDraft(tag=tagged.tag, text=tagged.text.strip(), owner=named, due=due), ()
    owner, text, doubts = _take_owner(text.strip(), context)
    return NoteDraft(tag=tagged.tag, text=f"{text}{newline}{more}".strip(), owner=owner, due=due), doubts


def _take_owner(text: str, context: Context) -> tuple[Who | None, str, tuple[Phrase, ...]]:
    named, rest = context.people.take(text)
    if isinstance(named, Ambiguous):
        return None, text, (named.doubt,)
    if named is not None:
        return named, rest.removeprefix("to "), ()
    last = _OWNER_LAST.fullmatch(text, max(0, len(text) - 300))
    if last is not None:
        named = context.people.resolve(last["bracketed"] or last["handle"])
        if isinstance(named, Who):
            return named, text[: last.end("text")], ()
    return None, text, ()
