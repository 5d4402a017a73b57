"""How much of each module its own tests reach, without a homeserver: a table, module by module.

The own tests of a package are the folder of the same name (`tests/language` of `language`), those of a
module that stands alone the file of the same name, and what continues it (`test_room.py`,
`test_room_at_work.py`). What only the meetings on a homeserver or the transcripts reach is not counted:
so a module that few of its own tests hold is seen. It fails where one of these tests fails, and where
they reach too little of what decides and of what words it.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE, TESTS = ROOT / "intercoop_bot", ROOT / "tests"

_OPTIONS = (
    *("--quiet", "-p", "no:cacheprovider", "-m", "not synapse"),
    *("-o", "asyncio_debug=true", "--hypothesis-profile=ci"),
)
"""The profile of that name tries the same examples each time, and does not mind how long one takes."""

_AT_LEAST = {"meeting": 95.0, "language": 95.0}
"""How many of a hundred lines and branches must be reached."""

Table = dict[str, dict[str, Any]]
"""What coverage tells of each file, by its path."""


def main() -> int:
    """Measure each part with its own tests, print the table, and return the exit code."""
    parts = {part: tests for part in _parts() if (tests := _own_tests(part))}
    with TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        measured = list(side_by_side.map(lambda part: _measure(part, parts[part], Path(folder)), parts))
    print(f"{'module, by its own tests':44} {'lines':>6} {'branches':>8} {'reached':>8}")
    for table in measured:
        for path, told in sorted(table.items()):
            print(_row(path.removeprefix("intercoop_bot/"), told["summary"]))
    too_few = [
        part.stem for part, table in zip(parts, measured, strict=True) if not _is_enough(part.stem, table)
    ]
    for name in too_few:
        print(f"{name}: less than {_AT_LEAST[name]:.0f} % are reached", file=sys.stderr)
    alone = ", ".join(part.stem for part in _parts() if part not in parts)
    print(f"without tests of their own, held by those of what uses them: {alone}")
    return 0 if all(measured) and not too_few else 1


def _parts() -> list[Path]:
    """Return the packages, and the modules that stand alone."""
    packages = [each.parent for each in SOURCE.glob("*/__init__.py")]
    return sorted([*packages, *(each for each in SOURCE.glob("*.py") if each.stem != "__init__")])


def _own_tests(part: Path) -> list[Path]:
    if part.is_dir():
        return [TESTS / part.name]
    return sorted(path for path in TESTS.glob(f"test_{part.stem}*.py") if path.is_file())


def _measure(part: Path, tests: list[Path], folder: Path) -> Table:
    """Run the tests of a part, and return what they reach of it; nothing where they fail."""
    data, report = folder / part.stem, folder / f"{part.stem}.json"
    source = f"--source={SOURCE.name}.{part.stem}"
    ran = _coverage("run", f"--data-file={data}", source, "-m", "pytest", *_OPTIONS, *map(str, tests))
    if ran.returncode:
        print(ran.stdout, ran.stderr, file=sys.stderr)
        return {}
    _coverage("json", f"--data-file={data}", "-o", str(report)).check_returncode()
    files: Table = json.loads(report.read_text(encoding="utf-8"))["files"]
    return files


def _is_enough(name: str, table: Table) -> bool:
    summaries: list[dict[str, int]] = [told["summary"] for told in table.values()]
    reached = sum(each["covered_lines"] + each["covered_branches"] for each in summaries)
    there = sum(each["num_statements"] + each["num_branches"] for each in summaries)
    return reached >= _AT_LEAST.get(name, 0.0) / 100 * there


def _coverage(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Our own interpreter, and files of this tree.
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "coverage", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def _row(module: str, told: dict[str, float]) -> str:
    return (
        f"{module:44} {told['num_statements']:6} {told.get('num_branches', 0):8}"
        f" {told['percent_covered']:7.1f}%"
    )


if __name__ == "__main__":
    sys.exit(main())
