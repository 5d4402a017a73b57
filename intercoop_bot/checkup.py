"""Would it work? Looks at what the bot needs, one line each, and leaves all as it is."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from intercoop_bot.app import credentials_of
from intercoop_bot.clock import SystemClock
from intercoop_bot.config import Settings
from intercoop_bot.matrix import Matrix, RequestError, RoomReport, SignInError
from intercoop_bot.storage import (
    DatabaseInUse,
    Storage,
    StorageError,
    examine,
    read_account,
)


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


async def check(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the store, the account and the rooms, and tell of each as soon as it is known."""
    store = await _judge_store(settings.database) if settings.database.exists() else NO_STORE
    yield store
    if store.mark is Mark.BAD:
        return
    yield _judge_invitations(settings)
    try:
        async with _signed_in(settings) as matrix:
            yield Finding(Mark.GOOD, f"{matrix.user_id} can sign in at {settings.homeserver}")
            rooms = await matrix.examine_rooms()
            if not rooms:
                yield Finding(Mark.NOTICE, "it is in no room yet: invite it into one")
            for room in rooms:
                yield _judge(room)
    except SignInError as error:
        yield Finding(Mark.BAD, str(error))
    except RequestError as error:
        yield Finding(Mark.BAD, f"{settings.homeserver} cannot be asked ({error})")
    except StorageError as error:
        yield Finding(Mark.BAD, str(error))


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


def _judge_invitations(settings: Settings) -> Finding:
    if not settings.invite_allow:
        return Finding(Mark.NOTICE, "nobody may invite it: invite_allow is empty")
    return Finding(Mark.GOOD, f"it may be invited by {', '.join(settings.invite_allow)}")


@asynccontextmanager
async def _signed_in(settings: Settings) -> AsyncIterator[Matrix]:
    credentials = credentials_of(settings)
    async with AsyncExitStack() as stack:
        try:
            storage = await stack.enter_async_context(await Storage.open(settings.database))
        except DatabaseInUse:
            # A bot is at work: look on with its token, and leave its store and its device alone.
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            storage = await stack.enter_async_context(await Storage.open(Path(folder) / "look.sqlite3"))
            account = await read_account(settings.database)
            if account is not None and credentials.access_token is None:
                await storage.save_account(account)
                credentials = replace(credentials, password=None, access_token=account.access_token)
        matrix = Matrix(credentials, storage, SystemClock())
        stack.push_async_callback(matrix.close)
        await matrix.sign_in(patiently=False)
        yield matrix


def _judge(room: RoomReport) -> Finding:
    if not room.may_speak:
        return Finding(Mark.BAD, f"{room.name}: it may not speak there")
    if room.encrypted:
        return Finding(Mark.NOTICE, f"{room.name}: it is encrypted, and the bot cannot read there")
    pins = "and pin messages" if room.may_pin else "but not pin messages, which it can do without"
    return Finding(Mark.GOOD, f"{room.name}: it may speak {pins} (power {room.power:g})")
