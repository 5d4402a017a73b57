"""What people do on a real homeserver arrives in the inbox: all of it, in order, once."""

from dataclasses import replace

import pytest

from intercoop_bot.interface import (
    Edited,
    Joined,
    Left,
    Message,
    Missed,
    Pill,
    Reacted,
    Redacted,
    Said,
    Welcomed,
)
from intercoop_bot.matrix import past
from intercoop_bot.matrix import sync as sync_module
from tests.synapse.conftest import NewBot, NewPerson
from tests.synapse.people import QUICK, BotSide, Person, wait_for


async def a_room(ana: Person, bot: BotSide, version: str | None = None) -> str:
    """Return a room of Ana's that the bot has come into."""
    room_id = await ana.create_room(bot.matrix.user_id, version=version)
    await bot.got(room_id, Welcomed)
    return room_id


async def bodies(bot: BotSide, room_id: str) -> list[str]:
    return [event.body for event in await bot.inbox(room_id) if isinstance(event, Said)]


async def test_what_people_do_is_told_apart(person: NewPerson, bot: NewBot) -> None:
    ana, bruno, reader = await person("Ana"), await person("Bruno"), await bot()
    room_id = await ana.create_room(reader.matrix.user_id, bruno.user_id)
    (welcome,) = await reader.got(room_id, Welcomed)
    assert (welcome.sender, welcome.sender_name) == (ana.user_id, "Ana")

    await bruno.join(room_id)
    first = await bruno.say(room_id, "Bonjour à toutes et tous")
    await bruno.edit(room_id, first, "Bonjour !")
    thumb = await ana.react(room_id, first, "👍️")
    # Once it is taken back, the homeserver shows nothing of it.
    await reader.got(room_id, Reacted)
    await ana.redact(room_id, thumb)
    await bruno.send(room_id, "m.room.message", {"msgtype": "m.notice", "body": "I am a bot"})
    await bruno.client.set_displayname("Bruno B.")
    await ana.kick(room_id, bruno.user_id)
    await ana.say(room_id, "the end")
    await reader.got(room_id, Said, 2)

    events = (await reader.inbox(room_id))[1:]
    kinds = [event.kind for event in events]
    assert kinds == ["joined", "said", "edited", "reacted", "redacted", "left", "said"]
    joined, said, edited, reacted, redacted, left, _ = events
    assert isinstance(joined, Joined)
    assert joined.sender_name == "Bruno"
    assert isinstance(said, Said)
    assert (said.event_id, said.sender_name, said.body) == (first, "Bruno", "Bonjour à toutes et tous")
    assert isinstance(edited, Edited)
    assert (edited.target, edited.body) == (first, "Bonjour !")
    assert isinstance(reacted, Reacted)
    assert (reacted.target, reacted.key, reacted.ref) == (first, "👍", None)
    assert isinstance(redacted, Redacted)
    assert redacted.target == thumb
    assert isinstance(left, Left)
    assert (left.sender, left.person) == (ana.user_id, bruno.user_id)


async def test_a_reply_with_a_command_brings_the_message_replied_to(person: NewPerson, bot: NewBot) -> None:
    ana, bruno, reader = await person("Ana"), await person("Bruno"), await bot()
    room_id = await ana.create_room(reader.matrix.user_id, bruno.user_id)
    await reader.got(room_id, Welcomed)
    await bruno.join(room_id)
    original = await bruno.say(room_id, "On achète le vélo cargo")
    await ana.reply(room_id, original, "!decision")
    await ana.reply(room_id, original, "d'accord")
    _, command, chat = await reader.got(room_id, Said, 3)
    assert command.quoted is not None
    assert command.quoted.body == "On achète le vélo cargo"
    assert (command.quoted.sender, command.quoted.sender_name) == (bruno.user_id, "Bruno")
    assert chat.quoted is None


async def test_a_pill_names_the_person(person: NewPerson, bot: NewBot) -> None:
    ana, reader = await person("Ana"), await bot()
    room_id = await a_room(ana, reader)
    link = f'!assign notes <a href="https://matrix.to/#/{ana.user_id}">Ana</a>'
    await ana.say(room_id, "!assign notes Ana", format="org.matrix.custom.html", formatted_body=link)
    (said,) = await reader.got(room_id, Said)
    assert said.pills == (Pill(text="Ana", user_id=ana.user_id),)


async def test_a_reaction_on_our_own_message_has_its_name(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await side.put(room_id, Message(body="Qui prend les notes ?", html="", ref="roles:1"))
    await side.sent_all()
    (question,) = await ana.events(room_id)
    await ana.react(room_id, question["event_id"], "✋")
    (reacted,) = await side.got(room_id, Reacted)
    assert reacted.ref == "roles:1"


async def test_a_gap_is_filled_in_order(person: NewPerson, bot: NewBot) -> None:
    ana, reader = await person("Ana"), await bot()
    room_id = await a_room(ana, reader)
    await ana.say(room_id, "0")
    await reader.got(room_id, Said)
    await reader.stop()
    for n in range(1, 156):
        await ana.say(room_id, str(n))
    reader = await bot(again=reader.matrix.user_id)
    await reader.got(room_id, Said, 156)
    assert await bodies(reader, room_id) == [str(n) for n in range(156)]
    assert not [event for event in await reader.inbox(room_id) if isinstance(event, Missed)]


async def test_what_cannot_be_had_back_is_said(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "_MOST_PAGES", 1)
    monkeypatch.setattr(sync_module, "_TIMELINE", 5)
    ana, reader = await person("Ana"), await bot()
    room_id = await a_room(ana, reader)
    await reader.stop()
    for n in range(120):
        await ana.say(room_id, str(n))
    reader = await bot(again=reader.matrix.user_id)
    await reader.got(room_id, Said, 105)
    events = [event for event in await reader.inbox(room_id) if not isinstance(event, Welcomed)]
    assert isinstance(events[0], Missed)
    assert await bodies(reader, room_id) == [str(n) for n in range(15, 120)]


async def test_nothing_said_before_we_came_is_for_us(person: NewPerson, bot: NewBot) -> None:
    ana, reader = await person("Ana"), await bot()
    room_id = await ana.create_room(preset="public_chat")
    await ana.say(room_id, "!start secrets")
    await ana.invite(room_id, reader.matrix.user_id)
    await reader.got(room_id, Welcomed)
    await ana.say(room_id, "!start")
    await reader.got(room_id, Said)
    assert await bodies(reader, room_id) == ["!start"]


async def test_a_first_start_does_not_replay_the_past(person: NewPerson, bot: NewBot) -> None:
    ana, reader = await person("Ana"), await bot()
    room_id = await a_room(ana, reader)
    await ana.say(room_id, "before")
    await reader.got(room_id, Said)
    await reader.stop()
    reader = await bot(again=reader.matrix.user_id, fresh=True)
    assert ana.user_id in reader.matrix.surroundings(room_id).members
    await ana.say(room_id, "after")
    await reader.got(room_id, Said)
    assert await bodies(reader, room_id) == ["after"]


async def test_a_quiet_homeserver_is_heard_too(bot: NewBot) -> None:
    reader = await bot(pace=replace(QUICK, poll=0.1))
    await reader.hears_on()
    assert not any(reader.told)
    assert reader.matrix.last_sync_at is not None


async def test_an_answer_that_brings_nothing_is_not_kept_and_may_be_read_again(
    person: NewPerson, bot: NewBot
) -> None:
    ana, side = await person("Ana"), await bot(pace=replace(QUICK, poll=0.1))
    room_id = await a_room(ana, side)
    kept = await side.storage.inbox.sync_token()
    for n in range(3):
        await side.put(room_id, Message(body=f"{n}", html=""))
    await side.sent_all()
    await side.hears_on()
    assert await side.storage.inbox.sync_token() == kept
    await side.stop()
    side = await bot(again=side.matrix.user_id)
    await ana.say(room_id, "!next")
    await side.got(room_id, Said)
    assert await bodies(side, room_id) == ["!next"]
    assert await side.storage.inbox.sync_token() != kept


async def test_what_was_sent_to_our_device_is_asked_for_once(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot(pace=replace(QUICK, poll=0.1))
    await a_room(ana, side)
    await side.hears_on()
    kept = await side.storage.inbox.sync_token()
    to = {side.matrix.user_id: {"*": {"word": "hello"}}}
    await ana.call("PUT", "sendToDevice/m.dummy/1", {"messages": to})

    async def is_kept() -> bool:
        return await side.storage.inbox.sync_token() != kept

    await wait_for(is_kept)


async def test_whoever_writes_and_was_not_announced_is_asked_for(person: NewPerson, bot: NewBot) -> None:
    ana, bruno, reader = await person("Ana"), await person("Bruno"), await bot()
    room_id = await ana.create_room(reader.matrix.user_id, bruno.user_id)
    await bruno.join(room_id)
    await reader.got(room_id, Joined)
    # As where a room's history forks at a join, and a homeserver tells of the other branch.
    reader.matrix._rooms.of(room_id).apply(
        {"type": "m.room.member", "state_key": bruno.user_id, "content": {"membership": "leave"}}
    )
    await bruno.say(room_id, "It is me")
    (said,) = await reader.got(room_id, Said)
    assert said.sender_name == "Bruno"
    assert bruno.user_id in reader.matrix.surroundings(room_id).members
