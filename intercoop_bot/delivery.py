"""Effects become messages: worded in the room's language, addressed, ready for the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeGuard, assert_never
from zoneinfo import ZoneInfo

from intercoop_bot import calendar
from intercoop_bot.interface import (
    Aside,
    Button,
    Confidence,
    File,
    Message,
    Outgoing,
    Pin,
    Priority,
    Probe,
    Reaction,
    Unpin,
)
from intercoop_bot.language.calls import link_in
from intercoop_bot.language.wording import Voice, word, word_message
from intercoop_bot.meeting.confiding import code_of
from intercoop_bot.meeting.effects import (
    Confide,
    Effect,
    PostCalendar,
    PostMinutes,
    React,
    Say,
    TakeDown,
    TryLink,
    Whisper,
)
from intercoop_bot.meeting.phrases import Phrase
from intercoop_bot.meeting.state import Room
from intercoop_bot.meeting.views import title_of
from intercoop_bot.minutes import render
from intercoop_bot.minutes.document import document

UID_DOMAIN = "intercoop-bot"
"""What the ids of calendar entries end in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What the messages answer: an event of the room and its thread, where there is one."""

    event_id: str | None = None
    thread: str | None = None
    reactable: bool = False


def deliver(
    effects: Sequence[Effect], room: Room, voice: Voice, at: datetime, occasion: Occasion
) -> tuple[Outgoing, ...]:
    """Return what is to be sent for these effects.

    Messages that answer the same event become one, which rings if one of them does; an emoji is put on it
    once.
    """
    outgoing: list[Outgoing] = []
    for effect in _gathered(effects):
        match effect:
            case Say():
                outgoing += _messages(effect, voice, occasion)
            case React(emoji=emoji):
                if occasion.event_id is not None and occasion.reactable:
                    outgoing.append(Reaction(target=occasion.event_id, key=emoji))
            case PostMinutes():
                outgoing += _post_minutes(effect, room, at, occasion)
            case PostCalendar(meeting=number):
                outgoing += _post_calendar(room, number, at)
            case TryLink(meeting=number):
                outgoing += _try_link(room, number)
            case TakeDown(ref=ref):
                outgoing.append(Unpin(on=ref))
            case Whisper():
                outgoing.append(_aside(effect, room, voice))
            case Confide(person=who, about=about, meeting=number, code=code):
                outgoing.append(Confidence(to=about, person=who.id, name=who.name, meeting=number, code=code))
            case _:
                assert_never(effect)
    return tuple(outgoing)


def _gathered(effects: Sequence[Effect]) -> list[Effect]:
    reactions: list[Effect] = []
    messages: list[Effect] = []
    for effect in _without_outdated(effects):
        said = _last_said(messages)
        if isinstance(effect, React):
            reactions += [] if effect in reactions else [effect]
        elif said is not None and _lasts(effect) and _lasts(last := messages[said]):
            messages[said] = _joined(last, effect)
        elif effect not in messages:
            messages.append(effect)
    return reactions + messages


def _last_said(effects: Sequence[Effect]) -> int | None:
    """Return the place of the last message; what is not read, or changes what stands there, is no message."""
    return next(
        (
            at
            for at, effect in reversed(tuple(enumerate(effects)))
            if not (isinstance(effect, PostCalendar | TakeDown) or _changes(effect))
        ),
        None,
    )


def _changes(effect: Effect) -> bool:
    return isinstance(effect, Say) and effect.edits is not None


def _without_outdated(effects: Sequence[Effect]) -> list[Effect]:
    latest = {effect.topic: at for at, effect in enumerate(effects) if isinstance(effect, Say)}
    return [
        effect
        for at, effect in enumerate(effects)
        if not (isinstance(effect, Say) and effect.topic and latest[effect.topic] > at)
    ]


def _lasts(effect: Effect | None) -> TypeGuard[Say]:
    """Tell whether a message may become one with another: nothing else is known by its name."""
    if not isinstance(effect, Say) or effect.expires_at is not None or effect.edits:
        return False
    return effect.ref is None or effect.ref.startswith("item:")


def _joined(first: Say, second: Say) -> Say:
    return Say(
        lines=(*first.lines, *(line for line in second.lines if line not in first.lines)),
        alarm=first.alarm or second.alarm,
        mentions=tuple(dict.fromkeys((*first.mentions, *second.mentions))),
        reply=first.reply or second.reply,
        ref=second.ref or first.ref,
        buttons=second.buttons if second.ref else first.buttons,
    )


def _messages(say: Say, voice: Voice, occasion: Occasion) -> tuple[Outgoing, ...]:
    """Return a message, with what belongs to it: its buttons, and its place at the top of the room."""
    text = word_message(say, voice)
    message = Message(
        body=text.plain,
        html=text.html,
        notice=not say.alarm,
        mentions=tuple(who.id for who in say.mentions),
        reply_to=occasion.event_id if say.reply else None,
        # What is pinned is for all, wherever it was asked for; and what is edited stays where it is.
        thread=occasion.thread if say.pins is None and say.edits is None else None,
        ref=say.ref,
        edits=say.edits,
        priority=_priority(say),
        expires_at=say.expires_at,
    )
    if say.ref is None:
        return (message,)
    buttons = tuple(Button(on=say.ref, key=emoji, expires_at=say.expires_at) for emoji in say.buttons)
    pin = () if say.pins is None else (Pin(on=say.ref, instead_of=say.pins or None),)
    return (message, *pin, *buttons)


def _priority(say: Say) -> Priority:
    """What changes a message that is there can wait for those that tell something."""
    if say.alarm:
        return Priority.ALARM
    return Priority.ANSWER if say.edits is None else Priority.ACKNOWLEDGEMENT


def _post_calendar(room: Room, number: int, at: datetime) -> tuple[Outgoing, ...]:
    meeting = room.meetings[number]
    entry = calendar.ics(room, meeting, at, uid_domain=UID_DOMAIN, sequence=meeting.changes)
    if entry is None:
        return ()
    name = calendar.file_name(meeting, ZoneInfo(room.zone), room.language)
    ref = f"calendar:{number}"
    return (File(name=name, mimetype=calendar.MIMETYPE, content=entry, ref=ref, replaces=True),)


def _try_link(room: Room, number: int) -> tuple[Outgoing, ...]:
    meeting = room.meetings[number]
    url = link_in(meeting.call)
    if url is None:
        return ()
    return (Probe(url=url, name=f"call:{number}", expires_at=meeting.starts_at),)


def _aside(whisper: Whisper, room: Room, voice: Voice) -> Aside:
    """Return what a person is told; the code only to whom it is for."""
    meeting = room.meetings[whisper.meeting]
    holder = meeting.holder("host")
    is_holder = whisper.person == holder
    title = title_of(meeting)
    return Aside(
        person=whisper.person,
        name=room.who(whisper.person).name,
        meeting=meeting.id,
        title=word(title, voice).plain if isinstance(title, Phrase) else str(title),
        matter=whisper.matter,
        language=room.language,
        code=code_of(room, meeting) if is_holder and whisper.matter in ("known", "kept") else "",
        holder="" if holder is None or is_holder else room.who(holder).name,
    )


def _post_minutes(effect: PostMinutes, room: Room, at: datetime, occasion: Occasion) -> tuple[Outgoing, ...]:
    """Return the minutes as a message and as two files.

    All bear the meeting's name, so that a correction takes the place of whatever of them stands in the room.
    """
    corrected = effect.occasion == "corrected"
    written = document(room, room.meetings[effect.meeting], at, corrected_at=at if corrected else None)
    body, html = render.message(written)
    name = f"minutes:{effect.meeting}"
    thread = occasion.thread if effect.occasion == "asked" else None

    def file(extension: Literal["md", "html"], mimetype: str, content: str) -> File:
        return File(
            name=render.file_name(written, extension),
            mimetype=mimetype,
            content=content,
            ref=f"{name}:{extension}",
            replaces=corrected,
            thread=thread,
        )

    return (
        Message(
            body=body,
            html=html,
            thread=thread,
            ref=None if corrected else name,
            edits=name if corrected else None,
        ),
        file("md", "text/markdown", render.markdown(written)),
        file("html", "text/html", render.html(written)),
    )
