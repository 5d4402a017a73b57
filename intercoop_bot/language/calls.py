"""How to join, as an announcement says it: a link, a number and its code, a room, a kind of phone."""

import re
from collections.abc import Sequence

from intercoop_bot.language.fold import fold
from intercoop_bot.language.outline import Label, read_label
from intercoop_bot.language.roles import find_roles

_MOST_LINES = 2
"""The way to join, and the fallback."""

_URL = re.compile(r"https?://[^\s<>()\"']+")
_PHONE = re.compile(r"(?:\+[0-9]{2}[ .]?(?:\(0\))?|\b0)[0-9](?:[ .-]?[0-9]{2}){4}(?![0-9])")
_CODE = re.compile(
    r"[ ,;.(–-]{0,4}(?:(?:avec |with )?(?:le |the )?)((?:code|pin|puis|then)\b[^\n.;)]{1,40})", re.IGNORECASE
)
_TOOL = (
    r"(?:jitsi(?: meet)?|framatalk|zoom|teams|google meet|meet|bbb|big ?blue ?button|element(?: call)?|mumble"
    r"|ovh|signal|discord|whereby|galene|visio(?:conference)?|telephone|phone|audioconf(?:erence)?)"
)
_KNOWN_TOOL = re.compile(rf"\b{_TOOL}\b")
_ON_TOOL = re.compile(
    rf"\b(?:sur|via|par|on|by|over) ((?:(?!sur\b|via\b|par\b|on\b|by\b|over\b)\w{{1,20}} ){{0,2}}{_TOOL})\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\s*[,;]?\s*(?:\bde préférence\b|\bsi possible\b|\bpreferably\b|\bideally\b).*", re.IGNORECASE
)
_FILLER = re.compile(
    r"(?:(?:une |la |a |the )?(?:solution|système|outil|service|some)s?(?: de | d['’]| of | ))", re.IGNORECASE
)


def read_call(lines: Sequence[str]) -> str | None:
    """Return how to join: what labelled lines say, else a link, a number, or the kind of call.

    Of two labelled lines the second is the fallback.
    """
    labelled = [label.value for label in map(read_label, lines) if label is not None and _tells_how(label)]
    if labelled:
        return "\n".join(labelled[:_MOST_LINES])
    for find in (_find_link, _find_number, _find_beside_role, _find_tool):
        for line in lines:
            if call := find(line):
                return call
    return None


def _tells_how(label: Label) -> bool:
    if label.topic == "place":
        return bool(label.value)
    is_way = any(pattern.search(label.value) for pattern in (_URL, _PHONE)) or _KNOWN_TOOL.search(
        fold(label.value)
    )
    return label.topic in ("call", "role") and bool(is_way)


def _find_link(line: str) -> str | None:
    found = _URL.search(line)
    return None if found is None else found.group().rstrip(".,;:!?")


def _find_number(line: str) -> str | None:
    found = _PHONE.search(line)
    if found is None:
        return None
    code = _CODE.match(line, found.end())
    number = found.group()
    return number if code is None else f"{number}, {code[1].strip()}"


def _find_beside_role(line: str) -> str | None:
    """Return what brackets after the host's role say: `organisera la conférence (téléphonie type OVH)`."""
    mentions = find_roles(line)
    for host in (mention for mention in mentions if mention.role == "host"):
        bracket = line[host.end :].lstrip()
        if not bracket.startswith("("):
            continue
        start = line.index("(", host.end) + 1
        others = (mention.start for mention in mentions if mention.role != "host" and mention.start > start)
        inside = line[start : next(others, len(line))].partition(")")[0]
        words = _FILLER.sub("", _WISH.sub("", inside), count=1).strip(" ,;")
        words = re.sub(r"\s(?:et|and|qui)$", "", words)
        if words:
            return words
    return None


def _find_tool(line: str) -> str | None:
    found = _ON_TOOL.search(line)
    return None if found is None else found[1]


def link_in(call: str) -> str | None:
    """Return the first link in the words that say how to join."""
    found = _URL.search(call)
    return None if found is None else found.group().rstrip(".,;:!?")
