"""The raw mail, kept by content and never changed, only erased: what the whole store can be rebuilt from.

What an archive promises, wherever it is: in a folder (`store.archive_folder`) or in a bucket (`store.archive_s3`); one
contract suite holds both to it. When something was put, it lasts: its bytes, its name and the journal of where it was
seen (see `store.journal`). What was done with the mail is noted beside it (see `store.deeds`). Which one is in use is
decided in `store.archive_opening`; rows are `store.messages`.
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import PurePath

from store.deeds import Deed
from store.errors import ArchiveDamagedError
from store.journal import Arrival, JournalEntry
from store.kept import Kept
from store.lending import Lent


@dataclass(frozen=True, slots=True)
class Damage:
    """One file of the archive that is not what its name says; ``path`` is in the folder or in the bucket."""

    path: PurePath
    what: str


class Archive(ABC):
    """The archive. Several processes, on several machines, may read and write at once."""

    @abstractmethod
    def put_many(self, raws: Sequence[bytes], *, arrivals: Sequence[Arrival] = ()) -> list[str]:
        """Keep these mails and note where each was seen; returns their sha256, in order, once all of it lasts.

        ``arrivals`` are given for every mail or for none. What is there already is compared, not written again; a
        damaged copy is put aside and replaced.

        Raises:
            StoreError: of the kind that says why; nothing was promised, nothing half is left under a mail's name.
        """

    def put(self, raw: bytes, *, arrival: Arrival | None = None) -> str:
        """`put_many` for one mail."""
        return self.put_many([raw], arrivals=[arrival] if arrival else ())[0]

    @abstractmethod
    def put_pieces(self, pieces: Iterable[bytes], *, arrival: Arrival | None = None) -> Kept:
        """Keep one mail that comes in pieces, of which few are in memory at a time; otherwise as `put_many`.

        What ``pieces`` raises is raised, and nothing of the mail is kept.
        """

    @abstractmethod
    def read(self, digest: str) -> bytes:
        """The bytes of a mail, compared with its digest.

        Raises:
            ArchiveDamagedError: it is missing, or is not what was put.
            StoreError: the archive cannot be read.
        """

    @abstractmethod
    def lend(self, digest: str) -> AbstractContextManager[Lent]:
        """A mail for whoever reads it, compared with its digest: as bytes, or a large one as a file of its own.

        Raises:
            ArchiveDamagedError, StoreError: as `read`.
        """

    @abstractmethod
    def where(self, digest: str) -> str:
        """Where the mail with this sha256 (in hexadecimal) lies or would lie, for a person to find it."""

    @abstractmethod
    def __contains__(self, digest: str) -> bool:
        """Whether a mail with this sha256 was put; its content is not looked at."""

    @abstractmethod
    def __iter__(self) -> Iterator[str]:
        """The sha256 of every mail, in ascending order."""

    @abstractmethod
    def received(self) -> Iterator[JournalEntry]:
        """Where every mail was seen, in the order it was put; a mail that was put again is there again.

        Raises:
            ArchiveDamagedError: there is something in the journal that is no entry.
        """

    @abstractmethod
    def note_done(self, deeds: Sequence[Deed]) -> None:
        """Note what was done, after it was committed.

        Raises:
            StoreError: it is not noted.
        """

    @abstractmethod
    def done(self) -> Iterator[Deed]:
        """What was done, in the order it was done."""

    @abstractmethod
    def remove(self, digest: str) -> bool:
        """Erase the mail with this sha256 for good; whether there was one. Its lines in the journal stay.

        Raises:
            StoreError: it is still there, or may come back.
        """

    @abstractmethod
    def verify(self, *, erased: Collection[str] = ()) -> Iterator[Damage]:
        """Read everything; yields what is damaged, missing or does not belong here. ``erased`` mail is rightly gone."""

    @abstractmethod
    def sweep(self) -> int:
        """Remove what a crash left behind long enough ago that nobody can still be writing it; returns how many."""

    def probe(self) -> None:
        """Put, read and erase something that is no mail, to see whether the archive can be used.

        Raises:
            StoreError: it cannot; of the kind that says why.
        """
        sample = secrets.token_bytes(32)
        digest = self.put(sample)
        if self.read(digest) != sample or not self.remove(digest):
            raise ArchiveDamagedError(f"{self.where(digest)} was put and cannot be read and erased again")
