"""The archive's journal: one JSON line for each time a mail was seen on a server, only ever appended.

With it the store can be rebuilt from the archive alone: the raw mail says what, the journal says where and when.
A line counts once its line feed is on the disk; what follows the last line feed is the trace of a crash.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store.disk import sync_folder
from store.errors import ArchiveDamagedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where and when a mail was seen: mailbox, UIDVALIDITY, UID and INTERNALDATE (RFC 3501), and when it was filed.

    ``size`` is set where the server's mail is larger than what was kept (only the header block of an oversize mail).
    """

    mailbox: str
    uidvalidity: int
    uid: int
    internaldate: datetime
    filed_at: datetime
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry(Arrival):
    """One line of the journal: an arrival and the sha256 of the mail in the archive."""

    sha256: str

    @classmethod
    def of(cls, digest: str, arrival: Arrival) -> JournalEntry:
        """The entry for a mail that was put in the archive under this sha256."""
        values = {name: getattr(arrival, name) for name in Arrival.__slots__}
        return cls(sha256=digest, **values)

    def line(self) -> bytes:
        """The entry as one line of JSON."""
        values = {
            "sha256": self.sha256,
            "mailbox": self.mailbox,
            "uidvalidity": self.uidvalidity,
            "uid": self.uid,
            "internaldate": self.internaldate.isoformat(),
            "filed_at": self.filed_at.isoformat(),
            **({} if self.size is None else {"size": self.size}),
        }
        return json.dumps(values, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> JournalEntry:
        """The entry in one line; raises ValueError, KeyError or TypeError for anything else."""
        values = json.loads(line)
        instants = {name: datetime.fromisoformat(values[name]) for name in ("internaldate", "filed_at")}
        return cls(**values | instants)


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal in one file, made when the first line is written."""

    path: Path

    def append(self, entries: Sequence[JournalEntry]) -> None:
        """Add these lines; they are on the disk when this returns. A torn line before them is taken away."""
        if not entries:
            return
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            whole = _end_of_last_line(handle)
            os.ftruncate(handle, whole)
            try:
                _write_all(handle, b"".join(entry.line() for entry in entries))
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, whole)
                raise
        finally:
            os.close(handle)
        sync_folder(self.path.parent)

    def entries(self) -> Iterator[JournalEntry]:
        """Every whole line, in order.

        Raises:
            ArchiveDamagedError: a line other than a torn last one is not an entry.
        """
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    return
                try:
                    yield JournalEntry.from_line(line)
                except (ValueError, KeyError, TypeError) as fault:
                    raise ArchiveDamagedError(f"line {number} of {self.path} is not an entry") from fault


def _end_of_last_line(handle: int) -> int:
    """How many bytes from the start are whole lines."""
    end = os.fstat(handle).st_size
    while end > 0:
        start = max(0, end - 4096)
        found = os.pread(handle, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
