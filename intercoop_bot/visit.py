"""The bot's account taken up for a short while, also beside a bot that is at work with it."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from intercoop_bot.app import credentials_of
from intercoop_bot.clock import SystemClock
from intercoop_bot.config import Settings
from intercoop_bot.matrix import Matrix
from intercoop_bot.storage import DatabaseInUse, Storage, read_account


@asynccontextmanager
async def visit(settings: Settings) -> AsyncIterator[Matrix]:
    """Sign in. Where a bot is at work, its token serves, and its database and its keys are left alone.

    Raises:
        StorageError: the database cannot be used.
        SignInError: the homeserver does not let us in.
        RequestError: the homeserver cannot be asked.
    """
    credentials = credentials_of(settings)
    async with AsyncExitStack() as stack:
        looks_on = False
        try:
            storage = await stack.enter_async_context(await Storage.open(settings.database))
        except DatabaseInUse:
            looks_on = True
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            storage = await stack.enter_async_context(await Storage.open(Path(folder) / "look.sqlite3"))
            account = await read_account(settings.database)
            if account is not None and credentials.access_token is None:
                await storage.save_account(account)
                credentials = replace(credentials, password=None, access_token=account.access_token)
        matrix = Matrix(
            credentials,
            storage,
            SystemClock(),
            keys=settings.data_dir if settings.encryption else None,
            looks_on=looks_on,
        )
        stack.push_async_callback(matrix.close)
        await matrix.sign_in(patiently=False)
        yield matrix
