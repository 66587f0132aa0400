"""Spreadsheets of before 2007 (.xls) and of OpenDocument (.ods) → `Document`, by way of LibreOffice.

Both are converted to .xlsx (`parsers.formats.office`) and read as any workbook (`parsers.formats.sheet`).
"""

from __future__ import annotations

import struct
from dataclasses import replace

from parsers.compound import Compound
from parsers.document import Document
from parsers.errors import EncryptedDocumentError
from parsers.formats.odt import refuse_encrypted
from parsers.formats.office import Conversion, convert
from parsers.formats.sheet import read_sheet
from parsers.formats.word_package import Package

_FILE_PASS = 0x2F  # the record that says how a workbook is encrypted (MS-XLS 2.4.117)
_FIRST_RECORDS = 40  # it stands among the first
_STREAMS = (("Workbook",), ("Book",))
_FROM_EXCEL = Conversion(
    source="xls",
    target="xlsx",
    filter="Calc MS Excel 2007 XML",
    part="libsclo.so",
    named="an old Excel workbook, .xls",
    advice="please save it as .xlsx or PDF and send that",
)
_FROM_ODS = replace(_FROM_EXCEL, source="ods", named="an OpenDocument spreadsheet, .ods")


def read_legacy_sheet(data: bytes) -> Document:
    """An Excel workbook of the old format.

    Raises:
        UnsupportedDocumentError: LibreOffice, or its part for spreadsheets, is not installed.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: LibreOffice makes nothing of it.
        EmptyDocumentError: no sheet shows anything.
        OverLimitError: converting it takes too long.
    """
    file = Compound(data)
    stream = next((file.read(path) for path in _STREAMS if path in file.streams), b"")
    if _has_password(stream):
        raise EncryptedDocumentError
    document = read_sheet(convert(data, _FROM_EXCEL))
    macros = any(path[0] == "_VBA_PROJECT_CUR" for path in file.streams)
    return replace(document, notes=(*document.notes, "converted", *(("macros",) if macros else ())))


def read_ods(data: bytes) -> Document:
    """An OpenDocument spreadsheet.

    Raises:
        UnsupportedDocumentError: LibreOffice, or its part for spreadsheets, is not installed.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: it is no package, or LibreOffice makes nothing of it.
        EmptyDocumentError: no sheet shows anything.
        OverLimitError: it is larger than can be read safely, or converting it takes too long.
    """
    refuse_encrypted(Package(data))
    document = read_sheet(convert(data, _FROM_ODS))
    return replace(document, notes=(*document.notes, "converted"))


def _has_password(stream: bytes) -> bool:
    at = 0
    for _ in range(_FIRST_RECORDS):
        if at + 4 > len(stream):
            return False
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + size
    return False
