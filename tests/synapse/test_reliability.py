"""Whatever befalls a meeting, its minutes are exact, and all is said once: the short form of `make soak`.

With --regenerate, what must come of the meeting is written anew.
"""

import asyncio
from pathlib import Path

import pytest

from intercoop_bot.demo.homeserver import Homeserver
from tests.soak.attempt import attempt
from tests.soak.run import Run
from tests.soak.trouble import Kill, Plan, in_turn, plan
from tests.soak.verdict import look

BEFALLS: dict[str, Plan] = {
    "killed three times": plan("killed", 2),
    "killed twice": plan("killed", 15),
    "refused for now": in_turn("bad gateway", "broken", "limited untold", "limited", "limited by header"),
    "cut off": in_turn("stalled", "truncated", "cut before", "unanswered", "cut after", "cut during"),
    "homeserver restarted": plan("homeserver restarted", 1),
    "transactions forgotten": plan("transactions forgotten", 3),
}


@pytest.mark.timeout(600)
async def test_a_meeting_is_exact_whatever_befalls_it(
    homeserver: Homeserver, tmp_path: Path, *, regenerate: bool
) -> None:
    folders = {name: tmp_path / name for name in (*BEFALLS, "undisturbed")}
    for folder in folders.values():
        folder.mkdir()
    if regenerate:
        async with Run.begin(homeserver, folders["undisturbed"], ()) as run:
            await run.hold()
            shown, _ = await look(run)
            shown.keep()
    attempts = [attempt(homeserver, folders[name], troubles) for name, troubles in BEFALLS.items()]
    outcomes = dict(zip(BEFALLS, await asyncio.gather(*attempts), strict=True))
    assert {name: faults for name, faults in outcomes.items() if faults} == {}


def test_there_are_five_killings_among_them() -> None:
    assert sum(isinstance(trouble, Kill) for troubles in BEFALLS.values() for trouble in troubles) == 5
