"""Scans and photographs → `Document`: pictures of pages recognised (`parsers.ocr`) and laid out as pages of a PDF are.

A PDF is read for its text first; pages that have none, and all pages of one whose text is glyph soup, are recognised.
Fields that a scanned PDF has all the same are kept. Without a recogniser a PDF is handed on as it is, with its note,
and a picture is refused with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types

from parsers.document import Block, Document, DocumentKind, Line, NativeField
from parsers.errors import DamagedDocumentError, NoRecogniserError, PictureError, UnsupportedDocumentError
from parsers.formats.pdf import read_pdf
from parsers.formats.pdf_drawn import may_show_text
from parsers.formats.pdf_layout import laid_out, page_parts
from parsers.later import about_to_recognise
from parsers.lie import Lie

if TYPE_CHECKING:
    from parsers.ocr.engine import Readings
    from parsers.ocr.pictures import PagePicture

_SOUP, _NO_TEXT = "glyph-soup", "no-text"
#: Fewer characters than this on a page are no text.
_LEAST_TEXT = 12
#: Fewer recognised words than this, or less confidence in the mean, and a picture shows no page of text.
_LEAST_WORDS, _LEAST_CONFIDENCE = 12, 0.4
#: A picture with a larger share of dark in it is a photograph of something else than a page.
_MOST_INK = 0.4
#: A picture file smaller than this is a logo, where its size in pixels cannot be told.
_LOGO_BYTES = 80_000
_HEIC_ADVICE = "a photograph in the format HEIC; please send it as JPEG, or the form as PDF or Word"


def read_pdf_or_scan(data: bytes) -> Document:
    """A PDF; its pages without text recognised.

    Raises:
        EncryptedDocumentError, DamagedDocumentError, EmptyDocumentError: as `read_pdf`.
        OverLimitError: as `read_pdf`, and where its pages cannot be recognised in time.
    """
    document = read_pdf(data)
    wanted = _pages_without_text(document)
    if not wanted:
        return document
    try:
        with pdfium.PdfDocument(data) as pdf:
            shown = wanted if _SOUP in document.notes else [page for page in wanted if may_show_text(pdf[page - 1])]
            if not shown or not _can_recognise():
                return document
            about_to_recognise()
            from parsers.ocr.engine import recognise_pages  # optional: needs numpy and Pillow

            readings, complete = recognise_pages(_pictures(pdf, shown))
    except pdfium.PdfiumError:
        return document  # one that only pikepdf could open
    if not any(reading.words for _, reading in readings.values()):
        return document
    recognised, running = _laid_out(readings)
    kept = [block for block in document.blocks if block.page not in readings]
    blocks = sorted([*kept, *recognised], key=lambda block: block.page or 0)
    notes = [note for note in document.notes if note not in (_SOUP, _NO_TEXT)]
    lies = _lies(readings)
    return replace(
        document,
        kind=DocumentKind.PDF_FORM if any(item.value for item in document.fields) else DocumentKind.SCAN,
        blocks=tuple(blocks),
        notes=(*notes, "recognised", *(() if complete else ("truncated",))),
        running=(*document.running, *running),
        fields=tuple(_straight(field, lies) for field in document.fields),
        page_sizes=tuple(lies[page].size if page in lies else size for page, size in enumerate(document.page_sizes, 1)),
        lies=lies,
    )


def read_image(data: bytes) -> Document:
    """A picture of a page, or the pages of a TIFF.

    Raises:
        NoRecogniserError: nothing on this machine reads pictures.
        PictureError: it shows no page of text.
        DamagedDocumentError: it cannot be unpacked, and is large enough to be a page.
        OverLimitError: it is too large to unpack.
    """
    if _is_too_small(data):
        raise PictureError
    if not _can_recognise():
        raise PictureError if len(data) < _LOGO_BYTES else NoRecogniserError
    about_to_recognise()
    from parsers.ocr.engine import recognise_pages  # optional: needs numpy and Pillow
    from parsers.ocr.pictures import of_image

    try:
        readings, complete = recognise_pages(of_image(data))
    except DamagedDocumentError:
        if len(data) < _LOGO_BYTES:
            raise PictureError from None  # what cannot be shown was no form either
        raise
    pages = [reading for _, reading in readings.values()]
    words = sum(len(reading.words) for reading in pages)
    sure = sum(reading.confidence * len(reading.words) for reading in pages)
    if words < _LEAST_WORDS or sure < words * _LEAST_CONFIDENCE or min(page.ink for page in pages) > _MOST_INK:
        raise PictureError
    blocks, running = _laid_out(readings)
    return Document(
        kind=DocumentKind.SCAN,
        blocks=tuple(blocks),
        page_sizes=tuple(reading.lie.size for _, reading in readings.values()),
        lies=_lies(readings),
        notes=("recognised", *(() if complete else ("truncated",))),
        running=running,
    )


def read_heic(data: bytes) -> Document:
    """A photograph as telephones keep them (HEIF).

    Raises:
        UnsupportedDocumentError: nothing on this machine unpacks it.
        NoRecogniserError, PictureError, DamagedDocumentError, OverLimitError: as `read_image`.
    """
    try:
        from pillow_heif import register_heif_opener  # optional: a part of the extra "ocr"
    except ImportError:
        raise UnsupportedDocumentError(_HEIC_ADVICE) from None
    register_heif_opener(thumbnails=False, decode_threads=1)
    return read_image(data)


def _can_recognise() -> bool:
    try:
        from parsers.ocr.engine import available  # optional: needs numpy and Pillow
    except ImportError:
        return False
    return available()


def _is_too_small(data: bytes) -> bool:
    """Whether a picture cannot show a page: most are logos, and what recognises is slow to load."""
    try:
        from parsers.ocr.pictures import is_too_small  # optional: needs Pillow
    except ImportError:
        return False
    return is_too_small(data)


def _pages_without_text(document: Document) -> list[int]:
    """The pages, from 1, that are to be recognised."""
    pages = range(1, len(document.page_sizes) + 1)
    if _SOUP in document.notes:
        return list(pages)
    characters = dict.fromkeys(pages, 0)
    for line in (*document.lines(), *document.running):
        characters[line.page or 1] += len(line.text)
    return [page for page, count in characters.items() if count < _LEAST_TEXT]


def _pictures(pdf: pdfium.PdfDocument, pages: Sequence[int]) -> Iterator[PagePicture]:
    from parsers.ocr.pictures import of_pdf  # optional: needs numpy and Pillow

    for page in pages:
        yield of_pdf(pdf, page - 1)


def _laid_out(readings: Readings) -> tuple[list[Block], tuple[Line, ...]]:
    """The blocks of the recognised pages, and the lines repeated on them."""
    parts = [
        page_parts(reading.words, reading.drawing, page=page, size=reading.lie.size, exact=False)
        for page, (_, reading) in sorted(readings.items())
    ]
    blocks, running = laid_out(parts)
    return [_told(block, readings) for block in blocks], tuple(_told_line(line, readings) for line in running)


def _told(block: Block, readings: Readings) -> Block:
    """The block with the confidence of its words."""
    if isinstance(block, Line):
        return _told_line(block, readings)
    return replace(
        block,
        cells=tuple(
            replace(cell, lines=tuple(_told_line(line, readings) for line in cell.lines)) for cell in block.cells
        ),
    )


def _told_line(line: Line, readings: Readings) -> Line:
    if line.page is None:
        return line
    reading = readings[line.page][1]
    known = [reading.confidences.get(word, 1.0) for word in line.words]
    confidence = round(sum(known) / len(known), 3) if known else 1.0
    doubts = tuple((word.text, reading.others[word]) for word in line.words if word in reading.others)
    return replace(line, confidence=confidence, doubts=doubts)


def _lies(readings: Readings) -> dict[int, Lie]:
    """How each page lies, but for those that lie as they are shown."""
    return {page: reading.lie for page, (_, reading) in readings.items() if reading.lie.quarters or reading.lie.degrees}


def _straight(field: NativeField, lies: Mapping[int, Lie]) -> NativeField:
    """The field where it stands on the pages put straight."""
    widgets = tuple((page, lies[page].straight(box) if page in lies else box) for page, box in field.widgets)
    lie = lies.get(field.page) if field.page is not None else None
    box = lie.straight(field.box) if lie is not None and field.box is not None else field.box
    return replace(field, box=box, widgets=widgets)
