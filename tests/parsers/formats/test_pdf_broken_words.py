"""Words broken at the edge of a narrow cell, by the programs that do so."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from parsers.document import Box, Cell, Line, Word
from parsers.document import Table as ReadTable
from parsers.formats.pdf import read_pdf
from parsers.formats.pdf_broken_words import breaks_words, with_whole_words


def cells(*texts: str, width: float) -> list[str]:
    """The cells of a table with one column of that many points, as ReportLab sets it and it is read."""
    style = getSampleStyleSheet()["BodyText"]
    out = BytesIO()
    rows = [[Paragraph(text, style)] for text in texts]
    SimpleDocTemplate(out, pagesize=A4).build(
        [Table(rows, colWidths=[width], style=[("GRID", (0, 0), (-1, -1), 1, 0)])]
    )
    (read,) = read_pdf(out.getvalue()).blocks
    assert isinstance(read, ReadTable)
    return [" ".join(cell.text.split()) for cell in read.cells]


def test_words_wider_than_their_cell_are_whole() -> None:
    texts = ("Upper Slaughterford", "Walsall Metropolitan Borough", "17th September 2021", "01632960123960124")
    assert cells(*texts, width=54) == list(texts)


def test_words_that_end_at_the_edge_are_left_apart() -> None:
    texts = ("of the provision", "new road and path", "every partnership", "We will meet")
    assert cells(*texts, width=60) == list(texts)


@pytest.mark.parametrize(
    ("producer", "breaks"),
    [("ReportLab PDF Library", True), ("TCPDF 6.6", True), ("Skia/PDF m141", False), ("", False)],
)
def test_programs_are_known_by_their_names(producer: str, breaks: bool) -> None:
    assert breaks_words(producer) is breaks


def test_line_below_keeps_what_follows_the_rest_of_the_word() -> None:
    def line(y: float, *words: tuple[str, float, float]) -> Line:
        made = tuple(Word(text, Box(x0, y, x1, y + 10)) for text, x0, x1 in words)
        return Line(text=" ".join(word.text for word in made), words=made)

    cell = Cell(
        row=0,
        column=0,
        lines=(line(0, ("Thornwi", 2, 38)), line(12, ("ck", 2, 12), ("St", 15, 24))),
        box=Box(0, 0, 40, 24),
    )
    (table,) = with_whole_words([ReadTable(cells=(cell,))])
    assert isinstance(table, ReadTable)
    assert [line.text for line in table.cells[0].lines] == ["Thornwick", "St"]
