"""What is made of the homeserver's answers beside their content."""

from datetime import UTC, datetime
from typing import cast

import pytest

from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.posted import Posted
from intercoop_bot.matrix.rooms import Rooms
from intercoop_bot.matrix.session import Session


class Answered:
    """A session whose last answer had that date."""

    def __init__(self, date: str) -> None:
        self.date = date


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("Fri, 12 May 2028 10:00:00 GMT", datetime(2028, 5, 12, 10, 0, tzinfo=UTC)),
        ("", None),
        ("soon", None),
        ("Fri, 12 May 2028 10:00:00 -0000", None),
        ("Fri, 99 May 2028 10:00:00 GMT", None),
        ("Fri, 12 May 99999999999999999999 10:00:00 GMT", None),
    ],
)
def test_a_date_that_makes_no_sense_is_none(said: str, date: datetime | None) -> None:
    session = cast(Session, Answered(said))
    client = Client(session, Rooms("@bot:coop.example"), None, Posted(session))
    assert client.date == date
