"""A mail's bytes where they lie: in memory, or in a file of which no more than a stretch is in memory at a time.

Small mails are plain bytes. A large one is handed to the child as a file (`parsers.child`); what looks at all of it
does so window by window, so that a mail of 50 MB needs hardly more memory than what is taken out of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Protocol

#: How much is looked at in one go, in bytes.
WINDOW = 1024 * 1024


class Raw(Protocol):
    """Bytes that can be measured and taken in slices without a step, as ``bytes`` themselves can."""

    def __len__(self) -> int: ...
    def __getitem__(self, key: slice, /) -> bytes: ...


class RawFile:
    """The bytes of an open file, which must not change meanwhile. The descriptor stays its owner's."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: slice, /) -> bytes:
        """A slice as bytes of its own; EOFError where the file has become shorter than it was."""
        start, stop, _ = key.indices(self._size)
        pieces: list[bytes] = []
        while start < stop:
            piece = os.pread(self._descriptor, stop - start, start)
            if not piece:
                raise EOFError("the file has become shorter")
            pieces.append(piece)
            start += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def windows(raw: Raw, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The bytes from ``start`` to ``stop`` in pieces of about `WINDOW`, of which none ends between CR and LF."""
    end = len(raw) if stop is None else stop
    while start < end:
        piece = raw[start : min(start + WINDOW, end)]
        if piece.endswith(b"\r") and start + len(piece) < end:
            piece += raw[start + len(piece) : start + len(piece) + 1]
        yield piece
        start += len(piece)


def digest(raw: Raw) -> str:
    """The sha256 in hexadecimal."""
    made = hashlib.sha256()
    for piece in windows(raw):
        made.update(piece)
    return made.hexdigest()
