"""The demo as one starts it, on a homeserver of its own."""

import asyncio
import importlib.util
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

import pytest

from intercoop_bot import demo
from intercoop_bot.demo import script

SPEED = "120"


async def start(out: Path, *options: str, stdin: int = DEVNULL) -> Process:
    """Start the demo, with temporary files and settings that it must not leave behind, or heed."""
    temporary = out.parent / "tmp"
    temporary.mkdir()
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from intercoop_bot.cli import main; main()", "demo"),
        *("--out", str(out), *options),
        stdin=stdin,
        stdout=PIPE,
        stderr=PIPE,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("INTERCOOP_")},
            "TMPDIR": str(temporary),
            "INTERCOOP_LANGUAGE": "en",
            "INTERCOOP_HOMESERVER": "nowhere",
            "PYTHONIOENCODING": "utf-8",
        },
    )


async def end_of(process: Process, out: Path, typed: bytes | None = None) -> tuple[int | None, str, str]:
    """Return exit code and output of the demo once it has ended; nothing temporary is left then."""
    output, errors = await process.communicate(typed)
    assert not list((out.parent / "tmp").iterdir())
    return process.returncode, output.decode(), errors.decode()


@pytest.mark.synapse
async def test_a_meeting_is_held(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, output, errors = await end_of(await start(out, "--speed", SPEED), out)
    assert (code, errors) == (0, ""), output
    markdown, html = (next(out.glob(f"*{suffix}")).read_text(encoding="utf-8") for suffix in (".md", ".html"))
    assert sorted(path.suffix for path in out.iterdir()) == [".html", ".ics", ".ics", ".md"]
    for text in script.IN_THE_MINUTES:
        assert text in markdown
        assert text in html
    for text in script.NOT_IN_THE_MINUTES:
        assert text not in markdown
        assert text not in html
    assert "🗑 David a supprimé" in output
    assert "(modifié)" in output
    assert "n’a pas eu lieu" in output
    assert "📞 David : « David, prendriez-vous l’appel" in output
    assert "▶ Chloé : « ▶️ Cinquième réunion" in output
    assert "✋ Dans la file\u00a0: Ana" in output
    assert "1⃣ Chloé : « Chloé : ⏰ « Point sur la question" in output
    assert "↩️ Annulé." in output
    assert "The meeting was held." in output
    assert "\x1b" not in output


@pytest.mark.synapse
async def test_one_takes_part_from_the_terminal(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = await start(out, "--interactive", stdin=PIPE)
    typed = "!ouvrir Au café\nNOTE : c’est moi\n!clore\n".encode()
    code, output, errors = await end_of(process, out, typed)
    assert (code, errors) == (0, "")
    assert "user vous" in output
    assert "NOTE : c’est moi" in output


@pytest.mark.synapse
async def test_with_nobody_at_the_terminal_it_ends(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, output, errors = await end_of(await start(out, "--interactive"), out)
    assert (code, errors) == (0, "")
    assert "📋" in output


@pytest.mark.synapse
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_stopped_in_the_middle_it_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "out"
    process = await start(out)
    assert process.stdout
    async for line in process.stdout:
        if "a rejoint le salon" in line.decode():
            break
    process.send_signal(number)
    code, _, errors = await end_of(process, out)
    assert (code, errors) == (130, "")


@pytest.mark.parametrize("speed", [0.5, 0.0, -1.0, 1e9, float("nan"), float("inf")])
def test_a_speed_that_makes_no_sense_is_refused(
    speed: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.run(speed, tmp_path) == 2
    assert capsys.readouterr().err == "--speed must be between 1 and 240.\n"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert demo.run(out=tmp_path / "file" / "out") == 2
    assert "Not a directory" in capsys.readouterr().err


def test_without_a_homeserver_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert demo.run(out=tmp_path) == 1
    assert "pip install 'intercoop-bot[demo]'" in capsys.readouterr().err
