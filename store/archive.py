"""The raw mail, kept by content and never changed, only erased: what the whole store can be rebuilt from.

A mail lies in ``<folder>/ab/cd/<sha256>.eml``. When `Archive.put_many` returns, its bytes, its names and the journal
of where it was seen (``received.jsonl``, see `store.journal`) have all reached the disk; a crash before that leaves
at most a file under ``tmp`` and a torn last line, both of which are recognised. What was done with the mail is noted
beside it (``done.jsonl``, see `store.deeds`). Rows are `store.messages`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from store.deeds import Deed, Deeds
from store.errors import (
    ArchiveDamagedError,
    StoreFullError,
    StoreReadOnlyError,
    StoreUnreachableError,
)
from store.journal import Arrival, Journal, JournalEntry, sync_folder

#: What the operating system says → what it means.
_FAULTS = {
    errno.ENOSPC: StoreFullError,
    errno.EDQUOT: StoreFullError,
    errno.EROFS: StoreReadOnlyError,
    errno.EACCES: StoreReadOnlyError,
    errno.EPERM: StoreReadOnlyError,
}

#: What a file that turned out damaged is renamed to, so that it is kept but never read.
_DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class Damage:
    """One file of the archive that is not what its name says."""

    path: Path
    what: str


class Archive:
    """The archive in one folder, made when the first mail is put. Several processes may read and write at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._temporary = folder / "tmp"
        self._journal = Journal(folder / "received.jsonl")
        self._deeds = Deeds(folder / "done.jsonl")
        self._durable: set[Path] = set()

    def path(self, digest: str) -> Path:
        """Where the mail with this sha256 (in hexadecimal) lies or would lie."""
        return self.folder / digest[:2] / digest[2:4] / f"{digest}.eml"

    def put_many(self, raws: Sequence[bytes], *, arrivals: Sequence[Arrival] = ()) -> list[str]:
        """Keep these mails and note where each was seen; returns their sha256, in order, once all is on the disk.

        ``arrivals`` are given for every mail or for none. What is there already is compared, not written again; a
        damaged copy is put aside and replaced.

        Raises:
            StoreFullError, StoreReadOnlyError, StoreUnreachableError: nothing was promised; nothing half is left.
        """
        if arrivals and len(arrivals) != len(raws):
            raise ValueError(f"{len(raws)} mails with {len(arrivals)} arrivals")
        digests = [sha256(raw).hexdigest() for raw in raws]
        with _translated():
            self._keep(dict(zip(digests, raws, strict=True)))
            self._journal.append(
                [JournalEntry.of(digest, arrival) for digest, arrival in zip(digests, arrivals, strict=False)]
            )
        return digests

    def put(self, raw: bytes, *, arrival: Arrival | None = None) -> str:
        """`put_many` for one mail."""
        return self.put_many([raw], arrivals=[arrival] if arrival else ())[0]

    def read(self, digest: str) -> bytes:
        """The bytes of a mail, compared with its digest.

        Raises:
            ArchiveDamagedError: the file is missing, or is not what was put.
        """
        path = self.path(digest)
        try:
            with _translated():
                raw = path.read_bytes()
        except FileNotFoundError as fault:
            raise ArchiveDamagedError(f"{path} is missing") from fault
        if sha256(raw).hexdigest() != digest:
            raise ArchiveDamagedError(f"the content of {path} has changed")
        return raw

    def __contains__(self, digest: str) -> bool:
        """Whether a mail with this sha256 was put; its content is not looked at."""
        return self.path(digest).is_file()

    def __iter__(self) -> Iterator[str]:
        """The sha256 of every mail, in ascending order."""
        for path in self._files():
            if path.suffix == ".eml":
                yield path.stem

    def received(self) -> Iterator[JournalEntry]:
        """Where every mail was seen, in the order it was put; a mail that was put again is there again."""
        return self._journal.entries()

    def note_done(self, deeds: Sequence[Deed]) -> None:
        """Note what was done, after it was committed.

        Raises:
            StoreFullError, StoreReadOnlyError, StoreUnreachableError: it is not noted.
        """
        with _translated():
            self._deeds.append(deeds)

    def done(self) -> Iterator[Deed]:
        """What was done, in the order it was done."""
        return self._deeds.entries()

    def remove(self, digest: str) -> bool:
        """Erase the mail with this sha256 for good; whether there was one. Its lines in the journal stay.

        Raises:
            StoreReadOnlyError, StoreUnreachableError: it is still there, or its name may come back after a crash.
        """
        path = self.path(digest)
        with _translated():
            try:
                path.unlink()
            except FileNotFoundError:
                return False
            sync_folder(path.parent)
        return True

    def verify(self, *, erased: Collection[str] = ()) -> Iterator[Damage]:
        """Read everything; yields what is damaged, missing or does not belong here. ``erased`` mail is rightly gone."""
        for path in self._files():
            if path.suffix == _DAMAGED:
                yield Damage(path, "was damaged and has been replaced")
            elif path.suffix != ".eml" or path != self.path(path.stem):
                yield Damage(path, "does not belong here")
            elif sha256(path.read_bytes()).hexdigest() != path.stem:
                yield Damage(path, "its content has changed")
        for digest in sorted({entry.sha256 for entry in self.received()}):
            if digest not in self and digest not in erased:
                yield Damage(self.path(digest), "is missing")

    def sweep(self) -> int:
        """Remove what a crash left under ``tmp``; returns how many files. Only while no other process is writing."""
        leftovers = list(self._temporary.glob("*")) if self._temporary.is_dir() else []
        with _translated():
            for path in leftovers:
                path.unlink(missing_ok=True)
        return len(leftovers)

    def _files(self) -> Iterator[Path]:
        for first in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for second in sorted(first.iterdir()):
                yield from sorted(second.iterdir()) if second.is_dir() else (second,)

    def _keep(self, mails: dict[str, bytes]) -> None:
        """Write what is missing, then make every name durable: one fsync a folder, not one a mail."""
        self._make_folders({self.path(digest).parent for digest in mails} | {self._temporary})
        written: dict[Path, Path] = {}
        try:
            for digest, raw in mails.items():
                path = self.path(digest)
                if not _is_kept(path, raw):
                    written[path] = self._write(raw)
            for path, temporary in written.items():
                temporary.replace(path)
        except BaseException:
            for temporary in written.values():
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
            raise
        # Also for what was there already: whoever put it may have died before making its name durable.
        for folder in {self.path(digest).parent for digest in mails}:
            sync_folder(folder)

    def _write(self, raw: bytes) -> Path:
        handle, name = mkstemp(dir=self._temporary)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        return Path(name)

    def _make_folders(self, folders: set[Path]) -> None:
        """Make these folders, closed to others, with their names durable from the archive's folder down.

        A folder that is there already may have been made by a process that died before its name was durable, so it
        is only trusted once this process has seen to it.
        """
        made: list[Path] = []
        for folder in folders:
            lineage = [folder, *folder.parents]
            for path in reversed(lineage[: lineage.index(self.folder) + 1]):
                if path not in self._durable:
                    path.mkdir(mode=0o700, parents=path == self.folder, exist_ok=True)
                    made.append(path)
        for parent in {path.parent for path in made}:
            sync_folder(parent)
        self._durable.update(made)


def _is_kept(path: Path, raw: bytes) -> bool:
    """Whether the file is there and right; a damaged one is put aside."""
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return False
    if kept == raw:
        return True
    path.replace(path.with_suffix(path.suffix + _DAMAGED))
    return False


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the operating system's errors into the store's; a missing file stays what it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise _FAULTS.get(fault.errno or 0, StoreUnreachableError)(str(fault)) from fault
