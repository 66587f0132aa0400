"""What people put on top of a PDF page without a form: typed text boxes, and words struck out.

Preview, Edge and Firefox let a person "fill in" a flat form with text boxes (FreeText annotations): their text is
read as if it were printed there.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types

from parsers.document import Box, Word
from parsers.formats import glyphs, limits
from parsers.formats.pdf_frame import Edges, Frame
from parsers.formats.pdf_words import Ink

_HIDDEN = 0x02 | 0x20  # annotation flags Hidden and NoView (ISO 32000-1, 12.5.3)
_MAX_TEXT = 20_000


@dataclass(slots=True)
class Annotations:
    """The words typed onto a page, the places struck out on it, and whether it bears widgets of form fields."""

    words: list[Ink] = field(default_factory=list)
    struck: list[Edges] = field(default_factory=list)
    widgets: bool = False

    def added_to(self, words: Sequence[Ink]) -> list[Ink]:
        """The words, those struck out marked, with those typed on."""
        if not self.struck:
            return [*words, *self.words]
        marked = (
            replace(ink, struck=True) if any(_covers(edges, ink.box) for edges in self.struck) else ink for ink in words
        )
        return [*marked, *self.words]


def read_annotations(page: object, frame: Frame) -> Annotations:
    """The annotations of a page that bear on what it says."""
    found = Annotations()
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), limits.MAX_FIELDS)):
        item = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not item:
            continue
        kind = pdfium_c.FPDFAnnot_GetSubtype(item)
        if kind == pdfium_c.FPDF_ANNOT_WIDGET:
            found.widgets = True
        elif kind in (pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STRIKEOUT):
            edges = _edges(item, frame)
            if edges is not None and not pdfium_c.FPDFAnnot_GetFlags(item) & _HIDDEN:
                if kind == pdfium_c.FPDF_ANNOT_STRIKEOUT:
                    found.struck.append(edges)
                else:
                    found.words.extend(_words(_contents(item), edges))
        pdfium_c.FPDFPage_CloseAnnot(item)
    return found


def _edges(item: object, frame: Frame) -> Edges | None:
    rect = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(item, rect):
        return None
    return frame.edges(rect.left, rect.bottom, rect.right, rect.top)


def _contents(item: object) -> str:
    size = pdfium_c.FPDFAnnot_GetStringValue(item, b"Contents", None, 0)
    if not 2 < size <= _MAX_TEXT:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFAnnot_GetStringValue(item, b"Contents", ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")


def _words(text: str, edges: Edges) -> list[Ink]:
    """The words of a text box, spread over its lines in proportion to their letters."""
    x0, y0, x1, y1 = edges
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    words: list[Ink] = []
    for number, line in enumerate(lines):
        height = min((y1 - y0) / len(lines), 16.0)
        top = y0 + number * (y1 - y0) / len(lines) + ((y1 - y0) / len(lines) - height) / 2
        step = min((x1 - x0) / max(len(line), 1), height * 0.55)
        for match in re.finditer(r"\S+", line):
            box = Box(
                round(x0 + match.start() * step, 2),
                round(top, 2),
                round(x0 + match.end() * step, 2),
                round(top + height, 2),
            )
            shown = glyphs.clean(match.group())
            if shown:
                words.append(Ink(Word(shown, box)))
    return words


def _covers(edges: Edges, box: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3]
