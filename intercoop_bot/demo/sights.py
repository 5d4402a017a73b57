"""What a client shows of a room: the homeserver’s JSON becomes a `Sight`, or nothing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypedDict

from intercoop_bot.clock import Clock

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What every sight has: `name` is what its sender is called, `at` when it was, by our clock."""

    event_id: str
    sender: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Seen):
    """Words somebody wrote. `edits` is the message whose words they replace."""

    body: str
    html: str | None = None
    edits: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Seen):
    """A file somebody put into the room, to be had at an `mxc:` address."""

    filename: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction(Seen):
    """An emoji on a message."""

    target: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion(Seen):
    """A message was removed."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Seen):
    """The sender came into the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure(Seen):
    """The sender went out of the room."""


Sight: TypeAlias = Message | File | Reaction | Deletion | Arrival | Departure


class _Common(TypedDict):
    event_id: str
    sender: str
    name: str
    at: datetime


def read(event: Json, names: Mapping[str, str], clock: Clock) -> Sight | None:
    """Return what is seen of an event; `names` are the display names by user id."""
    sender, content = event["sender"], event["content"]
    common = _Common(
        event_id=event["event_id"],
        sender=sender,
        name=names.get(sender, sender),
        at=clock.at(datetime.fromtimestamp(event["origin_server_ts"] / 1000, UTC)),
    )
    relation = content.get("m.relates_to", {})
    match event["type"]:
        case "m.room.message":
            return _read_message(content, relation, common)
        case "m.reaction" if relation:
            return Reaction(**common, target=relation["event_id"], key=relation["key"])
        case "m.room.redaction":
            return Deletion(**common, target=content.get("redacts") or event["redacts"])
        case "m.room.member":
            return _read_membership(event, common)
        case _:
            return None


def _read_message(content: Json, relation: Json, common: _Common) -> Message | File | None:
    if content.get("msgtype") == "m.file":
        return File(**common, filename=content.get("filename") or content["body"], address=content["url"])
    edits = relation["event_id"] if relation.get("rel_type") == "m.replace" else None
    shown = content["m.new_content"] if edits else content
    if "body" not in shown:
        return None
    return Message(**common, body=shown["body"], html=shown.get("formatted_body"), edits=edits)


def _read_membership(event: Json, common: _Common) -> Arrival | Departure | None:
    before = event.get("unsigned", {}).get("prev_content", {}).get("membership")
    match before, event["content"]["membership"]:
        case ("join", "leave"):
            return Departure(**common)
        case (_, "join") if before != "join":
            return Arrival(**common)
        case _:
            return None
