"""How a child speaks to the service: frames of one letter, a length and a payload, over a pipe.

Both halves are here so that they cannot drift apart: `parsers.child` writes, `intake.sandbox` reads. Payloads are JSON
or raw bytes, never pickle: a child that was taken over must not be able to run code in the service.
"""

from __future__ import annotations

import os
import struct
from enum import Enum

_HEAD = struct.Struct(">cI")


class FrameKind(Enum):
    """What a frame says."""

    BEGIN = b"B"  # a document is about to be read: its name
    END = b"E"  # it has been read
    RESULT = b"R"  # the last frame: what was asked for
    FAULT = b"F"  # the last frame: JSON {"kind", "message"}


class FrameError(Exception):
    """The child sent something that is no frame, or more than it may."""


def write_frame(descriptor: int, kind: FrameKind, payload: bytes = b"") -> None:
    """Write one frame to the pipe ``descriptor``."""
    data = memoryview(_HEAD.pack(kind.value, len(payload)) + payload)
    while data:
        data = data[os.write(descriptor, data) :]


class FrameBuffer:
    """Puts frames together from pieces as they come through the pipe."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray()

    def feed(self, data: bytes) -> list[tuple[FrameKind, bytes]]:
        """The frames that ``data`` completes.

        Raises:
            FrameError: an unknown letter, or a frame of more bytes than the limit.
        """
        self._data += data
        frames: list[tuple[FrameKind, bytes]] = []
        while len(self._data) >= _HEAD.size:
            letter, size = _HEAD.unpack_from(self._data)
            if size > self._limit:
                raise FrameError(f"a frame of {size} bytes, the limit is {self._limit}")
            if len(self._data) < _HEAD.size + size:
                break
            try:
                kind = FrameKind(letter)
            except ValueError as error:
                raise FrameError(f"a frame of unknown kind {letter!r}") from error
            frames.append((kind, bytes(self._data[_HEAD.size : _HEAD.size + size])))
            del self._data[: _HEAD.size + size]
        return frames
