"""Who is asked for, where events are by people who are not known."""

from typing import Any, cast

from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.rooms import RoomView
from intercoop_bot.matrix.unannounced import introduce
from intercoop_bot.matrix.wire import Json
from tests.matrix.test_rooms import ANA, a_room, state


class Asked:
    """A client that only notes what it is asked for, all of whom are there."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def state_event(self, _: str, path: str) -> Json:
        self.paths.append(path)
        return {"membership": "join", "displayname": "Zoé"}


async def asked_for(view: RoomView, *events: Json) -> list[str]:
    client = Asked()
    await introduce(view, events, cast("Client", client))
    return client.paths


def said(sender: Any) -> Json:  # noqa: ANN401 - whatever somebody has put there
    return {"type": "m.room.message", "sender": sender}


async def test_who_writes_unannounced_is_asked_for_once() -> None:
    view, zoe = a_room(), "@zoé:coop.example"
    joining = state("m.room.member", {"membership": "join"}, "@max:coop.example")
    events = [said(zoe), said(ANA), said(zoe), joining, said("@max:coop.example")]
    assert await asked_for(view, *events) == ["m.room.member/%40zo%C3%A9%3Acoop.example"]
    assert view.members[zoe] == "Zoé"
    assert await asked_for(view, said(zoe)) == []


async def test_what_is_nobody_is_not_asked_for() -> None:
    odd: list[Any] = [None, 7, [], {}, {"a": 2}, "", "zoe", "@" + "a" * 300]
    memberships = [state("m.room.member", {}, value) for value in odd]
    assert await asked_for(a_room(), *map(said, odd), *memberships) == []
    assert len(await asked_for(a_room(), said("@\ud800:coop.example"))) == 1


async def test_not_everybody_is_asked_for_who_is_made_up() -> None:
    assert len(await asked_for(a_room(), *(said(f"@ghost{n}:coop.example") for n in range(200)))) == 10
