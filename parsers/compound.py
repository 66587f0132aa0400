"""Compound files (MS-CFB): the storages and streams of old Office documents and Outlook messages, read with suspicion.

Only reading, only within the bytes there are: a chain that runs in a circle or out of the file is damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.errors import DamagedDocumentError, OverLimitError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _ENTRY = 512, 128
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks (2.1)
_NO_ENTRY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MOST_ENTRIES = 20_000
_MOST_SECTORS = 1_000_000

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A directory entry (2.6.1)."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file; ``streams`` are the paths of its streams, in the order of its directory tree."""

    def __init__(self, data: bytes) -> None:
        """Read the tables and the directory.

        Raises:
            DamagedDocumentError: they cannot be followed.
            OverLimitError: they are larger than any document's.
        """
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise DamagedDocumentError("not a compound file")
        self._data = data
        shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or self._mini_shift != 6:
            raise DamagedDocumentError("a compound file of unknown sector size")
        self._size = 1 << shift
        directory, _, self._cutoff, mini_table = struct.unpack_from("<IIII", data, 48)
        self._table = self._allocation()
        self._mini_table = _numbers(self._chain(mini_table)) if mini_table < _LAST else ()
        entries = list(self._entries(self._chain(directory)))
        if not entries or entries[0].kind != _ROOT:
            raise DamagedDocumentError("a compound file without a root")
        self._mini = self._chain(entries[0].start) if entries[0].start < _LAST else b""
        self.streams: dict[Path, _Entry] = dict(_tree(entries))

    def read(self, path: Path) -> bytes:
        """The bytes of a stream; none where there is no such stream.

        Raises:
            DamagedDocumentError: its chain cannot be followed, or it is shorter than it says.
        """
        entry = self.streams.get(path)
        if entry is None or entry.size == 0:
            return b""
        content = self._mini_chain(entry.start) if entry.size < self._cutoff else self._chain(entry.start)
        if len(content) < entry.size:
            raise DamagedDocumentError("a stream is cut short")
        return content[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise DamagedDocumentError("a sector lies outside the file")
        return self._data[start : start + self._size]

    def _allocation(self) -> tuple[int, ...]:
        """The table of chains (2.3), from the places in the header and those carried on after it (2.5)."""
        places = list(struct.unpack_from("<109I", self._data, 76))
        following = struct.unpack_from("<I", self._data, 68)[0]
        seen: set[int] = set()
        while following < _LAST and following not in seen:
            seen.add(following)
            *more, following = _numbers(self._sector(following))
            places += more
        used = [place for place in places if place < _LAST]
        if len(used) * (self._size // 4) > _MOST_SECTORS:
            raise OverLimitError("a compound file of too many sectors")
        return tuple(number for place in used for number in _numbers(self._sector(place)))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, self._table))

    def _mini_chain(self, start: int) -> bytes:
        size = 1 << self._mini_shift
        return b"".join(self._mini[number * size : (number + 1) * size] for number in _follow(start, self._mini_table))

    @staticmethod
    def _entries(directory: bytes) -> Iterator[_Entry]:
        if len(directory) // _ENTRY > _MOST_ENTRIES:
            raise OverLimitError("a compound file of too many streams")
        for offset in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, offset + 64)
            left, right, child = struct.unpack_from("<III", directory, offset + 68)
            start, size = struct.unpack_from("<II", directory, offset + 116)
            name = directory[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            yield _Entry(name, kind, left, right, child, start, size)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _follow(start: int, table: tuple[int, ...]) -> Iterator[int]:
    """The numbers of a chain."""
    number, steps = start, 0
    while number < _LAST:
        if number >= len(table) or steps > len(table):
            raise DamagedDocumentError("a chain of sectors cannot be followed")
        yield number
        number, steps = table[number], steps + 1


def _tree(entries: list[_Entry]) -> Iterator[tuple[Path, _Entry]]:
    """The streams with their paths. Each entry is visited once, whatever the links say."""
    seen: set[int] = set()
    waiting: list[tuple[int, Path]] = [(entries[0].child, ())]
    while waiting:
        number, path = waiting.pop()
        if number == _NO_ENTRY or number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        waiting += [(entry.right, path), (entry.left, path)]
        if entry.kind == _STORAGE:
            waiting.append((entry.child, (*path, entry.name)))
        elif entry.kind == _STREAM:
            yield (*path, entry.name), entry
