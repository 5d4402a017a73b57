"""Whose invitation counts."""

import pytest

from intercoop_bot.matrix.invitations import is_allowed


@pytest.mark.parametrize(
    ("user_id", "patterns", "allowed"),
    [
        pytest.param("@ana:coop.example", ["@*:coop.example"], True, id="server"),
        pytest.param("@ana:coop.example", ["@ana:coop.example"], True, id="person"),
        pytest.param("@ana:coop.example", ["@bruno:coop.example", "@ana:*"], True, id="second pattern"),
        pytest.param("@ana:coop.example", ["*"], True, id="anybody"),
        pytest.param("@ana:coop.example", [], False, id="nobody"),
        pytest.param("@ana:coop.example.evil.example", ["@*:coop.example"], False, id="longer server"),
        pytest.param("@ana:evil-coop.example", ["@*:*.coop.example", "@*:coop.example"], False, id="like it"),
        pytest.param("@ana:evil.example:coop.example", ["@*:coop.example"], False, id="two colons"),
        pytest.param("@ana:chat.coop.example", ["@*:*.coop.example"], True, id="subdomain"),
        pytest.param("@ana:coop.example", ["@ANA:coop.example"], False, id="case counts"),
        pytest.param("@ana:coop.example", ["@*"], True, id="no server asked"),
        pytest.param("@ana:localhost:8448", ["@*:localhost:8448"], True, id="port"),
    ],
)
def test_whom_we_follow(user_id: str, patterns: list[str], allowed: bool) -> None:
    assert is_allowed(user_id, patterns) is allowed
