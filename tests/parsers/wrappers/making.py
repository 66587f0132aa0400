"""Writes compound files, Outlook messages and winmail.dat as their specifications say, for the tests to read."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


class _Writer:
    """A compound file of 512-byte sectors (MS-CFB); its siblings are a plain chain."""

    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.table: list[int] = []
        self.mini = b""
        self.mini_table: list[int] = []
        self.entries: list[bytes] = []

    def put(self, data: bytes) -> int:
        """Store ``data`` in sectors; the first of them."""
        pieces = [data[start : start + 512].ljust(512, b"\0") for start in range(0, len(data), 512)]
        first = len(self.sectors)
        self.table += [*range(first + 1, first + len(pieces)), _END]
        self.sectors += pieces
        return first

    def put_small(self, data: bytes) -> int:
        count, first = -(-len(data) // 64), len(self.mini_table)
        self.mini_table += [*range(first + 1, first + count), _END]
        self.mini += data.ljust(count * 64, b"\0")
        return first

    def add(self, name: str, content: bytes | Tree, following: int) -> int:
        """Write an entry and what is under it; its number."""
        place = len(self.entries)
        self.entries.append(b"")
        child, start, size = _NONE, 0, 0
        if isinstance(content, bytes):
            size = len(content)
            start = (self.put_small(content) if size < 4096 else self.put(content)) if size else _END
        else:
            for inner, value in reversed(list(content.items())):
                child = self.add(inner, value, child)
        self.entries[place] = entry(name, 2 if isinstance(content, bytes) else 1, following, child, start, size)
        return place


def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(wide), kind, 1, _NONE, right, child)
    return wide.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def compound(tree: Tree) -> bytes:
    """A compound file with these storages and streams."""
    writer = _Writer()
    writer.entries.append(b"")
    child = _NONE
    for name, content in reversed(list(tree.items())):
        child = writer.add(name, content, child)
    mini = writer.put(writer.mini) if writer.mini else _END
    writer.entries[0] = entry("Root Entry", 5, _NONE, child, mini, len(writer.mini))
    directory = writer.put(b"".join(writer.entries))
    table = writer.mini_table
    mini_table = writer.put(struct.pack(f"<{len(table)}I", *table)) if table else _END
    count = 1
    while count * 128 < len(writer.sectors) + count:
        count += 1
    first = len(writer.sectors)
    allocation = [*writer.table, *[_FAT] * count]
    allocation += [_FREE] * (count * 128 - len(allocation))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, count, directory, 0, 4096, mini_table, 1 if table else 0, _END, 0)
    places = [*range(first, first + count)] + [_FREE] * (109 - count)
    return (
        head
        + struct.pack("<109I", *places)
        + b"".join(writer.sectors)
        + struct.pack(f"<{len(allocation)}I", *allocation)
    )


def outlook_tree(*, subject: str, body: str, files: Sequence[tuple[str, bytes]], inner: Tree | None = None) -> Tree:
    """The storages of an Outlook message (MS-OXMSG)."""
    tree: dict[str, bytes | Tree] = {
        "__properties_version1.0": bytes(32),
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        "__substg1.0_5D01001F": "jo@council.example".encode("utf-16-le"),
    }
    for number, (name, data) in enumerate(files):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    if inner is not None:
        tree["__attach_version1.0_#000000FF"] = {"__substg1.0_3701000D": inner}
    return tree


def attribute(level: int, number: int, content: bytes) -> bytes:
    """One attribute of a winmail.dat (MS-OXTNEF)."""
    head = struct.pack("<BHHI", level, number, 0x0006, len(content))
    return head + content + struct.pack("<H", sum(content) & 0xFFFF)


def winmail(*files: tuple[str, bytes]) -> bytes:
    """A winmail.dat with these files, each with a short name and a long one."""
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9006, struct.pack("<I", 0x00010000))
    for name, data in files:
        wide = name.encode("utf-16-le") + b"\0\0"
        named = bytes(16) + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + bytes(2)
        properties = struct.pack("<I", 3)
        properties += struct.pack("<HHI", 0x0003, 0x3705, 1)
        properties += struct.pack("<HH", 0x0003, 0x8001) + named + struct.pack("<I", 7)
        properties += struct.pack("<HHII", 0x001F, 0x3707, 1, len(wide)) + wide.ljust(-(-len(wide) // 4) * 4, b"\0")
        out += attribute(2, 0x9002, bytes(14)) + attribute(2, 0x8010, b"SHORT~1.PDF\0")
        out += attribute(2, 0x800F, data) + attribute(2, 0x9005, properties)
    return out
