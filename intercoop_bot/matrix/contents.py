"""What we send, as the contents of Matrix events. Pure.

`m.mentions` is always there, so that no phone rings by a name that only stands in the text. An edit rings
for nobody: whom it must ring for, it names in a new message.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from intercoop_bot.interface import File, Message
from intercoop_bot.matrix.splitting import split
from intercoop_bot.matrix.wire import Json, listed

NOTHING_MORE = ("—", "—")
"""What stays of the last part of a message that has become shorter."""

_LONGEST_FALLBACK = 500

_BARE = re.compile("(?<=[0-9])(?=\u20e3)|(?<=[▶⏸⏹])(?!\ufe0f)")
"""Where signs that are not emojis by themselves, of those that we use, lack what makes them emojis."""


def message_contents(message: Message) -> list[Json]:
    """Return the events that a message takes: one, or several where it is long.

    Only the first rings, and only the first replies.
    """
    contents = []
    for n, (body, html) in enumerate(split(as_shown(message.body), as_shown(message.html))):
        content = _text(message, body, html)
        content["m.mentions"] = {"user_ids": list(message.mentions)} if message.mentions and n == 0 else {}
        relation = _relation(message.thread, message.reply_to if n == 0 else None)
        if relation:
            content["m.relates_to"] = relation
        contents.append(content)
    return contents


def as_edit(content: Json, target: str) -> Json:
    """Return the event that replaces the text of `target`, one of our messages, by that of `content`."""
    new = {key: value for key, value in content.items() if key != "m.relates_to"}
    body: str = content["body"]
    cut = body if len(body) <= _LONGEST_FALLBACK else body[:_LONGEST_FALLBACK] + " …"
    return {
        "msgtype": content["msgtype"],
        "body": f"* {cut}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


def emptied(message: Message) -> Json:
    """Return what a part of an earlier, longer wording of the message becomes."""
    return {**_text(message, *NOTHING_MORE), "m.mentions": {}}


def reaction_content(target: str, key: str) -> Json:
    """Return the event of a reaction to that message."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": as_shown(key)}}


def as_shown(text: str) -> str:
    """Return a text with its emojis as clients have them in their pickers.

    Otherwise some show a box, and somebody’s emoji would stand beside ours, not count with it.
    """
    return _BARE.sub("\ufe0f", text)


def repinned(content: Json, ours: Sequence[str], latest: str | None) -> Json | None:
    """Return the pins of a room with, of ours, only the latest; None where they are so already.

    What others pinned stays, in its order.
    """
    before = listed(content.get("pinned"))
    after = [event for event in before if event == latest or event not in ours]
    if latest is not None and latest not in after:
        after.append(latest)
    return None if after == before else {**content, "pinned": after}


def file_content(file: File, where: Json) -> Json:
    """Return the event of a file that was uploaded; `where` says to which address, and how it is read."""
    content: Json = {
        "msgtype": "m.file",
        "body": file.name,
        "filename": file.name,
        **where,
        "info": {"mimetype": file.mimetype, "size": len(file.content.encode())},
        "m.mentions": {},
    }
    if file.thread:
        content["m.relates_to"] = _relation(file.thread, None)
    return content


def as_message(file: File) -> Message:
    """Return a file of text as a message, for a homeserver that takes no files."""
    html = f"<b>{escape(file.name)}</b><pre>{escape(file.content, quote=False)}</pre>"
    return Message(
        body=f"{file.name}\n{file.content}",
        html=html,
        thread=file.thread,
        ref=file.ref,
        priority=file.priority,
        expires_at=file.expires_at,
    )


def _text(message: Message, body: str, html: str) -> Json:
    content: Json = {"msgtype": "m.notice" if message.notice else "m.text", "body": body}
    if html:
        content |= {"format": "org.matrix.custom.html", "formatted_body": html}
    return content


def _relation(thread: str | None, reply_to: str | None) -> dict[str, Any]:
    if thread:
        return {
            "rel_type": "m.thread",
            "event_id": thread,
            "is_falling_back": reply_to is None,
            "m.in_reply_to": {"event_id": reply_to or thread},
        }
    return {"m.in_reply_to": {"event_id": reply_to}} if reply_to else {}
