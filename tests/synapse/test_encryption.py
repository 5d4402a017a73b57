"""Encrypted rooms: what people and their devices do there, and what the bot makes of it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from nio import AsyncClient, AsyncClientConfig, LoginResponse

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Edited, File, Joined, Left, Message, Reacted, Said, Unreadable, Welcomed
from intercoop_bot.matrix import SignInError
from intercoop_bot.matrix.directs import Directs
from intercoop_bot.matrix.rooms import RoomView
from tests.synapse.conftest import ENCRYPTED, NewBot, NewPerson
from tests.synapse.devices import ENCRYPTION, Device
from tests.synapse.people import PASSWORD, BotSide, Json, Person, wait_for

pytestmark = ENCRYPTED

SignIn = Callable[[Person], Awaitable[Person]]


def message(body: str, **options: object) -> Message:
    return Message(body=body, html=body, **options)  # type: ignore[arg-type]


async def met(person: Person, bot: BotSide) -> str:
    """Return an encrypted room in which both are."""
    room_id = await person.create_room(bot.matrix.user_id)
    await bot.got(room_id, Welcomed)
    return room_id


async def heard(person: Person, room_id: str, body: str) -> Json:
    """Return the event with these words, once the person can read it."""

    async def found() -> Json:
        events = await person.events(room_id)
        return next((event for event in events if event["content"].get("body") == body), {})

    return await wait_for(found)


async def bodies(bot: BotSide, room_id: str) -> list[str]:
    return [event.body for event in await bot.inbox(room_id) if isinstance(event, Said | Edited)]


@pytest.fixture
async def another_device(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[SignIn]:
    """Sign a person in on one more device."""
    people: list[Person] = []

    async def sign_in(person: Person) -> Person:
        client = AsyncClient(
            homeserver.url, person.user_id, config=AsyncClientConfig(encryption_enabled=False)
        )
        answer = await client.login(PASSWORD)
        assert isinstance(answer, LoginResponse)
        device = Device(client, tmp_path / f"another-{len(people)}")
        people.append(Person(client, device))
        await device.start()
        return people[-1]

    yield sign_in
    for each in people:
        await each.close()


# --- both ways -----------------------------------------------------------------------------------------


async def test_words_edits_replies_and_files_both_ways(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await met(ana, side)
    first = await ana.say(room_id, "!note un")
    await ana.edit(room_id, first, "!note deux")
    (said,) = await side.got(room_id, Said)
    (edited,) = await side.got(room_id, Edited)
    assert (said.body, edited.body, edited.target) == ("!note un", "!note deux", first)

    long = "é" * 5_900
    await side.put(room_id, message("bonjour", ref="card", mentions=(ana.user_id,)))
    await side.sent_all()
    await side.put(room_id, message(long, edits="card"))
    await side.put(room_id, message("réponse", reply_to=first))
    await side.put(room_id, File(name="cr.md", mimetype="text/markdown", content="compte rendu"))
    sent = await heard(ana, room_id, "bonjour")
    assert sent["content"]["m.mentions"] == {"user_ids": [ana.user_id]}
    reply = await heard(ana, room_id, "réponse")
    assert reply["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": first}}
    file = await heard(ana, room_id, "cr.md")
    assert await ana.file(file["content"]) == b"compte rendu"
    edit = await heard(ana, room_id, f"* {long[:500]} …")
    assert edit["content"]["m.new_content"]["body"] == long
    assert edit["content"]["m.relates_to"]["event_id"] == sent["event_id"]

    # The bot's own words are read where somebody replies to them.
    await ana.reply(room_id, sent["event_id"], "!note")
    reply_said = (await side.got(room_id, Said, 2))[-1]
    assert reply_said.quoted is not None
    assert reply_said.quoted.body in ("bonjour", long)

    # Nothing of it is on the homeserver to be read.
    raw = json.dumps(await ana.call("GET", f"rooms/{room_id}/messages?dir=b&limit=100"))
    for words in ("bonjour", "réponse", "cr.md", "compte rendu", "!note"):
        assert words not in raw
    uploaded = await ana.download(file["content"]["file"]["url"])
    assert b"compte" not in uploaded


async def test_who_comes_reads_what_is_said_to_them_and_who_goes_nothing_more(
    person: NewPerson, bot: NewBot
) -> None:
    ana, bruno, side = await person("Ana"), await person("Bruno"), await bot()
    room_id = await met(ana, side)
    await side.put(room_id, message("avant"))
    await heard(ana, room_id, "avant")
    await ana.invite(room_id, bruno.user_id)
    await bruno.join(room_id)
    await side.got(room_id, Joined)
    await side.put(room_id, message("bienvenue"))
    await heard(bruno, room_id, "bienvenue")
    together = (await _sealed(ana, room_id))[-1]

    await bruno.leave(room_id)
    await side.got(room_id, Left)
    await side.put(room_id, message("sans Bruno"))
    await heard(ana, room_id, "sans Bruno")
    assert (await _sealed(ana, room_id))[-1]["session_id"] != together["session_id"]


async def _sealed(person: Person, room_id: str) -> list[Json]:
    page = await person.call("GET", f"rooms/{room_id}/messages?dir=b&limit=100")
    return [e["content"] for e in reversed(page["chunk"]) if e["type"] == "m.room.encrypted"]


async def test_every_device_of_a_person_reads_and_is_read(
    person: NewPerson, bot: NewBot, another_device: SignIn
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await met(ana, side)
    await side.put(room_id, message("un"))
    await heard(ana, room_id, "un")
    phone = await another_device(ana)
    await phone.say(room_id, "du téléphone")
    await side.got(room_id, Said)
    await side.put(room_id, message("deux"))
    await heard(ana, room_id, "deux")
    await heard(phone, room_id, "deux")


async def test_a_room_that_replaces_another_is_encrypted_too(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await met(ana, side)
    answer = await ana.call("POST", f"rooms/{quote(room_id)}/upgrade", {"new_version": "11"})
    heir = answer["replacement_room"]
    await ana.invite(heir, side.matrix.user_id)
    await side.got(heir, Welcomed)
    await side.put(heir, message("me voici"))
    await heard(ana, heir, "me voici")
    await ana.say(heir, "!état")
    assert (await side.got(heir, Said))[0].body == "!état"


async def test_what_was_said_while_it_was_away_is_read(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await met(ana, side)
    await side.stop()
    for n in range(110):
        await ana.say(room_id, f"ligne {n}")
    side = await bot(again=side.matrix.user_id)
    said = await side.got(room_id, Said, 110)
    assert [each.body for each in said] == [f"ligne {n}" for n in range(110)]


async def test_in_a_room_not_heard_of_yet_nothing_goes_in_clear(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await side.matrix._client.create_direct_room(ana.user_id)
    side.matrix._rooms.of(room_id).forget()
    await side.put(room_id, message("tout bas"), File(name="a.md", mimetype="text/markdown", content="bas"))
    await side.sent_all()
    await ana.join(room_id)
    sent = await heard(ana, room_id, "tout bas")
    assert (await _raw(ana, room_id, sent["event_id"]))["type"] == "m.room.encrypted"
    assert "file" in (await heard(ana, room_id, "a.md"))["content"]


async def test_an_encrypted_room_of_a_person_serves_for_what_is_for_them_alone(
    person: NewPerson, bot: NewBot
) -> None:
    ana, side = await person("Ana"), await bot()
    client = side.matrix._client
    room_id = await met(ana, side)
    await client.set_direct_rooms({ana.user_id: [room_id]})
    assert await Directs(client).room_with(ana.user_id) == room_id


async def test_a_room_that_was_encrypted_once_stays_so(
    person: NewPerson, bot: NewBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await met(ana, side)
    await side.put(room_id, message("un"))
    await heard(ana, room_id, "un")
    await side.stop()
    # As a homeserver would have it that wants to read along.
    monkeypatch.setattr(RoomView, "encrypted", False)
    side = await bot(again=side.matrix.user_id)
    await side.put(room_id, message("deux"))
    sent = await heard(ana, room_id, "deux")
    assert (await _raw(ana, room_id, sent["event_id"]))["type"] == "m.room.encrypted"


async def test_what_comes_in_clear_does_not_count(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room_in_clear(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await ana.say(room_id, "avant")
    await side.got(room_id, Said)
    await ana.set_state(room_id, "m.room.encryption", ENCRYPTION)
    said = await ana.say(room_id, "!note chiffré")
    await side.got(room_id, Said, 2)
    clear = {"msgtype": "m.text", "body": "!note en clair"}
    in_clear = await ana.send_in_clear(room_id, "m.room.message", clear)
    await ana.react(room_id, said, "👍")
    (unread,) = await side.got(room_id, Unreadable)
    assert (unread.why, unread.event_id) == ("in_clear", in_clear)
    await side.got(room_id, Reacted)
    assert await bodies(side, room_id) == ["avant", "!note chiffré"]


async def _raw(person: Person, room_id: str, event_id: str) -> Json:
    return await person.call("GET", f"rooms/{quote(room_id)}/event/{quote(event_id)}")


# --- the device ----------------------------------------------------------------------------------------


async def test_without_its_keys_it_does_not_start_but_as_a_new_device(
    person: NewPerson, bot: NewBot, tmp_path: Path
) -> None:
    ana, side = await person("Ana"), await bot()
    user_id = side.matrix.user_id
    room_id = await met(ana, side)
    await side.stop()
    folder = tmp_path / user_id[1:].partition(":")[0]
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.glob("crypto.*")}
    assert modes == {"crypto.key": 0o600, "crypto.sqlite3": 0o600}
    (folder / "crypto.sqlite3").rename(folder / "elsewhere")
    with pytest.raises(SignInError, match="restore that folder"):
        await bot(again=user_id)
    assert not (folder / "crypto.sqlite3").exists()
    side = await bot(again=user_id, as_new_device=True)
    await ana.say(room_id, "!état")
    await side.got(room_id, Said)
    await side.put(room_id, message("de retour"))
    await heard(ana, room_id, "de retour")


async def test_without_the_secret_of_its_keys_it_does_not_start(
    person: NewPerson, bot: NewBot, tmp_path: Path
) -> None:
    side = await bot()
    await side.stop()
    (tmp_path / side.matrix.user_id[1:].partition(":")[0] / "crypto.key").unlink()
    with pytest.raises(SignInError, match=r"crypto\.key"):
        await bot(again=side.matrix.user_id)


async def test_signed_out_by_the_homeserver_it_tells_its_keys_again(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await met(ana, side)
    account = await side.storage.account()
    assert account
    await side.matrix._session.request("POST", "logout", body={})
    await ana.say(room_id, "un")

    async def knows() -> Json:
        query: Json = {"device_keys": {account.user_id: []}}
        keys: Json = (await ana.call("POST", "keys/query", query))["device_keys"][account.user_id]
        return keys

    assert list(await wait_for(knows)) == [account.device_id]
    await ana.say(room_id, "deux")
    await side.put(room_id, message("trois"))
    await heard(ana, room_id, "trois")
