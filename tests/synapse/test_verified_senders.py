"""Whose devices count: people who are strict with the bot, and a bot that is strict with people."""

from pathlib import Path

from intercoop_bot.checkup import check
from intercoop_bot.clock import SystemClock
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.matrix.identity.keys import Keys
from intercoop_bot.storage import Storage
from tests.synapse.apps import RunningApp, settings_of
from tests.synapse.conftest import NewApp, NewBot, NewPerson
from tests.synapse.devices import Device
from tests.synapse.people import PASSWORD, Person, wait_for
from tests.synapse.strict import StrictDevice, shown_to, vouch_for_own_device, vouched
from tests.synapse.test_identity import owner_of, signed_elsewhere


async def encrypting(someone: Person, folder: Path, kind: type[Device] = Device) -> Person:
    """Have that person encrypt, on a device of that kind."""
    someone.device = kind(someone.client, folder / someone.user_id)
    await someone.device.start()
    return someone


async def in_a_room(person: Person, bot: RunningApp) -> str:
    """Return a room with both of them, once the bot has greeted it."""
    room_id = await person.create_room(bot.user_id)

    async def is_greeted() -> bool:
        return bool(await person.messages(room_id, bot.user_id))

    await wait_for(is_greeted)
    return room_id


async def answered(person: Person, room_id: str, bot: RunningApp, words: str) -> str:
    """Return what the bot says with these words in it."""

    async def found() -> str:
        said = await person.messages(room_id, bot.user_id)
        return next((each for each in said if words in each), "")

    return await wait_for(found)


async def is_vouched_for(bot: RunningApp, person: Person) -> bool:
    """Tell whether others see that the bot vouches for its device."""
    return bool(vouched(await shown_to(person, bot.user_id), bot.user_id))


async def test_a_strict_client_writes_to_the_bot(app: NewApp, person: NewPerson, tmp_path: Path) -> None:
    bot, ana = await app(), await person("Ana")
    await wait_for(lambda: is_vouched_for(bot, ana))
    await encrypting(ana, tmp_path, StrictDevice)
    room_id = await in_a_room(ana, bot)
    await ana.say(room_id, "!rôles")
    await answered(ana, room_id, bot, "Aucune réunion n’est prévue")


async def test_a_strict_client_does_not_write_to_a_bot_that_nobody_vouches_for(
    bot: NewBot, person: NewPerson, homeserver: Homeserver, tmp_path: Path
) -> None:
    started = await bot(encryption=False)
    owner = await owner_of(started, person)
    await owner.call(
        "POST", "keys/device_signing/upload", signed_elsewhere(Keys.make(started.matrix.user_id))
    )
    await started.stop()
    settings = settings_of(homeserver.url, started.matrix.user_id, tmp_path / "unvouched")
    running = RunningApp(settings, SystemClock())
    (tmp_path / "unvouched").mkdir()
    await running.start()
    try:
        ana = await encrypting(await person("Ana"), tmp_path, StrictDevice)
        bruno = await encrypting(await person("Bruno"), tmp_path)
        room_id = await in_a_room(bruno, running)
        await bruno.invite(room_id, ana.user_id)
        await ana.join(room_id)
        await ana.say(room_id, "!rôles")
        await bruno.say(room_id, "!aide")
        await answered(bruno, room_id, running, "!prévoir")
        assert not [
            words
            for words in await bruno.messages(room_id, running.user_id)
            if "Aucune réunion n’est prévue" in words
        ]
    finally:
        await running.stop()


async def strict_bot(homeserver: Homeserver, folder: Path) -> RunningApp:
    """Start a bot that follows verified devices only."""
    client = await homeserver.register(f"strict{folder.name}".lower().replace("_", ""), PASSWORD, "Réunion")
    user_id = client.user_id
    await client.close()
    settings = settings_of(homeserver.url, user_id, folder).model_copy(
        update={"require_verified_senders": True}
    )
    running = RunningApp(settings, SystemClock())
    await running.start()
    return running


async def test_a_strict_bot_follows_verified_devices_only(
    homeserver: Homeserver, person: NewPerson, tmp_path: Path
) -> None:
    bot = await strict_bot(homeserver, tmp_path)
    try:
        ana = await encrypting(await person("Ana"), tmp_path)
        bruno = await encrypting(await person("Bruno"), tmp_path)
        await vouch_for_own_device(ana)
        room_id = await in_a_room(ana, bot)
        await ana.invite(room_id, bruno.user_id)
        await bruno.join(room_id)
        await bruno.say(room_id, "bonjour")
        await bruno.say(room_id, "!ouvrir Potager")
        told = await answered(ana, room_id, bot, "n’est pas vérifié")
        assert told.startswith("🔒 Bruno")
        note = await bruno.say(room_id, "NOTE : on achète")
        await bruno.edit(room_id, note, "NOTE : on n’achète pas")
        await ana.say(room_id, "!ouvrir Assemblée")
        await answered(ana, room_id, bot, "Assemblée")
        said = await ana.messages(room_id, bot.user_id)
        assert len([words for words in said if "n’est pas vérifié" in words]) == 1, "once"
        assert not [words for words in said if "Potager" in words]

        await vouch_for_own_device(bruno)
        await bruno.say(room_id, "NOTE : on vend")
        await ana.say(room_id, "!clore")
        minutes = await answered(ana, room_id, bot, "on vend")
        assert "achète" not in minutes
    finally:
        await bot.stop()


async def test_a_strict_bot_does_not_follow_another_identity_until_it_is_accepted(
    homeserver: Homeserver, person: NewPerson, tmp_path: Path
) -> None:
    bot = await strict_bot(homeserver, tmp_path)
    try:
        ana = await encrypting(await person("Ana"), tmp_path)
        await vouch_for_own_device(ana)
        room_id = await in_a_room(ana, bot)
        await ana.say(room_id, "!ouvrir Assemblée")
        await answered(ana, room_id, bot, "Assemblée")
        # As whoever has her account can do it, or her homeserver.
        other = await vouch_for_own_device(ana)
        await ana.say(room_id, "DÉCISION : on vend")
        told = await answered(ana, room_id, bot, "votre identité chiffrée a changé")
        assert told.startswith("🔒 Ana")
        found = [finding.text async for finding in check(bot.settings)]
        (text,) = [each for each in found if "another identity" in each]
        assert text.startswith(f"{ana.user_id} shows another identity than at first, {other.master.public},")
        await bot.stop()
        async with await Storage.open(bot.settings.database) as storage:
            assert await storage.identities.accept(ana.user_id)
        await bot.start()
        await ana.say(room_id, "DÉCISION : on achète")
        await ana.say(room_id, "!clore")
        minutes = await answered(ana, room_id, bot, "on achète")
        assert "on vend" not in minutes
    finally:
        await bot.stop()


async def test_in_a_room_that_is_not_encrypted_there_are_no_devices_to_look_at(
    homeserver: Homeserver, person: NewPerson, tmp_path: Path
) -> None:
    bot = await strict_bot(homeserver, tmp_path)
    try:
        ana = await person("Ana")
        room_id = await in_a_room(ana, bot)
        await ana.say(room_id, "!rôles")
        await answered(ana, room_id, bot, "Aucune réunion n’est prévue")
    finally:
        await bot.stop()
