"""What was written while the bot was away: it counts from when it was written, and is told once."""

from dataclasses import replace
from datetime import timedelta

from intercoop_bot.interface import Message, Missed, Outgoing
from intercoop_bot.meeting import facts as f
from intercoop_bot.minutes.document import document
from intercoop_bot.minutes.render import html, json_, markdown, message, text
from tests.builders import ANA, BRUNO, NOON
from tests.house import House, emojis, news, texts

MINUTE = timedelta(minutes=1)
OPENING = "!start Budget\n!item Till 10m\n!item Shop 20m\n!item Van 20m\n!next"

LINES = {
    2: "NOTE: one",
    3: "+5",
    12: "!next",
    13: "well",
    14: "NOTE: two",
    15: "!status",
    16: "!goto 9",
    20: "!pause",
    25: "!resume",
    26: "NOTE: three",
    27: "!next",
    28: "DECISION: four",
}


async def opened(house: House) -> None:
    await house.say(OPENING)


async def return_after(house: House, minutes: int, lines: dict[int, str]) -> list[Outgoing]:
    """Let the bot come back after so many minutes, to what was written at each of these."""
    start = house.clock.now()
    written = [house.said(body, BRUNO, at=start + minute * MINUTE) for minute, body in lines.items()]
    house.clock.advance(minutes * MINUTE)
    return await house.hear(*written)


async def test_much_that_was_written_is_told_once_and_the_meeting_stands_as_it_would(house: House) -> None:
    await opened(house)
    sent = await return_after(house, 32, LINES)
    refused, told = news(sent)
    assert refused == "The agenda has 3 items, numbered 1 to 3."
    assert told.startswith("📥 I was offline. I have just read what was written from 12:02 to 12:28")
    assert "3/3 · Van – 15 min, until 12:47" in told
    assert [key for _, key in emojis(sent)].count("📝") == 3
    meeting = (await house.state()).meetings[1]
    assert [item.spent for item in meeting.items[:2]] == [12 * MINUTE, 10 * MINUTE]
    assert [note.at - NOON for note in meeting.kept_notes] == [
        2 * MINUTE,
        14 * MINUTE,
        26 * MINUTE,
        28 * MINUTE,
    ]


async def test_what_is_due_then_is_said_without_another_excuse(house: House) -> None:
    await opened(house)
    sent = await return_after(house, 54, LINES)
    _, told, alarm = news(sent)
    assert told.startswith("📥")
    assert "“Van”" in alarm
    assert not any("offline" in words for words in (*alarm.splitlines(), *told.splitlines()[1:]))


async def test_a_little_that_was_written_is_answered_line_by_line(house: House) -> None:
    await opened(house)
    sent = await return_after(house, 5, {2: "NOTE: one", 3: "!next"})
    (moved,) = news(sent)
    assert "2/3 · Shop" in moved


async def test_a_meeting_that_was_closed_meanwhile_has_its_minutes_and_no_more(house: House) -> None:
    await opened(house)
    sent = await return_after(house, 40, LINES | {30: "!end"})
    _, minutes = news(sent)
    assert "12:00 to 12:30" in minutes
    assert (await house.state()).live is None


async def test_the_card_is_not_posted_for_every_twenty_messages(house: House) -> None:
    await opened(house)
    sent = await return_after(house, 60, {minute: f"talk {minute}" for minute in range(1, 55)})
    cards = [each for each in sent if isinstance(each, Message) and each.ref and each.ref.startswith("live:")]
    assert len(cards) == 1


# --- what cannot be had any more


def missed(house: House, minute: int) -> Missed:
    return Missed(**house.common(ANA, NOON + minute * MINUTE))


async def test_a_gap_is_told_in_the_room_and_in_the_minutes(house: House) -> None:
    await opened(house)
    house.clock.advance(12 * MINUTE)
    await house.say("NOTE: before")
    house.clock.advance(19 * MINUTE)
    first = house.said("NOTE: after", BRUNO)
    gap = replace(missed(house, 31), event_id=first.event_id)
    told, *_ = news(await house.hear(gap, first))
    assert told.startswith(
        "⚠️ I was offline, and could not read a part of what was written between 12:12 and 12:31."
    )
    await house.say("!end")
    room = await house.state()
    minutes = document(room, room.meetings[1], house.clock.now())
    for form in (markdown(minutes), html(minutes), text(minutes), message(minutes)[0]):
        assert "between 12:12 and 12:31 could not be read" in form.replace("\n", " ")
    assert '"missed"' in json_(minutes)


async def test_a_gap_outside_of_a_meeting_is_told_all_the_same(house: House) -> None:
    (told,) = texts(await house.hear(missed(house, 0)))
    assert "could not be had back" in told
    assert await house.facts() == []


async def test_after_a_gap_nobody_is_taken_to_have_been_silent(house: House) -> None:
    """A meeting that the room was asked about is not closed for what could not be read."""
    await opened(house)
    house.clock.advance(91 * MINUTE)
    await house.actor.work()
    assert "over?" in news(await house.sent())[-1]
    house.clock.advance(40 * MINUTE)
    await house.hear(missed(house, 131))
    assert (await house.state()).live is not None
    (gap,) = [fact for fact in await house.facts() if isinstance(fact, f.LinesMissed)]
    assert (gap.since, gap.until) == (NOON + 91 * MINUTE, NOON + 131 * MINUTE)
