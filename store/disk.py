"""How bytes reach the disk for good, and what the operating system's errors mean to the store.

For the archive in a folder and its journal; the database sees to its own files.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreFullError, StoreReadOnlyError, StoreUnreachableError
from store.kept import HEAD, Kept
from store.lending import PIECE

#: What the operating system says → what it means.
_FAULTS = {
    errno.ENOSPC: StoreFullError,
    errno.EDQUOT: StoreFullError,
    errno.EROFS: StoreReadOnlyError,
    errno.EACCES: StoreReadOnlyError,
    errno.EPERM: StoreReadOnlyError,
}


def write_pieces(pieces: Iterable[bytes], handle: int) -> Kept:
    """Write ``pieces`` to an open file and to the disk, as they come; what they raise is not ours to translate."""
    digest, size, head = hashlib.sha256(), 0, b""
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        head += piece[: HEAD - len(head)]
        view = memoryview(piece)
        with translated():
            while view:
                view = view[os.write(handle, view) :]
    with translated():
        os.fsync(handle)
    return Kept(sha256=digest.hexdigest(), size=size, head=head)


def pieces_of(path: Path) -> Iterator[bytes]:
    """What is in a file, of which one piece is in memory at a time."""
    with translated(), path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            yield piece


def digest_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    made = hashlib.sha256()
    for piece in pieces_of(path):
        made.update(piece)
    return made.hexdigest()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the operating system's errors into the store's; a missing file stays what it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise _FAULTS.get(fault.errno or 0, StoreUnreachableError)(str(fault)) from fault


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk (fsync of a file does not reach its name)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
