"""A log of a meeting that MeetBot kept, read as MeetBot reads it: what it wrote down, and who said how much.

1. A line is `HH:MM:SS <name> text`, or `HH:MM:SS * name does something`; each is whole, none goes on.
2. MeetBot listens from `#startmeeting` to `#endmeeting`. Who began is a chair, and so is whoever a chair
   names; topics, agreements, `#undo` and the end are theirs, and are passed over where others write them.
3. What MeetBot passed over, or was undone, is talk here: of talk is kept that, not what, somebody wrote.
4. A word alone is an entry for MeetBot, without words of its own. As `…` it is one here.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from intercoop_bot.meeting.planning import LONGEST_TITLE
from intercoop_bot.replay import LogLine, read_log

_LINE = re.compile(
    r"""
    \s*(?P<time>\[?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d)?\]?)?\s*
    (?: <(?P<name>[^>]+)> | \*\ +(?P<doer>\S+) | (?P<move>-!-) )\s*
    (?P<text>.*)
    """,
    re.VERBOSE,
)
_BREAKS = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(r"#(?P<word>\w+)[\s:]*(?P<text>.*)")
_ADDRESS = re.compile(r"(?:https?|irc|ftp|mailto|ssh):(?://.*)?")
_BETWEEN_NAMES = re.compile(r"[, ]+")

_AGREEMENTS = frozenset(("agreed", "agree", "accepted", "accept", "rejected"))
_ENTRIES = _AGREEMENTS | {"topic", "action", "info", "idea", "help", "halp", "link"}
_OF_CHAIRS = _AGREEMENTS | {"topic", "meetingtopic", "chair", "unchair", "undo", "endmeeting"}
_TITLES = frozenset(("startmeeting", "topic", "meetingtopic", "meetingname"))
_HEEDED = _ENTRIES | _OF_CHAIRS | _TITLES | {"nick"}
_NO_WORDS = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetBotLog:
    """The lines of a log with what MeetBot heeded of them; and how many of the last meeting were whose.

    Who wrote most comes first. Who was named as a chair or as there, and wrote nothing, is last.
    """

    lines: list[LogLine]
    said: tuple[tuple[str, int], ...]


def read_meetbot_log(text: str, first_day: date, zone: ZoneInfo) -> MeetBotLog:
    """Return a log as MeetBot reads it.

    Raises:
        NotALog: none of the lines is one of a log.
    """
    return _listen(read_log("\n".join(_in_our_form(text)), first_day, zone))


def _in_our_form(text: str) -> Iterable[str]:
    """Yield the lines of a log as ours are written; one without a time was written with the one before."""
    time = "00:00"
    for line in text.split("\n"):
        found = _LINE.fullmatch(_BREAKS.sub(" ", line))
        if found is None:
            continue
        time = found["time"] or time
        if found["move"]:
            yield f"{time} -!- {found['text']}"
        elif found["doer"]:
            yield f"{time} <{found['doer']}> /me {found['text']}"
        else:
            yield f"{time} <{found['name']}> {found['text']}"


# --- what MeetBot hears ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Meeting:
    """A meeting as MeetBot knows it; of each entry the number of its line is kept, and the topic, if any."""

    owner: str
    chairs: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)
    entries: list[tuple[int, str | None]] = field(default_factory=list)
    over: bool = False

    def heeds(self, name: str, word: str) -> bool:
        """Tell whether a word means something, from that person."""
        return word in _HEEDED and (word not in _OF_CHAIRS or name == self.owner or name in self.chairs)

    def read(self, number: int, word: str, text: str) -> str:
        """Keep in mind what a line changes; return it as it is to be read here."""
        match word:
            case "endmeeting":
                self.over = True
            case "chair" | "nick":
                names = [name for name in _BETWEEN_NAMES.split(text) if name]
                self.said.update(dict.fromkeys(names, 0))
                self.chairs.update(names if word == "chair" else ())
            case "unchair":
                self.chairs.difference_update(text.split())
            case "topic":
                text = self._told_apart(_cut(text or _NO_WORDS))
                self.entries.append((number, text))
            case _ if word in _ENTRIES:
                text = text or _NO_WORDS
                self.entries.append((number, None))
            case _:
                text = _cut(text)
        return f"#{word} {text}".strip()

    def _told_apart(self, title: str) -> str:
        """Return a title; one that is the last topic's too has a number: here it would be that topic."""
        topics = [topic for _, topic in self.entries if topic is not None]
        again, copy = 1, title
        while topics and _alike(copy, topics[-1]):
            again += 1
            copy = f"{title} ({again})"
        return copy


def _cut(title: str) -> str:
    most = LONGEST_TITLE - len(" (99)")
    return title if len(title) <= most else f"{title[: most - 1]}…"


def _alike(title: str, other: str) -> bool:
    return " ".join(title.split()).casefold() == " ".join(other.split()).casefold()


def _listen(lines: list[LogLine]) -> MeetBotLog:
    heard = [line if line.what != "said" else replace(line, text="") for line in lines]
    meeting: _Meeting | None = None
    for number, line in enumerate(lines):
        if line.what != "said":
            continue
        word, text = _take_word(line.text)
        if word == "startmeeting" and (meeting is None or meeting.over):
            meeting = _Meeting(owner=line.name)
        if meeting is None or meeting.over:
            continue
        meeting.said[line.name] += 1
        if word == "undo" and meeting.heeds(line.name, word):
            undone, _ = meeting.entries.pop() if meeting.entries else (number, None)
            heard[undone] = replace(heard[undone], text="")
        elif meeting.heeds(line.name, word):
            heard[number] = replace(line, text=meeting.read(number, word, text))
    said = {} if meeting is None else meeting.said
    return MeetBotLog(
        lines=heard,
        said=tuple(sorted(said.items(), key=lambda each: (-each[1], each[0].casefold(), each[0]))),
    )


def _take_word(text: str) -> tuple[str, str]:
    """Return MeetBot's word at the beginning of a line, and what follows it; an address is a link."""
    text = text.strip()
    if _ADDRESS.fullmatch(text):
        return "link", text
    found = _WORD.fullmatch(text)
    return ("", "") if found is None else (found["word"].lower(), found["text"])
