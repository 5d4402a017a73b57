"""The pins of a room, ours among those of others."""

from typing import Any

import pytest

from intercoop_bot.matrix.contents import repinned


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
