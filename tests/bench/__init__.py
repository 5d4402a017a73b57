"""The bench: how fast the bot is, and how much it holds, beside what cannot be avoided.

A time on its own says as much of the machine as of the bot. Each figure is therefore a ratio to a floor: the
least that could do the same, measured in the same run, in turns with it, so that a busy minute hits both.

- `figures`     what a row is: samples of ours and of the floor, what is wanted of them, and curves.
- `report`      the table and the picture, and their place in `docs/performance.md`.
- `stage`       a homeserver with people, the bot, and the floor, which is `echo`: each a process of its own.
- `process`     what a process costs: its CPU, its memory, how often it woke up.
- `core_hall`   for the rows without Matrix: rooms with their actors over a database, in the bench's process.
- the others    one group of rows each, made by its `measure`; `__main__` names them.

`make bench` measures all and rewrites table and picture; `python -m tests.bench latency` measures one group
and only prints it. `tests/test_bench.py` runs what it can in seconds.
"""
