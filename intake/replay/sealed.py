"""The archive as a replay has it: read, and never written.

What a replay does is nobody's deed, and erases no mail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from store.archive import Archive, Damage
from store.deeds import Deed
from store.journal import Arrival, JournalEntry
from store.kept import Kept
from store.lending import Lent


class SealedArchive(Archive):
    """See `store.archive.Archive`; ``kept`` is the one that is read."""

    def __init__(self, kept: Archive) -> None:
        self._kept = kept

    def put_many(self, raws: Sequence[bytes], *, arrivals: Sequence[Arrival] = ()) -> list[str]:
        """Refuses."""
        raise PermissionError("a replay files no mail in the archive")

    def put_pieces(self, pieces: Iterable[bytes], *, arrival: Arrival | None = None) -> Kept:
        """Refuses."""
        raise PermissionError("a replay files no mail in the archive")

    def note_done(self, deeds: Sequence[Deed]) -> None:
        """Notes nothing."""

    def remove(self, digest: str) -> bool:
        """Removes nothing; whether there is such a mail."""
        return digest in self

    def sweep(self) -> int:
        """Removes nothing."""
        return 0

    def read(self, digest: str) -> bytes:
        """The bytes of a mail."""
        return self._kept.read(digest)

    def lend(self, digest: str) -> AbstractContextManager[Lent]:
        """A mail for whoever reads it."""
        return self._kept.lend(digest)

    def where(self, digest: str) -> str:
        """Where it lies."""
        return self._kept.where(digest)

    def __contains__(self, digest: str) -> bool:
        """Whether it was put."""
        return digest in self._kept

    def __iter__(self) -> Iterator[str]:
        """Every mail."""
        return iter(self._kept)

    def received(self) -> Iterator[JournalEntry]:
        """Where every mail was seen."""
        return self._kept.received()

    def done(self) -> Iterator[Deed]:
        """What was done."""
        return self._kept.done()

    def verify(self, *, erased: Collection[str] = ()) -> Iterator[Damage]:
        """What is damaged."""
        return self._kept.verify(erased=erased)
