import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.numbers import read_number


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        pytest.param(text, number, rest, id=text or "nothing")
        for text, number, rest in [
            ("3", 3, ""), ("n° 3", 3, ""), ("nº3", 3, ""), ("#3", 3, ""), ("le point 3", 3, ""),
            ("au 4", 4, ""), ("à 4", 4, ""), ("to item 4", 4, ""), ("3. Budget", 3, "Budget"),
            ("3 : Budget", 3, "Budget"), ("3) Budget", 3, "Budget"), ("0", 0, ""), ("3 2", 3, "2"),
            ("999999999", 999999999, ""), ("3 Budget 15 min", 3, "Budget 15 min"),
            ("", None, ""), ("Budget", None, "Budget"), ("12h", None, "12h"), ("12/05", None, "12/05"),
            ("14:00", None, "14:00"), ("15 min", None, "15 min"), ("-1", None, "-1"), ("1e9", None, "1e9"),
            ("9999999999", None, "9999999999"), ("3.5", None, "3.5"), ("3x", None, "3x"),
        ]
    ],
)  # fmt: skip
def test_a_number_begins_the_text(text: str, number: int | None, rest: str) -> None:
    assert read_number(text) == (number, rest)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    number, rest = read_number(text)
    assert text.endswith(rest)
    assert number is None or number >= 0
