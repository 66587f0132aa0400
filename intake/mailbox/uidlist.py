"""UIDs for the files of a Maildir: given once, never given again, remembered across restarts.

A Maildir has names, not numbers. This keeps ``intake-uidlist`` in the folder: a first line with a format number,
UIDVALIDITY (fixed when the file is made) and the next UID, then one line a file, ``<uid> <name>`` with the name
percent-encoded. It is replaced whole, flushed to disk before a new UID is handed out, and locked while it is changed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote

from intake import clock
from intake.errors import MailboxError

_NAME = "intake-uidlist"
_FORMAT = "1"


class UidList:
    """The UIDs of one folder. Raises MailboxError when its file cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._stamp: tuple[int, int] | None = None
        self.uidvalidity = 0
        self._next = 1
        self._uids: dict[str, int] = {}
        with self._locked():
            self._read()
            if not self.uidvalidity:
                self.uidvalidity = int(clock.now().timestamp())
                self._write()

    def update(self, files: Mapping[str, Path]) -> Mapping[str, int]:
        """Give UIDs to the ``files`` (by name) that have none, oldest first, and forget the others; name → UID."""
        if files.keys() == self._uids.keys() and self._stamp == self._stamp_now():
            return self._uids
        with self._locked():
            self._read()
            kept = {name: self._uids[name] for name in files if name in self._uids}
            for name in _by_age({name: path for name, path in files.items() if name not in kept}):
                kept[name] = self._next
                self._next += 1
            changed = kept != self._uids
            self._uids = kept
            if changed:
                self._write()
        return self._uids

    def _read(self) -> None:
        if self._stamp is not None and self._stamp == self._stamp_now():
            return
        try:
            text = self._path.read_text(encoding="ascii")
            self.uidvalidity, self._next, self._uids = _parse(text)
        except FileNotFoundError:
            return
        except ValueError:
            raise MailboxError(
                f"{self._path} is damaged; move it away, and every mail in the folder is looked at again"
            ) from None
        self._stamp = self._stamp_now()

    def _write(self) -> None:
        lines = [f"{_FORMAT} {self.uidvalidity} {self._next}"]
        lines += [
            f"{uid} {quote(name, errors='surrogateescape')}"
            for name, uid in sorted(self._uids.items(), key=lambda item: item[1])
        ]
        content = ("\n".join(lines) + "\n").encode("ascii")
        temporary = self._path.with_suffix(".new")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
        sync_folder(self._path.parent)
        self._stamp = self._stamp_now()

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

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


def _parse(text: str) -> tuple[int, int, dict[str, int]]:
    """UIDVALIDITY, the next UID, and name → UID; ValueError for anything else than `UidList` writes."""
    head, *lines = text.removesuffix("\n").split("\n")
    form, validity, following = head.split(" ")
    if form != _FORMAT:
        raise ValueError(form)
    entries = [line.split(" ") for line in lines]
    return int(validity), int(following), {unquote(name, errors="surrogateescape"): int(uid) for uid, name in entries}


def _by_age(files: Mapping[str, Path]) -> list[str]:
    """The names by their files' time of delivery; a file that went meanwhile is left out."""
    aged = []
    for name, path in files.items():
        with suppress(FileNotFoundError):
            aged.append((path.stat().st_mtime_ns, name))
    return [name for _, name in sorted(aged)]


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, so that a rename in it outlives a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
