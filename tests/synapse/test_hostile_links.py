"""What people type is not fetched: of all links, only that of a call is tried, when it is time to."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.links import try_link
from tests.synapse.apps import SteppingClock
from tests.synapse.chat import Chat
from tests.synapse.conftest import NewApp, NewPerson
from tests.synapse.people import wait_for
from tests.test_links import Site, is_loopback, site

__all__ = ["site"]  # a fixture

BEGINS = datetime(2028, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every port that this process connects to from now on, and every name that it looks up."""
    found: list[Any] = []
    loop = asyncio.SelectorEventLoop
    connect, look_up = loop.sock_connect, loop.getaddrinfo

    async def sock_connect(self: Any, sock: Any, address: Any) -> Any:  # noqa: ANN401
        found.append(address[1])
        return await connect(self, sock, address)

    async def getaddrinfo(self: Any, host: Any, port: Any, **options: Any) -> Any:  # noqa: ANN401
        found.append(host)
        return await look_up(self, host, port, **options)

    monkeypatch.setattr(loop, "sock_connect", sock_connect)
    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    return found


async def test_nothing_is_fetched_because_somebody_typed_it(
    person: NewPerson, app: NewApp, homeserver: Homeserver, site: Site, connected: list[Any]
) -> None:
    ana = await person("Ana")
    clock = SteppingClock(BEGINS)
    bot = await app(clock, try_link=partial(try_link, allow=is_loopback))
    chat = await Chat.open(bot.user_id, ana)
    url = site.url
    await chat.say(f"!prévoir Bilan {url}/titre vendredi 12 mai 2028 de 12h à 13h")
    await chat.hears("Bilan", "12:00")
    for body in (
        f"!point Voir {url}/point 5 min",
        f"!jesuis {url}/structure\n!ici {url}/nom",
        f"!excuse {url}/raison",
        f"!confier notes {url}/qui",
        f"!étiquette ajouter {url}",
        f"!cr {url}/cr",
        f"{url}/bavardage http://name.example/ [x]({url}/markdown) ![x]({url}/image)",
    ):
        await chat.say(body)
    preview = {"matched_url": f"{url}/preview", "og:image": f"{url}/preview.png"}
    await ana.say(
        chat.room_id,
        "!lien x",
        format="org.matrix.custom.html",
        formatted_body=f'!lien <img src="{url}/img"><a href="{url}/a">x</a><mx-reply>{url}/r</mx-reply>',
        **{"com.beeper.linkpreviews": [preview], "url": f"{url}/url", "external_url": f"{url}/external"},
    )
    await ana.set_state(
        chat.room_id,
        "m.room.member",
        {"membership": "join", "displayname": "Ana", "avatar_url": f"{url}/avatar"},
        ana.user_id,
    )
    picture = {"msgtype": "m.image", "body": f"{url}/picture", "url": "mxc://elsewhere.example/picture"}
    await ana.send(chat.room_id, "m.room.message", picture)
    clock.to(BEGINS.replace(hour=12))
    await chat.say(f"!ouvrir\nNOTE : voir {url}/note\n!lien {url}/lien\nACTION : lire {url}/action\n!clore")
    await chat.hears("Brouillon")
    await chat.files("/note", "/lien", "/action")
    assert site.asked == []
    assert homeserver.port in connected
    assert set(connected) <= {homeserver.port, "127.0.0.1"}

    await chat.say(f"!prévoir Suite vendredi 12 mai 2028 de 15h à 16h\n\n!appel {url}/salle")
    await chat.hears("Suite", "15:00")
    await chat.say(f"!appel {url}/salle")
    clock.to(BEGINS.replace(hour=14, minute=31))

    async def is_tried() -> list[str]:
        return site.asked

    await wait_for(is_tried)
    assert site.asked == ["HEAD /salle"]
