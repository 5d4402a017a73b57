"""What follows a command's word, read: one reader for each command of the table.

A reader never fails: what makes no sense becomes an `Unclear` with an example of what does.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from intercoop_bot.language.agenda import read_items
from intercoop_bot.language.asking import Asked, Context, Help, Unclear
from intercoop_bot.language.codes import read_host_code
from intercoop_bot.language.correcting import read_note, read_replace
from intercoop_bot.language.days import Day, find_days
from intercoop_bot.language.durations import read_duration
from intercoop_bot.language.fold import fold
from intercoop_bot.language.happening import (
    NUMBER_SIGN,
    read_date,
    read_held,
    read_next_meeting,
    read_repeat,
)
from intercoop_bot.language.numbers import read_number
from intercoop_bot.language.people import Ambiguous
from intercoop_bot.language.plans import convert_items, item_from, plan_from
from intercoop_bot.language.request import Reader, Request
from intercoop_bot.language.roles import find_roles, read_role
from intercoop_bot.language.settings import (
    SWITCHES,
    WrittenPreference,
    find_preference,
    read_language,
    read_policy,
    read_preference,
    read_switch,
    read_zone,
    suggest_zone,
)
from intercoop_bot.language.speaking import (
    read_colead,
    read_floor,
    read_hand,
    read_limit,
    read_lower,
    read_queue,
)
from intercoop_bot.language.steering import (
    read_extend,
    read_move,
    read_move_item,
    read_numbered,
    read_park,
)
from intercoop_bot.language.vocabulary import NOTE_TAGS
from intercoop_bot.language.words import find, find_tag
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Quote


def read_arguments(request: Request) -> tuple[Asked, ...]:
    """Return what a command with these arguments asks for; several things where it names several roles."""
    asked = _READERS[request.entry.key](request)
    return asked if isinstance(asked, tuple) else (asked,)


# --- the plan ----------------------------------------------------------------------------------------


def _read_plan(request: Request) -> Asked:
    text = request.text or (request.quoted.body if request.quoted else "")
    return plan_from(text, request.context) if text.strip() else request.unclear("plan")


def _read_cancel(request: Request) -> Asked:
    """Read `!cancel no. 3`, which names a meeting; `!cancel 3 people only` gives a reason."""
    text = _THE_MEETING.sub("", request.text)
    if text.isdecimal() or NUMBER_SIGN.match(text):
        number, reason = read_number(text)
        return c.Cancel(reason=reason, number=number)
    return c.Cancel(reason=text)


def _read_start(request: Request) -> Asked:
    return c.Start(title=_THE_MEETING.sub("", request.text))


_THE_MEETING = re.compile(
    r"^(?:(?:la|cette|notre|the|this|our) )?(?:réunion|meeting|séance)(?:\s*[:,.]+\s*|$)"
    r"|^(?:maintenant|now)$",
    re.IGNORECASE,
)


def _read_call(request: Request) -> Asked:
    word, _, rest = request.text.partition(" ")
    entry = find(f"call {word.strip('.:!?')}") or find(f"appel {word.strip('.:!?')}")
    if entry is not None and entry.key == "host_code":
        return read_host_code(replace(request, entry=entry, text=rest))
    return c.SetCall(text=request.text) if request.text else c.AskCall()


def _read_agenda(request: Request) -> Asked:
    if not any(map(str.isalnum, request.text)):
        return c.AskAgenda()
    items, doubts = read_items(request.context.people.spell_out(request.text))
    drafts, doubts_about_owners = convert_items(items, request.context)
    if not drafts:
        return request.unclear("agenda")
    return c.AddItems(items=drafts, doubts=(*doubts, *doubts_about_owners))


def _read_item(request: Request) -> Asked:
    item, doubts = item_from(" ".join(request.text.split()), request.context)
    drafts, doubts_about_owners = convert_items((item,), request.context)
    if not drafts[0].title:
        return request.unclear("item")
    return c.AddItems(items=drafts, doubts=(*doubts, *doubts_about_owners))


def _read_edit(request: Request) -> Asked:
    number, change = read_number(request.text)
    if number is None:
        return request.unclear("number")
    duration = read_duration(change)
    if duration is not None:
        return c.EditItem(position=number, minutes=duration.minutes)
    item, _ = item_from(change, request.context)
    owner = None if item.owner is None else request.context.people.or_bare(item.owner)
    if isinstance(owner, Ambiguous):
        return Unclear(reason=owner.doubt)
    return c.EditItem(position=number, title=item.title, minutes=item.minutes, owner=owner)


# --- people and roles --------------------------------------------------------------------------------


def _name_role(text: str, context: Context) -> str | None:
    """Return the role that the whole text names: of the three, or of the room's own."""
    own = {fold(role): role for role in context.roles}
    bare = fold(re.sub(r"(?i)^(?:le |la |les |the )?(?:rôle |role )?(?:de |d['’])?", "", text.strip(" .:,")))
    return own.get(fold(text)) or own.get(bare) or read_role(text)


def _read_roles(make: type[c.ClaimRole | c.ReleaseRole | c.WaiveRole], request: Request) -> tuple[Asked, ...]:
    text = request.text[:200]
    role = _name_role(text, request.context)
    roles = [role] if role else list(dict.fromkeys(mention.role for mention in find_roles(text)))
    return tuple(make(role=role) for role in roles or [" ".join(text.split())])


def _read_assign(request: Request) -> Asked:
    words = request.context.people.spell_out(request.text).split()[:20]
    splits = [(words[:at], words[at:]) for at in range(len(words) - 1, 0, -1)]
    readings = [
        _assigned(role, _without_joint(person_words), request)
        for before, after in splits
        for role_words, person_words in ((before, after), (after, before))
        if (role := _name_role(_without_joint(role_words), request.context)) is not None
    ]
    sensible = (reading for reading in readings if not isinstance(reading, Unclear))
    return next(sensible, readings[0] if readings else request.unclear("assign"))


def _without_joint(words: list[str]) -> str:
    joints = ("a", "to", "pour", "for", ":", "->", "=")
    kept = [
        word for at, word in enumerate(words) if at not in (0, len(words) - 1) or fold(word) not in joints
    ]
    return " ".join(kept)


def _assigned(role: str, name: str, request: Request) -> Asked:
    if fold(name) in ("moi", "me"):
        return c.ClaimRole(role=role)
    person = request.context.people.resolve(name)
    if person is None:
        return request.unclear("nobody", name=Quote(name))
    if isinstance(person, Ambiguous):
        return Unclear(reason=person.doubt)
    return c.AssignRole(role=role, who=person)


def _read_role(request: Request) -> Asked:
    added = _added(request.text)
    return c.AskRoles() if added is None else c.AddRole(role=read_role(added) or added)


def _read_tag(request: Request) -> Asked:
    number, named = read_number(request.text)
    if number is not None:
        of_note = find_tag(named.strip(" #:"), request.context.tags)
        return (
            request.unclear("tag_of_note") if of_note is None else c.ReplaceNote(number=number, tag=of_note)
        )
    added = _added(request.text)
    tag = (request.text if added is None else added).removeprefix("#").strip()
    if not tag:
        return request.unclear("tag")
    return c.AddTag(tag=tag) if find(tag) is None else request.unclear("tag_taken", tag=Quote(tag))


def _added(text: str) -> str | None:
    """Return what is to be added: what follows the word for it."""
    found = re.match(r"(?i)(?:add|new|ajouter|ajoute|nouveau|nouvelle|\+)(?:\s+|$)", text)
    return None if found is None else text[found.end() :].strip()


def _read_there(make: type[c.MarkPresent | c.MarkGone], request: Request) -> Asked:
    people, doubts = request.context.people.list_names(request.text, request.context.sender)
    if doubts and not people:
        return Unclear(reason=doubts[0])
    return make(people=people, doubts=doubts)


def _read_organisation(request: Request) -> Asked:
    return c.SpeakFor(organisation=re.sub(r"(?i)^(?:pour|for|from|de)\s+", "", request.text))


# --- after, and the room -----------------------------------------------------------------------------


def _read_minutes(request: Request) -> Asked:
    which = re.sub(r"(?i)^(?:du|de la|de l['’]|de|of the|of|for|from)\s*", "", request.text).strip(" ?")
    number, rest = read_number(which)
    if number is not None and not rest:
        return c.AskMinutes(which=str(number))
    return c.AskMinutes(which=which, day=_past_day(which, request.context))


def _past_day(text: str, context: Context) -> date | None:
    """Return the day that the whole text names, the last one before tomorrow where it names no year."""
    folded = fold(text)
    day = _whole_day(folded, context.today)
    if day is None or day.on is None or day.on <= context.today:
        return None if day is None else day.on
    if not any(map(str.isdigit, folded)):
        return day.on - timedelta(days=7)
    year_ago = _whole_day(folded, context.today - timedelta(days=365))
    return None if year_ago is None else year_ago.on


def _whole_day(folded: str, since: date) -> Day | None:
    days: Iterable[Day] = find_days(folded, since)
    return next((day for day in days if not (folded[: day.start] + folded[day.end :]).strip()), None)


def _read_help(request: Request) -> Asked:
    return Help(word=request.text.strip("?").strip().removeprefix(request.context.prefix).strip()[:100])


def _read_language(request: Request) -> Asked:
    language = read_language(request.text)
    return request.unclear("language") if language is None else c.SetLanguage(language=language)


def _read_policy(request: Request) -> Asked:
    if not request.text:
        return c.AskSettings()
    policy = read_policy(request.text)
    return request.unclear("policy") if policy is None else c.SetPolicy(policy=policy)


def _read_zone(request: Request) -> Asked:
    if not request.text:
        return c.AskSettings()
    zone = read_zone(request.text)
    return request.unclear("zone", near=suggest_zone(request.text)) if zone is None else c.SetZone(zone=zone)


def _read_settings(request: Request) -> Asked | tuple[Asked, ...]:
    preference = find_preference(request.text)
    if preference is not None:
        return _read_preference(preference, request)
    word, _, value = request.text.partition(" ")
    entry = find(word.strip(" :=")) if word else None
    if entry is None or entry.key not in ("timezone", "policy", "lang", "tag", "role"):
        return c.AskSettings()
    return read_arguments(replace(request, entry=entry, text=value.strip(" :=")))


def _read_scribe(request: Request) -> Asked:
    on = read_switch(request.text) if request.text else True
    return request.unclear("scribe") if on is None else c.SetScribe(on=on)


def _read_preference(preference: WrittenPreference, request: Request) -> Asked:
    if not preference.text.strip(" ?"):
        return c.AskSettings()
    value = read_preference(preference)
    if value is None:
        kind = "switch" if preference.name in SWITCHES else preference.name
        return request.unclear(kind, word=preference.word)
    return c.SetPreference(name=preference.name, value=value)


# --- the table of readers ----------------------------------------------------------------------------


def _always(command: Callable[[], Asked], _request: Request) -> Asked:
    return command()


def _ignored(_request: Request) -> tuple[Asked, ...]:
    return ()


_READERS: Mapping[str, Reader] = {
    "plan": _read_plan,
    "meetings": partial(_always, c.AskMeetings),
    "when": read_date,
    "repeat": read_repeat,
    "next_meeting": read_next_meeting,
    "cancel": _read_cancel,
    "held": read_held,
    "call": _read_call,
    "host_code": read_host_code,
    "coming": lambda request: c.Foretell(coming=True, reason=request.text),
    "regrets": lambda request: c.Foretell(coming=False, reason=request.text),
    "agenda": _read_agenda,
    "item": _read_item,
    "edit": _read_edit,
    "move": read_move_item,
    "drop": partial(read_numbered, c.DropItem),
    "prep": partial(read_numbered, c.Prepare),
    "roles": partial(_always, c.AskRoles),
    "claim": partial(_read_roles, c.ClaimRole),
    "release": partial(_read_roles, c.ReleaseRole),
    "assign": _read_assign,
    "role": _read_role,
    "rota": partial(_always, c.AskRota),
    "waive": partial(_read_roles, c.WaiveRole),
    "start": _read_start,
    "end": partial(_always, c.End),
    "next": lambda request: read_move(c.Next, only_to=False, request=request),
    "back": lambda request: read_move(c.Back, only_to=False, request=request),
    "goto": partial(read_numbered, c.GoTo),
    "skip": lambda request: read_move(c.Skip, only_to=True, request=request),
    "park": read_park,
    "extend": read_extend,
    "pause": partial(_always, c.Pause),
    "resume": partial(_always, c.Resume),
    "status": partial(_always, c.AskStatus),
    "here": partial(_read_there, c.MarkPresent),
    "gone": partial(_read_there, c.MarkGone),
    "iam": _read_organisation,
    "hand": read_hand,
    "lower": read_lower,
    "queue": read_queue,
    "floor": read_floor,
    "limit": read_limit,
    "voices": partial(_always, c.AskVoices),
    "colead": read_colead,
    "title": lambda request: c.RenameMeeting(title=request.text),
    **dict.fromkeys(NOTE_TAGS, read_note),
    "notes": partial(_always, c.AskNotes),
    "scribe": _read_scribe,
    "undo": partial(_always, c.Undo),
    "replace": read_replace,
    "off": _ignored,
    "minutes": _read_minutes,
    "help": _read_help,
    "lang": _read_language,
    "settings": _read_settings,
    "timezone": _read_zone,
    "policy": _read_policy,
    "tag": _read_tag,
}
