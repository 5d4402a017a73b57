"""The bot's identity on a real homeserver, as other people's clients see it."""

from pathlib import Path
from typing import Any

import pytest
import structlog

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.matrix.identity import ForeignIdentity, Identity, IdentityError, WrongRecoveryKey
from intercoop_bot.matrix.identity.keyfile import read_keys, write_keys
from intercoop_bot.matrix.identity.keys import Keys, Usage
from intercoop_bot.matrix.identity.recovery import RecoveryKey
from intercoop_bot.matrix.session import RequestError
from intercoop_bot.matrix.wire import Json
from tests.synapse.conftest import NewBot, NewPerson
from tests.synapse.people import PASSWORD, BotSide, Person, wait_for
from tests.synapse.proxy import Proxy
from tests.synapse.strict import is_signed, shown_to, sole_key, vouched


def ours(bot: BotSide) -> Identity:
    """Return the bot's identity."""
    assert bot.matrix.identity
    return bot.matrix.identity


def device_of(bot: BotSide) -> str:
    """Return the bot's device."""
    return bot.matrix._session.device_id


async def until_vouched(person: Person, bot: BotSide) -> Json:
    """Return what that person is shown of the bot, once the bot vouches for its device."""

    async def shown() -> Json | None:
        answer = await shown_to(person, bot.matrix.user_id)
        return answer if vouched(answer, bot.matrix.user_id) else None

    answer = await wait_for(shown)
    assert answer
    return answer


async def owner_of(bot: BotSide, person: NewPerson) -> Person:
    """Return the bot's account in another client."""
    someone = await person("Operator")
    client = type(someone.client)(someone.client.homeserver, bot.matrix.user_id)
    await client.login(PASSWORD, device_name="a client")
    await someone.client.close()
    someone.client = client
    return someone


def signed_elsewhere(keys: Keys) -> Json:
    """Return what another client uploads of an identity."""
    return {f"{usage.value}_key": keys.described(usage) for usage in Usage}


# --- made by the first run -------------------------------------------------------------------------------


async def test_others_see_that_the_bot_vouches_for_its_device(bot: NewBot, person: NewPerson) -> None:
    ana, started = await person("Ana"), await bot()
    bot_id, device_id = started.matrix.user_id, device_of(started)
    shown = await until_vouched(ana, started)
    assert vouched(shown, bot_id) == {device_id}
    master = shown["master_keys"][bot_id]
    device = shown["device_keys"][bot_id][device_id]
    assert master["usage"] == ["master"]
    assert is_signed(master, bot_id, device_id, device["keys"][f"ed25519:{device_id}"])
    assert bot_id not in shown.get("user_signing_keys", {}), "that one is for the bot alone"
    own = await (await owner_of(started, person)).call("POST", "keys/query", {"device_keys": {bot_id: []}})
    key = sole_key(master)
    assert is_signed(own["user_signing_keys"][bot_id], bot_id, key, key)


async def test_only_the_device_of_the_bot_is_vouched_for(bot: NewBot, person: NewPerson) -> None:
    ana, first = await person("Ana"), await bot()
    await until_vouched(ana, first)
    await first.stop()
    second = await bot(again=first.matrix.user_id, fresh=True)
    await ours(second).standing()
    shown = await shown_to(ana, first.matrix.user_id)
    assert {device_of(first), device_of(second)} <= shown["device_keys"][first.matrix.user_id].keys()
    assert vouched(shown, first.matrix.user_id) == {device_of(first)}


async def test_a_second_run_changes_nothing(
    bot: NewBot, person: NewPerson, homeserver: Homeserver, tmp_path: Path
) -> None:
    ana, first = await person("Ana"), await bot()
    bot_id = first.matrix.user_id
    before = await until_vouched(ana, first)
    file = tmp_path / bot_id[1:].partition(":")[0] / "identity.json"
    kept = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    await first.stop()
    async with Proxy.before(homeserver.url) as proxy:
        second = await bot(again=bot_id, url=proxy.url)
        await ours(second).establish()
        assert not [seen for seen in proxy.seen if "signing" in seen or "signatures" in seen]
        await second.stop()
    assert await shown_to(ana, bot_id) == before
    assert file.read_bytes() == kept


async def test_a_new_device_is_vouched_for_by_the_same_identity(bot: NewBot, person: NewPerson) -> None:
    ana, first = await person("Ana"), await bot()
    before = await until_vouched(ana, first)
    await first.stop()
    second = await bot(again=first.matrix.user_id, as_new_device=True)
    assert device_of(second) != device_of(first)

    async def is_vouched_for() -> bool:
        return device_of(second) in vouched(await shown_to(ana, second.matrix.user_id), second.matrix.user_id)

    await wait_for(is_vouched_for)
    after = await shown_to(ana, second.matrix.user_id)
    assert after["master_keys"] == before["master_keys"]


async def test_what_was_cut_short_is_finished(bot: NewBot, person: NewPerson, homeserver: Homeserver) -> None:
    ana = await person("Ana")
    async with Proxy.before(homeserver.url) as proxy:
        lost = proxy.spoil("device_signing/upload", "cut after")
        refused = proxy.spoil("signatures/upload", "bad gateway", times=2)
        started = await bot(url=proxy.url)
        shown = await until_vouched(ana, started)
        assert lost.done.is_set()
        assert refused.done.is_set()
        assert vouched(shown, started.matrix.user_id) == {device_of(started)}
        await started.stop()


# --- what is not ours ------------------------------------------------------------------------------------


async def test_an_identity_of_another_making_is_left_alone(bot: NewBot, person: NewPerson) -> None:
    first = await bot(encryption=False)
    owner = await owner_of(first, person)
    foreign = Keys.make(first.matrix.user_id)
    await owner.call("POST", "keys/device_signing/upload", signed_elsewhere(foreign))
    await first.stop()
    with structlog.testing.capture_logs() as logged:
        started = await bot(again=first.matrix.user_id)

        async def is_logged() -> bool:
            return any(entry["event"] == "nothing vouches for this device" for entry in logged)

        await wait_for(is_logged)
        with pytest.raises(ForeignIdentity, match=r"has an identity already, .*setup --recover") as caught:
            await ours(started).establish()
    assert "identity.json" in str(caught.value)
    shown = await shown_to(owner, started.matrix.user_id)
    assert sole_key(shown["master_keys"][started.matrix.user_id]) == foreign.master.public
    assert not (await ours(started).standing()).is_vouched
    assert not started.running.done(), "a bot that nobody vouches for works all the same"


async def test_an_identity_that_was_made_anew_elsewhere_is_left_alone(bot: NewBot, person: NewPerson) -> None:
    ana, started = await person("Ana"), await bot()
    await until_vouched(ana, started)
    owner = await owner_of(started, person)
    foreign = Keys.make(started.matrix.user_id)
    await upload_with_password(owner, signed_elsewhere(foreign))
    with pytest.raises(ForeignIdentity, match="is not that of"):
        await ours(started).establish()
    shown = await shown_to(ana, started.matrix.user_id)
    assert sole_key(shown["master_keys"][started.matrix.user_id]) == foreign.master.public


async def upload_with_password(owner: Person, keys: Json) -> None:
    """Replace an identity, as a client does where its owner gives the password."""
    with pytest.raises(AssertionError) as refused:
        await owner.call("POST", "keys/device_signing/upload", keys)
    session = refused.value.args[0].split(b'"session":"')[1].split(b'"')[0].decode()
    identifier = {"type": "m.id.user", "user": owner.user_id}
    proof = {"type": "m.login.password", "identifier": identifier, "password": PASSWORD, "session": session}
    await owner.call("POST", "keys/device_signing/upload", keys | {"auth": proof})


class Altered:
    """The bot's session where the homeserver shows something else of its device."""

    def __init__(self, bot: BotSide, **keys: str) -> None:
        self._session = bot.matrix._session
        self._keys = keys
        self.posted: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    async def request(self, method: str, path: str, **options: Any) -> object:  # noqa: ANN401 - handed on
        self.posted.append(path)
        answer: Any = await self._session.request(method, path, **options)
        if path == "keys/query":
            device = answer["device_keys"][self._session.user_id][self._session.device_id]
            device["keys"] |= {f"{kind}:{self._session.device_id}": key for kind, key in self._keys.items()}
        return answer


@pytest.mark.parametrize("kind", ["ed25519", "curve25519"])
async def test_a_device_that_is_shown_with_another_key_is_not_vouched_for(
    bot: NewBot, person: NewPerson, kind: str
) -> None:
    ana, started = await person("Ana"), await bot()
    await until_vouched(ana, started)
    session = Altered(started, **{kind: Keys.make("@eve:coop.example").master.public})
    ours(started)._session = session  # type: ignore[assignment]
    with pytest.raises(IdentityError, match="does not show the device"):
        await ours(started).establish()
    assert session.posted == ["keys/query"]


# --- the password ----------------------------------------------------------------------------------------


async def half_published(bot: NewBot, person: NewPerson, tmp_path: Path) -> tuple[BotSide, Person, Keys]:
    """Return a bot that is to publish the rest of its identity, for which a homeserver wants the password."""
    first = await bot(encryption=False)
    owner = await owner_of(first, person)
    keys = Keys.make(first.matrix.user_id)
    await owner.call("POST", "keys/device_signing/upload", {"master_key": keys.described(Usage.MASTER)})
    write_keys(tmp_path / first.matrix.user_id[1:].partition(":")[0] / "identity.json", keys)
    await first.stop()
    return first, owner, keys


async def test_the_password_is_given_where_it_is_asked_for(
    bot: NewBot, person: NewPerson, tmp_path: Path
) -> None:
    first, owner, keys = await half_published(bot, person, tmp_path)
    started = await bot(again=first.matrix.user_id)
    shown = await until_vouched(owner, started)
    assert sole_key(shown["master_keys"][started.matrix.user_id]) == keys.master.public


async def test_a_bot_without_a_password_says_that_it_is_wanted(
    bot: NewBot, person: NewPerson, tmp_path: Path
) -> None:
    first, owner, _ = await half_published(bot, person, tmp_path)
    started = await bot(
        again=first.matrix.user_id, fresh=False, password=None, access_token=owner.client.access_token
    )
    with pytest.raises(IdentityError, match="wants the password of"):
        await ours(started).establish()


async def test_where_a_password_is_not_enough_the_way_is_told(bot: NewBot) -> None:
    started = await bot()
    with pytest.raises(IdentityError, match=r"confirm this in a browser.*setup --recover"):
        ours(started)._proof(
            {"flows": [{"stages": ["m.login.password", "m.totp"]}, {"stages": ["m.oauth"]}, 7]}
        )


# --- the recovery key ------------------------------------------------------------------------------------


async def locked_up(bot: NewBot, person: NewPerson) -> tuple[BotSide, str, Json]:
    """Return a bot whose identity is locked up, stopped, with the recovery key and what others see."""
    ana, started = await person("Ana"), await bot()
    shown = await until_vouched(ana, started)
    recovery = await ours(started).lock_up(await ours(started).establish())
    assert recovery
    await started.stop()
    return started, recovery, shown


async def test_the_recovery_key_is_enough_on_a_new_machine(bot: NewBot, person: NewPerson) -> None:
    first, recovery, before = await locked_up(bot, person)
    bot_id, ana = first.matrix.user_id, await person("Bruno")
    second = await bot(again=bot_id, fresh=True)
    assert not (await ours(second).standing()).is_vouched
    keys = await ours(second).recover(f"  {recovery.replace(' ', '')}  ")
    shown = await shown_to(ana, bot_id)
    assert shown["master_keys"][bot_id]["keys"] == before["master_keys"][bot_id]["keys"]
    assert vouched(shown, bot_id) == {device_of(first), device_of(second)}
    assert device_of(first) != device_of(second)
    assert read_keys(ours(second)._path, bot_id) is not None
    assert (await ours(second).standing()).is_vouched
    assert await ours(second).lock_up(keys) is None, "it is locked up already"


async def test_a_wrong_recovery_key_recovers_nothing(bot: NewBot, person: NewPerson) -> None:
    first, recovery, _ = await locked_up(bot, person)
    second = await bot(again=first.matrix.user_id, fresh=True)
    for wrong, why in (
        (recovery[:-1] + ("a" if recovery[-1] != "a" else "b"), "there is a slip"),
        (RecoveryKey.make().written(), "not the one of @bot"),
        (PASSWORD, "not a recovery key"),
    ):
        with pytest.raises(WrongRecoveryKey, match=why):
            await ours(second).recover(wrong)
    assert read_keys(ours(second)._path, first.matrix.user_id) is None
    assert not (await ours(second).standing()).is_vouched


async def test_a_new_recovery_key_takes_the_place_of_the_old_one(bot: NewBot, person: NewPerson) -> None:
    first, old, _ = await locked_up(bot, person)
    again = await bot(again=first.matrix.user_id)
    keys = await ours(again).establish()
    assert await ours(again).lock_up(keys) is None
    new = await ours(again).lock_up(keys, anew=True)
    assert new
    await again.stop()
    second = await bot(again=first.matrix.user_id, fresh=True)
    with pytest.raises(WrongRecoveryKey):
        await ours(second).recover(old)
    await ours(second).recover(new)


async def test_a_key_of_an_identity_that_was_replaced_recovers_nothing(
    bot: NewBot, person: NewPerson
) -> None:
    first, recovery, _ = await locked_up(bot, person)
    second = await bot(again=first.matrix.user_id, fresh=True)
    owner = await owner_of(second, person)
    await upload_with_password(owner, signed_elsewhere(Keys.make(first.matrix.user_id)))
    with pytest.raises(IdentityError, match="made anew"):
        await ours(second).recover(recovery)
    assert read_keys(ours(second)._path, first.matrix.user_id) is None


async def test_there_may_be_nothing_to_recover(bot: NewBot, person: NewPerson) -> None:
    started = await bot(encryption=False)
    owner = await owner_of(started, person)
    identity = Identity(started.matrix._session, Path("nowhere"), None, None)
    with pytest.raises(IdentityError, match="has no identity yet"):
        await identity.recover(RecoveryKey.make().written())
    await owner.call(
        "POST", "keys/device_signing/upload", signed_elsewhere(Keys.make(started.matrix.user_id))
    )
    with pytest.raises(IdentityError, match="nothing is kept under a recovery key"):
        await identity.recover(RecoveryKey.make().written())


async def test_whoever_only_looks_on_signs_nothing(bot: NewBot, person: NewPerson, tmp_path: Path) -> None:
    first, recovery, _ = await locked_up(bot, person)
    second = await bot(again=first.matrix.user_id, fresh=True, encryption=False)
    onlooker = Identity(second.matrix._session, tmp_path / "looked.json", None, None)
    with pytest.raises(IdentityError, match="a bot is running with it"):
        await onlooker.recover(recovery)


async def test_a_homeserver_that_refuses_is_told(bot: NewBot) -> None:
    started = await bot()

    async def refuse(*_: object, **__: object) -> Json:
        raise RequestError(404, "M_UNRECOGNIZED", "no")

    ours(started)._query = refuse  # type: ignore[method-assign]
    await ours(started).uphold(started.matrix._pace)
