"""The readers: bytes of one attachment → `Document`. One row of the table a format.

The type is what the bytes say (`parsers.sniff`), not what the mail said. A reader raises only the errors of
`parsers.errors`; the libraries it uses are its own affair. To add a format: a module with a function from bytes to
`Document`, a row here, a sample under ``tests/samples/documents``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parsers.document import Document
from parsers.errors import EmptyDocumentError, UnsupportedDocumentError
from parsers.formats.hypertext import read_html, read_html_file
from parsers.formats.legacy_word import read_legacy_word
from parsers.formats.odt import read_odt
from parsers.formats.other_sheets import read_legacy_sheet, read_ods
from parsers.formats.plain import read_plain, read_text
from parsers.formats.rtf import read_rtf
from parsers.formats.scan import read_heic, read_image, read_pdf_or_scan
from parsers.formats.sheet import read_sheet
from parsers.formats.word import read_word

Reader = Callable[[bytes], Document]

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

FORMATS: Mapping[str, Reader] = {
    "application/pdf": read_pdf_or_scan,
    f"{_WORD}.document": read_word,
    f"{_WORD}.template": read_word,
    "application/vnd.ms-word.document.macroenabled.12": read_word,
    "application/vnd.ms-word.template.macroenabled.12": read_word,
    "application/vnd.oasis.opendocument.text": read_odt,
    "application/vnd.oasis.opendocument.text-template": read_odt,
    "application/msword": read_legacy_word,
    "application/rtf": read_rtf,
    f"{_SHEET}.sheet": read_sheet,
    "application/vnd.ms-excel": read_legacy_sheet,
    "application/vnd.oasis.opendocument.spreadsheet": read_ods,
    "application/vnd.oasis.opendocument.spreadsheet-template": read_ods,
    "image/png": read_image,
    "image/jpeg": read_image,
    "image/tiff": read_image,
    "image/gif": read_image,
    "image/bmp": read_image,
    "image/heic": read_heic,
    "text/html": read_html_file,
    "text/plain": read_plain,
}

#: The types that `read_document` reads.
READABLE: frozenset[str] = frozenset(FORMATS)

__all__ = ["FORMATS", "READABLE", "read_document", "read_html", "read_text"]


def read_document(data: bytes, *, type: str) -> Document:  # noqa: A002
    """What one attachment holds.

    ``type`` is its MIME type as sniffed, in any case and without parameters.

    Raises:
        UnsupportedDocumentError: no reader is known for the type.
        EmptyDocumentError: there are no bytes, or nothing in them.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: it cannot be opened.
        OverLimitError: it is larger or more deeply nested than can be read safely.
    """
    reader = FORMATS.get(type.lower())
    if reader is None:
        raise UnsupportedDocumentError(type)
    if not data:
        raise EmptyDocumentError
    return reader(data)
