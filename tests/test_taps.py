"""Reactions in a room: what they lead to, and what they do not."""

from datetime import timedelta

from intercoop_bot.interface import Outgoing, Reacted, Redacted
from intercoop_bot.meeting import facts as f
from tests.builders import ANA, BRUNO, CHLOE, DAVID
from tests.house import House, emojis, news, texts

CARD = "live:1:1"


async def tap(house: House, key: str, by: str = BRUNO, ref: str | None = CARD) -> list[Outgoing]:
    """Put an emoji under a message of ours, or (no name) under the first one that a person wrote."""
    return await house.hear(Reacted(**house.common(by), target="$1", key=key, ref=ref))


async def open_meeting(house: House, *, led_by: str = ANA) -> None:
    """Open a meeting of two items that is led by that person alone."""
    await house.say("!plan Garden friday 12 may 12:01-13:00")
    await house.say("!agenda\nHedge 5m\nPond 20m\nGate 10m")
    await house.say("!start\n!claim facilitator", led_by)
    house.clock.advance(timedelta(minutes=1))
    await house.actor.work()
    await house.sent()


async def test_a_button_does_what_its_command_does(house: House) -> None:
    await open_meeting(house)
    (moved,) = news(await tap(house, "▶", ANA))
    assert "2/3 · Pond" in moved


async def test_two_people_s_taps_act_once_and_are_not_answered(house: House) -> None:
    await open_meeting(house)
    await house.say("!policy open", by=DAVID)
    sent = await house.hear(
        *(Reacted(**house.common(by), target="$card", key="▶", ref=CARD) for by in (ANA, BRUNO, CHLOE))
    )
    assert len(news(sent)) == 1
    assert [fact.item for fact in await house.facts() if isinstance(fact, f.ItemStarted)] == [1, 2]
    assert emojis(sent) == []


async def test_a_tap_and_a_command_at_once_act_once(house: House) -> None:
    await open_meeting(house)
    tapped = Reacted(**house.common(ANA), target="$card", key="▶", ref=CARD)
    said = house.said("!next", ANA)
    sent = await house.hear(tapped, said)
    assert emojis(sent) == [(said.event_id, "⏳")]
    assert [fact.item for fact in await house.facts() if isinstance(fact, f.ItemStarted)] == [1, 2]


async def test_whoever_may_not_is_told_once_for_each_card(house: House) -> None:
    await open_meeting(house)
    (told,) = news(await tap(house, "▶"))
    assert told.startswith("Bruno: ")
    assert news(await tap(house, "⏹")) == []
    (other,) = news(await tap(house, "▶", CHLOE))
    assert other.startswith("Chloé: ")
    assert [fact for fact in await house.facts() if isinstance(fact, f.MeetingEnded)] == []


async def test_a_second_too_late_is_not_what_one_is_told_once(house: House) -> None:
    await open_meeting(house)
    await tap(house, "▶", ANA)
    assert news(await tap(house, "▶")) == []
    house.clock.advance(timedelta(minutes=1))
    assert len(news(await tap(house, "▶"))) == 1


async def test_a_tap_on_what_is_no_longer_the_card_is_met_with_silence(house: House) -> None:
    await open_meeting(house)
    await house.say("!end", ANA)
    before = await house.facts()
    assert await tap(house, "▶", ANA) == []
    assert await tap(house, "📝") == []
    assert await house.facts() == before


async def test_who_steers_by_taps_alone_is_there(house: House) -> None:
    await open_meeting(house)
    await house.say("!assign host @bruno:coop.example", ANA)
    await tap(house, "✋")
    known = (await house.state()).meetings[1].attended(BRUNO)
    assert known.spoke_at == house.clock.now()


async def test_taking_the_hand_back_leaves_the_queue(house: House) -> None:
    await open_meeting(house)
    hand = Reacted(**house.common(BRUNO), target="$card", key="✋", ref=CARD)
    assert await house.hear(hand) == []
    assert [place.person for place in (await house.state()).meetings[1].queue] == [BRUNO]
    assert await house.hear(Redacted(**house.common(BRUNO), target=hand.event_id)) == []
    assert (await house.state()).meetings[1].queue == ()


async def test_a_role_taken_by_a_tap_is_seen_on_the_card_alone(house: House) -> None:
    await open_meeting(house)
    assert await tap(house, "📝") == []
    house.clock.advance(timedelta(seconds=30))
    await house.actor.work()
    (card,) = texts(await house.sent())
    assert "notes: Bruno" in card


async def test_an_emoji_under_a_message_gives_its_note_another_tag(house: House) -> None:
    await open_meeting(house)
    note = house.said("NOTE: we hire a gardener", BRUNO)
    await house.hear(note)
    sent = await house.hear(Reacted(**house.common(BRUNO), target=note.event_id, key="✅", ref=None))
    assert emojis(sent) == [(note.event_id, "✅")]
    (kept,) = (await house.state()).meetings[1].kept_notes
    assert kept.tag == "decision"
    assert await house.hear(Reacted(**house.common(CHLOE), target=note.event_id, key="❓", ref=None)) == []
