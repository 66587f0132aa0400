"""A second reader of a PDF page's words, for fonts whose letters pdfium cannot name: pdfplumber.

Where a font carries no map to Unicode, pdfminer (beneath pdfplumber) looks into the embedded font itself and often
finds what the letters are. It is some ninety times slower than pdfium and has been seen to hang on odd files, so it
is asked only about pages whose text is soup, and only within bounds.
"""

from __future__ import annotations

import io
import logging
import re
import struct

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from parsers.document import Box, Word
from parsers.formats import glyphs
from parsers.formats.pdf_words import Ink

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it cannot read is told by the answer being None

#: A page with more characters or drawn objects than this is not asked about, nor any after so many pages.
MAX_CHARS, MAX_DRAWN, MAX_PAGES = 6_000, 4_000, 6
#: pdfminer's mark for a letter that it cannot name either, and letters that are none.
_UNNAMED = re.compile(r"\(cid:|[\ue000-\uf8ff\ufffd]")
_FAULTS = (
    PdfminerException, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError,
    RecursionError, OSError, struct.error,
)  # fmt: skip


def plumbed_words(data: bytes, *, page: int) -> list[Ink] | None:
    """The words of a page (from 1) with boxes as displayed; None where pdfplumber cannot name its letters either."""
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[page]) as pdf:
            sheet = pdf.pages[0]
            left, top = sheet.bbox[0], sheet.bbox[1]
            found = sheet.extract_words(extra_attrs=["fontname"])
            words = [_ink(item, left, top) for item in found if glyphs.clean(str(item["text"]))]
            sheet.close()
    except _FAULTS:
        return None
    unnamed = sum(1 for ink in words if _UNNAMED.search(ink.word.text))
    return words if words and unnamed * 10 < len(words) else None


def _ink(item: dict[str, object], left: float, top: float) -> Ink:
    x0, y0, x1, y1 = (float(str(item[side])) for side in ("x0", "top", "x1", "bottom"))
    box = Box(round(x0 - left, 2), round(y0 - top, 2), round(x1 - left, 2), round(y1 - top, 2))
    font = str(item["fontname"]).lower()
    return Ink(Word(glyphs.clean(str(item["text"])), box), bold="bold" in font, italic="italic" in font)
