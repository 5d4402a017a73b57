"""The minutes of whole meetings, as they are to be: read the files in golden/ to judge them."""

from pathlib import Path

import pytest

from intercoop_bot.language.catalogue import LANGUAGES
from intercoop_bot.minutes.contents import Document
from intercoop_bot.minutes.document import document
from intercoop_bot.minutes.render import html, json_, markdown, message, text
from tests.minutes.meetings import MEETINGS

GOLDEN = Path(__file__).parent / "golden"


def _message(document: Document) -> str:
    return "\n\n".join(message(document)) + "\n"


FORMS = {"md": markdown, "html": html, "txt": text, "json": json_, "message": _message}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MEETINGS)
def test_minutes_are_as_expected(name: str, language: str, form: str, *, regenerate: bool) -> None:
    """Write each meeting in each form, and compare."""
    room = MEETINGS[name](language)
    assert room.last_at is not None
    written = FORMS[form](document(room, room.meetings[1], room.last_at))
    expected = GOLDEN / f"{name}.{language}.{form}"
    if regenerate:
        GOLDEN.mkdir(exist_ok=True)
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")
