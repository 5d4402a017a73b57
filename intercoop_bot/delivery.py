"""Effects become messages: worded in the room's language, addressed, ready for the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeGuard, assert_never

from intercoop_bot.interface import File, Message, Outgoing, Priority, Reaction
from intercoop_bot.language.wording import Voice, word_message
from intercoop_bot.meeting.effects import Effect, PostMinutes, React, Say
from intercoop_bot.meeting.state import Room
from intercoop_bot.minutes import render
from intercoop_bot.minutes.document import document


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What the messages answer: an event of the room and its thread, where there is one."""

    event_id: str | None = None
    thread: str | None = None
    reactable: bool = False


def deliver(
    effects: Iterable[Effect], room: Room, voice: Voice, at: datetime, occasion: Occasion
) -> tuple[Outgoing, ...]:
    """Return what is to be sent for these effects.

    Quiet messages that answer the same event become one; an emoji is put on it once.
    """
    outgoing: list[Outgoing] = []
    for effect in _gathered(effects):
        match effect:
            case Say():
                outgoing.append(_message(effect, voice, occasion))
            case React(emoji=emoji):
                if occasion.event_id is not None and occasion.reactable:
                    outgoing.append(Reaction(target=occasion.event_id, key=emoji))
            case PostMinutes():
                outgoing += _post_minutes(effect, room, at, occasion)
            case _:
                assert_never(effect)
    return tuple(outgoing)


def _gathered(effects: Iterable[Effect]) -> list[Effect]:
    gathered: list[Effect] = []
    for effect in effects:
        last = gathered[-1] if gathered else None
        if _is_quiet(effect) and _is_quiet(last):
            gathered[-1] = replace(last, lines=(*last.lines, *effect.lines), reply=last.reply or effect.reply)
        elif effect not in gathered:
            gathered.append(effect)
    return gathered


def _is_quiet(effect: Effect | None) -> TypeGuard[Say]:
    return isinstance(effect, Say) and not effect.alarm


def _message(say: Say, voice: Voice, occasion: Occasion) -> Message:
    text = word_message(say, voice)
    return Message(
        body=text.plain,
        html=text.html,
        notice=not say.alarm,
        mentions=tuple(who.id for who in say.mentions),
        reply_to=occasion.event_id if say.reply else None,
        thread=occasion.thread,
        priority=Priority.ALARM if say.alarm else Priority.ANSWER,
        expires_at=say.expires_at,
    )


def _post_minutes(effect: PostMinutes, room: Room, at: datetime, occasion: Occasion) -> tuple[Outgoing, ...]:
    """Return the minutes as a message and as two files.

    Those of a meeting's end are kept by name, so that a correction takes their place.
    """
    corrected = effect.occasion == "corrected"
    written = document(room, room.meetings[effect.meeting], at, corrected_at=at if corrected else None)
    body, html = render.message(written)
    asked = effect.occasion == "asked"
    name = None if asked else f"minutes:{effect.meeting}"
    thread = occasion.thread if asked else None
    return (
        Message(
            body=body,
            html=html,
            thread=thread,
            ref=None if corrected else name,
            edits=name if corrected else None,
        ),
        File(
            name=render.file_name(written, "md"),
            mimetype="text/markdown",
            content=render.markdown(written),
            ref=None if name is None else f"{name}:md",
            thread=thread,
        ),
        File(
            name=render.file_name(written, "html"),
            mimetype="text/html",
            content=render.html(written),
            ref=None if name is None else f"{name}:html",
            thread=thread,
        ),
    )
