"""Word's files of before 2007 (.doc) → `Document`, by way of LibreOffice (`parsers.formats.office`).

LibreOffice may run the cells of a table together that nothing follows; then it is taken from the file's own text.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parsers.compound import Compound
from parsers.document import Cell, Document, Line, Table
from parsers.errors import EncryptedDocumentError
from parsers.formats import glyphs
from parsers.formats.legacy_word_text import last_table, paragraphs
from parsers.formats.office import Conversion, convert
from parsers.formats.word import read_word

_ENCRYPTED = 0x0100  # fEncrypted in the FIB's flags (MS-DOC 2.5.2)
_FLAGS = 10
_TO_WORD = Conversion(
    source="doc",
    target="docx",
    filter="MS Word 2007 XML",
    part="libswlo.so",
    named="an old Word document, .doc",
    advice="please save it as .docx or PDF and send that",
)


def read_legacy_word(data: bytes) -> Document:
    """A Word document of the old format.

    Raises:
        UnsupportedDocumentError: LibreOffice is not installed.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: LibreOffice makes nothing of it.
        OverLimitError: converting it takes too long.
    """
    file = Compound(data)
    head = file.read(("WordDocument",))[: _FLAGS + 2]
    if len(head) == _FLAGS + 2 and struct.unpack_from("<H", head, _FLAGS)[0] & _ENCRYPTED:
        raise EncryptedDocumentError
    document = read_word(convert(data, _TO_WORD))
    document = _with_last_table(document, last_table(paragraphs(file, file.read(("WordDocument",)))))
    macros = any(path[0] == "Macros" for path in file.streams)
    return replace(document, notes=(*document.notes, "converted", *(("macros",) if macros else ())))


def _with_last_table(document: Document, rows: Sequence[Sequence[Sequence[str]]]) -> Document:
    """The document with the table it ends with, where its last lines are that table's text run together."""
    wanted = _letters("".join(text for row in rows for cell in row for text in cell))
    first, said = len(document.blocks), ""
    while first and len(said) < len(wanted):
        block = document.blocks[first - 1]
        if not isinstance(block, Line):
            return document
        first, said = first - 1, _letters(block.text) + said
    if not wanted or said != wanted:
        return document
    known = {_letters(block.text): block for block in document.blocks[first:] if isinstance(block, Line)}
    cells = tuple(
        Cell(row=number, column=column, lines=tuple(_line(text, known) for text in cell if text.strip()))
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
    )
    return replace(document, blocks=(*document.blocks[:first], Table(cells=cells)))


def _line(text: str, known: Mapping[str, Line]) -> Line:
    """A cell's paragraph: as it was converted, with its bullet, where nothing was run into it."""
    return known.get(_letters(text)) or Line(text=glyphs.ticks(text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
