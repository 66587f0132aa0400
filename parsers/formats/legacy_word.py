"""Word's files of before 2007 (.doc) → `Document`, by way of LibreOffice (`parsers.formats.office`)."""

from __future__ import annotations

import struct
from dataclasses import replace

from parsers.compound import Compound
from parsers.document import Document
from parsers.errors import EncryptedDocumentError
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
    macros = any(path[0] == "Macros" for path in file.streams)
    return replace(document, notes=(*document.notes, "converted", *(("macros",) if macros else ())))
