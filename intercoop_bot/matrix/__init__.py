"""The homeserver: what arrives goes to the inbox, what waits in the outbox is sent.

`matrix` joins the parts. `session` signs in and makes requests, `client` says which; `crypto` encrypts, and
`identity` tells others whose device that is. `sync` reads the account's stream, `seals` what is encrypted
in it, `reading` what an event means, `timeline` what a room says of itself, `rooms` who is where and may do
what, `invitations` into which rooms we go. `sender` sends, `posted` knows what stands there already,
`contents` and `splitting` make the events; `prober` tries the links that a room wants tried, `postman` brings
what is for one person.
"""

from intercoop_bot.matrix.crypto import KEYS, SECRET, retire_devices
from intercoop_bot.matrix.identity import IdentityError, Standing
from intercoop_bot.matrix.matrix import IDENTITY, Matrix, RoomReport
from intercoop_bot.matrix.pace import Pace
from intercoop_bot.matrix.session import Credentials, RequestError, SignInError

__all__ = [
    "IDENTITY",
    "KEYS",
    "SECRET",
    "Credentials",
    "IdentityError",
    "Matrix",
    "Pace",
    "RequestError",
    "RoomReport",
    "SignInError",
    "Standing",
    "retire_devices",
]
