import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.durations import Duration, read_duration, take_duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        pytest.param(text, minutes, id=text)
        for text, minutes in [
            ("20", 20), ("20m", 20), ("20 mn", 20), ("20 min", 20), ("20mins", 20), ("20'", 20), ("20′", 20),
            ("20’", 20), ("45mn max.", 45), ("environ 20 min", 20), ("~20 min", 20), ("15 minutes.", 15),
            ("90 minutes", 90), ("1h", 60), ("1H", 60), ("1h30", 90), ("1 h 30", 90), ("1:30", 90),
            ("2h15min", 135), ("1h05", 65), ("1 hour 30 minutes", 90), ("1 heure et 15 minutes", 75),
            ("1,5h", 90), ("0.5 h", 30), ("½ h", 30), ("1/2 h", 30), ("3/4 d'heure", 45), ("une heure", 60),
            ("une heure et demie", 90), ("1h et demie", 90), ("deux heures et demie", 150),
            ("an hour and a half", 90), ("demi-heure", 30), ("une demi-heure", 30), ("half an hour", 30),
            ("un quart d’heure", 15), ("trois quarts d'heure", 45), ("a quarter of an hour", 15),
            ("dix minutes", 10), ("ten minutes", 10), ("0", 0), ("0 min", 0), ("-5", -5), ("−5 min", -5),
            ("+5", 5), ("100000", 100000), ("999999999 h", 59999999940),
        ]
    ],
)  # fmt: skip
def test_a_plain_duration(text: str, minutes: int) -> None:
    assert read_duration(text) == Duration(minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        pytest.param(text, minutes, id=text)
        for text, minutes in [
            ("5-10 min", 10), ("5–10 min", 10), ("5 - 10 mn", 10), ("5 à 10 min", 10), ("5 to 10", 10),
            ("5min-10min", 10), ("entre 5 et 10 min", 10), ("between 5 and 10 min", 10), ("1h-1h30", 90),
            ("10 ou 5 min", 10),
        ]
    ],
)  # fmt: skip
def test_a_range_is_its_upper_end(text: str, minutes: int) -> None:
    assert read_duration(text) == Duration(minutes, is_range=True)


@pytest.mark.parametrize(
    "text",
    [
        "3 min/pers.",
        "3 min/person",
        "3 mn par personne",
        "3' / pers",
        "3 min each",
        "3 min chacun",
        "3 min par coop",
    ],
)
def test_a_duration_for_each_person(text: str) -> None:
    assert read_duration(text) == Duration(3, per_person=True)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "min", "nan", "inf", "1e9", "٣", "３٣ min", "20 mètres", "3 coops", "5-", "h30", "1h30h",
        "ce soir",
        "1234567890", "1" * 5000, "20 min " * 50, "a to b", "-5-10 min", "2027-05-14", "'", "x'",
    ],
)  # fmt: skip
def test_no_duration(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("line", "title", "duration"),
    [
        pytest.param(line, title, duration, id=line)
        for line, title, duration in [
            ("Budget (25 mn)", "Budget", Duration(25)),
            ("Budget [10 min]", "Budget", Duration(10)),
            ("Budget - 20 mins", "Budget", Duration(20)),
            ("Budget — 5-10 min", "Budget", Duration(10, is_range=True)),
            ("Budget : 15'", "Budget", Duration(15)),
            ("Budget\u00a0: 20 min max", "Budget", Duration(20)),
            ("Budget 20m", "Budget", Duration(20)),
            ("Budget 20 min.", "Budget", Duration(20)),
            ("Budget,15min", "Budget", Duration(15)),
            ("Budget : une heure", "Budget", Duration(60)),
            ("Statuts (1h30)", "Statuts", Duration(90)),
            ("Statuts 1 h 30", "Statuts", Duration(90)),
            ("Pause de 10 min", "Pause", Duration(10)),
            ("Tour de table 3 min/pers.", "Tour de table", Duration(3, per_person=True)),
            ("(5 min) Budget", "Budget", Duration(5)),
            ("Budget (5 min) suite", "Budget suite", Duration(5)),
            ("Budget (phase 2) (5 min)", "Budget (phase 2)", Duration(5)),
            ("Budget (-5 min)", "Budget", Duration(-5)),
            ("10 min : Budget", "Budget", Duration(10)),
            ("10' - Budget", "Budget", Duration(10)),
            ("5-10 min : Budget", "Budget", Duration(10, is_range=True)),
            ("10min Tour de table", "Tour de table", Duration(10)),
            ("Salle 3 - 20 min", "Salle 3", Duration(20)),
            ("Budget 2027 - 20 min", "Budget 2027", Duration(20)),
            ("20 min", "", Duration(20)),
            ("-5 min", "", Duration(-5)),
        ]
    ],
)  # fmt: skip
def test_a_duration_is_taken_out_of_a_line(line: str, title: str, duration: Duration) -> None:
    assert take_duration(line) == (title, duration)


@pytest.mark.parametrize(
    "line",
    [
        "", "Budget", "Statuts (voir doc)", "Budget (20)", "Budget 2027", "Livraison en 20 min",
        "Une coop à 20 min", "5 minutes de silence", "Buffet 12h", "Buffet (18h)", "12h30 Buffet",
        "Voir https://coop.example/20min", "Encore une minute",
    ],
)  # fmt: skip
def test_a_line_that_states_no_duration_is_left_as_it_is(line: str) -> None:
    assert take_duration(line) == (line, None)


@given(st.text() | st.text(alphabet="0123456789hmin'():-–,/ àto", max_size=80))
def test_anything_may_be_typed(text: str) -> None:
    read_duration(text)
    title, duration = take_duration(text)
    assert duration is not None or title == text.strip()


@pytest.mark.parametrize("filler", ["(", "1 ", "10 min ", "5-", "h", "[", "1h", "- ", "' "])
def test_very_long_lines_are_read_too(filler: str) -> None:
    take_duration(filler * 5000)
    assert take_duration(filler * 5000 + "x (25 mn)")[1] == Duration(25)
