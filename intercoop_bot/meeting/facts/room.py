"""What can happen to a room: how it is set, who is called what, what one person is asked for alone."""

from dataclasses import dataclass
from typing import Literal


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
    """The room was told that a message in it does not count: see `interface.Unreadable` for why.

    Or because it was `unverified`, from a device for which that person does not vouch, or of an
    `other_identity` than the one that the person had first.
    """

    why: str = "encrypted"
    person: str = ""
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
