"""The parts of an announcement: its title, what it says of the meeting, and the lines of its agenda.

What follows the agenda is discussion and none of our business, but for lines right after it that are
labelled as the head's may be (`Lien : …`, `Notes : Anne`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from intercoop_bot.language.agenda import read_item, read_line
from intercoop_bot.language.durations import Duration, read_duration
from intercoop_bot.language.fold import fold
from intercoop_bot.language.roles import read_role
from intercoop_bot.language.times import find_slots

Topic = Literal["title", "date", "time", "place", "call", "roles", "role"]

_WORDS: Mapping[Topic, tuple[str, ...]] = {
    "title": ("titre", "title", "objet", "subject", "sujet"),
    "date": (
        "date", "quand", "when", "jour", "day", "rendez-vous", "rdv", "date et heure", "date and time",
        "date/heure", "jour et heure",
    ),
    "time": ("heure", "heures", "horaire", "horaires", "time", "créneau"),
    "place": ("où", "where", "lieu", "place", "location", "salle", "adresse"),
    "call": (
        "visio", "visioconférence", "lien", "lien visio", "lien de connexion", "lien de la visio", "link",
        "call", "call link", "appel", "conf", "conférence", "conférence téléphonique", "téléphone", "tél",
        "phone", "numéro", "connexion", "pour se connecter", "pour rejoindre", "rejoindre", "join",
        "how to join", "to join", "dial-in", "dial in", "pont téléphonique", "audio", "audioconf", "jitsi",
        "zoom", "meet", "bbb", "framatalk", "url", "video", "video link", "secours", "fallback",
        "en cas de problème", "si ça ne marche pas",
    ),
    "roles": ("rôles", "roles", "rôle", "qui fait quoi", "who does what"),
}  # fmt: skip
_TOPICS: Mapping[str, Topic] = {fold(word): topic for topic, words in _WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Label:
    """A line such as `Lien : https://…`: what it is about, its own word for that, and the rest."""

    topic: Topic
    word: str
    value: str


@dataclass(frozen=True, slots=True)
class Outline:
    """An announcement in its parts; `announced` is the length that the agenda's heading states."""

    title: str
    head: tuple[str, ...]
    agenda: tuple[str, ...]
    announced: Duration | None = None


_LABEL = re.compile(r"\s*(?P<word>[^:=]{1,40}?)\s*[:=](?!//)\s*(?P<value>.*)")
_DASHED = re.compile(r"\s*(?P<word>[^-–—]{1,40}(?:-[^-–—\s]{1,20}){0,3}?)\s+[-–—]\s*(?P<value>.*)")
_GREETING = re.compile(
    r"(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|cher|chere|cher·e|chers)\b[^.!,;:]{0,40}[,.!;:]* ?"
)
_MARKUP = " \t#*_>\u00a0\ufeff"

_HEADING_WORD = (
    r"(?:ordre du jour|odj|agenda|programme|program|points?|sujets?|topics?|items|au menu|deroule(?:ment)?)"
)
_HEADING = re.compile(
    r"(?:proposition d'|projet d'|l'|d'|notre |le |les |the |our |proposed |draft |au |a l'|on the )*"
    rf"{_HEADING_WORD}(?: (?:proposes?|provisoire|previsionnel|prevus?|de la (?:reunion|seance)"
    r"|a l'ordre du jour|a aborder|a discuter|a traiter|for the meeting|of the meeting|to discuss))*"
    r"(?: ?[(\[](?P<bracketed>[^)\]]{1,40})[)\]]| ?- (?P<dashed>[^:]{1,30}))?(?: ?:(?P<rest>.*))?"
)
_SENTENCE = re.compile(r".{0,80}\b(?:ordre du jour|odj|agenda)\b.{0,60}:")
_UNDECIDED = re.compile(
    r"(?:(?:reste )?a (?:definir|venir|completer|preciser|fixer|voir)|tbd|tba|tbc|to be .*|none|aucun"
    r"|\.+|\?+|)"
)
_LONGEST_ITEM = 120


def read_outline(text: str) -> Outline:
    """Return the parts of an announcement; each of them may be empty."""
    lines = text.splitlines()
    title_at, title = _find_title(lines)
    heading = _find_heading(lines, title_at)
    if heading is None:
        start, end = _find_unheaded(lines, title_at + 1)
        head, rest = lines[title_at + 1 : start], lines[end:]
        agenda, announced = lines[start:end], None
    elif heading.inline:
        paragraph_end = next(
            (at for at in range(heading.at, len(lines)) if not lines[at].strip()), len(lines)
        )
        head = lines[title_at + 1 : heading.at] + lines[heading.at + 1 : paragraph_end]
        agenda, announced, rest = list(heading.inline), heading.announced, lines[paragraph_end:]
    else:
        end = _end_of_block(lines, heading.at + 1)
        head, rest = lines[title_at + 1 : heading.at], lines[end:]
        agenda, announced = lines[heading.at + 1 : end], heading.announced
    return Outline(title, (*_filled(head), *_labelled(rest)), _filled(agenda), announced)


def _filled(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line.strip())


def read_label(line: str) -> Label | None:
    """Return the label that begins a line, where it is one that an announcement may have."""
    text = read_line(line).text.lstrip(_MARKUP)
    for pattern in (_LABEL, _DASHED):
        if found := pattern.fullmatch(text):
            word = found["word"].strip(_MARKUP)
            topic = _TOPICS.get(fold(word))
            if topic is None and _names_roles(word):
                topic = "role"
            if topic is not None and (pattern is _LABEL or topic == "role"):
                return Label(topic, word, found["value"].strip(" \t*"))
    return None


def split_words(words: str) -> list[str]:
    """Return the parts of an enumeration: `animation et notes`, `host, notes & chair`."""
    return [part for part in re.split(r"\s*(?:,|;|/|&|\+|\bet\b|\band\b)\s*", words) if part]


def _names_roles(words: str) -> bool:
    return read_role(words) is not None or all(read_role(part) for part in split_words(words) or [""])


# --- the title ---------------------------------------------------------------------------------------


def _find_title(lines: Sequence[str]) -> tuple[int, str]:
    """Return which line is the title, and it without greeting and markup; -1 where the first is no title."""
    for at, raw in enumerate(lines):
        text = raw.replace("**", "").strip(_MARKUP)
        if greeting := _GREETING.match(fold(text)):
            text = text[greeting.end() :] if len(fold(text)) == len(text) else ""
            text = text[:1].upper() + text[1:]
        if not text:
            continue
        label = read_label(text)
        if label is not None and label.topic == "title":
            return at, label.value
        if label is not None or _read_heading(text, at) is not None:
            return at - 1, ""
        return at, text
    return len(lines), ""


# --- the agenda --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    at: int
    announced: Duration | None
    inline: tuple[str, ...]


def _find_heading(lines: Sequence[str], title_at: int) -> _Heading | None:
    headings = (_read_heading(lines[at], at) for at in range(title_at + 1, len(lines)))
    return next((heading for heading in headings if heading is not None), None)


def _read_heading(line: str, at: int) -> _Heading | None:
    text = read_line(line).text.strip(_MARKUP)
    folded = fold(text)
    if len(folded) > 400:
        return None
    if found := _HEADING.fullmatch(folded):
        stated = found["bracketed"] or found["dashed"]
        rest = text.partition(":")[2].strip(_MARKUP) if found["rest"] else ""
        inline = () if _UNDECIDED.fullmatch(fold(rest)) else tuple(_split_inline(rest))
        return _Heading(at, read_duration(stated or ""), inline)
    if _SENTENCE.fullmatch(folded):
        return _Heading(at, None, ())
    return None


def _split_inline(rest: str) -> list[str]:
    """Return the items that stand on the heading's line: `1) accueil 2) budget`, `accueil, budget`."""
    for separator in (r"(?:^|\s)[0-9]{1,2}[.)]\s", r";", r",(?![^(]{0,80}\))"):
        parts = [part.strip() for part in re.split(separator, rest) if part.strip()]
        if len(parts) > 1:
            return parts
    return [rest]


def _end_of_block(lines: Sequence[str], start: int) -> int:
    """Return where a list that begins at or after `start` ends."""
    first = next((at for at in range(start, len(lines)) if lines[at].strip()), len(lines))
    if first == len(lines):
        return start
    marked = read_line(lines[first])
    return _end_of_marked(lines, first) if marked.marker else _end_of_bare(lines, first)


def _end_of_marked(lines: Sequence[str], first: int) -> int:
    base = read_line(lines[first])
    end = at = first
    while at < len(lines):
        line = read_line(lines[at])
        if not line.text and not line.marker:
            at += 1
            continue
        after_blank = at > end
        if line.marker:
            same_list = line.is_numbered == base.is_numbered or line.indent > base.indent
            if after_blank and (not same_list or _is_aside(lines[at])):
                break
        elif line.indent <= base.indent and (
            after_blank or at + 1 == len(lines) or not read_line(lines[at + 1]).marker
        ):
            break
        at += 1
        end = at
    return end


def _end_of_bare(lines: Sequence[str], first: int) -> int:
    end = at = first
    while at < len(lines):
        line = lines[at].strip()
        if line:
            if (at > end and not _is_timed(line)) or _is_aside(line) or _is_prose(line):
                break
            end = at + 1
        at += 1
    return end


def _find_unheaded(lines: Sequence[str], start: int) -> tuple[int, int]:
    """Return the first list without a heading most of whose lines say how long or at what time."""
    at = start
    while at < len(lines):
        line = read_line(lines[at])
        if line.marker or _is_timed(lines[at]):
            end = _end_of_marked(lines, at) if line.marker else _end_of_timed(lines, at)
            block = [each for each in lines[at:end] if each.strip()]
            if len(block) > 1 and sum(map(_is_timed, block)) * 2 > len(block):
                return at, end
            at = end
        at += 1
    return len(lines), len(lines)


def _end_of_timed(lines: Sequence[str], first: int) -> int:
    end = first
    while end < len(lines) and _is_timed(lines[end]):
        end += 1
    return end


def _is_timed(line: str) -> bool:
    text = read_line(line).text
    if not text or _is_aside(line):
        return False
    item, _ = read_item(text)
    return item.minutes is not None or item.per_person or _has_clock(text)


def _has_clock(text: str) -> bool:
    folded = fold(text[:80])
    slot = next(find_slots(folded), None)
    return slot is not None and slot.start == 0 and folded[slot.end :].strip(" :-") != ""


def _is_aside(line: str) -> bool:
    label = read_label(line)
    return label is not None and label.topic != "title" and read_item(line)[0].minutes is None


def _is_prose(line: str) -> bool:
    return not _is_timed(line) and (len(line) > _LONGEST_ITEM or line.endswith((".", "!")))


def _labelled(lines: Sequence[str]) -> list[str]:
    """Return the labelled lines that come right after the agenda, up to the first that is not labelled."""
    labelled: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if read_label(line) is None:
            break
        labelled.append(line)
    return labelled
