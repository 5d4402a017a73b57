"""Events that claim what is not so: rights, removals, edits and rooms that are not the sender's to have."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Replaced, Said, Welcomed
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import NewApp, NewBot, NewPerson
from tests.synapse.people import Person, wait_for
from tests.synapse.proxy import Proxy

BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
FAULT = "Quelque chose s’est mal passé"


async def opened(app: NewApp, *people: Person, version: str | None = None, url: str | None = None) -> Chat:
    """Have a meeting under way that the first of them leads."""
    bot = await app(SteppingClock(BEGINS), url=url)
    chat = await Chat.open(bot.user_id, *people, version=version)
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
    await chat.hears("1/1 · Caisse")
    return chat


async def minutes_of(chat: Chat, *words: str) -> str:
    """Close the meeting and return its minutes as Markdown."""
    await chat.say("!clore")
    await chat.hears("Brouillon")
    return next(text for name, text in (await chat.files(*words)).items() if name.endswith(".md"))


def replacing(target: str, body: str) -> dict[str, Any]:
    return {
        "m.new_content": {"msgtype": "m.text", "body": body},
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    async with Proxy.before(homeserver.url) as running:
        yield running


@pytest.mark.parametrize("version", ["10", "12"])
async def test_rights_come_from_state_alone(
    version: str, person: NewPerson, bot: NewBot, proxy: Proxy
) -> None:
    ana, mallory, side = await person("Ana"), await person("Mallory"), await bot(url=proxy.url)
    room_id = await ana.create_room(side.matrix.user_id, mallory.user_id, version=version)
    await side.got(room_id, Welcomed)
    await mallory.join(room_id)
    # A homeserver refuses these as messages; who comes by another one, or by a fault of it, is not refused.
    levels = {"users": {mallory.user_id: 100, ana.user_id: 0}, "redact": 0, "state_key": ""}
    proxy.slip_in(room_id, mallory.user_id, "m.room.power_levels", levels)
    proxy.slip_in(room_id, mallory.user_id, "m.room.create", {"additional_creators": [mallory.user_id]})
    proxy.slip_in(room_id, ana.user_id, "m.room.member", {"membership": "leave"})
    proxy.slip_in(room_id, mallory.user_id, "m.room.tombstone", {"replacement_room": "!trap"})
    await mallory.say(room_id, "mark")
    await side.got(room_id, Said)
    surroundings = side.matrix.surroundings(room_id)
    assert not surroundings.is_moderator(mallory.user_id)
    assert surroundings.is_moderator(ana.user_id)
    assert set(surroundings.members) == {ana.user_id, mallory.user_id}
    assert not [event for event in await side.inbox(room_id) if isinstance(event, Replaced)]


@pytest.mark.parametrize("version", ["9", "10", "11", "12"])
async def test_what_only_looks_like_a_removal_removes_nothing(
    version: str, person: NewPerson, app: NewApp, proxy: Proxy
) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    chat = await opened(app, ana, mallory, version=version, url=proxy.url)
    kept, removed = await chat.say("DÉCISION : framboise"), await chat.say("DÉCISION : myrtille")
    await chat.emoji(removed)
    # Said where a homeserver of this version does not look: it neither refuses it nor removes anything.
    if int(version) < 11:
        proxy.slip_in(chat.room_id, mallory.user_id, "m.room.redaction", {"redacts": kept})
    else:
        proxy.slip_in(chat.room_id, mallory.user_id, "m.room.redaction", {}, redacts=kept)
    await ana.redact(chat.room_id, removed)
    text = await minutes_of(chat, "framboise")
    assert "myrtille" not in text


async def test_a_message_is_edited_by_its_author_alone(person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    chat = await opened(app, ana, mallory)
    note = await chat.say("DÉCISION : framboise")
    await chat.emoji(note)
    await mallory.say(chat.room_id, "* DÉCISION : myrtille", **replacing(note, "DÉCISION : myrtille"))
    talk = await chat.say("cerise")
    await mallory.say(chat.room_id, "* DÉCISION : si", **replacing(talk, "DÉCISION : cerise"))
    await mallory.say(chat.room_id, "NOTE : après")
    text = await minutes_of(chat, "framboise", "après")
    assert "myrtille" not in text
    assert "cerise" not in text


async def test_an_edit_of_an_edit_and_words_that_point_at_each_other(person: NewPerson, app: NewApp) -> None:
    ana = await person("Ana")
    chat = await opened(app, ana)
    note = await chat.say("DÉCISION : un")
    await chat.emoji(note)
    first = await ana.say(chat.room_id, "* 2", **replacing(note, "DÉCISION : deux"))
    second = await ana.say(chat.room_id, "* 3", **replacing(first, "DÉCISION : trois"))
    await ana.say(chat.room_id, "* 4", **replacing(second, "!clore\nDÉCISION : quatre"))
    # Each replies to the other, by an edit; then one to itself, in a thread of itself.
    one = await ana.reply(chat.room_id, second, "!note")
    other = await ana.reply(chat.room_id, one, "!note")
    loop = {"m.relates_to": {"rel_type": "m.replace", "event_id": one, "m.in_reply_to": {"event_id": other}}}
    await ana.say(chat.room_id, "* !note", **(replacing(one, "!note") | loop))
    self_made = {"rel_type": "m.thread", "event_id": other, "m.in_reply_to": {"event_id": other}}
    await ana.say(chat.room_id, "!décision", **{"m.relates_to": self_made})
    await chat.say("NOTE : après")
    text = await minutes_of(chat, "deux", "après")
    decisions = text.partition("Décisions")[2].partition("##")[0]
    assert "deux" in decisions
    assert "trois" not in decisions
    for message in await chat.said():
        assert FAULT not in message.body


async def test_a_room_is_closed_by_who_may(person: NewPerson, bot: NewBot, proxy: Proxy) -> None:
    ana, mallory, side = await person("Ana"), await person("Mallory"), await bot(url=proxy.url)
    room_id = await ana.create_room(side.matrix.user_id, mallory.user_id)
    await side.got(room_id, Welcomed)
    await mallory.join(room_id)
    trap = await mallory.create_room(
        preset="public_chat", creation_content={"predecessor": {"room_id": room_id, "event_id": "$x"}}
    )
    content = {"body": "moved", "replacement_room": trap}
    with pytest.raises(AssertionError, match="M_FORBIDDEN"):
        await mallory.set_state(room_id, "m.room.tombstone", content)
    proxy.slip_in(room_id, mallory.user_id, "m.room.tombstone", content, state_key="")
    await mallory.say(room_id, "mark")
    await side.got(room_id, Said)
    # What comes after it in the line of doors is a way in, so that one would have been gone through before.
    asked = await ana.create_room(side.matrix.user_id)
    await side.got(asked, Welcomed)
    assert await mallory.members(trap) == {mallory.user_id}


async def test_nobody_is_greeted_in_a_room_that_was_not_ours_to_come_into(
    person: NewPerson, app: NewApp, proxy: Proxy
) -> None:
    mallory, bruno = await person("Mallory"), await person("Bruno")
    bot = await app(SteppingClock(BEGINS), url=proxy.url)
    chat = await Chat.open(bot.user_id, mallory)
    elsewhere = await bruno.create_room(preset="public_chat")
    # Bruno's room names Mallory's as the one before it, and yet he has no part in that one.
    claimed = await bruno.create_room(
        preset="public_chat", creation_content={"predecessor": {"room_id": chat.room_id, "event_id": "$x"}}
    )
    for room_id in (elsewhere, claimed):
        # Whether it is ours to be in takes its time to be found out.
        proxy.spoil("/state", "bad gateway", times=4)
        await mallory.set_state(chat.room_id, "m.room.tombstone", {"replacement_room": room_id})

        async def has_gone(room_id: str = room_id) -> bool:
            events = await bruno.events(room_id, "m.room.member")
            return [e["content"]["membership"] for e in events if e["sender"] == bot.user_id] == [
                "join",
                "leave",
            ]

        await wait_for(has_gone)
        assert await bruno.messages(room_id, bot.user_id) == []
