import pytest

from intercoop_bot.language.volunteers import Holding, read_roles


@pytest.mark.parametrize(
    ("line", "holdings"),
    [
        pytest.param(line, holdings, id=line)
        for line, holdings in [
            ("Notes : Anne", [("notes", "Anne")]),
            ("- Animation : @ana:coop.example", [("facilitator", "@ana:coop.example")]),
            ("Facilitator: Bob", [("facilitator", "Bob")]),
            ("Scribe - (open)", [("notes", None)]),
            ("secrétaire : ?", [("notes", None)]),
            ("Secrétaire :", [("notes", None)]),
            ("Hôte : à pourvoir", [("host", None)]),
            ("Chair: we need a volunteer", []),
            ("Chair: who?", [("facilitator", None)]),
            ("Visio : Anne", [("host", "Anne")]),
            ("Notes : Anne et Bruno", [("notes", "Anne et Bruno")]),
            ("Notes : penser à apporter le cahier", []),
            ("Animation et notes : Anne", [("notes", "Anne"), ("facilitator", "Anne")]),
            ("Animateur/animatrice : Chloé Martin", [("facilitator", "Chloé Martin")]),
            ("Notes : Anne, Animation : Bruno", [("notes", "Anne"), ("facilitator", "Bruno")]),
            ("Notes : Anne / Animation : ?", [("notes", "Anne"), ("facilitator", None)]),
            ("Rôles : notes (Bruno), hôte", [("notes", "Bruno"), ("host", None)]),
            ("Roles: chair: Bob; scribe = Ana; tea (Chloe)", [("notes", "Ana"), ("facilitator", "Bob")]),
            ("Rôles :", []),
            ("Reste à fixer qui prendra les notes et animera.", [("notes", None), ("facilitator", None)]),
            ("We still need a host.", [("host", None)]),
            ("Anne prendra les notes.", [("notes", "Anne")]),
            ("Anne prend les notes et @bruno:x animera.", [("notes", "Anne"), ("facilitator", "@bruno:x")]),
            ("Bob will chair the meeting", [("facilitator", "Bob")]),
            ("Les notes de la dernière fois sont en ligne", []),
            ("Je prendrai les notes", []),
            ("", []),
        ]
    ],
)  # fmt: skip
def test_one_line(line: str, holdings: list[Holding]) -> None:
    assert list(read_roles([line])) == holdings


def test_a_name_goes_before_an_open_role() -> None:
    assert read_roles(["Qui prendra les notes ?", "Notes : Anne", "Notes : ?"]) == (("notes", "Anne"),)
