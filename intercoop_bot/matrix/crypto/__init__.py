"""Encryption: our device's keys, and those of the people whom we write to.

`encryption` is what the rest of `matrix` calls: it asks the homeserver for what is missing. `machine` does
the computing, and lets nothing that a stranger sends stop it. `store` keeps our keys.
"""

from intercoop_bot.matrix.crypto.encryption import Encryption
from intercoop_bot.matrix.crypto.machine import MEGOLM, Locked, Opened, Refused
from intercoop_bot.matrix.crypto.store import KEYS, SECRET, retire_devices

__all__ = ["KEYS", "MEGOLM", "SECRET", "Encryption", "Locked", "Opened", "Refused", "retire_devices"]
