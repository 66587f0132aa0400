"""What may still be taken out of the wrappers of one mail, counted as it is read, never as it is declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from parsers.errors import OverLimitError
from parsers.limits import Limits
from parsers.mail import Outcome

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """One file found in a wrapper: its name as written there, its bytes, and its outcome if that is settled already."""

    name: str
    data: bytes
    declared: str = ""
    outcome: Outcome = Outcome.NOT_READ
    reason: str = ""


class Budget:
    """Bytes and files left to one mail; shared by all its wrappers."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bytes = limits.expanded_bytes

    def read(self, stream: IO[bytes]) -> bytes:
        """All of ``stream``.

        Raises:
            OverLimitError: it holds more than one document may, or than is left to this mail.
        """
        chunks: list[bytes] = []
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            self._bytes -= len(chunk)
            if self._bytes < 0 or size > self.limits.document_bytes:
                raise OverLimitError("it expands to more than can be read safely")
            chunks.append(chunk)
        return b"".join(chunks)

    def expect(self, *, size: int, files: int) -> None:
        """Refuse at once what says itself that it is too large.

        Raises:
            OverLimitError: ``size`` bytes or ``files`` files are more than is left.
        """
        if files > self.limits.archive_members:
            raise OverLimitError(f"it holds {files} files, the limit is {self.limits.archive_members}")
        if size > self._bytes:
            raise OverLimitError(f"it expands to {size // 1024 // 1024} MB")

    def spend(self, size: int) -> None:
        """Count ``size`` bytes taken out by other means than `read`.

        Raises:
            OverLimitError: more than is left to this mail.
        """
        self._bytes -= size
        if self._bytes < 0:
            raise OverLimitError("it expands to more than can be read safely")
