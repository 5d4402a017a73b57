"""Who is where and may do what, as a real homeserver says it; into which rooms we go, and out of which."""

import pytest

from intercoop_bot.interface import Expelled, Missed, Replaced, Said, Surroundings, Unreadable, Welcomed
from tests.synapse.conftest import NewBot, NewPerson
from tests.synapse.people import BotSide, Person, wait_for


async def becomes(side: BotSide, room_id: str, person: Person, *, moderator: bool) -> None:
    """Return once the bot sees that the person is, or is no longer, a moderator."""

    async def is_so() -> bool:
        return side.matrix.surroundings(room_id).is_moderator(person.user_id) is moderator

    await wait_for(is_so)


async def after(side: BotSide, room_id: str, person: Person) -> Surroundings:
    """Return the room's view once all that was done before has been read."""
    before = len([event for event in await side.inbox(room_id) if isinstance(event, Said)])
    await person.say(room_id, "mark")
    await side.got(room_id, Said, before + 1)
    return side.matrix.surroundings(room_id)


async def test_members_have_their_names(person: NewPerson, bot: NewBot) -> None:
    ana, bruno, side = await person("Ana"), await person("Bruno"), await bot()
    room_id = await ana.create_room(side.matrix.user_id, bruno.user_id)
    await side.got(room_id, Welcomed)
    await bruno.join(room_id)
    assert (await after(side, room_id, ana)).members == {ana.user_id: "Ana", bruno.user_id: "Bruno"}
    await bruno.leave(room_id)
    assert (await after(side, room_id, ana)).members == {ana.user_id: "Ana"}


@pytest.mark.parametrize("version", ["9", "11", "12"])
async def test_power_is_what_the_room_says(version: str, person: NewPerson, bot: NewBot) -> None:
    ana, bruno, side = await person("Ana"), await person("Bruno"), await bot()
    room_id = await ana.create_room(side.matrix.user_id, bruno.user_id, version=version)
    await side.got(room_id, Welcomed)
    await bruno.join(room_id)
    await becomes(side, room_id, ana, moderator=True)
    assert not (await after(side, room_id, bruno)).is_moderator(bruno.user_id)
    users = dict((await ana.state(room_id, "m.room.power_levels"))["users"])
    await ana.change_levels(room_id, users=users | {bruno.user_id: 50})
    await becomes(side, room_id, bruno, moderator=True)
    # Taken out of the list, not set to 0: he is nobody special again.
    await ana.change_levels(room_id, users=users)
    await becomes(side, room_id, bruno, moderator=False)
    await ana.change_levels(room_id, redact=0)
    await becomes(side, room_id, bruno, moderator=True)


async def test_those_named_with_the_creator_are_above_all(person: NewPerson, bot: NewBot) -> None:
    ana, bruno, side = await person("Ana"), await person("Bruno"), await bot()
    creation = {"additional_creators": [bruno.user_id]}
    room_id = await ana.create_room(side.matrix.user_id, bruno.user_id, creation_content=creation)
    await side.got(room_id, Welcomed)
    await bruno.join(room_id)
    await becomes(side, room_id, bruno, moderator=True)


async def test_power_is_known_after_a_restart(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await side.stop()
    side = await bot(again=side.matrix.user_id)
    surroundings = side.matrix.surroundings(room_id)
    assert surroundings.is_moderator(ana.user_id)
    assert not surroundings.is_moderator(side.matrix.user_id)
    assert surroundings.members == {ana.user_id: "Ana"}


async def test_an_unknown_room_gives_nobody_power(bot: NewBot) -> None:
    side = await bot()
    surroundings = side.matrix.surroundings("!nowhere")
    assert surroundings.members == {}
    assert not surroundings.unreadable
    assert not surroundings.is_moderator("@ana:coop.example")


async def test_an_invitation_of_a_stranger_is_left_alone(person: NewPerson, bot: NewBot) -> None:
    ana, bruno = await person("Ana"), await person("Bruno")
    side = await bot(invite_allow=[ana.user_id])
    refused = await bruno.create_room(side.matrix.user_id)
    accepted = await ana.create_room(side.matrix.user_id)
    await side.got(accepted, Welcomed)
    assert await bruno.members(refused) == {bruno.user_id}
    # Neither accepted nor refused: the invitation still stands.
    membership = await bruno.call("GET", f"rooms/{refused}/state/m.room.member/{side.matrix.user_id}")
    assert membership["membership"] == "invite"
    assert await side.inbox(refused) == []


async def test_an_invitation_is_found_again_when_the_settings_allow_it(
    person: NewPerson, bot: NewBot
) -> None:
    ana = await person("Ana")
    side = await bot(invite_allow=[])
    room_id = await ana.create_room(side.matrix.user_id)
    other = await ana.create_room(preset="public_chat")
    await ana.call("POST", f"join/{other}", {})
    await side.stop()
    side = await bot(again=side.matrix.user_id)
    await side.got(room_id, Welcomed)


async def test_removed_and_invited_again(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await ana.say(room_id, "before")
    await ana.kick(room_id, side.matrix.user_id)
    (expelled,) = await side.got(room_id, Expelled)
    assert expelled.sender == ana.user_id
    assert side.matrix.surroundings(room_id).members == {}
    assert not side.matrix.surroundings(room_id).is_moderator(ana.user_id)
    await ana.say(room_id, "behind its back")
    await ana.invite(room_id, side.matrix.user_id)
    await side.got(room_id, Welcomed, 2)
    await ana.say(room_id, "after")
    await side.got(room_id, Said, 2)
    kinds = [getattr(event, "body", event.kind) for event in await side.inbox(room_id)]
    assert kinds == ["welcomed", "before", "expelled", "welcomed", "after"]
    assert side.matrix.surroundings(room_id).is_moderator(ana.user_id)


async def test_removed_and_invited_again_while_stopped(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await side.stop()
    await ana.say(room_id, "before")
    await ana.kick(room_id, side.matrix.user_id)
    await ana.say(room_id, "behind its back")
    await ana.invite(room_id, side.matrix.user_id)
    side = await bot(again=side.matrix.user_id)
    await side.got(room_id, Welcomed, 2)
    assert "behind its back" not in [getattr(event, "body", "") for event in await side.inbox(room_id)]


async def test_a_room_that_is_replaced_is_followed(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    old = await ana.create_room(side.matrix.user_id, version="11", preset="public_chat")
    await side.got(old, Welcomed)
    new = str((await ana.call("POST", f"rooms/{old}/upgrade", {"new_version": "12"}))["replacement_room"])
    (replaced,) = await side.got(old, Replaced)
    assert replaced.successor == new
    await side.got(new, Welcomed)
    await ana.say(new, "!status")
    await side.got(new, Said)


async def test_a_successor_that_does_not_say_so_is_left_again(person: NewPerson, bot: NewBot) -> None:
    ana, bruno, side = await person("Ana"), await person("Bruno"), await bot()
    old = await ana.create_room(side.matrix.user_id, preset="public_chat")
    await side.got(old, Welcomed)
    elsewhere = await bruno.create_room(preset="public_chat")
    await ana.set_state(old, "m.room.tombstone", {"body": "moved", "replacement_room": elsewhere})
    await side.got(elsewhere, Expelled)
    assert await bruno.members(elsewhere) == {bruno.user_id}


async def test_an_encrypted_message_is_unreadable_and_no_more(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot(encryption=False)
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    await ana.set_state(room_id, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "AwgAEn",
        "session_id": "",
        "sender_key": "",
    }
    await ana.send(room_id, "m.room.encrypted", content)
    await side.got(room_id, Unreadable)
    assert side.matrix.surroundings(room_id).unreadable


async def test_state_that_is_nonsense_stops_nothing(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot(encryption=False)
    room_id = await ana.create_room(side.matrix.user_id)
    await side.got(room_id, Welcomed)
    odd: dict[str, object] = {"formatted_body": {"a": 1}, "m.relates_to": "x"}
    await ana.say(room_id, "odd", **odd)
    await ana.send(room_id, "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "key": 7}})
    await ana.set_state(room_id, "m.room.tombstone", {"replacement_room": 12})
    await ana.set_state(room_id, "m.room.encryption", {"algorithm": None})
    await ana.say(room_id, "still here?")
    odd_one, said = await side.got(room_id, Said, 2)
    assert (odd_one.body, odd_one.pills, said.body) == ("odd", (), "still here?")
    assert not [event for event in await side.inbox(room_id) if isinstance(event, Missed | Replaced)]


async def test_a_check_says_what_we_may_do_in_each_room(person: NewPerson, bot: NewBot) -> None:
    ana, side = await person("Ana"), await bot()
    plain = await ana.create_room(side.matrix.user_id, name="Groupe info")
    trusted = await ana.create_room(
        side.matrix.user_id,
        name="Bureau",
        power_level_content_override={"users": {side.matrix.user_id: 50}},
        initial_state=[
            {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        ],
    )
    await side.got(plain, Welcomed)
    await side.got(trusted, Welcomed)
    reports = {report.room_id: report for report in await side.matrix.examine_rooms()}
    assert reports[plain].name == "Groupe info"
    assert (reports[plain].power, reports[plain].may_speak, reports[plain].may_pin) == (0, True, False)
    assert not reports[plain].encrypted
    assert (reports[trusted].power, reports[trusted].may_speak, reports[trusted].may_pin) == (50, True, True)
    assert reports[trusted].encrypted
