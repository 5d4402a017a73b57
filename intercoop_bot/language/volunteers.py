"""Who takes which role, as an announcement says it: `Notes : Anne`, `reste à fixer qui animera`."""

import re
from collections.abc import Iterable, Iterator

from intercoop_bot.language.fold import fold
from intercoop_bot.language.outline import read_label, split_words
from intercoop_bot.language.roles import ROLES, Mention, Role, find_roles, read_role

Holding = tuple[Role, str | None]

_OPEN = re.compile(
    r"|[-?.…_ ]+|.*\?|open|libre|vacante?|ouverte?|personne|nobody|none|n/a|tbd|tba|tbc|to be .*|needed"
    r"|wanted|a (?:pourvoir|definir|fixer|trouver|prendre|voir)|volontaires?.*|volunteers?.*|qui .*|who.*"
    r"|recherchee?|cherche .*|looking for .*|besoin .*|reste a .*"
)
_ASKS = re.compile(
    r"\?|\b(?:qui|reste|restent|fixer|cherch\w*|recherch\w*|besoin|volontaires?|manque|designer|trouver|pourvoir"
    r"|definir|who|need|needs|needed|looking for|volunteers?|wanted|open|tbd|vacant|still)\b"
)
_NAME = r"(?:@[\w.=/+-]+(?::[\w.:-]*\w)?|[^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*)?)"
_WHOLE_NAME = re.compile(rf"{_NAME}(?:(?:,? (?:et|and|&|\+) |, ?){_NAME})*")
_NAME_BEFORE = re.compile(
    rf"(?<![\w.:@])({_NAME}) (?:(?:va|will|est|is|sera|fera|fait|assure|assurera|prend|prendra|se charge de"
    r"|s['’]occupe de|takes|does|will do|will take|to)(?: |$))?(?:(?:la|le|les|the|l['’]|our) ?)?$"
)
_NO_NAMES = frozenset(
    {"qui", "who", "je", "i", "nous", "we", "il", "elle", "on", "reste", "le", "la", "les", "the"}
)
_HELD = re.compile(r"(?P<role>[^():]{1,40}?)\s*(?:[:=]\s*(?P<after>.{0,60})|\((?P<inside>[^()]{0,60})\))?")


def read_roles(lines: Iterable[str]) -> tuple[Holding, ...]:
    """Return the roles that the lines speak of, each once, and who holds it: None where it is open.

    A line that names a role in passing says nothing of it, unless it asks for somebody or names one.
    """
    held: dict[Role, str | None] = {}
    for line in lines:
        for role, holder in _read_line(line):
            if held.get(role) is None:
                held[role] = holder
    return tuple((role, held[role]) for role in ROLES if role in held)


def _read_line(line: str) -> Iterator[Holding]:
    parts = [part for part in re.split(r"\s*[;|•]\s*|\s+/\s+|,\s+(?=[^,]*:)", line) if part]
    labels = [read_label(part) for part in parts]
    if labels and all(label is not None and label.topic in ("role", "call") for label in labels):
        for label in labels:
            if label is not None:
                yield from _held_by(label.word, label.value)
        return
    label = read_label(line)
    if label is not None:
        if label.topic == "roles":
            yield from _read_enumeration(label.value)
        return
    yield from _read_sentence(line)


def _held_by(words: str, value: str) -> Iterator[Holding]:
    holder = value.strip(" .()[]")
    if _OPEN.fullmatch(fold(holder)):
        name = None
    elif _WHOLE_NAME.fullmatch(holder):
        name = holder
    else:
        return
    whole = read_role(words)
    for part in [words] if whole else split_words(words):
        if role := read_role(part):
            yield role, name


def _read_enumeration(value: str) -> Iterator[Holding]:
    """Read what follows `Rôles :`, such as `notes (Anne), animation (?), hôte`."""
    for part in re.split(r"\s*[,;/|]\s*", value):
        if (found := _HELD.fullmatch(part)) and read_role(found["role"]):
            yield from _held_by(found["role"], found["after"] or found["inside"] or "")


def _read_sentence(line: str) -> Iterator[Holding]:
    asks = _ASKS.search(fold(line)) is not None
    for mention in find_roles(line):
        name = _name_before(line, mention)
        if name is not None or asks:
            yield mention.role, name


def _name_before(line: str, mention: Mention) -> str | None:
    found = _NAME_BEFORE.search(line[max(0, mention.start - 80) : mention.start])
    return None if found is None or fold(found[1]) in _NO_NAMES else found[1]
