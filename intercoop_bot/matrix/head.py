"""The head of the outbox: its first rows, read once for all of them and not anew for each that is sent."""

from collections.abc import Collection, Sequence
from typing import Generic, TypeVar

from intercoop_bot.interface import Outgoing
from intercoop_bot.storage import OutboxRow, Storage

T = TypeVar("T", bound=Outgoing)

_AT_ONCE = 200


class Head(Generic[T]):
    """The most urgent rows of these kinds, in order."""

    def __init__(self, storage: Storage, kinds: Sequence[type[T]]) -> None:
        self._storage = storage
        self._kinds = kinds
        self._rows: tuple[OutboxRow[T], ...] = ()
        self._is_outdated = True
        self._is_cut = False

    def outdate(self) -> None:
        """Say that there may be other rows than were read."""
        self._is_outdated = True

    async def look(self) -> tuple[OutboxRow[T], ...]:
        """Return the rows that there are, as far as they were not taken."""
        # Behind the half that is left there may be more; what is urgent came with a word of it.
        if self._is_outdated or (self._is_cut and len(self._rows) <= _AT_ONCE // 2):
            self._is_outdated = False
            self._rows = await self._storage.outbox.waiting_of(self._kinds, _AT_ONCE)
            self._is_cut = len(self._rows) == _AT_ONCE
        return self._rows

    def take(self, row_ids: Collection[int]) -> None:
        """Leave these out from now on: they are dealt with."""
        self._rows = tuple(row for row in self._rows if row.id not in row_ids)
