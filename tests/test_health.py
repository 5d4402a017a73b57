"""The age of a file tells whether the bot is well."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intercoop_bot.health import LONGEST_SILENCE, is_well

NOON = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)


def test_a_bot_is_well_while_it_hears_its_homeserver(tmp_path: Path) -> None:
    heartbeat = tmp_path / "heartbeat"
    assert not is_well(heartbeat, NOON)
    heartbeat.touch()
    os.utime(heartbeat, (NOON.timestamp(), NOON.timestamp()))
    assert is_well(heartbeat, NOON + timedelta(seconds=30))
    assert not is_well(heartbeat, NOON + LONGEST_SILENCE)
