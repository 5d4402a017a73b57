"""Encrypted events that are kept, and messages that were opened once."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intercoop_bot.interface import Said
from intercoop_bot.storage import SealChanges, Sealed, Storage, StorageError, inbox, seals

SEALED = Sealed(
    room_id="!room:coop.example",
    event_id="$1",
    session_id="session",
    kept_at=datetime(2028, 5, 12, 10, tzinfo=UTC),
    event={"event_id": "$1", "content": {"ciphertext": "é"}},
)

MESSAGE = Said(
    room_id=SEALED.room_id,
    event_id="$2",
    sender="@ana:coop.example",
    sender_name="Ana",
    sent_at=SEALED.kept_at,
    body="bonjour",
)


async def test_an_event_is_kept_with_its_batch_once_and_until_it_is_done_with(storage: Storage) -> None:
    for _ in range(2):
        await storage.inbox.receive([], "one", SealChanges(kept=[SEALED]))
    ((row, kept),) = await storage.seals.waiting()
    assert kept == SEALED
    await storage.inbox.receive([], "two", SealChanges(done=[row]))
    assert await storage.seals.waiting() == ()


async def test_what_is_kept_and_the_token_of_its_batch_are_stored_together_or_not_at_all(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storage.inbox.receive([], "before", SealChanges())
    apply = seals.apply_changes

    def fail(what: object, connection: sqlite3.Connection) -> None:
        if isinstance(what, SealChanges):
            apply(what, connection)
        raise StorageError("the disk is full")

    for name in ("apply_changes", "take_in"):
        with monkeypatch.context() as fault:
            fault.setattr(inbox, name, fail)
            with pytest.raises(StorageError):
                await storage.inbox.receive([MESSAGE], "after", SealChanges(kept=[SEALED]))
        assert await storage.inbox.sync_token() == "before"
        assert await storage.seals.waiting() == ()
        assert await storage.inbox.pending(SEALED.room_id) == ()


async def test_only_the_latest_are_kept(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "SEALED_KEPT", 3)
    for n in range(5):
        await storage.inbox.receive([], str(n), SealChanges(kept=[replace(SEALED, event_id=f"${n}")]))
    assert [kept.event_id for _, kept in await storage.seals.waiting()] == ["$2", "$3", "$4"]


async def test_a_message_is_the_event_that_it_was_first_seen_in(storage: Storage) -> None:
    assert await storage.seals.is_original("session", 0, "$1")
    assert await storage.seals.is_original("session", 0, "$1")
    assert not await storage.seals.is_original("session", 0, "$2")
    assert await storage.seals.is_original("session", 1, "$2")
    assert await storage.seals.is_original("another", 0, "$3")
