"""The raw archive in a folder, on a disk of this machine or one that several machines share.

A mail lies in ``<folder>/ab/cd/<sha256>.eml``. When `Archive.put_many` returns, its bytes, its names and the journal
of where it was seen (``received.jsonl``, see `store.journal`) have all reached the disk; a crash before that leaves
at most a file under ``tmp`` and a torn last line, both of which are recognised. What was done with the mail is noted
beside it (``done.jsonl``, see `store.deeds`). What an archive promises is in `store.archive`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from store.archive import Archive, Damage
from store.deeds import Deed, Deeds
from store.disk import digest_of, pieces_of, sync_folder, translated, write_pieces
from store.errors import ArchiveDamagedError, StoreUnreachableError
from store.journal import Arrival, Journal, JournalEntry
from store.kept import Kept
from store.lending import LARGE, Lent, lent_file

#: What a file that turned out damaged is renamed to, so that it is kept but never read.
_DAMAGED = ".damaged"

#: A temporary file not written to for so many seconds is nobody's any more.
_ABANDONED = 3600


class FolderArchive(Archive):
    """See `store.archive.Archive`; the folder is made when the first mail is put.

    With ``must_exist`` it is never made: a folder that several machines share and that is not there is one whose share
    is not mounted, and its mail is not missing.
    """

    def __init__(self, folder: Path, *, must_exist: bool = False) -> None:
        self.folder = folder
        self._must_exist = must_exist
        self._temporary = folder / "tmp"
        self._journal = Journal(folder / "received.jsonl")
        self._deeds = Deeds(folder / "done.jsonl")
        self._durable: set[str] = set()  # relative to the folder: there are up to 65,000, for as long as we run

    def path(self, digest: str) -> Path:
        """Where the mail with this sha256 (in hexadecimal) lies or would lie."""
        return self.folder / digest[:2] / digest[2:4] / f"{digest}.eml"

    def where(self, digest: str) -> str:
        """The file."""
        return str(self.path(digest))

    def put_many(self, raws: Sequence[bytes], *, arrivals: Sequence[Arrival] = ()) -> list[str]:
        """See `store.archive.Archive.put_many`.

        Raises:
            StoreFullError, StoreReadOnlyError, StoreUnreachableError: nothing was promised; nothing half is left.
        """
        if arrivals and len(arrivals) != len(raws):
            raise ValueError(f"{len(raws)} mails with {len(arrivals)} arrivals")
        digests = [sha256(raw).hexdigest() for raw in raws]
        with translated():
            self._keep(dict(zip(digests, raws, strict=True)))
            self._journal.append(
                [JournalEntry.of(digest, arrival) for digest, arrival in zip(digests, arrivals, strict=False)]
            )
        return digests

    def put_pieces(self, pieces: Iterable[bytes], *, arrival: Arrival | None = None) -> Kept:
        """See `store.archive.Archive.put_pieces`; the pieces are written to a temporary file as they come."""
        with translated():
            self._make_folders({self._temporary})
            handle, name = mkstemp(dir=self._temporary)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb", buffering=0) as file:
                kept = write_pieces(pieces, file.fileno())
            with translated():
                self._settle(temporary, kept.sha256)
                self._journal.append([JournalEntry.of(kept.sha256, arrival)] if arrival else [])
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        return kept

    def read(self, digest: str) -> bytes:
        """The bytes of a mail, compared with its digest."""
        path = self.path(digest)
        with self._missing_is_damage(path), translated():
            raw = path.read_bytes()
        if sha256(raw).hexdigest() != digest:
            raise ArchiveDamagedError(f"the content of {path} has changed")
        return raw

    @contextmanager
    def lend(self, digest: str) -> Iterator[Lent]:
        """A mail for whoever reads it: never the archive's own file."""
        path = self.path(digest)
        with self._missing_is_damage(path), translated():
            size = path.stat().st_size
        if size <= LARGE:
            yield self.read(digest)
            return
        folder = self._temporary if os.access(self._temporary, os.W_OK) else None
        with lent_file(pieces_of(path), digest, folder=folder, where=str(path)) as lent:
            yield lent

    @contextmanager
    def _missing_is_damage(self, path: Path) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as fault:
            self._look_for_it()
            raise ArchiveDamagedError(f"{path} is missing") from fault

    def _look_for_it(self) -> None:
        if self._must_exist and not self.folder.is_dir():
            raise StoreUnreachableError(
                f"the archive's folder {self.folder} is not there; is the share mounted? For a first start, make it"
            )

    def __contains__(self, digest: str) -> bool:
        """Whether a mail with this sha256 was put; its content is not looked at."""
        if self.path(digest).is_file():
            return True
        self._look_for_it()
        return False

    def __iter__(self) -> Iterator[str]:
        """The sha256 of every mail, in ascending order."""
        for path in self._files():
            if path.suffix == ".eml":
                yield path.stem

    def received(self) -> Iterator[JournalEntry]:
        """Where every mail was seen, in the order it was put; a mail that was put again is there again."""
        self._look_for_it()
        return self._journal.entries()

    def note_done(self, deeds: Sequence[Deed]) -> None:
        """Note what was done, after it was committed.

        Raises:
            StoreFullError, StoreReadOnlyError, StoreUnreachableError: it is not noted.
        """
        self._look_for_it()
        with translated():
            self._deeds.append(deeds)

    def done(self) -> Iterator[Deed]:
        """What was done, in the order it was done."""
        self._look_for_it()
        return self._deeds.entries()

    def remove(self, digest: str) -> bool:
        """Erase the mail with this sha256 for good; whether there was one. Its lines in the journal stay.

        Raises:
            StoreReadOnlyError, StoreUnreachableError: it is still there, or its name may come back after a crash.
        """
        path = self.path(digest)
        with translated():
            try:
                path.unlink()
            except FileNotFoundError:
                self._look_for_it()
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
            elif digest_of(path) != path.stem:
                yield Damage(path, "its content has changed")
        for digest in sorted({entry.sha256 for entry in self.received()}):
            if digest not in self and digest not in erased:
                yield Damage(self.path(digest), "is missing")

    def sweep(self) -> int:
        """Remove what a crash left under ``tmp``, once nobody has written to it for an hour; returns how many files."""
        leftovers = list(self._temporary.glob("*")) if self._temporary.is_dir() else []
        removed = 0
        with translated():
            for path in leftovers:
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime <= time.time() - _ABANDONED:
                        path.unlink()
                        removed += 1
        return removed

    def _files(self) -> Iterator[Path]:
        self._look_for_it()
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

    def _settle(self, temporary: Path, digest: str) -> None:
        """Give a mail that was written its name, durably; one that is there already keeps the file it has."""
        path = self.path(digest)
        self._make_folders({path.parent})
        with suppress(FileNotFoundError):
            if digest_of(path) == digest:
                sync_folder(path.parent)
                return
            path.replace(path.with_suffix(path.suffix + _DAMAGED))
        temporary.replace(path)
        sync_folder(path.parent)

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
        self._look_for_it()
        made: list[Path] = []
        for folder in folders:
            lineage = [folder, *folder.parents]
            for path in reversed(lineage[: lineage.index(self.folder) + 1]):
                if str(path.relative_to(self.folder)) not in self._durable:
                    path.mkdir(mode=0o700, parents=path == self.folder, exist_ok=True)
                    made.append(path)
        for parent in {path.parent for path in made}:
            sync_folder(parent)
        self._durable.update(str(path.relative_to(self.folder)) for path in made)


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
