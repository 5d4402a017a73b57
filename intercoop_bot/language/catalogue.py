"""The sentences in each language: gettext catalogues, read as they are, nothing compiled.

Messages are named by a key (`time.up`), not by their English text, so that neither language is the
original and a test can hold both to the same keys and the same values.
"""

import io
from functools import cache, lru_cache
from gettext import GNUTranslations
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")
"""The shipped languages; the first is the default."""


@cache
def catalogue(language: str) -> GNUTranslations:
    """Return the sentences of a shipped language."""
    source = resources.files("intercoop_bot.language").joinpath("locales", f"{language}.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=4096)
def template(language: str, key: str, n: int | None = None) -> str:
    """Return the sentence of that key, still with its `{values}`; `n` picks the plural.

    Raises:
        KeyError: no such key, which is a fault of ours.
    """
    sentences = catalogue(language)
    text = sentences.gettext(key) if n is None else sentences.ngettext(key, key, n)
    if text == key:
        raise KeyError(key)
    return text
