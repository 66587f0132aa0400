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


def test_read_pdf_options_of_one_question_stay_in_one_cell() -> None:
    def page(canvas: Canvas) -> None:
        for y in YS:
            canvas.line(XS[0], y, XS[-1], y)
        for x in (XS[0], XS[-1]):
            canvas.line(x, YS[0], x, YS[-1])
        for x in XS[1:-1]:
            canvas.line(x, YS[0], x, 640)
        for x, text in ((55, "Dances"), (205, "Meetings"), (355, "Plays")):
            canvas.rect(x, 645, 9, 9)
            canvas.drawString(x + 14, 646, text)
            canvas.drawString(x, 625, text)
            canvas.drawString(x, 605, text)
        canvas.line(55, 645, 64, 654)
        canvas.line(55, 654, 64, 645)

    (table,) = read_pdf(drawn(page)).blocks
    assert isinstance(table, Table)
    assert " ".join(table.cells[0].text.split()) == "☒ Dances ☐ Meetings ☐ Plays"


def test_read_pdf_labels_between_boxes_are_cells_each_beside_its_box() -> None:
    def page(canvas: Canvas) -> None:
        for row, texts in enumerate((("925/4096", "Phase", "Secondary"), ("Jo Bloggs", "Role", "Head"))):
            y = 640 - 20 * row
            for x0, x1 in ((110, 210), (270, 380)):
                canvas.rect(x0, y, x1 - x0, 20)
            for x, text in zip((115, 230, 275), texts, strict=True):
                canvas.drawString(x, y + 6, text)
        canvas.line(110, 660, 380, 660)
        canvas.line(110, 620, 380, 620)
        for y, label, note in ((646, "DfE no.", "See the list"), (626, "Contact", "Who knows most")):
            canvas.drawString(60, y, label)
            canvas.drawString(400, y, note)

    table, *notes = read_pdf(drawn(page)).blocks
    assert isinstance(table, Table)
    texts = [cell.text for cell in table.cells]
    assert texts == ["DfE no.", "925/4096", "Phase", "Secondary", "Contact", "Jo Bloggs", "Role", "Head"]
    assert [note.text for note in notes if not isinstance(note, Table)] == ["See the list", "Who knows most"]


def test_read_pdf_label_over_several_rows_stays_one_cell() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([150, 300, 450], [600, 620, 640, 660])
        canvas.rect(50, 600, 100, 60)
        canvas.drawString(55, 634, "Whom may")
        canvas.drawString(55, 622, "we ring?")
        for y, (label, answer) in zip(
            (646, 626, 606), (("Name", "Jo"), ("Role", "Head"), ("Phone", "01632")), strict=True
        ):
            canvas.drawString(155, y, label)
            canvas.drawString(305, y, answer)

    (table,) = read_pdf(drawn(page)).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells][:3] == ["Whom may\nwe ring?", "Name", "Jo"]
