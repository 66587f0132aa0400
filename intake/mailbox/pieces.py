"""Large mail, of which the service has no more than a piece in memory at a time.

A mail that comes in pieces is only believed when they come to exactly what was promised; else `NotInPiecesError` says
that it must be fetched whole (`Mailbox.fetch`), where what is wrong with it is found out. Pieces over IMAP are asked
for in `intake.mailbox.fetching`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from intake.errors import IntakeError

#: How much of a mail is asked for at a time, in bytes.
PIECE = 1024 * 1024


class NotInPiecesError(IntakeError):
    """The mail does not come in pieces that add up; it must be fetched whole."""


def pieces_of_file(path: Path) -> Iterator[bytes]:
    """The bytes of a file, if it stays as it is meanwhile.

    Raises:
        NotInPiecesError: it is gone, cannot be read, or is still being written.
    """
    try:
        with path.open("rb", buffering=0) as file:
            before, taken = os.fstat(file.fileno()), 0
            while piece := file.read(PIECE):
                taken += len(piece)
                yield piece
            after = os.fstat(file.fileno())
    except OSError as error:
        raise NotInPiecesError(str(error)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or taken != after.st_size:
        raise NotInPiecesError(f"{path} is still being written")
