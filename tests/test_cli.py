"""The command line: what it is given, what it answers, and with which code."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from intercoop_bot import __version__
from intercoop_bot.cli import cli
from intercoop_bot.config import ENVIRONMENT

ANNOUNCEMENT = """Réunion budget
vendredi 12 mai de 18h à 19h
Reste à fixer qui prendra les notes.
Visio : https://meet.coop.example/budget

Ordre du jour :
- Comptes (20 min)
- Budget 2029 (50 min, Ana)
"""
LOG = """12:00 <ana> !ouvrir Assemblée
12:00 <ana> !point Budget 10 min
12:00 <ana> !suivant
12:06 <bruno> DÉCISION : on achète
12:11 <ana> oui
"""
SETTINGS = """
homeserver = "http://127.0.0.1:9"
user_id = "@bot:coop.example"
password = "correct-horse"
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call."""

    code: int
    stdout: str
    stderr: str


def start(*arguments: str | Path, text: str | bytes = b"", **environment: str | None) -> Outcome:
    """Call the command within this process; what it does not catch is an error of the test."""
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith(ENVIRONMENT)}
    result = CliRunner().invoke(
        cli,
        [str(argument) for argument in arguments],
        input=text,
        env=clean | environment,
        catch_exceptions=False,
    )
    return Outcome(result.exit_code, result.stdout, result.stderr)


def start_alone(*arguments: str | Path, text: str = "") -> Outcome:
    """Call the command as a person does, where the machine's language knows no accents."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT)}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", "from intercoop_bot.cli import main; main()", *arguments],
        input=text.encode(),
        capture_output=True,
        timeout=60,
        check=False,
        env=inherited | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def refusal(*arguments: str | Path, text: str | bytes = b"", code: int = 2) -> str:
    """Return the one line with which a call is refused."""
    done = start(*arguments, text=text)
    assert (done.code, done.stdout) == (code, ""), done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("intercoop-bot: ")
    return line.removeprefix("intercoop-bot: ")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A settings file whose homeserver does not answer."""
    path = tmp_path / "intercoop.toml"
    path.write_text(SETTINGS)
    path.chmod(0o600)
    return path


def test_it_says_what_it_can_do() -> None:
    assert start("--version").stdout == f"{__version__}\n"
    for asked in ((), ("--help",), ("-h",)):
        done = start(*asked)
        shown = done.stdout + done.stderr
        assert {"run", "backup", "check", "setup", "health", "demo", "parse", "replay"} <= set(shown.split())
        assert not re.search(r"\w\.\.\.$", shown, re.MULTILINE), "a summary is cut"


@pytest.mark.parametrize(
    "command", ["run", "backup", "check", "setup", "trust", "health", "demo", "parse", "replay"]
)
def test_every_command_has_help(command: str) -> None:
    done = start(command, "--help")
    assert done.code == 0
    assert "Usage: " in done.stdout


@pytest.mark.parametrize(
    "arguments", [("sing",), ("parse", "--sing"), ("parse", "--lang", "de"), ("replay", "--minutes", "pdf")]
)
def test_what_it_cannot_do_is_told(arguments: tuple[str, ...]) -> None:
    done = start(*arguments)
    assert done.code == 2
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


# --- parse -----------------------------------------------------------------------------------------


def test_an_announcement_is_read_as_data(tmp_path: Path) -> None:
    file = tmp_path / "announcement.txt"
    file.write_text(ANNOUNCEMENT, encoding="utf-8")
    done = start("parse", "--json", "--today", "2028-05-01", file)
    assert done.code == 0, done.stderr
    assert json.loads(done.stdout) == {
        "title": "Réunion budget",
        "starts_at": "2028-05-12T18:00:00+02:00",
        "ends_at": "2028-05-12T19:00:00+02:00",
        "roles": [{"role": "notes", "holder": None}],
        "call": "https://meet.coop.example/budget",
        "items": [
            {"title": "Comptes", "minutes": 20, "owner": None},
            {"title": "Budget 2029", "minutes": 50, "owner": "Ana"},
        ],
        "total_minutes": 70,
        "warnings": ["Les points font 1\u00a0h\u00a010 en tout, mais la réunion dure 1\u00a0h."],
    }
    assert "é" in done.stdout, "readable as it is"


def test_text_is_utf8_whatever_the_language_of_the_machine(tmp_path: Path) -> None:
    done = start_alone("parse", "--today", "2028-05-01", text=ANNOUNCEMENT)
    assert done.code == 0, done.stderr
    assert "Réunion budget" in done.stdout
    missing = start_alone("parse", tmp_path / "à lire.txt")
    assert "à lire.txt: cannot be read" in missing.stderr
    assert missing.stderr.count("\n") == 1


def test_what_is_missing_is_null_and_said(tmp_path: Path) -> None:
    done = start("parse", "--json", "--lang", "en", text="Budget\n- accounts 10 min\n- plans 5 min\n")
    read = json.loads(done.stdout)
    assert (read["starts_at"], read["ends_at"], read["call"], read["roles"]) == (None, None, None, [])
    assert len(read["warnings"]) == 1
    assert "date" in read["warnings"][0]


@pytest.mark.parametrize(("zone", "offset"), [("Europe/Brussels", "+02:00"), ("America/Montreal", "-04:00")])
def test_times_are_read_in_the_zone(zone: str, offset: str) -> None:
    done = start("parse", "-", "--json", "--today", "2028-05-01", "--tz", zone, text=ANNOUNCEMENT)
    assert json.loads(done.stdout)["starts_at"] == f"2028-05-12T18:00:00{offset}"


@pytest.mark.parametrize(("lang", "words"), [("fr", "Ordre du jour"), ("en", "Agenda")])
def test_an_announcement_is_answered_as_in_a_room(lang: str, words: str) -> None:
    done = start("parse", "--today", "2028-05-01", "--lang", lang, text=ANNOUNCEMENT)
    assert done.code == 0, done.stderr
    assert done.stdout.startswith("Réunion budget\n")
    assert words in done.stdout
    assert "https://meet.coop.example/budget" in done.stdout


# --- replay ----------------------------------------------------------------------------------------


def test_a_log_is_held_again() -> None:
    done = start("replay", "--date", "2028-05-12", text=LOG)
    assert done.code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("12:00:00 bot> ")
    assert all(re.match(r"\d\d:\d\d:\d\d bot> ", line) for line in lines)
    assert any(line.startswith("12:10:00 bot> ") for line in lines), "time is up at ten past"


@pytest.mark.parametrize("form", ["md", "html", "txt", "json"])
def test_a_log_yields_minutes_and_nothing_else(form: str) -> None:
    done = start("replay", "-", "--date", "2028-05-12", "--minutes", form, text=LOG)
    assert done.code == 0, done.stderr
    assert "on achète" in done.stdout
    assert "bot>" not in done.stdout
    if form == "json":
        assert json.loads(done.stdout)


def test_a_log_without_a_meeting_has_no_minutes() -> None:
    line = refusal("replay", "--minutes", "md", text="12:00 <ana> bonjour\n", code=1)
    assert line == "standard input: there is no meeting in it"


# --- what cannot be read ---------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["parse", "replay"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"\xef\xbb\xbf \n\t\n", "is empty", id="blank"),
        pytest.param(b"\xff\xfe\x00\x01" * 50, "is not UTF-8 text", id="binary"),
        pytest.param(b"a\x00b", "is not text", id="zeros"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, command: str, content: bytes, reason: str) -> None:
    assert refusal(command, text=content) == f"standard input: {reason}"
    file = tmp_path / "given"
    file.write_bytes(content)
    assert refusal(command, file) == f"{file}: {reason}"


@pytest.mark.parametrize("command", ["parse", "replay"])
def test_what_is_not_there_is_refused(tmp_path: Path, command: str) -> None:
    assert refusal(command, tmp_path / "é") == f"{tmp_path / 'é'}: cannot be read: No such file or directory"
    assert refusal(command, tmp_path) == f"{tmp_path}: cannot be read: Is a directory"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("parse", "--today", "demain"), '"demain" is no date; one is 2028-05-12'),
        (("parse", "--today", "2028-02-30"), '"2028-02-30" is no date; one is 2028-05-12'),
        (("replay", "--date", ""), '"" is no date; one is 2028-05-12'),
        (("parse", "--tz", "Pari"), '--tz: there is no time zone "Pari"; one is Europe/Paris'),
        (("replay", "--tz", "/etc/passwd"), '--tz: there is no time zone "/etc/passwd"; one is Europe/Paris'),
    ],
)
def test_what_is_no_date_or_zone_is_refused(arguments: tuple[str, ...], reason: str) -> None:
    assert refusal(*arguments, text=LOG) == reason


def test_prose_is_no_log() -> None:
    assert refusal("replay", text=ANNOUNCEMENT).startswith(
        "standard input: no line of it is one of a chat log"
    )


# --- run, check, setup, health ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "check", "setup", "health"])
def test_wrong_settings_are_refused(config: Path, command: str) -> None:
    config.write_text(SETTINGS + 'prefx = "?"')
    assert refusal(command, "--config", config) == f'{config}: unknown key "prefx"; did you mean "prefix"?'
    assert refusal(command).startswith("environment: homeserver: missing")


def test_settings_may_be_named_by_the_environment(config: Path) -> None:
    config.write_text("colour = 1")
    assert "colour" in start("check", INTERCOOP_CONFIG=str(config)).stderr


def test_no_secret_is_asked_for_where_everybody_sees_what_runs() -> None:
    for name, command in vars(get_command(cli))["commands"].items():
        options = " ".join(option for parameter in command.params for option in parameter.opts)
        assert not re.search("password|token|secret|seed", options), name


def test_a_database_that_cannot_be_used_is_told(config: Path) -> None:
    database = config.parent / "data" / "intercoop.sqlite3"
    database.parent.mkdir()
    database.write_text("Bonjour,\n" * 200)
    assert refusal("run", "--config", config, code=4) == (
        f"{database}: file is not a database; please restore a copy (README, “Backups”)"
    )
    done = start("check", "--config", config)
    assert (done.code, done.stderr) == (1, "")
    assert done.stdout == f"BAD  {database}: file is not a database; please restore a copy\n"
    config.chmod(0o640)
    database.chmod(0o640)
    open_to_others = start("check", "--config", config).stdout
    for path in (database, config):
        assert f"note others may look into {path}: chmod go= it\n" in open_to_others


def test_an_identity_that_has_changed_is_accepted_once(config: Path) -> None:
    ana = "@ana:coop.example"
    database = config.parent / "data" / "intercoop.sqlite3"
    none_other = f"no other identity of {ana} was seen than the one that counts"
    assert refusal("trust", "--config", config, ana, code=1) == none_other
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO identity VALUES (?, 'one', 'another')", (ana,))
    done = start("trust", "--config", config, ana)
    assert (done.code, done.stdout) == (0, f"The identity that {ana} shows now counts from now on.\n")
    assert refusal("trust", "--config", config, ana, code=1) == none_other


def test_a_backup_is_there_whole_or_not_at_all(config: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    database = config.parent / "data" / "intercoop.sqlite3"
    assert refusal("backup", "--config", config, copy, code=1) == f"{database}: is not there"
    database.parent.mkdir()
    database.write_text("Bonjour,\n" * 200)
    assert refusal("backup", "--config", config, copy, code=1).startswith(
        f"{database}: file is not a database"
    )
    copy.mkdir()
    assert refusal("backup", "--config", config, copy, code=1).startswith(f"{copy}: is there already")
    assert not list(copy.iterdir())
    assert not list(tmp_path.glob(".copy*"))


def test_a_homeserver_that_does_not_answer_is_told(config: Path) -> None:
    done = start("check", "--config", config)
    assert (done.code, done.stderr) == (1, "")
    store, invitations, account = done.stdout.splitlines()
    assert store == "note there is no database yet: it is made now"
    assert invitations == "note nobody may invite it: invite_allow is empty"
    assert account.startswith("BAD  http://127.0.0.1:9 cannot be asked")
    assert "correct-horse" not in done.stdout


def test_a_bot_is_well_while_it_hears_its_homeserver(config: Path) -> None:
    heartbeat = config.parent / "data" / "heartbeat"
    silence = "the bot has not heard from its homeserver lately"
    assert refusal("health", "--config", config, code=1) == silence
    heartbeat.parent.mkdir()
    heartbeat.touch()
    assert start("health", "--config", config).code == 0
