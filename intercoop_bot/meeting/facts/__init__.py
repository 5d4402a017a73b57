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
    MeetingRenamed,
    PresenceForetold,
    PresenceWithdrawn,
    RoleOffered,
    RoleReleased,
    RoleTaken,
    RoleWaived,
    UpcomingCalled,
)
from intercoop_bot.meeting.facts.queue import (
    FloorFreed,
    FloorGiven,
    Manner,
    QueueClosed,
    QueueJoined,
    QueueLeft,
    QueueOpened,
    RulingUndone,
    SpeakerWarned,
    TurnsLimited,
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
    LeadShared,
    LeadWithdrawn,
    LineHeard,
    LinesMissed,
    LiveCardPosted,
    LiveCardShown,
    MeetingEnded,
    MeetingPaused,
    MeetingReopened,
    MeetingResumed,
    MeetingStarted,
    MoveUndone,
    OrganisationSet,
    Outcome,
    PersonJoined,
    PersonLeft,
    PersonPresent,
    PersonSpoke,
    ScribeSet,
    TimeCalled,
)

__all__ = [
    "AgendaFact",
    "AttendanceFact",
    "CallSet",
    "CardPosted",
    "CodeAwaited",
    "CodeSettled",
    "CourseFact",
    "DeafnessTold",
    "EndMoved",
    "Entry",
    "Erasure",
    "Fact",
    "FloorFreed",
    "FloorGiven",
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
    "LeadShared",
    "LeadWithdrawn",
    "LineHeard",
    "LinesMissed",
    "LinkTried",
    "LiveCardPosted",
    "LiveCardShown",
    "Manner",
    "MeetingCancelled",
    "MeetingEnded",
    "MeetingFact",
    "MeetingHeld",
    "MeetingMoved",
    "MeetingNotHeld",
    "MeetingPaused",
    "MeetingPlanned",
    "MeetingRenamed",
    "MeetingReopened",
    "MeetingResumed",
    "MeetingStarted",
    "MinutesPosted",
    "MoveUndone",
    "NoteChanged",
    "NoteFact",
    "NoteRemoved",
    "NoteTaken",
    "OrganisationSet",
    "Outcome",
    "PersonJoined",
    "PersonLeft",
    "PersonNamed",
    "PersonPresent",
    "PersonSpoke",
    "PlanFact",
    "PolicySet",
    "PreferenceSet",
    "PresenceForetold",
    "PresenceWithdrawn",
    "QueueClosed",
    "QueueFact",
    "QueueJoined",
    "QueueLeft",
    "QueueOpened",
    "RepeatSet",
    "RoleAdded",
    "RoleFact",
    "RoleOffered",
    "RoleReleased",
    "RoleTaken",
    "RoleWaived",
    "RoomFact",
    "RoomFound",
    "RoomLost",
    "RulingUndone",
    "ScribeSet",
    "SpeakerWarned",
    "TagAdded",
    "TimeCalled",
    "TurnsLimited",
    "UpcomingCalled",
    "ZoneSet",
]

RoomFact: TypeAlias = (
    LanguageSet
    | ZoneSet
    | PolicySet
    | RoleAdded
    | TagAdded
    | PreferenceSet
    | RepeatSet
    | PersonNamed
    | RoomLost
    | RoomFound
    | DeafnessTold
    | CodeAwaited
    | CodeSettled
)
PlanFact: TypeAlias = (
    MeetingMoved
    | MeetingCancelled
    | MeetingRenamed
    | CallSet
    | HostCodeAsked
    | HostCodeSet
    | UpcomingCalled
    | CardPosted
    | LinkTried
    | MeetingNotHeld
    | MeetingHeld
)
CourseFact: TypeAlias = (
    MeetingStarted
    | MeetingPaused
    | MeetingResumed
    | MeetingEnded
    | MeetingReopened
    | LineHeard
    | LinesMissed
    | EndMoved
    | TimeCalled
    | MoveUndone
    | LiveCardPosted
    | LiveCardShown
)
AgendaFact: TypeAlias = (
    ItemAdded | ItemChanged | ItemMoved | ItemDropped | ItemStarted | ItemClosed | ItemExtended | ItemPrepared
)
RoleFact: TypeAlias = (
    RoleTaken
    | RoleReleased
    | RoleOffered
    | RoleWaived
    | HolderMissed
    | LeadShared
    | LeadWithdrawn
    | ScribeSet
)
AttendanceFact: TypeAlias = (
    PresenceForetold
    | PresenceWithdrawn
    | PersonJoined
    | PersonLeft
    | PersonSpoke
    | PersonPresent
    | OrganisationSet
)
QueueFact: TypeAlias = (
    QueueJoined
    | QueueLeft
    | QueueClosed
    | QueueOpened
    | FloorGiven
    | FloorFreed
    | TurnsLimited
    | RulingUndone
    | SpeakerWarned
)
NoteFact: TypeAlias = NoteTaken | NoteChanged | NoteRemoved | MinutesPosted

MeetingFact: TypeAlias = PlanFact | CourseFact | AgendaFact | RoleFact | AttendanceFact | QueueFact | NoteFact
"""What happens to a meeting that there is already."""

Fact: TypeAlias = RoomFact | MeetingPlanned | MeetingFact


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
