"""What a disk does to a store that is open, at will; each is mended at the end of its block."""

import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from intercoop_bot.storage import Storage

Fault = Callable[[Storage, Path], AbstractAsyncContextManager[None]]


async def tell(storage: Storage, statement: str) -> int:
    """Run a statement on the store's own connection; return the number that it gives."""
    rows = await storage._database.run(statement)
    return int(rows[0][0]) if rows else 0


@asynccontextmanager
async def full(storage: Storage, path: Path) -> AsyncIterator[None]:
    """Have no room for one page more."""
    await tell(storage, f"PRAGMA max_page_count = {await tell(storage, 'PRAGMA page_count')}")
    yield
    await tell(storage, "PRAGMA max_page_count = 1000000")


@asynccontextmanager
async def held(storage: Storage, path: Path) -> AsyncIterator[None]:
    """Have another program write, for longer than one waits."""
    await tell(storage, "PRAGMA busy_timeout = 50")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@asynccontextmanager
async def read_only(storage: Storage, path: Path) -> AsyncIterator[None]:
    """Have a file that cannot be written to."""
    await tell(storage, "PRAGMA query_only = ON")
    yield
    await tell(storage, "PRAGMA query_only = OFF")


@asynccontextmanager
async def limited(storage: Storage, path: Path) -> AsyncIterator[None]:
    """Let no file be written to, which the system tells this whole process."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


ALL: tuple[Fault, ...] = (full, held, read_only, limited)
