"""The words of other bots: understood where the room has set its dialect, and nowhere else."""

from datetime import date

import pytest

from intercoop_bot.language.asking import Asked, Help, Quotation, Unclear
from intercoop_bot.language.parse import read_message, read_notes
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, CHLOE, QUOTED, context, one_item, one_note

MARCEL = Who("Marcel", "Marcel")
PETIT = Who("@cp:coop.example", "Chloé Petit")
LOUVE = Who("@louve:coop.example", "La Louve")


def meetbot(body: str, *, quoted: Quotation | None = None, **changes: object) -> tuple[Asked, ...]:
    """Return what a message asks for in a room that knows MeetBot's words."""
    return read_message(body, context(dialect="meetbot", **changes), quoted=quoted)


def w3c(body: str, **changes: object) -> tuple[Asked, ...]:
    """Return what a message asks for in a room that knows the words of the W3C's bots."""
    return read_message(body, context(dialect="w3c", **changes))


def noted(tag: str, text: str) -> tuple[Asked, ...]:
    """Return what is asked for where this is to be noted, if there is a meeting to note it for."""
    return (one_note(tag, text, explicit=False),)


def action(text: str, owner: Who | None = None, due: date | None = None) -> tuple[Asked, ...]:
    """Return what is asked for where this is to be done."""
    draft = c.NoteDraft(tag="action", text=text, owner=owner, due=due)
    return (c.TakeNote(draft=draft, author=ANA, event="$message", explicit=False),)


# --- MeetBot


MEETBOT = [
    ("#startmeeting", (c.Start(),)),
    ("#startmeeting Bread and butter", (c.Start(title="Bread and butter"),)),
    ("#endmeeting", (c.End(),)),
    ("#topic The new shop", (c.TakeUp(title="The new shop"),)),
    ("#TOPIC The new shop", (c.TakeUp(title="The new shop"),)),
    ("#topic: The new shop", (c.TakeUp(title="The new shop"),)),
    ("#info we open at nine", noted("note", "we open at nine")),
    ("#note we open at nine", noted("note", "we open at nine")),
    ("#agreed nine it is", noted("decision", "nine it is")),
    ("#accepted the budget", noted("decision", "the budget")),
    ("#rejected the loan", noted("decision", "Rejeté\u00a0: the loan")),
    ("#idea a bread club", noted("idea", "a bread club")),
    ("#help who has a van?", noted("question", "who has a van?")),
    ("#halp who has a van?", noted("question", "who has a van?")),
    ("#link https://coop.example/plan", noted("link", "https://coop.example/plan")),
    ("https://coop.example/plan of the shop", noted("link", "https://coop.example/plan of the shop")),
    ("ftp://coop.example/plan", noted("link", "ftp://coop.example/plan")),
    ("#meetingname Shop group", (c.RenameMeeting(title="Shop group"),)),
    ("#meetingtopic Shop group", (c.RenameMeeting(title="Shop group"),)),
    ("#undo", (c.Undo(anyones=True),)),
    ("#commands", (Help(),)),
    ("#help", (Help(),)),
    ("#chair @bruno", (c.ShareLead(people=(BRUNO,)),)),
    ("#chair Bruno, Ana Martin  bruno", (c.ShareLead(people=(BRUNO, ANA)),)),
    ("#chair La Louve Bruno", (c.ShareLead(people=(LOUVE, BRUNO)),)),
    ("#unchair bruno", (c.WithdrawLead(people=(BRUNO,)),)),
    ("#nick Marcel,Bruno", (c.MarkPresent(people=(MARCEL, BRUNO)),)),
]


@pytest.mark.parametrize(("line", "asked"), MEETBOT, ids=[line for line, _ in MEETBOT])
def test_the_words_of_meetbot(line: str, asked: tuple[Asked, ...]) -> None:
    assert meetbot(line) == asked


@pytest.mark.parametrize("line", [line for line, _ in MEETBOT if line.startswith("#")])
def test_they_may_begin_with_a_caret(line: str) -> None:
    assert meetbot(f"^{line[1:]}") == meetbot(line)


@pytest.mark.parametrize("line", ["!startmeeting Shop", "!StartMeeting", "!endmeeting"])
def test_two_of_them_may_be_commands(line: str) -> None:
    assert meetbot(line) == meetbot(f"#{line[1:]}")


@pytest.mark.parametrize(
    "line",
    [
        "#15226", "#15226 is solved", "#foo", "#foo bar", "#topics", "#topic-bar", "#info2 x", "# info x",
        "##info x", "so #info x", "^_^", "^", "#", "see https://coop.example", "https:", "https://",
        "#startmeetings", "!endmeetings", "#char Bruno",
    ],
)  # fmt: skip
def test_what_only_looks_like_them_is_talk(line: str) -> None:
    assert meetbot(line) == ()


@pytest.mark.parametrize(
    "line", ["#lurk", "#unlurk", "#save", "#restrictlogs now", "#meetingtopic none", "#meetingname", "#topic",
             "#topic  ", "#info", "#idea:", "#action", "#rejected", "#chair", "#chair ,", "#nick \u00a0"]
)  # fmt: skip
def test_what_means_nothing_here_is_met_with_silence(line: str) -> None:
    assert meetbot(line) == ()
    assert meetbot(line, scribes=True) == (), "nor does the scribe write it down"


def test_a_word_alone_as_a_reply_has_that_message_noted() -> None:
    (noted,) = meetbot("#agreed", quoted=QUOTED)
    assert isinstance(noted, c.TakeNote)
    assert (noted.draft.tag, noted.draft.text, noted.author) == ("decision", "On garde OVH", BRUNO)


def test_the_words_of_the_room_and_our_own_are_understood_besides() -> None:
    assert meetbot("!suivant") == (c.Next(),)
    assert meetbot("#blocage x") == read_message("#blocage x", context())
    assert meetbot("DÉCISION : x") == read_message("DÉCISION : x", context())


def test_a_message_may_hold_many_of_them() -> None:
    assert meetbot("hello\n#topic Shop\n#info one\nand more\nhttps://coop.example\n#undo") == (
        c.TakeUp(title="Shop"),
        *noted("note", "one\nand more"),
        *noted("link", "https://coop.example"),
        c.Undo(anyones=True),
    )


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        pytest.param("Bruno calls the bank", BRUNO, id="first"),
        pytest.param("the bank is called by bruno", BRUNO, id="last"),
        pytest.param("ask BRUNO, he knows", BRUNO, id="capitals"),
        pytest.param("(bruno) the bank", BRUNO, id="in brackets"),
        pytest.param("@bruno: the bank", BRUNO, id="handle"),
        pytest.param("la louve and bruno paint the shop", LOUVE, id="of two, the first"),
        pytest.param("ask ana martin or bruno", ANA, id="of two names of one, the longest"),
        pytest.param("Brunos and subruno paint", None, id="only whole words"),
        pytest.param("somebody paints", None, id="nobody"),
        pytest.param("Chloé paints", None, id="a name that two bear"),
        pytest.param("Chloé Petit paints", PETIT, id="one of the two by her whole name"),
        pytest.param("Marcel paints", MARCEL, id="on the phone"),
        pytest.param("Bruno", BRUNO, id="only the name"),
    ],
)
def test_an_action_is_for_whoever_is_named_in_it(text: str, owner: Who | None) -> None:
    assert meetbot(f"#action {text}", guests=("Marcel",)) == action(text, owner)


def test_an_action_keeps_its_words_and_its_date() -> None:
    assert meetbot("#action Bruno to pay by friday") == action(
        "Bruno to pay by friday", BRUNO, date(2026, 11, 27)
    )


def test_a_name_that_two_bear_is_asked_about() -> None:
    (asked,) = meetbot("#chair Chloé")
    assert isinstance(asked, Unclear)
    assert asked.reason.key == "people.ambiguous"


def test_a_mention_names_who_it_leads_to() -> None:
    assert meetbot("#chair Chloé", pills=(("Chloé", CHLOE.id),)) == (c.ShareLead(people=(CHLOE,)),)


def test_an_edit_makes_notes_of_them_too() -> None:
    drafts = read_notes("#topic x\n#info one\n#action Bruno pays", context(dialect="meetbot"))
    assert [(draft.tag, draft.text, draft.owner) for draft in drafts] == [
        ("note", "one", None),
        ("action", "Bruno pays", BRUNO),
    ]


def test_what_was_rejected_is_said_to_be_in_the_language_of_the_room() -> None:
    assert meetbot("#rejected the loan", language="en") == noted("decision", "Rejected: the loan")


# --- the W3C


W3C = [
    ("present+", (c.MarkPresent(people=()),)),
    ("Present+ me", (c.MarkPresent(people=()),)),
    ("present+ Bruno, Marcel", (c.MarkPresent(people=(BRUNO, MARCEL)),)),
    ("present-", (c.MarkGone(people=()),)),
    ("present- Marcel", (c.MarkGone(people=(MARCEL,)),)),
    ("regrets+", (c.Foretell(coming=False),)),
    ("agenda+ The new shop", one_item("The new shop")),
    ("agendum+ The new shop [Bruno]", one_item("The new shop", owner=BRUNO)),
    ("agenda+ The new shop [phase 2]", one_item("The new shop [phase 2]")),
    ("agenda?", c.AskAgenda()),
    ("what's on the agenda?", c.AskAgenda()),
    ("agenda- 3", c.DropItem(position=3)),
    ("zakim, drop item 3", c.DropItem(position=3)),
    ("q+", c.JoinQueue()),
    ("Q+", c.JoinQueue()),
    ("q+ me", c.JoinQueue()),
    ("queue+", c.JoinQueue()),
    ("q+ to ask who pays", c.JoinQueue(topic="ask who pays")),
    ("q+ later to ask who pays", c.JoinQueue(topic="ask who pays")),
    ("q+ : the rent", c.JoinQueue(topic="the rent")),
    ("q+ Bruno", c.JoinQueue(who=BRUNO)),
    ("q+ Bruno to ask who pays", c.JoinQueue(who=BRUNO, topic="ask who pays")),
    ("q+ Marcel: the rent", c.JoinQueue(who=MARCEL, topic="the rent")),
    ("q+ bruno, marcel", (c.JoinQueue(who=BRUNO), c.JoinQueue(who=MARCEL))),
    ("q+ the rent", c.JoinQueue(topic="the rent")),
    ("qq+ to answer that", c.JoinQueue(topic="answer that", manner="reply")),
    ("q-", c.LeaveQueue()),
    ("q- Bruno", c.LeaveQueue(who=BRUNO)),
    ("q- later", (c.LeaveQueue(), c.JoinQueue())),
    ("q?", c.AskQueue()),
    ("vq?", c.AskQueue()),
    ("who is on queue?", c.AskQueue()),
    ("ack Bruno", c.GiveFloor(who=BRUNO)),
    ("ack marcel", c.GiveFloor(who=MARCEL)),
    ("ack me", c.GiveFloor(who=ANA)),
    ("ack next", c.GiveFloor()),
    ("chair recognizes next speaker", c.GiveFloor()),
    ("zakim, close the queue", c.CloseQueue()),
    ("zakim, please open the queue", c.OpenQueue()),
    ("Zakim, reopen the queue, please", c.OpenQueue()),
    ("Topic: The new shop", c.TakeUp(title="The new shop")),
    ("zakim, take up item 3", c.GoTo(position=3)),
    ("zakim take up agendum 3", c.GoTo(position=3)),
    ("zakim, open item 3", c.GoTo(position=3)),
    ("move to agendum the shop", c.TakeUp(title="the shop")),
    ("zakim, next item", c.Next()),
    ("zakim, take up next agendum", c.Next()),
    ("move to next item", c.Next()),
    ("zakim, close item 3", c.Next(position=3)),
    ("zakim, really close this agendum", c.Next()),
    ("ACTION: Bruno to call the bank", action("call the bank", BRUNO)),
    ("RESOLVED: we paint it red", noted("decision", "we paint it red")),
    ("RESOLUTION: we paint it red", noted("decision", "we paint it red")),
    ("scribe+", (c.ClaimRole(role="notes"), c.SetScribe(on=True))),
    ("scribe: Ana Martin", (c.ClaimRole(role="notes"), c.SetScribe(on=True))),
    ("scribe+ Bruno", (c.AssignRole(role="notes", who=BRUNO), c.SetScribe(on=True))),
    ("scribenick: bruno", (c.AssignRole(role="notes", who=BRUNO), c.SetScribe(on=True))),
    ("scribe-", c.SetScribe(on=False)),
    ("chair: Bruno", c.AssignRole(role="facilitator", who=BRUNO)),
    ("chair+", c.ClaimRole(role="facilitator")),
    ("Meeting: The shop group", c.RenameMeeting(title="The shop group")),
    ("zakim, start this meeting", c.Start()),
    ("zakim, end meeting", c.End()),
    ("zakim, help", Help()),
]


@pytest.mark.parametrize(("line", "asked"), W3C, ids=[line for line, _ in W3C])
def test_the_words_of_the_w3c(line: str, asked: Asked | tuple[Asked, ...]) -> None:
    assert w3c(line, guests=("Marcel",)) == (asked if isinstance(asked, tuple) else (asked,))


@pytest.mark.parametrize(
    "line",
    [
        "ack", "ack that", "ack Bruno, will do", "next item", "start the meeting", "drop item 3",
        "close item x", "help", "presenter", "my topic: x", "zakim is a bridge", "question?",
        "agenda", "qed", "present",
    ],
)  # fmt: skip
def test_what_only_looks_like_these_is_talk(line: str) -> None:
    assert w3c(line) == ()
    assert len(w3c(line, scribes=True)) == len(read_message(line, context(scribes=True)))


@pytest.mark.parametrize("line", ["Topic: the weather", "Chair: Bruno", "Meeting: at noon"])
def test_headings_are_talk_where_no_meeting_is_under_way(line: str) -> None:
    assert w3c(line, live=False) == ()


@pytest.mark.parametrize("line", ["zakim, who is here?", "RRSAgent, draft the minutes", "zakim, excuse us"])
def test_what_else_is_said_to_these_bots_is_met_with_silence(line: str) -> None:
    assert w3c(line, scribes=True) == ()


def test_what_a_scribe_writes_under_one_of_these_is_noted() -> None:
    asked = w3c("Topic: Fence\nit is old\nRESOLVED: we paint it", scribes=True)
    assert asked[0] == c.TakeUp(title="Fence")
    notes = [(each.draft.tag, each.draft.text) for each in asked if isinstance(each, c.TakeNote)]
    assert notes == [("note", "it is old"), ("decision", "we paint it")]


# --- neither


@pytest.mark.parametrize("dialect", ["own", "meetbot", "w3c"])
def test_without_their_dialect_they_are_what_they_would_be(dialect: str) -> None:
    foreign = {"own": (*MEETBOT, *W3C), "meetbot": W3C, "w3c": MEETBOT}[dialect]
    for line, _ in foreign:
        assert read_message(line, context(dialect=dialect)) == read_message(line, context()), line
