"""PDFs drawn for one test each, and short ways to say what was read from them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Document, Line

#: What was read, without boxes: a string for a line, a list of (row, column, text) for a table.
Shape = list[str | list[tuple[int, int, str]]]


def drawn(*pages: Callable[[Canvas], None]) -> bytes:
    """A PDF of A4 pages (842 points high), each drawn by a function, 10 point Helvetica set."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, pageCompression=1)
    for page in pages:
        canvas.setFont("Helvetica", 10)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def changed(
    data: bytes, change: Callable[[pikepdf.Pdf], object], *, encryption: pikepdf.Encryption | bool = False
) -> bytes:
    """The PDF after a change made with pikepdf, perhaps encrypted."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, encryption=encryption)
    return out.getvalue()


def shape(document: Document) -> Shape:
    """The blocks as plain values."""
    return [
        block.text if isinstance(block, Line) else [(cell.row, cell.column, cell.text) for cell in block.cells]
        for block in document.blocks
    ]
