"""The notes of a meeting, so that one more costs as little as the first."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import overload

from intercoop_bot.meeting.parts import Note


class Notebook(Sequence[Note]):
    """Notes in the order in which they were taken; none is ever added to it, or taken out.

    A notebook with one more note shares its list with the one before it: each sees of the list as much as
    there was when it was made. Where another has added to that list first, the notes are copied.
    """

    __slots__ = ("_length", "_shared")

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._shared = list(notes)
        self._length = len(self._shared)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Note]:
        return islice(self._shared, self._length)

    @overload
    def __getitem__(self, index: int) -> Note: ...
    @overload
    def __getitem__(self, index: slice) -> list[Note]: ...
    def __getitem__(self, index: int | slice) -> Note | list[Note]:
        if isinstance(index, slice):
            return self._shared[: self._length][index]
        return self._shared[range(self._length)[index]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Notebook) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Notebook({list(self)})"

    def with_note(self, note: Note) -> "Notebook":
        """Return a notebook with one more note."""
        more = Notebook()
        more._shared = self._shared if len(self._shared) == self._length else list(self)
        more._shared.append(note)
        more._length = self._length + 1
        return more
