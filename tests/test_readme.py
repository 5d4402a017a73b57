"""What people read is true: tables are those of the code, and what is shown is what really comes.

After a change of words, `pytest tests/test_readme.py --regenerate` writes the tables, what the bot says
in the meeting, and the output of the commands anew. Read it before you keep it.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from textwrap import dedent

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from intercoop_bot import config
from intercoop_bot.cli import cli
from intercoop_bot.demo.script import ANNOUNCEMENT
from intercoop_bot.language.asking import Unclear, Unknown
from intercoop_bot.language.entries import Language
from intercoop_bot.language.fold import fold
from intercoop_bot.language.help import command_table
from intercoop_bot.language.parse import read_message
from intercoop_bot.language.vocabulary import TABLE
from intercoop_bot.language.words import count_words, find
from tests.language.asking import context
from tests.transcripts.transcript import Stage

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GUIDES: dict[Language, Path] = {"fr": ROOT / "docs" / "guide.fr.md", "en": ROOT / "docs" / "guide.en.md"}
DOCUMENTS = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))

LEFT_OUT = "…"
_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<kind>\S*)(?: (?P<name>\S+))?\n(?P<text>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
_SPAN = re.compile(r"`([^`\n]+)`")


def _prose(path: Path) -> str:
    """Return a document without its blocks of text and code."""
    return _BLOCK.sub("", path.read_text(encoding="utf-8"))


def _blocks(path: Path, kind: str) -> dict[str, str]:
    """Return the blocks of that kind, by their name, or by what they begin with."""
    found = _BLOCK.finditer(path.read_text(encoding="utf-8"))
    return {
        block["name"] or block["text"].split("\n")[0]: dedent(block["text"])
        for block in found
        if block["kind"] == kind
    }


def _replace_in_readme(old: str, new: str) -> None:
    README.write_text(README.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


# --- the tables ----------------------------------------------------------------------------------------


def _settings_table(language: str) -> str:
    rows = [
        f"| `{each.key}` | {_shown(each.default)} | {each.meaning} |" for each in config.describe(language)
    ]
    return "\n".join(["| Setting | Where not given | What it is |", "| --- | --- | --- |", *rows]) + "\n"


def _shown(default: str | None) -> str:
    if default is None:
        return "must be given"
    return f"`{default}`" if default else ""


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("command_table en", command_table("en")),
        ("command_table fr", command_table("fr")),
        ("settings_table en", _settings_table("en")),
    ],
)
def test_the_tables_are_those_of_the_code(name: str, table: str, *, regenerate: bool) -> None:
    text = README.read_text(encoding="utf-8")
    before, mark, rest = text.partition(f"<!-- {name} -->\n\n")
    shown, end, after = rest.partition("\n<!-- end -->")
    assert mark
    assert end
    if regenerate:
        README.write_text(before + mark + table + end + after, encoding="utf-8")
        shown = table
    assert shown == table


# --- what is shown -------------------------------------------------------------------------------------


def _readable(transcript: str) -> list[str]:
    """Return the lines of a transcript as the README shows them: no seconds, no sign for what rings."""
    shown = re.sub(r"^(\d\d:\d\d):\d\d ", r"\1 ", transcript, flags=re.MULTILINE)
    return shown.replace("<bot> ! ", "<bot> ").splitlines()


def _first_missing(shown: list[str], whole: list[str]) -> str | None:
    """Return the first shown line that is out of place; after some are left out, any later place will do."""
    here, may_skip = 0, True
    for line in shown:
        if line.strip() == LEFT_OUT:
            may_skip = True
            continue
        places = [place for place in range(here, len(whole)) if whole[place] == line]
        if not places or (places[0] != here and not may_skip):
            return line
        here, may_skip = places[0] + 1, False
    return None


def _as_it_is_now(shown: list[str], whole: list[str]) -> list[str]:
    """Return the shown lines, each as the line that resembles it most among those that come then."""
    here, lines = 0, []
    for line in shown:
        if line.strip() == LEFT_OUT:
            lines.append(line)
            continue
        likely = get_close_matches(line, whole[here:], n=1, cutoff=0)[0] if line not in whole[here:] else line
        here = whole.index(likely, here) + 1
        lines.append(likely)
    return lines


async def test_the_meeting_is_held_as_it_is_shown(*, regenerate: bool) -> None:
    shown = _blocks(README, "text")["meeting"]
    pasted = "\n".join(f"    {line}".rstrip() for line in ANNOUNCEMENT.splitlines())
    first, _, rest = shown.partition(f"    {LEFT_OUT}\n")
    command, *announced = first.splitlines()
    held = "\n".join(line for line in rest.splitlines() if line.strip() != LEFT_OUT)
    outcome = await Stage(f"# date: 2028-05-12\n{command}\n{pasted}\n{held}").play()
    lines, whole = shown.splitlines(), _readable(outcome.transcript)
    if regenerate:
        lines = _as_it_is_now(lines, whole)
        _replace_in_readme(shown, "\n".join(lines) + "\n")
    missing = _first_missing(lines, whole)
    assert len(announced) > 1
    assert missing is None, f"this is not what comes there: {missing}"


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        (["a", "b", "c"], None), (["a", "…", "d"], None), (["…", "c"], None), (["a", "c"], "c"),
        (["b", "a"], "a"), (["…", "e"], "e"),
    ],
)  # fmt: skip
def test_lines_may_be_left_out_only_where_it_is_said(shown: list[str], missing: str | None) -> None:
    assert _first_missing(shown, ["a", "b", "c", "d"]) == missing


@pytest.mark.parametrize("line", sorted(_blocks(README, "console")))
def test_commands_print_what_is_shown(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, regenerate: bool
) -> None:
    for name, text in _blocks(README, "text").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, line.removeprefix("$ intercoop-bot ").split())
    printed = f"{line}\n{result.output.rstrip()}\n"
    if regenerate:
        shown = _blocks(README, "console")[line]
        _replace_in_readme(shown, printed)
    assert result.exit_code == 0
    assert _blocks(README, "console")[line] == printed


def test_the_settings_shown_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in config.Settings.model_fields:
        monkeypatch.delenv(config.ENVIRONMENT + key.upper(), raising=False)
    file = tmp_path / "settings.toml"
    file.write_text(_blocks(README, "toml")["settings.toml"], encoding="utf-8")
    assert config.Settings.load(file).user_id == "@reunion:example.org"


# --- what is named -------------------------------------------------------------------------------------


def _named_commands(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each command that a document names, and the words that it is called by."""
    for span in _SPAN.findall(_prose(path)):
        if span.startswith("!") and span[1:2].isalpha():
            words = span[1:].split()
            word = " ".join(words[: count_words(span[1:])])
            yield span, word


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_only_commands_that_there_are_are_named(path: Path) -> None:
    assert [span for span, word in _named_commands(path) if find(word) is None] == []


@pytest.mark.parametrize("language", GUIDES)
def test_a_guide_speaks_its_language(language: Language) -> None:
    known = {fold(word) for entry in TABLE for word in entry.wordings[language].words}
    assert [span for span, word in _named_commands(GUIDES[language]) if fold(word) not in known] == []


@pytest.mark.parametrize(
    ("language", "span"),
    [
        (language, span)
        for language, path in GUIDES.items()
        for span, word in _named_commands(path)
        if word != span[1:]
    ],
)
def test_examples_in_the_guides_are_understood(language: Language, span: str) -> None:
    asked = read_message(span, context(language=language))
    assert [each for each in asked if isinstance(each, Unclear | Unknown)] == []
    assert asked


def test_both_guides_name_the_same_commands() -> None:
    named = {
        language: {entry.key for _, word in _named_commands(path) if (entry := find(word))}
        for language, path in GUIDES.items()
    }
    assert named["fr"] == named["en"]
    assert len(named["fr"]) >= 12


def test_targets_and_subcommands_that_are_named_exist() -> None:
    text = README.read_text(encoding="utf-8")
    targets = re.findall(r"\bmake ([a-z]+)\b", " ".join([*_SPAN.findall(text), *_indented(text)]))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(targets) >= {"demo", "test"}
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []
    subcommands = re.findall(r"intercoop-bot ([a-z]+)\b", text)
    known = get_command(cli).commands  # type: ignore[attr-defined]
    assert set(subcommands) >= {"run", "check", "parse", "replay"}
    assert [command for command in subcommands if command not in known] == []


def _indented(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("    ")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", _prose(path))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (path.parent / link.partition("#")[0]).exists()] == []
    anchors = [link.partition("#") for link in local if "#" in link]
    assert [a for file, _, a in anchors if a not in _anchors(path.parent / file if file else path)] == []


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _prose(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_french_guide_is_typeset() -> None:
    """Spaces before signs do not break, and apostrophes are curved; what is typed stays as it is typed."""
    text = _SPAN.sub("code", _prose(GUIDES["fr"]))
    assert re.findall(r".{0,20}(?:[^\u202f][?!;]|[^\u00a0]:|«[^\u00a0]|[^\u00a0]»|').{0,10}", text) == []
