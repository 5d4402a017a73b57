from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.asking import Context, Help, Quotation, Unclear, Unknown
from intercoop_bot.language.fold import fold
from intercoop_bot.language.members import Members
from intercoop_bot.language.parse import read_message, read_notes
from intercoop_bot.language.vocabulary import TABLE
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, CHLOE, PARIS, QUOTED, context, one_item, one_note


@pytest.mark.parametrize(
    "line",
    [
        "", " ", "!", "!!", "!!!", "! hello", "! suivnat", "!?", "!1", "!123", "!important", "!hello",
        "!!next",
        "#15226", "#", "bonjour", "on passe au suivant !", "suivant", "+1", "+", "++", "+1000", "+ de monde",
        "+33 6 12 34 56 78", "s/c de Bruno", "s//b/", "https://coop.example/a/b", "!vote oui", "!oO", "!x",
        "?!", "¡hola!", "!👍", "! ! !", "!-next", "!_next_", "q", "q+1", "q-tip", "Q: et après ?", "q? non",
        "!s/OVH", "!n°3", "!next/",
    ],
)  # fmt: skip
def test_talk_gets_silence(line: str) -> None:
    assert read_message(line, context()) == ()


@pytest.mark.parametrize(
    ("line", "written", "suggestion"),
    [
        ("!suivnat", "suivnat", "suivant"),
        ("!desicion on garde", "desicion", "décision"),
        ("!BLOCAG", "BLOCAG", "blocage"),
    ],
)
def test_a_misspelt_command_gets_a_suggestion(line: str, written: str, suggestion: str) -> None:
    assert read_message(line, context()) == (Unknown(word=written, suggestion=suggestion),)


def test_of_many_misspelt_words_the_first_is_answered() -> None:
    assert read_message("!suivnat\n!agneda\n!next", context()) == (
        Unknown(word="suivnat", suggestion="suivant"),
        c.Next(),
    )


def test_another_prefix_and_only_that() -> None:
    assert read_message(".next", context(prefix=".")) == (c.Next(),)
    assert read_message("!next", context(prefix=".")) == ()
    assert read_message("bot>next", context(prefix="bot>")) == (c.Next(),)


def test_more_time_without_a_prefix_is_talk_outside_a_meeting() -> None:
    assert read_message("+5", context(live=False)) == ()
    assert read_message("!+5", context(live=False)) == (c.Extend(minutes=5),)


def test_several_roles_in_a_line() -> None:
    assert read_message("!prends les notes et l’animation", context()) == (
        c.ClaimRole(role="notes"),
        c.ClaimRole(role="facilitator"),
    )


# --- several lines -----------------------------------------------------------------------------------


def test_a_message_is_read_in_its_order() -> None:
    body = "bonjour\n!start\nNOTE: a\n!suivnat\n#idée b\n+5\ns/a/c/\nà bientôt"
    assert read_message(body, context()) == (
        c.Start(),
        one_note("note", "a", explicit=False),
        Unknown(word="suivnat", suggestion="suivant"),
        one_note("idea", "b", explicit=False),
        c.Extend(minutes=5),
        c.Substitute(old="a", new="c"),
    )


def test_a_note_goes_on_to_an_empty_line_or_the_next_one() -> None:
    body = "!note a\nb\n!important\n\nc\nDécision :\non garde\nOVH\n#idée d"
    assert read_message(body, context()) == (
        one_note("note", "a\nb\n!important"),
        one_note("decision", "on garde\nOVH", explicit=False),
        one_note("idea", "d", explicit=False),
    )


def test_what_is_off_the_record_is_nowhere() -> None:
    body = "!note a\n!off je reviens\nb\n!hors sujet c\n#note d"
    assert read_message(body, context()) == (one_note("note", "a"), one_note("note", "d", explicit=False))


def test_an_agenda_takes_the_lines_under_it_tagged_ones_too() -> None:
    body = "!agenda\n- Question : le bail 10 min\n\n- Budget 20 min (Bruno)\n!next"
    (added, following) = read_message(body, context())
    assert isinstance(added, c.AddItems)
    assert [(item.title, item.minutes, item.owner) for item in added.items] == [
        ("Question : le bail", 10, None),
        ("Budget", 20, BRUNO),
    ]
    assert following == c.Next()


def test_an_agenda_may_begin_on_its_line() -> None:
    (added,) = read_message("!ordre du jour : Budget 20 min\nLocal 10 min", context())
    assert isinstance(added, c.AddItems)
    assert [item.title for item in added.items] == ["Budget", "Local"]


def test_what_was_not_understood_of_an_agenda_is_told() -> None:
    (added,) = read_message("!agenda\n- Budget\n- Local 5-10 min", context())
    assert isinstance(added, c.AddItems)
    assert {doubt.key for doubt in added.doubts} == {"reading.range", "reading.no_minutes"}


def test_a_call_has_a_fallback_on_the_next_line() -> None:
    body = "!call 01 23 45 67 89, code 12#\nLien : https://framatalk.org/x\n\nà demain"
    assert read_message(body, context()) == (
        c.SetCall(text="01 23 45 67 89, code 12#\nLien : https://framatalk.org/x"),
    )


def test_a_plan_takes_all_that_follows() -> None:
    body = "bonjour\n!plan Réunion budget\nvendredi 18h-19h\n\nOrdre du jour :\n- Budget 20 min\n!next"
    (plan,) = read_message(body, context())
    assert isinstance(plan, c.Plan)
    assert plan.title == "Réunion budget"
    assert plan.starts_at == datetime(2026, 11, 27, 18, tzinfo=PARIS)
    assert plan.items[0] == c.DraftItem(title="Budget", minutes=20)


def test_pills_are_people() -> None:
    pills = (("Chloé P.", "@cp:coop.example"),)
    assert read_message("!assign notes Chloé P.", context(pills=pills)) == (
        c.AssignRole(role="notes", who=Who("@cp:coop.example", "Chloé Petit")),
    )
    assert read_message("!item Budget 20m Chloé P.", context(pills=pills)) == (
        one_item("Budget", 20, Who("@cp:coop.example", "Chloé Petit")),
    )


def test_a_mention_written_as_a_link_is_a_person() -> None:
    body = "!assign notes [Chloé P.](https://matrix.to/#/@cp:coop.example)"
    assert read_message(body, context(pills=(("Chloé P.", "@cp:coop.example"),))) == (
        c.AssignRole(role="notes", who=Who("@cp:coop.example", "Chloé Petit")),
    )


# --- replies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["!decision", "!décision :", "#décision", "Décision :"])
def test_a_reply_records_the_message_replied_to(line: str) -> None:
    (note,) = read_message(line, context(), quoted=QUOTED)
    assert isinstance(note, c.TakeNote)
    assert (note.draft.tag, note.draft.text) == ("decision", "On garde OVH")
    assert (note.author, note.event, note.whole) == (BRUNO, "$before", True)


def test_a_reply_with_a_text_of_its_own_is_that_text() -> None:
    assert read_message("!note a", context(), quoted=QUOTED) == (one_note("note", "a"),)


def test_a_reply_of_the_rooms_own_tag() -> None:
    (note,) = read_message("!blocage", context(), quoted=QUOTED)
    assert isinstance(note, c.TakeNote)
    assert note.whole


@pytest.mark.parametrize(
    "line", ["!note a", "#note a", "NOTE: a", "!blocage a", "!décision", "#décision", "!idée"]
)
def test_a_note_in_the_thread_of_an_item_belongs_to_it(line: str) -> None:
    quoted = QUOTED if line in ("!décision", "#décision") else None
    (note,) = read_message(line, context(prepares=(3, 2)), quoted=quoted)
    assert isinstance(note, c.TakeNote)
    assert note.prepares == (3, 2)


def test_a_reply_plans_what_was_announced() -> None:
    quoted = Quotation(event="$x", author=CHLOE, body="Réunion budget vendredi 18h-19h")
    (plan,) = read_message("!plan", context(), quoted=quoted)
    assert isinstance(plan, c.Plan)
    assert plan.title == "Réunion budget"


def test_talk_in_a_reply_is_talk() -> None:
    assert read_message("d’accord", context(), quoted=QUOTED) == ()


# --- edits -------------------------------------------------------------------------------------------


def test_the_notes_of_a_message_are_its_tagged_lines_and_note_commands() -> None:
    body = "!next\nNOTE: a\n!decision b\n+5\n!note\n!blocage c\n!suivnat\nAction : Bruno appelle"
    assert read_notes(body, context()) == (
        c.NoteDraft(tag="note", text="a"),
        c.NoteDraft(tag="decision", text="b"),
        c.NoteDraft(tag="blocage", text="c"),
        c.NoteDraft(tag="action", text="appelle", owner=BRUNO),
    )


# --- anything at all ---------------------------------------------------------------------------------

_WORDS = st.sampled_from(sorted({word for e in TABLE for w in e.wordings.values() for word in w.words}))
_PIECES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["3", "n°", "20m", "-5", "1h30", "@bruno", "@", "vendredi", "31 avril", "12 mai 2027", "12h-13h",
         "notes", "Chloé", "à", "s/", "/", "+", "#note", "NOTE:", "\u202e", "<script>", "\n", "\n\n", "- ",
         "999999999 h"]
    ),
)  # fmt: skip
_LINES = st.builds(
    lambda sign, word, rest: f"{sign}{word} {' '.join(rest)}",
    st.sampled_from(["!", "! ", "", "#"]),
    _WORDS,
    st.lists(_PIECES, max_size=5),
)
_BODIES = st.one_of(st.text(), st.lists(_LINES, max_size=4).map("\n".join))
_NAMES = st.text(max_size=12)
_CONTEXTS = st.builds(
    Context,
    sender=st.just(ANA),
    event=st.just("$message"),
    now=st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - made aware by `timezones`
        max_value=datetime(2090, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    zone=st.sampled_from([PARIS, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")]),
    language=st.sampled_from(["fr", "en"]),
    prefix=st.sampled_from(["!", ".", "bot>"]),
    members=st.dictionaries(_NAMES, _NAMES, max_size=4).map(Members),
    pills=st.lists(st.tuples(_NAMES, _NAMES), max_size=3).map(tuple),
    tags=st.lists(_NAMES, max_size=3).map(tuple),
    roles=st.lists(_NAMES, max_size=3).map(tuple),
)
_QUOTED = st.none() | st.builds(Quotation, event=st.just("$x"), author=st.just(BRUNO), body=_BODIES)


@given(_BODIES, _CONTEXTS, _QUOTED)
def test_nothing_that_is_typed_raises(body: str, surroundings: Context, quoted: Quotation | None) -> None:
    for asked in read_message(body, surroundings, quoted=quoted):
        assert isinstance(asked, c.Command | c.Question | Help | Unknown | Unclear)
    read_notes(body, surroundings)


@given(_LINES)
def test_case_does_not_matter(line: str) -> None:
    upper = read_message(line.upper(), context())
    if fold(line.upper()) == fold(line):
        assert [type(asked) for asked in upper] == [type(asked) for asked in read_message(line, context())]


@pytest.mark.parametrize(
    "filling", ["a", " ", "!", ":", "/", "s/", "#", "@", "1", "\u00a0", "é", "(", "a ", "- ", "par "]
)
def test_a_line_of_ten_thousand_characters(filling: str) -> None:
    long = filling * (10_000 // len(filling))
    read_message(long, context())
    for entry in TABLE:
        read_message(f"!{entry.wordings['fr'].shown} {long}", context())


@pytest.mark.parametrize(
    "line", ["!next", "!note a", "talk", "", "NOTE: a", "!agenda", "!suivnat", "- a (Chloé, 5 min)"]
)
def test_a_message_of_five_hundred_lines(line: str) -> None:
    read_message("\n".join([line] * 500), context())
    read_message("!plan\n" + "\n".join([line] * 500), context())
    read_message("!agenda\n" + "\n".join([line] * 500), context())


def test_a_year_from_now_is_still_a_year() -> None:
    late = context(now=datetime(2090, 12, 31, 23, 30, tzinfo=UTC) + timedelta(hours=1))
    (asked,) = read_message("!cr du 12 mai", late)
    assert asked == c.AskMinutes(which="12 mai", day=date(2090, 5, 12))
