"""What of a row of the outbox stands in its room already, where the homeserver no longer knows its name.

A homeserver forgets transaction ids after a day, and would then take what is sent again as something new. On
the events themselves they remain, for us to see.
"""

from collections.abc import Mapping
from datetime import timedelta

from intercoop_bot.clock import Clock
from intercoop_bot.interface import Visible
from intercoop_bot.matrix.client import Client
from intercoop_bot.matrix.wire import instant, listed, mapping
from intercoop_bot.storage import OutboxRow

REMEMBERED = timedelta(hours=24)

_ASTRAY = timedelta(hours=1)
"""How far apart the homeserver's clock and ours may be."""

_MOST_PAGES = 50


def is_forgotten(row: OutboxRow[Visible], clock: Clock) -> bool:
    """Tell whether the homeserver may have forgotten what of the row was sent."""
    return clock.now() - row.created_at > REMEMBERED


async def standing(row: OutboxRow[Visible], client: Client, clock: Clock) -> Mapping[str, str] | None:
    """Return the events that the row became, by transaction id; None where the past is too long to tell.

    Raises:
        RequestError: the homeserver could not be asked.
    """
    found: dict[str, str] = {}
    start: str | None = None
    for _ in range(_MOST_PAGES):
        page = await client.messages(row.room_id, back_from=start)
        events = [mapping(event) for event in listed(page.get("chunk"))]
        for event in events:
            tx_id = mapping(event.get("unsigned")).get("transaction_id")
            if isinstance(tx_id, str) and tx_id.startswith(row.tx_id):
                found[tx_id] = str(event.get("event_id"))
        start = page.get("end")
        is_older = any(
            instant(event.get("origin_server_ts"), clock) < row.created_at - _ASTRAY for event in events
        )
        if is_older or not isinstance(start, str):
            return found
    return None
