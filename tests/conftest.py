"""What all tests share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from intercoop_bot.clock import ManualClock
from intercoop_bot.storage import Storage
from tests.builders import NOON
from tests.house import House

# How long an example takes is the machine's affair.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let expected files be written anew, to be read with care before they are kept."""
    parser.addoption("--regenerate", action="store_true", help="write the golden files as they are now")
    parser.addoption(
        "--long", action="store_true", help="do what there is a short form of at its full length"
    )


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether tests are to be done at their full length."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A room at noon, in which nothing has happened."""
    clock = ManualClock(NOON)
    path = tmp_path / "bot.sqlite3"
    async with await Storage.open(path, clock) as storage:
        yield House(path, storage, clock)
