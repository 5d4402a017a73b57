"""What a meeting is, and what may be done in it.

1. The meeting is its log: facts, in order, for ever. State, minutes and timers are computed from them.
2. Nothing here does input or output, awaits, or asks the time: the instant is an argument.
3. A timer is a field: `deadline(room)` says when the room wants to be woken.
4. What is to be said is data: phrases without words, put into a language elsewhere.
5. A refusal changes nothing, and carries what is needed to say why.
"""
