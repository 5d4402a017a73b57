"""The words of the W3C's bots, Zakim and RRSAgent: `agenda+ …`, `q+ to …`, `ack …`, `Topic: …`, `scribe+`.

1. Capitals do not matter. A bot's name may stand before any of them, and must before what could be talk
   (`zakim, next item`). `Topic: …` is talk where no meeting is under way.
2. In `q+ …` and `ack …` only who is known here is a person; else `q+` says what one wants to speak about.
3. The scribe's lines are the minutes there: who becomes scribe writes notes with every line.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from intercoop_bot.language.asking import Asked, Context, Help
from intercoop_bot.language.dialects.borrowed import Borrowed, of_people
from intercoop_bot.language.fold import fold
from intercoop_bot.language.tagging import Tagged
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.facts.queue import Manner
from intercoop_bot.meeting.phrases import Who

_NAMED = re.compile(r"(?:zakim|rrsagent)(?:\s*[,:]\s*|\s+)", re.IGNORECASE)
_POLITE = re.compile(r"^(?:please|pls)\s+|[\s,]+(?:please|pls)\s*[.!]?$", re.IGNORECASE)


def read_w3c(line: str, context: Context) -> Borrowed | Tagged | None:
    """Return what a line says in the words of Zakim or RRSAgent; None where it is none of them."""
    line = line.strip()
    name = _NAMED.match(line)
    said = _POLITE.sub("", line[name.end() :] if name else line)
    for pattern, read in (*_READERS, *_WHEN_NAMED) if name else _READERS:
        found = pattern.fullmatch(said)
        if found is not None:
            return read(found, context)
    return Borrowed() if name and name.group().strip()[-1] in ",:" else None


# --- who is there, and who writes --------------------------------------------------------------------


def _read_there(make: type[c.MarkPresent | c.MarkGone], found: re.Match[str], context: Context) -> Borrowed:
    if _is_oneself(found["names"]):
        return Borrowed((make(people=()),))
    return of_people(found["names"], context, lambda people: make(people=people))


def _read_scribe(found: re.Match[str], context: Context) -> Borrowed:
    if found["sign"] == "-":
        return Borrowed((c.SetScribe(on=False),))
    if _is_oneself(found["names"]):
        return Borrowed((c.ClaimRole(role="notes"), c.SetScribe(on=True)))
    taken = of_people(found["names"], context, lambda people: _assigned("notes", people[0], context))
    return Borrowed((*taken.asked, c.SetScribe(on=True)))


def _read_chair(found: re.Match[str], context: Context) -> Borrowed | None:
    if not context.live:
        return None
    if _is_oneself(found["names"]):
        return Borrowed((c.ClaimRole(role="facilitator"),))
    return of_people(found["names"], context, lambda people: _assigned("facilitator", people[0], context))


def _assigned(role: str, who: Who, context: Context) -> Asked:
    return c.ClaimRole(role=role) if who.id == context.sender.id else c.AssignRole(role=role, who=who)


def _is_oneself(names: str) -> bool:
    return fold(names) in ("", "me")


# --- the queue ---------------------------------------------------------------------------------------

_TO = re.compile(r"(?P<who>.*?)\s*(?:\b(?:also\s+)?to\b|:)\s*(?P<topic>.+)", re.IGNORECASE | re.DOTALL)


def _read_join(found: re.Match[str], context: Context) -> Borrowed:
    manner: Manner = "reply" if found["sign"].lower() == "qq" else "speak"
    said = found["said"]
    note = _TO.fullmatch(said)
    names, topic = (note["who"], note["topic"]) if note else (said, "")
    if _is_oneself(names) or fold(names) == "later":
        return Borrowed((c.JoinQueue(topic=topic, manner=manner),))
    people = [_known(name, context) for name in names.split(",")]
    known = [who for who in people if who is not None]
    if len(known) < len(people):
        return Borrowed((c.JoinQueue(topic=said, manner=manner),))
    return Borrowed(tuple(c.JoinQueue(who=who, topic=topic, manner=manner) for who in known))


def _read_leave(found: re.Match[str], context: Context) -> Borrowed:
    if _is_oneself(found["names"]):
        return Borrowed((c.LeaveQueue(),))
    if fold(found["names"]) == "later":
        return Borrowed((c.LeaveQueue(), c.JoinQueue()))
    people = (_known(name, context) for name in found["names"].split(","))
    return Borrowed(tuple(c.LeaveQueue(who=who) for who in people if who is not None))


def _read_ack(found: re.Match[str], context: Context) -> Borrowed | None:
    if fold(found["name"]) in ("next", "next speaker"):
        return Borrowed((c.GiveFloor(),))
    who = context.sender if fold(found["name"]) == "me" else _known(found["name"], context)
    return None if who is None else Borrowed((c.GiveFloor(who=who),))


def _known(name: str, context: Context) -> Who | None:
    """Return whom a name stands for: one of the members, or of those on the phone."""
    who = context.people.resolve(name)
    guests = (Who(guest, guest) for guest in context.guests if fold(guest) == fold(name))
    return who if isinstance(who, Who) else next(guests, None)


# --- the agenda --------------------------------------------------------------------------------------


def _read_agenda_plus(found: re.Match[str], context: Context) -> Borrowed:
    title, proposer = found["title"], found["proposer"]
    owner = None if proposer is None else _known(proposer, context)
    if proposer is not None and owner is None:
        title = f"{title} [{proposer}]"
    return Borrowed((c.AddItems(items=(c.DraftItem(title=title, owner=owner),)),))


def _read_take_up(found: re.Match[str], _context: Context) -> Borrowed:
    which = found["which"]
    return Borrowed((c.GoTo(position=int(which)) if which.isdecimal() else c.TakeUp(title=which),))


def _read_topic(found: re.Match[str], context: Context) -> Borrowed | None:
    return Borrowed((c.TakeUp(title=found["title"]),)) if context.live else None


def _read_close(found: re.Match[str], _context: Context) -> Borrowed:
    return Borrowed((c.Next(position=int(found["number"]) if found["number"] else None),))


def _read_drop(found: re.Match[str], _context: Context) -> Borrowed:
    return Borrowed((c.DropItem(position=int(found["number"])),))


# --- notes, and the meeting --------------------------------------------------------------------------


def _read_resolution(found: re.Match[str], _context: Context) -> Tagged:
    return Tagged("decision", found["text"])


def _read_title(found: re.Match[str], context: Context) -> Borrowed | None:
    return Borrowed((c.RenameMeeting(title=found["title"]),)) if context.live else None


# --- the table ---------------------------------------------------------------------------------------

_Reader: TypeAlias = Callable[[re.Match[str], Context], Borrowed | Tagged | None]

_ITEM = r"(?:agendum|agenda(?:\s+item)?|item)"


def _said(pattern: str, read: _Reader) -> tuple[re.Pattern[str], _Reader]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL), read


def _always(asked: Asked) -> _Reader:
    return lambda _found, _context: Borrowed((asked,))


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    _said(r"present\+\s*(?P<names>.*)", partial(_read_there, c.MarkPresent)),
    _said(r"present-\s*(?P<names>.*)", partial(_read_there, c.MarkGone)),
    _said(r"regrets\+", _always(c.Foretell(coming=False))),
    _said(r"scribe(?:nick)?\s*(?P<sign>[-+:])\s*(?P<names>.*)", _read_scribe),
    _said(r"chair\s*[+:]\s*(?P<names>.*)", _read_chair),
    _said(r"(?P<sign>qq|q|queue)\+\s*(?P<said>.*)", _read_join),
    _said(r"q(?:ueue)?-\s*(?P<names>.*)", _read_leave),
    _said(r"(?:(?:who is|who's) on )?v?q(?:ueue)?\s*\?", _always(c.AskQueue())),
    _said(r"(?:chair )?(?:acks?|recogni[sz]es?)\s+(?P<name>.+)", _read_ack),
    _said(r"agend(?:a|um)\+\s*(?P<title>.+?)(?:\s*\[(?P<proposer>[^\[\]]+)\])?", _read_agenda_plus),
    _said(r"agenda\s*\?|what(?: is|'s) (?:on )?the agenda\??", _always(c.AskAgenda())),
    _said(r"(?:agend(?:a|um)|item)-\s*(?P<number>\d{1,3})", _read_drop),
    _said(r"topic\s*:\s*(?P<title>.+)", _read_topic),
    _said(r"(?:resolved|resolution)\s*:\s*(?P<text>.*)", _read_resolution),
    _said(r"meeting\s*:\s*(?P<title>.+)", _read_title),
    _said(rf"(?:take up|move to) {_ITEM}\s+(?P<which>.+)", _read_take_up),
    _said(rf"(?:take up|move to) (?:the )?next {_ITEM}", _always(c.Next())),
    _said(rf"(?:really )?close (?:this {_ITEM}|{_ITEM}\s+(?P<number>\d{{1,3}}))", _read_close),
    _said(r"close the queue", _always(c.CloseQueue())),
    _said(r"(?:re-?)?open the queue", _always(c.OpenQueue())),
)
"""What is understood whoever it is said to."""

_WHEN_NAMED: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    _said(rf"(?:open )?next {_ITEM}", _always(c.Next())),
    _said(rf"open {_ITEM}\s+(?P<which>.+)", _read_take_up),
    _said(rf"(?:drop|delete|forget|remove) {_ITEM}\s+(?P<number>\d{{1,3}})", _read_drop),
    _said(r"start (?:(?:the|this) )?meeting", _always(c.Start())),
    _said(r"end (?:(?:the|this) )?meeting", _always(c.End())),
    _said(r"help", _always(Help())),
)
"""What is understood where it is said to a bot by its name."""
