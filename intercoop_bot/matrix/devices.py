"""What the homeserver is asked about people's devices, and what is sent from ours to theirs."""

from collections.abc import Collection, Mapping
from uuid import uuid4

from intercoop_bot.matrix.session import Session
from intercoop_bot.matrix.wire import Json, mapping


async def query_keys(session: Session, devices: Mapping[str, Collection[str]], **options: object) -> Json:
    """Return what is shown of devices, by user id; of a user of whom none is named, all.

    Raises:
        RequestError: the homeserver could not be asked.
    """
    wanted: Json = {user: list(ids) for user, ids in devices.items()}
    return mapping(await session.request("POST", "keys/query", body={"device_keys": wanted, **options}))


async def send_to_devices(session: Session, kind: str, messages: Mapping[str, Json]) -> None:
    """Send each device its message: by user id, and by the device's.

    Raises:
        RequestError: the homeserver did not take it.
    """
    path = f"sendToDevice/{kind}/{uuid4().hex}"
    await session.request("PUT", path, body={"messages": messages})
