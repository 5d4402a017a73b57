"""Which small changes of the meeting's code no test of the meeting would notice.

Each change is made by mutmut, in its copy of the tree (`mutants/`), and the tests of the function that it
is in are run. A change that mypy refuses is noticed too. What is then left must have its reason in
`tests/mutants.md`; it fails where one has none, and where a reason has no change any more.
The argument names a module of `meeting` ("queue", "history.notes"); without one all are tried.
"""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
COPY = ROOT / "mutants"
REASONS = ROOT / "tests" / "mutants.md"
PACKAGE = "intercoop_bot.meeting"
SIDE_BY_SIDE = "2"

KILLED, UNTRIED = {1, 3, 24, -24, 36, 152, 255}, None
"""The codes of a change that was noticed, as a test failed or went on for ever, and of one not tried."""

_MUTANT = re.compile(r"^(?P<of>.*)__mutmut_\d+$")
_REASON = re.compile(r"^- `(?P<function>[^`]+)`: `(?P<change>[^`]+)`$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A change of a function: by its name in the copy, and what was made of its lines."""

    module: str
    name: str
    function: str
    change: str
    lines: range
    killed: bool


def main(module: str) -> int:
    """Make the changes, tell what became of them, and return the exit code."""
    wanted = [f"{PACKAGE}.{module}.*"] if module else []
    _refresh()
    ran = _call("mutmut", "run", "--max-children", SIDE_BY_SIDE, *wanted, cwd=ROOT)
    if ran.returncode:
        print(ran.stdout[-5000:], ran.stderr, file=sys.stderr)
        return 1
    mutants = [mutant for path in _files() for mutant in _mutants(path) if module in ("", mutant.module)]
    alive = [mutant for mutant in mutants if not mutant.killed]
    refused = _refused_by_mypy(alive)
    left = [mutant for mutant in alive if mutant.name not in refused]
    reasons = {(each["function"], each["change"]) for each in _REASON.finditer(REASONS.read_text("utf-8"))}
    unexplained = [mutant for mutant in left if (mutant.function, mutant.change) not in reasons]
    tried, survived = (Counter(mutant.module for mutant in of_them) for of_them in (mutants, left))
    for name in sorted(tried):
        print(f"{name:20} {tried[name]:5} changes, {survived[name]:3} that nothing noticed")
    print(f"{len(mutants)} changes: {len(mutants) - len(alive)} noticed by a test, {len(refused)} by mypy;")
    print(
        f"of {len(left)} that nothing noticed, {len(left) - len(unexplained)} have a reason in {REASONS.name}"
    )
    for mutant in unexplained:
        print(f"- `{mutant.function}`: `{mutant.change}`")
    found = {(mutant.function, mutant.change) for mutant in left}
    outlived = [] if module else sorted(reasons - found)
    for function, change in outlived:
        print(f"a reason without its change: `{function}`: `{change}`")
    return 1 if unexplained or outlived else 0


def _refresh() -> None:
    """Let the copy know what mutmut would not look at again: files of data, and tests that are new."""
    if not COPY.exists():
        return
    # Which tests come by a function is found anew: a new one would have none but the new tests.
    (COPY / "mutmut-stats.json").unlink(missing_ok=True)
    code_left_out = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(ROOT / "intercoop_bot", COPY / "intercoop_bot", dirs_exist_ok=True, ignore=code_left_out)
    for path in _files():
        meta = path.with_name(f"{path.name}.meta")
        told = json.loads(meta.read_text("utf-8"))
        codes = told["exit_code_by_key"].items()
        told["exit_code_by_key"] = {name: code if code in KILLED else UNTRIED for name, code in codes}
        meta.write_text(json.dumps(told), "utf-8")


def _files() -> list[Path]:
    """Return the changed modules of the copy."""
    return sorted(path.with_suffix("") for path in (COPY / "intercoop_bot" / "meeting").rglob("*.meta"))


def _mutants(path: Path) -> Iterator[Mutant]:
    """Return the changes of a module that were tried."""
    told = json.loads(path.with_name(f"{path.name}.meta").read_text("utf-8"))["exit_code_by_key"]
    codes = {key.rsplit(".", 1)[1]: code for key, code in told.items()}
    text = path.read_text("utf-8")
    bodies = {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    lines = text.splitlines()
    module = ".".join(path.relative_to(COPY / "intercoop_bot" / "meeting").with_suffix("").parts)
    for name, code in codes.items():
        if code is UNTRIED or (match := _MUTANT.match(name)) is None:
            continue
        before, after = bodies[f"{match['of']}__mutmut_orig"], bodies[name]
        yield Mutant(
            module=module,
            name=name,
            function=f"{module}.{match['of'].removeprefix('x_').replace('xǁ', '').replace('ǁ', '.')}",
            change=_change(_body(lines, before), _body(lines, after)),
            lines=range(after.lineno, (after.end_lineno or after.lineno) + 1),
            killed=code in KILLED,
        )


def _body(lines: list[str], function: ast.FunctionDef) -> list[str]:
    body = lines[function.body[0].lineno - 1 : function.end_lineno]
    return [ast.unparse(function.args), *(line.strip() for line in body)]


def _change(before: list[str], after: list[str]) -> str:
    """Return the lines that are new, or (in brackets) those that are gone."""
    told = list(ndiff(before, after))
    new = " ".join(line[2:] for line in told if line.startswith("+ "))
    gone = " ".join(line[2:] for line in told if line.startswith("- "))
    return new if len(before) <= len(after) else f"{new} (without: {gone})".strip()


def _refused_by_mypy(mutants: list[Mutant]) -> set[str]:
    """Return the names of those that mypy refuses: tried together, each being a function of its own."""
    with TemporaryDirectory() as folder:
        tree = Path(folder)
        shutil.copytree(COPY / "intercoop_bot", tree / "intercoop_bot")
        shutil.copy(ROOT / "pyproject.toml", tree)
        for path in _files():
            _blank_the_killed(tree / path.relative_to(COPY), {mutant.name for mutant in mutants})
        checked = _call("mypy", "intercoop_bot/meeting", "--output", "json", cwd=tree)
    errors = [json.loads(line) for line in checked.stdout.splitlines() if line.startswith("{")]
    faulty = {(error["file"], error["line"]) for error in errors if error["severity"] == "error"}
    return {
        mutant.name
        for mutant in mutants
        if any((_path(mutant.module), number) in faulty for number in mutant.lines)
    }


def _path(module: str) -> str:
    return f"intercoop_bot/meeting/{module.replace('.', '/')}.py"


def _blank_the_killed(path: Path, alive: set[str]) -> None:
    """Leave of the changed functions only these: mypy takes very long over all of them."""
    text = path.read_text("utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and _MUTANT.match(node.name) and node.name not in alive:
            first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            for number in range(first, (node.end_lineno or first) + 1):
                lines[number - 1] = ""
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _call(tool: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    # A tool of our own environment, and files of this tree.
    program = str(Path(sys.executable).with_name(tool))
    return subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [""]))
