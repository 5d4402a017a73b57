"""A message's surroundings, for tests: a Tuesday morning in November, in a room of co-op members."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from intercoop_bot.language.asking import Context, Quotation
from intercoop_bot.language.members import Members
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who

ANA = Who("@ana:coop.example", "Ana Martin")
BRUNO = Who("@bruno:coop.example", "Bruno")
CHLOE = Who("@chloe:coop.example", "Chloé (La Louve)")
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)

MEMBERS = Members(
    {
        ANA.id: ANA.name,
        BRUNO.id: BRUNO.name,
        CHLOE.id: CHLOE.name,
        "@cp:coop.example": "Chloé Petit",
        "@louve:coop.example": "La Louve",
    }
)
QUOTED = Quotation(event="$before", author=BRUNO, body="On garde OVH")


_USUAL = Context(
    sender=ANA,
    event="$message",
    now=NOW,
    zone=PARIS,
    members=MEMBERS,
    tags=("blocage",),
    roles=("gardien du temps",),
)


def context(**changes: object) -> Context:
    """Return the surroundings of a message of Ana's."""
    return replace(_USUAL, **changes)  # type: ignore[arg-type]


def one_item(title: str, minutes: int | None = None, owner: Who | None = None) -> c.AddItems:
    """Return the command that adds this item."""
    return c.AddItems(items=(c.DraftItem(title=title, minutes=minutes, owner=owner),))


def one_note(tag: str, text: str, *, explicit: bool = True) -> c.TakeNote:
    """Return the command that takes this note of Ana's."""
    return c.TakeNote(draft=c.NoteDraft(tag=tag, text=text), author=ANA, event="$message", explicit=explicit)
