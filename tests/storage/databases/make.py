"""Keep a sample of every kind of record, and a database of the present schema that holds them all.

To be run when a kind of record, or a migration, was added. Samples and databases of the past stay as they
are: today's code must read them for ever.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from intercoop_bot.clock import ManualClock
from intercoop_bot.interface import Incoming, Outgoing
from intercoop_bot.meeting.facts import Entry, Fact
from intercoop_bot.storage import Account, Storage
from intercoop_bot.storage.codec import decode_fact, decode_incoming, decode_outgoing, encode
from intercoop_bot.storage.opening import migrations

HERE = Path(__file__).parent
Record = TypeVar("Record", bound=Fact | Incoming | Outgoing)

NOON = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)
ROOM = "!room:coop.example"
VALUES = {int: 2, str: "mots", bool: True, datetime: NOON, date: date(2028, 6, 1)}


def main() -> None:
    """Add the samples that are missing, and make the database of the present schema anew."""
    facts, incoming, outgoing = (
        complete(name, union)
        for name, union in (("facts", Fact), ("incoming", Incoming), ("outgoing", Outgoing))
    )
    target = HERE / f"schema-{len(migrations())}.sqlite3"
    work = target.with_suffix(".work")
    asyncio.run(fill(work, facts, incoming, outgoing))
    take_over(work, target)


def complete(name: str, union: object) -> list[str]:
    """Return the lines of that file of samples, one of each kind at least, and keep them."""
    file = HERE / f"{name}.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    kinds = {json.loads(line)["kind"] for line in lines}
    for cls in get_args(union):
        record = sample(cls)
        if record.kind not in kinds:
            lines.append(encode(record))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines


def sample(kind: Callable[..., Record]) -> Record:
    """Return a record of that class with something in every field."""
    hints = get_type_hints(kind)
    return kind(**{name: value(hint) for name, hint in hints.items()})


def value(hint: Any) -> object:  # noqa: ANN401 - annotations have no common type
    """Return something of that type."""
    options = [option for option in get_args(hint) if option not in (NoneType, Ellipsis)]
    if hint in VALUES:
        return VALUES[hint]
    if getattr(hint, "__origin__", None) is tuple:
        return tuple(value(option) for option in options)
    if options:
        return options[0] if isinstance(options[0], str) else value(options[0])
    return next(iter(hint)) if hasattr(hint, "__members__") else sample(hint)


async def fill(work: Path, facts: list[str], incoming: list[str], outgoing: list[str]) -> None:
    """Make a database that holds all that."""
    async with await Storage.open(work, ManualClock(NOON)) as storage:
        entries = [
            Entry(seq=seq, at=NOON, by="@ana:coop.example", cause=f"$event{seq}", fact=decode_fact(line))
            for seq, line in enumerate(facts, 1)
        ]
        await storage.commit(ROOM, entries, [decode_outgoing(line) for line in outgoing], wake_at=NOON)
        await storage.inbox.receive([decode_incoming(line) for line in incoming], "token")
        await storage.outbox.record_sent(ROOM, "card", "$card")
        await storage.save_account(
            Account(user_id="@bot:coop.example", device_id="DEVICE", access_token="token")
        )


def take_over(work: Path, target: Path) -> None:
    """Keep the database in one file, and nothing else of it."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(work)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    for leftover in target.parent.glob(f"{work.name}*"):
        leftover.unlink()


if __name__ == "__main__":
    main()
