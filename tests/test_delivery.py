"""What is sent for what happened: how many messages, of which kind, under which name."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.delivery import Occasion, deliver
from intercoop_bot.interface import File, Message, Outgoing, Priority, Reaction
from intercoop_bot.language.wording import Voice
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import Effect, PostCalendar, PostMinutes, React, Say, line, say
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.meeting.state import Room
from tests.builders import ANA, BRUNO, NOON, after, at, given

VOICE = Voice(language="en", zone=ZoneInfo("Europe/Paris"))
ASKED = Occasion(event_id="$asked", thread="$thread", reactable=True)

RINGS = Say(lines=(line("time.resumed"),), alarm=True, mentions=(Who(ANA, "Ana"),))
SHORT_LIVED = Say(lines=(line("time.resumed"),), alarm=True, expires_at=NOON + timedelta(minutes=3))


@pytest.fixture
def room() -> Room:
    """A room with a meeting that has ended."""
    return given(
        at(0, f.MeetingPlanned(meeting=1, title="Garden"), f.MeetingStarted(meeting=1)),
        at(30, f.MeetingEnded(meeting=1), f.MinutesPosted(meeting=1)),
        language="en",
    )


def sent(room: Room, *effects: Effect, occasion: Occasion = ASKED) -> tuple[Outgoing, ...]:
    """Return what is sent for these effects."""
    return deliver(effects, room, VOICE, after(40), occasion)


def test_what_answers_one_message_is_one_message(room: Room) -> None:
    (message,) = sent(room, say("time.resumed"), say("role.all_held"), say("time.resumed"))
    assert isinstance(message, Message)
    assert message.body == "▶️ Back to it.\nAll roles are taken."
    assert (message.notice, message.priority) == (True, Priority.ANSWER)
    assert (message.thread, message.reply_to, message.mentions) == ("$thread", None, ())


def test_a_message_of_which_a_part_rings_rings(room: Room) -> None:
    (message,) = sent(room, say("role.all_held"), React(emoji="👍"), RINGS)[1:]
    assert isinstance(message, Message)
    assert (message.notice, message.priority, message.mentions) == (False, Priority.ALARM, (ANA,))
    assert message.body == "Ana: All roles are taken.\n▶️ Back to it."


def test_those_who_are_mentioned_are_mentioned_once(room: Room) -> None:
    other = Say(lines=(line("role.all_held"),), alarm=True, mentions=(Who(BRUNO, "Bruno"), Who(ANA, "Ana")))
    (message,) = sent(room, RINGS, other)
    assert isinstance(message, Message)
    assert message.mentions == (ANA, BRUNO)


def test_what_expires_stays_by_itself(room: Room) -> None:
    first, second = sent(room, SHORT_LIVED, say("role.all_held"))
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert first.expires_at == SHORT_LIVED.expires_at
    assert second.expires_at is None


def test_of_two_about_the_same_thing_the_later_is_said(room: Room) -> None:
    effects = (
        Say(lines=(line("time.resumed"),), topic="fit"),
        say("role.all_held"),
        Say(lines=(line("time.paused"),), topic="fit"),
    )
    (message,) = sent(room, *effects)
    assert isinstance(message, Message)
    assert message.body.splitlines() == ["All roles are taken.", "⏸ Paused. To go on: !resume"]


def test_what_is_said_around_a_calendar_file_and_a_card_is_one_message() -> None:
    effects = (
        say("role.all_held"),
        Say(lines=(line("card.live"),), edits="card:1:1", topic="card:1:1"),
        PostCalendar(meeting=2),
        Say(lines=(line("card.ended"),), edits="card:1:1", topic="card:1:1"),
        say("time.resumed"),
    )
    planned = given(at(0, f.MeetingPlanned(meeting=2, title="Roof", starts_at=after(600))), language="en")
    message, calendar, card = sent(planned, *effects)
    assert isinstance(message, Message)
    assert isinstance(calendar, File)
    assert isinstance(card, Message)
    assert message.body.splitlines() == ["All roles are taken.", "▶️ Back to it."]
    assert (card.body, card.edits) == ("✔️ Took place", "card:1:1")


def test_a_reply_stands_under_what_it_answers(room: Room) -> None:
    (message,) = sent(room, say("role.all_held"), Say(lines=(line("time.resumed"),), reply=True))
    assert isinstance(message, Message)
    assert message.reply_to == "$asked"


def test_an_emoji_is_put_once_and_each_once(room: Room) -> None:
    assert sent(room, React(emoji="📝"), React(emoji="✅"), React(emoji="📝")) == (
        Reaction(target="$asked", key="📝"),
        Reaction(target="$asked", key="✅"),
    )


@pytest.mark.parametrize(
    "occasion",
    [
        pytest.param(Occasion(), id="no event"),
        pytest.param(Occasion(event_id="$edit"), id="an edit"),
    ],
)
def test_there_is_no_emoji_where_nobody_wrote(room: Room, occasion: Occasion) -> None:
    assert sent(room, React(emoji="📝"), occasion=occasion) == ()


def test_the_minutes_of_a_meeting_that_ends_have_a_name(room: Room) -> None:
    message, markdown, html = sent(room, PostMinutes(meeting=1, occasion="ended"))
    assert isinstance(message, Message)
    assert isinstance(markdown, File)
    assert isinstance(html, File)
    assert (message.ref, message.edits, message.thread) == ("minutes:1", None, None)
    assert (markdown.name, markdown.mimetype, markdown.ref) == (
        "minutes-2028-05-12.md",
        "text/markdown",
        "minutes:1:md",
    )
    assert (html.name, html.mimetype, html.ref) == ("minutes-2028-05-12.html", "text/html", "minutes:1:html")
    assert markdown.content.startswith("# Garden")


def test_corrected_minutes_take_the_place_of_the_others_and_say_so(room: Room) -> None:
    message, *files = sent(room, PostMinutes(meeting=1, occasion="corrected"), occasion=Occasion())
    assert isinstance(message, Message)
    assert (message.ref, message.edits) == (None, "minutes:1")
    assert "Corrected after the meeting (12:40)." in message.body
    assert [(file.ref, file.replaces) for file in files if isinstance(file, File)] == [
        ("minutes:1:md", True),
        ("minutes:1:html", True),
    ]


def test_minutes_that_were_asked_for_bear_the_name_too_and_stay_in_the_thread(room: Room) -> None:
    message, *files = sent(room, PostMinutes(meeting=1, occasion="asked"))
    assert isinstance(message, Message)
    assert (message.ref, message.edits, message.thread) == ("minutes:1", None, "$thread")
    assert [(file.ref, file.replaces, file.thread) for file in files if isinstance(file, File)] == [
        ("minutes:1:md", False, "$thread"),
        ("minutes:1:html", False, "$thread"),
    ]


def test_minutes_are_posted_once_and_what_is_said_beside_them_is_said(room: Room) -> None:
    posted = PostMinutes(meeting=1, occasion="ended")
    sendings = sent(room, say("time.resumed"), posted, posted, say("role.all_held"))
    assert [type(sending) for sending in sendings] == [Message, Message, File, File, Message]
