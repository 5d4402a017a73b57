"""A whole meeting on a real homeserver, from the announcement to the minutes, as one who is there sees it."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from intercoop_bot.demo.script import ANNOUNCEMENT
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson

pytestmark = BOTH_WAYS

PARIS = ZoneInfo("Europe/Paris")
BEFORE = datetime(2028, 5, 12, 11, 50, tzinfo=PARIS)


def noon(minutes: float) -> datetime:
    """Return the instant so many minutes after the meeting's hour."""
    return datetime(2028, 5, 12, 12, int(minutes), int(minutes % 1 * 60), tzinfo=PARIS)


async def test_a_meeting_from_its_announcement_to_its_corrected_minutes(
    person: NewPerson, app: NewApp
) -> None:
    clock = SteppingClock(BEFORE)
    bot = await app(clock)
    ana, bruno, chloe, emma = [await person(name) for name in ("Ana", "Bruno", "Chloé", "Emma")]
    chat = await Chat.open(bot.user_id, ana, bruno, chloe)
    room = chat.room_id
    await ana.invite(room, emma.user_id)

    # --- the announcement, as it is
    await ana.say(room, f"!prévoir\n{ANNOUNCEMENT}")
    plan = await chat.hears("Cinquième réunion groupe info - mi mai")
    for said in (
        "vendredi 12 mai 2028, de 12:00 à 13:00 (heure de Paris)",
        "téléphonie type OVH",
        "Il manque quelqu’un pour : notes 📝, appel 📞 et animation 🧭",
        "1 h en tout",
        "1. Connexion – 5 min",
        "4. Point sur la question de l’hébergement dans la perspective de la certification – 25 min",
        "5. Structure Intercoop, on avance ? – 20 min",
    ):
        assert said in plan.body
        assert said in plan.html
    assert "À vérifier" not in plan.body

    # --- two at once: one gets the role, the other hears who has it
    await asyncio.gather(bruno.say(room, "!prendre notes"), chloe.say(room, "!prendre notes"))
    claimed, late = await chat.hears("Merci", "les notes"), await chat.hears("s’en occupe déjà")
    winner = bruno if "Bruno" in claimed.body else chloe
    assert late.body.startswith("Bruno" if winner is bruno else "Chloé")
    assert late.answers
    await chloe.say(room, "!prendre animation")
    await chat.hears("l’animation")
    await bruno.say(room, "!prendre appel")
    await chat.hears("Tous les rôles sont pris")
    joining = await bruno.say(room, "!appel 01 99 00 12 34, code 4321")
    assert await chat.emoji(joining) == "👍"

    # --- the first item: a warning, and time up
    clock.to(noon(0))
    await chloe.say(room, "!ouvrir")
    begun = await chat.hears("c’est parti")
    assert "1/5 · Connexion – 5 min, jusqu’à 12:05" in begun.body
    assert "01 99 00 12 34" in begun.body
    await ana.say(room, "!jesuis La Chouette")
    clock.to(noon(4))
    warned = await chat.hears("encore 1 min sur 5 min")
    assert (warned.alarm, warned.mentions) == (True, [chloe.user_id])
    assert f'<a href="https://matrix.to/#/{chloe.user_id}">Chloé</a>' in warned.html
    clock.to(noon(5))
    await chat.hears("« Connexion »", "le temps prévu est écoulé")
    clock.to(noon(7))
    over = await chat.hears("« Connexion »", "2 min de plus que prévu (5 min)")
    assert "⚠️ À ce rythme, on finit à 13:02 au lieu de 13:00." in over.body
    first = await chloe.say(room, "!suivant")
    second = await ana.say(room, "!suivant")
    moved = await chat.hears("2/5 · Accueil nouveaux projets")
    assert not moved.alarm
    assert await chat.emoji(second) == "⏳"
    assert first != second

    # --- one comes late
    clock.to(noon(9))
    await emma.join(room)
    card = await chat.hears("Bienvenue Emma")
    for said in ("2/5", "3 min", "01 99 00 12 34", "animation : Chloé", "appel : Bruno"):
        assert said in card.body
    assert (card.alarm, card.mentions) == (True, [emma.user_id])
    assert f'<a href="https://matrix.to/#/{emma.user_id}">Emma</a>' in card.html

    # --- notes, in every form
    decided = await bruno.say(room, "!décision On garde le vendredi midi")
    assert await chat.emoji(decided) == "✅"
    idea = await ana.say(room, "#idée Une permanence le mardi")
    price = await bruno.say(room, "NOTE : Prix annoncé : 100 € par mois\nACTION : Bruno demande le devis")
    assert await chat.emoji(idea) == "💡"
    assert await chat.emojis(price, 2) == {"📝", "📌"}
    await bruno.edit(
        room, price, "NOTE : Prix annoncé : 1000 € par mois\nACTION : Bruno demande le devis écrit"
    )
    rude = await emma.say(room, "NOTE : ce vendeur est un vrai jambon")
    assert await chat.emoji(rude) == "📝"
    await emma.redact(room, rude)
    talk = await emma.say(room, "Le Tournesol ouvre à l’automne")
    kept = await ana.reply(room, talk, "!note")
    assert await chat.emoji(kept) == "📝"
    clock.forward(seconds=40)
    await chloe.say(room, "!suivant")
    await chat.hears("3/5 · Prochaine réunion")

    # --- the end
    clock.to(noon(20))
    await chat.hears("« Prochaine réunion »", "de plus que prévu")
    await chloe.say(room, "!clore")
    minutes = await chat.hears("Brouillon, à relire ensemble")
    files = await chat.files()
    assert sorted(files) == ["cr-2028-05-12.html", "cr-2028-05-12.md"]
    for document in (minutes.body, *files.values()):
        for said in (
            "On garde le vendredi midi",
            "demande le devis écrit",
            "Une permanence le mardi",
            "1000 € par mois",
            "Le Tournesol ouvre à l’automne",
            "de 12:00 à 12:20",
            "traité, 7 min (",
            "La Chouette",
            "Structure Intercoop, on avance ?",
        ):
            assert said in document
        for gone in ("100 € par mois", "jambon"):
            assert gone not in document
    assert all(b"jambon" not in part for part in database(bot.settings.data_dir))

    # --- corrected after the end: the same message, new files
    await bruno.edit(
        room, price, "NOTE : Prix confirmé : 950 € par mois\nACTION : Bruno demande le devis écrit"
    )
    await chat.emoji(await bruno.say(room, "s/vendredi midi/vendredi à midi/"))
    clock.forward(seconds=31)
    corrected = await chat.edited(minutes)
    assert "Corrigé après la réunion" in corrected.body
    assert "950 € par mois" in corrected.body
    assert "1000 €" not in corrected.body
    assert "On garde le vendredi à midi" in corrected.html
    files = await chat.files("950 € par mois", "vendredi à midi")
    assert all("1000 €" not in text for text in files.values())

    # --- quiet: nothing was said that this test has not heard
    assert [seen.body for seen in await chat.new()] == []
    # Whose phone rings is always said; and beside the opening, it rings only for somebody.
    for event in await chat.sent():
        assert not event["content"] or "m.mentions" in event["content"]
    assert [seen.event_id for seen in await chat.said() if seen.alarm and not seen.mentions] == [
        begun.event_id
    ]
    assert all(seen.alarm for seen in await chat.said() if seen.mentions)


def database(folder: Path) -> list[bytes]:
    """Return what the files of the database hold."""
    return [file.read_bytes() for file in folder.glob("intercoop.sqlite3*")]
