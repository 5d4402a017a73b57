"""A moderator code in a direct room: what a person is told there, and what they answer.

The direct room only passes it on; who is told what, the group's room decides.
"""

from intercoop_bot.interface import Said, Whispered
from intercoop_bot.language.codes import calls_off, read_code
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.confiding import LONGEST_CODE, awaited_now, whispered
from intercoop_bot.meeting.effects import Confide, say
from intercoop_bot.turn import Turn


def be_told(event: Whispered, turn: Turn, by: c.Actor, *, unreadable: bool) -> None:
    """Tell a person what another room has for them; nothing is asked where no answer could be read."""
    if not turn.room.seq:
        turn.ask(c.SetLanguage(language=event.language), by)
        turn.effects.clear()
    if event.matter == "wanted" and unreadable:
        turn.effects.append(say("room.deaf"))
        return
    if event.matter != "not_taken":
        known = event.matter != "wanted"
        turn.ask(c.AwaitCode(about=event.about, meeting=event.meeting, title=event.title, known=known), by)
    told = whispered(event.matter, by.who, title=event.title, code=event.code, holder=event.holder)
    turn.effects.append(told)


def confide(said: Said, turn: Turn, by: c.Actor, prefix: str) -> bool:
    """Pass on a code that was awaited; tell whether the message was about it."""
    awaited = awaited_now(turn.room, turn.at)
    if awaited is None:
        return False
    if calls_off(said.body, prefix):
        turn.ask(c.SettleCode(given=False), by)
        turn.effects.append(say("direct.code_called_off"))
        return True
    code = read_code(said.body, prefix, labelled=awaited.known)
    if code is None:
        return False
    if len(code) > LONGEST_CODE or "\n" in code:
        turn.effects.append(say("direct.code_too_long", most=LONGEST_CODE))
        return True
    turn.ask(c.SettleCode(given=True), by)
    turn.effects.append(Confide(person=by.who, about=awaited.about, meeting=awaited.meeting, code=code))
    return True
