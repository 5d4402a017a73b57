"""The bot's folder is not for others to look into: the groups' notes are in it, and the keys to the account.

Files of ours that others may read are closed to them, whoever opened them. So is the folder, where it holds
nothing but ours: one that serves other purposes as well is the operator's to close, and is told of.
"""

import stat
from collections.abc import Iterator
from pathlib import Path

OURS = ("intercoop.sqlite3", "crypto.", "identity.", "heartbeat")
"""What the names of our files begin with."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def exposed(folder: Path) -> tuple[Path, ...]:
    """Return the folder and the files of ours in it that others than their owner may get at."""
    return tuple(path for path in _belongings(folder) if is_exposed(path))


def is_exposed(path: Path) -> bool:
    """Tell whether others than its owner may get at a file or a folder."""
    return bool(path.stat().st_mode & _OTHERS)


def close_off(folder: Path) -> tuple[Path, ...]:
    """Make the folder where there is none, and close it to others; return what could not be closed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shared = any(not path.name.startswith(OURS) for path in folder.iterdir())
    left: list[Path] = []
    for path in exposed(folder):
        if path == folder and shared:
            left.append(path)
            continue
        try:
            path.chmod(path.stat().st_mode & ~_OTHERS & 0o7777)
        except OSError:
            left.append(path)
    return tuple(left)


def _belongings(folder: Path) -> Iterator[Path]:
    """Yield the folder, and the files in it that are ours; never what a link leads to."""
    if not folder.is_dir():
        return
    yield folder
    for path in sorted(folder.iterdir()):
        if path.name.startswith(OURS) and path.is_file() and not path.is_symlink():
            yield path
