"""A reaction to a message: what it asks for is asked, and whatever asks for nothing is met with silence."""

from intercoop_bot.interface import Reacted
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.buttons import asked_by, retagged_by
from intercoop_bot.meeting.effects import Say
from intercoop_bot.turn import Turn


def follow_tap(tap: Reacted, turn: Turn, by: c.Actor, refused: set[tuple[str, str]]) -> None:
    """Do what a button asks for, or what an emoji under somebody's message does.

    Whoever may not do what they tapped under a meeting under way is told so, once for each message:
    `refused` are those who were, each with the name of the message. During a meeting a tap is a sign of being
    there.
    """
    ref = tap.ref or ""
    command = asked_by(ref, tap.key, turn.room, turn.at) if ref else retagged_by(tap.target, tap.key)
    if command is None:
        return
    tapper = (ref, by.who.id)
    is_told = ref.startswith(("live:", "item:", "over:")) and tapper not in refused
    before = len(turn.effects)
    if not turn.ask(command, by, quietly=not is_told, aloud=is_told) and turn.effects[before:]:
        refused.add(tapper)
    if ref.startswith(("card:", "live:")) and isinstance(command, c.ClaimRole):
        # The card itself shows who has the role now.
        turn.effects = [each for each in turn.effects if not (isinstance(each, Say) and not each.edits)]
    if turn.room.live is not None:
        turn.ask(c.Hear(), by)
