"""A log of MeetBot's gives the counts that MeetBot itself finds.

They are found here once more, by MeetBot's own rules and by nothing of ours: a line is a command where it
matches `#word`, some are the chairs' alone, `#undo` takes the last entry back, and every line between the
beginning and the end is counted for whoever wrote it.
"""

import asyncio
import re
from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from intercoop_bot.cli import cli
from intercoop_bot.meetbot import read_meetbot_log
from intercoop_bot.replay import NotALog, minutes_of
from intercoop_bot.room import Manners

DAY, ZONE = date(2028, 5, 12), ZoneInfo("Europe/Paris")

KINDS = {
    "info": "note", "agreed": "decision", "accepted": "decision", "rejected": "decision", "action": "action",
    "idea": "idea", "help": "question", "link": "link",
}  # fmt: skip
CHAIRS_ALONE = {"topic", "agreed", "accepted", "rejected", "undo", "endmeeting", "chair"}

LOG = """\
11:58:00 <dora> #info too early
12:00:00 <ana> #startmeeting The garden
12:00:10 <bot> Meeting started
12:00:20 <ana> #chair bruno
12:01:00 <bruno> #topic Fence
12:01:10 <chloe> #info two quotes
12:01:20 <chloe> https://pad.coop.example/fence
12:01:25 <chloe> #agreed nobody asked me
12:01:30 <bruno> #agreed we take the first
12:01:35 <bruno> #rejected the third
12:01:40 <ana> #action bruno sends the order
12:01:50 <ana> #info a slip
12:01:55 <ana> #undo
12:02:00 <ana> #idea a hedge
12:02:10 <chloe> #help with the digging
12:02:20 <chloe> see #15226, or #nothing
12:02:30 <bruno> #topic Pond
12:02:40 <chloe> #link https://pad.coop.example/pond the plan
12:03:00 * chloe nods
12:03:10 <ana> #endmeeting
12:03:20 <dora> #info too late
"""


def count(log: str) -> tuple[Counter[str], Counter[str]]:
    """Return how many entries of each kind, and how many lines of each person, MeetBot finds."""
    owner, chairs, entries, lines = None, set[str](), list[str](), Counter[str]()
    for written in log.splitlines():
        found = re.fullmatch(r"\S+ (?:<(\S+)>|\* (\S+)) ?(.*)", written)
        assert found is not None
        name, text = found[1] or found[2], (found[3] if found[1] else "")
        command = re.match(r"#(\w+)[\s:]*(.*)", text)
        word, said = (command[1].lower(), command[2]) if command else ("", "")
        if owner is None and word == "startmeeting":
            owner = name
            chairs.add(name)
        if owner is None:
            continue
        lines[name] += 1
        if word in CHAIRS_ALONE and name not in chairs:
            continue
        match word:
            case "endmeeting":
                break
            case "chair":
                chairs |= set(said.split())
                lines.update(dict.fromkeys(said.split(), 0))
            case "undo":
                entries = entries[:-1]
            case "topic":
                entries.append("topic")
            case _ if word in KINDS:
                entries.append(KINDS[word])
            case _ if re.match(r"(?:https?|irc|ftp|mailto|ssh)://", text):
                entries.append("link")
            case _:
                pass
    return Counter(entries), lines


def replayed(text: str) -> tuple[Counter[str], Counter[str]]:
    """Return the same of what is made of the log here."""
    log = read_meetbot_log(text, DAY, ZONE)
    written = asyncio.run(minutes_of(log.lines, Manners(language="en", zone=ZONE.key), "meetbot"))
    assert written is not None
    notes = [note for item in written.items for note in item.notes] + list(written.general)
    topics = ["topic" for item in written.items]
    return Counter([note.tag for note in notes] + topics), Counter(dict(log.said))


def test_a_log_gives_what_meetbot_finds() -> None:
    entries, lines = replayed(LOG)
    assert entries == {
        "topic": 2, "note": 1, "decision": 2, "action": 1, "idea": 1, "link": 2, "question": 1,
    }  # fmt: skip
    assert lines == {"ana": 7, "bruno": 4, "chloe": 7, "bot": 1}
    assert (entries, lines) == count(LOG)


PEOPLE = st.sampled_from(["ana", "bruno", "chloe"])
SAID = st.sampled_from(["we need a quote", "bruno: two quotes", "è ñ 日本", "see #15226", "a #topic within"])
LINES = st.one_of(
    SAID,
    st.builds("#{} {}".format, st.sampled_from([*KINDS, "topic", "INFO", "Topic"]), SAID),
    st.sampled_from([
        "#undo", "#chair bruno", "#15226", "#foo bar", "https://pad.coop.example/x", "#lurk", "# info x",
        "#nick dora", "#startmeeting again", "#info: with a colon", "#meetingname Another",
    ]),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(PEOPLE, LINES), max_size=25), st.booleans())
def test_any_log_gives_what_meetbot_finds(said: list[tuple[str, str]], ended: bool) -> None:
    body = [("ana", "#startmeeting The garden"), *said, *([("ana", "#endmeeting")] if ended else [])]
    log = "".join(f"12:{n // 2:02}:{n % 2 * 30:02} <{name}> {text}\n" for n, (name, text) in enumerate(body))
    entries, lines = count(log)
    found, written = replayed(log)
    assert found == entries
    assert {name: number for name, number in written.items() if number} == dict(lines)


def test_what_is_no_log_is_told() -> None:
    with pytest.raises(NotALog):
        read_meetbot_log("nothing of the kind\n", DAY, ZONE)


def test_the_command_tells_who_wrote_how_many_lines(tmp_path: Path) -> None:
    log = tmp_path / "garden.log"
    log.write_text(LOG, encoding="utf-8")
    command = [
        "replay",
        "--dialect",
        "meetbot",
        "--lang",
        "en",
        "--date",
        "2028-05-12",
        "--minutes",
        "md",
        str(log),
    ]
    shown = CliRunner().invoke(cli, command)
    assert shown.exit_code == 0, shown.output
    assert "the first" in shown.output
    assert "bruno: 4" in shown.output.replace("**", "")
