"""What people ask for, and the clock, and the room. Commands are imperative; `rules` says yes or no.

A command has been read already: its dates are instants, its people are known, its item numbers are the
positions that stand on the agenda, counted from 1. Whether it makes sense now is not its business.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from intercoop_bot.meeting.commands.planning import (
    AddItems,
    AddRole,
    AskHostCode,
    AssignRole,
    AwaitCode,
    Cancel,
    ClaimRole,
    DraftItem,
    DropItem,
    EditItem,
    Foretell,
    KeepHostCode,
    MoveItem,
    Plan,
    PlanAgain,
    Prepare,
    PutOff,
    ReleaseRole,
    RenameMeeting,
    SayHeld,
    SetCall,
    SetDate,
    SetPreference,
    SetRepeat,
    SettleCode,
    WaiveRole,
)
from intercoop_bot.meeting.commands.questions import (
    AskAgenda,
    AskCall,
    AskDate,
    AskMeetings,
    AskMinutes,
    AskNotes,
    AskQueue,
    AskRepeat,
    AskRoles,
    AskRota,
    AskSettings,
    AskStatus,
    AskVoices,
    Question,
)
from intercoop_bot.meeting.commands.queue import (
    CloseQueue,
    GiveFloor,
    JoinQueue,
    LeaveQueue,
    LimitTurns,
    OpenQueue,
)
from intercoop_bot.meeting.commands.room import (
    AddTag,
    Admit,
    AdmitDeafness,
    AdmitGap,
    Arrive,
    Depart,
    Dismiss,
    Hear,
    NoteLink,
    SetLanguage,
    SetPolicy,
    SetZone,
    Tick,
)
from intercoop_bot.meeting.commands.running import (
    Back,
    End,
    EraseNotes,
    Extend,
    GoTo,
    MarkGone,
    MarkPresent,
    Next,
    NoteDraft,
    Park,
    Pause,
    ReplaceNote,
    RepostCard,
    Resume,
    Retag,
    ReviseNotes,
    SetScribe,
    ShareLead,
    Skip,
    SpeakFor,
    Start,
    Substitute,
    TakeNote,
    TakeUp,
    Undo,
    WithdrawLead,
)
from intercoop_bot.meeting.phrases import Phrase, Who, phrase

__all__ = [
    "DOUBLE",
    "Actor",
    "AddItems",
    "AddRole",
    "AddTag",
    "Admit",
    "AdmitDeafness",
    "AdmitGap",
    "Arrive",
    "AskAgenda",
    "AskCall",
    "AskDate",
    "AskHostCode",
    "AskMeetings",
    "AskMinutes",
    "AskNotes",
    "AskQueue",
    "AskRepeat",
    "AskRoles",
    "AskRota",
    "AskSettings",
    "AskStatus",
    "AskVoices",
    "AssignRole",
    "AwaitCode",
    "Back",
    "Cancel",
    "ClaimRole",
    "CloseQueue",
    "Command",
    "Depart",
    "Dismiss",
    "DraftItem",
    "DropItem",
    "EditItem",
    "End",
    "EraseNotes",
    "Extend",
    "Foretell",
    "GiveFloor",
    "GoTo",
    "Hear",
    "JoinQueue",
    "KeepHostCode",
    "LeaveQueue",
    "LimitTurns",
    "MarkGone",
    "MarkPresent",
    "MeetingCommand",
    "MoveItem",
    "Next",
    "NoteDraft",
    "NoteLink",
    "OpenQueue",
    "Park",
    "Pause",
    "Plan",
    "PlanAgain",
    "Prepare",
    "PutOff",
    "Question",
    "Refused",
    "ReleaseRole",
    "RenameMeeting",
    "ReplaceNote",
    "RepostCard",
    "Resume",
    "Retag",
    "ReviseNotes",
    "RoomCommand",
    "SayHeld",
    "SetCall",
    "SetDate",
    "SetLanguage",
    "SetPolicy",
    "SetPreference",
    "SetRepeat",
    "SetScribe",
    "SetZone",
    "SettleCode",
    "ShareLead",
    "Skip",
    "SpeakFor",
    "Start",
    "Substitute",
    "TakeNote",
    "TakeUp",
    "Tick",
    "Undo",
    "WaiveRole",
    "WithdrawLead",
    "already_so",
    "said_twice",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks, and whether the Matrix room counts them among its moderators."""

    who: Who
    moderator: bool = False


MeetingCommand: TypeAlias = (
    SetDate
    | Cancel
    | SetCall
    | AskHostCode
    | Foretell
    | AddItems
    | EditItem
    | MoveItem
    | DropItem
    | ClaimRole
    | ReleaseRole
    | AssignRole
    | WaiveRole
    | Prepare
    | End
    | Next
    | Back
    | GoTo
    | Skip
    | Park
    | Extend
    | Pause
    | Resume
    | MarkPresent
    | MarkGone
    | SpeakFor
    | Substitute
    | ReplaceNote
    | SetScribe
    | TakeUp
    | ShareLead
    | WithdrawLead
    | RenameMeeting
    | RepostCard
    | JoinQueue
    | LeaveQueue
    | GiveFloor
    | CloseQueue
    | OpenQueue
    | LimitTurns
)
"""What is asked of a meeting: the one under way, or the one planned next."""

RoomCommand: TypeAlias = (
    Plan
    | Start
    | TakeNote
    | ReviseNotes
    | EraseNotes
    | Undo
    | Retag
    | AddRole
    | AddTag
    | SetLanguage
    | SetZone
    | SetPolicy
    | Tick
    | Hear
    | Admit
    | Dismiss
    | Arrive
    | Depart
    | AdmitDeafness
    | AdmitGap
    | SayHeld
    | PutOff
    | PlanAgain
    | SetRepeat
    | SetPreference
    | NoteLink
    | KeepHostCode
    | AwaitCode
    | SettleCode
)
"""What is asked of the room, whether there is a meeting or not."""

Command: TypeAlias = MeetingCommand | RoomCommand

DOUBLE = timedelta(seconds=30)
"""What two people ask for within this time was meant once."""


class Refused(Exception):  # noqa: N818 - a refusal is no error
    """The answer is no. Carries the reason as a phrase, not as a sentence; nothing has changed.

    `emoji`, where set, says it with a reaction and the phrase is not spoken.
    """

    def __init__(self, reason: Phrase, emoji: str = "") -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.emoji = emoji


def said_twice() -> Refused:
    """Return the quiet answer to who asks for what somebody else has just asked for."""
    return Refused(phrase("refused.double"), emoji="⏳")


def already_so() -> Refused:
    """Return the quiet answer to who asks for what is the case already."""
    return Refused(phrase("refused.already_so"), emoji="👍")
