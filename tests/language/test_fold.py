import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.fold import fold, trace


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("  Réunion   ÉTÉ\t\n2027 ", "reunion ete 2027", id="accents-case-spaces"),
        pytest.param("Re\u0301union", "reunion", id="accents-apart"),
        pytest.param("l’ordre ‘du’ jour", "l'ordre 'du' jour", id="curly-quotes"),
        pytest.param("“chut”", '"chut"', id="double-quotes"),
        pytest.param("12h – 13h — 14h", "12h - 13h - 14h", id="dashes"),
        pytest.param("quoi\u202f? oui\u00a0:", "quoi ? oui :", id="french-spaces"),
        pytest.param("vœu et cæcum", "voeu et caecum", id="ligatures"),
        pytest.param("½ h", "1/2 h", id="fraction"),
        pytest.param("STRASSE straße", "strasse strasse", id="sharp-s"),
        pytest.param("a\u200bb\u200fc\ufeff✋\ufe0f", "abc✋", id="invisible"),
        pytest.param("\u200b \u00a0", "", id="nothing"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_trace_points_into_the_text(text: str) -> None:
    folded, origins = trace(text)
    assert len(origins) == len(folded) + 1
    assert list(origins) == sorted(origins)
    assert origins[-1] == len(text)
    assert folded.strip() == fold(text)


def test_trace_finds_the_original_words() -> None:
    text = "Le  re\u0301dacteur’s"
    folded, origins = trace(text)
    start = folded.index("redacteur")
    assert text[origins[start] : origins[start + len("redacteur")]] == "re\u0301dacteur"
