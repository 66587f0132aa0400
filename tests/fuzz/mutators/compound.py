"""Changes to OLE compound files (MS-CFB: .msg, .doc, .xls) and TNEF streams (MS-OXTNEF), at the places that steer."""

from __future__ import annotations

import struct
from random import Random

from tests.fuzz.mutators.raw import mutate as mutate_bytes
from tests.fuzz.mutators.raw import span

_SECTOR = 512
_ENTRY = 128  # of the directory
_NUMBERS = (0, 1, 2, 3, 0x10, 0x7F, 0xFF, 0x7FFFFFFF, 0xFFFFFFFA, 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF)
_HEADER = (24, 26, 28, 30, 32, 44, 48, 56, 60, 64, 68, 72, *range(76, 120, 4))  # versions, sizes, first sectors
_IN_ENTRY = (0, 64, 66, 67, 68, 72, 76, 116, 120, 124)  # name, its length, type, siblings, child, start, size


def mutate(data: bytes, random: Random) -> bytes:
    """One change of a header field, a sector number in a chain, a directory entry, or the bytes of a stream."""
    if len(data) < 2 * _SECTOR:
        return mutate_bytes(data, random)
    share = random.random()
    if share < 0.2:
        at = random.choice(_HEADER)
    elif share < 0.5:
        root = data.find("Root Entry".encode("utf-16-le"))
        entries = max(1, (len(data) - root) // _ENTRY)
        at = max(0, root) + _ENTRY * random.randrange(min(entries, 200)) + random.choice(_IN_ENTRY)
    elif share < 0.75:
        at = _SECTOR + 4 * random.randrange(len(data) // 4)
    elif share < 0.9:
        return mutate_bytes(data, random)
    else:
        start, end = sorted(_SECTOR * random.randrange(1, len(data) // _SECTOR + 1) for _ in range(2))
        return data[:start] + random.choice((b"", data[end : end + _SECTOR], data[start:end] * 2)) + data[end:]
    own = random.randrange(max(1, len(data) // _SECTOR))
    odd = struct.pack("<I", random.choice((*_NUMBERS, own, own)))[: random.choice((2, 4, 4))]
    return data[:at] + odd + data[at + len(odd) :]


def mutate_tnef(data: bytes, random: Random) -> bytes:
    """One change of an attribute's level, identity, length, bytes or checksum."""
    starts = _attributes(data)
    if not starts or random.random() < 0.2:
        return mutate_bytes(data, random)
    start, length = random.choice(starts)
    end = start + 9 + length + 2
    other, other_length = random.choice(starts)
    inside = start + 9 + span(length, random)[0]
    changes = (
        data[: start + 5]
        + struct.pack("<I", random.choice((*_NUMBERS, length + 1, length - 1 if length else 0)))
        + data[start + 9 :],
        data[: start + 1]
        + struct.pack("<I", random.choice((0x00069003, 0x00069005, 0x0006800F, 0x00018010)))
        + data[start + 5 :],
        data[:start] + data[end:],
        data[:end] + data[start:end] * random.choice((1, 3, 300 if length < 5_000 else 3)) + data[end:],
        data[:start] + data[other : other + 11 + other_length] + data[end:],
        data[:inside] + struct.pack("<I", random.choice(_NUMBERS)) + data[inside + 4 :],
        data[: start + 9 + length] + b"\x00\x00" + data[end:],
        data[:inside],
    )
    return random.choice(changes)


def _attributes(data: bytes) -> list[tuple[int, int]]:
    """Where each attribute of the stream begins, and the length it claims."""
    found: list[tuple[int, int]] = []
    at = 6
    while at + 9 <= len(data) and len(found) < 2_000:
        length = struct.unpack_from("<I", data, at + 5)[0]
        found.append((at, min(length, len(data))))
        at += 11 + length
    return found
