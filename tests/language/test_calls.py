import pytest

from intercoop_bot.language.calls import read_call


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Visio : https://meet.coop.example/x", "https://meet.coop.example/x"),
        ("Call: 01 23 45 67 89, code 1234#", "01 23 45 67 89, code 1234#"),
        ("Où : salle des Tilleuls", "salle des Tilleuls"),
        ("Visio : Jitsi, comme d’habitude", "Jitsi, comme d’habitude"),
        (
            "Visio : https://a.example\nSecours : 01 23 45 67 89\nSalle : 2",
            "https://a.example\n01 23 45 67 89",
        ),
        ("On s’appelle au 01.23.45.67.89 (code 1234#) à midi.", "01.23.45.67.89, code 1234#"),
        ("Appelez le +33 1 23 45 67 89.", "+33 1 23 45 67 89"),
        ("Le lien : voir https://meet.coop.example/x.", "voir https://meet.coop.example/x."),
        ("On se retrouve là : https://meet.coop.example/x.", "https://meet.coop.example/x"),
        (
            "Qui organise la conférence téléphonique (solution de téléphonie type OVH de préférence) ?",
            "téléphonie type OVH",
        ),
        ("organisera la conférence (téléphonie type OVH et animera la réunion)", "téléphonie type OVH"),
        ("Hôte (de préférence) et notes", None),
        ("On fait ça sur framatalk.", "framatalk"),
        ("We meet on our usual Jitsi at noon", "our usual Jitsi"),
        ("Visio : Anne", None),
        ("Où :", None),
        ("On en parle vendredi", None),
        ("", None),
    ],
)
def test_how_to_join(text: str, call: str | None) -> None:
    assert read_call(text.splitlines()) == call
