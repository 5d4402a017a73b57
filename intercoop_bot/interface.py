"""All that crosses the border between a room and the homeserver.

`matrix` makes the incoming ones and sends the outgoing ones; `storage` keeps both until they are done;
`room` turns the former into the latter. None of them carries a type of the Matrix library.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Literal, Protocol

from intercoop_bot.language.members import Members

# --- what comes in -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Pill:
    """A mention in a message: the words that stand for the person, and who it is."""

    text: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The message that a message replies to."""

    event_id: str
    sender: str
    sender_name: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every incoming event has.

    `sender_name` is the display name at that moment, the user id where there is none. `sent_at` is the
    server's time of it, aware and in UTC; a server may lie, so it never decides an order.
    """

    room_id: str
    event_id: str
    sender: str
    sender_name: str
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Event):
    """A text message of a person (`m.text`; never a notice, never our own, never an edit).

    `body` is the plain text, without the quoted text that old clients put before a reply. `thread` is the
    message whose thread it stands in, `thread_ref` our name of that message, where it is one of ours.
    `unverified` is whether it came from a device that its owner does not vouch for, where that matters.
    `other_identity`: that device is of another identity than the one that the person had first.
    `late` is set where it could only be read after what was said after it.
    """

    body: str
    pills: tuple[Pill, ...] = ()
    quoted: Quoted | None = None
    thread: str | None = None
    thread_ref: str | None = None
    late: bool = False
    unverified: bool = False
    other_identity: bool = False
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Event):
    """A person changed a message of their own: `body` is the new text, whole."""

    target: str
    body: str
    pills: tuple[Pill, ...] = ()
    unverified: bool = False
    kind: Literal["edited"] = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted(Event):
    """A message (or a reaction) was removed by its author or by a moderator."""

    target: str
    kind: Literal["redacted"] = "redacted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Event):
    """A reaction, `key` being its emoji without a variation selector or the colour of a skin.

    `ref` is the name under which we sent the message reacted to; None where it is not one of ours.
    """

    target: str
    key: str
    ref: str | None = None
    kind: Literal["reacted"] = "reacted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    """The sender came into the room (not a change of name or picture)."""

    kind: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Event):
    """`person` is no longer in the room: they left, or were removed by the sender."""

    person: str
    kind: Literal["left"] = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcomed(Event):
    """We came into the room, invited by the sender; `replaces` is the room that it takes the place of."""

    replaces: str | None = None
    kind: Literal["welcomed"] = "welcomed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expelled(Event):
    """We are no longer in the room: removed, banned, or left."""

    kind: Literal["expelled"] = "expelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced(Event):
    """The room was closed in favour of another one (a tombstone)."""

    successor: str
    kind: Literal["replaced"] = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Event):
    """A message that does not count: that one was sent is all we know of it.

    It was encrypted, and we do not read what is (`encrypted`), or its key has not come (`no_key`); or it was
    sent in clear where messages are encrypted, so that anybody on the way may have written it (`in_clear`).
    """

    why: Literal["encrypted", "no_key", "in_clear"] = "encrypted"
    kind: Literal["unreadable"] = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed(Event):
    """Messages before this event could not be had back from the homeserver."""

    kind: Literal["missed"] = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed(Event):
    """A link was tried, as a `Probe` of that name asked for; the sender is ourselves.

    `reason` is empty where the link leads somewhere, else a code of `links.Verdict`, or `fault`.
    """

    name: str
    url: str
    ok: bool
    reason: str = ""
    kind: Literal["probed"] = "probed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whispered(Event):
    """The actor of the room `about` has something for the sender, with whom this is our direct room.

    It is about a moderator code of the meeting `title` there: that it is wanted, what it is, that it is kept,
    or that it is not taken from the sender, since `holder` (empty: nobody) holds the call now. `language` is
    that of the other room.
    """

    about: str
    meeting: int
    title: str
    matter: Literal["wanted", "known", "kept", "not_taken"]
    language: str
    code: str = field(default="", repr=False)
    holder: str = ""
    kind: Literal["whispered"] = "whispered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confided(Event):
    """The sender gave, in their direct room, the moderator code of a meeting of this room."""

    meeting: int
    code: str = field(repr=False)
    kind: Literal["confided"] = "confided"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToVerify(Event):
    """A person wants to see, in our direct room, whether our device is what they are shown.

    `possible` is whether their client knows the one way that we know: comparing emojis.
    """

    possible: bool
    kind: Literal["asked_to_verify"] = "asked_to_verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached(Event):
    """What this room had for the sender could not be told them: there is no direct room to be had."""

    kind: Literal["unreached"] = "unreached"


Incoming = (
    Said
    | Edited
    | Redacted
    | Reacted
    | Joined
    | Left
    | Welcomed
    | Expelled
    | Replaced
    | Unreadable
    | Missed
    | Probed
    | Whispered
    | Confided
    | AskedToVerify
    | Unreached
)

# --- what goes out -----------------------------------------------------------------------------------


class Priority(IntEnum):
    """Which goes first when the homeserver makes us wait: the lowest number."""

    ALARM = 0
    ANSWER = 1
    ACKNOWLEDGEMENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of ours, worded: plain text and HTML.

    `notice` makes it an `m.notice`, which nobody's phone rings for. `mentions` are the user ids that it
    rings for. `ref` names it, so that it can be edited or reacted to later; `edits` names the earlier
    messages that it replaces the text of (where none was ever sent, it is sent as a new message under that
    name). After `expires_at` it is no longer worth sending.
    """

    body: str
    html: str
    notice: bool = True
    mentions: tuple[str, ...] = ()
    reply_to: str | None = None
    thread: str | None = None
    ref: str | None = None
    edits: str | None = None
    priority: Priority = Priority.ANSWER
    expires_at: datetime | None = None
    kind: Literal["message"] = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An emoji of ours on somebody's message: the quiet way to say "noted"."""

    target: str
    key: str
    priority: Priority = Priority.ACKNOWLEDGEMENT
    expires_at: datetime | None = None
    kind: Literal["reaction"] = "reaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of text, uploaded and then posted; `replaces`: those of the same name are then taken back."""

    name: str
    mimetype: str
    content: str
    ref: str | None = None
    replaces: bool = False
    thread: str | None = None
    priority: Priority = Priority.ANSWER
    expires_at: datetime | None = None
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An emoji of ours for people to tap, on our latest message of the name `on`, if there is one."""

    on: str
    key: str
    priority: Priority = Priority.ACKNOWLEDGEMENT
    expires_at: datetime | None = None
    kind: Literal["button"] = "button"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Our latest message of the name `on` is pinned, where we may.

    Those of that name, or of the name `instead_of`, that were pinned before are no longer.
    """

    on: str
    instead_of: str | None = None
    priority: Priority = Priority.ACKNOWLEDGEMENT
    expires_at: datetime | None = None
    kind: Literal["pin"] = "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpin:
    """None of our messages of the name `on` is pinned any more, where we may see to it."""

    on: str
    priority: Priority = Priority.ACKNOWLEDGEMENT
    expires_at: datetime | None = None
    kind: Literal["unpin"] = "unpin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A link is to be tried; what came of it comes in as a `Probed` of the same name.

    It is urgent since it costs the homeserver nothing, and so need not wait behind what does.
    """

    name: str
    url: str
    priority: Priority = Priority.ALARM
    expires_at: datetime | None = None
    kind: Literal["probe"] = "probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Something for one person: it comes in as a `Whispered` in our direct room with them.

    Where no such room is to be had, an `Unreached` comes in here. It is as urgent as a `Probe`.
    """

    person: str
    name: str
    meeting: int
    title: str
    matter: Literal["wanted", "known", "kept", "not_taken"]
    language: str
    code: str = field(default="", repr=False)
    holder: str = ""
    priority: Priority = Priority.ALARM
    expires_at: datetime | None = None
    kind: Literal["aside"] = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """A person's answer for another room: it comes in there as a `Confided`."""

    to: str
    person: str
    name: str
    meeting: int
    code: str = field(repr=False)
    priority: Priority = Priority.ALARM
    expires_at: datetime | None = None
    kind: Literal["confidence"] = "confidence"


Visible = Message | Reaction | File | Button | Pin | Unpin
"""What people see of us in the room."""

Outgoing = Visible | Probe | Aside | Confidence

# --- what can be asked about a room ------------------------------------------------------------------


class Surroundings(Protocol):
    """What a room's actor may know of the Matrix room around it, as the homeserver states it now."""

    @property
    def unreadable(self) -> bool:
        """Whether what is said in the room is encrypted, and we do not read what is."""
        ...

    @property
    def own_name(self) -> str:
        """Our own display name."""
        ...

    @property
    def members(self) -> Members:
        """The display name of each person in the room, ourselves left out, by user id."""
        ...

    def is_moderator(self, user_id: str) -> bool:
        """Tell whether that person may, by the room's power levels, remove others' messages."""
        ...
