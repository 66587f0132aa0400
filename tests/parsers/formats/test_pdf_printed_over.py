"""Flat PDFs on which an answer is printed over what the form had there: a hint, a dotted line to write on."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.document import Line
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import drawn, shape

DOTS = "." * 60


def test_read_pdf_answer_printed_over_a_hint_is_a_row_of_its_own() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Not more than 150 words")
        canvas.drawString(51, 699, "Buckets. The hall is closed when it rains.")
        canvas.drawString(50, 680, "Headteacher")
        canvas.drawString(50.6, 680, "Headteacher")  # printed twice to look bold

    assert shape(read_pdf(drawn(page))) == [
        "Not more than 150 words",
        "Buckets. The hall is closed when it rains.",
        "Headteacher",
    ]


def test_read_pdf_answer_over_the_dots_after_its_label_stays_in_the_row() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Name " + DOTS)
        canvas.drawString(100, 701.5, "Jo Bloggs")

    (line,) = read_pdf(drawn(page)).lines()
    assert line.text.startswith("Name")
    assert "Jo Bloggs" in line.text


def test_read_pdf_dots_under_an_answer_at_the_start_of_a_row_are_left_out() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, DOTS)
        canvas.drawString(52, 701.5, "The roof leaks.")
        canvas.drawString(50, 680, DOTS)

    texts = [line.text for line in read_pdf(drawn(page)).lines()]
    assert texts == ["The roof leaks.", DOTS]


def test_read_pdf_option_in_large_type_with_its_box_is_no_heading() -> None:
    def page(canvas: Canvas) -> None:
        for y in range(600, 700, 20):
            canvas.drawString(50, y, "What we ask for is told in a row of ordinary words.")
        canvas.setFontSize(14)
        canvas.drawString(50, 560, "[x] Village hall")
        canvas.drawString(50, 530, "Declaration")

    lines = [block for block in read_pdf(drawn(page)).blocks if isinstance(block, Line)]
    assert [(line.text, line.heading) for line in lines[-2:]] == [("☒ Village hall", False), ("Declaration", True)]
