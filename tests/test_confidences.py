"""The moderator code of a call, between a group's room and a direct one; the homeserver alone is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from intercoop_bot.interface import Aside, Confidence, Incoming, Message, Outgoing, Reaction, Said
from intercoop_bot.language.members import Members
from intercoop_bot.matrix.pace import Pace
from intercoop_bot.matrix.postman import Postman
from intercoop_bot.matrix.session import RequestError
from intercoop_bot.meeting import facts as f
from intercoop_bot.replay import Crowd
from intercoop_bot.room import RoomActor
from tests.builders import ANA, BRUNO, NAMES
from tests.house import ROOM, House

CODE = "4567#"
APART: Mapping[str, str] = {ANA: "!ana:coop.example", BRUNO: "!bruno:coop.example"}


@dataclass
class Doors:
    """Knows the direct rooms, and may be told that there are none."""

    refuses: RequestError | None = None
    asked: list[str] = field(default_factory=list)

    async def room_with(self, person: str) -> str:
        self.asked.append(person)
        if self.refuses:
            raise self.refuses
        return APART[person]


class Rooms:
    """A group's room, two direct ones, and the postman between them; nothing is kept but what is stored."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.doors = Doors()
        self.encrypted = False
        self._postman = Postman(self.doors, house.storage, house.clock, Pace())  # type: ignore[arg-type]
        self.posted: list[tuple[str, Outgoing]] = []

    async def say(self, body: str, by: str = ANA, *, room: str = ROOM) -> list[str]:
        """Let somebody write something; return what the bot then says, in whatever room."""
        said = Said(**self.house.common(by) | {"room_id": room}, body=body)
        return await self.hear(said)

    async def apart(self, body: str, by: str = ANA) -> list[str]:
        """Let somebody write something in their direct room."""
        return await self.say(body, by, room=APART[by])

    async def hear(self, event: Incoming) -> list[str]:
        await self.house.storage.inbox.receive([event], event.event_id)
        before = len(self.posted)
        for _ in range(3):
            for room in (ROOM, *APART.values()):
                await self._actor(room).work()
            async for _touched in self._postman.bring():
                pass
        await self._send()
        return [sent.body for _, sent in self.posted[before:] if isinstance(sent, Message)]

    def _actor(self, room: str) -> RoomActor:
        house = self.house
        crowd = house.crowd if room == ROOM else Crowd(members=Members(NAMES), unreadable=self.encrypted)
        return RoomActor(room, house.storage, house.clock, crowd, house.manners)

    async def _send(self) -> None:
        for row in sorted(await self.house.storage.outbox.waiting(limit=1000), key=lambda row: row.id):
            if isinstance(row.outgoing, Aside | Confidence):
                continue
            self.posted.append((row.room_id, row.outgoing))
            await self.house.storage.outbox.mark_sent(row.id, f"$sent{row.id}")

    def in_group(self) -> str:
        """Return all that was ever posted in the group's room."""
        return repr([sent for room, sent in self.posted if room == ROOM])


@pytest.fixture
async def rooms(house: House) -> Rooms:
    """A meeting is planned, whose call Ana holds."""
    rooms = Rooms(house)
    await rooms.say("!plan Budget 26 May 2028 2pm\n")
    await rooms.say("!claim call")
    return rooms


async def test_who_holds_the_call_is_asked_for_the_code_and_later_told_it(rooms: Rooms) -> None:
    (asked,) = await rooms.say("!call host")
    assert asked.startswith("Ana: I need the moderator code of the call for “Budget”.")
    assert "`" not in asked
    room, answered = rooms.posted[-2:][0]
    assert (room, answered.key if isinstance(answered, Reaction) else "") == (ROOM, "📬")
    (kept,) = await rooms.apart(CODE)
    assert kept.startswith(f"Ana: noted, the moderator code of the call for “Budget” is: {CODE}\n")
    (told,) = await rooms.say("!call host")
    assert told.startswith(f"Ana: here is the moderator code of the call for “Budget”: {CODE}\n")
    assert f.HostCodeSet(meeting=1, code=CODE) in await rooms.house.facts()
    assert all(
        isinstance(sent, Message) and sent.mentions == (ANA,) for room, sent in rooms.posted if room != ROOM
    )


async def test_the_code_follows_the_role(rooms: Rooms) -> None:
    await rooms.say("!call host")
    await rooms.apart(CODE)
    assert await rooms.say("!call host", BRUNO) == [
        "Ana holds the call: the moderator code is for them alone."
    ]
    await rooms.say("!assign call @Bruno")
    (told,) = await rooms.say("!call host", BRUNO)
    assert CODE in told
    assert rooms.posted[-1][0] == APART[BRUNO]
    assert await rooms.say("!call host", ANA) == [
        "Bruno holds the call: the moderator code is for them alone."
    ]
    assert await rooms.apart("code 1111#", ANA) == [
        "Ana: I did not keep this code: for “Budget”, Bruno holds the call now."
    ]
    await rooms.say("!release call", BRUNO)
    assert await rooms.say("!call code", BRUNO) == [
        "Nobody holds the call yet. For the moderator code, take that role first: !claim call"
    ]
    assert CODE in repr(rooms.posted)
    assert CODE not in rooms.in_group()


async def test_the_code_is_nowhere_in_the_room_whatever_is_asked(rooms: Rooms) -> None:
    await rooms.say("!call https://meet.coop.example/budget")
    await rooms.say("!call host")
    await rooms.apart(CODE)
    for line in (
        "!call",
        "!when 27 May 2028 3pm",
        "!status",
        "!roles",
        "!meetings",
        "!settings",
        "!start",
        "!end",
    ):
        await rooms.say(line)
    await rooms.say("!minutes")
    assert "meet.coop.example" in rooms.in_group()
    assert CODE not in rooms.in_group()


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["no"], id="no"),
        pytest.param(["!cancel"], id="as a command"),
        pytest.param(["Annuler."], id="in the other language"),
    ],
)
async def test_it_can_be_called_off(rooms: Rooms, lines: list[str]) -> None:
    await rooms.say("!call host")
    for line in lines:
        assert await rooms.apart(line) == ["All right, we leave it at that."]
    assert await rooms.apart(CODE) == []
    assert not [fact for fact in await rooms.house.facts() if isinstance(fact, f.HostCodeSet)]


async def test_what_is_no_code_is_not_taken_for_one(rooms: Rooms) -> None:
    await rooms.say("!call host")
    too_long = ["That is too long for a code. Write nothing but the code, on one line (100 signs at most)."]
    assert await rooms.apart("x" * 101) == too_long
    assert await rooms.apart("one\ntwo") == too_long
    assert [text[:4] for text in await rooms.apart("!help")] == ["Befo"]
    (kept,) = await rooms.apart(CODE)
    assert CODE in kept
    # Thanks are no new code, and what is one says so.
    assert await rooms.apart("Thank you!") == []
    (kept,) = await rooms.apart("new code: 99#")
    assert "99#" in kept
    rooms.house.clock.advance(timedelta(days=1))
    assert await rooms.apart("code 1111#") == []


async def test_who_writes_the_code_for_all_to_see_is_told_so(rooms: Rooms) -> None:
    for line in ("!call host 4567#", "!call host: 4567#", "!visio hôte : 4567#"):
        (warning,) = await rooms.say(line)
        assert warning.startswith("Careful, everyone can see this message.")
        assert warning.endswith("then write only !call host: I will ask you for it in private.")
    assert "I need the moderator code" in (await rooms.say("!call host please"))[0]


async def test_a_later_meeting_that_is_joined_the_same_way_has_the_same_code(rooms: Rooms) -> None:
    await rooms.say("!call 01 23 45 67 89, code 4242#")
    await rooms.say("!call host")
    await rooms.apart(CODE)
    await rooms.say("!start")
    await rooms.say("!end")
    await rooms.say("!next-meeting 2 June 2028 2pm")
    await rooms.say("!claim call")
    assert CODE in (await rooms.say("!call host"))[0]
    await rooms.say("!call https://meet.coop.example/budget")
    assert "I need the moderator code" in (await rooms.say("!call host"))[0]


async def test_the_code_of_a_meeting_that_is_over_is_not_kept(rooms: Rooms) -> None:
    await rooms.say("!call host")
    await rooms.say("!cancel")
    (refused,) = await rooms.apart(CODE)
    assert refused.startswith("Ana: I did not keep this code")


async def test_the_direct_room_speaks_the_language_of_the_group(rooms: Rooms) -> None:
    await rooms.say("!lang fr")
    (asked,) = await rooms.say("!appel animateur")
    assert "j’ai besoin du code" in asked
    assert (await rooms.apart("!lang en"))[0] == "I speak English here."
    assert "here is" in "".join([*await rooms.apart(CODE), *await rooms.say("!appel hôte")])


async def test_in_a_room_that_cannot_be_read_no_code_is_asked_for(rooms: Rooms) -> None:
    rooms.encrypted = True
    (deaf,) = await rooms.say("!call host")
    assert "encrypted" in deaf
    assert await rooms.apart(CODE) == []


async def test_a_person_who_cannot_be_reached_is_said_so(rooms: Rooms) -> None:
    rooms.doors.refuses = RequestError(403, "M_FORBIDDEN", "no")
    (told,) = await rooms.say("!call host")
    assert told == "I cannot write to Ana in private. Perhaps their account refuses new conversations."


async def test_a_homeserver_in_trouble_is_asked_again(rooms: Rooms) -> None:
    rooms.doors.refuses = RequestError(502, "", "no answer")
    with pytest.raises(RequestError):
        await rooms.say("!call host")
    with pytest.raises(RequestError):
        await rooms.say("Well?")
    rooms.doors.refuses = None
    said = await rooms.say("And now?")
    assert len([text for text in said if "I need the moderator code" in text]) == 1


async def test_a_homeserver_long_in_trouble_is_asked_no_longer(rooms: Rooms) -> None:
    rooms.doors.refuses = RequestError(502, "", "no answer")
    with pytest.raises(RequestError):
        await rooms.say("!call host")
    rooms.house.clock.advance(timedelta(hours=1))
    assert [text[:25] for text in await rooms.say("Well?")] == ["I cannot write to Ana in "]


async def test_who_cannot_be_reached_now_holds_up_nobody_else(rooms: Rooms) -> None:
    await rooms.say("!call host")
    rooms.doors.refuses = RequestError(502, "", "no answer")
    with pytest.raises(RequestError):
        await rooms.say("!call host")
    with pytest.raises(RequestError):
        await rooms.apart(CODE)
    with pytest.raises(RequestError):
        await rooms.say("Well?")
    assert f.HostCodeSet(meeting=1, code=CODE) in await rooms.house.facts()


async def test_the_code_is_in_no_log(rooms: Rooms) -> None:
    with capture_logs() as logs:
        await rooms.say("!call host")
        await rooms.apart(CODE)
        rooms.doors.refuses = RequestError(403, "M_FORBIDDEN", "no")
        await rooms.say("!call host")
    assert "cannot be reached" in repr(logs)
    assert CODE not in repr(logs)
