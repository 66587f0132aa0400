"""The raw archive in a bucket of an S3-compatible store, for several machines without a shared folder.

A mail is the object ``<prefix>mail/ab/cd/<sha256>.eml``, put whole or not at all, with its sha256, which the store
compares before it answers. ``received/`` and ``done/`` hold the two journals (`store.s3_journal`); a mail is there
before the line that speaks of it. ``damaged/`` holds what was replaced. What an archive promises is in
`store.archive`; what errors mean is in `store.s3_bucket`.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TypeVar

from store.archive import Archive, Damage
from store.deeds import Deed
from store.disk import translated, write_pieces
from store.errors import ArchiveDamagedError
from store.journal import Arrival, JournalEntry
from store.kept import Kept
from store.lending import LARGE, Lent, lent_file
from store.s3_bucket import Bucket, NoSuchObjectError
from store.s3_journal import ObjectJournal

_AT_ONCE = 8  # mails put at a time: each waits for the network
_KEY_LENGTH = len("ab/cd/") + 64 + len(".eml")
_T = TypeVar("_T")


class S3Archive(Archive):
    """See `store.archive.Archive`. ``prefix`` is empty or ends with a slash; large mail passes through ``spool``."""

    def __init__(self, bucket: Bucket, prefix: str, *, spool: Path) -> None:
        self._bucket, self._prefix, self._spool = bucket, prefix, spool
        self._mail = f"{prefix}mail/"
        self._journal = ObjectJournal(bucket, f"{prefix}received/")
        self._deeds = ObjectJournal(bucket, f"{prefix}done/")

    def key(self, digest: str) -> str:
        """The key of the mail with this sha256 (in hexadecimal)."""
        return f"{self._mail}{digest[:2]}/{digest[2:4]}/{digest}.eml"

    def where(self, digest: str) -> str:
        """The object."""
        return f"s3://{self._bucket.name}/{self.key(digest)}"

    def put_many(self, raws: Sequence[bytes], *, arrivals: Sequence[Arrival] = ()) -> list[str]:
        """See `store.archive.Archive.put_many`; several mails are put at a time, the journal after all of them."""
        if arrivals and len(arrivals) != len(raws):
            raise ValueError(f"{len(raws)} mails with {len(arrivals)} arrivals")
        digests = [hashlib.sha256(raw).hexdigest() for raw in raws]
        mails = dict(zip(digests, raws, strict=True))
        if len(mails) == 1:
            self._keep(digests[0], raws[0], size=len(raws[0]))
        elif mails:
            with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="archive") as pool:
                for done in [pool.submit(self._keep, digest, raw, size=len(raw)) for digest, raw in mails.items()]:
                    done.result()
        self._journal.append(
            [JournalEntry.of(digest, arrival).line() for digest, arrival in zip(digests, arrivals, strict=False)]
        )
        return digests

    def put_pieces(self, pieces: Iterable[bytes], *, arrival: Arrival | None = None) -> Kept:
        """See `store.archive.Archive.put_pieces`; the pieces wait on the disk until the digest is known."""
        with self._spooled() as file:
            kept = write_pieces(pieces, file.fileno())
            file.seek(0)
            self._keep(kept.sha256, file, size=kept.size)
        self._journal.append([JournalEntry.of(kept.sha256, arrival).line()] if arrival else [])
        return kept

    def read(self, digest: str) -> bytes:
        """The bytes of a mail, compared with its digest."""
        raw = b"".join(self._stream(digest))
        if hashlib.sha256(raw).hexdigest() != digest:
            raise ArchiveDamagedError(f"the content of {self.where(digest)} has changed")
        return raw

    @contextmanager
    def lend(self, digest: str) -> Iterator[Lent]:
        """A mail for whoever reads it; a large one is fetched to the disk."""
        told = self._bucket.told(self.key(digest))
        if told is None or told.size <= LARGE:
            yield self.read(digest)
            return
        with translated():
            self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lent_file(self._stream(digest), digest, folder=self._spool, where=self.where(digest)) as lent:
            yield lent

    def __contains__(self, digest: str) -> bool:
        """Whether a mail with this sha256 was put."""
        return self._bucket.told(self.key(digest)) is not None

    def __iter__(self) -> Iterator[str]:
        """The sha256 of every mail, in ascending order."""
        for key in self._bucket.keys(self._mail):
            if self._belongs(key):
                yield PurePosixPath(key).stem

    def received(self) -> Iterator[JournalEntry]:
        """Where every mail was seen."""
        for key, line in self._journal.lines():
            yield _entry(JournalEntry.from_line, key, line)

    def note_done(self, deeds: Sequence[Deed]) -> None:
        """Note what was done."""
        self._deeds.append([deed.line() for deed in deeds])

    def done(self) -> Iterator[Deed]:
        """What was done."""
        for key, line in self._deeds.lines():
            yield _entry(Deed.from_line, key, line)

    def remove(self, digest: str) -> bool:
        """Erase the mail, every version of it where the bucket keeps versions."""
        return self._bucket.erase(self.key(digest))

    def verify(self, *, erased: Collection[str] = ()) -> Iterator[Damage]:
        """Read everything; yields what is damaged, missing or does not belong here."""
        for key in self._bucket.keys(f"{self._prefix}damaged/"):
            yield Damage(PurePosixPath(key), "was damaged and has been replaced")
        there: set[str] = set()
        for key in self._bucket.keys(self._mail):
            digest = PurePosixPath(key).stem
            if not self._belongs(key):
                yield Damage(PurePosixPath(key), "does not belong here")
                continue
            there.add(digest)
            if _digest(self._stream(digest)) != digest:
                yield Damage(PurePosixPath(key), "its content has changed")
        for digest in sorted({entry.sha256 for entry in self.received()} - there - set(erased)):
            yield Damage(PurePosixPath(self.key(digest)), "is missing")

    def sweep(self) -> int:
        """Nothing is ever left: an object is there whole or not at all, and spooled files have no names."""
        return 0

    def _belongs(self, key: str) -> bool:
        return len(key) == len(self._mail) + _KEY_LENGTH and key == self.key(PurePosixPath(key).stem)

    def _keep(self, digest: str, body: bytes | IO[bytes], *, size: int) -> None:
        """Put a mail unless it is there and right; a damaged one is put aside."""
        key = self.key(digest)
        told = self._bucket.told(key)
        if told is not None:
            if told.size == size and (told.sha256 or _digest(self._stream(digest))) == digest:
                return
            self._bucket.copy(key, f"{self._prefix}damaged/{digest}.eml")
        self._bucket.put(key, body, digest=bytes.fromhex(digest))

    def _stream(self, digest: str) -> Iterator[bytes]:
        try:
            yield from self._bucket.stream(self.key(digest))
        except NoSuchObjectError as fault:
            raise ArchiveDamagedError(f"{self.where(digest)} is missing") from fault

    @contextmanager
    def _spooled(self) -> Iterator[IO[bytes]]:
        with translated():
            self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=self._spool)  # noqa: SIM115  # closed below
        with file:
            yield file


def _digest(pieces: Iterable[bytes]) -> str:
    made = hashlib.sha256()
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()


def _entry(read: Callable[[bytes], _T], key: str, line: bytes) -> _T:
    try:
        return read(line)
    except (ValueError, KeyError, TypeError) as fault:
        raise ArchiveDamagedError(f"{key} holds a line that is no entry") from fault
