"""Taps on the card of a meeting under way, on a real homeserver: what each does, once."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.synapse.apps import SteppingClock
from tests.synapse.chat import ANYONE_PINS, Chat, Seen
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson
from tests.synapse.people import Person

NOON = datetime(2028, 5, 12, 12, tzinfo=ZoneInfo("Europe/Paris"))
PLAN = """!prévoir {title}, vendredi 12 mai 2028 de 12h à 13h
Ordre du jour :
- Caisse (10 min)
- Fournisseurs (20 min)
- Divers (30 min)"""
LATER = timedelta(seconds=40)
"""After that, what is done was meant; and the card is edited."""


class Meeting:
    """A meeting in a room of its own, opened at noon, with its card."""

    def __init__(self, chat: Chat, clock: SteppingClock, card: Seen) -> None:
        self.chat = chat
        self.clock = clock
        self.card = card

    @classmethod
    async def open(cls, bot: str, clock: SteppingClock, *people: Person, title: str = "Bilan") -> "Meeting":
        chat = await Chat.open(bot, *people, **ANYONE_PINS)
        await chat.say(PLAN.format(title=title))
        await chat.hears("3. Divers – 30 min")
        clock.to(NOON)
        await chat.say("!ouvrir")
        meeting = cls(chat, clock, await chat.hears("c’est parti"))
        await chat.emojis(meeting.card.event_id, 8)
        return meeting

    async def tap(self, emoji: str, by: Person) -> str:
        return await by.react(self.chat.room_id, self.card.event_id, emoji)

    async def all_read(self) -> None:
        """Return once the bot has read what was done in the room so far."""
        assert await self.chat.emoji(await self.chat.say("NOTE : jusqu’ici, tout va bien")) == "📝"

    async def shows(self, *words: str, without: str = "") -> Seen:
        """Return the card once it is edited after all that was done so far."""
        await self.all_read()
        self.clock.forward(seconds=LATER.total_seconds())
        return await self.chat.reads(self.card, *words, without=without)

    async def is_at(self, *words: str) -> None:
        """Ask where the meeting is; beside the answer, nothing is said that was not heard."""
        await self.chat.say("!état")
        await self.chat.hears("est en", *words)
        assert [seen.body for seen in await self.chat.new()] == []


@BOTH_WAYS
async def test_every_button_does_what_it_says(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(NOON - timedelta(minutes=2))
    bot = await app(clock)
    ana, bruno, emma = [await person(name) for name in ("Ana", "Bruno", "Emma")]
    meeting = await Meeting.open(bot.user_id, clock, ana, bruno, emma)
    chat = meeting.chat

    hand = await meeting.tap("✋", emma)
    await meeting.tap("✋", bruno)
    await meeting.shows("Dans la file : Emma et Bruno")
    await emma.redact(chat.room_id, hand)
    await meeting.shows("Dans la file : Bruno", without="Emma")
    await meeting.tap("➕", bruno)
    await chat.hears("« Caisse » continue jusqu’à 12:15")
    await meeting.tap("⏸️", emma)
    await chat.hears("⏸️ Pause")
    await meeting.shows("⏸️ Bilan, en pause")
    await meeting.tap("⏸️", bruno)
    await chat.hears("▶️ On reprend.")
    await meeting.shows("▶️ Bilan")
    await meeting.tap("▶️", emma)
    await chat.hears("2/3 · Fournisseurs – 20 min")
    await meeting.shows("✔️ 1. Caisse", "▶️ 2. Fournisseurs")
    # What is under the card besides its buttons is just an emoji.
    await meeting.tap("🎉", bruno)
    await meeting.tap("👍", emma)
    await meeting.is_at("2/3 · Fournisseurs")
    await meeting.tap("⏹️", bruno)
    minutes = await chat.hears("Brouillon")
    assert "Fournisseurs" in minutes.body
    # Too late: nobody is told anything.
    for emoji in ("▶️", "⏸️", "➕", "✋", "⏹️"):
        await meeting.tap(emoji, ana)
    await chat.say("!état")
    await chat.hears("La dernière était Bilan")
    assert [seen.body for seen in await chat.new()] == []


async def test_two_people_who_tap_at_the_same_moment_mean_it_once(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(NOON - timedelta(minutes=2))
    bot = await app(clock)
    ana, bruno, emma = [await person(name) for name in ("Ana", "Bruno", "Emma")]
    meeting = await Meeting.open(bot.user_id, clock, ana, bruno, emma)
    chat = meeting.chat
    clock.forward(minutes=1)
    for emoji, once, then in (
        ("➕", "« Caisse » continue jusqu’à 12:15", "1/3 · Caisse"),
        ("▶️", "2/3 · Fournisseurs", "2/3 · Fournisseurs – 20 min"),
        ("⏸️", "⏸️ Pause", "2/3 · Fournisseurs – encore"),
        ("⏸️", "On reprend", "2/3 · Fournisseurs – "),
    ):
        await asyncio.gather(meeting.tap(emoji, bruno), meeting.tap(emoji, emma))
        await chat.hears(once)
        await meeting.is_at(then)
        clock.forward(seconds=LATER.total_seconds())
        for someone in (bruno, emma):
            await take_back(chat, meeting.card, emoji, someone)
    await asyncio.gather(meeting.tap("⏹️", bruno), meeting.tap("⏹️", emma))
    await chat.hears("Brouillon")
    await chat.say("!état")
    await chat.hears("La dernière était Bilan")
    assert [seen.body for seen in await chat.new()] == []


async def take_back(chat: Chat, card: Seen, emoji: str, by: Person) -> None:
    """Take an emoji back, so that it can be put there again."""
    for event in await by.events(chat.room_id, "m.reaction"):
        relation = event["content"].get("m.relates_to", {})
        if event["sender"] == by.user_id and (relation.get("event_id"), relation.get("key")) == (
            card.event_id,
            emoji,
        ):
            await by.redact(chat.room_id, event["event_id"])


async def test_a_tap_and_a_command_at_the_same_moment_mean_it_once(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(NOON - timedelta(minutes=2))
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    meeting = await Meeting.open(bot.user_id, clock, ana, bruno)
    clock.forward(minutes=1)
    await asyncio.gather(meeting.tap("▶️", bruno), meeting.chat.say("!suivant"))
    await meeting.chat.hears("2/3 · Fournisseurs")
    await meeting.is_at("2/3 · Fournisseurs")


async def test_where_an_item_runs_over_one_tap_changes_the_plan_and_one_word_takes_it_back(
    person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(NOON - timedelta(minutes=2))
    bot = await app(clock)
    ana, bruno, emma = [await person(name) for name in ("Ana", "Bruno", "Emma")]
    meeting = await Meeting.open(bot.user_id, clock, ana, bruno, emma)
    chat = meeting.chat
    clock.to(NOON + timedelta(minutes=12))
    alarm = await chat.hears("« Caisse » : 2 min de plus que prévu", "1️⃣", "4️⃣")
    choices = await chat.emojis(alarm.event_id, 4)
    assert choices == {"1️⃣", "2️⃣", "3️⃣", "4️⃣"}

    async def choose(emoji: str) -> None:
        await asyncio.gather(*(by.react(chat.room_id, alarm.event_id, emoji) for by in (bruno, emma)))

    await choose("1️⃣")
    await chat.hears("« Caisse » continue jusqu’à", "« Fournisseurs » passe à 18 min")
    await meeting.is_at("1/3 · Caisse")
    await chat.say("!oups")
    await chat.hears("Annulé", "1/3 · Caisse")
    clock.forward(seconds=LATER.total_seconds())
    await choose("2️⃣")
    await chat.hears("« Caisse » continue jusqu’à", "La fin est repoussée à 13:05")
    await meeting.is_at("1/3 · Caisse")
    await chat.say("!oups")
    await chat.hears("Annulé", "1/3 · Caisse")
    clock.forward(seconds=LATER.total_seconds())
    await choose("4️⃣")
    await chat.hears("Divers", "une prochaine réunion")
    clock.forward(seconds=LATER.total_seconds())
    await choose("3️⃣")
    await chat.hears("Caisse", "une prochaine réunion", "2/3 · Fournisseurs")
    # The meeting is past that item: its choices mean nothing any more.
    clock.forward(seconds=LATER.total_seconds())
    await take_back(chat, alarm, "2️⃣", bruno)
    await bruno.react(chat.room_id, alarm.event_id, "2️⃣")
    await meeting.is_at("2/3 · Fournisseurs")


async def test_a_reaction_gives_a_note_another_tag(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(NOON - timedelta(minutes=2))
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    meeting = await Meeting.open(bot.user_id, clock, ana, bruno)
    chat = meeting.chat
    note = await chat.say("NOTE : on garde le vendredi", bruno)
    assert await chat.emoji(note) == "📝"
    talk = await chat.say("Il fait beau", ana)
    await bruno.react(chat.room_id, note, "✅")
    assert await chat.emojis(note, 2) == {"📝", "✅"}
    await bruno.react(chat.room_id, talk, "✅")
    await chat.say("!clore")
    minutes = await chat.hears("Brouillon")
    assert "Décisions\n• on garde le vendredi" in minutes.body
    assert "Il fait beau" not in minutes.body


async def test_in_a_thread_commands_are_answered_and_notes_count_but_the_card_is_for_all(
    person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(NOON - timedelta(minutes=2))
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno, **ANYONE_PINS)
    root = await chat.say("On se retrouve ici ?")

    async def say(body: str) -> str:
        return await bruno.say(
            chat.room_id, body, **{"m.relates_to": {"rel_type": "m.thread", "event_id": root}}
        )

    def thread_of(seen: Seen) -> str | None:
        relation = seen.content.get("m.relates_to", {})
        return relation.get("event_id") if relation.get("rel_type") == "m.thread" else None

    await say("!ouvrir Bilan")
    card = await chat.hears("c’est parti")
    assert thread_of(card) is None
    assert await chat.emoji(await say("NOTE : Claire sera en retard")) == "📝"
    await say("!état")
    assert thread_of(await chat.hears("Bilan est en cours")) == root
    await say("!clore")
    minutes = await chat.hears("Brouillon")
    assert "Claire sera en retard" in minutes.body
    assert thread_of(minutes) is None
    await say("!reprendre")
    again = await chat.hears("⏹️ clore")
    assert again.event_id != card.event_id
    assert thread_of(again) is None
    await chat.has_pinned(again.event_id)


async def test_meetings_in_several_rooms_are_never_mixed(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(NOON - timedelta(minutes=2))
    bot = await app(clock)
    ana, bruno, emma = [await person(name) for name in ("Ana", "Bruno", "Emma")]
    one = await Meeting.open(bot.user_id, clock, ana, bruno, title="Bilan")
    two = await Meeting.open(bot.user_id, clock, ana, emma, title="Budget")
    three = await Meeting.open(bot.user_id, clock, emma, bruno, title="Bénévoles")

    # All at once, the same people here and there.
    clock.forward(minutes=1)
    await asyncio.gather(
        one.tap("✋", ana),
        two.tap("▶️", ana),
        three.tap("⏸️", bruno),
        one.chat.say("DÉCISION : le bilan est adopté", bruno),
        two.chat.say("DÉCISION : le budget est adopté", emma),
        three.chat.say("DÉCISION : on accueille Nour", emma),
    )
    await two.chat.hears("2/3 · Fournisseurs")
    await three.chat.hears("⏸️ Pause")
    await one.shows("▶️ Bilan", "1/3 · Caisse", "Dans la file : Ana")
    await two.shows("▶️ Budget", "2/3 · Fournisseurs", without="Dans la file")
    await three.shows("⏸️ Bénévoles, en pause", "1/3 · Caisse", without="Dans la file")
    for meeting, word in ((one, "le bilan"), (two, "le budget"), (three, "on accueille Nour")):
        await meeting.tap("⏹️", meeting.chat.person)
        minutes = await meeting.chat.hears("Brouillon")
        assert word in minutes.body
        assert minutes.body.count("adopté") + minutes.body.count("accueille") == 1
