import pytest

from intercoop_bot.language.settings import read_language, read_policy, read_zone, suggest_zone


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fr", "fr"), ("Français", "fr"), ("en français.", "fr"), ("EN", "en"), ("anglais", "en"),
        ("English", "en"), ("de", None), ("", None),
    ],
)  # fmt: skip
def test_languages(text: str, language: str | None) -> None:
    assert read_language(text) == language


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("open", "open"), ("ouverte", "open"), ("Partagée", "shared"), ("shared", "shared"),
        ("présidée", "chaired"), ("chaired", "chaired"), ("fermée", None),
    ],
)  # fmt: skip
def test_policies(text: str, policy: str | None) -> None:
    assert read_policy(text) == policy


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Brussels", "Europe/Brussels"), ("europe/brussels", "Europe/Brussels"),
        ("brussels", "Europe/Brussels"), ("New York", "America/New_York"), ("UTC", "UTC"),
        ("Mars/Base", None), ("../etc/passwd", None), ("", None),
    ],
)  # fmt: skip
def test_zones(text: str, zone: str | None) -> None:
    assert read_zone(text) == zone


def test_a_misspelt_zone_gets_a_suggestion() -> None:
    assert suggest_zone("Europe/Brusels") == "Europe/Brussels"
    assert suggest_zone("chez moi") == "Europe/Paris"
