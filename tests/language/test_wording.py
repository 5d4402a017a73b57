"""Phrases get their words: plain text and HTML beside each other, and what people typed stays text."""

from datetime import timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.wording import (
    Text,
    Voice,
    day_name,
    duration,
    joined,
    moment,
    pill,
    quoted,
    word,
    word_message,
    zone_name,
)
from intercoop_bot.meeting.effects import Line, Say, line, say
from intercoop_bot.meeting.phrases import Phrase, Quote, Span, Value, When, Who, Zone, phrase
from tests.builders import ANA, BRUNO, NOON

PARIS = ZoneInfo("Europe/Paris")
FRENCH = Voice(language="fr", zone=PARIS)
ENGLISH = Voice(language="en", zone=PARIS, prefix=".")

ALLOWED = {"strong", "code", "br", "ul", "li", "a"}


def shown(title: Value, voice: Voice = ENGLISH) -> Text:
    """Return a sentence that is nothing but a title in bold."""
    return word(phrase("plan.title", title=title), voice)


class Checker(HTMLParser):
    """Reads HTML, and sees whether its elements are allowed, closed, and where they may be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what opens."""
        assert tag in ALLOWED
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        if tag == "li":
            assert self.open[-1:] == ["ul"]
        if tag == "ul":
            assert self.open[-1:] in ([], ["li"])
        if tag == "br":
            self.words.append("\n")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Compare what closes with what is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take down the words; none stand between a list and its points."""
        assert self.open[-1:] != ["ul"]
        self.words.append(data)


def read(html: str) -> str:
    """Return the words of sound HTML."""
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    return "".join(checker.words)


# --- one phrase


def test_signs_of_a_sentence_become_markup_and_are_left_out_of_plain_text() -> None:
    said = word(phrase("role.open", roles=("notes",), example="notes"), ENGLISH)
    assert said.plain == "🙋 Still needed: notes. To take a role: .claim notes"
    assert said.html == "🙋 Still needed: notes. To take a role: <code>.claim notes</code>"
    assert shown("Budget") == Text("Budget", "<strong>Budget</strong>")


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        pytest.param("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", id="element"),
        pytest.param("**a** `b`", "**a** `b`", id="our own signs"),
        pytest.param("{p} {title} %s", "{p} {title} %s", id="places for values"),
        pytest.param("\"' &amp;", "&quot;&#x27; &amp;amp;", id="quotes and references"),
        pytest.param("a\nb", "a<br>b", id="lines"),
    ],
)
def test_what_people_typed_stays_text(typed: str, html: str) -> None:
    assert shown(typed) == Text(typed, f"<strong>{html}</strong>")


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        pytest.param(7, "7", "7", id="number"),
        pytest.param(Who(ANA, "Ana"), "Ana", "Ana", id="person"),
        pytest.param(Quote("a word"), "“a word”", "«\u00a0a word\u00a0»", id="quote"),
        pytest.param(Span(timedelta(minutes=90)), "1 h 30", "1\u00a0h\u00a030", id="span"),
        pytest.param(When(NOON), "12:00", "12:00", id="hour"),
        pytest.param(When(NOON, "day"), "Friday, 12 May 2028", "vendredi 12 mai 2028", id="day"),
        pytest.param(
            When(NOON, "moment"), "Friday, 12 May 2028 at 12:00", "vendredi 12 mai 2028 à 12:00", id="moment"
        ),
        pytest.param(Zone("Europe/Paris"), "Paris time", "heure de Paris", id="zone"),
        pytest.param(phrase("role.notes"), "notes", "notes", id="phrase"),
        pytest.param(("a", "b", "c"), "a, b and c", "a, b et c", id="list"),
        pytest.param((), "", "", id="empty list"),
    ],
)
def test_each_kind_of_value(value: Value, english: str, french: str) -> None:
    assert shown(value, ENGLISH).plain == english
    assert shown(value, FRENCH).plain == french


def test_a_number_picks_the_plural() -> None:
    said = [word(phrase("refused.no_such_item", n=n), ENGLISH).plain for n in (1, 2)]
    assert said == ["There is only one item on the agenda.", "The agenda has 2 items, numbered 1 to 2."]


def test_an_unknown_sentence_is_a_fault() -> None:
    with pytest.raises(KeyError):
        word(phrase("no.such.sentence"), FRENCH)


# --- pieces


@pytest.mark.parametrize(
    ("length", "written"),
    [
        pytest.param(timedelta(0), "0 s", id="nothing"),
        pytest.param(timedelta(seconds=59), "59 s", id="seconds"),
        pytest.param(timedelta(seconds=60), "1 min", id="a minute"),
        pytest.param(timedelta(seconds=89), "1 min", id="rounded down"),
        pytest.param(timedelta(minutes=59, seconds=40), "1 h", id="rounded up to an hour"),
        pytest.param(timedelta(minutes=65), "1 h 05", id="hours and minutes"),
        pytest.param(timedelta(hours=30), "30 h", id="more than a day"),
    ],
)
def test_lengths_of_time(length: timedelta, written: str) -> None:
    assert duration(length, "en") == written
    assert duration(length, "fr") == written.replace(" ", "\u00a0")


def test_the_first_of_a_month_is_an_ordinal_in_french_only() -> None:
    first, eleventh = (NOON.date().replace(day=day) for day in (1, 11))
    assert day_name(first, "full", "fr") == "lundi 1er mai 2028"
    assert day_name(first, "long", "fr") == "1er mai 2028"
    assert day_name(eleventh, "long", "fr") == "11 mai 2028"
    assert day_name(first, "long", "en") == "1 May 2028"


def test_an_instant_is_shown_in_the_zone_of_the_room() -> None:
    assert moment(NOON, "time", "en", ZoneInfo("America/Montreal")) == "06:00"
    assert moment(NOON, "moment", "en", ZoneInfo("Pacific/Auckland")) == "Friday, 12 May 2028 at 22:00"
    assert zone_name("America/Toronto", "fr") == "heure de Toronto"


def test_a_long_quote_is_cut_and_shows_it() -> None:
    assert quoted("x" * 48, "en", 48) == f"“{'x' * 48}”"
    assert quoted("x" * 10_000, "en", 48) == f"“{'x' * 48}…”"


def test_lists_in_a_sentence() -> None:
    assert joined(["a"], "fr") == "a"
    assert joined(["a", "b"], "fr") == "a et b"


def test_a_pill_is_a_link_that_nothing_escapes_from() -> None:
    assert pill(Who(ANA, "Ana")) == f'<a href="https://matrix.to/#/{ANA}">Ana</a>'
    hostile = pill(Who('@"><script>:coop.example', "<b>"))
    assert "<script>" not in hostile
    assert ">&lt;b&gt;</a>" in hostile


# --- whole messages


def test_an_alarm_begins_with_whom_it_is_for() -> None:
    ana, bruno = Who(ANA, "Ana"), Who(BRUNO, "Bruno")
    message = Say(lines=(line("time.resumed"),), alarm=True, mentions=(ana, bruno))
    said = word_message(message, FRENCH)
    assert said.plain == "Ana et Bruno\u00a0: ▶️ On reprend."
    assert said.html == f"{pill(ana)} et {pill(bruno)}\u00a0: ▶️ On reprend."


def test_who_is_named_in_the_message_is_not_named_again() -> None:
    ana = Who(ANA, "Ana")
    said = word_message(Say(lines=(line("item.owner", who=ana),), alarm=True, mentions=(ana,)), ENGLISH)
    assert said == Text("Over to you, Ana.", f"Over to you, {pill(ana)}.")


def test_who_is_not_mentioned_is_no_pill() -> None:
    said = word_message(Say(lines=(line("item.owner", who=Who(ANA, "Ana")),)), ENGLISH)
    assert said.html == "Over to you, Ana."


def test_lists_are_nested() -> None:
    deep = [(0, "a"), (1, "b"), (2, "c\nd"), (1, "e"), (0, "f"), (0, "g"), (1, "h")]
    said = word_message(
        Say(lines=tuple(Line(phrase("agenda.ahead", item=text), depth) for depth, text in deep)), ENGLISH
    )
    assert said.plain == "a\n• b\n   – c\n     d\n• e\nf\ng\n• h"
    assert said.html == ("a<ul><li>b<ul><li>c<br>d</li></ul></li><li>e</li></ul>f<br>g<ul><li>h</li></ul>")
    read(said.html)


def test_a_message_without_words_is_empty() -> None:
    assert word_message(Say(lines=()), ENGLISH) == Text("", "")


TYPED = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)
LINES = st.lists(
    st.builds(
        lambda text, depth: Line(Phrase("agenda.ahead", {"item": text}), depth), TYPED, st.integers(0, 2)
    )
)


@given(LINES)
def test_whatever_is_said_is_sound_html_with_the_same_words(lines: list[Line]) -> None:
    said = word_message(Say(lines=tuple(lines)), ENGLISH)
    typed = [str(each.phrase.values["item"]) for each in lines]
    assert [text.lstrip(" •–") for text in said.plain.split("\n")] == [
        text.lstrip("•–") for text in typed or [""]
    ]
    assert read(said.html).replace("\n", "") == "".join(typed)


def test_what_is_not_seen_but_turns_the_writing_is_left_out() -> None:
    said = word_message(say("plan.title", title="Bud\u202eget\x07"), ENGLISH)
    assert said.plain == "Budget"
    assert said.html == "<strong>Budget</strong>"
