"""What we send: emojis as clients have them; the pins of a room, ours among those of others."""

from typing import Any

import pytest

from intercoop_bot.interface import Message
from intercoop_bot.matrix.contents import message_contents, reaction_content, repinned


@pytest.mark.parametrize(
    ("before", "latest", "after"),
    [
        pytest.param([], "$new", ["$new"], id="the first"),
        pytest.param(["$theirs"], "$new", ["$theirs", "$new"], id="after theirs"),
        pytest.param(["$old", "$theirs", "$other"], "$new", ["$theirs", "$other", "$new"], id="for the old"),
        pytest.param(["$old", "$new", "$theirs"], "$new", ["$new", "$theirs"], id="stays where it was put"),
        pytest.param(["$theirs", "$new"], "$new", None, id="pinned already"),
        pytest.param(["$old", "$theirs", "$new"], None, ["$theirs"], id="no more"),
        pytest.param(["$theirs"], None, None, id="none of ours"),
        pytest.param([], None, None, id="none at all"),
        pytest.param(["$theirs", 7, ["$x"]], "$new", ["$theirs", 7, ["$x"], "$new"], id="nonsense stays"),
        pytest.param("$theirs", "$new", ["$new"], id="no list"),
        pytest.param(None, None, None, id="nothing"),
    ],
)
def test_pins_of_others_are_kept(before: object, latest: str | None, after: list[Any] | None) -> None:
    content = repinned({"pinned": before, "note": "kept"}, ("$old", "$new"), latest)
    assert content == (None if after is None else {"pinned": after, "note": "kept"})


@pytest.mark.parametrize(
    ("ours", "shown"),
    [("▶", "▶\ufe0f"), ("▶\ufe0f", "▶\ufe0f"), ("1⃣", "1\ufe0f⃣"), ("✋", "✋"), ("12", "12")],
)
def test_emojis_go_out_as_clients_have_them(ours: str, shown: str) -> None:
    assert reaction_content("$card", ours)["m.relates_to"]["key"] == shown
    (content,) = message_contents(Message(body=f"{ours} suivant", html=f"<b>{ours}</b> suivant"))
    assert content["body"] == f"{shown} suivant"
    assert content["formatted_body"] == f"<b>{shown}</b> suivant"
