"""Flat PDFs that are printed in one family of type and filled in in another, on the same lines."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.formats.pdf import read_pdf
from parsers.formats.pdf_fonts import Font
from tests.parsers.formats.pdf_samples import drawn

ASKED = {"Name of the hall": "Beck Hall", "Telephone": "01632 960123", "Who holds the key?": "Jo Bloggs"}


def typed(canvas: Canvas, label: str, answer: str, y: float) -> None:
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(50, y, label)
    canvas.setFont("Courier", 10)
    canvas.drawString(50 + canvas.stringWidth(label, "Times-Roman", 11) + 4, y, answer)


def texts(asked: dict[str, str]) -> list[str]:
    def page(canvas: Canvas) -> None:
        for row, (label, answer) in enumerate(asked.items()):
            typed(canvas, label, answer, 700 - 24 * row)

    return [line.text for line in read_pdf(drawn(page)).lines()]


def test_lines_are_cut_where_the_type_of_the_answers_begins() -> None:
    assert texts(ASKED) == [text for pair in ASKED.items() for text in pair]


def test_one_line_in_two_types_proves_nothing() -> None:
    assert texts({"Name of the hall": "Beck Hall"}) == ["Name of the hall Beck Hall"]


def test_words_in_another_type_within_a_line_are_left_there() -> None:
    def page(canvas: Canvas) -> None:
        for row in range(4):
            typed(canvas, "Our pages are at", "www.hall.example", 700 - 24 * row)
            canvas.setFont("Times-Roman", 11)
            canvas.drawString(230, 700 - 24 * row, "for all to see")

    assert {line.text for line in read_pdf(drawn(page)).lines()} == {"Our pages are at www.hall.example for all to see"}


def test_family_of_a_font_is_told_whatever_its_style() -> None:
    names = (b"ABCDEF+TimesNewRomanPS-BoldMT", b"TimesNewRomanPSMT", b"Times New Roman,Italic")
    assert {Font.named(name, flat=False).face for name in names} == {"timesnew"}
    assert Font.named(b"Courier-Oblique", flat=False).face == "courier"
