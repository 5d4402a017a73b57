"""An agenda as people write it: bulleted, numbered or bare lines, each with a length, an owner, or neither.

1. What is indented under an item, or bulleted under a numbered one, is a detail: it is left out and told.
   An item without a length gets that of its details together, where each of them has one.
2. An owner is taken only where that is plain: `@anne`, `(Anne, 20 min)`, `20 min (Anne)`,
   `(par Anne)`. Other brackets stay.
3. Where two lines or more begin with a time of day (`14h05 Bilan`), an item lasts until the next one.
4. Of a range the upper end counts; a length for each person is not one of the item. Both are told.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from intercoop_bot.language.durations import Duration, take_duration
from intercoop_bot.language.fold import fold, trace
from intercoop_bot.language.times import TimeOfDay, TimeSlot, find_slots, is_small
from intercoop_bot.meeting.phrases import Phrase, Quote, Span, Value, phrase


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An item as it was written; `owner` is whatever stands there: a name, `@anne`, a Matrix id.

    `per_person` says that a length for each person was given, so that `minutes` are still to be set.
    """

    title: str
    minutes: int | None = None
    owner: str | None = None
    per_person: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: its text, the marker before it (empty: none), and how far it is indented."""

    text: str
    marker: str
    indent: int

    @property
    def is_numbered(self) -> bool:
        """Whether its marker is a number or a letter."""
        return self.marker[:1].isalnum()


def read_line(raw: str) -> Line:
    """Return a line with its marker told apart; a tab counts as four spaces."""
    expanded = raw.expandtabs(4).rstrip()
    text = expanded.lstrip()
    indent = len(expanded) - len(text)
    found = _MARKER.match(text)
    if found is None:
        return Line(text, "", indent)
    return Line(text[found.end() :], found[1], indent)


def read_item(text: str) -> tuple[WrittenItem, tuple[Phrase, ...]]:
    """Return one item out of a line without a marker, and what is to be said about it."""
    title, duration, owner = _take_brackets(text.replace("**", "").strip().rstrip(" \u00a0\u202f;,"))
    if duration is None:
        title, duration = take_duration(title)
    if owner is None:
        title, owner = _take_owner(title)
    if duration is None:
        title, duration = take_duration(title)
    title = _tidy(title)
    if duration is None:
        return WrittenItem(title, owner=owner), ()
    length = Span(timedelta(minutes=duration.minutes))
    if duration.per_person:
        item = WrittenItem(title, owner=owner, per_person=True)
        return item, (phrase("reading.per_person", item=Quote(title), length=length),)
    doubts = (phrase("reading.range", item=Quote(title), length=length),) if duration.is_range else ()
    return WrittenItem(title, duration.minutes, owner), doubts


def read_items(
    agenda: str | Iterable[str], ends: TimeOfDay | None = None
) -> tuple[tuple[WrittenItem, ...], tuple[Phrase, ...]]:
    """Return the items of a text or of its lines, and what was left out, rounded, or not understood.

    `ends` is when the meeting ends; the last of items that have starting times lasts until then.
    """
    raw_lines = agenda.splitlines() if isinstance(agenda, str) else agenda
    lines = [line for raw in raw_lines if (line := read_line(raw)).text]
    entries, unread = _gather(_without_counting(lines))
    _take_clocks(entries, ends)
    items: list[WrittenItem] = []
    warnings: list[Phrase] = []
    for entry in entries:
        item, doubts = read_item(entry.text)
        if not item.title:
            unread.append(entry.text)
            continue
        items.append(_with_minutes(item, entry))
        warnings += doubts
    details = [detail for entry in entries for detail in entry.details]
    if details:
        warnings.append(phrase("reading.subpoints", n=len(details), lines=_quotes(details)))
    if unread:
        warnings.append(phrase("reading.unread_line", n=len(unread), lines=_quotes(unread)))
    return tuple(items), (*warnings, *_missing_minutes(items))


# --- one line ----------------------------------------------------------------------------------------

_MARKER = re.compile(
    r"((?:[-–—•·◦▪▫●○■□‣⁃►▶➢➤✓✔☐☑+](?![0-9])|\*(?=\s))(?:\s*\[[ xX]?\])?|\[[ xX]?\](?=\s)"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2})+[.)]?(?=\s)|[0-9]{1,3}[.)](?![0-9])|[0-9]{1,2}\s?[/:–-](?=\s)|[0-9]\ufe0f?\u20e3"
    r"|[a-zA-Z]\)|[A-Z]\.(?=\s)|[IVX]{1,4}\s?[.)-](?=\s)|(?:[Pp]oint|[Ii]tem)\s[0-9]{1,2}\s?[:.–-](?=\s))\s*"
)
_BRACKETS = re.compile(r"\(([^()\[\]]{1,80})\)|\[([^()\[\]]{1,80})\]")
_HANDLE = r"@[\w.=/+-]*\w(?::[\w.-]*\w(?::[0-9]+)?)?"
_LAST_HANDLE = re.compile(rf"(?<![\w@])({_HANDLE})[\s,;:.)–-]*$")
_FIRST_HANDLE = re.compile(rf"({_HANDLE})[\s,;:–-]+")
_ANY_HANDLE = re.compile(rf"(?<![\w@.])({_HANDLE})")
_WHOLE_HANDLE = re.compile(_HANDLE)
_CARRIED_BY = (
    r"(?:par|by|resp(?:onsable|onsible)?\.?|port(?:é|e) par|porteu(?:r|se)|owner|lead|anim(?:é|e) par)"
)
_INTRODUCED = re.compile(rf"{_CARRIED_BY}\s*:?\s+(\S.*)", re.IGNORECASE)
_LAST_INTRODUCED = re.compile(rf"\s*[,;–-]\s*{_CARRIED_BY}\s*:?\s+(\S[^,;:]{{0,60}})$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: (?:et|and|&|\+|de|du|la|le|[^\W\d_][\w'’.-]*)){0,4}")
_NO_NAMES = frozenset(
    {
        "discussion", "vote", "info", "information", "infos", "decision", "echange", "echanges", "debat",
        "pause", "suite", "tous", "toutes", "all", "everyone", "rappel", "point", "update", "break", "max",
        "maximum", "si possible", "optionnel", "optional", "urgent", "important", "presentation",
        "tour de table", "q&a",
    }
)  # fmt: skip


def _take_brackets(text: str) -> tuple[str, Duration | None, str | None]:
    """Return the text without the brackets that say how long or who, and what these said."""
    duration: Duration | None = None
    owner: str | None = None
    for found in reversed(list(_BRACKETS.finditer(text))):
        rest, stated = take_duration(found[1] or found[2])
        follows_duration = (
            not text[found.end() :].strip() and take_duration(text[: found.start()])[1] is not None
        )
        name = _owner_named_by(rest, beside_duration=stated is not None or follows_duration)
        kept = ""
        if stated is not None and duration is None:
            duration = stated
            kept = f" ({rest})" if rest and (name is None or owner is not None) else ""
        elif stated is not None or name is None or owner is not None:
            continue
        owner = owner or name
        text = f"{text[: found.start()].rstrip()}{kept} {text[found.end() :].lstrip()}".strip()
    return text, duration, owner


def _owner_named_by(words: str, *, beside_duration: bool) -> str | None:
    if _WHOLE_HANDLE.fullmatch(words):
        return words
    if introduced := _INTRODUCED.fullmatch(words):
        words = introduced[1]
    elif not beside_duration:
        return None
    return words if _WHOLE_HANDLE.fullmatch(words) or _is_name(words) else None


def _is_name(words: str) -> bool:
    return words[:1].isupper() and bool(_NAME.fullmatch(words)) and fold(words) not in _NO_NAMES


def _take_owner(title: str) -> tuple[str, str | None]:
    if last := _LAST_HANDLE.search(title, max(0, len(title) - 300)):
        return title[: last.start()], last[1]
    if first := _FIRST_HANDLE.match(title):
        return title[first.end() :], first[1]
    introduced = _LAST_INTRODUCED.search(title, max(0, len(title) - 100))
    if introduced is not None and _is_name(introduced[1]):
        return title[: introduced.start()], introduced[1]
    elsewhere = _ANY_HANDLE.search(title)
    return title, elsewhere and elsewhere[1]


def _tidy(title: str) -> str:
    trimmed = " ".join(title.split()).strip(" ,;:-–—|")
    return trimmed.removesuffix(".") if not trimmed.endswith(("..", "etc.")) else trimmed


# --- the lines together ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Entry:
    """A line that is an item, with the lines under it; `minutes` where its starting time tells them."""

    text: str
    details: list[str] = field(default_factory=list)
    minutes: int | None = None


_ENDINGS = frozenset(
    {
        "fin",
        "fin de la reunion",
        "fin de reunion",
        "fin de seance",
        "cloture",
        "end",
        "end of meeting",
        "close",
    }
)
_COUNTED = re.compile(r"([0-9]{1,3})\s+(\S.*)")
_HALF_A_DAY = 12 * 60
_MOST_QUOTES = 5


def _without_counting(lines: Sequence[Line]) -> Sequence[Line]:
    """Return lines without the numbers that count them: `1 Accueil`, `2 Budget`, and so on to the last."""
    counted = [_COUNTED.fullmatch(line.text) for line in lines]
    numbers = [int(found[1]) for found in counted if found is not None]
    if len(lines) < 2 or numbers != list(range(1, len(lines) + 1)) or any(line.marker for line in lines):
        return lines
    return [replace(line, text=found[2]) for line, found in zip(lines, counted, strict=True) if found]


def _gather(lines: Sequence[Line]) -> tuple[list[_Entry], list[str]]:
    """Return the lines that are items, each with those under it, and the lines that are neither."""
    first = next((line for line in lines if line.marker), None)
    if first is None:
        first = Line("", "", min((line.indent for line in lines), default=0))
    entries: list[_Entry] = []
    unread: list[str] = []
    base = first.indent
    for line in lines:
        if _is_item(line, first, base):
            base = min(base, line.indent)
            entries.append(_Entry(line.text))
        elif entries and (line.marker or line.indent > base):
            _add_under(entries[-1], line)
        elif line.marker or not line.text.endswith(":"):
            unread.append(line.text)
    return entries, unread


def _is_item(line: Line, first: Line, base: int) -> bool:
    if line.indent > base + 1 or (first.is_numbered and line.marker and not line.is_numbered):
        return False
    if "." in line.marker[:-1]:
        return "." in first.marker[:-1]
    return bool(line.marker) or not first.marker or take_duration(line.text)[1] is not None


def _add_under(entry: _Entry, line: Line) -> None:
    """Add a line to the item above it: the end of its own sentence, broken over two lines, or a detail."""
    whole = f"{entry.text} {line.text}"
    is_broken = not line.marker and not entry.details and take_duration(entry.text)[1] is None
    if is_broken and take_duration(whole)[1] is not None:
        entry.text = whole
    else:
        entry.details.append(line.text)


def _take_clocks(entries: list[_Entry], ends: TimeOfDay | None) -> None:
    """Turn starting times at the head of the entries into their minutes; a last `15h Fin` is no item."""
    clocks: list[tuple[_Entry, TimeSlot, str]] = []
    for entry in entries:
        folded, origins = trace(entry.text)
        slot = next(find_slots(folded[:60], small_hours=True), None)
        if slot is not None and slot.start == 0 and folded[slot.end :].strip():
            clocks.append((entry, slot, _tidy(entry.text[origins[slot.end] :])))
    if not clocks or is_small(clocks[0][1].starts) or (len(clocks) == 1 and clocks[0][1].ends is None):
        return
    following = [slot.starts for _, slot, _ in clocks[1:]]
    for (entry, slot, title), until in zip(clocks, [*following, ends], strict=True):
        entry.text = title
        entry.minutes = _minutes_between(slot.starts, slot.ends or until)
    last, slot, title = clocks[-1]
    if last is entries[-1] and slot.ends is None and fold(title) in _ENDINGS:
        entries.pop()


def _minutes_between(start: TimeOfDay, end: TimeOfDay | None) -> int | None:
    if end is None:
        return None
    minutes = ((end.hour - start.hour) * 60 + end.minute - start.minute) % (24 * 60)
    return minutes if 0 < minutes <= _HALF_A_DAY else None


def _with_minutes(item: WrittenItem, entry: _Entry) -> WrittenItem:
    """Give an item that states no length the one of its starting time, or of its details together."""
    if item.minutes is not None or item.per_person:
        return item
    if entry.minutes is not None:
        return replace(item, minutes=entry.minutes)
    lengths = [read_item(detail)[0].minutes for detail in entry.details]
    stated = [length for length in lengths if length is not None]
    return replace(item, minutes=sum(stated)) if stated and len(stated) == len(lengths) else item


def _missing_minutes(items: Sequence[WrittenItem]) -> tuple[Phrase, ...]:
    missing = [item.title for item in items if item.minutes is None and not item.per_person]
    if not missing:
        return ()
    if len(missing) == len(items) > 1:
        return (phrase("reading.no_minutes_at_all"),)
    return (phrase("reading.no_minutes", n=len(missing), items=_quotes(missing)),)


def _quotes(texts: Sequence[str]) -> tuple[Value, ...]:
    """Return what people wrote as a list to be read out, the first few of many."""
    quotes: tuple[Value, ...] = tuple(Quote(text) for text in texts[:_MOST_QUOTES])
    return quotes if len(texts) <= _MOST_QUOTES else (*quotes, "…")
