"""The floor: the least bot there can be with the library. It says what is said, and keeps nothing.

What begins with `NOTE` it marks with an emoji, as we do. It is started with the path of a file of settings,
as JSON: `url`, `user_id`, `device_id`, `token`; `since` where it was at work before; `ready`, a file that it
touches once it has synced; `end`, where it keeps the token of its stream when it is stopped.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig, MatrixRoom, RoomMessageText, SyncResponse

POLL = 30_000


async def main(settings: dict[str, str]) -> None:
    """Answer everybody else until stopped."""
    ready, end = (Path(settings[key]) for key in ("ready", "end"))
    config = AsyncClientConfig(encryption_enabled=False)
    client = AsyncClient(settings["url"], settings["user_id"], config=config)
    client.restore_login(settings["user_id"], settings["device_id"], settings["token"])

    async def answer(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender == client.user_id:
            return
        if event.body.startswith("NOTE"):
            relation = {"rel_type": "m.annotation", "event_id": event.event_id, "key": "📝"}
            await client.room_send(room.room_id, "m.reaction", {"m.relates_to": relation})
        else:
            content = {"msgtype": "m.notice", "body": event.body}
            await client.room_send(room.room_id, "m.room.message", content)

    since = settings.get("since")
    if since:
        client.add_event_callback(answer, RoomMessageText)
    first = await client.sync(timeout=0, since=since, full_state=True)
    assert isinstance(first, SyncResponse), first
    if not since:
        client.add_event_callback(answer, RoomMessageText)
    ready.touch()
    running = asyncio.ensure_future(client.sync_forever(timeout=POLL))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        end.write_text(client.next_batch)
    await client.close()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
