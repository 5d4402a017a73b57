"""The log of each room, its inbox and its outbox, in one SQLite file. The only SQL there is.

`store` keeps and gives back, through `database`, which sees to it that one transaction follows another;
`steps` writes what came of one event, of several rooms together; `seals` keeps what came in encrypted.
`opening` sees to the file: whose it is, whether it is sound, how it comes to the present schema; `copying`
makes a copy of it. `codec` turns facts and messages into JSON and back.
"""

from intercoop_bot.storage.codec import Undecodable
from intercoop_bot.storage.copying import copy_database, copy_store
from intercoop_bot.storage.database import Conflict
from intercoop_bot.storage.identities import changed_identities
from intercoop_bot.storage.opening import (
    Condition,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseStalled,
    DatabaseTooNew,
    StorageError,
    examine,
)
from intercoop_bot.storage.outbox import Failure, OutboxRow
from intercoop_bot.storage.seals import SealChanges, Sealed, Seals
from intercoop_bot.storage.store import Account, Storage, read_account

__all__ = [
    "Account",
    "Condition",
    "Conflict",
    "DatabaseDamaged",
    "DatabaseInUse",
    "DatabaseStalled",
    "DatabaseTooNew",
    "Failure",
    "OutboxRow",
    "SealChanges",
    "Sealed",
    "Seals",
    "Storage",
    "StorageError",
    "Undecodable",
    "changed_identities",
    "copy_database",
    "copy_store",
    "examine",
    "read_account",
]
