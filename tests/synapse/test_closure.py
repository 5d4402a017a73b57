"""No meeting fades on a real homeserver: one that nobody opens, and one that nobody closes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat, Seen
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson
from tests.synapse.people import Person

pytestmark = BOTH_WAYS

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2028, 5, 12, 12, tzinfo=PARIS)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


async def unopened(chat: Chat, clock: SteppingClock, noon: datetime, planner: Person) -> Seen:
    """Let the hour of a meeting pass, and return what the room is asked."""
    clock.to(noon - timedelta(minutes=10))
    await chat.hears("commence dans 10 min")
    clock.to(noon - timedelta(minutes=5))
    await chat.hears("va commencer, et personne encore pour")
    clock.to(noon + timedelta(minutes=15))
    asked = await chat.hears("personne ne l’a ouverte ici")
    assert (asked.alarm, asked.mentions) == (True, [planner.user_id])
    assert await chat.emojis(asked.event_id, 3) == {"▶️", "📅", "❌"}
    return asked


async def test_a_meeting_that_nobody_opens(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(NOON - HOUR)
    bot = await app(clock)
    ana, bruno, emma = [await person(name) for name in ("Ana", "Bruno", "Emma")]
    chat = await Chat.open(bot.user_id, ana, bruno)
    await ana.invite(chat.room_id, emma.user_id)
    await chat.say("!prévoir Point budget, vendredi 12 mai 2028 de 12h à 13h")
    card = await chat.hears("Point budget", "vendredi 12 mai 2028, de 12:00 à 13:00")
    await chat.say("!point Comptes 20 min")
    assert "1. Comptes – 20 min" in (await chat.edited(card)).body

    # --- moved by a tap, to the same hour a week later; a second tap is too late
    asked = await unopened(chat, clock, NOON, ana)
    await bruno.react(chat.room_id, asked.event_id, "📅")
    await chat.hears("Nouvelle date", "vendredi 19 mai 2028, de 12:00 à 13:00")
    assert "vendredi 19 mai 2028" in (await chat.edited(card, 2)).body
    await ana.react(chat.room_id, asked.event_id, "📅")

    # --- nobody comes, and nobody answers: recorded at its planned end, in one line
    clock.to(NOON + WEEK - 2 * HOUR)
    await chat.hears("commence dans 2 h")
    asked = await unopened(chat, clock, NOON + WEEK, ana)
    await bot.restart()
    clock.to(NOON + WEEK + HOUR)
    recorded = await chat.hears("❌ Point budget", "n’a pas eu lieu", "personne dans le salon")
    assert not recorded.alarm
    assert "❌ N’a pas eu lieu" in (await chat.edited(card, 3)).body

    # --- the next one is not held either, as somebody says at once; its agenda has come along
    await chat.say("!prévoir Point budget bis, vendredi 26 mai 2028 de 12h à 13h")
    again = await chat.hears("Point budget bis", "1. Comptes – 20 min")
    clock.to(NOON + 2 * WEEK - 2 * HOUR)
    await chat.hears("commence dans 2 h")
    asked = await unopened(chat, clock, NOON + 2 * WEEK, ana)
    await bruno.react(chat.room_id, asked.event_id, "❌")
    await chat.hears("❌ Point budget bis", "n’a pas eu lieu")
    assert "❌ N’a pas eu lieu" in (await chat.edited(again)).body

    # --- somebody new learns what became of them
    await emma.join(chat.room_id)
    await chat.say("!réunions", by=emma)
    listed = await chat.hears("Passées")
    assert "Point budget – vendredi 19 mai 2028 à 12:00, n’a pas eu lieu" in listed.body
    assert "Point budget bis – vendredi 26 mai 2028 à 12:00, n’a pas eu lieu" in listed.body
    assert [seen.body for seen in await chat.new()] == []


async def test_a_meeting_that_nobody_closes(person: NewPerson, app: NewApp) -> None:
    clock = SteppingClock(NOON - HOUR)
    bot = await app(clock)
    ana, bruno = [await person(name) for name in ("Ana", "Bruno")]
    chat = await Chat.open(bot.user_id, ana, bruno)
    await chat.say("!prévoir Point rapide, vendredi 12 mai 2028 de 12h à 13h")
    await chat.hears("Point rapide")
    clock.to(NOON)
    await chat.say("!ouvrir")
    await chat.hears("c’est parti")
    await chat.emoji(await chat.say("DÉCISION : on garde la salle", by=bruno))
    clock.to(NOON + HOUR)
    await chat.hears("l’heure de finir")
    clock.to(NOON + HOUR + timedelta(minutes=10))
    await chat.hears("On clôt ?")
    clock.to(NOON + HOUR + timedelta(minutes=40))
    await chat.hears("Plus personne n’écrivait", "Point rapide")
    await chat.hears("Brouillon", "on garde la salle")

    # --- taken up again, for what was still to be said
    await chat.say("!reprendre")
    await chat.hears("▶️ Point rapide reprend")
    await chat.emoji(await chat.say("NOTE : Bruno a les clés"))
    await chat.say("!clore")
    await chat.hears("Brouillon", "on garde la salle", "Bruno a les clés")
