"""Put letters in a Maildir instead of sending them, for trials and the demonstration: they lie there to be opened.

A letter is written to ``tmp`` and synced, then renamed into ``new``: it is there whole or not at all. The files end in
``.eml`` so that a double click opens them.
"""

from __future__ import annotations

import itertools
import os
import socket
from pathlib import Path

from intake import clock
from intake.errors import DeliveryError
from intake.letters.errors import OutgoingServerError

_COUNTER = itertools.count(1)


class MaildirWire:
    """See `intake.letters.wire.Wire`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> None:
        """Make the folders where they are missing. See `Wire.open`."""
        try:
            for name in ("tmp", "new", "cur"):
                (self._path / name).mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise OutgoingServerError(f"{self._path}: cannot be made or written to: {fault.strerror}") from fault

    def send(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Put one letter in ``new``. See `Wire.send`."""
        name = _unique_name()
        temporary = self._path / "tmp" / name
        try:
            with temporary.open("xb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(self._path / "new" / name)
            _sync_folder(self._path / "new")
        except OSError as fault:
            temporary.unlink(missing_ok=True)
            raise DeliveryError(f"{self._path}: the letter could not be written: {fault.strerror}") from fault

    def close(self) -> None:
        """See `Wire.close`."""


def _unique_name() -> str:
    """A name no other delivery has: the time, this process and a counter, the host."""
    at = clock.now()
    host = socket.gethostname().replace("/", "_").replace(":", "_")
    return f"{int(at.timestamp())}.M{at.microsecond}P{os.getpid()}Q{next(_COUNTER)}.{host}.eml"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
