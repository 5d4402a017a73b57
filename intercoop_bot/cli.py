"""The command line. Each command reads what it is given and calls the part that does the work.

Exit codes: 0 it went well; 1 it did not; 2 it was asked for wrongly: an option, a setting, a bad file.
Where running the bot again is of no use before somebody has acted: 3 the homeserver does not let it in; 4 its
database is damaged; 5 another bot is running on it.
"""

import asyncio
import dataclasses
import json
import os
import sys
from datetime import date, datetime, time
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from intercoop_bot import __version__

if TYPE_CHECKING:
    from intercoop_bot.config import Settings

# A command imports the parts it needs when it is called: reading an announcement should not wait for Matrix.

FAILED, MISUSED, SHUT_OUT, DAMAGED, IN_USE = 1, 2, 3, 4, 5

cli = typer.Typer(
    help="A Matrix bot that sees a group’s meeting through: roles, agenda, timers, notes, minutes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Language(StrEnum):
    """What the bot speaks."""

    FR = "fr"
    EN = "en"


class Dialect(StrEnum):
    """Whose words a log is written in."""

    OWN = "own"
    MEETBOT = "meetbot"
    W3C = "w3c"


class Form(StrEnum):
    """What minutes may be written as."""

    MARKDOWN = "md"
    HTML = "html"
    TEXT = "txt"
    JSON = "json"


Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="INTERCOOP_CONFIG", help="Settings file (TOML); else the environment."
    ),
]
Source = Annotated[str, typer.Argument(metavar="[FILE|-]", help="A text file; - is standard input.")]
Zone = Annotated[str, typer.Option("--tz", metavar="ZONE", help="Time zone, such as Europe/Brussels.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the answer.")]


@cli.command()
def run(
    config: Config = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
    new_device: Annotated[
        bool, typer.Option("--new-device", help="Sign in anew: the keys of the former device are lost.")
    ] = False,
) -> None:
    """Run the bot until it is told to stop."""
    from intercoop_bot import app, logs
    from intercoop_bot.matrix import RequestError, SignInError
    from intercoop_bot.storage import DatabaseDamaged, DatabaseInUse, StorageError

    settings = _settings(config)
    logs.set_up(verbose=verbose)
    try:
        asyncio.run(app.run(settings, as_new_device=new_device))
    except* SignInError as failures:
        _fail(str(_first(failures)), SHUT_OUT)
    except* DatabaseDamaged as failures:
        _fail(f"{_first(failures)} (README, “Backups”)", DAMAGED)
    except* DatabaseInUse as failures:
        _fail(str(_first(failures)), IN_USE)
    except* (StorageError, RequestError) as failures:
        _fail(str(_first(failures)), FAILED)


@cli.command()
def check(config: Config = None) -> None:
    """Tell whether the bot could work, and in which rooms."""
    from intercoop_bot.checkup import Mark, check

    settings = _settings(config)

    async def tell() -> bool:
        good = True
        async for finding in check(settings, config):
            typer.echo(f"{finding.mark.value:<5}{finding.text}")
            good = good and finding.mark is not Mark.BAD
        return good

    if not asyncio.run(tell()):
        raise typer.Exit(FAILED)


@cli.command()
def setup(
    config: Config = None,
    recover: Annotated[
        bool,
        typer.Option(
            "--recover", help="Take the identity up on a new machine: asks for the recovery key, or reads it."
        ),
    ] = False,
    new_recovery_key: Annotated[
        bool, typer.Option("--new-recovery-key", help="Make another recovery key; the old one is then void.")
    ] = False,
) -> None:
    """Give the bot its identity, and show its recovery key once."""
    from intercoop_bot import logs
    from intercoop_bot.matrix import IdentityError, RequestError, SignInError
    from intercoop_bot.setup import set_up
    from intercoop_bot.storage import StorageError

    settings = _settings(config)
    logs.set_up()
    written = _recovery_key() if recover else None
    try:
        done = asyncio.run(set_up(settings, recovery_key=written, new_recovery_key=new_recovery_key))
    except (StorageError, SignInError, RequestError, IdentityError) as error:
        _fail(str(error), FAILED)
    typer.echo(f"{done.user_id} is set up.")
    typer.echo(f"  its device    {done.standing.device_id}: {done.standing.fingerprint}")
    typer.echo(f"  its identity  {done.standing.master}")
    if done.recovery_key:
        typer.echo("Recovery key, shown this once. Keep it where you keep passwords, not on this machine:")
        typer.echo(f"  {done.recovery_key}")
    else:
        typer.echo("Its recovery key is the one that you have; --new-recovery-key makes another.")
    if not done.standing.is_vouched:
        _fail("the homeserver does not show that the identity vouches for the device", FAILED)


@cli.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where the copy goes; it must not be there yet.")],
    config: Config = None,
) -> None:
    """Copy all that the bot keeps, also while it runs.

    To go on from the copy, put it in the place of data_dir and run the bot, which takes the password.
    """
    from intercoop_bot.backup import back_up
    from intercoop_bot.storage import StorageError

    try:
        back_up(_settings(config), folder)
    except StorageError as error:
        _fail(str(error), FAILED)
    typer.echo(f"All is in {folder}, the keys to encrypted rooms too: keep it as safe as the original.")


@cli.command()
def trust(
    user_id: Annotated[str, typer.Argument(metavar="@WHO:SERVER")],
    config: Config = None,
) -> None:
    """Accept the new identity of somebody who told you of it by voice."""
    from intercoop_bot.storage import Storage, StorageError

    settings = _settings(config)

    async def accept() -> bool:
        async with await Storage.open(settings.database) as storage:
            return await storage.identities.accept(user_id)

    try:
        accepted = asyncio.run(accept())
    except StorageError as error:
        _fail(str(error), FAILED)
    if not accepted:
        _fail(f"no other identity of {user_id} was seen than the one that counts", FAILED)
    typer.echo(f"The identity that {user_id} shows now counts from now on.")


@cli.command()
def health(config: Config = None) -> None:
    """Tell whether a running bot is well; for supervisors."""
    from intercoop_bot.clock import SystemClock
    from intercoop_bot.health import is_well

    if not is_well(_settings(config).heartbeat, SystemClock().now()):
        _fail("the bot has not heard from its homeserver lately", FAILED)


@cli.command()
def demo(
    speed: Annotated[
        float | None, typer.Option(help="How many times as fast as the clock on the wall.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the minutes are left.")] = Path("demo-out"),
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Leave it running, and take part.")
    ] = False,
) -> None:
    """Hold a whole meeting before your eyes."""
    from intercoop_bot import demo

    raise typer.Exit(demo.run(speed=speed, out=out, interactive=interactive))


@cli.command()
def parse(
    source: Source = "-",
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="Read dates as on that day (2028-05-12).")
    ] = None,
    tz: Zone = "Europe/Paris",
    lang: Lang = Language.FR,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was read as JSON.")] = False,
) -> None:
    """Show what the bot reads in an announcement."""
    from intercoop_bot import preview
    from intercoop_bot.clock import SystemClock
    from intercoop_bot.language.wording import Voice
    from intercoop_bot.room import Manners

    zone = _zone(tz)
    now = SystemClock().now() if today is None else datetime.combine(_day(today), time.min, zone)
    text = _text(source)
    if as_json:
        data = preview.as_data(text, now, Voice(language=lang, zone=zone))
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        typer.echo(asyncio.run(preview.as_answer(text, now, Manners(language=lang, zone=tz))))


@cli.command()
def replay(
    source: Source = "-",
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Day of the first line.")] = None,
    tz: Zone = "Europe/Paris",
    lang: Lang = Language.FR,
    minutes: Annotated[
        Form | None, typer.Option(help="Print the minutes of the last meeting instead.")
    ] = None,
    dialect: Annotated[Dialect, typer.Option(help="Whose words the log is written in.")] = Dialect.OWN,
) -> None:
    """Hold the meeting of a chat log again."""
    from intercoop_bot.clock import SystemClock
    from intercoop_bot.language.catalogue import template
    from intercoop_bot.meetbot import read_meetbot_log
    from intercoop_bot.minutes import render
    from intercoop_bot.replay import NotALog, minutes_of, read_log, retell
    from intercoop_bot.room import Manners

    zone = _zone(tz)
    first = SystemClock().now().astimezone(zone).date() if day is None else _day(day)
    said: tuple[tuple[str, int], ...] = ()
    try:
        if dialect is Dialect.MEETBOT:
            log = read_meetbot_log(_text(source), first, zone)
            lines, said = log.lines, log.said
        else:
            lines = read_log(_text(source), first, zone)
    except NotALog:
        _fail(f"{_name(source)}: no line of it is one of a chat log, such as: 12:00 <ana> !start", MISUSED)
    manners = Manners(language=lang, zone=tz)
    if minutes is None:
        for line in asyncio.run(retell(lines, manners, dialect)):
            typer.echo(line)
        if said:
            typer.echo(f"\n{template(lang, 'minutes.lines_said')}")
        for name, number in said:
            typer.echo(f"{name}: {number}")
        return
    document = asyncio.run(minutes_of(lines, manners, dialect))
    if document is None:
        _fail(f"{_name(source)}: there is no meeting in it", FAILED)
    forms = {
        Form.MARKDOWN: render.markdown,
        Form.HTML: render.html,
        Form.TEXT: render.text,
        Form.JSON: render.json_,
    }
    typer.echo(forms[minutes](dataclasses.replace(document, lines_said=said)))


@cli.callback(invoke_without_command=True)
def version(
    wanted: Annotated[bool, typer.Option("--version", help="Show the version.", is_eager=True)] = False,
) -> None:
    """A Matrix bot that sees a group’s meeting through: roles, agenda, timers, notes, minutes."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Start from the command line; text is UTF-8 whatever the machine’s language."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()


# --- what is given on the command line -----------------------------------------------------------------


def _settings(path: Path | None) -> "Settings":
    from intercoop_bot.config import Settings, SettingsError

    try:
        return Settings.load(path)
    except SettingsError as error:
        _fail(str(error), MISUSED)


def _zone(name: str) -> ZoneInfo:
    from intercoop_bot.config import read_zone

    try:
        return read_zone(name)
    except ValueError as error:
        _fail(f"--tz: {error}", MISUSED)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _fail(f'"{text}" is no date; one is 2028-05-12', MISUSED)


def _text(source: str) -> str:
    """Return the text of a file, or of standard input; without any it goes no further."""
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        _fail(f"{_name(source)}: cannot be read: {error.strerror}", MISUSED)
    except UnicodeDecodeError:
        _fail(f"{_name(source)}: is not UTF-8 text", MISUSED)
    if "\0" in text:
        _fail(f"{_name(source)}: is not text", MISUSED)
    if not text.strip():
        _fail(f"{_name(source)}: is empty", MISUSED)
    return text


def _recovery_key() -> str:
    """Return the recovery key, which no command line holds: others on the machine can read those."""
    if sys.stdin.isatty():
        return str(typer.prompt("Recovery key (it is not shown)", hide_input=True))
    return sys.stdin.readline()


def _name(source: str) -> str:
    # Where the machine's language knows no accents, the name of a file comes in as bytes in disguise.
    return "standard input" if source == "-" else os.fsencode(source).decode("utf-8", "replace")


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    failure: BaseException = failures
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"intercoop-bot: {message}", err=True)
    raise typer.Exit(code)
