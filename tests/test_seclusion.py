"""What is the bot's is closed to others, and nothing else is touched."""

from pathlib import Path

import pytest

from intercoop_bot.seclusion import close_off, exposed

DATABASE = "intercoop.sqlite3"
NAMES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}.schema-1", "crypto.key", "heartbeat")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of ours that is open to everybody, with files that are."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    for name in NAMES:
        (folder / name).touch()
        (folder / name).chmod(0o664)
    return folder


def test_all_of_ours_is_closed(folder: Path) -> None:
    assert set(exposed(folder)) == {folder, *(folder / name for name in NAMES)}
    assert close_off(folder) == ()
    assert mode(folder) == 0o700
    assert {mode(folder / name) for name in NAMES} == {0o600}
    assert exposed(folder) == ()


def test_a_folder_is_made_closed(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "where"
    assert exposed(folder) == ()
    assert close_off(folder) == ()
    assert mode(folder) == 0o700


def test_what_is_not_ours_stays_and_is_told_of(folder: Path) -> None:
    other = folder / "settings.toml"
    other.touch()
    other.chmod(0o644)
    (folder / "identity.json").symlink_to(other)
    assert close_off(folder) == (folder,)
    assert (mode(folder), mode(other)) == (0o755, 0o644)
    assert mode(folder / "crypto.key") == 0o600


def test_what_cannot_be_closed_is_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "chmod", refuse)
    assert set(close_off(folder)) == {folder, *(folder / name for name in NAMES)}
