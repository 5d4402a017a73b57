"""Who the bot is to other people's clients: the keys that vouch for its device.

`signing` signs and checks JSON; `keys` are our own, `keyfile` keeps them, `recovery` locks them under a key
that a person writes down; `trust` reads which devices of a person that person vouches for.
"""
