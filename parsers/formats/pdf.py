"""PDF → `Document`: fillable or flat, decided by what is in the file.

Page text and drawings come from pdfium, form fields from pikepdf, which also mends what pdfium cannot open. The text
of a page is what is printed on it; the values of fields are in `Document.fields` alone, never in a line.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types

from parsers.document import Document, DocumentKind, NativeField
from parsers.errors import DamagedDocumentError, EmptyDocumentError, EncryptedDocumentError, OverLimitError
from parsers.formats import limits
from parsers.formats.pdf_annotations import read_annotations
from parsers.formats.pdf_broken_words import breaks_words, with_whole_words
from parsers.formats.pdf_fields import FieldReader
from parsers.formats.pdf_frame import Frame
from parsers.formats.pdf_layout import laid_out, page_parts
from parsers.formats.pdf_letters import rejoined
from parsers.formats.pdf_parts import PageParts
from parsers.formats.pdf_paths import Drawing, PathReader
from parsers.formats.pdf_turned import as_displayed, upright
from parsers.formats.pdf_words import PageWords, WordReader
from parsers.formats.pdf_xfa import has_xfa, read_xfa

#: The share of characters without meaning from which a document's text is soup.
_SOUP = 0.25
#: Fewer characters than this on all pages together are no text.
_NO_TEXT = 12
_A4 = (0.0, 0.0, 595.0, 842.0)


@dataclass(slots=True)
class _Pages:
    """What was gathered from the pages."""

    parts: list[PageParts] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)  # as displayed
    laid: list[Frame] = field(default_factory=list)  # as laid out, upright
    notes: dict[str, None] = field(default_factory=dict)
    characters: int = 0
    unmapped: int = 0
    pictures: int = 0  # pages that show a picture and no text
    plumbed: int = 0  # pages that pdfplumber was asked about
    widgets: bool = False
    breaks: bool = False  # words, at the edges of cells


def read_pdf(data: bytes) -> Document:
    """A PDF of any kind.

    Raises:
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: neither pdfium nor pikepdf makes sense of it.
        EmptyDocumentError: it has no pages.
        OverLimitError: it has more pages than any form.
    """
    with _opened(data) as (pdf, sound):
        count = len(pdf)
        if count > limits.ABSURD_PAGES:
            raise OverLimitError(f"{count} pages")
        if count == 0:
            raise EmptyDocumentError
        pages = _Pages()
        for index in range(min(count, limits.MAX_PAGES)):
            _read_page(pdf, sound, index, pages)
        if len(pages.notes) and not pages.parts:
            raise DamagedDocumentError("no page can be read")
        if count > limits.MAX_PAGES:
            pages.notes["truncated"] = None
        form = pdfium_c.FPDF_GetFormType(pdf.raw) != pdfium_c.FORMTYPE_NONE
        title = pdf.get_metadata_value("Title").strip()
        pages.breaks = breaks_words(pdf.get_metadata_value("Producer"))
    fields = _read_fields(sound, pages) if form or pages.widgets else ()
    return _document(pages, fields, title=title)


def _document(pages: _Pages, fields: tuple[NativeField, ...], *, title: str) -> Document:
    if pages.characters < _NO_TEXT and (pages.pictures or not fields):
        pages.notes["no-text"] = None
    elif pages.pictures:
        pages.notes["page-without-text"] = None
    if pages.unmapped > max(pages.characters, _NO_TEXT) * _SOUP:
        pages.notes["glyph-soup"] = None
    blocks, running = laid_out(pages.parts)
    if pages.breaks:
        blocks = with_whole_words(blocks)
    frames = list(zip(pages.laid, pages.frames, strict=True))
    return Document(
        kind=DocumentKind.PDF_FORM if fields else DocumentKind.PDF_TEXT,
        blocks=tuple(as_displayed(blocks, frames)),
        fields=fields,
        page_sizes=tuple(frame.size for frame in pages.frames),
        title=title,
        notes=tuple(pages.notes),
        running=running,
    )


@contextmanager
def _opened(data: bytes) -> Iterator[tuple[pdfium.PdfDocument, bytes]]:
    """The document in pdfium, and the bytes it was opened from: mended ones where that was needed."""
    try:
        pdf = pdfium.PdfDocument(data)
        if len(pdf) == 0:
            pdf.close()
            pdf, data = _mended(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedDocumentError from error
        pdf, data = _mended(data)
    try:
        yield pdf, data
    finally:
        pdf.close()


def _mended(data: bytes) -> tuple[pdfium.PdfDocument, bytes]:
    """The document as pikepdf rebuilds it."""
    start = data.find(b"%PDF-")
    out = io.BytesIO()
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            pikepdf.open(io.BytesIO(data[start:] if start > 0 else data)) as pdf,
        ):
            pdf.save(out, encryption=False)
        mended = out.getvalue()
        return pdfium.PdfDocument(mended), mended
    except pikepdf.PasswordError as error:
        raise EncryptedDocumentError from error
    except (pikepdf.PdfError, pdfium.PdfiumError, ValueError, RuntimeError, TypeError) as error:
        raise DamagedDocumentError from error


def _read_page(pdf: pdfium.PdfDocument, data: bytes, index: int, pages: _Pages) -> None:
    """Add the blocks of one page; one that cannot be read is noted and passed over."""
    left = limits.MAX_CHARS - pages.characters
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        pages.notes["page-not-read"] = None
        pages.frames.append(Frame(*_A4))
        pages.laid.append(Frame(*_A4))
        return
    frame = _frame(page)
    pages.frames.append(frame)
    pages.laid.append(frame)
    try:
        words = _words(page, frame, max(left, 0))
        turned = upright(frame, words.words)
        if turned != frame:
            pages.laid[-1] = frame = turned
            words = _words(page, frame, max(left, 0))
        annotations = read_annotations(page.raw, frame)
        drawing = PathReader(page.raw, frame).read()
    except pdfium.PdfiumError:
        pages.notes["page-not-read"] = None
        return
    finally:
        page.close()
    pages.widgets = pages.widgets or annotations.widgets
    if _is_soup(words) and frame == pages.frames[-1] and drawing.complete:
        words = _second_reading(data, pages, index, words, drawing)
    inks = annotations.added_to(words.words)
    characters = sum(len(ink.word.text) for ink in inks)
    pages.characters += characters
    pages.pictures += 1 if drawing.images and characters < _NO_TEXT else 0
    pages.unmapped += words.unmapped
    if words.characters >= left > 0:
        pages.notes["truncated"] = None
    pages.parts.append(page_parts(inks, drawing, page=index + 1, size=frame.size))


def _is_soup(words: PageWords) -> bool:
    return words.unmapped > max(words.characters, _NO_TEXT) * _SOUP


def _second_reading(data: bytes, pages: _Pages, index: int, words: PageWords, drawing: Drawing) -> PageWords:
    """A page whose letters pdfium cannot name, with the words that pdfplumber reads, if it can, within its bounds."""
    from parsers.formats import pdf_plumber  # slow to load and seldom needed

    if words.characters > pdf_plumber.MAX_CHARS or drawing.objects > pdf_plumber.MAX_DRAWN:
        return words
    if pages.plumbed >= pdf_plumber.MAX_PAGES:
        return words
    pages.plumbed += 1
    better = pdf_plumber.plumbed_words(data, page=index + 1)
    return words if better is None else replace(words, words=better, unmapped=0)


def _words(page: pdfium.PdfPage, frame: Frame, limit: int) -> PageWords:
    text = page.get_textpage()
    try:
        read = WordReader(text, frame).read(limit)
    finally:
        text.close()
    return replace(read, words=rejoined(read.words))


def _frame(page: pdfium.PdfPage) -> Frame:
    rect = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDF_GetPageBoundingBox(page.raw, rect) or rect.right <= rect.left or rect.top <= rect.bottom:
        return Frame(*_A4)
    turns = max(pdfium_c.FPDFPage_GetRotation(page.raw), 0)
    return Frame(rect.left, rect.bottom, rect.right, rect.top, turns)


def _read_fields(data: bytes, pages: _Pages) -> tuple[NativeField, ...]:
    """The form fields; a form that pikepdf cannot open has none, and a note says so."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            fields = FieldReader(pdf, pages.frames).read()
            if has_xfa(pdf):
                pages.notes["xfa"] = None
                if not any(item.value for item in fields):
                    fields = read_xfa(pdf) or fields
            return fields
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, AttributeError, LookupError, ArithmeticError):
        pages.notes["fields-not-read"] = None
        return ()
