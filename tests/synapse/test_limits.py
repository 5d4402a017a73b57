"""An hour’s meeting of eight people, at Synapse’s own limits: the bot is quiet, and no alarm is late.

The clock is put forward wherever nothing is done, and that of the homeserver’s limiters with it: what is said
within a second counts as said within a second, and an hour as an hour.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.demo.script import ANNOUNCEMENT
from intercoop_bot.demo.stage import alongside
from intercoop_bot.matrix import sender
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import ANYONE_PINS, Chat
from tests.synapse.conftest import NewApp, NewPerson
from tests.synapse.inside import Inside, LimitsClock, SteppedHomeserver, SteppedMeter, Watcher
from tests.synapse.people import Json, Person, wait_for

NOON = datetime(2028, 5, 12, 12, tzinfo=ZoneInfo("Europe/Paris"))
NAMES = ("Ana", "Bruno", "Chloé", "David", "Emma", "Félix", "Gaëlle", "Hugo")
LATEST = timedelta(seconds=2)
MOST_MESSAGES = 40

MEETING = """
0:00 Chloé !ouvrir
0:20 Ana !jesuis La Chouette
0:30 Bruno !jesuis La Louve
0:40 Chloé !jesuis La Fourmi
0:50 David !jesuis Le Potiron
1:00 Emma !jesuis Le Tournesol
1:10 Félix !jesuis Supercoop
1:20 Gaëlle !jesuis La Cagette
1:30 Hugo !ici Hugo, Paul au téléphone
2:00 Ana Bonjour tout le monde
2:30 Félix On vous entend bien
5:10 Chloé ▶
5:40 Emma NOTE : Le Tournesol ouvre à l’automne
6:00 Gaëlle ✋
6:05 Hugo ✋
6:10 Félix ✋
6:30 Chloé !parole
7:20 Bruno NOTE : trente bénévoles
8:00 Chloé !parole
9:00 Hugo -✋
9:10 Bruno #question Qui montre son Odoo ?
12:20 Chloé 1⃣
12:50 Ana ACTION : Ana fait visiter l’Odoo de La Chouette d’ici vendredi prochain
14:00 Chloé ▶
14:30 Ana Vendredi 9 juin, même heure ?
14:50 David Oui
15:00 Emma Oui pour moi
15:20 Bruno DÉCISION : prochaine réunion le vendredi 9 juin à midi
16:30 Gaëlle Parfait
17:00 Chloé ▶
17:30 Bruno NOTE : La Louve penche pour un intégrateur
18:00 Bruno NOTE : mille euros par mois, à confirmer
18:20 Emma ✋
18:22 Ana ✋
18:24 David ✋
18:26 Gaëlle ✋
18:50 Chloé !parole
20:00 Chloé !parole
21:00 Félix C’est cher pour nous
21:30 Hugo Pour nous aussi
22:00 Chloé !parole
23:10 Chloé !parole
24:00 Bruno #idée Trois étapes : supermarché, lab, démarrage
25:00 Ana !lien https://pad.coop.example/certification
26:00 Chloé ⏸
28:00 Chloé ⏸
29:00 Emma Et sans TVA ?
30:00 Bruno NOTE : la loi viserait qui récupère la TVA
31:00 Hugo Il faut demander
32:00 Félix ACTION : Félix interroge une experte-comptable avant le 2 juin
34:00 Ana Bonne idée
36:00 Bruno NOTE : on négocierait mieux ensemble
38:00 Gaëlle D’accord
39:00 Hugo D’accord aussi
40:00 Bruno DÉCISION : si le devis est confirmé, même prestataire que La Louve
46:30 Chloé 2⃣
47:30 Chloé ▶
48:00 Ana NOTE : sans structure, pas d’accord-cadre
49:00 Emma ✋
49:30 Chloé !parole
51:00 Emma Nous voulons bien porter le dossier
51:30 David Bravo
51:40 Hugo Merci Emma
53:00 David #idée Commencer par une association
55:00 Bruno DÉCISION : on crée une association, Le Tournesol porte le dossier
57:00 Chloé ACTION : David écrit un projet de statuts d’ici le 2 juin
59:00 David Ça marche
60:30 Chloé ⏹
"""
"""When, who, and what: a line, a button of the card or of the choices, or `-` a hand that is taken back."""

CROWDS = ("20:30", "40:48", "45:48")
"""When everybody notes two things, all within ten seconds: the last two times, just before an alarm."""

BUTTONS = {"▶", "⏸", "➕", "✋", "⏹", "1⃣", "2⃣", "3⃣", "4⃣"}


@pytest.fixture
async def stepped(tmp_path: Path) -> AsyncIterator[SteppedHomeserver]:
    async with SteppedHomeserver.start(tmp_path / "homeserver", rate_limited=True) as running:
        yield running


async def test_an_hours_meeting_stays_within_the_default_limits_and_no_alarm_is_late(
    person: NewPerson, stepped: SteppedHomeserver, app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = LimitsClock(NOON - timedelta(minutes=12), stepped)
    meter = SteppedMeter(clock)
    monkeypatch.setattr(sender, "Meter", lambda _: meter)
    bot = await app(clock, on=stepped)
    people = dict(zip(NAMES, [await person(name, on=stepped) for name in NAMES], strict=True))
    chat = await Chat.open(bot.user_id, *people.values(), **ANYONE_PINS)
    await chat.say(f"!prévoir\n{ANNOUNCEMENT}")
    await chat.hears("Structure Intercoop, on avance ? – 20 min")
    for name, role in (("Bruno", "notes"), ("Chloé", "animation"), ("David", "appel")):
        clock.forward(minutes=1)
        await chat.say(f"!prendre {role}", people[name])
        await chat.hears("Merci", name)
    clock.to(NOON - timedelta(minutes=2))

    watcher = Watcher(people["Hugo"], chat.room_id, clock)
    with closing(Inside(bot, meter)) as inside:
        async with alongside(watcher.watch()):
            await hold(chat, people, clock, watcher, inside)
            await chat.hears("Brouillon")
            await watcher.up_to_date()
        due = inside.calls_due(chat.room_id)

    ours = [(at, event) for at, event in watcher.came.values() if event["sender"] == bot.user_id]
    alarms = [at for at, event in ours if at >= NOON and is_alarm(event)]
    new = [event for at, event in ours if at >= NOON and is_new_message(event)]
    assert len(alarms) == len(due) >= 9
    late = [came - when for came, when in zip(alarms, due, strict=True)]
    assert max(late) <= LATEST, late
    assert len(new) <= MOST_MESSAGES, [event["content"]["body"] for event in new]
    assert meter.refused, "the limit was never met"


def is_alarm(event: Json) -> bool:
    return is_new_message(event) and any(mark in event["content"].get("body", "") for mark in "⏳⏰")


def is_new_message(event: Json) -> bool:
    relation = event["content"].get("m.relates_to", {})
    return bool(event["type"] == "m.room.message" and relation.get("rel_type") != "m.replace")


def deeds() -> list[tuple[datetime, str, str]]:
    """Return when, who and what, in order."""
    lines = [line.split(" ", 2) for line in MEETING.strip().splitlines()]
    known = [(instant(when), name, deed) for when, name, deed in lines]
    crowds = [
        (instant(when) + timedelta(seconds=0.6 * number), name, "NOTE : j’ajoute une chose")
        for when in CROWDS
        for number, name in enumerate(NAMES * 2)
    ]
    return sorted(known + crowds, key=lambda each: each[0])


def instant(when: str) -> datetime:
    minutes, seconds = map(int, when.split(":"))
    return NOON + timedelta(minutes=minutes, seconds=seconds)


async def hold(
    chat: Chat, people: dict[str, Person], clock: SteppingClock, watcher: Watcher, inside: Inside
) -> None:
    """Hold the meeting: the clock is put forward to what is done next, or to what the bot does by itself."""
    taps: dict[tuple[str, str, str], str] = {}
    for at, name, deed in deeds():
        while (wakes := inside.wakes_at(chat.room_id)) is not None and wakes < at:
            clock.to(wakes)
            await settled(watcher, inside, partial(inside.was_woken, chat.room_id, wakes))
        clock.to(at)
        done = await act(chat, people[name], deed, taps)
        await settled(watcher, inside, partial(inside.is_done, done))


async def act(chat: Chat, by: Person, deed: str, taps: dict[tuple[str, str, str], str]) -> str:
    """Do it, and return the event that it became. A button that one has tapped is first let go of."""
    emoji = deed.removeprefix("-")
    if emoji not in BUTTONS:
        return await chat.say(deed, by)
    sign = "2⃣" if "⃣" in deed else "⏹ clore"
    latest = [seen for seen in await chat.said() if sign in seen.body][-1]
    tap = (by.user_id, emoji, latest.event_id)
    if tap in taps:
        taken_back = await by.redact(chat.room_id, taps.pop(tap))
        if deed != emoji:
            return taken_back
    taps[tap] = await by.react(chat.room_id, latest.event_id, emoji)
    return taps[tap]


async def settled(watcher: Watcher, inside: Inside, is_done: Callable[[], bool]) -> None:
    """Return once that is done, and people have seen what was said about it."""

    async def is_said() -> bool:
        return is_done() and inside.is_quiet()

    await wait_for(is_said)
    await watcher.up_to_date()
