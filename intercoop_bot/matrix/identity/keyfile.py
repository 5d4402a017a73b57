"""The file that the secrets of the identity are kept in, readable for the bot alone."""

import json
import os
from pathlib import Path

from intercoop_bot.matrix.identity.keys import IdentityError, Keys, Usage
from intercoop_bot.matrix.identity.signing import SEED_BYTES, decode, encode


class KeyFileError(IdentityError):
    """The file cannot be used; the message says why, in one line."""


def read_keys(path: Path, user_id: str) -> Keys | None:
    """Return the keys of that account, None where none were kept.

    Raises:
        KeyFileError: the file cannot be read, is damaged, or belongs to another account.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        owner = kept["user_id"]
        seeds = {usage: decode(kept[usage.value]) for usage in Usage}
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        # Not with its cause: what it quotes may be a secret.
        raise KeyFileError(f"{path}: damaged; please restore a copy") from None
    if any(len(seed) != SEED_BYTES for seed in seeds.values()):
        raise KeyFileError(f"{path}: damaged; please restore a copy")
    if owner != user_id:
        raise KeyFileError(f"{path}: belongs to {owner}, not to {user_id}")
    return Keys.from_seeds(user_id, seeds)


def write_keys(path: Path, keys: Keys) -> None:
    """Keep the keys: the whole file is there, or what was there before.

    Raises:
        KeyFileError: it cannot be written.
    """
    kept = {"user_id": keys.user_id} | {usage.value: encode(seed) for usage, seed in keys.seeds.items()}
    fresh = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error
