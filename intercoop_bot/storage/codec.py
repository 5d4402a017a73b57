"""What is stored, as JSON: facts, what comes in, what goes out.

1. Every field is written, also those at their default: a default that changes one day must not change
   what was.
2. A field that is not known here is ignored when read: an older bot can read a newer log as far as it
   goes. A kind that is not known stops the reading, since a log with holes is not what happened.
3. Instants are written in UTC, lengths of time in seconds.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from intercoop_bot.interface import Incoming, Outgoing
from intercoop_bot.meeting.facts import Fact

T = TypeVar("T")

_FACT: TypeAdapter[Fact] = TypeAdapter(Annotated[Fact, Field(discriminator="kind")])
_INCOMING: TypeAdapter[Incoming] = TypeAdapter(Annotated[Incoming, Field(discriminator="kind")])
_OUTGOING: TypeAdapter[Outgoing] = TypeAdapter(Annotated[Outgoing, Field(discriminator="kind")])

ERASED: Mapping[str, dict[str, str | None]] = {
    "note.taken": {"text": "", "owner": None},
    "note.changed": {"text": "", "owner": None},
}
"""The fields of a note's facts that hold its words, by kind, and what is left of them once erased."""


class Undecodable(ValueError):  # noqa: N818 - named for what is the case
    """Stored text that is nothing we know. It says what is wrong and where, never the words in it."""


def encode(record: Fact | Incoming | Outgoing) -> str:
    """Return the record as JSON.

    Raises:
        ValueError: an instant in it has no time zone.
    """
    return writable(_JSON.encode(record))


def encode_fact(fact: Fact) -> str:
    """Return the fact as JSON that can be read again: a log with one that cannot is lost as a whole.

    Raises:
        Undecodable: it cannot be.
        ValueError: an instant in it has no time zone.
    """
    text = encode(fact)
    decode_fact(text)
    return text


def decode_fact(text: str) -> Fact:
    """Return the fact that the JSON stands for.

    Raises:
        Undecodable: it stands for none.
    """
    return _decode(_FACT, text)


def decode_incoming(text: str) -> Incoming:
    """Return what came in, from its JSON.

    Raises:
        Undecodable: it stands for nothing that comes in.
    """
    return _decode(_INCOMING, text)


def decode_outgoing(text: str) -> Outgoing:
    """Return what is to be sent, from its JSON.

    Raises:
        Undecodable: it stands for nothing that can be sent.
    """
    return _decode(_OUTGOING, text)


def erased(text: str) -> str:
    """Return the JSON of a fact without the words of its note; what is not known here stays as it is."""
    record = json.loads(text)
    return json.dumps(record | ERASED.get(record["kind"], {}), ensure_ascii=False, separators=(",", ":"))


def encode_instant(instant: datetime) -> str:
    """Return the instant as text, in UTC; such texts sort as their instants do.

    Raises:
        ValueError: it has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def decode_instant(text: str) -> datetime:
    """Return the instant that the text stands for, in UTC."""
    return datetime.fromisoformat(text)


def writable(text: str) -> str:
    """Return the text without what UTF-8 cannot hold: a hostile server's JSON may carry half characters."""
    return text.encode("utf-8", "replace").decode()


def _plain(value: object) -> str | float | dict[str, object]:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    match value:
        case datetime():
            return encode_instant(value)
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            raise TypeError(f"{type(value).__name__} is not stored")


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def _decode(adapter: TypeAdapter[T], text: str) -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "union_tag_invalid":
        raise Undecodable(f"unknown kind {first['ctx']['tag']!r}")
    place = ".".join(str(part) for part in first["loc"])
    raise Undecodable(f"{place}: {first['msg']}" if place else first["msg"])
