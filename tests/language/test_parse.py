from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.asking import Asked, Context, Help, Quotation, Unclear, Unknown
from intercoop_bot.language.catalogue import LANGUAGES
from intercoop_bot.language.fold import fold
from intercoop_bot.language.parse import read_message, read_notes
from intercoop_bot.language.vocabulary import TABLE
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, CHLOE, PARIS, QUOTED, context


def _item(title: str, minutes: int | None = None, owner: Who | None = None) -> c.AddItems:
    return c.AddItems(items=(c.DraftItem(title=title, minutes=minutes, owner=owner),))


def _note(tag: str, text: str, *, explicit: bool = True) -> c.TakeNote:
    return c.TakeNote(draft=c.NoteDraft(tag=tag, text=text), author=ANA, event="$message", explicit=explicit)


def _slot(day: int, start: int, end: int | None = None) -> c.SetDate:
    return c.SetDate(
        starts_at=datetime(2026, 11, day, start, tzinfo=PARIS),
        ends_at=None if end is None else datetime(2026, 11, day, end, tzinfo=PARIS),
    )


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        pytest.param(line, asked, id=line)
        for line, asked in [
            ("!meetings", c.AskMeetings()),
            ("!réunions", c.AskMeetings()),
            ("!when", c.AskDate()),
            ("!quand a lieu la réunion ?", c.AskDate()),
            ("!quand vendredi 18h-19h", _slot(27, 18, 19)),
            ("!when next friday 2pm", _slot(27, 14)),
            ("!cancel", c.Cancel()),
            ("!annuler la réunion", c.Cancel()),
            ("!annuler la réunion : trop peu de monde", c.Cancel(reason="trop peu de monde")),
            ("!annuler trop peu de monde", c.Cancel(reason="trop peu de monde")),
            ("!call", c.AskCall()),
            ("!appel ?", c.AskCall()),
            ("!visio : https://framatalk.org/x", c.SetCall(text="https://framatalk.org/x")),
            ("!coming", c.Foretell(coming=True)),
            ("!présente en retard", c.Foretell(coming=True, reason="en retard")),
            ("!regrets", c.Foretell(coming=False)),
            ("!excuse je suis en déplacement", c.Foretell(coming=False, reason="je suis en déplacement")),
            ("!agenda", c.AskAgenda()),
            ("!ordre du jour", c.AskAgenda()),
            ("!odj ?", c.AskAgenda()),
            ("!item Budget", _item("Budget")),
            ("!item Budget 20m", _item("Budget", 20)),
            ("!point : Budget", _item("Budget")),
            ("!point\u202f: Budget", _item("Budget")),
            ("!point Budget 20m @bruno", _item("Budget", 20, BRUNO)),
            ("!point Budget @bruno 20 min", _item("Budget", 20, BRUNO)),
            ("!point Budget (Bruno, 20 min)", _item("Budget", 20, BRUNO)),
            ("!point Budget (Zoé, 20 min)", _item("Budget", 20, Who("Zoé", "Zoé"))),
            ("!point Budget (voir le pad)", _item("Budget (voir le pad)")),
            ("!edit 3 nouveau titre", c.EditItem(position=3, title="nouveau titre")),
            ("!edit 3 15m", c.EditItem(position=3, minutes=15)),
            ("!edit 3 15", c.EditItem(position=3, minutes=15)),
            ("!edit 3 @bruno", c.EditItem(position=3, owner=BRUNO)),
            (
                "!modifier n°3 : Budget 15 min @bruno",
                c.EditItem(position=3, title="Budget", minutes=15, owner=BRUNO),
            ),
            ("!edit 3", c.EditItem(position=3)),
            ("!move 3 1", c.MoveItem(position=3, to=1)),
            ("!move 3 to 1", c.MoveItem(position=3, to=1)),
            ("!déplacer le point 3 en 1", c.MoveItem(position=3, to=1)),
            ("!move 3 -> 1", c.MoveItem(position=3, to=1)),
            ("!déplacer 3 avant le 1", c.MoveItem(position=3, to=1)),
            ("!drop 3", c.DropItem(position=3)),
            ("!retirer le point n° 3", c.DropItem(position=3)),
            ("!drop #3", c.DropItem(position=3)),
            ("!roles", c.AskRoles()),
            ("!rôles", c.AskRoles()),
            ("!role", c.AskRoles()),
            ("!rôle notes", c.AskRoles()),
            ("!role add timekeeper", c.AddRole(role="timekeeper")),
            ("!rôle ajouter gardien du temps", c.AddRole(role="gardien du temps")),
            ("!rôle ajouter secrétaire", c.AddRole(role="notes")),
            ("!rôle ajouter", c.AddRole(role="")),
            ("!claim notes", c.ClaimRole(role="notes")),
            ("!prends la prise de notes", c.ClaimRole(role="notes")),
            ("!je prends l'animation", c.ClaimRole(role="facilitator")),
            ("!claim scribe please", c.ClaimRole(role="notes")),
            ("!prendre Gardien du temps", c.ClaimRole(role="gardien du temps")),
            ("!prendre le rôle de gardien du temps", c.ClaimRole(role="gardien du temps")),
            ("!claim", c.ClaimRole(role="")),
            ("!claim café", c.ClaimRole(role="café")),
            ("!release notes", c.ReleaseRole(role="notes")),
            ("!laisser", c.ReleaseRole(role="")),
            ("!assign notes Ana", c.AssignRole(role="notes", who=ANA)),
            ("!assign notes to @bruno", c.AssignRole(role="notes", who=BRUNO)),
            ("!confier les notes à Ana Martin", c.AssignRole(role="notes", who=ANA)),
            ("!confier l’animation à @bruno:coop.example", c.AssignRole(role="facilitator", who=BRUNO)),
            ("!assign Bruno notes", c.AssignRole(role="notes", who=BRUNO)),
            ("!confier à Ana le compte rendu", c.AssignRole(role="notes", who=ANA)),
            ("!confier gardien du temps : Bruno", c.AssignRole(role="gardien du temps", who=BRUNO)),
            ("!confier les notes à moi", c.ClaimRole(role="notes")),
            ("!start", c.Start()),
            ("!ouvrir la réunion", c.Start()),
            ("!ouvrir !", c.Start()),
            ("!ouvrir maintenant", c.Start()),
            ("!ouvrir Réunion budget", c.Start(title="Réunion budget")),
            ("!ouvrir Point rapide", c.Start(title="Point rapide")),
            ("!end", c.End()),
            ("!fin", c.End()),
            ("!n", c.Next()),
            ("!s", c.Next()),
            ("!SUIVANT", c.Next()),
            ("!suivant s’il vous plaît", c.Next()),
            ("! suivant", c.Next()),
            ("  !suivant  ", c.Next()),
            ("!next 4", c.GoTo(position=4)),
            ("!back", c.Back()),
            ("!retour au 2", c.GoTo(position=2)),
            ("!goto 4", c.GoTo(position=4)),
            ("!go to 4", c.GoTo(position=4)),
            ("!aller au point 4", c.GoTo(position=4)),
            ("!skip", c.Skip()),
            ("!passer au point 4", c.GoTo(position=4)),
            ("!park", c.Park()),
            ("!reporter le 3", c.Park(position=3)),
            ("!extend 5", c.Extend(minutes=5)),
            ("!prolonger de 10 min", c.Extend(minutes=10)),
            ("!extend by 1h", c.Extend(minutes=60)),
            ("!extend +5", c.Extend(minutes=5)),
            ("!extend 0", c.Extend(minutes=0)),
            ("!extend -5", c.Extend(minutes=-5)),
            ("+5", c.Extend(minutes=5)),
            ("+ 5 min", c.Extend(minutes=5)),
            ("!+5", c.Extend(minutes=5)),
            ("+1 min", c.Extend(minutes=1)),
            ("+ 10’", c.Extend(minutes=10)),
            ("!pause", c.Pause()),
            ("!resume", c.Resume()),
            ("!reprendre", c.Resume()),
            ("!status", c.AskStatus()),
            ("!état", c.AskStatus()),
            ("!here", c.MarkPresent(people=())),
            ("!ici moi, Paul au téléphone", c.MarkPresent(people=(ANA, Who("Paul", "Paul")))),
            ("!here @bruno", c.MarkPresent(people=(BRUNO,))),
            ("!iam La Chouette", c.SpeakFor(organisation="La Chouette")),
            ("!je suis pour La Chouette", c.SpeakFor(organisation="La Chouette")),
            ("!jesuis", c.SpeakFor(organisation="")),
            ("!note le devis", _note("note", "le devis")),
            ("!decision : on garde", _note("decision", "on garde")),
            ("!décision on garde", _note("decision", "on garde")),
            ("!question qui ?", _note("question", "qui ?")),
            ("!idée un pot", _note("idea", "un pot")),
            ("!lien https://pad.coop.example", _note("link", "https://pad.coop.example")),
            ("!blocage le bail", _note("blocage", "le bail")),
            ("!note", _note("note", "")),
            ("#note le devis", _note("note", "le devis", explicit=False)),
            ("Décision : on garde", _note("decision", "on garde", explicit=False)),
            ("#blocage le bail", _note("blocage", "le bail", explicit=False)),
            ("!undo", c.Undo()),
            ("!oups", c.Undo()),
            ("s/OVH/Gandi/", c.Substitute(old="OVH", new="Gandi")),
            ("s/OVH/Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!s/OVH/Gandi/", c.Substitute(old="OVH", new="Gandi")),
            ("!replace 1/2 par la moitié", c.Substitute(old="1/2", new="la moitié")),
            ("s/OVH//", c.Substitute(old="OVH", new="")),
            (r"s/1\/2/la moitié/", c.Substitute(old="1/2", new="la moitié")),
            ("!remplacer OVH par Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!replace OVH with Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!replace OVH/Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!minutes", c.AskMinutes()),
            ("!cr 3", c.AskMinutes(which="3")),
            ("!cr n° 3", c.AskMinutes(which="3")),
            ("!cr du 12 mai", c.AskMinutes(which="12 mai", day=date(2026, 5, 12))),
            ("!minutes 24 november", c.AskMinutes(which="24 november", day=date(2026, 11, 24))),
            ("!minutes 2025-05-12", c.AskMinutes(which="2025-05-12", day=date(2025, 5, 12))),
            ("!cr vendredi", c.AskMinutes(which="vendredi", day=date(2026, 11, 20))),
            ("!cr 31 avril", c.AskMinutes(which="31 avril")),
            ("!compte rendu hébergement", c.AskMinutes(which="hébergement")),
            ("!help", Help()),
            ("!aide !suivant", Help(word="suivant")),
            ("!aide #note ?", Help(word="#note")),
            ("!lang fr", c.SetLanguage(language="fr")),
            ("!langue anglais", c.SetLanguage(language="en")),
            ("!settings", c.AskSettings()),
            ("!réglages couleur bleue", c.AskSettings()),
            ("!settings timezone Europe/Brussels", c.SetZone(zone="Europe/Brussels")),
            ("!fuseau", c.AskSettings()),
            ("!timezone brussels", c.SetZone(zone="Europe/Brussels")),
            ("!settings policy chaired", c.SetPolicy(policy="chaired")),
            ("!réglages règle ouverte", c.SetPolicy(policy="open")),
            ("!règle", c.AskSettings()),
            ("!settings lang en", c.SetLanguage(language="en")),
            ("!tag add risque", c.AddTag(tag="risque")),
            ("!étiquette #risque", c.AddTag(tag="risque")),
        ]
    ],
)
def test_a_line(line: str, asked: Asked) -> None:
    assert read_message(line, context()) == (asked,)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(line, reason, id=line)
        for line, reason in [
            ("!plan", "unclear.plan"),
            ("!when bientôt", "unclear.date"),
            ("!when 12 mai", "unclear.hour"),
            ("!when 31 avril 12h", "reading.no_such_day"),
            ("!agenda\n- (10 min)", "unclear.agenda"),
            ("!item", "unclear.item"),
            ("!item 20 min", "unclear.item"),
            ("!item @bruno", "unclear.item"),
            ("!edit", "unclear.number"),
            ("!edit Budget", "unclear.number"),
            ("!edit 3 Budget (Chloé, 10 min)", "people.ambiguous"),
            ("!move", "unclear.not_a_date"),
            ("!move 3", "unclear.not_a_date"),
            ("!move 3 1 2", "unclear.not_a_date"),
            ("!déplacer au 12 mai 14h", "unclear.not_a_date"),
            ("!reporter la réunion à vendredi", "unclear.not_a_date"),
            ("!drop", "unclear.number"),
            ("!drop -1", "unclear.number"),
            ("!goto", "unclear.number"),
            ("!goto budget", "unclear.number"),
            ("!passer 4", "unclear.only_this_item"),
            ("!extend", "unclear.duration"),
            ("!extend beaucoup", "unclear.duration"),
            ("!assign", "unclear.assign"),
            ("!assign notes", "unclear.assign"),
            ("!assign café Ana", "unclear.assign"),
            ("!assign notes Zoé", "unclear.nobody"),
            ("!assign notes Chloé", "people.ambiguous"),
            ("!here chloé", "people.ambiguous"),
            ("!replace", "unclear.replace"),
            ("!replace OVH", "unclear.replace"),
            ("!lang", "unclear.language"),
            ("!lang de", "unclear.language"),
            ("!timezone Mars", "unclear.zone"),
            ("!policy fermée", "unclear.policy"),
            ("!tag", "unclear.tag"),
            ("!tag add", "unclear.tag"),
            ("!tag add suivant", "unclear.tag_taken"),
        ]
    ],
)
def test_a_line_that_makes_no_sense_says_why(line: str, reason: str) -> None:
    (asked,) = read_message(line, context())
    assert isinstance(asked, Unclear)
    assert asked.reason.key == reason
    for language in LANGUAGES:
        assert "{" not in word(asked.reason, Voice(language=language, zone=PARIS)).plain


def test_the_example_completes_what_was_written() -> None:
    (asked,) = read_message("!quand 12 mai", context())
    assert isinstance(asked, Unclear)
    assert asked.reason.values["example"] == "!quand 12 mai 18:00"


def test_an_owner_that_two_could_be_is_told() -> None:
    (added,) = read_message("!item Budget (Chloé, 10 min)", context())
    assert isinstance(added, c.AddItems)
    assert [item.owner for item in added.items] == [None]
    assert [doubt.key for doubt in added.doubts] == ["people.ambiguous"]


@pytest.mark.parametrize(
    "line",
    [
        "", " ", "!", "!!", "!!!", "! hello", "! suivnat", "!?", "!1", "!123", "!important", "!hello",
        "!!next",
        "#15226", "#", "bonjour", "on passe au suivant !", "suivant", "+1", "+", "++", "+1000", "+ de monde",
        "+33 6 12 34 56 78", "s/c de Bruno", "s//b/", "https://coop.example/a/b", "!vote oui", "!oO", "!x",
        "?!", "¡hola!", "!👍", "! ! !", "!-next", "!_next_", "q+",
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
        ("!notes", "notes", "note"),
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
        _note("note", "a", explicit=False),
        Unknown(word="suivnat", suggestion="suivant"),
        _note("idea", "b", explicit=False),
        c.Extend(minutes=5),
        c.Substitute(old="a", new="c"),
    )


def test_a_note_goes_on_to_an_empty_line_or_the_next_one() -> None:
    body = "!note a\nb\n!important\n\nc\nDécision :\non garde\nOVH\n#idée d"
    assert read_message(body, context()) == (
        _note("note", "a\nb\n!important"),
        _note("decision", "on garde\nOVH", explicit=False),
        _note("idea", "d", explicit=False),
    )


def test_what_is_off_the_record_is_nowhere() -> None:
    body = "!note a\n!off je reviens\nb\n!hors sujet c\n#note d"
    assert read_message(body, context()) == (_note("note", "a"), _note("note", "d", explicit=False))


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
        _item("Budget", 20, Who("@cp:coop.example", "Chloé Petit")),
    )


# --- replies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["!decision", "!décision :", "#décision", "Décision :"])
def test_a_reply_records_the_message_replied_to(line: str) -> None:
    (note,) = read_message(line, context(), quoted=QUOTED)
    assert isinstance(note, c.TakeNote)
    assert (note.draft.tag, note.draft.text) == ("decision", "On garde OVH")
    assert (note.author, note.event, note.whole) == (BRUNO, "$before", True)


def test_a_reply_with_a_text_of_its_own_is_that_text() -> None:
    assert read_message("!note a", context(), quoted=QUOTED) == (_note("note", "a"),)


def test_a_reply_of_the_rooms_own_tag() -> None:
    (note,) = read_message("!blocage", context(), quoted=QUOTED)
    assert isinstance(note, c.TakeNote)
    assert note.whole


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
    members=st.dictionaries(_NAMES, _NAMES, max_size=4),
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
