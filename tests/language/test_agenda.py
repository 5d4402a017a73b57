import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.language.agenda import WrittenItem, read_item, read_items, read_line
from intercoop_bot.language.times import TimeOfDay
from intercoop_bot.meeting.phrases import Phrase, Quote


def titles_and_minutes(text: str, ends: TimeOfDay | None = None) -> list[tuple[str, int | None]]:
    return [(item.title, item.minutes) for item in read_items(text, ends)[0]]


def keys(warnings: tuple[Phrase, ...]) -> list[str]:
    return [warning.key for warning in warnings]


@pytest.mark.parametrize(
    ("line", "item"),
    [
        pytest.param(line, item, id=line)
        for line, item in [
            ("Budget", WrittenItem("Budget")),
            ("Budget (25 mn)", WrittenItem("Budget", 25)),
            ("Budget - 20 mins", WrittenItem("Budget", 20)),
            ("Budget : 1h30", WrittenItem("Budget", 90)),
            ("Budget, 10 min ;", WrittenItem("Budget", 10)),
            ("Budget.", WrittenItem("Budget")),
            ("Budget, etc.", WrittenItem("Budget, etc.")),
            ("**Budget** (10 min)", WrittenItem("Budget", 10)),
            ("Budget (Anne 20 min)", WrittenItem("Budget", 20, "Anne")),
            ("Budget (Anne, 20 min)", WrittenItem("Budget", 20, "Anne")),
            ("Budget (20 min, Anne)", WrittenItem("Budget", 20, "Anne")),
            ("Budget (Anne et Bruno – 15 min)", WrittenItem("Budget", 15, "Anne et Bruno")),
            ("Budget (La Chouette, 15 mn)", WrittenItem("Budget", 15, "La Chouette")),
            ("Budget : 15 min (Chloé)", WrittenItem("Budget", 15, "Chloé")),
            ("Budget (10 min) (Anne)", WrittenItem("Budget", 10, "Anne")),
            ("Budget (@ana:coop.example)", WrittenItem("Budget", owner="@ana:coop.example")),
            ("Budget @anne 10min", WrittenItem("Budget", 10, "@anne")),
            ("Budget 10min @anne", WrittenItem("Budget", 10, "@anne")),
            ("@ana:coop.example : Budget (5 min)", WrittenItem("Budget", 5, "@ana:coop.example")),
            ("Voir avec @anne le budget 5 min", WrittenItem("Voir avec @anne le budget", 5, "@anne")),
            ("Budget (par Anne)", WrittenItem("Budget", owner="Anne")),
            ("Budget (resp. Anne) 10 min", WrittenItem("Budget", 10, "Anne")),
            ("Budget, par Anne - 10 min", WrittenItem("Budget", 10, "Anne")),
            ("Budget - by Bob", WrittenItem("Budget", owner="Bob")),
            ("Budget - par étapes", WrittenItem("Budget - par étapes")),
            ("Budget - Anne (10')", WrittenItem("Budget - Anne", 10)),
            ("Budget (voir le pad)", WrittenItem("Budget (voir le pad)")),
            ("Budget (Odoo)", WrittenItem("Budget (Odoo)")),
            ("Budget (suite) (10 min)", WrittenItem("Budget (suite)", 10)),
            ("Budget (discussion, 10 min)", WrittenItem("Budget (discussion)", 10)),
            ("Budget (Discussion, 10 min)", WrittenItem("Budget (Discussion)", 10)),
            ("Budget (10 min, voir doc)", WrittenItem("Budget (voir doc)", 10)),
            ("Budget (10 min) (Anne, 5 min)", WrittenItem("Budget (10 min)", 5, "Anne")),
            ("Écrire à a@b.example (10 min)", WrittenItem("Écrire à a@b.example", 10)),
            ("Lire https://coop.example/a?b=(c) 5 min", WrittenItem("Lire https://coop.example/a?b=(c)", 5)),
            ("<script>alert(1)</script> (5 min)", WrittenItem("<script>alert(1)</script>", 5)),
            ("💶 ميزانية 🎉 5mn", WrittenItem("💶 ميزانية 🎉", 5)),
            ("Rien (0 min)", WrittenItem("Rien", 0)),
            ("Moins que rien (-5 min)", WrittenItem("Moins que rien", -5)),
            ("Toujours (100000 min)", WrittenItem("Toujours", 100000)),
        ]
    ],
)  # fmt: skip
def test_one_item(line: str, item: WrittenItem) -> None:
    assert read_item(line) == (item, ())


def test_a_range_is_its_upper_end_and_told() -> None:
    item, doubts = read_item("Budget (5-10 min)")
    assert item == WrittenItem("Budget", 10)
    assert keys(doubts) == ["reading.range"]


def test_a_length_for_each_person_is_left_to_the_group_and_told() -> None:
    item, doubts = read_item("Météo (Anne, 3 min/pers.)")
    assert item == WrittenItem("Météo", None, "Anne", per_person=True)
    assert keys(doubts) == ["reading.per_person"]
    assert keys(read_items("- Météo (3 min/pers.)\n- Budget (5 min)")[1]) == ["reading.per_person"]


@pytest.mark.parametrize(
    "markers",
    [
        "- |- |- ", "-|-|-", "* |* |* ", "• |• |• ", "– |— |· ", "◦ |▪ |‣ ", "[ ] |[x] |[ ] ",
        "- [ ] |- [x] |- [ ] ", "1. |2. |3. ", "1.|2.|3.", "1) |2) |3) ", "1/ |2/ |3/ ", "1 - |2 - |3 - ",
        "a) |b) |c) ",
        "I. |II. |III. ", "Point 1 : |Point 2 : |Point 3 : ", "1️⃣ |2️⃣ |3️⃣ ", "1. |2) |3/ ",
        "1 |2 |3 ", "| | ", "  • |  • |  • ",
        "\t- |\t- |\t- ",
    ],
)  # fmt: skip
def test_every_way_to_make_a_list(markers: str) -> None:
    lines = zip(markers.split("|"), ["Accueil (5 min)", "Budget 20 min", "Divers : 10'"], strict=True)
    agenda = "\n".join(f"{marker}{text}\n" for marker, text in lines)
    assert read_items(agenda) == (
        (WrittenItem("Accueil", 5), WrittenItem("Budget", 20), WrittenItem("Divers", 10)),
        (),
    )


@pytest.mark.parametrize(
    "text", ["5-10 min", "2027 en revue", "14h05 Bilan", "1h30", "3 coops", "*gras*", "-5 min"]
)
def test_what_looks_like_a_marker_but_is_none(text: str) -> None:
    assert read_line(text).marker == ""


@pytest.mark.parametrize(
    "agenda",
    [
        "- Budget (10 min)\n  - devis\n  - caisse\n- Local (5 min)",
        "1. Budget (10 min)\n- devis\n- caisse\n2. Local (5 min)",
        "1. Budget (10 min)\n1.1 devis\n1.2 caisse\n2. Local (5 min)",
        "- Budget (10 min)\n  devis\n  caisse\n- Local (5 min)",
    ],
    ids=["indented", "bullets-under-numbers", "dotted-numbers", "bare"],
)
def test_details_are_left_out_and_told(agenda: str) -> None:
    items, warnings = read_items(agenda)
    assert items == (WrittenItem("Budget", 10), WrittenItem("Local", 5))
    assert warnings == (Phrase("reading.subpoints", {"n": 2, "lines": (Quote("devis"), Quote("caisse"))}),)


@pytest.mark.parametrize(
    "agenda", ["1 budget", "1 budget\n3 coops", "2027 en revue\n2028 en vue", "1 budget\nlocal"]
)
def test_numbers_that_do_not_count_the_lines_stay(agenda: str) -> None:
    assert [title for title, _ in titles_and_minutes(agenda)] == agenda.splitlines()


def test_an_item_without_a_length_has_that_of_its_details_together() -> None:
    assert titles_and_minutes("- Budget\n  - devis 5 min\n  - caisse 10 min") == [("Budget", 15)]
    assert titles_and_minutes("- Budget\n  - devis 5 min\n  - caisse") == [("Budget", None)]
    assert titles_and_minutes("- Budget 30 min\n  - devis 5 min") == [("Budget", 30)]


def test_a_sentence_broken_over_two_lines_is_one_item() -> None:
    agenda = "  • Lettre : qui l’écrit, et à quel\n    rythme ? (25 mn)\n  • Divers (5 mn)"
    assert read_items(agenda) == (
        (WrittenItem("Lettre : qui l’écrit, et à quel rythme ?", 25), WrittenItem("Divers", 5)),
        (),
    )


@pytest.mark.parametrize(
    ("agenda", "read"),
    [
        ("14h Accueil\n14h05 - Bilan\n14h30 : Midi\n15h Fin", [("Accueil", 5), ("Bilan", 25), ("Midi", 30)]),
        ("14:00 Welcome\n14:05 - Review", [("Welcome", 5), ("Review", 55)]),
        ("2pm Welcome\n2:30pm Review", [("Welcome", 30), ("Review", 30)]),
        ("- 14h Accueil\n- 14h30 Budget (10 min)", [("Accueil", 30), ("Budget", 10)]),
        ("14h-14h15 Accueil\n14h30-15h Budget", [("Accueil", 15), ("Budget", 30)]),
        ("14h-14h15 Accueil\nBudget 10 min", [("Accueil", 15), ("Budget", 10)]),
        ("23h30 Accueil\n0h15 Bilan\n1h Fin", [("Accueil", 45), ("Bilan", 45)]),
        ("14h30 Bilan\n14h Accueil", [("Bilan", None), ("Accueil", 60)]),
        ("1h30 Budget\n2h Statuts", [("Budget", 90), ("Statuts", 120)]),
        ("14h Accueil\nBudget 10 min", [("14h Accueil", None), ("Budget", 10)]),
    ],
)  # fmt: skip
def test_starting_times(agenda: str, read: list[tuple[str, int | None]]) -> None:
    assert titles_and_minutes(agenda, TimeOfDay(15)) == read


def test_without_an_end_the_last_starting_time_tells_no_length() -> None:
    assert titles_and_minutes("14h Accueil\n14h05 Bilan") == [("Accueil", 5), ("Bilan", None)]


def test_a_line_that_is_no_item_is_told() -> None:
    items, warnings = read_items("Ordre du jour :\n- Budget (5 min)\nvoilà\n- (10 min)\nLocal 5 min")
    assert [item.title for item in items] == ["Budget", "Local"]
    assert warnings == (
        Phrase("reading.unread_line", {"n": 2, "lines": (Quote("voilà"), Quote("(10 min)"))}),
    )


@pytest.mark.parametrize(
    ("agenda", "told"),
    [
        ("", []),
        ("-\n-", []),
        ("Budget", ["reading.no_minutes"]),
        ("Budget\nLocal", ["reading.no_minutes_at_all"]),
        ("Budget 5 min\nLocal", ["reading.no_minutes"]),
        ("Budget 5 min\nLocal 0 min", []),
    ],
)
def test_items_without_a_length_are_told(agenda: str, told: list[str]) -> None:
    assert keys(read_items(agenda)[1]) == told


def test_of_many_items_without_a_length_the_first_are_named() -> None:
    _, (warning,) = read_items(["Budget 5 min", *(f"Sujet {letter}" for letter in "abcdefgh")])
    assert warning.values["n"] == 8
    assert warning.values["items"] == (*(Quote(f"Sujet {letter}") for letter in "abcde"), "…")


def test_five_hundred_items() -> None:
    items, warnings = read_items("\n".join(f"{n}. Sujet {n} (Anne, {n} min)" for n in range(1, 501)))
    assert [item.minutes for item in items] == list(range(1, 501))
    assert warnings == ()


_WORDS = st.text("abcdéôœçЖ日💶", min_size=1, max_size=8)
_TITLES = st.lists(_WORDS, min_size=1, max_size=5).map(lambda words: "T" + " ".join(words))
_OWNERS = st.none() | st.sampled_from(["Anne", "Anne et Bruno", "@ana:coop.example", "La Chouette"])


@given(
    st.lists(st.tuples(_TITLES, st.integers(0, 600), _OWNERS), min_size=1, max_size=8),
    st.sampled_from(["- ", "• ", "1. "]),
)
def test_what_is_written_is_read_again(written: list[tuple[str, int, str | None]], marker: str) -> None:
    lines = [
        f"{marker}{title} ({minutes} min)" if owner is None else f"{marker}{title} ({owner}, {minutes} min)"
        for title, minutes, owner in written
    ]
    items, warnings = read_items(lines)
    assert items == tuple(WrittenItem(title, minutes, owner) for title, minutes, owner in written)
    assert warnings == ()


@given(st.text() | st.text("-•1.) (@anA min,5h:\n\t[]", max_size=200))
def test_anything_may_be_typed(text: str) -> None:
    assert read_items(text) == read_items(text)
    read_item(text)


@pytest.mark.parametrize(
    "filler", ["(", "@a", "- ", "1. ", "[a] ", "(a) ", "10 min ", ", par A", "@", "14h ", " ", "A. "]
)
def test_very_long_lines_are_read_too(filler: str) -> None:
    read_items(filler * 5000)
    read_item(filler * 5000)
