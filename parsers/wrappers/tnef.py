"""Outlook's winmail.dat (MS-OXTNEF): the attachments in it. Its text is in the mail beside it and is passed over.

Lengths are compared with what is there, and checksums with what they should be: an attachment that is not whole is
listed as damaged, never handed over as if it were.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.code_pages import codec_of_page
from parsers.errors import DamagedDocumentError
from parsers.mail import Outcome
from parsers.wrappers.budget import Budget, Inner

_SIGNATURE = 0x223E9F78
_RENDERING, _DATA, _TITLE, _PROPERTIES, _CODE_PAGE = 0x9002, 0x800F, 0x8010, 0x9005, 0x9007
_LONG_NAME, _OBJECT, _MIME = 0x3707, 0x3701, 0x370E
_INTERFACE = 16  # bytes before an embedded message
_MOST_PROPERTIES = 5_000
#: Widths of the values of fixed size, padded to four bytes (MS-OXTNEF 2.1.3.5.3).
_WIDTHS = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8,
           0x0040: 8, 0x0048: 16}  # fmt: skip
_VARIABLE = (0x001E, 0x001F, 0x0102, 0x000D)
_MANY = 0x1000


@dataclass(slots=True)
class _Attached:
    """An attachment as its attributes are met."""

    name: str = ""
    declared: str = ""
    data: bytes = b""
    whole: bool = True
    properties: dict[int, tuple[int, bytes]] = field(default_factory=dict)


def open_tnef(data: bytes, budget: Budget) -> Iterator[Inner]:
    """The attachments, in order; a message attached to the message is a winmail.dat of its own.

    Raises:
        DamagedDocumentError: it is no TNEF, or it is cut short; attachments before that have been yielded.
        OverLimitError: too many files, or more bytes than may be taken out.
    """
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        raise DamagedDocumentError("not a winmail.dat")
    codec, attached = "cp1252", None
    count = 0
    for number, content, whole in _attributes(data):
        if number == _CODE_PAGE and len(content) >= 4:
            codec = codec_of_page(struct.unpack_from("<I", content)[0])
        elif number == _RENDERING:
            if attached is not None:
                yield _inner(attached, budget)
            attached = _Attached()
            count += 1
            budget.expect(size=0, files=count)
        elif attached is not None:
            _add(attached, number, content, codec)
            attached.whole = attached.whole and whole
    if attached is not None:
        yield _inner(attached, budget)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """The attributes: number, content, and whether its checksum is right (MS-OXTNEF 2.1.3.1)."""
    position = 6
    while position < len(data):
        if position + 9 > len(data):
            raise DamagedDocumentError("the winmail.dat is cut short")
        number, length = struct.unpack_from("<HxxI", data, position + 1)
        start, end = position + 9, position + 9 + length
        if end + 2 > len(data):
            raise DamagedDocumentError("the winmail.dat is cut short")
        content = data[start:end]
        yield number, content, sum(content) & 0xFFFF == struct.unpack_from("<H", data, end)[0]
        position = end + 2


def _add(attached: _Attached, number: int, content: bytes, codec: str) -> None:
    if number == _TITLE:
        attached.name = attached.name or content.rstrip(b"\x00").decode(codec, "replace")
    elif number == _DATA:
        attached.data = content
    elif number == _PROPERTIES:
        properties = dict(_properties(content))
        attached.name = _text(properties.get(_LONG_NAME), codec) or attached.name
        attached.declared = _text(properties.get(_MIME), codec)
        kind, held = properties.get(_OBJECT, (0, b""))
        if kind == 0x000D and not attached.data:
            attached.data = held[_INTERFACE:]


def _properties(content: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """The MAPI properties (MS-OXTNEF 2.1.3.5): number → type and first value."""
    try:
        count, position = struct.unpack_from("<I", content)[0], 4
        for _ in range(min(count, _MOST_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", content, position)
            position += 4
            if number >= 0x8000:
                position = _after_name(content, position)
            values = 1
            if kind & _MANY or kind in _VARIABLE:
                values = struct.unpack_from("<I", content, position)[0]
                position += 4
            kind &= ~_MANY
            first = b""
            for place in range(min(values, _MOST_PROPERTIES)):
                length = _WIDTHS.get(kind)
                if kind in _VARIABLE:
                    length = struct.unpack_from("<I", content, position)[0]
                    position += 4
                if length is None or position + length > len(content):
                    return
                first = content[position : position + length] if place == 0 else first
                position += (length + 3) & ~3
            yield number, (kind, first)
    except struct.error:
        return  # what was read before the break counts


def _after_name(content: bytes, position: int) -> int:
    """Where a named property goes on: after its set, and its number or its name."""
    named = struct.unpack_from("<I", content, position + 16)[0]
    if named == 0:
        return position + 24
    length = struct.unpack_from("<I", content, position + 20)[0]
    return position + 24 + ((int(length) + 3) & ~3)


def _text(found: tuple[int, bytes] | None, codec: str) -> str:
    if found is None:
        return ""
    kind, data = found
    return data.decode("utf-16-le" if kind == 0x001F else codec, "replace").rstrip("\x00")


def _inner(attached: _Attached, budget: Budget) -> Inner:
    budget.spend(len(attached.data))
    if attached.whole:
        return Inner(name=attached.name, data=attached.data, declared=attached.declared)
    reason = str(DamagedDocumentError("in the winmail.dat: its checksum is wrong"))
    return Inner(name=attached.name, data=attached.data, outcome=Outcome.DAMAGED, reason=reason)
