"""The soak: one meeting, held again and again while its bot is killed and its homeserver fails.

- `script`     the meeting: who writes what, and when. What must come of it is kept beside it, in `meeting/`.
- `clock`      the meeting's clock, which stands still until it is moved on, for every process alike.
- `bot`        the bot in a process of its own, by that clock.
- `trouble`    what befalls it: drawn from a seed, so that it can be had again.
- `run`        the meeting is held once.
- `verdict`    what the room shows is held against what must be there.
- `attempt`    both.
- `__main__`   many runs, several side by side, and a table.

`make soak` holds it at length; `tests/synapse/test_reliability.py` is its short form.
"""
