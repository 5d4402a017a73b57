import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.members import Members
from intercoop_bot.language.people import Ambiguous, People, unlink
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, CHLOE, MEMBERS

PEOPLE = People(MEMBERS)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        pytest.param("Bruno", BRUNO, id="display name"),
        pytest.param("  bruno , ", BRUNO, id="space and comma"),
        pytest.param("@BRUNO", BRUNO, id="with an at sign"),
        pytest.param("@bruno:coop.example", BRUNO, id="matrix id"),
        pytest.param("Ana", ANA, id="first name"),
        pytest.param("ana martin", ANA, id="whole name"),
        pytest.param("@chloe", CHLOE, id="a handle goes before a first name"),
        pytest.param("chloe (la louve)", CHLOE, id="no accents"),
        pytest.param("La", None, id="an article is no first name"),
        pytest.param("Zoé", None, id="nobody"),
        pytest.param("", None, id="nothing"),
        pytest.param("@", None, id="only an at sign"),
        pytest.param(
            "@zoe:coop.example", Who("@zoe:coop.example", "@zoe:coop.example"), id="id of no member"
        ),
    ],
)
def test_a_name_is_resolved(text: str, who: Who | None) -> None:
    assert PEOPLE.resolve(text) == who


def test_a_name_that_two_bear_lists_them() -> None:
    named = PEOPLE.resolve("chloé")
    assert isinstance(named, Ambiguous)
    assert [who.id for who in named.candidates] == ["@chloe:coop.example", "@cp:coop.example"]
    assert named.doubt.values["people"] == (
        "Chloé (La Louve) (@chloe:coop.example)",
        "Chloé Petit (@cp:coop.example)",
    )


def test_one_display_name_goes_before_a_first_name() -> None:
    people = People(Members({"@a:x.example": "Ana", "@b:x.example": "Ana Martin"}))
    assert people.resolve("Ana") == Who("@a:x.example", "Ana")


def test_an_ornament_is_no_first_name() -> None:
    assert People(Members({"@z:x.example": "🌻 Zoé B."})).resolve("Zoé") == Who("@z:x.example", "🌻 Zoé B.")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("à [Ana](https://matrix.to/#/@ana:coop.example) !", "à Ana !"),
        ("@[Ana Martin] et @[Bruno]", "Ana Martin et Bruno"),
        ("[le pad](https://pad.coop.example) [x]", "[le pad](https://pad.coop.example) [x]"),
    ],
)
def test_mentions_become_their_words(text: str, plain: str) -> None:
    assert unlink(text) == plain


def test_nobody_is_named_by_nothing() -> None:
    assert People(Members({"@z:x.example": "  "}), [("@", "@y:x.example")]).resolve("@") is None


def test_a_pill_goes_before_everything() -> None:
    people = People(MEMBERS, [("Chloé", "@cp:coop.example")])
    assert people.resolve("Chloé") == Who("@cp:coop.example", "Chloé Petit")


def test_two_pills_with_the_same_words_are_ambiguous() -> None:
    people = People(MEMBERS, [("C", "@cp:coop.example"), ("C", "@chloe:coop.example")])
    assert isinstance(people.resolve("C"), Ambiguous)


@pytest.mark.parametrize(
    ("text", "who", "rest"),
    [
        pytest.param("Bruno appelle", BRUNO, "appelle", id="name"),
        pytest.param("Bruno: appelle", BRUNO, "appelle", id="colon"),
        pytest.param("@bruno, appelle", BRUNO, "appelle", id="comma"),
        pytest.param("@bruno:coop.example appelle", BRUNO, "appelle", id="id"),
        pytest.param("@bruno:coop.example: appelle", BRUNO, "appelle", id="id and colon"),
        pytest.param("Ana Martin écrit", ANA, "écrit", id="the longest name"),
        pytest.param("Ana écrit", ANA, "écrit", id="first name"),
        pytest.param("Bruno", BRUNO, "", id="nothing follows"),
        pytest.param("Brunoise de légumes", None, "Brunoise de légumes", id="part of a word"),
        pytest.param("@bruno:appelle", BRUNO, "appelle", id="a handle and a colon are no id"),
        pytest.param("la facture", None, "la facture", id="no name"),
    ],
)
def test_a_name_is_taken_from_the_beginning(text: str, who: Who | None, rest: str) -> None:
    assert PEOPLE.take(text) == (who, rest)


def test_a_name_cut_by_the_limit_is_none() -> None:
    text = "x" * 95 + " Bruno" + "y" * 50
    assert PEOPLE.take(text) == (None, text)
    name = "n" * 100
    assert People(Members({"@n:x.example": name})).take(f"{name}{name}") == (None, name + name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("", [], id="nobody"),
        pytest.param("Ana, Paul au téléphone", [ANA.id, "Paul"], id="on the phone"),
        pytest.param("Paul (tél.) et Marie on the phone", ["Paul", "Marie"], id="several on the phone"),
        pytest.param("moi et Paul", [ANA.id, "Paul"], id="oneself"),
        pytest.param("@bruno @ana", [BRUNO.id, ANA.id], id="side by side"),
        pytest.param("Bruno & Bruno", [BRUNO.id], id="once"),
        pytest.param("Jean Dupont; Claire\nPaul", ["Jean Dupont", "Claire", "Paul"], id="other separators"),
        pytest.param("!, ?", [], id="only signs"),
    ],
)
def test_a_list_of_names(text: str, names: list[str]) -> None:
    people, doubts = PEOPLE.list_names(text, ANA)
    assert [who.id for who in people] == names
    assert doubts == ()


def test_a_list_tells_the_names_that_several_bear() -> None:
    people, doubts = PEOPLE.list_names("Bruno, Chloé", ANA)
    assert people == (BRUNO,)
    assert [doubt.key for doubt in doubts] == ["people.ambiguous"]


def test_pills_are_spelt_out_once_each_and_only_as_whole_words() -> None:
    people = People(
        MEMBERS, [("Ana", ANA.id), ("@Bruno", BRUNO.id), (BRUNO.id, BRUNO.id), (" ", "@x:y.example")]
    )
    assert (
        people.spell_out("MariAna, Anagramme, Ana et Bruno et Ana")
        == f"MariAna, Anagramme, {ANA.id} et {BRUNO.id} et Ana"
    )


def test_a_name_of_nobody_is_a_bare_name_without_at_sign() -> None:
    assert PEOPLE.or_bare(" @zoé  d'Arc, ") == Who("zoé d'Arc", "zoé d'Arc")


@given(
    st.text(),
    st.dictionaries(st.text(), st.text(), max_size=4),
    st.lists(st.tuples(st.text(), st.text()), max_size=3),
)
def test_any_text_and_any_names_are_read(
    text: str, members: dict[str, str], pills: list[tuple[str, str]]
) -> None:
    people = People(Members(members), pills)
    people.resolve(text)
    _, rest = people.take(text)
    assert text.endswith(rest)
    people.list_names(text, ANA)
    people.spell_out(text)
