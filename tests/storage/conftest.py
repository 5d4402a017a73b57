"""A store in an empty folder, and things to put into it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intercoop_bot.clock import ManualClock
from intercoop_bot.storage import Storage

NOON = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is to be; its folder is not there yet."""
    return tmp_path / "data" / "intercoop.sqlite3"


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at noon."""
    return ManualClock(NOON)


@pytest.fixture
async def storage(path: Path, clock: ManualClock) -> AsyncIterator[Storage]:
    """An empty store."""
    async with await Storage.open(path, clock) as storage:
        yield storage
