"""A copy of a bot's data, made in mid-meeting: whoever begins with it goes on as if nothing had been."""

import re
import stat
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from intercoop_bot.backup import back_up
from intercoop_bot.matrix import SignInError
from intercoop_bot.storage import DatabaseInUse, Storage, StorageError, read_account
from tests.synapse.apps import RunningApp, SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import BOTH_WAYS, ENCRYPTED, NewApp, NewPerson

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
BEGINS = datetime(2028, 5, 12, 12, 0, tzinfo=PARIS)


@pytest.fixture
async def restored(tmp_path: Path) -> AsyncIterator[list[RunningApp]]:
    """The bots that began with a copy."""
    bots: list[RunningApp] = []
    yield bots
    for bot in bots:
        await bot.stop()


async def restore(bot: RunningApp, folder: Path, bots: list[RunningApp]) -> None:
    """Begin with a copy of what that bot kept."""
    settings = bot.settings.model_copy(update={"data_dir": folder})
    bots.append(RunningApp(settings, bot.clock))
    await bots[-1].start()


@BOTH_WAYS
async def test_a_bot_goes_on_from_a_copy_made_in_mid_meeting(
    person: NewPerson, app: NewApp, tmp_path: Path, restored: list[RunningApp]
) -> None:
    clock = SteppingClock(BEGINS)
    bot = await app(clock)
    ana, bruno = await person("Ana"), await person("Bruno")
    chat = await Chat.open(bot.user_id, ana, bruno)
    await chat.say("!ouvrir Bilan\n!point Caisse 30 min\n!point Divers 30 min")
    await chat.hears("c’est parti")
    # Who encrypts has given the bot a key by then.
    for someone in (ana, bruno):
        assert await chat.emoji(await chat.say(f"NOTE : Avant {someone.user_id[1]}", someone)) == "📝"
    back_up(bot.settings, tmp_path / "copy")
    clock.to(BEGINS + 2 * MINUTE)
    assert await chat.emoji(await chat.say("NOTE : Ensuite", bruno)) == "📝"
    await chat.say("!suivant")
    await chat.hears("1/2 · Caisse")
    clock.to(BEGINS + 4 * MINUTE)
    assert await chat.emoji(await chat.say("DÉCISION : Oui")) == "✅"
    await bot.stop()
    await restore(bot, tmp_path / "copy", restored)
    clock.to(BEGINS + 6 * MINUTE)
    assert await chat.emoji(await chat.say("NOTE : Enfin", bruno)) == "📝"
    await chat.say("!clore")
    minutes = (await chat.files("Enfin"))["cr-2028-05-12.md"]
    found = re.findall(r"(\w+(?: \w)?) — (\w+), (\d\d:\d\d)", minutes[minutes.index("## Ordre du jour") :])
    assert sorted(found, key=lambda note: note[2]) == [
        ("Avant a", "Ana", "12:00"),
        ("Avant b", "Bruno", "12:00"),
        ("Ensuite", "Bruno", "12:02"),
        ("Oui", "Ana", "12:04"),
        ("Enfin", "Bruno", "12:06"),
    ]
    said = Counter(seen.body for seen in await chat.said())
    assert [body for body, times in said.items() if times > 1] == []
    before, after = (
        await read_account(bot.settings.database),
        await read_account(restored[0].settings.database),
    )
    assert before
    assert after
    assert before.device_id != after.device_id


@ENCRYPTED
async def test_a_copy_lets_nobody_in_and_is_for_its_owner_alone(
    person: NewPerson, app: NewApp, tmp_path: Path
) -> None:
    bot = await app(SteppingClock(BEGINS))
    chat = await Chat.open(bot.user_id, await person("Ana"))
    account = await read_account(bot.settings.database)
    assert account
    folder = tmp_path / "copies" / "today"
    back_up(bot.settings, folder)
    files = {path.name: path for path in folder.iterdir()}
    assert set(files) == {"intercoop.sqlite3", "crypto.sqlite3", "crypto.key", "identity.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert await read_account(folder / "intercoop.sqlite3") is None
    assert not [name for name, path in files.items() if account.access_token.encode() in path.read_bytes()]
    with pytest.raises(StorageError, match="is there already"):
        back_up(bot.settings, folder)
    # The bot whose data they are is still at work.
    with pytest.raises(DatabaseInUse):
        await Storage.open(bot.settings.database)
    await chat.say("!état")
    await chat.hears("")
    # With its token, the same device would begin anew with old keys.
    await bot.stop()
    same = {"data_dir": folder, "password": None, "access_token": SecretStr(account.access_token)}
    with pytest.raises(SignInError, match=f"the keys of the device {account.device_id} are not in"):
        await RunningApp(bot.settings.model_copy(update=same), bot.clock).start()
