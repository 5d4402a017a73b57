"""People verify the bot by emojis: in a direct room, and from device to device."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from nio.crypto import Sas

from tests.synapse.apps import RunningApp, SteppingClock
from tests.synapse.comparing import START, Comparison
from tests.synapse.conftest import NewApp, NewPerson
from tests.synapse.people import Json, Person, wait_for
from tests.synapse.strict import shown_to, sole_key

_tx_ids = count()

REQUEST = "m.key.verification.request"


@pytest.fixture
def encrypted() -> bool:
    return True


class Client:
    """Somebody's client that verifies the bot, in a room or, without one, from device to device."""

    def __init__(self, person: Person, bot_id: str, room_id: str | None = None) -> None:
        self.person = person
        self.bot_id = bot_id
        self.room_id = room_id
        self.tx_id = f"verification{next(_tx_ids)}"
        self._to_device: list[Json] = []
        self._since = ""

    @property
    def device_id(self) -> str:
        return str(self.person.client.device_id)

    async def ask(self, at: datetime | None = None, **change: object) -> None:
        content: Json = {
            "from_device": self.device_id,
            "methods": ["m.sas.v1", "m.qr_code.show.v1"],
            **change,
        }
        if self.room_id:
            request = {"msgtype": REQUEST, "body": "please", "to": self.bot_id, **content}
            self.tx_id = await self.person.send(self.room_id, "m.room.message", request)
        else:
            content["timestamp"] = int((at or datetime.now(UTC)).timestamp() * 1000)  # noqa: TID251
            await self.send("request", content)

    async def send(self, kind: str, content: Json) -> Json:
        """Send something of the verification; return its content as it is sent."""
        kind = f"m.key.verification.{kind}"
        if self.room_id:
            content = content | {"m.relates_to": {"rel_type": "m.reference", "event_id": self.tx_id}}
            await self.person.send(self.room_id, kind, content)
        else:
            content = content | {"transaction_id": self.tx_id}
            path = f"sendToDevice/{kind}/t{next(_tx_ids)}"
            await self.person.call("PUT", path, {"messages": {self.bot_id: {"*": content}}})
        return content

    async def got(self, kind: str) -> Json:
        """Return what the bot sent of that kind."""

        async def found() -> Json | None:
            return next((content for each, content in await self.received() if each == kind), None)

        content = await wait_for(found)
        assert content is not None
        return content

    async def received(self) -> list[tuple[str, Json]]:
        """Return all that the bot sent of this verification."""
        kinds = ("ready", "accept", "key", "mac", "done", "cancel")
        if self.room_id:
            events = [
                (event, kind)
                for kind in kinds
                for event in await self.person.events(self.room_id, f"m.key.verification.{kind}")
                if event["sender"] == self.bot_id
                and event["content"]["m.relates_to"]["event_id"] == self.tx_id
            ]
            return [(kind, event["content"]) for event, kind in events]
        answer = await self.person.call("GET", f"sync?timeout=0{self._since}")
        self._since = f"&since={answer['next_batch']}"
        self._to_device += answer.get("to_device", {}).get("events", [])
        return [
            (event["type"].removeprefix("m.key.verification."), event["content"])
            for event in self._to_device
            if event["sender"] == self.bot_id and event["content"].get("transaction_id") == self.tx_id
        ]


async def verify(client: Client, *, is_asked: bool = True) -> tuple[Comparison, str, dict[str, str]]:
    """Go as far as the emojis; return what the client computes, the bot's device, and the bot's keys."""
    shown = await shown_to(client.person, client.bot_id)
    master = sole_key(shown["master_keys"][client.bot_id])
    if is_asked:
        await client.ask()
        device_id = (await client.got("ready"))["from_device"]
    else:
        (device_id,) = shown["device_keys"][client.bot_id]
    key = shown["device_keys"][client.bot_id][device_id]["keys"][f"ed25519:{device_id}"]
    comparison = Comparison(
        (client.person.user_id, client.device_id), (client.bot_id, device_id), client.tx_id
    )
    start = await client.send("start", START | {"from_device": client.device_id})
    accept = await client.got("accept")
    await client.send("key", {"key": comparison.public})
    theirs = (await client.got("key"))["key"]
    assert comparison.is_committed(start, accept["commitment"], theirs)
    comparison.meet(theirs)
    return comparison, device_id, {f"ed25519:{device_id}": key, f"ed25519:{master}": master}


async def own_keys(person: Person) -> dict[str, str]:
    """Return the keys of that person's device."""
    shown = await shown_to(person, person.user_id)
    device_id = str(person.client.device_id)
    name = f"ed25519:{device_id}"
    return {name: shown["device_keys"][person.user_id][device_id]["keys"][name]}


async def confirm(client: Client, comparison: Comparison, keys: dict[str, str]) -> None:
    """Say that the emojis are the same; the bot then shows its keys, and they are those that we know."""
    await client.send("mac", comparison.confirmation(await own_keys(client.person)))
    assert comparison.is_confirmed(await client.got("mac"), keys)
    await client.got("done")
    await client.send("done", {})


async def ready(app: RunningApp, person: Person) -> None:
    """Return once the bot has its identity."""

    async def is_vouched_for() -> bool:
        return app.user_id in (await shown_to(person, app.user_id)).get("self_signing_keys", {})

    await wait_for(is_vouched_for)


@pytest.fixture
async def ana(person: NewPerson) -> Person:
    return await person("Ana")


async def direct_room(ana: Person, bot: RunningApp) -> str:
    """Return a room with Ana and the bot in it."""
    room_id = await ana.create_room(bot.user_id, is_direct=True)

    async def has_joined() -> bool:
        return bot.user_id in await ana.members(room_id)

    await wait_for(has_joined)
    await ready(bot, ana)
    return room_id


async def as_sent(person: Person, room_id: str) -> list[Json]:
    """Return the events of a room as the homeserver has them."""
    page = await person.call("GET", f"rooms/{quote(room_id)}/messages?dir=b&limit=100")
    return list(page["chunk"])


def compared(logged: list[Any]) -> list[str]:
    """Return the emojis that the operator reads."""
    return [entry["emojis"] for entry in logged if entry["event"] == "to compare by voice"]


async def test_a_person_verifies_the_bot_in_their_direct_room(app: NewApp, ana: Person) -> None:
    bot = await app()
    room_id = await direct_room(ana, bot)
    client = Client(ana, bot.user_id, room_id)
    with structlog.testing.capture_logs() as logged:
        comparison, _, keys = await verify(client)
        await confirm(client, comparison, keys)
    emojis = " · ".join(" ".join(Sas.emoji[index]) for index in comparison.indices())
    assert compared(logged) == [f"{emojis} ({comparison.decimals()})"]

    async def told() -> list[str]:
        return [words for words in await ana.messages(room_id, bot.user_id) if "émojis" in words]

    (words,) = await wait_for(told)
    assert not any(emoji in words for emoji, _ in Sas.emoji), "what is compared is not said there"
    in_clear = [
        event for event in await as_sent(ana, room_id) if event["type"].startswith("m.key.verification")
    ]
    assert in_clear == [], "all of it is encrypted"


async def test_a_device_verifies_the_bot(app: NewApp, ana: Person) -> None:
    bot = await app()
    await direct_room(ana, bot)
    with structlog.testing.capture_logs() as logged:
        for is_asked in (True, False):
            client = Client(ana, bot.user_id)
            comparison, _, keys = await verify(client, is_asked=is_asked)
            await confirm(client, comparison, keys)
    assert len(compared(logged)) == 2


async def test_what_was_shown_twice_is_given_up(app: NewApp, ana: Person) -> None:
    bot = await app()
    room_id = await direct_room(ana, bot)
    first, second = Client(ana, bot.user_id, room_id), Client(ana, bot.user_id, room_id)
    await verify(first)
    await second.ask()
    assert (await first.got("cancel"))["code"] == "m.user"
    await second.got("ready")


async def test_keys_that_are_not_those_of_the_device_end_it(app: NewApp, ana: Person) -> None:
    bot = await app()
    client = Client(ana, bot.user_id, await direct_room(ana, bot))
    comparison, _, _ = await verify(client)
    await client.send("mac", comparison.confirmation({f"ed25519:{client.device_id}": "another"}))
    assert (await client.got("cancel"))["code"] == "m.key_mismatch"


async def test_who_cannot_compare_emojis_is_told_once(app: NewApp, ana: Person) -> None:
    bot = await app()
    room_id = await direct_room(ana, bot)
    client = Client(ana, bot.user_id, room_id)
    await client.ask(methods=["m.qr_code.scan.v1"])
    assert (await client.got("cancel"))["code"] == "m.unknown_method"
    await client.send("start", {"method": "m.reciprocate.v1", "from_device": client.device_id})
    later = Client(ana, bot.user_id, room_id)
    await later.ask()
    await later.got("ready")

    async def told() -> list[str]:
        words = [words for words in await ana.messages(room_id, bot.user_id) if "émojis" in words]
        return words if len(words) == 2 else []

    declined, _ = await wait_for(told)
    assert declined.startswith("Je ne sais me faire vérifier qu’en comparant des émojis")
    assert [kind for kind, _ in await client.received()] == ["cancel"]


async def test_in_a_room_of_several_nobody_is_answered(app: NewApp, ana: Person, person: NewPerson) -> None:
    bot, bruno = await app(), await person("Bruno")
    room_id = await ana.create_room(bot.user_id, bruno.user_id)
    await bruno.join(room_id)
    own = await direct_room(ana, bot)
    crowd, astray = Client(ana, bot.user_id, room_id), Client(ana, bot.user_id, own)
    await crowd.ask()
    await astray.ask(to=bruno.user_id)
    alone = Client(ana, bot.user_id, own)
    await alone.ask()
    await alone.got("ready")
    assert await crowd.received() == []
    assert await astray.received() == [], "it was meant for somebody else"
    assert not [words for words in await ana.messages(room_id, bot.user_id) if "émojis" in words]


async def test_strangers_old_questions_and_nonsense_are_left_unanswered(
    app: NewApp, ana: Person, person: NewPerson
) -> None:
    bot, eve = await app(), await person("Eve")
    await direct_room(ana, bot)
    stranger = Client(eve, bot.user_id)
    await stranger.ask()
    old = Client(ana, bot.user_id)
    await old.ask(at=datetime(2026, 1, 1, tzinfo=UTC))
    for nonsense in ({"from_device": 7}, {"methods": 7}, {"from_device": "NOBODYS"}):
        await Client(ana, bot.user_id).ask(**nonsense)
    for kind in ("key", "mac", "done", "cancel", "accept", "\ud83d\ude00"):
        await Client(ana, bot.user_id).send(kind, {"key": ["x"], "mac": 7})
    fresh = Client(ana, bot.user_id)
    await fresh.ask()
    await fresh.got("ready")
    assert await stranger.received() == []
    assert await old.received() == []


async def test_a_client_of_the_bots_own_account_is_not_vouched_for(
    app: NewApp, ana: Person, person: NewPerson
) -> None:
    bot = await app()
    await direct_room(ana, bot)
    operator = await person("Operator")
    client = type(operator.client)(operator.client.homeserver, bot.user_id)
    await client.login("correct horse battery staple", device_name="a client")
    try:
        asking = Client(Person(client), bot.user_id)
        await asking.ask()
        assert (await asking.got("cancel"))["code"] == "m.user"
    finally:
        await client.close()


async def test_what_takes_too_long_is_ended(app: NewApp, ana: Person) -> None:
    clock = SteppingClock(datetime(2028, 5, 12, 10, 0, tzinfo=UTC))
    bot = await app(clock)
    client = Client(ana, bot.user_id, await direct_room(ana, bot))
    await client.ask()
    await client.got("ready")
    clock.forward(minutes=11)
    assert (await client.got("cancel"))["code"] == "m.timeout"
