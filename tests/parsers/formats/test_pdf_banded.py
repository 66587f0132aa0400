"""Tables of which some rows have no rules between their columns."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Table
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import drawn

XS, YS = (50.0, 200.0, 350.0, 500.0), (600.0, 620.0, 640.0, 660.0)


def _texts(rows: dict[int, tuple[tuple[float, str], ...]]) -> list[str]:
    """The cells of a table of which only the middle row has rules between its columns."""

    def page(canvas: Canvas) -> None:
        for y in YS:
            canvas.line(XS[0], y, XS[-1], y)
        for x in (XS[0], XS[-1]):
            canvas.line(x, YS[0], x, YS[-1])
        for x in XS[1:-1]:
            canvas.line(x, 620, x, 640)
        for row, words in rows.items():
            for x, text in words:
                canvas.drawString(x, row, text)

    (table,) = read_pdf(drawn(page)).blocks
    assert isinstance(table, Table)
    return [cell.text for cell in table.cells]


MIDDLE = ((55, "Team found"), (205, "OF"), (355, "1/9/26"))
LAST = ((55, "Opened"), (205, "JM"), (355, "2/9/26"))


def test_read_pdf_row_without_rules_is_parted_as_its_text_stands() -> None:
    found = _texts({645: ((55, "Milestone"), (205, "Who"), (355, "When")), 625: MIDDLE, 605: LAST})
    assert found == ["Milestone", "Who", "When", "Team found", "OF", "1/9/26", "Opened", "JM", "2/9/26"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (((55, "Milestones of the project"),), "Milestones of the project"),
        (((55, "Please tell us of each thing that you will have done by its day."),), None),
    ],
    ids=["in one column", "across the columns"],
)
def test_read_pdf_row_with_one_text_stays_one_cell(words: tuple[tuple[float, str], ...], text: str | None) -> None:
    found = _texts({645: words, 625: MIDDLE, 605: LAST})
    assert found[0] == (text or words[0][1])
