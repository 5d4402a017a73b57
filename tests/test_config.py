"""Settings are read from a file and the environment; wrong ones are refused in one line that says where."""

import os
from pathlib import Path

import pytest

from intercoop_bot.config import ENVIRONMENT, MEANINGS, Settings, SettingsError, describe
from intercoop_bot.language.catalogue import LANGUAGES

SECRET = "correct-horse"
GOOD = f"""
homeserver = "https://matrix.coop.example"
user_id = "@bot:coop.example"
password = "{SECRET}"
"""


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(ENVIRONMENT):
            monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A settings file that is right."""
    path = tmp_path / "intercoop.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def refusal(path: Path | None) -> str:
    """Return why the settings are refused: one line, without a secret."""
    with pytest.raises(SettingsError) as caught:
        Settings.load(path)
    reason = str(caught.value)
    assert "\n" not in reason
    assert SECRET not in reason
    return reason


def test_what_is_not_said_has_a_default(file: Path) -> None:
    settings = Settings.load(file)
    assert settings.homeserver == "https://matrix.coop.example"
    assert (settings.language, settings.timezone, settings.prefix) == ("fr", "Europe/Paris", "!")
    assert settings.invite_allow == ()
    assert settings.data_dir == file.parent / "data"
    assert settings.database.parent == settings.heartbeat.parent == settings.data_dir


def test_everything_can_be_said(file: Path) -> None:
    file.write_text(
        """
        homeserver = "http://localhost:8008/"
        user_id = "@bot:coop.example"
        access_token = "token"
        data_dir = "/srv/bot"
        invite_allow = ["@*:coop.example", "@ana:other.example"]
        language = "en"
        timezone = "Europe/Brussels"
        prefix = "?!"
        """
    )
    settings = Settings.load(file)
    assert settings.homeserver == "http://localhost:8008"
    assert settings.password is None
    assert settings.access_token
    assert settings.access_token.get_secret_value() == "token"
    assert settings.data_dir == Path("/srv/bot")
    assert settings.invite_allow == ("@*:coop.example", "@ana:other.example")
    assert (settings.language, settings.timezone, settings.prefix) == ("en", "Europe/Brussels", "?!")


def test_the_environment_wins(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERCOOP_LANGUAGE", "en")
    monkeypatch.setenv("INTERCOOP_INVITE_ALLOW", "@*:coop.example, @ana:other.example")
    monkeypatch.setenv("INTERCOOP_DATA_DIR", "here")
    monkeypatch.setenv("INTERCOOP_PREFIX", "")
    monkeypatch.setenv("INTERCOOP_CONFIG", str(file))
    settings = Settings.load(file)
    assert settings.language == "en"
    assert settings.invite_allow == ("@*:coop.example", "@ana:other.example")
    assert settings.data_dir == Path.cwd() / "here"
    assert settings.prefix == "!", "an empty variable says nothing"


def test_the_environment_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERCOOP_HOMESERVER", "https://matrix.coop.example")
    monkeypatch.setenv("INTERCOOP_USER_ID", "@bot:coop.example")
    assert refusal(None) == "environment: password: missing (or give access_token instead)"
    monkeypatch.setenv("INTERCOOP_PASSWORD", SECRET)
    assert Settings.load(None).password


def test_secrets_are_never_shown(file: Path) -> None:
    settings = Settings.load(file)
    assert SECRET not in repr(settings) + str(settings)


@pytest.mark.parametrize("key", ["password", "access_token"])
def test_a_secret_can_be_in_a_file_of_its_own(key: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith("password")]
    file.write_text("\n".join([*lines, f'{key}_file = "secret"']))
    secret = file.parent / "secret"
    secret.write_text(f"{SECRET}\n")
    found = getattr(Settings.load(file), key)
    assert found.get_secret_value() == SECRET
    assert SECRET not in repr(Settings.load(file))
    # As systemd and Docker hand it over: a path of theirs, in the environment.
    file.write_text("\n".join(lines))
    monkeypatch.setenv(f"INTERCOOP_{key.upper()}_FILE", str(secret))
    assert getattr(Settings.load(file), key).get_secret_value() == SECRET


def test_a_file_for_a_secret_that_is_no_good_is_named(file: Path) -> None:
    secret = file.parent / "secret"
    file.write_text(f'{GOOD}password_file = "secret"')
    assert refusal(file) == f"{file}: password_file: give either this or password, not both"
    file.write_text(f'{GOOD}access_token_file = "secret"')
    at = f"{file}: access_token_file: {secret}"
    assert refusal(file) == f"{at} cannot be read: No such file or directory"
    secret.write_bytes(b"\xff" + SECRET.encode())
    assert refusal(file) == f"{at} cannot be read: it is not UTF-8 text"
    secret.write_text(" \n")
    assert refusal(file) == f"{at} is empty"


def test_settings_do_not_change(file: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.load(file).prefix = "?"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param('pasword = "x"', 'unknown key "pasword"; did you mean "password"?', id="misspelt"),
        pytest.param('Prefix = "x"', 'unknown key "Prefix"; did you mean "prefix"?', id="capital"),
        pytest.param("colour = 1", 'unknown key "colour"', id="unknown"),
        pytest.param("[bot]\nprefix = '!'", 'unknown key "bot"', id="a table"),
        pytest.param("language = 1", "language: must be text between quotation marks", id="a number"),
        pytest.param("data_dir = 3", "data_dir: must be text between quotation marks", id="no folder"),
        pytest.param('language = "de"', "language: must be one of fr, en", id="language"),
        pytest.param(
            'timezone = "Europe/Pari"',
            'timezone: there is no time zone "Europe/Pari"; one is Europe/Paris',
            id="zone",
        ),
        pytest.param('timezone = "../../etc/passwd"', "timezone: there is no time zone", id="a path as zone"),
        pytest.param('timezone = "Europe"', "timezone: there is no time zone", id="half a zone"),
        pytest.param('prefix = "#"', "prefix: must not begin with #", id="tag"),
        pytest.param('prefix = "+"', "prefix: must not begin with +", id="more time"),
        pytest.param('prefix = "/"', "prefix: must not begin with /", id="the client's"),
        pytest.param('prefix = ""', "prefix: must be one to three signs", id="no prefix"),
        pytest.param('prefix = "!!!!"', "prefix: must be one to three signs", id="long prefix"),
        pytest.param('prefix = "é"', "prefix: must be one to three signs", id="letter"),
        pytest.param('prefix = "! "', "prefix: must be one to three signs", id="space"),
        pytest.param('invite_allow = "@*:coop.example"', "invite_allow: must be a list", id="no list"),
        pytest.param("invite_allow = [1]", "invite_allow: must be a list", id="numbers"),
        pytest.param(
            'invite_allow = ["coop.example"]', 'invite_allow: "coop.example" must look', id="server"
        ),
        pytest.param('access_token = " "', "access_token: must not be empty", id="empty token"),
        pytest.param("access_token = 7", "access_token: must be text", id="a number for a token"),
        pytest.param('prefix = "', "not valid TOML", id="broken"),
        pytest.param('prefix = "?"\nprefix = "!"', "not valid TOML", id="twice"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(file: Path, line: str, reason: str) -> None:
    file.write_text(f"{GOOD}{line}\n", encoding="utf-8")
    assert refusal(file).startswith(f"{file}: {reason}")


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("homeserver", None, "homeserver: missing"),
        ("user_id", None, "user_id: missing"),
        ("password", None, "password: missing (or give access_token instead)"),
        ("homeserver", '"coop.example"', "homeserver: must be an address such as https://matrix.example.org"),
        ("user_id", '"bot"', "user_id: must be a Matrix id such as @bot:example.org"),
        ("password", '""', "password: must not be empty"),
        ("password", f"['{SECRET}']", "password: must be text between quotation marks"),
    ],
)
def test_what_must_be_there_is_asked_for(file: Path, key: str, value: str | None, reason: str) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(key)]
    file.write_text("\n".join([*lines, f"{key} = {value}" if value else ""]))
    assert refusal(file) == f"{file}: {reason}"


def test_a_wrong_variable_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERCOOP_PREFIX", "+")
    assert refusal(file).startswith("environment: prefix: must not begin with +")
    monkeypatch.setenv("INTERCOOP_PASWORD", SECRET)
    wanted = 'environment: unknown key "INTERCOOP_PASWORD"; did you mean "INTERCOOP_PASSWORD"?'
    assert refusal(file) == wanted


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    assert refusal(missing) == f"{missing}: cannot be read: No such file or directory"
    assert refusal(tmp_path) == f"{tmp_path}: cannot be read: Is a directory"
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    assert refusal(binary) == f"{binary}: cannot be read: it is not UTF-8 text"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_described(language: str) -> None:
    table = describe(language)
    assert [setting.key for setting in table] == list(Settings.model_fields) == list(MEANINGS)
    assert all(setting.meaning for setting in table)
    assert {setting.key for setting in table if setting.default is None} == {"homeserver", "user_id"}
    assert {setting.key: setting.default for setting in table}["timezone"] == "Europe/Paris"
    assert table[0].variable == "INTERCOOP_HOMESERVER"
