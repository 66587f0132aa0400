"""A mail of the archive lent to somebody who is not trusted with the archive: as bytes, or as a file of its own.

Who reads a stranger's mail (`intake.sandbox`) is handed the file itself, and could write to it; so a large mail is
lent as a copy without a name, on the disk and not in memory, which is gone when it is closed.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.errors import ArchiveDamagedError

#: Mail of more bytes than this is never wholly in the memory of the service: it is filed and lent piece by piece.
LARGE = 1_000_000

#: How much of a large mail is in memory at a time, in bytes.
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LentFile:
    """A mail in an open file that has no name: its descriptor, its sha256 in hexadecimal, its size in bytes."""

    descriptor: int
    sha256: str
    size: int


#: A mail as it is lent: small ones in memory.
Lent = bytes | LentFile


@contextmanager
def lent_file(pieces: Iterable[bytes], digest: str, *, folder: Path | None, where: str) -> Iterator[LentFile]:
    """The mail that comes in ``pieces`` as a file in ``folder`` (the system's for temporary files unless given).

    Raises:
        ArchiveDamagedError: what came has not this ``digest``; ``where`` says where it lies.
    """
    made = hashlib.sha256()
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        size = 0
        for piece in pieces:
            made.update(piece)
            size += len(piece)
            view = memoryview(piece)
            while view:
                view = view[file.write(view) :]
        if made.hexdigest() != digest:
            raise ArchiveDamagedError(f"the content of {where} has changed")
        yield LentFile(descriptor=file.fileno(), sha256=digest, size=size)
