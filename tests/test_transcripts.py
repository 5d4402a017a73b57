"""Whole meetings, as text: what people write, and what the bot says to it.

To add one, write what people say into a new file in transcripts/, run `pytest tests/test_transcripts.py
--regenerate`, and read what the bot says in it before you keep it.
"""

import re
from pathlib import Path

import pytest

from tests.transcripts.transcript import Stage

FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.chat")))
async def test_the_bot_says_what_the_transcript_says(name: str, *, regenerate: bool) -> None:
    """Play the transcript, and compare it, and the minutes, with what is written."""
    chat, minutes = FOLDER / f"{name}.chat", FOLDER / f"{name}.minutes.txt"
    outcome = await Stage(chat.read_text(encoding="utf-8")).play()
    if regenerate:
        chat.write_text(outcome.transcript, encoding="utf-8")
        minutes.write_text(outcome.minutes, encoding="utf-8")
    assert outcome.transcript == chat.read_text(encoding="utf-8")
    assert outcome.minutes == minutes.read_text(encoding="utf-8")


MOST_IN_A_CALM_WEEK = 12
_NEW = re.compile(r"^(?:\S+ )?\d\d:\d\d:\d\d <bot> (?!\+ |\? |\((?:edit|card)\b|tries )", re.MULTILINE)


def test_a_calm_week_is_quiet() -> None:
    """From planning to opening few messages are new; emojis, buttons and edits ring nowhere."""
    before, opened, _ = (FOLDER / "calm.fr.chat").read_text(encoding="utf-8").partition("<ana> !ouvrir")
    assert opened
    assert 3 < len(_NEW.findall(before)) <= MOST_IN_A_CALM_WEEK


MOST_IN_AN_HOUR = 40
MOST_EDITS_IN_AN_HOUR = 60


def test_an_hour_of_eight_people_is_quiet() -> None:
    """From opening to the minutes, with a queue, choices and a card that is posted anew."""
    _, opened, meeting = (FOLDER / "hour.fr.chat").read_text(encoding="utf-8").partition("<ana> !ouvrir")
    assert opened
    assert len(set(re.findall(r"<(?!bot)\w+>", meeting))) == 8
    assert 20 < len(_NEW.findall(meeting)) <= MOST_IN_AN_HOUR
    assert sum(map(int, re.findall(r"\(edit (\d+)\)", meeting))) <= MOST_EDITS_IN_AN_HOUR
