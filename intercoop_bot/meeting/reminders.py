"""What the room sees of a meeting to come, and of what became of it: the card, reminders, offers, questions.

A planned meeting has one card: a message that is edited in place, pinned, and has buttons. It is posted
anew only where a reminder is due anyway.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial, reduce
from zoneinfo import ZoneInfo

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.buttons import (
    A_WEEK_LATER,
    COMING,
    NOT_COMING,
    NOT_HELD,
    STARTED,
    role_buttons,
    role_emojis,
    tapped,
)
from intercoop_bot.meeting.effects import Effect, Line, PostCalendar, Say, TakeDown, TryLink, line
from intercoop_bot.meeting.marks import MINUTE
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.phrases import Phrase, Span, Value, When, Who, phrase
from intercoop_bot.meeting.roles import named, open_roles, with_article
from intercoop_bot.meeting.state import Meeting, Room
from intercoop_bot.meeting.upcoming import Call
from intercoop_bot.meeting.views import (
    agenda_lines,
    answer_lines,
    call_line,
    date_line,
    fit_lines,
    role_lines,
    title_of,
)

WORTH_SENDING = timedelta(minutes=15)


# --- the card


def card_name(meeting: Meeting, number: int | None = None) -> str:
    """Return the name of the card that was posted last, or of an earlier one by its number."""
    return f"card:{meeting.id}:{meeting.card if number is None else number}"


def planned(room: Room, meeting: Meeting, at: datetime, doubts: tuple[Phrase, ...]) -> tuple[Effect, ...]:
    """Return what was understood of a meeting, as its card, and apart from it what was not.

    The card is edited as things change; what is to be looked at again stays in the room.
    """
    told = Say(lines=(line("plan.doubts"), *(Line(doubt, depth=1) for doubt in doubts)))
    return (card(room, meeting, at), *((told,) if doubts else ()), *calendar_entry(meeting))


def card(room: Room, meeting: Meeting, at: datetime, head: tuple[Line, ...] = ()) -> Say:
    """Return the card of a planned meeting, as a new message."""
    return Say(
        lines=(*head, *_card_lines(room, meeting, at)),
        ref=card_name(meeting),
        buttons=(*role_buttons(room, meeting), COMING, NOT_COMING),
        pins=card_name(meeting, meeting.card - 1) if meeting.card > 1 else "",
    )


def card_edit(room: Room, meeting: Meeting, at: datetime) -> Say:
    """Return the card as it is now, in the place of the one that stands in the room."""
    name = card_name(meeting)
    return Say(lines=_card_lines(room, meeting, at), edits=name, topic=name)


def _card_lines(room: Room, meeting: Meeting, at: datetime) -> tuple[Line, ...]:
    head = (line("plan.title", title=title_of(meeting)), date_line(room, meeting))
    if meeting.phase is not Phase.PLANNED:
        return (line(f"card.{meeting.phase}"), *head)
    return (
        *head,
        call_line(meeting),
        *role_lines(room, meeting, called=partial(tapped, room)),
        *agenda_lines(room, meeting, at),
        *fit_lines(meeting),
        *answer_lines(room, meeting),
        line("card.buttons", coming=COMING, not_coming=NOT_COMING),
    )


_ON_THE_CARD = (
    f.MeetingMoved
    | f.MeetingCancelled
    | f.MeetingNotHeld
    | f.MeetingHeld
    | f.MeetingStarted
    | f.CallSet
    | f.LinkTried
    | f.PresenceForetold
    | f.PresenceWithdrawn
    | f.ItemAdded
    | f.ItemChanged
    | f.ItemMoved
    | f.ItemDropped
    | f.RoleTaken
    | f.RoleReleased
    | f.RoleWaived
    | f.MeetingRenamed
    | f.MoveUndone
)


def update_cards(facts: Sequence[f.Fact], room: Room, at: datetime) -> tuple[Effect, ...]:
    """Return the cards that read differently after these facts; those posted with them read right already.

    A card whose meeting is no longer to come is taken down from the top of the room.
    """
    posted = {fact.meeting for fact in facts if isinstance(fact, f.MeetingPlanned | f.CardPosted)}
    touched = dict.fromkeys(fact.meeting for fact in facts if isinstance(fact, _ON_THE_CARD))
    effects: list[Effect] = []
    for number in touched:
        meeting = room.meetings[number]
        if number in posted or (meeting.live and not _has_just_begun(facts, number)):
            continue
        effects.append(card_edit(room, meeting, at))
        if meeting.phase is not Phase.PLANNED:
            effects.append(TakeDown(ref=card_name(meeting)))
    return tuple(effects)


def _has_just_begun(facts: Sequence[f.Fact], number: int) -> bool:
    return any(isinstance(fact, f.MeetingStarted) and fact.meeting == number for fact in facts)


# --- before the meeting


def remind(facts: Sequence[f.Fact], room: Room, meeting: Meeting, at: datetime) -> tuple[Effect, ...]:
    """Return what is seen of the calls that were due of a planned meeting."""
    made = next((fact for fact in facts if isinstance(fact, f.UpcomingCalled)), None)
    calls = () if made is None else made.calls
    offers = [fact for fact in facts if isinstance(fact, f.RoleOffered)]
    effects: list[Effect] = []
    if any(isinstance(fact, f.CardPosted) for fact in facts):
        effects.append(_reminder_with_card(room, meeting, at))
    elif Call.REMIND in calls:
        reminder = _reminder(room, meeting, at)
        effects.append(_with_offers(reminder, _offer(offers, room, meeting)) if offers else reminder)
        offers = []
    elif Call.ASK_ROLES in calls and open_roles(room, meeting):
        effects.append(_gate(room, meeting, "roles.asked", at))
    if offers:
        effects.append(_offer(offers, room, meeting))
    elif Call.CHASE in calls and Call.REMIND not in calls and open_roles(room, meeting):
        effects.append(_gate(room, meeting, "roles.asked", at))
    if Call.TRY_LINK in calls:
        effects.append(TryLink(meeting=meeting.id))
    if Call.GATE in calls and open_roles(room, meeting):
        effects.append(_gate(room, meeting, "roles.gate", at))
    if Call.ASK_HELD in calls:
        effects.append(_ask_whether_held(room, meeting))
    if Call.RECORD in calls:
        effects.append(not_held(room, meeting))
    return tuple(effects)


def _with_offers(reminder: Say, offer: Say) -> Say:
    """Return both as one message: a phone that rings twice at once is one time too many."""
    return replace(
        offer,
        lines=(*reminder.lines, *offer.lines),
        mentions=tuple(dict.fromkeys((*reminder.mentions, *offer.mentions))),
        expires_at=reminder.expires_at,
    )


def audience(room: Room, meeting: Meeting) -> tuple[Who, ...]:
    """Return who is to be reminded: those who come, or hold a role."""
    people = [each.person for each in meeting.attendance.values() if each.coming]
    people += [holder for role in room.roles if (holder := meeting.holder(role)) is not None]
    return room.reachable(dict.fromkeys(people))


def _reminder_with_card(room: Room, meeting: Meeting, at: datetime) -> Say:
    zone, start = ZoneInfo(room.zone), meeting.starts_at or at
    days = start.astimezone(zone).date() - at.astimezone(zone).date()
    head = line("remind.days", n=days.days)
    people = audience(room, meeting)
    return replace(card(room, meeting, at, head=(head,)), alarm=bool(people), mentions=people)


def _reminder(room: Room, meeting: Meeting, at: datetime) -> Say:
    """Return a short reminder: when, how to join, and what is missing."""
    start = meeting.starts_at or at
    left = Span(max(round((start - at) / MINUTE), 1) * MINUTE)
    vacant = open_roles(room, meeting)
    missing = (line("remind.missing", roles=tuple(map(named, vacant))),) if vacant else ()
    people = audience(room, meeting)
    return Say(
        lines=(
            line("remind.soon", left=left, title=title_of(meeting), start=When(start)),
            call_line(meeting),
            *missing,
        ),
        alarm=True,
        mentions=people,
        expires_at=start + WORTH_SENDING,
    )


def _gate(room: Room, meeting: Meeting, key: str, at: datetime) -> Say:
    """Return the roles that are open, each with its button."""
    roles = tuple(tapped(room, role) for role in open_roles(room, meeting))
    return Say(
        lines=(line(key, title=title_of(meeting), roles=roles),),
        alarm=True,
        ref=f"gate:{meeting.id}",
        buttons=role_buttons(room, meeting),
        expires_at=(meeting.starts_at or at) + WORTH_SENDING,
    )


def _offer(offers: Sequence[f.RoleOffered], room: Room, meeting: Meeting) -> Say:
    """Ask somebody for each role, by name."""
    emojis = role_emojis(room)
    lines = tuple(
        line(
            "roles.offer",
            who=room.who(offer.person),
            role=with_article(offer.role),
            emoji=emojis[offer.role],
            name=named(offer.role),
            day=When(meeting.starts_at or meeting.planned_at, "moment"),
        )
        for offer in offers
    )
    return Say(
        lines=lines,
        alarm=True,
        mentions=tuple(dict.fromkeys(room.who(offer.person) for offer in offers)),
        ref=f"offer:{meeting.id}:{room.seq}",
        buttons=tuple(emojis[offer.role] for offer in offers),
        expires_at=meeting.starts_at,
    )


def link_tried(room: Room, meeting: Meeting) -> tuple[Effect, ...]:
    """Tell whoever sees to the call that the link does not answer; that it does again is no news."""
    if not meeting.link_down:
        return ()
    people = room.reachable([meeting.holder("host")])
    link, _, fallback = meeting.call.partition("\n")
    instead = line("link.fallback", call=fallback) if fallback else line("link.no_fallback")
    return (Say(lines=(line("link.down", link=link), instead), alarm=True, mentions=people),)


def holders_missed(facts: Sequence[f.HolderMissed], room: Room, meeting: Meeting) -> Say:
    """Offer the roles of those who have not shown up to whoever is there."""
    emojis = role_emojis(room)
    lines = tuple(
        line(
            "roles.gone" if meeting.attended(meeting.holder(fact.role) or "").seen else "roles.missed",
            who=room.who(meeting.holder(fact.role) or ""),
            role=with_article(fact.role),
            name=named(fact.role),
        )
        for fact in facts
    )
    return Say(
        lines=lines,
        alarm=True,
        mentions=room.reachable(meeting.holder(fact.role) for fact in facts),
        ref=f"late:{meeting.id}",
        buttons=tuple(emojis[fact.role] for fact in facts),
    )


# --- what became of it


def _ask_whether_held(room: Room, meeting: Meeting) -> Say:
    people = dict.fromkeys([meeting.planned_by, meeting.holder("facilitator")])
    return Say(
        lines=(
            line("held.ask", title=title_of(meeting), start=When(meeting.starts_at or meeting.planned_at)),
            Line(phrase("held.ask_started", emoji=STARTED), depth=1),
            Line(phrase("held.ask_week", emoji=A_WEEK_LATER), depth=1),
            Line(phrase("held.ask_not", emoji=NOT_HELD), depth=1),
        ),
        alarm=True,
        mentions=room.reachable(people),
        ref=f"asked:{meeting.id}",
        buttons=(STARTED, A_WEEK_LATER, NOT_HELD),
    )


def not_held(room: Room, meeting: Meeting) -> Say:
    """Return the one line that a meeting did not take place, with who was there and what was open."""
    there = tuple(room.who(each.person) for each in meeting.attendance.values() if each.seen)
    vacant = tuple(map(named, open_roles(room, meeting)))
    parts: list[Value] = []
    if meeting.reason:
        parts.append(phrase("held.reason", reason=meeting.reason))
    parts.append(phrase("held.there", people=there) if there else phrase("held.nobody"))
    if vacant:
        parts.append(phrase("held.open_roles", roles=vacant))
    return Say(
        lines=(
            line(
                "held.not",
                title=title_of(meeting),
                day=When(meeting.starts_at or meeting.planned_at, "day"),
                details=reduce(lambda first, more: phrase("held.and", first=first, more=more), parts),
            ),
            line("held.carried") if meeting.items else line("held.correct"),
        )
    )


def calendar_entry(meeting: Meeting) -> tuple[Effect, ...]:
    """Return the entry for calendars of a meeting that has a date."""
    return () if meeting.starts_at is None else (PostCalendar(meeting=meeting.id),)


def prepared(meeting: Meeting, item_id: int) -> Say:
    """Return the message in whose thread an item is prepared."""
    item = meeting.item(item_id)
    return Say(
        lines=(
            line(
                "prepare.open",
                number=meeting.position(item_id),
                title=item.title if item else "",
            ),
        ),
        ref=f"prepare:{meeting.id}:{item_id}",
    )
