"""People's clients that are strict: they write to, and believe, only devices that their owners vouch for.

The chain of signatures is checked with another library than the bot's.
"""

from signedjson.key import decode_verify_key_base64
from signedjson.sign import SignatureVerifyException, verify_signed_json

from intercoop_bot.matrix.identity.keys import Keys, Usage
from tests.synapse.devices import Device
from tests.synapse.people import PASSWORD, Json, Person


def is_signed(content: Json, user_id: str, name: str, public: str) -> bool:
    """Tell whether that user's key has signed that."""
    try:
        verify_signed_json(content, user_id, decode_verify_key_base64("ed25519", name, public))
    except SignatureVerifyException:
        return False
    return True


def sole_key(content: Json) -> str:
    """Return the one key of a cross-signing key object."""
    ((name, public),) = content["keys"].items()
    assert name == f"ed25519:{public}"
    return str(public)


def vouched(shown: Json, user_id: str) -> set[str]:
    """Return the devices that a user vouches for, by what a homeserver shows of them."""
    if user_id not in shown.get("master_keys", {}) or user_id not in shown.get("self_signing_keys", {}):
        return set()
    master = sole_key(shown["master_keys"][user_id])
    self_signing = shown["self_signing_keys"][user_id]
    if not is_signed(self_signing, user_id, master, master):
        return set()
    signer = sole_key(self_signing)
    return {
        device_id
        for device_id, device in shown["device_keys"][user_id].items()
        if is_signed(device, user_id, device_id, device["keys"][f"ed25519:{device_id}"])
        and is_signed(device, user_id, signer, signer)
    }


async def shown_to(person: Person, user_id: str) -> Json:
    """Return what the homeserver shows that person of a user's keys."""
    return await person.call("POST", "keys/query", {"device_keys": {user_id: []}})


class StrictDevice(Device):
    """Gives the keys of its messages only to devices that their owners vouch for."""

    async def _catch_up(self) -> None:
        await super()._catch_up()
        owner = Person(self.client)
        for user_id in {user for room in self.client.rooms.values() for user in room.users}:
            trusted = vouched(await shown_to(owner, user_id), user_id)
            for device in self.client.device_store.active_user_devices(user_id):
                if device.device_id in trusted:
                    self.client.verify_device(device)
                elif device.device_id != self.client.device_id:
                    self.client.blacklist_device(device)


async def vouch_for_own_device(person: Person) -> Keys:
    """Have a person verify their device, as their client does it."""
    keys, device_id = Keys.make(person.user_id), str(person.client.device_id)
    shown = await shown_to(person, person.user_id)
    signed = keys.sign_device(shown["device_keys"][person.user_id][device_id])
    uploaded = {f"{usage.value}_key": keys.described(usage) for usage in Usage}
    # It is asked for where there are such keys already.
    who = {"type": "m.id.user", "user": person.user_id}
    auth = {"type": "m.login.password", "identifier": who, "password": PASSWORD}
    await person.call("POST", "keys/device_signing/upload", uploaded | {"auth": auth})
    await person.call("POST", "keys/signatures/upload", {person.user_id: {device_id: signed}})
    return keys
