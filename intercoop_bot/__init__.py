"""intercoop_bot: a Matrix bot that sees a group's meeting through, from its date to its minutes.

The parts, from the inside out; each may use those before it, never those after it:

- `meeting`   what a meeting is. Pure: no input or output, and the time is always handed in.
- `language`  words: a line typed in a room becomes a command; what the bot has to say becomes
              a sentence in the room's language. Pure too.
- `minutes`   a meeting becomes a document. `calendar` makes an entry for calendars of it.
- `storage`   the log of each room, the inbox and the outbox, in one SQLite file.
- `room`      one room's actor: reads its inbox, decides, commits; `turn` is one step of it, `faults` keeps a
              fault of ours to what it stops. `listener` hears what an event asks for, `context` is what a
              message is read with, `taps` what a reaction leads to, `repetition` what a room plans by
              itself, `backlog` what was written while we were away, `confidences` what is done in a direct
              room.
- `matrix`    the homeserver: what arrives goes to the inbox, what waits in the outbox is sent. `links`
              tries a link from outside.
- `app`       joins the parts. `backup` copies what they keep, `demo` holds a whole meeting with them. `cli`
              is how it is started.

To find one's way, read `meeting/rules.py`, `meeting/state.py`, `room.py`, `matrix/` in this order.
"""

__version__ = "0.1.0"
