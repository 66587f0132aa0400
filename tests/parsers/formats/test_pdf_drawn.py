"""Which pages without text are worth recognising."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.formats import read_document
from parsers.formats.pdf_drawn import may_show_text

Draw = Callable[[Canvas], object]


def _picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 60), 90)), 100, 100, 300, 300)


def _shapes(canvas: Canvas) -> None:
    """Letters as shapes: twenty of them with thirty segments each."""
    path = canvas.beginPath()
    for letter in range(20):
        path.moveTo(50 + 20 * letter, 500)
        for corner in range(29):
            path.lineTo(50 + 20 * letter + corner % 9, 500 + corner % 7)
    canvas.drawPath(path, fill=1)


def _boxes(canvas: Canvas) -> None:
    canvas.drawString(56, 800, "The Riverside Fund")
    for row in range(12):
        canvas.rect(56, 100 + 40 * row, 480, 30)
    canvas.drawString(500, 30, "Page 2")


def _nothing(canvas: Canvas) -> None:
    canvas.setLineWidth(1)


def _bytes(*pages: Draw) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(("draw", "wanted"), [(_picture, True), (_shapes, True), (_boxes, False), (_nothing, False)])
def test_page_may_show_text_where_it_holds_more_than_rules(draw: Draw, wanted: bool) -> None:
    with pdfium.PdfDocument(_bytes(draw)) as pdf:
        assert may_show_text(pdf[0]) is wanted


def test_page_may_show_text_where_something_was_drawn_on_top() -> None:
    with pikepdf.open(io.BytesIO(_bytes(_boxes))) as pdf:
        ink = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Ink, Rect=[10, 10, 90, 90])
        ink.InkList = pikepdf.Array([pikepdf.Array([10, 10, 50, 50, 90, 10])])
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(ink)])
        out = io.BytesIO()
        pdf.save(out)
    with pdfium.PdfDocument(out.getvalue()) as drawn:
        assert may_show_text(drawn[0]) is True


def test_form_that_ends_on_an_empty_page_is_not_recognised() -> None:
    def first(canvas: Canvas) -> None:
        _boxes(canvas)
        canvas.drawString(60, 550, "Name of organisation")

    assert read_document(_bytes(first, _boxes), type="application/pdf").notes == ()
