import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.roles import WORDS, Role, find_roles, read_role


@pytest.mark.parametrize(("role", "word"), [(role, word) for role, words in WORDS.items() for word in words])
def test_every_word_names_its_role(role: Role, word: str) -> None:
    assert read_role(word) == role
    assert read_role(word.upper()) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("la prise de notes", "notes"),
        ("le rôle de la prise de notes", "notes"),
        ("COMPTE-RENDU", "notes"),
        ("secretaire", "notes"),
        ("the minutes", "notes"),
        ("le rôle d’hôte", "host"),
        ("la téléphonie", "host"),
        ("L’ANIMATION", "facilitator"),
        ("role of the chair", "facilitator"),
        ("Président de séance :", "facilitator"),
    ],
)
def test_articles_case_and_accents_do_not_matter(text: str, role: Role) -> None:
    assert read_role(text) == role


@pytest.mark.parametrize("text", ["", " ", "la", "le rôle", "budget", "notes de frais", "gardien du temps"])
def test_other_words_name_no_role(text: str) -> None:
    assert read_role(text) is None


def test_no_word_names_two_roles() -> None:
    words = [word for role in WORDS for word in WORDS[role]]
    assert len(words) == len(set(words))


def test_roles_are_found_in_a_sentence_with_their_place() -> None:
    text = "Reste à fixer qui prendra les notes, organisera la conférence téléphonique et animera la réunion."
    assert [(found.role, text[found.start : found.end]) for found in find_roles(text)] == [
        ("notes", "prendra les notes"),
        ("host", "organisera la conférence téléphonique"),
        ("facilitator", "animera la réunion"),
    ]


def test_a_role_is_a_whole_word() -> None:
    assert find_roles("crédit, annotes, liens, hostile, chairs-longues") == ()


@given(st.text())
def test_anything_may_be_typed(text: str) -> None:
    read_role(text)
    for found in find_roles(text):
        assert 0 <= found.start < found.end <= len(text)
