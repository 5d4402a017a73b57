"""The settings: a TOML file, and environment variables that win over it.

1. A bad setting is told in one line that names the key and where it stands.
2. A secret is never shown: not in an error, not in a representation, not in a log.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from intercoop_bot.language.catalogue import LANGUAGES

ENVIRONMENT = "INTERCOOP_"
"""What the name of an environment variable begins with that holds a setting."""

CONFIG_VARIABLE = "INTERCOOP_CONFIG"
"""The environment variable that may name the settings file; itself no setting."""

SECRETS = ("password", "access_token")
"""What may be kept in a file of its own, which the setting of that name and `_file` names."""

MEANING_SOMETHING_ELSE = "#+/@>*-"
"""No prefix begins with one: a tag, more time, a command of the client, a mention, a quote, a list."""


A_LIST = 'must be a list such as ["@*:example.org"]'


class SettingsError(Exception):
    """The settings cannot be used; the message says which, where, and why, in one line."""


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text):
        raise ValueError("must be an address such as https://matrix.example.org")
    return text.rstrip("/")


def _user_id(text: str) -> str:
    if not re.fullmatch(r"@[^\s:]+:\S+", text):
        raise ValueError("must be a Matrix id such as @bot:example.org")
    return text


def _secret(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError("must not be empty")
    return secret


def _split(value: object) -> object:
    """An environment variable holds a list as words with commas or spaces between."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _inviters(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        if not re.fullmatch(r"@[^\s:]+:\S+", pattern):
            raise ValueError(f'"{pattern}" must look like @ana:example.org or @*:example.org')
    return patterns


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
    return text


def read_zone(name: str) -> ZoneInfo:
    """Return the time zone of that IANA name.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f'there is no time zone "{name}"; one is Europe/Paris') from error


def _zone(text: str) -> str:
    return read_zone(text).key


def _prefix(text: str) -> str:
    if not 1 <= len(text) <= 3 or any(sign.isalnum() or sign.isspace() for sign in text):
        raise ValueError("must be one to three signs, none of them a letter, a digit or a space")
    if text[0] in MEANING_SOMETHING_ELSE:
        raise ValueError(f"must not begin with {text[0]}, which means something else")
    return text


class Settings(BaseSettings):
    """What the operator decides. Made by `load`."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT, frozen=True, extra="forbid", env_ignore_empty=True
    )

    homeserver: Annotated[str, AfterValidator(_address)]
    user_id: Annotated[str, AfterValidator(_user_id)]
    password: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    password_file: Path | None = None
    access_token: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    access_token_file: Path | None = None
    data_dir: Path = Path("data")
    invite_allow: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_inviters)
    ] = ()
    language: Annotated[str, AfterValidator(_language)] = LANGUAGES[0]
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Paris"
    prefix: Annotated[str, AfterValidator(_prefix)] = "!"
    jitsi: Annotated[str, AfterValidator(_address)] | None = None
    encryption: bool = True
    require_verified_senders: bool = False

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.data_dir / "intercoop.sqlite3"

    @property
    def heartbeat(self) -> Path:
        """The file whose age says how long ago the homeserver was last heard."""
        return self.data_dir / "heartbeat"

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """Read the settings from the file, where there is one, and the environment.

        A relative path in the file is meant from where the file lies. What a secret's file holds is in the
        secret's own place afterwards.

        Raises:
            SettingsError: they cannot be read, or are not right.
        """
        found = _read(path) if path else {}
        _refuse_unknown(found, path)
        if isinstance(found.get("invite_allow"), str):
            raise SettingsError(f"{path}: invite_allow: {A_LIST}")
        try:
            settings = cls(**found)
        except ValidationError as error:
            raise SettingsError(_explain(error, path)) from None
        secrets = {key: _unsealed(settings, key, path) for key in SECRETS}
        if not any(secrets.values()):
            raise SettingsError(f"{path or 'environment'}: password: missing (or give access_token instead)")
        data_dir = _from(path, "data_dir", settings.data_dir)
        return settings.model_copy(update={"data_dir": data_dir, **secrets})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        return env_settings, init_settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: cannot be read: it is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None


def _refuse_unknown(found: Mapping[str, Any], path: Path | None) -> None:
    variables = {
        name.removeprefix(ENVIRONMENT).lower()
        for name in os.environ
        if name.startswith(ENVIRONMENT) and name != CONFIG_VARIABLE
    }
    for key in [*found, *sorted(variables)]:
        if key not in Settings.model_fields:
            place = str(path) if key in found else "environment"
            name = key if key in found else ENVIRONMENT + key.upper()
            near = get_close_matches(key.lower(), Settings.model_fields, n=1)
            hint = (
                f'; did you mean "{near[0] if key in found else ENVIRONMENT + near[0].upper()}"?'
                if near
                else ""
            )
            raise SettingsError(f'{place}: unknown key "{name}"{hint}')


def _from(path: Path | None, key: str, place: Path) -> Path:
    """Return a path that a setting gives, made absolute from where it was written."""
    base = path.parent if path and not os.environ.get(ENVIRONMENT + key.upper()) else Path()
    return (base / place.expanduser()).absolute()


def _unsealed(settings: Settings, key: str, path: Path | None) -> SecretStr | None:
    """Return a secret, read from the file that was named for it, if one was."""
    given, named = getattr(settings, key), getattr(settings, f"{key}_file")
    if named is None:
        return given if isinstance(given, SecretStr) else None
    place = _place(f"{key}_file", path)
    if given is not None:
        raise SettingsError(f"{place}: {key}_file: give either this or {key}, not both")
    file = _from(path, f"{key}_file", named)
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"{place}: {key}_file: {file} cannot be read: {reason}") from None
    if not secret:
        raise SettingsError(f"{place}: {key}_file: {file} is empty")
    return SecretStr(secret)


def _explain(error: ValidationError, path: Path | None) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    key = str(first["loc"][0])
    match first["type"]:
        case "missing":
            reason = "missing" if path else "missing (a settings file is given with --config)"
        case "value_error":
            reason = str(first["ctx"]["error"])
        case _ if key == "invite_allow":
            reason = A_LIST
        case "bool_parsing" | "bool_type":
            reason = "must be true or false"
        case _:
            reason = "must be text between quotation marks"
    return f"{_place(key, path)}: {key}: {reason}"


def _place(key: str, path: Path | None) -> str:
    in_environment = path is None or os.environ.get(ENVIRONMENT + key.upper())
    return "environment" if in_environment else str(path)


# --- the table of settings, for the documentation ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, as the documentation shows it. `default` is None where it must be given."""

    key: str
    variable: str
    default: str | None
    meaning: str


def describe(language: str) -> tuple[Setting, ...]:
    """Return every setting there is, its meaning told in that language."""
    fields = Settings.model_fields
    return tuple(
        Setting(
            key=key,
            variable=ENVIRONMENT + key.upper(),
            default=None if fields[key].is_required() else _shown(fields[key].default),
            meaning=meanings[language],
        )
        for key, meanings in MEANINGS.items()
    )


def _shown(default: object) -> str:
    match default:
        case None:
            return ""
        case bool():
            return str(default).lower()
        case tuple():
            return str(list(default))
        case _:
            return str(default)


MEANINGS: Mapping[str, Mapping[str, str]] = {
    "homeserver": {
        "en": "address of the homeserver of the bot’s account, such as `https://matrix.example.org`",
        "fr": "adresse du serveur Matrix où le bot a son compte, par exemple `https://matrix.example.org`",
    },
    "user_id": {
        "en": "Matrix id of the bot’s account, such as `@bot:example.org`",
        "fr": "identifiant Matrix du compte du bot, par exemple `@bot:example.org`",
    },
    "password": {
        "en": "password of the account",
        "fr": "mot de passe du compte",
    },
    "password_file": {
        "en": "file that holds the password, in place of writing it here",
        "fr": "fichier qui contient le mot de passe, au lieu de l’écrire ici",
    },
    "access_token": {
        "en": "access token of the account, in place of the password",
        "fr": "jeton d’accès du compte, à la place du mot de passe",
    },
    "access_token_file": {
        "en": "file that holds the access token, in place of writing it here",
        "fr": "fichier qui contient le jeton d’accès, au lieu de l’écrire ici",
    },
    "data_dir": {
        "en": "folder of the database; from where the settings file lies",
        "fr": "dossier de la base de données ; relatif à celui du fichier de réglages",
    },
    "invite_allow": {
        "en": 'who may invite the bot, such as `["@*:example.org"]`; nobody where it is empty',
        "fr": 'qui peut inviter le bot, par exemple `["@*:example.org"]` ; personne si la liste est vide',
    },
    "language": {
        "en": "language of a room that has not chosen its own: `fr` or `en`",
        "fr": "langue d’un salon qui n’a pas choisi la sienne : `fr` ou `en`",
    },
    "timezone": {
        "en": "time zone of a room that has not chosen its own",
        "fr": "fuseau horaire d’un salon qui n’a pas choisi le sien",
    },
    "prefix": {
        "en": "what a command begins with: one to three signs",
        "fr": "ce par quoi commence une commande : un à trois signes",
    },
    "jitsi": {
        "en": "address of a Jitsi server, where a meeting without a call of its own gets a room",
        "fr": "adresse d’un serveur Jitsi, où une réunion sans appel reçoit son salon de visio",
    },
    "encryption": {
        "en": "whether it reads and writes in encrypted rooms: `true` or `false`",
        "fr": "s’il lit et écrit dans les salons chiffrés : `true` ou `false`",
    },
    "require_verified_senders": {
        "en": "whether it follows only verified devices in encrypted rooms: `true` or `false`",
        "fr": "s’il ne suit que les appareils vérifiés, dans les salons chiffrés : `true` ou `false`",
    },
}
