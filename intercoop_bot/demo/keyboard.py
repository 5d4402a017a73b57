"""What is typed at the terminal, without keeping anything else waiting."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

_TOGETHER = 0.1
"""Lines that come within so many seconds of each other were pasted: they are one message."""

_CHUNK = 65536


async def typed() -> AsyncIterator[str]:
    """Give what is typed on standard input, a message at a time, until its end."""
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        while chunk := _read_chunk():
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
        loop.call_soon_threadsafe(chunks.put_nowait, b"")

    # A thread of our own, as one of the loop's would keep the process from ending while it waits.
    threading.Thread(target=read, daemon=True).start()
    while text := await _gather(chunks):
        if message := text.decode(errors="replace").strip():
            yield message


async def _gather(chunks: asyncio.Queue[bytes]) -> bytes:
    """Return what came together; nothing at the end."""
    text = await chunks.get()
    while text:
        try:
            async with asyncio.timeout(_TOGETHER):
                more = await chunks.get()
        except TimeoutError:
            break
        if not more:
            chunks.put_nowait(b"")
            break
        text += more
    return text


def _read_chunk() -> bytes:
    # Not through sys.stdin: its lock, held by a thread that waits, would spoil the end of the process.
    if sys.stdin is None:
        return b""
    try:
        return os.read(sys.stdin.fileno(), _CHUNK)
    except (OSError, ValueError):
        return b""
