"""Links that a room wants tried: what came of it is in its inbox, once, and nothing else had to wait."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from aiohttp import web

from intercoop_bot.interface import Message, Probe, Probed, Welcomed
from intercoop_bot.links import Verdict, try_link
from tests.synapse.conftest import NewBot, NewPerson
from tests.synapse.people import QUICK, BotSide, Person, wait_for


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """A site on loopback that is there, but for its path `/gone`."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=404 if request.path == "/gone" else 200)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


anywhere = partial(try_link, allow=lambda _: True)


async def a_room(ana: Person, side: BotSide) -> str:
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    return room_id


async def test_what_came_of_it_is_told_once(person: NewPerson, bot: NewBot, site: str) -> None:
    # Nothing but the putting itself is to wake who tries links.
    ana, side = await person("Ana"), await bot(try_link=anywhere, pace=replace(QUICK, poll=60))
    room_id = await a_room(ana, side)
    links = {"call:1": f"{site}/room", "call:2": f"{site}/gone", "call:3": "ftp://x"}
    await side.put(room_id, *(Probe(name=name, url=url) for name, url in links.items()))
    probed = await side.got(room_id, Probed, 3)
    verdicts = [(each.name, each.url, each.ok, each.reason) for each in probed]
    assert verdicts == [
        ("call:1", links["call:1"], True, ""),
        ("call:2", links["call:2"], False, "status-404"),
        ("call:3", links["call:3"], False, "invalid"),
    ]
    assert {each.sender for each in probed} == {side.matrix.user_id}
    assert len({each.event_id for each in probed if each.event_id.startswith("probe:")}) == 3
    assert {room_id} in side.told
    await side.sent_all()
    await side.stop()
    side = await bot(again=side.matrix.user_id)
    await ana.say(room_id, "mark")
    assert len(await side.got(room_id, Probed, 3)) == 3


async def test_by_default_the_inside_is_not_gone_to(person: NewPerson, bot: NewBot, site: str) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await a_room(ana, side)
    await side.put(room_id, Probe(name="call:1", url=site))
    (probed,) = await side.got(room_id, Probed)
    assert (probed.ok, probed.reason) == (False, "private")


async def test_a_slow_link_holds_up_no_message_and_is_tried_again_after_a_stop(
    person: NewPerson, bot: NewBot, site: str
) -> None:
    begun = asyncio.Event()

    async def never(link: str) -> Verdict:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    ana, side = await person("Ana"), await bot(try_link=never)
    room_id = await a_room(ana, side)
    await side.put(room_id, Probe(name="call:1", url=site))
    await begun.wait()
    await side.put(room_id, Message(body="heard", html=""))

    async def is_heard() -> bool:
        return await ana.messages(room_id) == ["heard"]

    await wait_for(is_heard)
    assert len(await side.storage.outbox.waiting()) == 1
    await side.stop()
    side = await bot(again=side.matrix.user_id, try_link=anywhere)
    (probed,) = await side.got(room_id, Probed)
    assert probed.ok


async def test_a_fault_of_ours_is_an_answer_too(person: NewPerson, bot: NewBot) -> None:
    async def fail(link: str) -> Verdict:
        raise AssertionError("a fault of ours")

    ana, side = await person("Ana"), await bot(try_link=fail)
    room_id = await a_room(ana, side)
    await side.put(room_id, Probe(name="call:1", url="https://call.example"))
    (probed,) = await side.got(room_id, Probed)
    assert (probed.ok, probed.reason) == (False, "fault")


async def test_what_has_expired_is_not_tried(person: NewPerson, bot: NewBot) -> None:
    tried: list[str] = []

    async def note(link: str) -> Verdict:
        tried.append(link)
        return Verdict(True)

    ana, side = await person("Ana"), await bot(try_link=note)
    room_id = await a_room(ana, side)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    await side.put(room_id, Probe(name="late", url="late", expires_at=past), Probe(name="new", url="new"))
    await side.got(room_id, Probed)
    await side.sent_all()
    assert tried == ["new"]
    assert [probed.name for probed in await side.got(room_id, Probed)] == ["new"]


async def test_many_links_are_tried_a_few_at_a_time(person: NewPerson, bot: NewBot) -> None:
    under_way: set[str] = set()
    most = 0

    async def count(link: str) -> Verdict:
        nonlocal most
        under_way.add(link)
        await asyncio.sleep(0)
        most = max(most, len(under_way))
        under_way.discard(link)
        return Verdict(True)

    ana, side = await person("Ana"), await bot(try_link=count)
    room_id = await a_room(ana, side)
    await side.put(room_id, *(Probe(name=f"call:{n}", url=f"https://{n}.example") for n in range(20)))
    assert len(await side.got(room_id, Probed, 20)) == 20
    assert most == 8
