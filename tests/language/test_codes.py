"""A moderator code, as people write it."""

import pytest

from intercoop_bot.language.codes import calls_off, read_code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("4567#", "4567#", id="bare"),
        pytest.param(" #12 34 ", "#12 34", id="begins like a tag"),
        pytest.param("+33", "+33", id="begins like more time"),
        pytest.param("code 4567#", "4567#", id="word"),
        pytest.param("Le code est : 4567#", "4567#", id="sentence"),
        pytest.param("the new code is 4567#", "4567#", id="english"),
        pytest.param("c’est le code animateur: 4567#", "4567#", id="which code"),
        pytest.param("Nouveau code hôte = 4567#", "4567#", id="equals"),
        pytest.param("!code 4567#", "4567#", id="as a command"),
        pytest.param("code1234", "code1234", id="a code of that name"),
        pytest.param("codeword", "codeword", id="begins like the word"),
        pytest.param("!aide", None, id="command"),
        pytest.param("  ", None, id="nothing"),
    ],
)
def test_the_code_in_a_message(body: str, code: str | None) -> None:
    assert read_code(body, "!", labelled=False) == code


@pytest.mark.parametrize("body", ["Merci !", "4567#", "code1234", "le code est", "!aide", "le codex 12"])
def test_where_only_what_says_that_it_is_one_is_a_code(body: str) -> None:
    assert read_code(body, "!", labelled=True) is None
    assert read_code("code : 4567#", "!", labelled=True) == "4567#"


@pytest.mark.parametrize("body", ["non", "Non.", "!annuler", "never mind", "NO !", "Stop"])
def test_calling_it_off(body: str) -> None:
    assert calls_off(body, "!")
    assert not calls_off(f"{body} 4567#", "!")
