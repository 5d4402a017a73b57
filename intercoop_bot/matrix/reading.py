"""What an event of a room means to us: the homeserver's JSON becomes an `Incoming`, or nothing. Pure.

1. Only `m.text` of other people is a message; notices, emotes, pictures and our own words are not.
2. Whatever an event holds in the place of what it should, it is skipped: reading never raises.
3. An edit says what its author claims; whether it counts for the message that it names is another question.
4. That we come into a room that we made ourselves is no news.
5. A change of membership is told from a change of name by what the membership was before.
"""

import re
from datetime import datetime
from html import unescape
from typing import TypedDict
from urllib.parse import unquote

from intercoop_bot.clock import Clock
from intercoop_bot.interface import (
    AskedToVerify,
    Edited,
    Expelled,
    Incoming,
    Joined,
    Left,
    Pill,
    Quoted,
    Reacted,
    Redacted,
    Replaced,
    Said,
    Unreadable,
    Welcomed,
)
from intercoop_bot.matrix.rooms import RoomView
from intercoop_bot.matrix.wire import Json, clean_name, clean_text, identifier, instant, listed, mapping

_VARIANT = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
"""What makes one emoji of another: how it is drawn, the colour of a hand."""

_LONGEST_REACTION = 50
_QUOTED_LINE = re.compile(r">( |$)")
_QUOTE_BEGINS = re.compile(r"> (\* )?<@[^>]+>")
_PERSON_LINK = re.compile(r"(?:https?://matrix\.to/#/@|matrix:u/@?)([^?#/]+)")
_HTML = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,15})([^<>]*)>|([^<]+)|<")
_ADDRESS = re.compile(r"""\bhref\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_MOST_PILLS = 50


class _Common(TypedDict):
    room_id: str
    event_id: str
    sender: str
    sender_name: str
    sent_at: datetime


def read(event: Json, room: RoomView, own_id: str, clock: Clock) -> Incoming | None:
    """Return what the event is for us; None where it is nothing."""
    event_id, sender = identifier(event.get("event_id"), "$"), identifier(event.get("sender"), "@")
    kind = event.get("type")
    if event_id is None or sender is None:
        return None
    common = _Common(
        room_id=room.room_id,
        event_id=event_id,
        sender=sender,
        sender_name=room.name_of(sender),
        sent_at=instant(event.get("origin_server_ts"), clock),
    )
    content = mapping(event.get("content"))
    if kind == "m.room.member":
        return _read_membership(event, content, common, room, own_id)
    if kind == "m.room.tombstone":
        return _read_tombstone(event, content, common, room)
    if sender == own_id or "state_key" in event:
        return None
    match kind:
        case "m.room.message" if content.get("msgtype") == "m.key.verification.request":
            return _read_request(content, common, room, own_id)
        case "m.room.message":
            return _read_message(content, common, room)
        case "m.room.redaction":
            return _read_redaction(event, content, common, room)
        case "m.reaction":
            return _read_reaction(content, common)
        case "m.room.encrypted":
            return Unreadable(**common)
        case _:
            return None


def was_member(event: Json) -> bool:
    """Tell whether the person whom a membership event is about was in the room before it."""
    return _membership_before(event) == "join"


def was_invited(event: Json) -> bool:
    """Tell whether the person whom a membership event is about was invited before it."""
    return _membership_before(event) == "invite"


def _membership_before(event: Json) -> object:
    unsigned = mapping(event.get("unsigned"))
    return mapping(unsigned.get("prev_content") or event.get("prev_content")).get("membership")


def reply_target(event: Json) -> str | None:
    """Return the id of the message that this one replies to, if it does."""
    relation = mapping(mapping(event.get("content")).get("m.relates_to"))
    if relation.get("rel_type") == "m.thread" and relation.get("is_falling_back", True) is not False:
        return None
    return identifier(mapping(relation.get("m.in_reply_to")).get("event_id"), "$")


def is_edit_of(incoming: Edited, original: Json) -> bool:
    """Tell whether an edit counts for that message: its author's, and the message itself no edit."""
    relation = mapping(mapping(original.get("content")).get("m.relates_to"))
    return original.get("sender") == incoming.sender and relation.get("rel_type") != "m.replace"


def quoted(original: Json, room: RoomView) -> Quoted | None:
    """Return a message as the one that another replies to; None where it is no text."""
    event_id, sender = identifier(original.get("event_id"), "$"), identifier(original.get("sender"), "@")
    content = mapping(original.get("content"))
    # The homeserver hands out the first wording, and the latest beside it.
    latest = mapping(mapping(mapping(original.get("unsigned")).get("m.relations")).get("m.replace"))
    if latest.get("sender") == sender:
        content = mapping(mapping(latest.get("content")).get("m.new_content")) or content
    body = content.get("body")
    if event_id is None or sender is None or original.get("type") != "m.room.message":
        return None
    if content.get("msgtype") not in ("m.text", "m.notice", "m.emote") or not isinstance(body, str):
        return None
    return Quoted(
        event_id=event_id, sender=sender, sender_name=room.name_of(sender), body=_without_quote(body, content)
    )


def _read_request(content: Json, common: _Common, room: RoomView, own_id: str) -> AskedToVerify | None:
    if content.get("to") != own_id or not room.is_direct:
        return None
    possible = room.decrypts and "m.sas.v1" in listed(content.get("methods"))
    return AskedToVerify(**common, possible=possible)


# --- messages ----------------------------------------------------------------------------------------


def _read_message(content: Json, common: _Common, room: RoomView) -> Said | Edited | None:
    relation = mapping(content.get("m.relates_to"))
    if relation.get("rel_type") == "m.replace":
        target = identifier(relation.get("event_id"), "$")
        new = mapping(content.get("m.new_content"))
        body = new.get("body")
        if target is None or new.get("msgtype") != "m.text" or not isinstance(body, str):
            return None
        body = _without_quote(body, new)
        return Edited(**common, target=target, body=body, pills=_read_pills(new, body, room))
    body = content.get("body")
    if content.get("msgtype") != "m.text" or not isinstance(body, str):
        return None
    body = _without_quote(body, content)
    thread = identifier(relation.get("event_id"), "$") if relation.get("rel_type") == "m.thread" else None
    return Said(**common, body=body, pills=_read_pills(content, body, room), thread=thread)


def _without_quote(body: str, content: Json) -> str:
    """Return the body without the lines of the message replied to, which old clients put before it."""
    lines = clean_text(body).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    is_reply = "m.in_reply_to" in mapping(content.get("m.relates_to"))
    # An edit of a reply does not repeat the relation, but old clients do repeat the quote.
    if (is_reply or "m.relates_to" not in content) and _QUOTE_BEGINS.match(lines[0]):
        end = next((n for n, line in enumerate(lines) if not _QUOTED_LINE.match(line)), len(lines))
        rest = lines[end:]
        return "\n".join(rest[1:] if rest and not rest[0].strip() else rest)
    return "\n".join(lines)


def _read_pills(content: Json, body: str, room: RoomView) -> tuple[Pill, ...]:
    """Return the people named in a message: those it links to, then those it mentions by name or id."""
    html = content.get("formatted_body")
    pills = _linked_people(clean_text(html)) if isinstance(html, str) else []
    for value in listed(mapping(content.get("m.mentions")).get("user_ids"))[:_MOST_PILLS]:
        user_id = identifier(value, "@")
        if user_id is None or any(pill.user_id == user_id for pill in pills):
            continue
        words = next((words for words in (user_id, room.name_of(user_id)) if words in body), None)
        if words:
            pills.append(Pill(text=words, user_id=user_id))
    return tuple(pills[:_MOST_PILLS])


def _linked_people(html: str) -> list[Pill]:
    """Return the people whom a message's HTML links to, those in a quoted reply left out.

    Read by a pattern that never goes back over what it has read: the standard library's parser can be kept
    busy for minutes by a message made for it.
    """
    pills: list[Pill] = []
    person: str | None = None
    words = ""
    quoting = False
    for closing, tag, attributes, text in _HTML.findall(html):
        if tag.lower() == "mx-reply":
            quoting = not closing
        elif tag.lower() == "a" and not closing:
            address = _ADDRESS.search(attributes)
            link = _PERSON_LINK.match(unquote(unescape(address[1]))) if address and not quoting else None
            person = identifier(f"@{link[1]}", "@") if link and ":" in link[1] else None
            words = ""
        elif tag.lower() == "a" and person:
            if words.strip():
                pills.append(Pill(text=" ".join(unescape(words).split()), user_id=person))
            person = None
        elif person:
            words += text
    return pills


def _read_redaction(event: Json, content: Json, common: _Common, room: RoomView) -> Redacted | None:
    """Read what was removed where the homeserver looks for it: elsewhere, anybody may have written it."""
    target = identifier((content if room.redacts_in_content else event).get("redacts"), "$")
    return Redacted(**common, target=target) if target else None


def _read_reaction(content: Json, common: _Common) -> Reacted | None:
    relation = mapping(content.get("m.relates_to"))
    target, key = identifier(relation.get("event_id"), "$"), relation.get("key")
    if relation.get("rel_type") != "m.annotation" or target is None or not isinstance(key, str):
        return None
    key = _VARIANT.sub("", clean_text(key)).strip()
    return Reacted(**common, target=target, key=key) if 0 < len(key) <= _LONGEST_REACTION else None


# --- the room itself ---------------------------------------------------------------------------------


def _read_membership(
    event: Json, content: Json, common: _Common, room: RoomView, own_id: str
) -> Incoming | None:
    person, membership = identifier(event.get("state_key"), "@"), content.get("membership")
    was_here = was_member(event)
    if person is None:
        return None
    if membership == "join" and not was_here:
        if person == own_id:
            if room.ours:
                return None
            inviter = identifier(mapping(event.get("unsigned")).get("prev_sender"), "@") or own_id
            common["sender"], common["sender_name"] = inviter, room.name_of(inviter)
            return Welcomed(**common)
        common["sender_name"] = clean_name(content.get("displayname"), person)
        return Joined(**common)
    if membership in ("leave", "ban") and was_here:
        return Expelled(**common) if person == own_id else Left(**common, person=person)
    return None


def _read_tombstone(event: Json, content: Json, common: _Common, room: RoomView) -> Replaced | None:
    successor = identifier(content.get("replacement_room"), "!")
    if successor is None or event.get("state_key") != "" or successor == room.room_id:
        return None
    return Replaced(**common, successor=successor)
