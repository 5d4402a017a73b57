"""Whole meetings, as text: what people write, and what the bot says to it.

To add one, write what people say into a new file in transcripts/, run `pytest tests/test_transcripts.py
--regenerate`, and read what the bot says in it before you keep it.
"""

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
