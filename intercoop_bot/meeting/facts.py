"""What has happened. Stored for ever, in order: this is the truth, all else is computed from it.

1. A kind is never renamed and a field never removed; a new field comes with a default.
2. A fact says what happened, in the past tense, not what to do about it.
3. Who did it, when, and in which message, stands on the entry around the fact.
4. People are named by their Matrix user id, or by a bare name where they are only on the phone.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["done", "skipped", "parked"]
"""How the meeting left an item."""

# --- the room


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSet:
    """The bot speaks this language in the room from now on."""

    language: str
    kind: Literal["room.language_set"] = "room.language_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSet:
    """Times are read and shown in this time zone (an IANA name) from now on."""

    zone: str
    kind: Literal["room.zone_set"] = "room.zone_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet:
    """Who may lead a meeting: `shared`, `open` or `chaired`."""

    policy: str
    kind: Literal["room.policy_set"] = "room.policy_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAdded:
    """Meetings of the room have one more role, by the group's own name for it."""

    role: str
    kind: Literal["room.role_added"] = "room.role_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagAdded:
    """Notes of the room may have one more tag, by the group's own name for it."""

    tag: str
    kind: Literal["room.tag_added"] = "room.tag_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLost:
    """We are no longer in the room, or it was closed: nothing can be heard or said."""

    kind: Literal["room.lost"] = "room.lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFound:
    """We are in the room (again)."""

    kind: Literal["room.found"] = "room.found"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeafnessTold:
    """The room was told that its messages cannot be read, since they are encrypted."""

    kind: Literal["room.deafness_told"] = "room.deafness_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceSet:
    """The room wants something of the bot's manners otherwise: see `preferences` for the names and values."""

    name: str
    value: str
    kind: Literal["room.preference_set"] = "room.preference_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatSet:
    """Meetings of the room repeat by this rule, as `language.recurrence` writes it; empty: no longer."""

    rule: str
    kind: Literal["room.repeat_set"] = "room.repeat_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNamed:
    """A person bears this display name from now on."""

    person: str
    name: str
    kind: Literal["person.named"] = "person.named"


# --- a meeting and its agenda


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlanned:
    """A meeting is on the calendar; both times may still be open. `repeated`: by the room's rule."""

    meeting: int
    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    repeated: bool = False
    kind: Literal["meeting.planned"] = "meeting.planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMoved:
    """A planned meeting has other times."""

    meeting: int
    starts_at: datetime
    ends_at: datetime | None = None
    kind: Literal["meeting.moved"] = "meeting.moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled:
    """A planned meeting will not be."""

    meeting: int
    reason: str = ""
    kind: Literal["meeting.cancelled"] = "meeting.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSet:
    """How to join: a link, or a number and a code."""

    meeting: int
    text: str
    kind: Literal["meeting.call_set"] = "meeting.call_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCodeAsked:
    """The person who holds the call was asked for its moderator code, or given it, in a direct room."""

    meeting: int
    person: str
    kind: Literal["meeting.host_code_asked"] = "meeting.host_code_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCodeSet:
    """The moderator code of the call, which nobody but the holder of `host` is told."""

    meeting: int
    code: str = field(repr=False)
    kind: Literal["meeting.host_code_set"] = "meeting.host_code_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAwaited:
    """In this direct room the code of a meeting of the room `about` is awaited; `known`: another one."""

    about: str
    meeting: int
    title: str
    known: bool = False
    kind: Literal["direct.code_awaited"] = "direct.code_awaited"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSettled:
    """In this direct room no code is awaited any more: it was `given`, or the asking called off."""

    given: bool
    kind: Literal["direct.code_settled"] = "direct.code_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceForetold:
    """A person said whether they will be there."""

    meeting: int
    person: str
    coming: bool
    reason: str = ""
    kind: Literal["meeting.presence_foretold"] = "meeting.presence_foretold"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceWithdrawn:
    """A person took back what they said of whether they will be there."""

    meeting: int
    person: str
    kind: Literal["meeting.presence_withdrawn"] = "meeting.presence_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingCalled:
    """All that was due of a planned meeting until now is done: these calls of `upcoming` were made of it."""

    meeting: int
    calls: tuple[str, ...]
    kind: Literal["meeting.upcoming_called"] = "meeting.upcoming_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPosted:
    """The card of a planned meeting stands in the room once more, as the newest message."""

    meeting: int
    kind: Literal["meeting.card_posted"] = "meeting.card_posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTried:
    """The link by which to join was tried before the meeting, and was there or not."""

    meeting: int
    ok: bool
    kind: Literal["meeting.link_tried"] = "meeting.link_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingNotHeld:
    """A planned meeting did not take place."""

    meeting: int
    reason: str = ""
    kind: Literal["meeting.not_held"] = "meeting.not_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """A meeting that was not opened here took place all the same, as was said afterwards."""

    meeting: int
    kind: Literal["meeting.held"] = "meeting.held"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded:
    """The agenda has one more item, at its end. `minutes` is None where no time was given.

    `carried_from` is the meeting, and the item of it, that this one comes from, where it was put off.
    """

    meeting: int
    item: int
    title: str
    minutes: int | None = None
    owner: str | None = None
    carried_from: tuple[int, int] | None = None
    kind: Literal["item.added"] = "item.added"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChanged:
    """An item has another title, time or owner: all three stand here as they are now."""

    meeting: int
    item: int
    title: str
    minutes: int | None = None
    owner: str | None = None
    kind: Literal["item.changed"] = "item.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMoved:
    """An item has another place on the agenda, counted from 1."""

    meeting: int
    item: int
    position: int
    kind: Literal["item.moved"] = "item.moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDropped:
    """An item is no longer on the agenda."""

    meeting: int
    item: int
    kind: Literal["item.dropped"] = "item.dropped"


# --- roles


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken:
    """A person holds a role from now on; who held it before no longer does."""

    meeting: int
    role: str
    person: str
    kind: Literal["role.taken"] = "role.taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReleased:
    """Nobody holds the role any more."""

    meeting: int
    role: str
    kind: Literal["role.released"] = "role.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOffered:
    """A person was asked whether they would take an open role."""

    meeting: int
    role: str
    person: str
    kind: Literal["role.offered"] = "role.offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWaived:
    """The meeting does without this role."""

    meeting: int
    role: str
    kind: Literal["role.waived"] = "role.waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderMissed:
    """Who holds this role has not been seen since the meeting began: anyone may take it over."""

    meeting: int
    role: str
    kind: Literal["role.holder_missed"] = "role.holder_missed"


# --- the meeting under way


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStarted:
    """The meeting is under way and is to end at `ends_at`, where that is known."""

    meeting: int
    ends_at: datetime | None = None
    kind: Literal["meeting.started"] = "meeting.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPaused:
    """The clock of the meeting stands still."""

    meeting: int
    kind: Literal["meeting.paused"] = "meeting.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingResumed:
    """The clock of the meeting runs again."""

    meeting: int
    kind: Literal["meeting.resumed"] = "meeting.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEnded:
    """The meeting is over; `forgotten` where nobody closed it, and it was closed for having gone silent."""

    meeting: int
    forgotten: bool = False
    kind: Literal["meeting.ended"] = "meeting.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingReopened:
    """A meeting that was over is under way again."""

    meeting: int
    kind: Literal["meeting.reopened"] = "meeting.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeard:
    """Somebody still writes in a meeting that is past its end."""

    meeting: int
    kind: Literal["meeting.line_heard"] = "meeting.line_heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPrepared:
    """An item was given a thread of its own: what is noted in it belongs to the item."""

    meeting: int
    item: int
    kind: Literal["item.prepared"] = "item.prepared"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStarted:
    """The meeting has come to this item, for the first time or again."""

    meeting: int
    item: int
    kind: Literal["item.started"] = "item.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClosed:
    """The meeting is done with this item: it was dealt with, skipped, or put off to another meeting."""

    meeting: int
    item: int
    outcome: Outcome = "done"
    kind: Literal["item.closed"] = "item.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemExtended:
    """The item has that many minutes more (or fewer, where negative)."""

    meeting: int
    item: int
    minutes: int
    kind: Literal["item.extended"] = "item.extended"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMoved:
    """The meeting is to end at another time."""

    meeting: int
    ends_at: datetime
    kind: Literal["meeting.end_moved"] = "meeting.end_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCalled:
    """The room was told how the time stands: of an item, or (item None) of the whole meeting.

    `mark` counts the calls: see `marks` for what each one is.
    """

    meeting: int
    mark: int
    item: int | None = None
    kind: Literal["time.called"] = "time.called"


# --- who is there


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined:
    """A person came into the room while the meeting was under way."""

    meeting: int
    person: str
    kind: Literal["person.joined"] = "person.joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """A person left the room while the meeting was under way."""

    meeting: int
    person: str
    kind: Literal["person.left"] = "person.left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSpoke:
    """A person wrote in the room for the first time in this meeting."""

    meeting: int
    person: str
    kind: Literal["person.spoke"] = "person.spoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPresent:
    """A person was said to be there, by themselves or by somebody else."""

    meeting: int
    person: str
    kind: Literal["person.present"] = "person.present"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSet:
    """A person speaks for this organisation."""

    meeting: int
    person: str
    organisation: str
    kind: Literal["person.organisation_set"] = "person.organisation_set"


# --- notes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTaken:
    """Something was written down.

    `event` is the Matrix message whose words these are; `whole` is set where the note is that message
    whole, recorded by a reply to it, and not one tagged line of it.
    """

    meeting: int
    note: int
    tag: str
    text: str
    author: str
    event: str
    whole: bool = False
    item: int | None = None
    owner: str | None = None
    due: date | None = None
    kind: Literal["note.taken"] = "note.taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChanged:
    """A note reads differently: all of it stands here as it is now. One that was removed counts again."""

    meeting: int
    note: int
    tag: str
    text: str
    owner: str | None = None
    due: date | None = None
    kind: Literal["note.changed"] = "note.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRemoved:
    """A note no longer counts.

    `erased` where its message was removed, and so its words from the log; `undone` where it was taken
    back, and stays so whatever becomes of its message.
    """

    meeting: int
    note: int
    erased: bool = False
    undone: bool = False
    kind: Literal["note.removed"] = "note.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPosted:
    """The minutes, as they stood, were put into the room; `again` in place of earlier ones."""

    meeting: int
    again: bool = False
    kind: Literal["minutes.posted"] = "minutes.posted"


Fact: TypeAlias = (
    LanguageSet
    | ZoneSet
    | PolicySet
    | RoleAdded
    | TagAdded
    | RoomLost
    | RoomFound
    | DeafnessTold
    | PreferenceSet
    | RepeatSet
    | PersonNamed
    | MeetingPlanned
    | MeetingMoved
    | MeetingCancelled
    | CallSet
    | PresenceForetold
    | ItemAdded
    | ItemChanged
    | ItemMoved
    | ItemDropped
    | RoleTaken
    | RoleReleased
    | MeetingStarted
    | MeetingPaused
    | MeetingResumed
    | MeetingEnded
    | ItemStarted
    | ItemClosed
    | ItemExtended
    | EndMoved
    | TimeCalled
    | PersonJoined
    | PersonLeft
    | PersonSpoke
    | PersonPresent
    | OrganisationSet
    | NoteTaken
    | NoteChanged
    | NoteRemoved
    | MinutesPosted
    | PresenceWithdrawn
    | UpcomingCalled
    | CardPosted
    | LinkTried
    | MeetingNotHeld
    | MeetingHeld
    | RoleOffered
    | RoleWaived
    | HolderMissed
    | MeetingReopened
    | LineHeard
    | ItemPrepared
    | HostCodeAsked
    | HostCodeSet
    | CodeAwaited
    | CodeSettled
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the log: a fact, its place, when it happened, who did it, and in which message.

    `seq` counts from 1 in each room. `at` is aware and in UTC, and never before that of the entry above.
    `by` is empty where it was the clock's doing; `cause` is the id of the Matrix event that led to it.
    """

    seq: int
    at: datetime
    by: str
    cause: str | None
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A wish to blank the words of a note in the log: the one change that a log allows."""

    meeting: int
    note: int
