"""The moderator code of a call: told in a direct room to whoever holds the call, and to nobody else."""

import json

from tests.synapse.apps import RunningApp
from tests.synapse.chat import Chat
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson
from tests.synapse.people import Json, Person, wait_for

CODE = "4567-chouette#"
OTHER = "9876-abeille#"


async def direct_room(person: Person, bot: RunningApp, *, besides: str = "") -> Chat:
    """Return the room, another than that one, to which the bot invited a person, once they have gone in."""

    since = ""

    async def invited() -> list[str]:
        # The homeserver gives the same first answer for minutes: what is new comes with the next ones.
        nonlocal since
        answer = await person.call("GET", f"sync?timeout=0{since}")
        since = f"&since={answer['next_batch']}"
        return [room_id for room_id in answer.get("rooms", {}).get("invite", {}) if room_id != besides]

    (room_id,) = await wait_for(invited)
    await person.join(room_id)
    return Chat(person, room_id, bot.user_id)


async def everything(person: Person, room_id: str) -> str:
    """Return all that was ever sent in a room, state and edits included."""
    events: list[Json] = []
    start = ""
    while True:
        page = await person.call("GET", f"rooms/{room_id}/messages?dir=b&limit=100{start}")
        events += page["chunk"]
        if "end" not in page:
            break
        start = f"&from={page['end']}"
    if person.device:
        events = await person.device.read(room_id, events)
    return json.dumps(events)


async def a_meeting(chat: Chat) -> None:
    await chat.say("!prévoir Réunion budget le 12 mai 2030 12h-13h")
    await chat.hears("Réunion budget")


@BOTH_WAYS
async def test_the_code_is_for_the_holder_of_the_call_alone(
    person: NewPerson, app: NewApp, encrypted: bool
) -> None:
    ana, bruno = await person("Ana"), await person("Bruno")
    bot = await app(encryption=encrypted)
    chat = await Chat.open(bot.user_id, ana, bruno)
    await a_meeting(chat)
    await chat.say("!appel hôte", ana)
    await chat.hears("Personne ne s’occupe encore de l’appel")
    await chat.say("!prendre appel", ana)
    await chat.hears("Ana")

    asked = await chat.say("!appel hôte", ana)
    assert await chat.emoji(asked) == "📬"
    apart = await direct_room(ana, bot)
    await apart.hears("besoin du code", "Réunion budget")
    await bot.restart()
    await apart.say(CODE)
    await apart.hears("c’est noté", CODE)

    await bot.restart()
    await chat.say("!confier appel @Bruno", ana)
    await chat.hears("Bruno")
    await chat.say("!appel hôte", ana)
    await chat.hears("C’est Bruno qui s’occupe de l’appel")
    asked = await chat.say("!call host", bruno)
    assert await chat.emoji(asked) == "📬"
    brunos = await direct_room(bruno, bot)
    assert brunos.room_id != apart.room_id
    await brunos.hears("voici le code", CODE)

    # The former holder can no longer change it; the new one can, in the room that is there already.
    await apart.say(f"code {OTHER}")
    await apart.hears("je n’ai pas gardé ce code", "Bruno")
    await brunos.say(f"le code est {OTHER}")
    await brunos.hears("c’est noté", OTHER)
    await chat.say("!appel hôte", bruno)
    await brunos.hears("voici le code", OTHER)

    await chat.say("!état\n!réunions\n!rôles\n!ouvrir", bruno)
    await chat.hears("Réunion budget", "commence")
    await chat.say("!note Bonjour\n!clore", ana)
    await chat.files("Bonjour")
    # No greeting: whoever is asked something there knows already whom they talk to.
    assert len(await brunos.said()) == 3
    assert len(await apart.said()) == 3

    files = await chat.files_as_sent()
    assert [name.rpartition(".")[2] for name in files] == ["ics", "md", "html"]
    for text in (await everything(ana, chat.room_id), *files.values()):
        assert CODE not in text
        assert OTHER not in text


@BOTH_WAYS
async def test_a_direct_room_that_others_can_read_serves_no_longer(
    person: NewPerson, app: NewApp, encrypted: bool
) -> None:
    ana, chloe = await person("Ana"), await person("Chloé")
    bot = await app(encryption=encrypted)
    chat = await Chat.open(bot.user_id, ana)
    await a_meeting(chat)
    await chat.say("!prendre appel\n!appel code")
    first = await direct_room(ana, bot)
    await first.hears("besoin du code")
    await first.say("non")
    await first.hears("on en reste là")
    await ana.invite(first.room_id, chloe.user_id)
    await chat.say("!appel code")
    second = await direct_room(ana, bot, besides=first.room_id)
    await second.hears("besoin du code")
    await second.say(CODE)
    await second.hears("c’est noté", CODE)
    assert CODE not in await everything(ana, first.room_id)


async def test_a_room_that_the_homeserver_encrypts_is_said_not_to_be_read(
    person: NewPerson, app: NewApp
) -> None:
    ana = await person("Ana")
    bot = await app(encryption=False)
    chat = await Chat.open(bot.user_id, ana)
    await a_meeting(chat)
    await chat.say("!prendre appel\n!appel hôte")
    apart = await direct_room(ana, bot)
    await apart.hears("besoin du code")
    await ana.set_state(apart.room_id, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    await ana.send(
        apart.room_id,
        "m.room.encrypted",
        {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "session_id": "s"},
    )
    await apart.hears("chiffré")
