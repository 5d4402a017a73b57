"""Would it work? Looks at what the bot needs, one line each, and leaves all as it is."""

import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from intercoop_bot.config import SECRETS, Settings
from intercoop_bot.matrix import RequestError, RoomReport, SignInError, Standing
from intercoop_bot.seclusion import exposed, is_exposed
from intercoop_bot.storage import StorageError, changed_identities, examine
from intercoop_bot.visit import visit


class Mark(Enum):
    """How a finding is to be taken."""

    GOOD = "ok"
    NOTICE = "note"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in plain words."""

    mark: Mark
    text: str


NO_STORE = Finding(Mark.NOTICE, "there is no database yet: it is made now")


_SET_UP = "run `intercoop-bot setup`"


async def check(settings: Settings, config: Path | None = None) -> AsyncIterator[Finding]:
    """Look at the store, the account and the rooms, and tell of each as soon as it is known.

    `config` is the file that the settings were read from.
    """
    for finding in _judge_seclusion(settings, config):
        yield finding
    store = await _judge_store(settings.database) if settings.database.exists() else NO_STORE
    yield store
    if store.mark is Mark.BAD:
        return
    if settings.require_verified_senders and store.mark is Mark.GOOD:
        for person, key in await changed_identities(settings.database):
            yield _judge_change(person, key)
    yield _judge_invitations(settings)
    try:
        async with visit(settings) as matrix:
            yield Finding(Mark.GOOD, f"{matrix.user_id} can sign in at {settings.homeserver}")
            if matrix.identity:
                for finding in _judge_standing(await matrix.identity.standing()):
                    yield finding
            rooms = await matrix.examine_rooms()
            if not rooms:
                yield Finding(Mark.NOTICE, "it is in no room yet: invite it into one")
            for room in rooms:
                yield _judge(room, encryption=settings.encryption)
    except SignInError as error:
        yield Finding(Mark.BAD, str(error))
    except RequestError as error:
        yield Finding(Mark.BAD, f"{settings.homeserver} cannot be asked ({error})")
    except StorageError as error:
        yield Finding(Mark.BAD, str(error))


def _judge_seclusion(settings: Settings, config: Path | None) -> list[Finding]:
    open_to_others = exposed(settings.data_dir)
    if config and not tomllib.loads(config.read_text()).keys().isdisjoint(SECRETS) and is_exposed(config):
        open_to_others += (config,)
    return [Finding(Mark.NOTICE, f"others may look into {path}: chmod go= it") for path in open_to_others]


async def _judge_store(path: Path) -> Finding:
    try:
        condition = await examine(path)
    except StorageError as error:
        return Finding(Mark.BAD, str(error))
    if condition.faults:
        return Finding(Mark.BAD, f"{path} is damaged ({condition.faults[0]}); please restore a copy")
    if condition.schema > condition.newest:
        return Finding(Mark.BAD, f"{path} was written by a later version of intercoop-bot; please upgrade")
    if condition.schema < condition.newest:
        return Finding(Mark.NOTICE, f"{path} is sound, of an earlier version, and is brought up to date now")
    return Finding(Mark.GOOD, f"{path} is sound and up to date")


def _judge_change(person: str, key: str) -> Finding:
    text = f"{person} shows another identity than at first, {key}, and is not followed"
    return Finding(Mark.NOTICE, f"{text}: ask them by voice, then run `intercoop-bot trust {person}`")


def _judge_invitations(settings: Settings) -> Finding:
    if not settings.invite_allow:
        return Finding(Mark.NOTICE, "nobody may invite it: invite_allow is empty")
    return Finding(Mark.GOOD, f"it may be invited by {', '.join(settings.invite_allow)}")


def _judge_standing(standing: Standing) -> list[Finding]:
    if not standing.fingerprint:
        return [Finding(Mark.NOTICE, f"its device {standing.device_id} has no keys yet: run it")]
    findings = [Finding(Mark.GOOD, f"its device is {standing.device_id}: {standing.fingerprint}")]
    if not standing.master:
        return [*findings, Finding(Mark.NOTICE, f"nobody vouches for that device yet: {_SET_UP}")]
    if not standing.is_vouched:
        text = f"its identity {standing.master} does not vouch for that device: {_SET_UP}"
        return [*findings, Finding(Mark.BAD, text)]
    findings.append(Finding(Mark.GOOD, f"its identity {standing.master} vouches for that device"))
    if not standing.is_recoverable:
        findings.append(Finding(Mark.NOTICE, f"no recovery key was written down: {_SET_UP}"))
    return findings


def _judge(room: RoomReport, *, encryption: bool) -> Finding:
    if not room.may_speak:
        return Finding(Mark.BAD, f"{room.name}: it may not speak there")
    if room.encrypted and not encryption:
        return Finding(Mark.NOTICE, f"{room.name}: it is encrypted, and the bot cannot read there")
    pins = "and pin messages" if room.may_pin else "but not pin messages, which it can do without"
    return Finding(Mark.GOOD, f"{room.name}: it may speak {pins} (power {room.power:g})")
