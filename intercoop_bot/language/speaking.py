"""What is said about who speaks: `q+ …`, `!main`, `!parole`, `!limite 2 min`.

1. Somebody else is queued by name: a member, somebody who was said to be on the phone; after `for`, anyone.
2. All else that follows is what one wants to speak about.
"""

import re
from datetime import timedelta

from intercoop_bot.language.asking import Asked, Context, Unclear
from intercoop_bot.language.durations import read_duration
from intercoop_bot.language.fold import fold, trace
from intercoop_bot.language.people import Ambiguous
from intercoop_bot.language.request import Request
from intercoop_bot.language.settings import read_queue_order, read_switch
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.facts.queue import Manner
from intercoop_bot.meeting.phrases import Who

_OF = r"(?! (?:du|de|des|of)\b| d')"
_MANNER = re.compile(
    rf"(?:(?P<order>(?:motion|point|question) d'ordre|motion|(?:ordre|(?:point of )?order){_OF})"
    rf"|(?P<reply>(?:en |pour |to )?(?:reponse(?: directe)?|repondre|reagir|(?:direct )?reply){_OF}))"
    r"(?![\w'-])[ :,]*"
)
"""The order of the day is a topic."""
_FOR = re.compile(r"(?:pour|for)\s+(?P<name>[^:]{1,80}?)\s*(?::\s*(?P<topic>.*))?", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"@?[^\W\d_][\w'’.-]*(?:\s+@?[^\W\d_][\w'’.-]*){0,3}")
_NAMED_FIRST = re.compile(r"(?P<name>[^:]{1,80}?)\s*(?::\s*(?P<topic>.*))?", re.DOTALL)


def read_hand(request: Request) -> Asked:
    """Read who wants the floor, about what, and whether it cannot wait; `non`: no longer."""
    if read_switch(request.text) is False:
        return c.LeaveQueue()
    manner, text = _take_manner(request.context.people.spell_out(request.text))
    who, topic = _take_person(text, request.context)
    if isinstance(who, Ambiguous):
        return Unclear(reason=who.doubt)
    if who is not None and who.id == request.context.sender.id:
        who = None
    return c.JoinQueue(who=who, topic=topic, manner=manner)


def _take_manner(text: str) -> tuple[Manner, str]:
    folded, origins = trace(text[:100])
    found = _MANNER.match(folded)
    if found is None:
        return "speak", text
    return "order" if found["order"] else "reply", text[origins[found.end()] :]


def _take_person(text: str, context: Context) -> tuple[Who | Ambiguous | None, str]:
    """Return whom a text is about to queue, and the topic."""
    if text.startswith("@"):
        named, rest = context.people.take(text)
        if named is not None:
            return named, rest
        name, _, topic = text.partition(":" if ":" in text else " ")
        return known(name, context) or _bare(name), topic.strip()
    explicit = _FOR.fullmatch(text)
    if explicit is not None:
        named = known(explicit["name"], context)
        if named is None and _is_name(explicit["name"]):
            named = _bare(explicit["name"])
        return (None, text) if named is None else (named, explicit["topic"] or "")
    first = _NAMED_FIRST.fullmatch(text)
    named = known(first["name"], context) if first and first["name"] else None
    return (None, text) if named is None or first is None else (named, first["topic"] or "")


def known(name: str, context: Context) -> Who | Ambiguous | None:
    """Return whom a whole text names: a member, or somebody on the phone, by their first name too."""
    said = fold(name).removeprefix("@")
    if said in ("moi", "me"):
        return context.sender
    guests = {fold(guest): Who(guest, guest) for guest in context.guests}
    person = guests.get(said) or context.people.resolve(name)
    if person is not None:
        return person
    named = tuple(guest for folded, guest in guests.items() if folded.split(" ")[0] == said)
    return Ambiguous(name, named) if len(named) > 1 else next(iter(named), None)


def _bare(name: str) -> Who:
    name = " ".join(name.split()).removeprefix("@")
    return Who(name, name)


def _is_name(text: str) -> bool:
    """Tell whether it can be the name of somebody not known here: `pour finir : …` names nobody."""
    return bool(_NAME.fullmatch(text)) and text.removeprefix("@")[0].isupper()


def read_lower(request: Request) -> Asked:
    """Read who no longer waits."""
    text = request.context.people.spell_out(request.text).strip()
    if not text:
        return c.LeaveQueue()
    who = known(text, request.context) or _bare(text)
    if isinstance(who, Ambiguous):
        return Unclear(reason=who.doubt)
    return c.LeaveQueue(who=None if who.id == request.context.sender.id else who)


_CLOSE = frozenset(("fermer", "ferme", "fermee", "close", "closed", "clore", "stop"))
_OPEN = frozenset(("ouvrir", "ouvre", "ouverte", "open", "rouvrir", "reopen"))


def read_queue(request: Request) -> Asked:
    """Read whether the queue is asked for, or closed, or opened, or who is to go first in it."""
    word = fold(request.text).strip(" .!?")
    if word in _CLOSE:
        return c.CloseQueue()
    if word in _OPEN:
        return c.OpenQueue()
    order = read_queue_order(word)
    return c.AskQueue() if order is None else c.SetPreference(name="queue", value=order)


_TO = re.compile(r"(?:à|a|to)\s+(?=\S)", re.IGNORECASE)
_NEXT = frozenset(("", "suivant", "suivante", "next", "au suivant", "a la suivante"))


def read_floor(request: Request) -> Asked:
    """Read who is to have the floor; whoever is next, where nobody is named."""
    text = _TO.sub("", request.context.people.spell_out(request.text).strip(" :.!"), count=1)
    if fold(text) in _NEXT:
        return c.GiveFloor()
    who = known(text, request.context)
    if who is None and len(text.split()) <= 3:
        who = _bare(text)
    if isinstance(who, Ambiguous):
        return Unclear(reason=who.doubt)
    return request.unclear("floor") if who is None else c.GiveFloor(who=who)


_OFF = frozenset(("off", "non", "no", "none", "aucune", "sans", "0", "stop"))
_SECONDS = re.compile(
    r"(?:(?P<minutes>[0-9]{1,3}) ?(?:minutes?|mins?|mn|m|') ?)?"
    r"(?P<seconds>[0-9]{1,4}) ?(?:s|secs?|secondes?|seconds?|\")"
    r"|(?P<whole>[0-9]{1,3}) ?(?:min|mn|m|'|:) ?(?P<more>[0-5][0-9])"
)


def read_limit(request: Request) -> Asked:
    """Read how long a turn may last."""
    folded = fold(request.text).strip(" .:")
    if folded in _OFF:
        return c.LimitTurns(length=None)
    found = _SECONDS.fullmatch(folded)
    if found is not None:
        minutes, seconds = found["minutes"] or found["whole"] or 0, found["seconds"] or found["more"]
        return c.LimitTurns(length=timedelta(minutes=int(minutes), seconds=int(seconds)))
    duration = read_duration(folded)
    if duration is None:
        return request.unclear("limit")
    return c.LimitTurns(length=timedelta(minutes=min(duration.minutes, 24 * 60)))


_WITHOUT = re.compile(r"(?:sans|without|retirer|remove|-)\s*", re.IGNORECASE)


def read_colead(request: Request) -> Asked:
    """Read who leads too, or (`sans @bruno`) no longer."""
    text = request.context.people.spell_out(request.text).strip()
    without = _WITHOUT.match(text)
    names = text[without.end() :] if without else text
    people, doubts = request.context.people.list_names(names, request.context.sender)
    if doubts:
        return Unclear(reason=doubts[0])
    if not people:
        return request.unclear("colead")
    return c.WithdrawLead(people=people) if without else c.ShareLead(people=people)
