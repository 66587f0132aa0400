"""UIDs for the files of a Maildir: given once, never given again, remembered across restarts.

A Maildir has names, not numbers. This keeps ``intake-uidlist`` in the folder: a first line with a format number,
UIDVALIDITY (fixed when the file is made) and the next UID at the time of writing, then one line a change, ``<uid>
<name>`` for a file that came and ``0 <name>`` for one that went, names percent-encoded. Changes are appended, and on
disk before a new UID is handed out; now and then the file is replaced by a shorter one. It is locked while it changes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

from intake import clock
from intake.errors import MailboxError

_NAME = "intake-uidlist"
_FORMAT = "1"

#: The file is replaced by a shorter one when it has this many lines more than twice the files there are.
_SPARE_LINES = 1_000


@dataclass
class _Listing:
    """What the file says: ``lines`` counts its changes, ``torn`` that a crash cut its last line short."""

    uidvalidity: int
    next_uid: int
    uids: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    torn: bool = False


class UidList:
    """The UIDs of one folder. Raises MailboxError when its file cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._stamp: tuple[int, ...] | None = None
        self._listing = _Listing(uidvalidity=int(clock.now().timestamp()), next_uid=1)
        with self._locked():
            self._read()
            if self._stamp is None:
                self._replace()

    @property
    def uidvalidity(self) -> int:
        """UIDVALIDITY of the folder."""
        return self._listing.uidvalidity

    def update(self, files: Mapping[str, str]) -> Mapping[str, int]:
        """Give UIDs to the ``files`` (name → path) that have none, oldest first, and forget the others; name → UID."""
        if files.keys() == self._listing.uids.keys() and self._stamp == self._stamp_now():
            return self._listing.uids
        with self._locked():
            self._read()
            uids = self._listing.uids
            gone = [name for name in uids if name not in files]
            came = _by_age({name: path for name, path in files.items() if name not in uids})
            changes = [(0, name) for name in gone]
            changes += [(self._listing.next_uid + number, name) for number, name in enumerate(came)]
            for uid, name in changes:
                _apply(self._listing, uid, name)
            self._write(changes)
        return self._listing.uids

    def _read(self) -> None:
        if self._stamp is not None and self._stamp == self._stamp_now():
            return
        try:
            self._listing = _parse(self._path.read_text(encoding="ascii"))
        except FileNotFoundError:
            self._stamp = None
            return
        except ValueError:
            raise MailboxError(
                f"{self._path} is damaged; move it away, and every mail in the folder is looked at again"
            ) from None
        self._stamp = self._stamp_now()

    def _write(self, changes: Sequence[tuple[int, str]]) -> None:
        listing = self._listing
        listing.lines += len(changes)
        if self._stamp is None or listing.torn or listing.lines > 2 * len(listing.uids) + _SPARE_LINES:
            self._replace()
        elif changes:
            with self._path.open("ab") as file:
                file.write(_lines(changes))
                _to_disk(file)
            self._stamp = self._stamp_now()

    def _replace(self) -> None:
        listing = self._listing
        head = f"{_FORMAT} {listing.uidvalidity} {listing.next_uid}\n".encode()
        temporary = self._path.with_suffix(".new")
        with temporary.open("wb") as file:
            file.write(head + _lines([(uid, name) for name, uid in listing.uids.items()]))
            _to_disk(file)
        temporary.replace(self._path)
        sync_folder(self._path.parent)
        listing.lines, listing.torn = len(listing.uids), False
        self._stamp = self._stamp_now()

    def _stamp_now(self) -> tuple[int, ...] | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with self._path.with_suffix(".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise MailboxError(
                f"{self._path} cannot be written: {error.strerror}; check who owns the folder"
            ) from error


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, so that a rename in it outlives a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _lines(changes: Sequence[tuple[int, str]]) -> bytes:
    return "".join(f"{uid} {quote(name, errors='surrogateescape')}\n" for uid, name in changes).encode("ascii")


def _apply(listing: _Listing, uid: int, name: str) -> None:
    if uid == 0:
        listing.uids.pop(name, None)
        return
    listing.uids[name] = uid
    listing.next_uid = max(listing.next_uid, uid + 1)


def _parse(text: str) -> _Listing:
    """What the file says; ValueError for anything else than `UidList` writes.

    A last line without its end was cut short by a crash: its UID was never handed out, so it never was.
    """
    head, _, changes = text.partition("\n")
    *lines, rest = changes.split("\n")
    form, validity, following = head.split(" ")
    if form != _FORMAT:
        raise ValueError(form)
    listing = _Listing(uidvalidity=int(validity), next_uid=int(following), lines=len(lines), torn=rest != "")
    for line in lines:
        uid, name = line.split(" ")
        _apply(listing, int(uid), unquote(name, errors="surrogateescape") if "%" in name else name)
    return listing


def _by_age(files: Mapping[str, str]) -> list[str]:
    """The names by their files' time of delivery; a file that went meanwhile is left out."""
    aged = []
    for name, path in files.items():
        with suppress(FileNotFoundError):
            aged.append((Path(path).stat().st_mtime_ns, name))
    return [name for _, name in sorted(aged)]
