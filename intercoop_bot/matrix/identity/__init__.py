"""Who the bot is to other people's clients: the keys that vouch for its device.

`identity` makes ours, publishes it and takes it up again, with its `keys`, which `keyfile` keeps, and `vault`
locks up under a `recovery` key that a person writes down. `signing` signs and checks JSON; `trust` reads
which devices of a person that person vouches for, and `senders` whether a message came from one of them.
`verifier` answers who wants to compare emojis with us, and holds each `verification`.
"""

from intercoop_bot.matrix.identity.identity import ForeignIdentity, Identity, Standing
from intercoop_bot.matrix.identity.keys import IdentityError
from intercoop_bot.matrix.identity.recovery import WrongRecoveryKey

__all__ = ["ForeignIdentity", "Identity", "IdentityError", "Standing", "WrongRecoveryKey"]
