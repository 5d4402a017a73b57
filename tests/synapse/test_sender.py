"""What is put in the outbox shows in the room: once, in order, alarms first, as the clients need it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Button, File, Message, Priority, Reaction, Redacted, Welcomed
from intercoop_bot.matrix import sender
from intercoop_bot.matrix.splitting import MOST_BYTES, size
from tests.synapse.conftest import NewBot, NewPerson
from tests.synapse.people import QUICK, BotSide, Person, wait_for
from tests.synapse.proxy import Proxy


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    async with Proxy.before(homeserver.url) as running:
        yield running


async def a_room(ana: Person, side: BotSide) -> str:
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    return room_id


def text(body: str, **values: object) -> Message:
    return Message(body=body, html=f"<p>{body}</p>", **values)  # type: ignore[arg-type]


async def test_a_message_has_all_that_clients_need(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    question = await ana.say(room_id, "!status")
    await side.put(room_id, text("Point 3 sur 5", reply_to=question))
    await side.put(
        room_id, text("C’est l’heure, Ana", notice=False, mentions=(ana.user_id,), thread=question)
    )
    await side.put(room_id, Reaction(target=question, key="✅"))
    await side.sent_all()
    _, answer, alarm = [event["content"] for event in await ana.events(room_id)]
    assert answer == {
        "msgtype": "m.notice",
        "body": "Point 3 sur 5",
        "format": "org.matrix.custom.html",
        "formatted_body": "<p>Point 3 sur 5</p>",
        "m.mentions": {},
        "m.relates_to": {"m.in_reply_to": {"event_id": question}},
    }
    assert (alarm["msgtype"], alarm["m.mentions"]) == ("m.text", {"user_ids": [ana.user_id]})
    assert alarm["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": question,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": question},
    }
    (reaction,) = await ana.events(room_id, "m.reaction")
    assert reaction["content"]["m.relates_to"]["key"] == "✅"


async def test_an_edit_replaces_the_message(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await side.put(room_id, text("Point 1", ref="card"))
    await side.sent_all()
    await side.put(room_id, text("Point 2", edits="card", mentions=(ana.user_id,)))
    await side.sent_all()
    card, edit = await ana.events(room_id)
    assert edit["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": card["event_id"]}
    assert edit["content"]["m.new_content"]["formatted_body"] == "<p>Point 2</p>"
    assert edit["content"]["m.mentions"] == {}
    # The card keeps its name: the next edit is one of the first message again.
    assert await side.storage.outbox.events_of(room_id, "card") == (card["event_id"],)


async def test_an_edit_replaces_every_copy(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    for message in (
        text("Draft", ref="minutes"),
        text("Draft", ref="minutes"),
        text("Right", edits="minutes"),
    ):
        await side.put(room_id, message)
    await side.sent_all()
    first, second, *edits = await ana.events(room_id)
    replaced = [edit["content"]["m.relates_to"]["event_id"] for edit in edits]
    assert replaced == [first["event_id"], second["event_id"]]
    assert {edit["content"]["m.new_content"]["body"] for edit in edits} == {"Right"}


async def test_an_edit_of_what_was_never_sent_is_sent(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await side.put(room_id, text("Point 2", edits="card"))
    await side.sent_all()
    await side.put(room_id, text("Point 3", edits="card"))
    await side.sent_all()
    assert await ana.messages(room_id) == ["Point 2", "* Point 3"]


async def test_of_edits_that_wait_only_the_newest_goes_out(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    edits = [text(f"Point {n}", edits="card") for n in range(2, 9)]
    await side.put(room_id, text("Point 1", ref="card", priority=Priority.ACKNOWLEDGEMENT), *edits)
    await side.sent_all()
    assert await ana.messages(room_id) == ["Point 1", "* Point 8"]


async def test_what_has_expired_is_not_sent(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    await side.put(room_id, text("five minutes left", expires_at=past), text("time is up"))
    await side.sent_all()
    assert await ana.messages(room_id) == ["time is up"]


async def test_a_room_that_refuses_does_not_hold_up_another(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    shut, open_room = await a_room(ana, side), await a_room(ana, side)
    await ana.change_levels(shut, events_default=50)
    await side.put(shut, text("not heard"))
    await side.put(open_room, text("heard"))
    await side.sent_all()
    assert await ana.messages(open_room) == ["heard"]
    assert await ana.messages(shut) == []
    (failure,) = await side.storage.outbox.failures()
    assert failure.room_id == shut
    assert "M_FORBIDDEN" in failure.reason


async def test_a_message_that_cannot_be_made_does_not_hold_up_another(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)

    def fail(target: str, key: str) -> dict[str, object]:
        raise AssertionError("a fault of ours")

    monkeypatch.setattr(sender, "reaction_content", fail)
    await side.put(room_id, Reaction(target="$x", key="✅", priority=Priority.ALARM), text("heard"))
    await side.sent_all()
    assert await ana.messages(room_id) == ["heard"]
    (failure,) = await side.storage.outbox.failures()
    assert "a fault of ours" in failure.reason


async def test_a_room_in_trouble_does_not_hold_up_another(
    person: NewPerson, bot: NewBot, proxy: Proxy
) -> None:
    ana = await person("Ana")
    side = await bot(url=proxy.url)
    troubled, fine = await a_room(ana, side), await a_room(ana, side)
    fault = proxy.spoil(f"{troubled[1:]}/send", "bad gateway", times=1_000_000)
    await side.put(troubled, text("late"))
    await side.put(fine, text("in time"))

    async def is_heard() -> bool:
        return await ana.messages(fine) == ["in time"]

    await wait_for(is_heard)
    assert await ana.messages(troubled) == []
    fault.times = 1
    await side.sent_all()
    assert await ana.messages(troubled) == ["late"]


async def test_the_same_row_sent_twice_shows_once(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    client = side.matrix._client
    first = await client.send(room_id, "m.room.message", {"msgtype": "m.notice", "body": "once"}, "tx1")
    second = await client.send(room_id, "m.room.message", {"msgtype": "m.notice", "body": "once"}, "tx1")
    assert first == second
    assert await ana.messages(room_id) == ["once"]


async def test_a_long_message_comes_in_parts_and_is_edited_in_parts(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    lines = [f"décision {n} : {'é' * 40} 😀" for n in range(300)]
    html = "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    await side.put(room_id, Message(body="\n".join(lines), html=html, ref="minutes", mentions=(ana.user_id,)))
    await side.sent_all()
    events = await ana.events(room_id)
    bodies = [event["content"]["body"] for event in events]
    assert len(bodies) > 1
    assert all(body.startswith(f"({n}/{len(bodies)})\n") for n, body in enumerate(bodies, 1))
    found = [line[2:] for body in bodies for line in body.split("\n")[1:]]
    assert found == lines
    assert all(size(e["content"]["body"], e["content"]["formatted_body"]) <= MOST_BYTES for e in events)
    assert [bool(event["content"]["m.mentions"]) for event in events] == [True] + [False] * (len(bodies) - 1)

    await side.put(room_id, text("short now", edits="minutes"))
    await side.sent_all()
    edits = (await ana.events(room_id))[len(events) :]
    assert [e["content"]["m.relates_to"]["event_id"] for e in edits] == [e["event_id"] for e in events]
    assert [e["content"]["m.new_content"]["body"] for e in edits] == ["short now"] + ["—"] * (len(events) - 1)


async def test_a_file_is_uploaded_and_the_earlier_ones_taken_back(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    file = File(name="cr-2027-05-12.md", mimetype="text/markdown", content="# Réunion\n", ref="minutes.md")
    await side.put(room_id, file)
    await side.sent_all()
    (event,) = await ana.events(room_id)
    content = event["content"]
    assert (content["msgtype"], content["body"], content["filename"]) == ("m.file", file.name, file.name)
    assert content["info"] == {"mimetype": "text/markdown", "size": len(file.content.encode())}
    download = await ana.client.download(content["url"])
    assert download.body == file.content.encode()

    await side.put(room_id, file)
    await side.put(room_id, replace(file, content="# Bis\n", replaces=True))
    await side.sent_all()
    old, copy, new = await ana.events(room_id)
    assert old["content"] == copy["content"] == {}
    assert new["content"]["filename"] == file.name
    assert await side.storage.outbox.events_of(room_id, "minutes.md") == (new["event_id"],)
    # What we take back ourselves is no event for us.
    await ana.say(room_id, "mark")
    assert not [event for event in await side.inbox(room_id) if isinstance(event, Redacted)]


async def test_a_file_that_is_refused_is_posted_as_text(person: NewPerson, bot: NewBot, proxy: Proxy) -> None:
    ana = await person("Ana")
    side = await bot(url=proxy.url)
    room_id = await a_room(ana, side)
    proxy.spoil("/media/", "refused", times=2)
    words = "\n".join(f"- point {n} <b>" for n in range(2000))
    await side.put(room_id, File(name="cr.md", mimetype="text/markdown", content=words, ref="md"))
    await side.put(room_id, File(name="cr.html", mimetype="text/html", content="<p>x</p>", ref="html"))
    await side.sent_all()
    bodies = await ana.messages(room_id)
    assert len(bodies) > 1
    lines = [line for body in bodies for line in body.split("\n")[1:]]
    assert lines == ["cr.md", *words.split("\n")]
    assert len(await side.storage.outbox.failures()) == 1


async def test_at_the_default_limit_alarms_go_first_and_nothing_is_lost(
    person: NewPerson, bot: NewBot, limited_homeserver: Homeserver
) -> None:
    ana = await person("Ana", on=limited_homeserver)
    side = await bot(on=limited_homeserver)
    room_id = await a_room(ana, side)
    await side.put(
        room_id,
        *(text(f"answer {n}") for n in range(10)),
        Message(body="time is up", html="", notice=False, priority=Priority.ALARM),
    )
    await side.sent_all()
    bodies = await ana.messages(room_id)
    assert bodies == ["time is up", *(f"answer {n}" for n in range(10))]


async def test_an_alarm_overtakes_what_waits_for_the_limit(
    person: NewPerson, bot: NewBot, proxy: Proxy
) -> None:
    ana = await person("Ana")
    side = await bot(url=proxy.url)
    room_id = await a_room(ana, side)
    fault = proxy.spoil("/send/", "limited", times=3)
    await side.put(room_id, text("answer"))
    await fault.done.wait()
    await side.put(room_id, Message(body="time is up", html="", priority=Priority.ALARM))
    await side.sent_all()
    assert await ana.messages(room_id) == ["time is up", "answer"]


async def test_once_we_are_limited_an_alarm_finds_room_before_buttons(
    person: NewPerson, bot: NewBot, proxy: Proxy
) -> None:
    ana = await person("Ana")
    side = await bot(url=proxy.url, pace=replace(QUICK, per_second=1.0))
    room_id = await a_room(ana, side)
    await side.put(room_id, text("card", ref="card"))
    await side.sent_all()
    fault = proxy.spoil("/send/m.reaction", "limited", times=1)
    await side.put(room_id, *(Button(on="card", key=key) for key in "🟢🔵🟣"))
    await fault.done.wait()
    for words, priority in ("answer", Priority.ANSWER), ("time is up", Priority.ALARM):
        await side.put(room_id, text(words, priority=priority))
        await wait_for(partial(is_said, ana, room_id, words))
    assert await ana.events(room_id, "m.reaction") == []
    await side.sent_all()
    assert len(await ana.events(room_id, "m.reaction")) == 3


async def is_said(person: Person, room_id: str, words: str) -> bool:
    return words in await person.messages(room_id)
