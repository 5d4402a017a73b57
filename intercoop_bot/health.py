"""Is a running bot well? It touches a file each time its homeserver answers; the file's age tells."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

LONGEST_SILENCE = timedelta(minutes=3)
"""How long the homeserver may go unheard. A quiet one answers twice a minute."""


def is_well(heartbeat: Path, now: datetime) -> bool:
    """Tell whether the bot that touches this file has heard from its homeserver lately."""
    try:
        heard_at = datetime.fromtimestamp(heartbeat.stat().st_mtime, UTC)
    except OSError:
        return False
    return now - heard_at < LONGEST_SILENCE
