"""The text of an old Word document (.doc) as it stands in the file: paragraphs, and which of them are in tables.

Only what mends `legacy_word`'s conversion is read here: no formatting, no controls. Everything is read with suspicion:
a structure that points outside the file gives no paragraphs.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.compound import Compound

_TABLE_STREAM = 0x0200  # fWhichTblStm in the FIB's flags (MS-DOC 2.5.2)
_FLAGS, _COUNTS = 10, 32  # where the FIB's flags, and the counts of its arrays, stand
_MAIN = 3  # number of ccpText in FibRgLw97 (2.5.4)
_PAPX, _CLX = 13, 33  # numbers of fcPlcfBtePapx and fcClx in FibRgFcLcb97 (2.5.6)
_COMPRESSED = 0x40000000  # one byte a character (2.9.73)
_PAGE = 512  # bytes of a formatted disk page (2.9.174)
_ENTRY = 13  # bytes of a BxPap
_IN_TABLE, _ROW_END = b"\x16\x24\x01", b"\x17\x24\x01"  # sprmPFInTable, sprmPFTtp, both on (2.6.2)
_MOST = 100_000  # paragraphs
_CELL_END = "\x07"
_INSTRUCTION = re.compile(r"\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*(?=\x15)")
_SPECIAL = {0x0B: "\n", 0x1E: "-", 0xA0: " "} | dict.fromkeys((0x01, 0x05, 0x08, 0x0C, 0x0D, 0x15, 0x1F, 0x07), "")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text; whether it stands in a table, ends a cell, and is the mark that ends a row."""

    text: str
    in_table: bool
    ends_cell: bool
    ends_row: bool


def paragraphs(file: Compound, stream: bytes) -> list[Paragraph]:
    """The paragraphs of the document's main text; none where they cannot be made out.

    Args:
        file: the compound file.
        stream: its stream "WordDocument".
    """
    try:
        return list(_paragraphs(file, stream))
    except (struct.error, IndexError):  # an offset points outside its stream: there is nothing to go by
        return []


def _paragraphs(file: Compound, stream: bytes) -> Iterator[Paragraph]:
    flags = struct.unpack_from("<H", stream, _FLAGS)[0]
    table = file.read(("1Table" if flags & _TABLE_STREAM else "0Table",))
    words = struct.unpack_from("<H", stream, _COUNTS)[0]
    longs_at = _COUNTS + 2 + 2 * words
    longs = struct.unpack_from("<H", stream, longs_at)[0]
    pairs_at = longs_at + 4 + 4 * longs

    def part(number: int) -> bytes:
        start, size = struct.unpack_from("<II", stream, pairs_at + 8 * number)
        return table[start : start + size]

    marked = sorted(_marked(part(_PAPX), stream))
    main = struct.unpack_from("<I", stream, longs_at + 2 + 4 * _MAIN)[0]
    for start, end, compressed in _pieces(part(_CLX), main):
        for begin, stop, changes in marked:
            low, high = max(begin, start), min(stop, end)
            if low < high:
                yield _paragraph(stream[low:high].decode("cp1252" if compressed else "utf-16-le", "replace"), changes)


def _paragraph(text: str, changes: bytes) -> Paragraph:
    in_table = _IN_TABLE in changes
    said = _INSTRUCTION.sub("", text).translate(_SPECIAL).replace("\x13", "").replace("\x14", "")
    return Paragraph(said, in_table, in_table and text.endswith(_CELL_END), in_table and _ROW_END in changes)


def _pieces(clx: bytes, main: int) -> Iterator[tuple[int, int, bool]]:
    """Where the pieces of the text begin and end in the stream, and whether a character is one byte (2.8.35).

    ``main`` is how many characters the main text has; notes, headers and footers follow it.
    """
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    size = struct.unpack_from("<I", clx, at + 1)[0]
    count = min((size - 4) // 12, _MOST)
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    for number in range(count):
        where = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        compressed = bool(where & _COMPRESSED)
        start = (where & (_COMPRESSED - 1)) // (2 if compressed else 1)
        length = min(places[number + 1], main) - places[number]
        yield start, start + length * (1 if compressed else 2), compressed


def _marked(plan: bytes, stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each paragraph begins and ends in the stream, and what its properties change (2.8.6, 2.9.174)."""
    count = min((len(plan) - 4) // 8, _MOST)
    for number in struct.unpack_from(f"<{count}I", plan, 4 * (count + 1)):
        start = (number & 0x3FFFFF) * _PAGE
        page = stream[start : start + _PAGE]
        runs = page[_PAGE - 1]
        places = struct.unpack_from(f"<{runs + 1}I", page)
        for run in range(runs):
            yield places[run], places[run + 1], _changes(page, 2 * page[4 * (runs + 1) + _ENTRY * run])


def _changes(page: bytes, at: int) -> bytes:
    """The property changes (grpprl) of a paragraph, in half words: an odd count, or after a nought an even one."""
    if not at:
        return b""
    half = page[at]
    return page[at + 1 : at + 2 * half] if half else page[at + 2 : at + 2 + 2 * page[at + 1]]


def last_table(found: Sequence[Paragraph]) -> list[list[list[str]]]:
    """The rows of the table that the text ends with: a row's cells, a cell's paragraphs; none where it ends otherwise.

    Word ends every document with a paragraph; what other programs write may end with a row.
    """
    if not found or not found[-1].ends_row:
        return []
    first = len(found)
    while first and found[first - 1].in_table:
        first -= 1
    rows: list[list[list[str]]] = [[[]]]
    for item in found[first:]:
        if item.ends_row:
            rows[-1].pop()
            rows.append([[]])
            continue
        rows[-1][-1].append(item.text)
        if item.ends_cell:
            rows[-1].append([])
    return [row for row in rows[:-1] if row]
