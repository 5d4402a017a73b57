"""More than anybody means: the bot stays at the meeting, and does not make a storm of it."""

import asyncio
import json
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import NewApp, NewPerson
from tests.synapse.people import Person, wait_for

BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
FAULT = "Quelque chose s’est mal passé"


async def opened(app: NewApp, *people: Person) -> Chat:
    """Have a meeting under way."""
    bot = await app(SteppingClock(BEGINS))
    chat = await Chat.open(bot.user_id, *people)
    await chat.say("!ouvrir Bilan\n!point Caisse 10 min\n!suivant")
    await chat.hears("1/1 · Caisse")
    return chat


async def test_taps_and_taps_taken_back_without_end(person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    bot = await app(SteppingClock(BEGINS))
    chat = await Chat.open(bot.user_id, ana, mallory)
    await chat.say("!prévoir Bilan lundi 15 mai 2028 de 12h à 13h")
    card = await chat.hears("lundi 15 mai")
    before = len(await chat.said())
    for _ in range(100):
        taps = [await mallory.react(chat.room_id, card.event_id, key) for key in ("✅", "📝", "🧭")]
        for tap in taps:
            await mallory.redact(chat.room_id, tap)
    await chat.say("!état", ana)
    await chat.hears("Bilan", within=60)
    assert len(await chat.said()) - before <= 25
    assert len([m for m in await chat.said() if FAULT in m.body]) == 0


LINES = {
    "help": "!aide\n",
    "help on a word": "!aide suivant\n!aide ordre\n",
    "status": "!état\n",
    "minutes": "!cr\n",
    "misspelt": "!suivnat\n",
    "points": "!point x 5 min\n",
    "moves": "!suivant\n!retour\n",
    "nobody": "!confier notes @zz{n}\n",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
async def test_a_message_full_of_commands(line: str, person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    chat = await opened(app, ana, mallory)
    before = len(await chat.sent())
    body, n = "", 0
    while len(json.dumps(body)) < 50_000:
        body, n = body + line.format(n=n), n + 1
    await chat.say(body, mallory)
    await chat.hears("suivnat" if "suivnat" in body else "premières demandes", within=60)
    await chat.say("NOTE : toujours là\n!état", ana)
    await chat.hears("Bilan", within=60)
    sent = (await chat.sent())[before:]
    assert len(sent) <= 8, [event["content"].get("body", "")[:80] for event in sent]
    assert FAULT not in "".join(event["content"].get("body", "") for event in sent)


async def test_a_message_full_of_notes_is_kept_and_ends(person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    chat = await opened(app, ana, mallory)
    await chat.say("\n".join(f"NOTE : mot {n}" for n in range(3_000)), mallory)
    told = await chat.hears("premières demandes")
    assert "mot" not in told.body
    await chat.say("!clore")
    await chat.hears("Brouillon", within=60)
    text = (await chat.files("mot 99"))["cr-2028-05-12.md"]
    assert "mot 100" not in text


class Echo:
    """Another bot, which answers everything that is said by somebody else, in words that a person may use."""

    def __init__(self, someone: Person, chat: Chat, words: str, kind: str = "m.text") -> None:
        self._someone, self._chat, self._words, self._kind = someone, chat, words, kind
        self._answered: set[str] = set()

    async def run(self) -> None:
        while True:
            for event in await self._someone.events(self._chat.room_id):
                body = event["content"].get("body", "")
                if (
                    event["sender"] == self._someone.user_id
                    or event["event_id"] in self._answered
                    or not body
                ):
                    continue
                self._answered.add(event["event_id"])
                words = self._words.format(body=body, bot=self._chat.bot)
                mentions = {"user_ids": [self._chat.bot]}
                await self._someone.say(
                    self._chat.room_id, words, **{"msgtype": self._kind, "m.mentions": mentions}
                )
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("{bot} : {body}", "m.text"),
        ("{body}", "m.text"),
        ("!aide", "m.text"),
        ("!cr", "m.text"),
        ("!suivnat", "m.text"),
        ("!point encore 5 min\n!ordre", "m.text"),
        ("!aide", "m.notice"),
        ("!aide", "m.emote"),
    ],
)
async def test_a_bot_that_answers_everything(words: str, kind: str, person: NewPerson, app: NewApp) -> None:
    ana, peer = await person("Ana"), await person("Perroquet")
    chat = await opened(app, ana, peer)
    echo = asyncio.create_task(Echo(peer, chat, words, kind).run())
    try:
        await chat.say("!aide")
        await chat.hears("!")

        async def is_quiet() -> bool:
            before = len(await chat.sent())
            await asyncio.sleep(1.5)
            return len(await chat.sent()) == before

        await wait_for(is_quiet, within=60)
    finally:
        echo.cancel()
        await asyncio.gather(echo, return_exceptions=True)
    # It is still there for people.
    await chat.say("NOTE : toujours là\n!état", ana)
    await chat.hears("Bilan")
    assert len(await chat.sent()) <= 75


async def test_invitations_without_end(person: NewPerson, app: NewApp) -> None:
    ana, mallory = await person("Ana"), await person("Mallory")
    bot = await app(SteppingClock(BEGINS))
    rooms = [await mallory.create_room(bot.user_id) for _ in range(30)]
    chat = await Chat.open(bot.user_id, ana)
    await chat.say("!état")
    await chat.hears("réunion")

    async def entered() -> int:
        members = [await mallory.members(room_id) for room_id in rooms]
        return sum(bot.user_id in those for those in members)

    assert 0 < await entered() <= 10
    # Those beyond are left as they are, without a word and without a refusal.
    states = [
        (await mallory.call("GET", f"rooms/{quote(room_id)}/state/m.room.member/{bot.user_id}"))["membership"]
        for room_id in rooms
    ]
    assert set(states) == {"join", "invite"}
