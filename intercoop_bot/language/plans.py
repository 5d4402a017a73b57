"""An announcement, read, becomes a plan that the meeting understands: names become people."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from intercoop_bot.language.agenda import WrittenItem, read_item
from intercoop_bot.language.announcement import read_announcement
from intercoop_bot.language.asking import Context
from intercoop_bot.language.catalogue import template
from intercoop_bot.language.dates import Slot
from intercoop_bot.language.entries import wording_of
from intercoop_bot.language.people import Ambiguous
from intercoop_bot.language.vocabulary import BY_KEY
from intercoop_bot.meeting.commands import DraftItem, Plan
from intercoop_bot.meeting.phrases import Phrase, When, Who, phrase

_MOST_NAMES = 4
"""A person's name has no more words."""


def plan_from(text: str, context: Context) -> Plan:
    """Return the plan that an announcement makes; its doubts are all that was not understood."""
    read = read_announcement(context.people.spell_out(text), context.now, context.zone)
    items, doubts_about_owners = convert_items(read.items, context)
    doubts = list(doubts_about_owners)
    roles: list[tuple[str, Who | None]] = []
    for role, name in read.roles:
        holder, doubt = _named(name, context)
        roles.append((role, holder))
        doubts += (each for each in doubt if each not in doubts)
    return Plan(
        title=read.title or template(context.language, "plan.untitled"),
        starts_at=read.starts_at,
        ends_at=read.ends_at,
        call=read.call or "",
        items=items,
        roles=tuple(roles),
        doubts=(*_without_the_obvious(read.warnings), *explain_offers(read.offers, context), *doubts),
    )


def _without_the_obvious(warnings: Iterable[Phrase]) -> Iterable[Phrase]:
    """Leave out that there is no date: the plan shows it, and says how to set one."""
    return (warning for warning in warnings if warning.key != "reading.no_date")


def item_from(text: str, context: Context) -> tuple[WrittenItem, tuple[Phrase, ...]]:
    """Return an item; the name of a member after its length (`Budget 20 min Bruno`) is its owner."""
    text = context.people.spell_out(text)
    item, doubts = read_item(text)
    words = text.split(" ")
    for at in range(max(1, len(words) - _MOST_NAMES), len(words)) if item.minutes is None else ():
        before, doubts_before = read_item(" ".join(words[:at]))
        owner = context.people.resolve(" ".join(words[at:]))
        if before.minutes is not None and isinstance(owner, Who):
            return replace(before, owner=owner.id), doubts_before
    return item, doubts


def convert_items(
    items: Iterable[WrittenItem], context: Context
) -> tuple[tuple[DraftItem, ...], tuple[Phrase, ...]]:
    """Return items with their owners known: a member where the name is one, else the bare name.

    Where several bear the name, the item has no owner, and a doubt says so.
    """
    drafts: list[DraftItem] = []
    doubts: list[Phrase] = []
    for item in items:
        owner, doubt = _named(item.owner, context)
        doubts += (each for each in doubt if each not in doubts)
        drafts.append(DraftItem(title=item.title, minutes=item.minutes, owner=owner))
    return tuple(drafts), tuple(doubts)


def explain_offers(offers: Sequence[Slot], context: Context, *, timed: bool = True) -> tuple[Phrase, ...]:
    """Return how to ask for each of the slots that could be meant, save the first, which was taken.

    The second of two hours that are written alike cannot be asked for. Where they are not `timed`, no hour
    was said, and none is offered.
    """
    commands = [_date_command(slot, context, timed=timed) for slot in offers]
    return tuple(
        phrase("plan.offer", when=When(slot.starts_at, "moment" if timed else "day"), command=command)
        for slot, command in zip(offers, commands, strict=True)
        if command != commands[0]
    )


def _date_command(slot: Slot, context: Context, *, timed: bool) -> str:
    starts_at = slot.starts_at.astimezone(context.zone)
    word = wording_of(BY_KEY["when"], context.language).shown
    if not timed:
        return f"{context.prefix}{word} {starts_at:%Y-%m-%d}"
    ends = "" if slot.ends_at is None else f"-{slot.ends_at.astimezone(context.zone):%H:%M}"
    return f"{context.prefix}{word} {starts_at:%Y-%m-%d %H:%M}{ends}"


def _named(name: str | None, context: Context) -> tuple[Who | None, tuple[Phrase, ...]]:
    if name is None:
        return None, ()
    named = context.people.or_bare(name)
    return (None, (named.doubt,)) if isinstance(named, Ambiguous) else (named, ())
