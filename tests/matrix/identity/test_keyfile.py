"""The file of the secrets."""

import json
import os
from pathlib import Path

import pytest

from intercoop_bot.matrix.identity.keyfile import KeyFileError, read_keys, write_keys
from intercoop_bot.matrix.identity.keys import Keys
from intercoop_bot.matrix.identity.signing import encode

BOT = "@bot:coop.example"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "identity.json"


def test_keys_are_kept_for_us_alone(path: Path) -> None:
    assert read_keys(path, BOT) is None
    keys = Keys.make(BOT)
    before = os.umask(0)
    try:
        write_keys(path, keys)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    kept = read_keys(path, BOT)
    assert kept
    assert kept.seeds == keys.seeds
    assert list(path.parent.iterdir()) == [path], "nothing is left beside it"


def test_a_file_that_others_could_read_is_not_written_into(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{}")
    path.chmod(0o644)
    path.with_name("identity.json.new").touch(0o644)
    write_keys(path, Keys.make(BOT))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failure_leaves_what_was_there(path: Path) -> None:
    first = Keys.make(BOT)
    write_keys(path, first)
    path.with_name("identity.json.new").mkdir()
    with pytest.raises(KeyFileError, match=r"identity\.json: "):
        write_keys(path, Keys.make(BOT))
    kept = read_keys(path, BOT)
    assert kept
    assert kept.seeds == first.seeds


SEED = encode(bytes(32))
KEPT = {"user_id": BOT, "master": SEED, "self_signing": SEED, "user_signing": SEED}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param(json.dumps(KEPT)[:-20], id="cut off"),
        pytest.param(json.dumps(KEPT | {"master": 7}), id="a number"),
        pytest.param(json.dumps(KEPT | {"master": SEED[:-4]}), id="too short"),
        pytest.param(json.dumps({"user_id": BOT}), id="no secrets"),
    ],
)
def test_a_damaged_file_is_told_without_what_is_in_it(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(KeyFileError, match="damaged") as caught:
        read_keys(path, BOT)
    assert caught.value.__cause__ is None
    assert SEED[:8] not in str(caught.value)


def test_the_file_of_another_account_is_not_taken(path: Path) -> None:
    write_keys(path, Keys.make("@other:coop.example"))
    with pytest.raises(KeyFileError, match=r"belongs to @other:coop\.example, not to @bot:coop\.example"):
        read_keys(path, BOT)


def test_secrets_are_not_shown() -> None:
    keys = Keys.make(BOT)
    assert repr(keys) == f"Keys(user_id='{BOT}')"
