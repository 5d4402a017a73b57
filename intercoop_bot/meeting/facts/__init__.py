"""What has happened. Stored for ever, in order: this is the truth, all else is computed from it.

1. A kind is never renamed and a field never removed; a new field comes with a default.
2. A fact says what happened, in the past tense, not what to do about it.
3. Who did it, when, and in which message, stands on the entry around the fact.
4. People are named by their Matrix user id, or by a bare name where they are only on the phone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from intercoop_bot.meeting.facts.notes import (
    MinutesPosted,
    NoteChanged,
    NoteRemoved,
    NoteTaken,
)
from intercoop_bot.meeting.facts.planning import (
    CallSet,
    CardPosted,
    HolderMissed,
    HostCodeAsked,
    HostCodeSet,
    ItemAdded,
    ItemChanged,
    ItemDropped,
    ItemMoved,
    LinkTried,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    MeetingNotHeld,
    MeetingPlanned,
    PresenceForetold,
    PresenceWithdrawn,
    RoleOffered,
    RoleReleased,
    RoleTaken,
    RoleWaived,
    UpcomingCalled,
)
from intercoop_bot.meeting.facts.room import (
    CodeAwaited,
    CodeSettled,
    DeafnessTold,
    LanguageSet,
    PersonNamed,
    PolicySet,
    PreferenceSet,
    RepeatSet,
    RoleAdded,
    RoomFound,
    RoomLost,
    TagAdded,
    ZoneSet,
)
from intercoop_bot.meeting.facts.running import (
    EndMoved,
    ItemClosed,
    ItemExtended,
    ItemPrepared,
    ItemStarted,
    LineHeard,
    MeetingEnded,
    MeetingPaused,
    MeetingReopened,
    MeetingResumed,
    MeetingStarted,
    OrganisationSet,
    Outcome,
    PersonJoined,
    PersonLeft,
    PersonPresent,
    PersonSpoke,
    TimeCalled,
)

__all__ = [
    "CallSet",
    "CardPosted",
    "CodeAwaited",
    "CodeSettled",
    "DeafnessTold",
    "EndMoved",
    "Entry",
    "Erasure",
    "Fact",
    "HolderMissed",
    "HostCodeAsked",
    "HostCodeSet",
    "ItemAdded",
    "ItemChanged",
    "ItemClosed",
    "ItemDropped",
    "ItemExtended",
    "ItemMoved",
    "ItemPrepared",
    "ItemStarted",
    "LanguageSet",
    "LineHeard",
    "LinkTried",
    "MeetingCancelled",
    "MeetingEnded",
    "MeetingHeld",
    "MeetingMoved",
    "MeetingNotHeld",
    "MeetingPaused",
    "MeetingPlanned",
    "MeetingReopened",
    "MeetingResumed",
    "MeetingStarted",
    "MinutesPosted",
    "NoteChanged",
    "NoteRemoved",
    "NoteTaken",
    "OrganisationSet",
    "Outcome",
    "PersonJoined",
    "PersonLeft",
    "PersonNamed",
    "PersonPresent",
    "PersonSpoke",
    "PolicySet",
    "PreferenceSet",
    "PresenceForetold",
    "PresenceWithdrawn",
    "RepeatSet",
    "RoleAdded",
    "RoleOffered",
    "RoleReleased",
    "RoleTaken",
    "RoleWaived",
    "RoomFound",
    "RoomLost",
    "TagAdded",
    "TimeCalled",
    "UpcomingCalled",
    "ZoneSet",
]

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
