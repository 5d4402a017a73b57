"""Which devices of a person that person vouches for: a chain of signatures, from the master key down.

Read from an answer to `/keys/query`, which the homeserver of that person may have written as it likes: what
does not verify is left out. A homeserver can still put a whole other chain in the place of a person's own;
only somebody who compares the master key sees that.
"""

from dataclasses import dataclass

from intercoop_bot.matrix.identity.keys import Usage
from intercoop_bot.matrix.identity.signing import is_signed, key_id
from intercoop_bot.matrix.wire import Json, mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device with its keys: `ed25519` signs, `curve25519` stands on what it encrypts."""

    device_id: str
    ed25519: str
    curve25519: str


def shown_key(answer: Json, user_id: str, usage: Usage) -> str | None:
    """Return the key for that use that is shown for a person, whoever may have signed it."""
    content = mapping(mapping(answer.get(f"{usage.value}_keys")).get(user_id))
    keys = mapping(content.get("keys"))
    usages = content.get("usage")
    if content.get("user_id") != user_id or not isinstance(usages, list) or usage.value not in usages:
        return None
    if len(keys) != 1:
        return None
    name, public = next(iter(keys.items()))
    return public if isinstance(public, str) and name == key_id(public) else None


def master_key(answer: Json, user_id: str) -> str | None:
    """Return the key that a person's devices are vouched for with in the end, where they have one."""
    return shown_key(answer, user_id, Usage.MASTER)


def devices(answer: Json, user_id: str) -> dict[str, Device]:
    """Return a person's devices that sign for themselves, by their ids."""
    listed = mapping(mapping(answer.get("device_keys")).get(user_id))
    read = (
        (device_id, _device(mapping(content), user_id, device_id)) for device_id, content in listed.items()
    )
    return {device_id: device for device_id, device in read if device is not None}


def vouched_devices(answer: Json, user_id: str) -> dict[str, Device]:
    """Return those of a person's devices that the person has signed, by their ids."""
    signer = _self_signing_key(answer, user_id)
    if signer is None:
        return {}
    listed = mapping(mapping(answer.get("device_keys")).get(user_id))
    return {
        device_id: device
        for device_id, device in devices(answer, user_id).items()
        if is_signed(listed[device_id], user_id, signer, signer)
    }


def _self_signing_key(answer: Json, user_id: str) -> str | None:
    master = master_key(answer, user_id)
    content = mapping(mapping(answer.get("self_signing_keys")).get(user_id))
    if master is None or not is_signed(content, user_id, master, master):
        return None
    return shown_key(answer, user_id, Usage.SELF_SIGNING)


def _device(content: Json, user_id: str, device_id: str) -> Device | None:
    keys = mapping(content.get("keys"))
    signer, sender = keys.get(key_id(device_id)), keys.get(f"curve25519:{device_id}")
    if content.get("user_id") != user_id or content.get("device_id") != device_id:
        return None
    if not isinstance(signer, str) or not isinstance(sender, str):
        return None
    if not is_signed(content, user_id, device_id, signer):
        return None
    return Device(device_id=device_id, ed25519=signer, curve25519=sender)
