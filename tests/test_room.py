"""One room's actor: what it makes of what happens in the room."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from intercoop_bot.interface import (
    AskedToVerify,
    Button,
    Edited,
    Expelled,
    Joined,
    Left,
    Message,
    Missed,
    Pill,
    Priority,
    Quoted,
    Reacted,
    Redacted,
    Replaced,
    Said,
    Unreadable,
    Welcomed,
)
from intercoop_bot.language.members import Members
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.buttons import LIVE_BUTTONS
from intercoop_bot.storage import StorageError
from tests.builders import ANA, BRUNO, CHLOE, DAVID, NAMES
from tests.house import ROOM, House, emojis, texts

# --- one transaction


async def test_a_message_leads_to_facts_and_messages_and_is_done(house: House) -> None:
    opening, *buttons = await house.say("!start Budget")
    assert isinstance(opening, Message)
    assert [(button.on, button.key) for button in buttons if isinstance(button, Button)] == [
        ("live:1:1", key) for key in ("📝", "📞", "🧭", *LIVE_BUTTONS)
    ]  # fmt: skip
    assert (opening.notice, opening.priority) == (False, Priority.ALARM)
    assert [fact.kind for fact in await house.facts()] == [
        "person.named", "meeting.planned", "meeting.started", "person.spoke", "meeting.line_heard",
    ]  # fmt: skip
    assert await house.storage.inbox.pending(ROOM) == ()
    assert {entry.cause for entry in await house.storage.load(ROOM)} == {"$1"}


async def test_what_cannot_be_stored_has_not_happened(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(house.storage, "commit", fail)
        with pytest.raises(StorageError):
            await house.say("!start Budget")
    assert await house.facts() == []
    assert (await house.actor.load()).live is None
    await house.actor.work()
    assert len(texts(await house.sent())) == 1
    assert await house.actor.load() == await house.state()


async def test_an_event_that_comes_in_again_does_nothing(house: House) -> None:
    event = house.said("!start")
    assert await house.hear(event)
    before = await house.facts()
    assert await house.hear(event) == []
    assert await house.facts() == before


async def test_a_new_actor_goes_on_where_the_old_one_stopped(house: House) -> None:
    await house.say("!start\n!item Budget 20m\nNOTE: rent is due")
    before = await house.actor.load()
    house.actor = house.make_actor()
    assert await house.actor.load() == before
    assert await house.actor.work() is False
    assert await house.sent() == []


# --- answers


async def test_a_refusal_is_a_reply_and_changes_nothing(house: House) -> None:
    (answer,) = await house.say("!next")
    assert isinstance(answer, Message)
    assert answer.reply_to == "$1"
    assert answer.notice
    assert await house.facts() == []


async def test_what_is_not_for_us_is_passed_over(house: House) -> None:
    for talk in ("hello", "!!!", "#15226", "+1", "! ! !", "", "   \n  "):
        assert await house.say(talk) == [], talk
    assert await house.facts() == []


async def test_a_message_of_many_lines_gets_one_answer(house: House) -> None:
    assert len(texts(await house.say("!plan Garden friday 19 may 12:00-12:20\n"))) == 1
    sent = await house.say("!item Hedge 20m\n!item Pond 10m\n!claim notes\n!nxet\n!when soon\n!help next")
    assert emojis(sent) == [("$2", "👍")]
    answer, card = texts(sent)
    assert [message.edits for message in sent if isinstance(message, Message)] == [None, "card:1:1"]
    assert "2. Pond – 10 min" in card
    for part in ("10 min too long", "Thank you Ana", "!next", "cannot find a date", "!nxet"):
        assert part in answer
    assert answer.count("too long") == 1


async def test_answers_stay_in_the_thread_in_which_was_asked(house: House) -> None:
    (answer,) = await house.hear(house.said("!status", thread="$thread"))
    assert isinstance(answer, Message)
    assert answer.thread == "$thread"


async def test_pills_and_quoted_messages_reach_the_command(house: House) -> None:
    await house.say("!start")
    pill = Pill(text="Bruno B.", user_id=BRUNO)
    (asked,) = await house.hear(house.said("!assign notes to Bruno B.", pills=(pill,)))
    assert isinstance(asked, Message)
    assert asked.mentions == (BRUNO,)
    quoted = Quoted(event_id="$q", sender=CHLOE, sender_name="Chloé", body="the hall is free")
    assert emojis(await house.hear(house.said("!note", quoted=quoted))) == [("$3", "📝")]
    assert [note.author for note in (await house.state()).meetings[1].notes] == [CHLOE]


async def test_moderators_of_the_room_are_known(house: House) -> None:
    (refused,) = texts(await house.say("!policy open"))
    assert "moderators" in refused
    assert texts(await house.say("!policy open", by=DAVID)) == ["Anyone may move the meeting on."]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("!agenda\n" + "\n".join(f"Item {n} 5m" for n in range(500)), id="500 items"),
        pytest.param("!item " + "x" * 10_000, id="a long title"),
        pytest.param("!note " + "é" * 10_000, id="a long note"),
        pytest.param("!" + "a" * 10_000, id="a long word"),
        pytest.param("!plan " + "9" * 10_000, id="a long number"),
        pytest.param("!extend " + "9" * 1_000, id="a long time"),
        pytest.param("!goto " + "9" * 5_000, id="a long item number"),
        pytest.param("!\u202e\u0000next", id="odd signs"),
        pytest.param("\n".join(["!note x", "!undo"] * 200), id="400 commands"),
    ],
)
async def test_whatever_is_typed_is_no_fault(house: House, body: str) -> None:
    await house.say("!start")
    with capture_logs() as logs:
        sent = await house.say(body)
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
    assert len(sent) <= 3
    assert await house.actor.load() == await house.state()


# --- what else happens in a room


async def test_names_are_kept_with_what_people_did(house: House) -> None:
    await house.say("hello")
    assert await house.facts() == [], "a name alone is no news"
    await house.say("!start\n!action Bruno buys paint")
    assert (await house.state()).names == {ANA: "Ana", BRUNO: "Bruno"}
    house.crowd = replace(house.crowd, members=Members(NAMES | {ANA: "Ana M."}))
    house.actor = house.make_actor()
    await house.say("NOTE: hello")
    await house.say("NOTE: hello again")
    named = [fact for fact in await house.facts() if isinstance(fact, f.PersonNamed)]
    assert [fact.name for fact in named] == ["Ana", "Bruno", "Ana M."]


async def test_edits_correct_and_run_nothing(house: House) -> None:
    await house.say("!start")
    note = house.said("NOTE: rent is 900")
    await house.hear(note)
    edit = Edited(**house.common(), target=note.event_id, body="NOTE: rent is 950\n!end")
    assert await house.hear(edit) == []
    meeting = (await house.state()).meetings[1]
    assert meeting.live
    assert [note.text for note in meeting.kept_notes] == ["rent is 950"]


async def test_a_removed_message_is_nowhere_in_the_database(house: House) -> None:
    await house.say("!start")
    words = "zanzibar-quokka"
    note = house.said(f"NOTE: {words}")
    await house.hear(note)
    await house.hear(Edited(**house.common(), target=note.event_id, body=f"NOTE: {words} again"))
    assert words in (await house.state()).meetings[1].notes[0].text
    await house.hear(Redacted(**house.common(), target=note.event_id))
    await house.storage.close()
    for file in house.path.parent.iterdir():
        assert words.encode() not in file.read_bytes(), file.name


async def test_a_removed_message_leaves_the_database_at_once(house: House) -> None:
    await house.say("!start")
    words = "zanzibar-quokka"
    note = house.said(f"NOTE: {words}")
    await house.hear(note)
    kept = [file for file in house.path.parent.iterdir() if words.encode() in file.read_bytes()]
    assert kept, "this test sees what is written"
    await house.hear(Redacted(**house.common(), target=note.event_id))
    for file in house.path.parent.iterdir():
        assert words.encode() not in file.read_bytes(), file.name


async def test_who_joins_and_leaves_is_noted(house: House) -> None:
    await house.say("!start")
    (card,) = await house.hear(Joined(**house.common(CHLOE)))
    assert isinstance(card, Message)
    assert card.mentions == (CHLOE,)
    assert await house.hear(Left(**house.common(DAVID), person=CHLOE)) == []
    known = (await house.state()).meetings[1].attended(CHLOE)
    assert known.left_at is not None


async def test_we_say_hello_and_are_silent_once_gone(house: House) -> None:
    (hello,) = texts(await house.hear(Welcomed(**house.common())))
    assert "!help" in hello
    await house.say("!start")
    assert await house.hear(Expelled(**house.common())) == []
    house.clock.advance(timedelta(hours=3))
    await house.actor.work()
    assert await house.sent() == []
    (back,) = texts(await house.hear(Welcomed(**house.common())))
    assert "paused" in back


async def test_a_room_that_was_replaced_is_left(house: House) -> None:
    assert await house.hear(Replaced(**house.common(), successor="!new:coop.example")) == []
    assert (await house.state()).lost


async def test_encryption_is_told_once_and_gaps_each_time(house: House) -> None:
    assert len(await house.hear(Unreadable(**house.common()))) == 1
    assert await house.hear(Unreadable(**house.common())) == []
    assert "offline" in texts(await house.hear(Missed(**house.common())))[0]


async def test_what_comes_from_an_unverified_device_is_not_followed(house: House) -> None:
    await house.say("!start Budget")
    (told,) = texts(await house.hear(replace(house.said("NOTE: we buy", by=BRUNO), unverified=True)))
    assert told.startswith("🔒 Bruno, your device is not verified")
    assert await house.hear(replace(house.said("!end", by=BRUNO), unverified=True)) == [], "once a day"
    assert await house.hear(replace(house.said("good morning", by=CHLOE), unverified=True)) == []
    (told,) = texts(await house.hear(replace(house.said("!end", by=CHLOE), unverified=True)))
    assert told.startswith("🔒 Chloé"), "and to each"
    house.clock.advance(timedelta(hours=25))
    assert len(await house.hear(replace(house.said("!end", by=BRUNO), unverified=True))) >= 1
    room = await house.state()
    assert room.live
    assert not room.live.notes


async def test_what_comes_under_another_identity_is_not_followed_and_said_otherwise(house: House) -> None:
    await house.say("!start Budget")
    said = replace(house.said("NOTE: we buy", by=BRUNO), unverified=True, other_identity=True)
    (told,) = texts(await house.hear(said))
    assert told.startswith("🔒 Bruno, your encryption identity has changed")
    room = await house.state()
    assert room.live
    assert not room.live.notes


async def test_an_edit_from_an_unverified_device_changes_nothing(house: House) -> None:
    await house.say("!start Budget")
    note = house.said("NOTE: we buy")
    await house.hear(note)
    edit = Edited(**house.common(), target=note.event_id, body="NOTE: we sell", unverified=True)
    await house.hear(edit)
    room = await house.state()
    assert room.live
    assert [each.text for each in room.live.notes] == ["we buy"]


async def test_who_asks_to_verify_us_is_told_how(house: House) -> None:
    (told,) = texts(await house.hear(AskedToVerify(**house.common(), possible=True)))
    assert "emojis are compared" in told
    assert "meetings do not depend on it" in told
    (told,) = texts(await house.hear(AskedToVerify(**house.common(), possible=False)))
    assert "cannot be done here" in told


async def test_a_tap_on_a_card_is_seen_on_the_card_alone(house: House) -> None:
    await house.say("!plan Garden friday 19 may 12:00")
    tap = Reacted(**house.common(BRUNO), target="$card", key="📝", ref="card:1:1")
    (card,) = await house.hear(tap)
    assert isinstance(card, Message)
    assert (card.edits, card.notice) == ("card:1:1", True)
    assert (await house.state()).meetings[1].holder("notes") == BRUNO
    told, edit = await house.hear(Redacted(**house.common(BRUNO), target=tap.event_id))
    assert isinstance(told, Message)
    assert isinstance(edit, Message)
    assert ("notes" in told.body, edit.edits) == (True, "card:1:1")
    assert (await house.state()).meetings[1].holder("notes") is None


@pytest.mark.parametrize("ref", [None, "minutes:1", "card:7:1", "card:", "card:one:1"])
async def test_a_reaction_that_is_no_button_is_met_with_silence(house: House, ref: str | None) -> None:
    await house.say("!start")
    before = await house.facts()
    assert await house.hear(Reacted(**house.common(), target="$x", key="📝", ref=ref)) == []
    assert await house.facts() == before


async def test_nobody_is_said_to_be_silent_while_we_were_gone(house: House) -> None:
    await house.say("!start")
    await house.hear(Expelled(**house.common()))
    house.clock.advance(timedelta(hours=3))
    (back,) = texts(await house.hear(Welcomed(**house.common())))
    assert "paused" in back
    house.clock.advance(timedelta(minutes=79))
    await house.actor.work()
    assert await house.sent() == []


async def test_a_meeting_without_a_call_gets_a_room_of_its_own(house: House) -> None:
    house.manners = replace(house.manners, jitsi="https://visio.coop.example")
    house.actor = house.make_actor()
    await house.say("!plan Budget tomorrow 12:00")
    await house.say("!plan Roof tomorrow 18:00")
    await house.say("!plan Garden tomorrow 20:00\n\nCall: 01 23 45 67 89")
    meetings = (await house.state()).meetings
    first, second, third = (meetings[number].call for number in (1, 2, 3))
    assert re.fullmatch(r"https://visio\.coop\.example/[0-9a-f]{20}", first)
    assert first != second != third
    assert third == "01 23 45 67 89"


async def test_only_a_note_that_could_be_read_late_goes_by_the_time_it_was_sent(house: House) -> None:
    await house.say("!start Budget")
    sent_at = house.clock.now()
    house.clock.advance(timedelta(minutes=5))
    await house.say("!note second")
    for late, text in ((True, "first"), (False, "third")):
        said = Said(**house.common(at=sent_at), body=f"!note {text}", late=late)
        await house.hear(said)
    notes = (await house.state()).meetings[1].kept_notes
    assert [note.text for note in notes] == ["first", "second", "third"]


async def test_a_message_that_went_astray_is_told_of_once_a_day(house: House) -> None:
    for why, sign in (
        ("no_key", "🔒 Ana, I cannot decrypt"),
        ("in_clear", "🔓 Ana, your message came unencrypted"),
    ):
        (told,) = texts(await house.hear(Unreadable(**house.common(), why=why)))  # type: ignore[arg-type]
        assert told.startswith(sign)
        assert await house.hear(Unreadable(**house.common(BRUNO), why=why)) == []  # type: ignore[arg-type]
    house.clock.advance(timedelta(hours=25))
    assert len(await house.hear(Unreadable(**house.common(BRUNO), why="no_key"))) == 1
