"""What is kept is given back; what belongs together is kept together."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intercoop_bot.clock import ManualClock
from intercoop_bot.interface import (
    Button,
    File,
    Incoming,
    Message,
    Missed,
    Outgoing,
    Pin,
    Priority,
    Probe,
    Probed,
    Reaction,
    Said,
    Unpin,
    Unreadable,
)
from intercoop_bot.meeting.facts import (
    Entry,
    Erasure,
    Fact,
    ItemAdded,
    MeetingEnded,
    NoteChanged,
    NoteRemoved,
    NoteTaken,
)
from intercoop_bot.storage import (
    Account,
    Conflict,
    Storage,
    StorageError,
    Undecodable,
    inbox,
    outbox,
    read_account,
)
from intercoop_bot.storage.inbox import take_in

NOON = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)
ROOM = "!room:coop.example"
OTHER = "!other:coop.example"


def said(event_id: str, body: str = "!next", room_id: str = ROOM) -> Said:
    return Said(
        room_id=room_id,
        event_id=event_id,
        sender="@ana:coop.example",
        sender_name="Ana",
        sent_at=NOON,
        body=body,
    )


def entry(seq: int, fact: Fact | None = None) -> Entry:
    return Entry(
        seq=seq,
        at=NOON + timedelta(seconds=seq),
        by="@ana:coop.example",
        cause="$1",
        fact=fact or MeetingEnded(meeting=1),
    )


def note(number: int, text: str, meeting: int = 1) -> NoteTaken:
    return NoteTaken(
        meeting=meeting, note=number, tag="note", text=text, author="@ana:coop.example", event="$1"
    )


def probed() -> Probed:
    return Probed(
        room_id=ROOM,
        event_id="probe:1",
        sender="@bot:coop.example",
        sender_name="@bot:coop.example",
        sent_at=NOON,
        name="call:1",
        url="https://call.example/",
        ok=False,
        reason="timeout",
    )


def message(body: str = "Bonjour", **rest: object) -> Message:
    return Message(body=body, html=body, **rest)  # type: ignore[arg-type]


async def queue(storage: Storage, *outgoing: Outgoing, room_id: str = ROOM) -> None:
    await storage.commit(room_id, outgoing=outgoing, wake_at=None)


async def bodies(storage: Storage, limit: int = 50) -> list[str]:
    return [
        row.outgoing.body for row in await storage.outbox.waiting(limit) if isinstance(row.outgoing, Message)
    ]


def words_on_disk(path: Path, words: str) -> list[str]:
    """The files beside the database, itself included, in which the words stand."""
    return [file.name for file in path.parent.iterdir() if words.encode() in file.read_bytes()]


# --- the log ---------------------------------------------------------------------------------------


async def test_a_log_is_given_back_in_order_room_by_room(storage: Storage) -> None:
    first, second = entry(1, ItemAdded(meeting=1, item=1, title="Éducation 🌱\n\x00")), entry(2)
    await storage.commit(ROOM, [first], wake_at=None)
    await storage.commit(OTHER, [entry(1)], wake_at=None)
    await storage.commit(ROOM, [second], wake_at=None)
    assert await storage.load(ROOM) == (first, second)
    assert await storage.load(OTHER) == (entry(1),)
    assert await storage.load("!nowhere:coop.example") == ()


async def test_a_log_outlives_the_process(storage: Storage, path: Path) -> None:
    await storage.commit(ROOM, [entry(1)], wake_at=NOON)
    await storage.close()
    async with await Storage.open(path) as again:
        assert await again.load(ROOM) == (entry(1),)
        assert await again.wake_times() == {ROOM: NOON}


async def test_a_second_history_is_refused_whole(storage: Storage) -> None:
    await storage.inbox.receive([said("$1")], "t1")
    ((row, _),) = await storage.inbox.pending(ROOM)
    await storage.commit(ROOM, [entry(1)], wake_at=None)
    with pytest.raises(Conflict):
        await storage.commit(ROOM, [entry(2), entry(1)], [message()], done=row, wake_at=NOON)
    assert await storage.load(ROOM) == (entry(1),)
    assert await storage.outbox.waiting() == ()
    assert await storage.inbox.pending(ROOM) == ((row, said("$1")),)
    assert await storage.wake_times() == {ROOM: None}


async def test_an_event_dealt_with_twice_is_refused_whole(storage: Storage) -> None:
    await storage.inbox.receive([said("$1"), said("$2", room_id=OTHER)], "t1")
    ((row, _),) = await storage.inbox.pending(ROOM)
    await storage.commit(ROOM, [entry(1)], done=row, wake_at=None)
    with pytest.raises(Conflict, match="dealt with before"):
        await storage.commit(ROOM, [entry(2)], done=row, wake_at=None)
    ((others_row, _),) = await storage.inbox.pending(OTHER)
    with pytest.raises(Conflict, match="dealt with before"):
        await storage.commit(ROOM, [entry(2)], done=others_row, wake_at=None)
    assert await storage.load(ROOM) == (entry(1),)
    assert len(await storage.inbox.pending(OTHER)) == 1


async def test_an_instant_without_a_zone_is_refused_whole(storage: Storage) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await storage.commit(ROOM, [entry(1)], wake_at=datetime(2028, 5, 12))  # noqa: DTZ001
    assert await storage.load(ROOM) == ()


async def test_a_fact_of_a_later_version_stops_the_load(storage: Storage) -> None:
    await storage._database.run(
        "INSERT INTO fact VALUES (?, 1, '2028-05-12T10:00:00+00:00', '', NULL, ?)",
        ROOM,
        '{"kind":"note.sung"}',
    )
    with pytest.raises(Undecodable, match=r"note\.sung"):
        await storage.load(ROOM)


async def test_the_words_of_a_note_are_erased_from_the_log_and_the_disk(storage: Storage, path: Path) -> None:
    words = "mot-de-passe-du-wifi"
    await storage.inbox.receive([said("$1", f"!note {words}")], "t1")
    ((row, _),) = await storage.inbox.pending(ROOM)
    kept = [entry(3, note(2, "autre")), entry(4, note(1, "d’avant", meeting=2))]
    change = NoteChanged(meeting=1, note=1, tag="note", text=f"{words}!", owner="Ana")
    await storage.commit(ROOM, [entry(1, note(1, words)), entry(2, change), *kept], done=row, wake_at=None)
    await storage.commit(OTHER, [entry(1, note(1, "ailleurs"))], wake_at=None)
    assert words_on_disk(path, words)

    removed = entry(5, NoteRemoved(meeting=1, note=1, erased=True))
    await storage.commit(ROOM, [removed], wake_at=None, erase=[Erasure(meeting=1, note=1)])

    blank = NoteChanged(meeting=1, note=1, tag="note", text="")
    assert await storage.load(ROOM) == (entry(1, note(1, "")), entry(2, blank), *kept, removed)
    assert await storage.load(OTHER) == (entry(1, note(1, "ailleurs")),)
    assert not words_on_disk(path, words)


async def test_rooms_to_be_woken_are_those_with_a_time_or_an_inbox(storage: Storage) -> None:
    await storage.commit(ROOM, wake_at=NOON)
    await storage.commit(OTHER, wake_at=NOON)
    await storage.commit(OTHER, wake_at=None)
    assert await storage.wake_times() == {ROOM: NOON}
    await storage.inbox.receive(
        [said("$1"), said("$2", room_id=OTHER), said("$3", room_id="!new:coop.example")], "t1"
    )
    assert await storage.wake_times() == {ROOM: NOON, OTHER: None, "!new:coop.example": None}


# --- the inbox -------------------------------------------------------------------------------------


async def test_an_event_comes_in_once(storage: Storage) -> None:
    assert await storage.inbox.receive([said("$1"), said("$2"), said("$1")], "t1") == {ROOM}
    assert await storage.inbox.receive([said("$2"), said("$3", room_id=OTHER)], "t2") == {OTHER}
    ((row, _), *_) = await storage.inbox.pending(ROOM)
    await storage.commit(ROOM, done=row, wake_at=None)
    assert await storage.inbox.receive([said("$1")], "t3") == set()
    assert [event.event_id for _, event in await storage.inbox.pending(ROOM)] == ["$2"]
    assert await storage.inbox.sync_token() == "t3"


async def test_a_gap_and_a_late_reading_are_things_of_their_own(storage: Storage) -> None:
    common = {"room_id": ROOM, "event_id": "$1", "sender": "@ana:x", "sender_name": "Ana", "sent_at": NOON}
    events: list[Incoming] = [Missed(**common), Unreadable(**common), said("$1")]  # type: ignore[arg-type]
    await storage.inbox.receive(events, "t1")
    assert [event for _, event in await storage.inbox.pending(ROOM)] == events


async def test_a_batch_and_its_token_are_kept_together_or_not_at_all(storage: Storage) -> None:
    await storage.inbox.receive([said("$1")], "t1")
    bad = Said(room_id=ROOM, event_id="$3", sender="", sender_name="", sent_at=datetime(2028, 1, 1), body="")  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        await storage.inbox.receive([said("$2"), bad], "t2")
    assert await storage.inbox.sync_token() == "t1"
    assert len(await storage.inbox.pending(ROOM)) == 1


async def test_half_characters_come_in_too(storage: Storage) -> None:
    assert await storage.inbox.receive([said("$\ud800", "\udfff")], "t1") == {ROOM}
    assert await storage.inbox.receive([said("$\ud800", "\udfff")], "t2") == set()
    ((_, event),) = await storage.inbox.pending(ROOM)
    assert isinstance(event, Said)
    assert event.body == "?"


async def test_words_dealt_with_are_forgotten(storage: Storage) -> None:
    await storage.inbox.receive([said("$1", "un secret")], "t1")
    ((row, _),) = await storage.inbox.pending(ROOM)
    await storage.commit(ROOM, done=row, wake_at=None)
    assert await storage._database.run("SELECT event_id, data FROM inbox") == [("$1", None)]


async def test_only_events_dealt_with_long_ago_are_pruned(
    storage: Storage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "EVENTS_REMEMBERED", 2)
    monkeypatch.setattr(outbox, "FAILURES_REMEMBERED", 1)
    await storage.inbox.receive([said(f"${number}") for number in range(1, 7)], "t1")
    for row, event in await storage.inbox.pending(ROOM):
        if event.event_id != "$2":
            await storage.commit(ROOM, outgoing=[message()], done=row, wake_at=None)
    for outgoing in (await storage.outbox.waiting())[:3]:
        await storage.outbox.mark_failed(outgoing.id, f"row {outgoing.id}")
    await storage.close()
    async with await Storage.open(path) as again:
        rows = await again._database.run("SELECT event_id FROM inbox ORDER BY id")
        assert [row[0] for row in rows] == ["$2", "$5", "$6"]
        assert [failure.reason for failure in await again.outbox.failures()] == ["row 3"]
        assert len(await again.outbox.waiting()) == 2


# --- the outbox ------------------------------------------------------------------------------------


async def test_alarms_go_before_answers_and_answers_in_order(storage: Storage) -> None:
    await queue(storage, Reaction(target="$1", key="👍"), message("one"), message("two"))
    await queue(storage, message("three"), message("time is up", priority=Priority.ALARM), room_id=OTHER)
    assert await bodies(storage) == ["time is up", "one", "two", "three"]
    assert await bodies(storage, limit=2) == ["time is up", "one"]
    assert isinstance((await storage.outbox.waiting())[-1].outgoing, Reaction)


async def test_who_works_off_one_kind_is_given_that_kind_alone(storage: Storage) -> None:
    await queue(storage, *(message(f"no {number}") for number in range(60)))
    probe = Probe(name="call:1", url="https://meet.coop.example/x", priority=Priority.ACKNOWLEDGEMENT)
    await queue(storage, probe, Reaction(target="$1", key="👍"))
    assert [row.outgoing for row in await storage.outbox.waiting_of((Probe,))] == [probe]
    assert [row.outgoing.kind for row in await storage.outbox.waiting_of((Probe, Reaction))] == [
        "probe",
        "reaction",
    ]


async def test_a_row_keeps_its_transaction_id_and_its_date(
    storage: Storage, clock: ManualClock, path: Path
) -> None:
    await queue(storage, message("one"), message("two"))
    clock.advance(timedelta(hours=1))
    before = await storage.outbox.waiting()
    await storage.close()
    async with await Storage.open(path) as again:
        after = await again.outbox.waiting()
    assert [row.tx_id for row in after] == [row.tx_id for row in before]
    assert len({row.tx_id for row in after}) == 2
    assert {row.created_at for row in after} == {NOON}


async def test_an_event_is_known_by_its_name_once_sent(storage: Storage, path: Path) -> None:
    await queue(storage, message("un secret", ref="card"), Reaction(target="$1", key="x"))
    card, reaction = await storage.outbox.waiting()
    assert await storage.outbox.events_of(ROOM, "card") == ()
    await storage.outbox.mark_sent(card.id, "$card")
    await storage.outbox.mark_sent(card.id, "$again")
    await storage.outbox.mark_sent(reaction.id, "$reaction")
    assert await storage.outbox.events_of(ROOM, "card") == ("$card",)
    assert await storage.outbox.ref_of(ROOM, "$card") == "card"
    assert await storage.outbox.ref_of(ROOM, "$reaction") is None
    assert await storage.outbox.events_of(OTHER, "card") == ()
    assert await storage.outbox.ref_of(OTHER, "$card") is None
    assert await storage.outbox.waiting() == ()
    assert await storage._database.run("SELECT count(*) FROM outbox") == [(0,)]


async def test_several_events_can_bear_a_name_until_they_are_taken_back(storage: Storage) -> None:
    for event_id in ("$first", "$second"):
        await queue(storage, File(name="cr.md", mimetype="text/markdown", content="x", ref="minutes"))
        (row,) = await storage.outbox.waiting()
        await storage.outbox.mark_sent(row.id, event_id)
    assert await storage.outbox.events_of(ROOM, "minutes") == ("$first", "$second")
    assert (
        await storage.outbox.ref_of(ROOM, "$first")
        == await storage.outbox.ref_of(ROOM, "$second")
        == "minutes"
    )
    await storage.outbox.forget_sent(ROOM, "$first")
    assert await storage.outbox.events_of(ROOM, "minutes") == ("$second",)


async def test_an_edit_bears_the_name_only_where_its_target_was_never_sent(storage: Storage) -> None:
    for event_id in ("$first", "$edit"):
        await queue(storage, message("card", edits="card"))
        (row,) = await storage.outbox.waiting()
        await storage.outbox.mark_sent(row.id, event_id)
    assert await storage.outbox.events_of(ROOM, "card") == ("$first",)
    assert await storage.outbox.ref_of(ROOM, "$edit") is None


async def test_looking_up_a_name_does_not_wait_for_the_disk(storage: Storage) -> None:
    run: list[str] = []
    await storage._database._connection.set_trace_callback(run.append)
    await storage.outbox.events_of(ROOM, "minutes:1")
    assert len(run) == 1


async def test_a_name_may_be_recorded_by_hand(storage: Storage) -> None:
    await storage.outbox.record_sent(ROOM, "part", "$1")
    await storage.outbox.record_sent(ROOM, "card", "$1")
    assert await storage.outbox.ref_of(ROOM, "$1") == "card"
    assert await storage.outbox.events_of(ROOM, "part") == ()


async def test_what_was_sent_without_an_event_leaves_only_the_outbox(storage: Storage) -> None:
    await queue(storage, message("card", ref="card"))
    (row,) = await storage.outbox.waiting()
    await storage.outbox.mark_sent(row.id, None)
    assert await storage.outbox.waiting() == ()
    assert await storage.outbox.events_of(ROOM, "card") == ()


async def test_what_cannot_be_sent_leaves_its_reason_and_no_words(storage: Storage) -> None:
    await queue(storage, message("un secret", ref="card"), message("next"))
    await storage.outbox.mark_failed((await storage.outbox.waiting())[0].id, "M_FORBIDDEN")
    assert await bodies(storage) == ["next"]
    (failure,) = await storage.outbox.failures()
    assert (failure.room_id, failure.created_at, failure.reason) == (ROOM, NOON, "M_FORBIDDEN")
    assert await storage._database.run("SELECT data FROM outbox WHERE failure IS NOT NULL") == [(None,)]


async def test_an_answer_comes_in_as_its_question_goes_out(storage: Storage) -> None:
    await queue(storage, Probe(name="call:1", url="https://call.example/"), message("late"))
    probe, late = await storage.outbox.waiting()
    assert isinstance(probe.outgoing, Probe)
    assert await storage.outbox.mark_answered(probe.id, probed()) == {ROOM}
    assert await storage.outbox.waiting() == (late,)
    assert [event for _, event in await storage.inbox.pending(ROOM)] == [probed()]
    assert await storage.outbox.events_of(ROOM, "call:1") == ()


async def test_an_answer_nobody_waits_for_does_not_come_in(storage: Storage) -> None:
    await queue(storage, Probe(name="call:1", url="https://call.example/"))
    (probe,) = await storage.outbox.waiting()
    await storage.outbox.drop([probe.id])
    assert await storage.outbox.mark_answered(probe.id, probed()) == set()
    assert await storage.inbox.pending(ROOM) == ()


async def test_an_answer_and_its_question_are_changed_together_or_not_at_all(storage: Storage) -> None:
    await queue(storage, Probe(name="call:1", url="https://call.example/"))
    (probe,) = await storage.outbox.waiting()
    with pytest.raises(ValueError, match="time zone"):
        await storage.outbox.mark_answered(probe.id, replace(probed(), sent_at=datetime(2028, 1, 1)))  # noqa: DTZ001
    assert await storage.outbox.waiting() == (probe,)
    assert await storage.inbox.pending(ROOM) == ()


async def test_what_goes_on_a_message_bears_no_name(storage: Storage) -> None:
    for outgoing in (Button(on="card", key="✋"), Pin(on="card"), Unpin(on="card")):
        await queue(storage, outgoing)
        (row,) = await storage.outbox.waiting()
        await storage.outbox.mark_sent(row.id, "$event")
    assert await storage.outbox.events_of(ROOM, "card") == ()


async def test_rows_are_dropped(storage: Storage) -> None:
    await queue(storage, *(message(str(number)) for number in range(4)))
    rows = await storage.outbox.waiting()
    await storage.outbox.drop([rows[1].id, rows[3].id, 999])
    await storage.outbox.drop([])
    assert await bodies(storage) == ["0", "2"]


# --- the account -----------------------------------------------------------------------------------


async def test_the_account_is_kept_and_its_token_not_shown(storage: Storage) -> None:
    assert await storage.account() is None
    account = Account(user_id="@bot:coop.example", device_id="A", access_token="hush")
    await storage.save_account(account)
    assert await storage.account() == account
    assert "hush" not in repr(account)


async def test_the_account_can_be_read_while_a_bot_runs(storage: Storage, path: Path) -> None:
    assert await read_account(path) is None
    account = Account(user_id="@bot:coop.example", device_id="A", access_token="hush")
    await storage.save_account(account)
    assert await read_account(path) == account


async def test_how_far_was_read_belongs_to_the_user(storage: Storage) -> None:
    await storage.inbox.receive([], "t1")
    await storage.save_account(Account(user_id="@bot:coop.example", device_id="A", access_token="one"))
    await storage.save_account(Account(user_id="@bot:coop.example", device_id="B", access_token="two"))
    assert await storage.inbox.sync_token() == "t1"
    await storage.save_account(Account(user_id="@other:coop.example", device_id="B", access_token="two"))
    assert await storage.inbox.sync_token() is None


# --- both or neither -------------------------------------------------------------------------------


async def test_nobody_reads_what_may_yet_be_taken_back(storage: Storage) -> None:
    written, proceed = threading.Event(), threading.Event()

    def change_of_mind(connection: sqlite3.Connection) -> None:
        take_in(said("$1"), connection)
        written.set()
        proceed.wait()
        raise InterruptedError

    writing = asyncio.create_task(storage._database.transact(change_of_mind))
    await asyncio.to_thread(written.wait)
    reading = asyncio.create_task(storage.inbox.pending(ROOM))
    await asyncio.sleep(0)
    proceed.set()
    with pytest.raises(InterruptedError):
        await writing
    assert await reading == ()


@pytest.mark.parametrize("turns", range(0, 60, 3))
async def test_a_cancelled_commit_is_whole_or_nothing(storage: Storage, turns: int) -> None:
    task = asyncio.create_task(
        storage.commit(ROOM, [entry(1), entry(2)], [message(), message()], wake_at=NOON)
    )
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    counts = {
        len(await storage.load(ROOM)),
        len(await storage.outbox.waiting()),
        2 * len(await storage.wake_times()),
    }
    assert counts in ({0}, {2})
    seq = 1 + max(counts)
    await storage.commit(ROOM, [entry(seq)], wake_at=None)
    assert (await storage.load(ROOM))[-1].seq == seq


async def test_rooms_that_commit_at_once_do_not_mix(storage: Storage) -> None:
    rooms = [f"!{number}:coop.example" for number in range(20)]

    async def hold_a_meeting(room_id: str) -> None:
        for seq in range(1, 6):
            await storage.commit(room_id, [entry(seq)], [message(room_id)], wake_at=NOON)

    await asyncio.gather(*(hold_a_meeting(room) for room in rooms))
    assert [len(await storage.load(room)) for room in rooms] == [5] * 20
    assert len(await storage.outbox.waiting(1000)) == 100


async def test_rooms_that_commit_at_once_wait_for_the_disk_once(storage: Storage) -> None:
    run: list[str] = []
    await storage._database._connection.set_trace_callback(run.append)
    first = asyncio.create_task(storage.commit(ROOM, [entry(1)], wake_at=None))
    await asyncio.sleep(0)
    rooms = [f"!{number}:coop.example" for number in range(20)]
    await asyncio.gather(first, *(storage.commit(room, [entry(1)], wake_at=None) for room in rooms))
    assert run.count("COMMIT") == 2


@pytest.mark.parametrize(("seq", "refusal"), [(1, Conflict), (2**63, OverflowError)])
async def test_a_refused_step_harms_none_that_waits_beside_it(
    storage: Storage, seq: int, refusal: type[Exception]
) -> None:
    await storage.commit(ROOM, [entry(1)], wake_at=None)
    steps = [("!1:coop.example", 1), ("!2:coop.example", 1), (ROOM, seq), ("!3:coop.example", 1)]
    outcomes = await asyncio.gather(
        *(
            storage.commit(room, [replace(entry(1), seq=n)], [message(room)], wake_at=None)
            for room, n in steps
        ),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), refusal, type(None)]
    assert {row.room_id for row in await storage.outbox.waiting()} == {room for room, _ in steps} - {ROOM}


@pytest.mark.parametrize("turns", range(0, 30, 2))
@pytest.mark.parametrize("cancelled", [1, 2])
async def test_a_cancelled_step_takes_none_with_it(storage: Storage, cancelled: int, turns: int) -> None:
    rooms = [f"!{number}:coop.example" for number in range(4)]
    tasks = [
        asyncio.create_task(storage.commit(room, [entry(1), entry(2)], [message(room)], wake_at=None))
        for room in rooms
    ]
    # The first is written alone; the next one writes all the others.
    await tasks[0]
    for _ in range(turns):
        await asyncio.sleep(0)
    tasks[cancelled].cancel()
    await asyncio.wait(tasks)
    kept = [len(await storage.load(room)) for room in rooms]
    assert kept.pop(cancelled) in (0, 2)
    assert kept == [2, 2, 2]


KILLED = """
import asyncio, pathlib, sys
from tests_of_storage import ROOM, entry, message, said
from intercoop_bot.storage import Storage
async def main():
    storage = await Storage.open(pathlib.Path(sys.argv[1]))
    for number in range(1, 100_000):
        await storage.inbox.receive([said(f"${number}")], f"t{number}")
        ((row, _),) = await storage.inbox.pending(ROOM)
        await storage.commit(ROOM, [entry(number)], [message()], done=row, wake_at=None)
        print(number, flush=True)
asyncio.run(main())
"""


@pytest.mark.parametrize("after", [1, 20, 47])
async def test_a_kill_loses_nothing_and_halves_nothing(path: Path, tmp_path: Path, after: int) -> None:
    (tmp_path / "tests_of_storage.py").symlink_to(__file__)
    killed = subprocess.Popen(  # noqa: ASYNC220, S603 - our own program, and it must be killed
        [sys.executable, "-c", KILLED, path],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    assert killed.stdout
    with killed:
        for _ in range(after):
            line = killed.stdout.readline()
        killed.send_signal(signal.SIGKILL)
        told = int((killed.stdout.readlines() or [line])[-1])
    async with await Storage.open(path) as storage:
        log = await storage.load(ROOM)
        token = await storage.inbox.sync_token()
        assert token
        assert len(log) >= told
        assert len(log) == len(await storage.outbox.waiting(100_000))
        assert len(log) == int(token[1:]) - len(await storage.inbox.pending(ROOM))


async def test_a_full_disk_is_told_and_changes_nothing(storage: Storage) -> None:
    await storage.commit(ROOM, [entry(1)], wake_at=None)
    ((pages,),) = await storage._database.run("PRAGMA page_count")
    await storage._database.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="full"):
        await storage.commit(ROOM, [entry(2)], [message("x" * 100_000)], wake_at=NOON)
    await storage._database.run(f"PRAGMA max_page_count = {pages * 100}")
    assert await storage.load(ROOM) == (entry(1),)
    await storage.commit(ROOM, [entry(2)], wake_at=NOON)
