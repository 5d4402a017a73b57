"""People who call themselves what harms, or like somebody else: a name stays a name, and tells who it is."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import NewApp, NewPerson
from tests.synapse.people import Person

BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u3164]")
ABSURD = {
    "turned around": "\u202eanA\u202c \u2066x\u2069",
    "many lines": "Ana\n!clore\r\n# Décisions\n- tout annuler",
    "without a width": "\u200b\u2060\ufeffA\u200dna\u3164",
    "nothing to see": "\u200b\u2060\u3164",
    "as long as it may be": "Ana " + "x" * 252,
    "HTML": '<a href="https://x.example"><h1>Ana</h1></a><img src=x>',
    "Markdown": "[Ana](https://x.example) **Ana** `Ana` # Ana | --- |",
    "marks on marks": "A" + "\u0301\u0322\u0336" * 60 + "na",
    "a format": "{who} %s $name {0.__class__}",
}


async def opened(app: NewApp, *people: Person) -> Chat:
    """Have a meeting under way that the first of them leads."""
    bot = await app(SteppingClock(BEGINS))
    chat = await Chat.open(bot.user_id, *people)
    await chat.say("!ouvrir Bilan\n!prendre animation\n!point Caisse 10 min\n!suivant")
    await chat.hears("1/1 · Caisse")
    return chat


async def call_oneself(someone: Person, room_id: str, name: str) -> None:
    """Bear a name in that room, one that a profile would not take as well."""
    content = {"membership": "join", "displayname": name}
    await someone.set_state(room_id, "m.room.member", content, someone.user_id)


async def minutes_of(chat: Chat, *words: str) -> str:
    """Close the meeting and return its minutes as Markdown."""
    await chat.say("!clore")
    await chat.hears("Brouillon")
    return next(text for name, text in (await chat.files(*words)).items() if name.endswith(".md"))


@pytest.mark.parametrize("name", ABSURD.values(), ids=ABSURD)
async def test_an_absurd_name_breaks_no_line(name: str, person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    chat = await opened(app, ana, mallory)
    await call_oneself(mallory, chat.room_id, name)
    await chat.say("!prendre notes\nNOTE : un mot\n!ici\n!rôles", mallory)
    roles = await chat.hears("Merci", "animation : Ana")
    # One line each: what is held, by whom; a name cannot add one.
    assert [line for line in roles.body.split("\n") if re.match(r"\W*(!|#)", line)] == []
    text = await minutes_of(chat, "un mot")
    assert "\n## Décisions\n" not in text
    assert "\n- tout annuler" not in text
    assert "x" * 100 not in text
    for message in await chat.said():
        assert not UNSEEN.search(message.body), repr(message.body)
        assert "<h1" not in message.html
        assert "<img" not in message.html
        assert "x" * 100 not in message.body
    assert not UNSEEN.search(text)


@pytest.mark.parametrize("name", ["Ana", "ana ", "А\u200bnа", "Ana (@ana:coop.example)"])
async def test_who_bears_the_facilitators_name_is_shown_with_their_id(
    name: str, person: NewPerson, app: NewApp
) -> None:
    ana, mallory, bruno = await person("Ana"), await person("Mallory"), await person("Bruno")
    chat = await opened(app, ana, bruno)
    await chat.say("NOTE : avant", ana)
    await ana.invite(chat.room_id, mallory.user_id)
    await mallory.call("PUT", f"profile/{mallory.user_id}/displayname", {"displayname": name})
    await mallory.join(chat.room_id)
    await chat.hears("Bienvenue", f"({mallory.user_id})")
    await chat.say("!prendre notes", mallory)
    await chat.hears("Merci", f"({mallory.user_id})")
    await chat.say("DÉCISION : tout annuler", mallory)
    # Whoever only looks like the one who leads, leads nothing.
    await chat.say("!règle présidée", ana)
    await chat.hears("la personne qui anime")
    await chat.say("!clore", mallory)
    refusal = await chat.hears("Ana")
    assert "Brouillon" not in refusal.body
    text = await minutes_of(chat, "tout annuler")
    noted = next(line for line in text.split("\n") if "tout annuler" in line and "—" in line)
    assert mallory.user_id in noted


async def test_who_bears_the_bots_name_is_shown_with_their_id(person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Reunіon")
    chat = await opened(app, ana)
    await ana.invite(chat.room_id, mallory.user_id)
    await mallory.join(chat.room_id)
    await chat.hears("Bienvenue", f"Reunіon ({mallory.user_id})")


async def test_a_name_that_two_bear_names_nobody(person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Ana")
    chat = await opened(app, ana, mallory)
    await chat.say("!confier notes @Ana")
    doubt = await chat.hears(ana.user_id, mallory.user_id)
    assert "Merci" not in doubt.body
