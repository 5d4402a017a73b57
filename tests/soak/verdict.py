"""What the room shows after a meeting, held against what must be there.

1. The minutes are those that are kept in `meeting/`, to the letter: the message and the files, each once.
2. All that the bot said stands in the room once, in its order: of what rings, and of what does not, since the
   former may overtake the latter. Every emoji is where it belongs.
3. Every mark in time that was due is called once, or stands in a later call where the bot could not be heard;
   every call shows in the room as one alarm.
4. Nothing was given up.

Cards may be posted anew a little earlier or later, since the count of what was said after them ends with the
process: of them only the number is known.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.facts import Entry
from intercoop_bot.meeting.history import replay
from intercoop_bot.meeting.schedule import calls_due
from intercoop_bot.meeting.state import Room
from tests.soak import script
from tests.soak.run import Run
from tests.soak.script import DAY, MEETING, SCRIPT
from tests.synapse.chat import Seen

_OWN_IDS = re.compile(r"@(\w+)-soak\d+:")
_NO_LONGER = ("⬇️", "⏹️")
"""How a card begins once the meeting is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a room shows of the bot, and the marks in time that it called."""

    files: dict[str, str]
    words: str
    rings: str
    emojis: str
    marks: str

    def keep(self) -> None:
        """Let this be what must be there."""
        for name, text in self._texts().items():
            (MEETING / name).write_bytes(text.encode())

    def faults(self, deaf: Sequence[tuple[datetime, datetime]]) -> Iterator[str]:
        """Tell, in what is kept, what is otherwise; of the marks those at which the bot could be heard."""
        kept = {path.name for path in MEETING.iterdir()} - {"script.txt"}
        texts = self._texts()
        yield from (f"{name} is missing" for name in sorted(kept - texts.keys()))
        for name, text in texts.items():
            if name not in kept:
                yield f"{name} is too much"
                continue
            expected = (MEETING / name).read_bytes().decode()
            if name == "marks.txt":
                yield from _difference(name, *_heard(deaf, expected, text))
            else:
                yield from _difference(name, expected, text)

    def _texts(self) -> dict[str, str]:
        return {
            **self.files,
            "words.txt": self.words,
            "rings.txt": self.rings,
            "emojis.txt": self.emojis,
            "marks.txt": self.marks,
        }


async def look(run: Run) -> tuple[Shown, list[str]]:
    """Return what the room shows, and what is wrong whatever must be there."""
    said = await run.chat.said()
    entries = run.bot.entries(run.chat.room_id)
    cards, alarms = [each for each in said if _is_card(each)], [each for each in said if _is_alarm(each)]
    answers = [each for each in said if each not in cards and each not in alarms]
    files = Counter(name for name, _ in await _files(run))
    shown = Shown(
        files={name: _OWN_IDS.sub(r"@\1:", text) for name, text in await _files(run)},
        words="\n---\n".join(each.body for each in answers if not each.alarm) + "\n",
        rings="\n---\n".join(each.body for each in answers if each.alarm) + "\n",
        emojis="".join(f"{line}\n" for line in await _emojis(run)),
        marks="".join(f"{line}\n" for line in _marks(entries)),
    )
    faults = [f"{name} stands there {times} times" for name, times in files.items() if times > 1]
    calls = len({entry.at for entry in entries if isinstance(entry.fact, f.TimeCalled)})
    if len(alarms) != calls:
        bodies = "\n".join(each.body for each in alarms)
        faults.append(f"{calls} calls of time, {len(alarms)} alarms:\n{bodies}")
    posted = 1 + sum(isinstance(entry.fact, f.LiveCardPosted) for entry in entries)
    if len(cards) != posted:
        faults.append(f"{posted} cards posted, {len(cards)} in the room")
    faults += _owed(entries, run.deaf)
    faults += [f"given up: {reason}" for reason in run.bot.failures()]
    return shown, faults


async def judge(run: Run) -> list[str]:
    """Return all that is not as it should be."""
    shown, faults = await look(run)
    return [*faults, *shown.faults(run.deaf)]


def _is_card(seen: Seen) -> bool:
    return seen.body.startswith(_NO_LONGER)


def _is_alarm(seen: Seen) -> bool:
    return seen.alarm and any(sign in seen.body for sign in "⏳⏰")


async def _files(run: Run) -> list[tuple[str, str]]:
    posts = [event["content"] for event in await run.chat.sent()]
    return [
        (str(post["body"]), (await run.people["Ana"].file(post)).decode())
        for post in posts
        if post.get("msgtype") == "m.file"
    ]


async def _emojis(run: Run) -> list[str]:
    """Return the bot's emojis on what people wrote and did not remove."""
    lines = {event: (at, who) for (who, at), event in run.written.items()}
    removed = {(deed.of, deed.who) for deed in SCRIPT if deed.of and not deed.text}
    found = []
    for event in await run.people["Ana"].events(run.chat.room_id, "m.reaction"):
        relation = event["content"].get("m.relates_to", {})
        line = lines.get(relation.get("event_id"))
        if event["sender"] == run.bot.user_id and line and line not in removed:
            found.append(f"{line[0]:%H:%M} {line[1]} {relation['key']}")
    return sorted(found)


def _marks(entries: tuple[Entry, ...]) -> list[str]:
    calls = [(entry.at, entry.fact) for entry in entries if isinstance(entry.fact, f.TimeCalled)]
    return [f"{at.astimezone(DAY.tzinfo):%H:%M} {call.item or 'meeting'} {call.mark}" for at, call in calls]


def _difference(name: str, expected: str, found: str) -> Iterator[str]:
    if expected != found:
        lines = (expected.splitlines(), found.splitlines())
        yield "\n".join(unified_diff(*lines, name, "as it is", lineterm="", n=1))


def _heard(deaf: Sequence[tuple[datetime, datetime]], expected: str, found: str) -> Iterator[str]:
    """Return both lists of marks without those that were due while the bot could not be heard.

    They are called later, and who knows when: not before the end of a pause.
    """

    def was_deaf(mark: str) -> bool:
        at = script.instant(mark[:5])
        return any(since <= at <= back for since, back in deaf)

    late = {mark[5:] for mark in expected.splitlines() if was_deaf(mark)}
    for marks in (expected, found):
        lines = marks.splitlines(keepends=True)
        yield "".join(mark for mark in lines if not was_deaf(mark) and mark[5:].rstrip() not in late)


def _owed(entries: tuple[Entry, ...], deaf: list[tuple[datetime, datetime]]) -> Iterator[str]:
    """Tell of marks that were called twice, and of those still not called when the bot was back."""
    calls = Counter(
        (entry.fact.item, entry.fact.mark) for entry in entries if isinstance(entry.fact, f.TimeCalled)
    )
    yield from (f"{call} was called {times} times" for call, times in calls.items() if times > 1)
    for _, back in deaf:
        room = replay([entry for entry in entries if entry.at <= back], Room())
        if room.live is not None and (due := calls_due(room.live, back)):
            yield f"{due} not called at {back}"
