"""A log of MeetBot's gives what MeetBot itself finds in it.

That is found here once more, by MeetBot's own rules and by nothing of ours: a line is a command where it
matches `#word`, some are the chairs' alone, `#undo` takes the last entry back, an address at the start of a
line is a link, and every line between the beginning and the end is counted for whoever wrote it.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from intercoop_bot.cli import cli
from intercoop_bot.meetbot import read_meetbot_log
from intercoop_bot.minutes.contents import Document
from intercoop_bot.replay import NotALog, minutes_of, retell
from intercoop_bot.room import Manners

DAY, ZONE = date(2028, 5, 12), ZoneInfo("Europe/Paris")
ENGLISH = Manners(language="en", zone=ZONE.key)

# --- MeetBot's rules ---------------------------------------------------------------------------------

Entry: TypeAlias = tuple[str, str]
"""The kind, as it is called here, and the text."""

KINDS = {
    "info": "note", "agreed": "decision", "agree": "decision", "accepted": "decision", "accept": "decision",
    "rejected": "decision", "action": "action", "idea": "idea", "help": "question", "halp": "question",
    "link": "link", "topic": "topic",
}  # fmt: skip
CHAIRS_ALONE = {word for word, kind in KINDS.items() if kind in ("decision", "topic")} | {
    "chair", "unchair", "undo", "endmeeting",
}  # fmt: skip
SPOKEN = re.compile(r"\[?[0-9: ]*\]? *<[@+]?([^>]+)> *(.*)")
DONE = re.compile(r"\[?[0-9: ]*\]? *\* *([^ ]+) *(.*)")
COMMAND = re.compile(r"#(\w+)[ \t]*(.*)")


@dataclass
class Found:
    """What MeetBot has of a meeting."""

    owner: str
    chairs: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)

    def hears(self, name: str, text: str) -> str:
        """Take a line down; return the word in it, where it was heeded."""
        self.lines[name] += 1
        command = COMMAND.match(text)
        if command is None:
            if text.split("//")[0] in ("http:", "https:", "irc:", "ftp:", "mailto:", "ssh:"):
                self.entries.append(("link", text))
            return ""
        word, said = command[1].lower(), command[2].strip()
        if word in CHAIRS_ALONE and name not in {self.owner, *self.chairs}:
            return ""
        names = [each for each in re.split("[, ]+", said) if each]
        if word in KINDS:
            self.entries.append((KINDS[word], said))
        elif word == "undo":
            self.entries = self.entries[:-1]
        elif word == "unchair":
            self.chairs -= set(said.split())
        elif word in ("chair", "nick"):
            self.lines.update(dict.fromkeys(names, 0))
            self.chairs |= set(names) if word == "chair" else set()
        return word


def listen(log: str) -> Found:
    """Return what MeetBot has of the last meeting in a log."""
    meeting: Found | None = None
    live = False
    for name, text in _heard(log):
        if not live and text.startswith("#startmeeting"):
            meeting, live = Found(owner=name), True
        if meeting is not None and live:
            live = meeting.hears(name, text) != "endmeeting"
    assert meeting is not None
    return meeting


def _heard(log: str) -> Iterator[tuple[str, str]]:
    for line in log.split("\n"):
        if found := SPOKEN.match(line):
            yield found[1].strip(), found[2].strip()
        elif found := DONE.match(line):
            yield found[1].strip(), f"ACTION {found[2].strip()}"


def by_topic(entries: list[Entry]) -> Counter[tuple[int, str, str]]:
    """Return how often there is what, with the number of its topic; 0 stands for before the first."""
    topics, found = 0, Counter[tuple[int, str, str]]()
    for kind, text in entries:
        topics += kind == "topic"
        # Without words, and longer than a title may be, it is shown otherwise here.
        found[topics, kind, text[:150] or "…"] += 1
    return found


# --- what is made of it here -------------------------------------------------------------------------


def minutes(text: str) -> tuple[Document, Counter[str]]:
    """Return the minutes of the last meeting, and who wrote how many lines."""
    log = read_meetbot_log(text, DAY, ZONE)
    written = asyncio.run(minutes_of(log.lines, ENGLISH, "meetbot"))
    assert written is not None
    return written, Counter(dict(log.said))


def entries_in(written: Document) -> list[Entry]:
    """Return the entries of minutes; of a title that came twice in a row, the second has a number there."""
    listed = [(note.tag, _bare(note.text)) for note in written.general]
    for item in written.items:
        listed.append(("topic", re.sub(r" \(\d+\)$", "", item.title)))
        listed += [(note.tag, _bare(note.text)) for note in item.notes]
    return listed


def _bare(text: str) -> str:
    return text.removeprefix("Rejected: ")


def check(log: str) -> None:
    """Hold what is made of a log to what MeetBot has of it."""
    expected = listen(log)
    written, lines = minutes(log)
    assert by_topic(entries_in(written)) == by_topic(expected.entries)
    assert dict(lines) == dict(expected.lines)
    for action in (note for duty in written.duties for note in duty.actions):
        named = {name for name in lines if _is_named(name, action.text)}
        wrote = {name for name in named if lines[name]}
        owner = "" if action.owner is None else action.owner.name
        assert owner in (wrote or {"", *named}), action.text


def _is_named(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


# --- logs --------------------------------------------------------------------------------------------

LOG = """\
11:58:00 <dora> #info too early
12:00:00 <ana> #startmeeting The garden
12:00:10 <bot> Meeting started
12:00:20 <ana> #chair bruno
12:01:00 <bruno> #topic Fence
12:01:05 <chloe> #topic not mine to set
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


def test_a_log_gives_what_meetbot_finds() -> None:
    written, lines = minutes(LOG)
    assert Counter(kind for kind, _ in entries_in(written)) == {
        "topic": 2, "note": 1, "decision": 2, "action": 1, "idea": 1, "link": 2, "question": 1,
    }  # fmt: skip
    assert lines == {"ana": 7, "bruno": 4, "chloe": 8, "bot": 1}
    check(LOG)


def held(*lines: str, ended: bool = True) -> str:
    """Return a log of Ana's meeting with these lines in it, a second apart."""
    whole = ["<ana> #startmeeting", *lines, *(["<ana> #endmeeting"] if ended else [])]
    return "\n".join(f"12:{at // 60:02}:{at % 60:02} {line}" for at, line in enumerate(whole))


WORDS = (
    *KINDS,
    "chair",
    "unchair",
    "nick",
    "undo",
    "meetingtopic",
    "meetingname",
    "lurk",
    "save",
    "commands",
)


@pytest.mark.parametrize(
    "log",
    [
        pytest.param(held(*(f"<ana> #{word}" for word in WORDS)), id="words alone"),
        pytest.param(held(*(f"<ana> #{word}   été € <b>" for word in WORDS)), id="signs"),
        pytest.param(held(*(f"<bruno> #{word} a" for word in WORDS)), id="not a chair"),
        pytest.param(held(*(f"<ana> #{word.upper()} a" for word in WORDS)), id="capitals"),
        pytest.param(held(*(f"<ana> #{word}!a" for word in WORDS)), id="no space"),
        pytest.param(held(*(f"<ana> #{word}s a" for word in ("topic", "info", "foo"))), id="other words"),
        pytest.param(held("<ana> note: a", "<ana> !note a", "<ana> +5", "<ana> #note a"), id="our words"),
        pytest.param(held("<ana> ^info a", "<ana> !end", "<ana> s/a/b/", "<ana> !next"), id="our commands"),
        pytest.param(held("<ana> #chair b, c d", "<b> #topic 1", "<ana> #unchair b c", "<b> #topic 2",
                          "<c> #topic 3", "<d> #topic 4"), id="chairs come and go"),
        pytest.param(held("<ana> #nick b", "<b> #topic 1"), id="who is only named is no chair"),
        pytest.param(held("<ana> #unchair ana", "<ana> #topic 1"), id="who began stays a chair"),
        pytest.param(held("<b> #startmeeting mine", "<b> #topic 1", "<ana> #topic 2"), id="begun twice"),
        pytest.param(held("<b> #endmeeting", "<ana> #topic 1"), id="ended by another"),
        pytest.param(held("<ana> #topic 1", ended=False), id="never ended"),
        pytest.param(held("<ana> #topic 1") + "\n" + held("<b> #info 2", "<b> hi"), id="two meetings"),
        pytest.param(held("<ana> #topic a", "<ana> #topic A", "<ana> #info x", "<ana> #topic a",
                          "<ana> #topic b", "<ana> #topic a"), id="a topic again"),
        pytest.param(held("<ana> #topic a", "<b> #info 1", "<ana> #undo", "<ana> #undo", "<ana> #undo",
                          "<ana> #info 2"), id="undone to the beginning"),
        pytest.param(held("<ana> #topic a", "<ana> #topic b", "<ana> #undo", "<b> #info 1"),
                     id="a topic undone"),
        pytest.param(held("<b> #info 1", "<b> #undo"), id="undone by another"),
        pytest.param(held(f"<ana> #topic {'long ' * 100}", "<ana> #info 1"), id="a long topic"),
        pytest.param(held("<ana> http://a.example b", "<ana> ssh://a", "<ana> http:", "<ana> https://",
                          "<ana> see http://a.example", "<ana> HTTP://a.example", "* ana http://a.example"),
                     id="addresses"),
        pytest.param(held("* ana #info no", "* b waves", "* c has joined"), id="what people do"),
        pytest.param(held("<@ana> #topic 1", "<+b> #info 2", "< ana> #topic 3"), id="signs before names"),
        pytest.param(held("<b-2> #info 1", "<b_> #action b-2 and B_", "<[b]|x> hi"), id="odd names"),
        pytest.param(re.sub("(?m)^", "    ", held("<ana> #topic 1", "<b> #info 1")), id="indented"),
        pytest.param(re.sub(r"(?m)^(\S+):\d\d ", r"[\1] ", held("<b> #info 1")), id="irssi"),
        pytest.param(re.sub(r"(?m)^\S+ ", "", held("<ana> #topic 1", "<b> #info 1")), id="without times"),
        pytest.param(held("<ana> #topic 1").replace(" <ana> #end", "\n19:30:00 <ana> #info 2\n<ana> #end"),
                     id="hours of silence"),
        pytest.param("23:59:00 <ana> #startmeeting\n00:01:00 <ana> #info 1\n00:00:59 <ana> #info 2",
                     id="midnight"),
        pytest.param("# a remark\n-!- dora has joined #coop\n" + held("<ana> #info 1"), id="remarks"),
        pytest.param(held("<ana> #action ana", "<ana> #action ask Ana.", "<ana> #action anatole by friday",
                          "<ana> #action bruno", "<bruno> hi"), id="actions"),
    ],
)  # fmt: skip
def test_each_rule_of_meetbot(log: str) -> None:
    check(log)


PEOPLE = st.sampled_from(["ana", "bruno", "chloe", "bot", "Ana_"])
SAID = st.sampled_from(
    ["", "we need a quote", "bruno: two quotes", "è ñ 日本", "see #15226", "a #topic within"]
)
NAMED = st.sampled_from(["bruno", "ana", "chloe, bot", "dora eva", "nobody-here", ""])
TEXTS = st.one_of(
    SAID,
    st.builds("#{} {}".format, st.sampled_from([*KINDS, "topic", "topic", "INFO", "Topic"]), SAID),
    st.builds("#{} {}".format, st.sampled_from(["chair", "chair", "unchair", "nick"]), NAMED),
    st.sampled_from([
        "#undo", "#undo", "#15226", "#foo bar", "https://pad.coop.example/x", "#lurk", "# info x",
        "#startmeeting",
        "#meetingname Another", "#meetingtopic Spring", "#endmeeting", "DECISION: x", "!undo", "idea: x",
    ]),
)  # fmt: skip
LINES = st.tuples(st.sampled_from(["<{}> {}"] * 5 + ["<@{}> {}", "* {} {}"]), PEOPLE, TEXTS)
PAUSES = st.sampled_from([0, 0, 1, 20, 40, 600, 15000])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(PAUSES, LINES), max_size=25))
@example([(0, ("<{}> {}", "ana", "#chair bruno"))])
def test_any_log_gives_what_meetbot_finds(said: list[tuple[int, tuple[str, str, str]]]) -> None:
    log, at = ["08:00:00 <ana> #startmeeting The garden"], 8 * 3600
    for pause, (form, name, text) in said:
        at = (at + pause) % (24 * 3600)
        log.append(f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02} {form.format(name, text)}")
    check("\n".join(log))


# --- around it ---------------------------------------------------------------------------------------


def test_what_is_no_log_is_told() -> None:
    with pytest.raises(NotALog):
        read_meetbot_log("nothing of the kind\n", DAY, ZONE)


def test_a_line_without_a_time_was_written_with_the_one_before() -> None:
    lines = read_meetbot_log("12:00 <ana> a\n<bruno> b\n12:01 <ana> c", DAY, ZONE).lines
    assert [f"{line.at.astimezone(ZONE):%d %H:%M}" for line in lines] == ["12 12:00", "12 12:00", "12 12:01"]


async def test_a_meeting_is_told_as_it_would_have_been_held_here() -> None:
    told = await retell(read_meetbot_log(LOG, DAY, ZONE).lines, ENGLISH, "meetbot")
    assert "12:01:00 bot> 1/1 · Fence" in told
    assert "12:03:10 bot> The garden" in told
    assert not any("not mine" in line or "too late" in line or "slip" in line for line in told)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        pytest.param((), "bruno: 4", id="what is said"),
        pytest.param(("--minutes", "txt"), "- bruno: 4", id="text"),
        pytest.param(("--minutes", "json"), '"name": "bruno",', id="JSON"),
    ],
)
def test_the_command_tells_who_wrote_how_many_lines(
    tmp_path: Path, options: tuple[str, ...], line: str
) -> None:
    log = tmp_path / "garden.log"
    log.write_text(LOG, encoding="utf-8")
    command = ["replay", "--dialect", "meetbot", "--lang", "en", "--date", "2028-05-12", *options, str(log)]
    shown = CliRunner().invoke(cli, command)
    assert shown.exit_code == 0, shown.output
    assert "we take the first" in shown.output
    assert line in (each.strip() for each in shown.output.splitlines())


def test_a_log_in_the_words_of_the_w3c_is_held_again(tmp_path: Path) -> None:
    log = tmp_path / "call.log"
    log.write_text(
        "12:00 <ana> zakim, start meeting\n12:01 <ana> Topic: Fence\n12:02 <bruno> RESOLVED: green\n",
        encoding="utf-8",
    )
    command = ["replay", "--dialect", "w3c", "--lang", "en", "--minutes", "txt", str(log)]
    shown = CliRunner().invoke(cli, command)
    assert shown.exit_code == 0, shown.output
    assert "1. Fence" in shown.output
    assert "- green — item 1, bruno, 12:02" in shown.output
