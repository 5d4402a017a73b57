"""The head of the outbox: read once, and again only where there may be more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from intercoop_bot.interface import Priority, Reaction
from intercoop_bot.matrix.head import Head
from intercoop_bot.storage import Storage

ROOM = "!room:coop.example"


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with await Storage.open(tmp_path / "intercoop.sqlite3") as opened:
        yield opened


async def put(storage: Storage, *keys: str, priority: Priority = Priority.ACKNOWLEDGEMENT) -> None:
    rows = [Reaction(target="$1", key=key, priority=priority) for key in keys]
    await storage.commit(ROOM, outgoing=rows, wake_at=None)


async def test_what_was_put_in_meanwhile_is_seen_once_that_was_said(storage: Storage) -> None:
    head = Head(storage, (Reaction,))
    await put(storage, "one", "two")
    assert [row.outgoing.key for row in await head.look()] == ["one", "two"]
    await put(storage, "urgent", priority=Priority.ALARM)
    assert [row.outgoing.key for row in await head.look()] == ["one", "two"]
    head.outdate()
    assert [row.outgoing.key for row in await head.look()] == ["urgent", "one", "two"]


async def test_of_very_many_all_are_seen_in_order(storage: Storage) -> None:
    keys = [str(number) for number in range(450)]
    await put(storage, *keys)
    head = Head(storage, (Reaction,))
    seen = []
    while rows := await head.look():
        seen.append(rows[0].outgoing.key)
        await storage.outbox.mark_sent(rows[0].id, None)
        head.take({rows[0].id})
    assert seen == keys
