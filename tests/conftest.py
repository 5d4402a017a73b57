"""What all tests share."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let expected files be written anew, to be read with care before they are kept."""
    parser.addoption("--regenerate", action="store_true", help="write the golden files as they are now")


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--regenerate"))
