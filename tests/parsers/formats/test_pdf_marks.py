"""Flat PDFs: drawn ticks, and words crossed out or underlined."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import drawn, shape


def _crossed(canvas: Canvas) -> None:
    canvas.rect(50, 700, 12, 12)
    canvas.line(50, 700, 62, 712)
    canvas.line(50, 712, 62, 700)


def _empty(canvas: Canvas) -> None:
    canvas.rect(50, 700, 12, 12)


def _dotted(canvas: Canvas) -> None:
    canvas.circle(56, 706, 6)
    canvas.circle(56, 706, 3, fill=1)


def _round(canvas: Canvas) -> None:
    canvas.circle(56, 706, 6)


def _lettered(canvas: Canvas) -> None:
    canvas.rect(50, 700, 12, 12)
    canvas.drawString(53, 702, "X")


def _checked(canvas: Canvas) -> None:
    canvas.rect(50, 700, 12, 12)
    path = canvas.beginPath()
    path.moveTo(52, 706)
    path.lineTo(55, 702)
    path.lineTo(61, 711)
    canvas.drawPath(path)


def _dingbat(canvas: Canvas) -> None:
    canvas.setFont("ZapfDingbats", 11)
    canvas.drawString(50, 702, "✔")
    canvas.setFont("Helvetica", 10)


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (_crossed, "☒"),
        (_empty, "☐"),
        (_dotted, "☒"),
        (_round, "☐"),
        (_lettered, "☒"),
        (_checked, "☒"),
        (_dingbat, "☒"),
    ],
)
def test_read_pdf_drawn_ticks_become_characters(mark: object, shown: str) -> None:
    def page(canvas: Canvas) -> None:
        assert callable(mark)
        mark(canvas)
        canvas.drawString(68, 702, "Yes")

    assert shape(read_pdf(drawn(page))) == [f"{shown} Yes"]


def test_read_pdf_number_in_a_small_box_stays_a_number() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(50, 700, 12, 12)
        canvas.drawString(53, 702, "7")
        canvas.drawString(68, 702, "Name")

    assert shape(read_pdf(drawn(page))) == ["7 Name"]


def test_read_pdf_words_crossed_out_are_left_out() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Joint bid: Yes / No")
        start = 50 + canvas.stringWidth("Joint bid: ")
        canvas.line(start, 703.5, start + canvas.stringWidth("Yes"), 703.5)

    assert shape(read_pdf(drawn(page))) == ["Joint bid: / No"]


def test_read_pdf_underlined_words_stay() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Please note")
        canvas.line(50, 698.5, 101, 698.5)

    assert shape(read_pdf(drawn(page))) == ["Please note"]
