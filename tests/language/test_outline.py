import pytest

from intercoop_bot.language.durations import Duration
from intercoop_bot.language.outline import Label, read_label, read_outline, split_words

LIST = "- Accueil (5 min)\n- Budget (20 min)"


@pytest.mark.parametrize(
    "heading",
    [
        "Ordre du jour", "Ordre du jour :", "ORDRE DU JOUR", "ODJ", "Agenda:", "## Agenda", "**Agenda :**",
        "Points", "Points à aborder :", "Programme", "L’ordre du jour provisoire :",
        "Proposition d'ordre du jour", "Au menu :", "Voici l’ordre du jour que je vous propose :",
        "On the agenda:", "Topics",
        "2. Ordre du jour :",
    ],
)  # fmt: skip
def test_a_heading_opens_the_agenda(heading: str) -> None:
    outline = read_outline(f"Réunion\nBla bla.\n\n{heading}\n\n{LIST}\n\nEt la suite.")
    assert outline.title == "Réunion"
    assert outline.head == ("Bla bla.",)
    assert outline.agenda == tuple(LIST.splitlines())


@pytest.mark.parametrize("heading", ["Ordre du jour (1h) :", "Agenda [60 min]", "ODJ - 1h :"])
def test_the_length_in_the_heading_is_kept(heading: str) -> None:
    assert read_outline(f"Réunion\n{heading}\n{LIST}").announced == Duration(60)


@pytest.mark.parametrize(
    ("text", "agenda"),
    [
        ("R\nODJ :\n- a\n\n- b\n\nfin", ("- a", "- b")),
        ("R\nODJ :\n1. a\n\n- Notes : Anne", ("1. a",)),
        ("R\nODJ :\n- a\n\n- Notes : Anne", ("- a",)),
        ("R\nODJ :\n- a\n  suite\n- b\nfin", ("- a", "  suite", "- b")),
        ("R\nODJ :\n- a\nperdu\n- b", ("- a", "perdu", "- b")),
        ("R\nODJ :\na\nb 5 min\n\nc 5 min\n\nd", ("a", "b 5 min", "c 5 min")),
        ("R\nODJ :\na\nEnsuite on mange.\nb", ("a",)),
        ("R\nODJ :\na\nVisio : https://meet.coop.example", ("a",)),
        ("R\nODJ : a, b (Anne, 5 min), c", ("a", "b (Anne, 5 min)", "c")),
        ("R\nODJ : a ; b, c", ("a", "b, c")),
        ("R\nODJ : 1) a 2) b", ("a", "b")),
        ("R\nODJ : budget", ("budget",)),
        ("R\nAu programme : budget, local", ("budget", "local")),
        ("R\nODJ : à définir", ()),
        ("R\nODJ :", ()),
        ("R\nODJ :\n\n", ()),
    ],
)
def test_where_the_agenda_ends(text: str, agenda: tuple[str, ...]) -> None:
    assert read_outline(text).agenda == agenda


@pytest.mark.parametrize(
    ("text", "agenda"),
    [
        ("R\nbla\n- x 5 min\n- y 5 min\n- z\n\nfin", ("- x 5 min", "- y 5 min", "- z")),
        ("R\n- Anne\n- Bruno\n\n- x 5 min\n- y 5 min", ()),
        ("R\n- Anne\n- Bruno\n\nbla\n\n- x 5 min\n- y 5 min", ("- x 5 min", "- y 5 min")),
        ("R\n14h Accueil\n14h05 Bilan\nfin", ("14h Accueil", "14h05 Bilan")),
        ("R\nx 5 min\ny 5 min\nfin", ("x 5 min", "y 5 min")),
        ("R\nRéunion de 20 min", ()),
    ],
)
def test_without_a_heading_a_list_with_lengths_is_the_agenda(text: str, agenda: tuple[str, ...]) -> None:
    assert read_outline(text).agenda == agenda


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Réunion", "Réunion"),
        ("\n\n  Réunion  \nbla", "Réunion"),
        ("Objet : Réunion\nbla", "Réunion"),
        ("Bonjour à tous,\n\nRéunion", "Réunion"),
        ("Hi all, the meeting is on", "The meeting is on"),
        ("Date : demain\nRéunion", ""),
        ("Agenda:\n- a", ""),
        ("Bonjour,", ""),
        ("", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert read_outline(text).title == title


def test_what_stands_right_under_an_agenda_of_one_line_belongs_to_the_head() -> None:
    outline = read_outline("Réunion\nSalle 2\nODJ : budget, local\nQui prend les notes ?\n\nBla.")
    assert outline.head == ("Salle 2", "Qui prend les notes ?")


def test_labelled_lines_right_after_the_agenda_belong_to_the_head() -> None:
    after = "Visio : https://meet.coop.example\n- Notes : Anne\n\nBla.\nLien : non"
    text = f"Réunion\nOrdre du jour :\n{LIST}\n\n{after}"
    assert read_outline(text).head == ("Visio : https://meet.coop.example", "- Notes : Anne")


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Visio : https://meet.coop.example", Label("call", "Visio", "https://meet.coop.example")),
        ("- **Lien :** x", Label("call", "Lien", "x")),
        ("Où : salle 2", Label("place", "Où", "salle 2")),
        ("Date = demain", Label("date", "Date", "demain")),
        ("Scribe - (open)", Label("role", "Scribe", "(open)")),
        ("note-taker – Ana", Label("role", "note-taker", "Ana")),
        ("Animation et notes : Anne", Label("role", "Animation et notes", "Anne")),
        ("Tél : 01 23 45 67 89 code 12#", Label("call", "Tél", "01 23 45 67 89 code 12#")),
        ("Date - demain", None),
        ("https://meet.coop.example", None),
        ("Budget : 20 min", None),
        ("Budget", None),
        ("", None),
    ],
)
def test_labels(line: str, label: Label | None) -> None:
    assert read_label(line) == label


def test_split_words() -> None:
    assert split_words("hôte, notes & animation et chair") == ["hôte", "notes", "animation", "chair"]
