"""The bot with no more than it needs: no power in the room, no secret and no word where others read."""

import asyncio
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog

from intercoop_bot import logs
from intercoop_bot.checkup import Mark, check
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import BOTH_WAYS, NewApp, NewPerson, NewProcess
from tests.synapse.people import PASSWORD, Person

BEGINS = datetime(2028, 5, 12, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
ANNOUNCEMENT = """!prévoir
Cueillette des quetsches

Notre réunion se déroulera le vendredi 12 mai de 12H à 13H.
Reste à fixer qui prendra les notes et animera.

Ordre du jour
- Framboisiers (10 min)
- Myrtilliers (20 min)
"""


async def a_whole_meeting(chat: Chat, clock: SteppingClock, *others: Person) -> None:
    """Plan a meeting, hold it with all that belongs to one, and close it."""
    await chat.say(ANNOUNCEMENT)
    await chat.hears("Cueillette des quetsches", "12:00")
    await chat.say("!prendre animation")
    await chat.hears("Merci")
    await chat.say("!appel https://visio.coop.example/groseillier\n!préparer 1")
    await chat.hears("Framboisiers")
    for other in others:
        await chat.say("!présent\n!jesuis La Mirabelle\n!excuse dentiste impitoyable", other)
    clock.to(BEGINS.replace(hour=11, minute=31))
    await chat.say("!état")
    await chat.hears("Cueillette des quetsches")
    clock.to(BEGINS.replace(hour=11, minute=56))
    await chat.hears("va commencer")
    clock.to(BEGINS.replace(hour=12, minute=0))
    await chat.say("!ouvrir")
    await chat.hears("c’est parti")
    emoji = await chat.say("DÉCISION : on arrose les cognassiers")
    await chat.emoji(emoji)
    noted = await chat.say("ACTION : Ana achète un sécateur d’ici mardi")
    await chat.emoji(noted)
    await chat.person.edit(chat.room_id, noted, "ACTION : Ana achète une cisaille d’ici mardi")
    await chat.person.redact(chat.room_id, emoji)
    clock.forward(minutes=12)
    await chat.hears("⏰")
    await chat.say("!confier notes @groseille-introuvable\n!framboisierr\nbavardage à bâtons rompus")
    await chat.say("!clore")
    await chat.hears("Brouillon")
    await chat.files("cisaille")


SAID = re.compile(
    "quetsche|framboisier|myrtillier|groseill|mirabelle|dentiste|impitoyable|arrose|cognassier|sécateur|cisaille"
    "|achète|bavardage|rompus|introuvable",
    re.IGNORECASE,
)


async def test_a_meeting_is_held_without_any_power(person: NewPerson, app: NewApp) -> None:
    ana, bruno = await person("Ana"), await person("Bruno")
    clock = SteppingClock(BEGINS)
    bot = await app(clock)
    # Nothing but messages and reactions is anybody's to send; all else takes a moderator.
    levels = {"state_default": 50, "events_default": 50, "redact": 50, "invite": 50, "kick": 50, "ban": 50}
    free = {"m.room.message": 0, "m.reaction": 0, "m.room.redaction": 0}
    chat = await Chat.open(
        bot.user_id, ana, bruno, power_level_content_override=levels | {"events": free, "users_default": 0}
    )
    await a_whole_meeting(chat, clock, bruno)
    kinds = ("m.room.pinned_events", "m.room.topic", "m.room.name", "m.room.power_levels", "m.room.member")
    theirs = [e for kind in kinds for e in await ana.events(chat.room_id, kind) if e["sender"] == bot.user_id]
    assert [event["content"]["membership"] for event in theirs] == ["join"]
    assert not [message for message in await chat.said() if "mal passé" in message.body]
    await bot.stop()
    found = [finding async for finding in check(bot.settings)]
    assert all(finding.mark is not Mark.BAD for finding in found)
    told = [finding.text for finding in found if "pin" in finding.text]
    assert len(told) == 1
    assert "but not pin messages, which it can do without (power 0)" in told[0]


async def test_a_meeting_is_held_where_reactions_are_not_allowed(person: NewPerson, app: NewApp) -> None:
    ana = await person("Ana")
    bot = await app(SteppingClock(BEGINS))
    levels = {"events": {"m.reaction": 50, "m.room.redaction": 50}}
    chat = await Chat.open(bot.user_id, ana, power_level_content_override=levels)
    await chat.say("!ouvrir Bilan\nNOTE : un mot\n!clore")
    await chat.hears("Brouillon")
    await chat.files("un mot")


@pytest.fixture
def kept_logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    libraries = {
        name: logging.getLogger(name).level for name in ("aiohttp", "aiosqlite", "asyncio", "nio", "peewee")
    }
    yield
    root.handlers = handlers
    root.setLevel(level)
    for name, was in libraries.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


@BOTH_WAYS
@pytest.mark.usefixtures("kept_logs")
async def test_no_word_that_was_said_and_no_secret_is_logged(
    person: NewPerson, app: NewApp, capsys: pytest.CaptureFixture[str]
) -> None:
    ana, bruno = await person("Ana"), await person("Bruno")
    clock = SteppingClock(BEGINS)
    logs.set_up(verbose=True)
    bot = await app(clock)
    chat = await Chat.open(bot.user_id, ana, bruno)
    await a_whole_meeting(chat, clock, bruno)
    await bot.stop()
    written = capsys.readouterr()
    lines = [line for line in (written.err + written.out).splitlines() if '"level": "debug"' not in line]
    assert any("signed in" in line for line in lines)
    assert any("link tried" in line for line in lines)
    assert [line for line in lines if SAID.search(line)] == []
    whole = written.err + written.out
    assert PASSWORD not in whole
    assert str(ana.client.access_token) not in whole
    assert not re.search(r"syt_[A-Za-z0-9]+_", whole)


async def test_all_that_a_running_bot_keeps_is_closed_to_others(process: NewProcess, tmp_path: Path) -> None:
    running = await process(BEGINS, 1.0)
    folder = running.data_dir
    await running.end()
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o644)
    await running.start()
    names = {file.name for file in folder.iterdir()}
    assert {"intercoop.sqlite3", "intercoop.sqlite3-wal", "intercoop.sqlite3.lock", "heartbeat"} <= names
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name: oct(file.stat().st_mode & 0o077) for file in folder.iterdir()} == dict.fromkeys(
        names, "0o0"
    )
    # Nor is there anything of it where everybody sees what runs on the machine.
    listed = await asyncio.to_thread(Path(f"/proc/{running.pid}/cmdline").read_text)
    assert PASSWORD not in listed
