"""SECURITY.md promises nothing that no test would miss."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> list[list[str]]:
    """Return the rows of the table, cell by cell, without its head."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition("<!-- threats -->")[2].partition("<!-- end -->")[0].strip().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def named() -> set[tuple[str, str]]:
    """Return the tests that the table names: file and function."""
    return {found for row in rows() for found in NAMED.findall(row[-1])}


def functions_of(file: Path) -> set[str]:
    """Return the names of the tests that a file holds."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, functions) and node.name.startswith("test_")}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[1][:60])
def test_every_threat_names_a_test(row: list[str]) -> None:
    assert len(row) == 4
    assert row[1]
    assert row[2]
    assert NAMED.sub("", row[3]).strip() == ""
    assert NAMED.findall(row[3])


@pytest.mark.parametrize("file", sorted({file for file, _ in named()}))
def test_every_test_that_is_named_is_there(file: str) -> None:
    assert (ROOT / file).is_file()
    assert {name for other, name in named() if other == file} <= functions_of(ROOT / file)


def test_every_test_of_hostility_is_named() -> None:
    files = [*(ROOT / "tests/synapse").glob("test_hostile*.py"), ROOT / "tests/synapse/test_least_rights.py"]
    there = {(str(file.relative_to(ROOT)), name) for file in files for name in functions_of(file)}
    assert there - named() == set()
