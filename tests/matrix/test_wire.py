"""What strangers write is made fit to be shown."""

import pytest

from intercoop_bot.matrix.wire import clean_name, mapping, parse

ANA = "@ana:coop.example"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Ana", "Ana", id="a name"),
        pytest.param("  Ana\n\r\u2028Martin ", "Ana Martin", id="lines"),
        pytest.param("\u202eanA\u202c", "anA", id="turned around"),
        pytest.param("A\u200bn\u200d\ufeffa\u2060\u00ad", "Ana", id="without a width"),
        pytest.param("\u3164\u115f\u2800", ANA, id="nothing to see"),
        pytest.param("Ana \U000e0041", "Ana", id="tags"),
        pytest.param("👩\u200d🌾 Ana ❤\ufe0f", "👩\u200d🌾 Ana ❤\ufe0f", id="emojis stay whole"),
        pytest.param("x" * 10_000, "x" * 80, id="ten kilobytes"),
        pytest.param("\ud83d Ana", "? Ana", id="half a character"),
        pytest.param(" ", ANA, id="blank"),
        pytest.param(None, ANA, id="none"),
        pytest.param(["Ana"], ANA, id="no text"),
    ],
)
def test_a_name_is_shown_on_one_line_or_not_at_all(name: object, shown: str) -> None:
    assert clean_name(name, ANA) == shown


@pytest.mark.parametrize(
    "deep",
    [
        pytest.param("[" * 60_000 + "]" * 60_000, id="lists"),
        pytest.param('{"a":' * 20_000 + "1" + "}" * 20_000, id="objects"),
        pytest.param('[{"a":' * 5_000 + r'"}]\"' + '\\\\"' + "}]" * 5_000, id="brackets in words"),
        pytest.param("[" * 2_000 + "],[" * 2_000 + "]" * 2_000, id="side by side"),
    ],
)
def test_what_is_nested_without_end_takes_nothing_else_with_it(deep: str) -> None:
    read = mapping(parse(f'{{"before": [1, "]"], "deep": {deep}, "after": {{"x": "}}"}}}}'))
    assert (read["before"], read["after"]) == ([1, "]"], {"x": "}"})


def test_numbers_without_end_are_none() -> None:
    assert parse(f'{{"n": {"9" * 5000}, "m": {2**53}}}') == {"n": 0, "m": 2**53}


@pytest.mark.parametrize("text", ["", "[", "{]", "[" * 60_000])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)
