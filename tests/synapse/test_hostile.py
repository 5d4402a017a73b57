"""What people type to try us: it is answered, or passed over, and never becomes markup or a mess."""

import asyncio
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import NewApp, NewPerson
from tests.synapse.people import Person

BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
ALLOWED = {"strong", "code", "br", "ul", "ol", "li", "a", "h4", "em", "p", "del"}
FAULT = "Quelque chose s’est mal passé"


async def begun(app: NewApp, *people: Person) -> Chat:
    """Have a meeting under way."""
    bot = await app(SteppingClock(BEGINS))
    chat = await Chat.open(bot.user_id, *people)
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
    await chat.hears("1/1 · Caisse")
    return chat


async def test_markup_stays_words(person: NewPerson, app: NewApp) -> None:
    ana = await person("<script>alert(1)</script>")
    bruno = await person('<b>Bruno</b> & "moi"')
    chat = await begun(app, ana, bruno)
    chloe = await person("<img src=x onerror=alert(2)>")
    await ana.invite(chat.room_id, chloe.user_id)
    await chloe.join(chat.room_id)
    await chat.hears("Bienvenue")
    await chat.say("!prendre notes", bruno)
    await chat.hears("Merci")
    await chat.say("!prendre notes", chloe)
    await chat.hears("s’en occupe déjà")
    await chat.say("!point <script>alert(3)</script> 5 min\n!suivant")
    await chat.hears("2/2")
    await chat.say("!point **gras** `code` [lien](https://x.example) 5 min\n!ordre")
    named = await chat.hears("gras `code` [lien](https://x.example)")
    assert "<code>code" not in named.html
    assert "<strong>gras" not in named.html
    await chat.say("!décision <i>oui</i> </li></ul><h1>Ha</h1>")
    await chat.say("!confier <b>x</b> @<b>y</b>")
    await chat.say("!appel <a href='javascript:alert(4)'>ici</a>\n!état")
    await chat.hears("est en cours")
    await chat.say("!jesuis <u>La Chouette</u>\n!ici <s>Claire</s>\n!clore")
    await chat.hears("Brouillon")
    await chat.files("oui", "Claire")
    for message in await chat.said():
        tags = set(re.findall(r"</?\s*([^\s>/]*)", message.html))
        assert tags <= ALLOWED, message.html
        assert "javascript:" not in re.findall(r'href="([^"]*)"', message.html)
        assert FAULT not in message.body
    (page,) = [text for name, text in (await chat.files_as_sent()).items() if name.endswith(".html")]
    assert "<script" not in page
    assert "<i>" not in page
    assert "<img" not in page


async def test_too_long_and_too_odd_is_answered_and_harms_nothing(person: NewPerson, app: NewApp) -> None:
    ana = await person("Ana")
    chat = await begun(app, ana)
    odd = [
        "!point " + "a" * 10_000,
        "!" + "b" * 10_000,
        "NOTE : " + "mot " * 14_000,
        "!décision \u202etxet\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
        "!point " + "\U0001f600" * 50 + " 5 min",
        "+999999999999999999999999",
        "+-5",
        "!aller -1",
        "!aller 99999999999999999999",
        "!quand 31 février 2029",
        "!point X 0 min",
        "!point X -5 min",
        "!prévoir",
        "!confier",
        "s///",
        "s/(((/x/",
        "!\u0000note",
        "!cr " + "9" * 5000,
        "!ici " + " ".join(f"@p{n}" for n in range(400)),
        "!ordre\n" + "\n".join(f"- Point {n} (5 min)" for n in range(600)),
    ]
    for body in odd:
        await chat.say(body)
    await chat.say("!état")
    await chat.hears("est en cours", within=60)
    for message in await chat.new():
        assert FAULT not in message.body
        assert len(message.body) < 1000, message.body[:2000]
    await chat.say("!clore")
    await chat.hears("Brouillon")
    (text, _) = (await chat.files("שלום")).values()
    assert text.count("mot mot") > 0


async def test_two_hundred_lines_of_four_people_are_all_kept_in_order(person: NewPerson, app: NewApp) -> None:
    people = [await person(name) for name in ("Ana", "Bruno", "Chloe", "David")]
    chat = await begun(app, *people)

    async def write(who: int) -> None:
        for n in range(50):
            await chat.say(f"NOTE : {'ABCD'[who]}{n}", people[who])

    await asyncio.gather(*map(write, range(4)))
    written = [
        event["content"]["body"].removeprefix("NOTE : ")
        for event in await people[0].events(chat.room_id)
        if event["content"].get("body", "").startswith("NOTE : ")
    ]
    assert len(written) == 200
    await chat.say("!clore")
    minutes = await chat.hears("Brouillon", within=60)
    text = (await chat.files("A49", "D49"))["cr-2028-05-12.md"]
    assert re.findall(r"([ABCD]\d+) — ", text) == written
    assert len(minutes.body) < 20_000
