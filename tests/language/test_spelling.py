import pytest

from intercoop_bot.language.spelling import closest, count_slips


@pytest.mark.parametrize(
    ("written", "meant", "slips"),
    [
        pytest.param("next", "next", 0, id="right"),
        pytest.param("nxt", "next", 1, id="left out"),
        pytest.param("nexxt", "next", 1, id="added"),
        pytest.param("nest", "next", 1, id="mistaken"),
        pytest.param("suivnat", "suivant", 1, id="swapped"),
        pytest.param("", "next", 4, id="empty"),
        pytest.param("desicion", "decision", 2, id="two slips"),
    ],
)
def test_slips_are_counted(written: str, meant: str, slips: int) -> None:
    assert count_slips(written, meant) == slips


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("suivnat", "suivant", id="one slip"),
        pytest.param("desicion", "decision", id="two slips in a long word"),
        pytest.param("nwxt", "next", id="a short word"),
        pytest.param("nwwt", None, id="two slips in a short word"),
        pytest.param("vote", None, id="another first letter"),
        pytest.param("nx", None, id="too short to tell"),
        pytest.param("no", None, id="two letters, one slip"),
        pytest.param("important", None, id="far from everything"),
    ],
)
def test_the_closest_word_is_found_only_where_it_is_no_guess(word: str, meant: str | None) -> None:
    assert closest(word, ("next", "note", "suivant", "decision", "n", "non")) == meant
