"""Whether a PDF page without text may show some all the same: in a picture, in shapes, in what was put on top of it.

Recognising a page takes a second, and many a form ends on a page with nothing but its header, footer and an empty box.
"""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types

from parsers.formats import limits

#: Letters drawn as shapes take some twenty segments each; the rules and boxes of an empty page fewer than this in all.
_LEAST_SEGMENTS = 400
#: What is put on a page without showing anything of its own.
_SILENT = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP)


def may_show_text(page: pdfium.PdfPage) -> bool:
    """Whether there is anything on the page, beside its text, that a reader of pictures might read."""
    try:
        return _has_marks(page.raw) or _has_shapes(page.raw)
    finally:
        page.close()


def _has_marks(page: object) -> bool:
    """Whether anything was drawn on top of the page: ink, a stamp, a note."""
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), limits.MAX_FIELDS)):
        item = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not item:
            continue
        kind = pdfium_c.FPDFAnnot_GetSubtype(item)
        pdfium_c.FPDFPage_CloseAnnot(item)
        if kind not in _SILENT:
            return True
    return False


def _has_shapes(page: object) -> bool:
    """Whether the page holds a picture, a shading, or more segments of paths than rules and boxes have."""
    segments = 0
    for number, item in enumerate(_objects(page)):
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            segments += pdfium_c.FPDFPath_CountSegments(item)
        elif kind not in (pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM):
            return True
        if segments >= _LEAST_SEGMENTS or number >= limits.MAX_OBJECTS:
            return True
    return False


def _objects(page: object) -> Iterator[object]:
    """The objects of the page, those inside form XObjects included."""
    waiting = [(pdfium_c.FPDFPage_GetObject(page, index), 0) for index in range(pdfium_c.FPDFPage_CountObjects(page))]
    while waiting:
        item, depth = waiting.pop()
        yield item
        if depth < limits.MAX_DEPTH and pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_FORM:
            count = pdfium_c.FPDFFormObj_CountObjects(item)
            waiting += [(pdfium_c.FPDFFormObj_GetObject(item, index), depth + 1) for index in range(count)]
