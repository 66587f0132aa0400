"""Flat PDFs with tables that have bold column headings and no rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportlab.pdfgen.canvas import Canvas

from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import drawn, shape


def _page(
    head: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], *, starts: Sequence[int] = (50, 160, 280, 420)
) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        for x, text in zip(starts, head, strict=False):
            canvas.drawString(x, 700, text)
        canvas.setFont("Helvetica", 10)
        for y, texts in rows:
            for x, text in zip(starts, texts, strict=False):
                canvas.drawString(x, y, text)

    return draw


def test_read_pdf_contacts_under_headings_are_a_table_with_their_wrapped_cells() -> None:
    rows = (
        (676, ("Main contact", "Ada Bell", "Chair and acting", "ada@bell.example")),
        (664, ("", "", "treasurer", "")),
        (640, ("Second contact", "", "", "")),
    )
    assert shape(read_pdf(drawn(_page(("", "Name", "Position", "Email"), rows)))) == [
        [
            (0, 0, ""),
            (0, 1, "Name"),
            (0, 2, "Position"),
            (0, 3, "Email"),
            (1, 0, "Main contact"),
            (1, 1, "Ada Bell"),
            (1, 2, "Chair and acting\ntreasurer"),
            (1, 3, "ada@bell.example"),
            (2, 0, "Second contact"),
            (2, 1, ""),
            (2, 2, ""),
            (2, 3, ""),
        ]
    ]


def test_read_pdf_budget_ends_where_text_runs_across_its_columns() -> None:
    rows = (
        (680, ("Hall hire", "£400", "£200")),
        (660, ("Printing", "£90", "£90")),
        (640, ("We shall ask the county council to meet what is left of the cost.",)),
    )
    assert shape(read_pdf(drawn(_page(("Item", "Total", "Amount"), rows)))) == [
        [
            (0, 0, "Item"),
            (0, 1, "Total"),
            (0, 2, "Amount"),
            (1, 0, "Hall hire"),
            (1, 1, "£400"),
            (1, 2, "£200"),
            (2, 0, "Printing"),
            (2, 1, "£90"),
            (2, 2, "£90"),
        ],
        "We shall ask the county council to meet what is left of the cost.",
    ]


def test_read_pdf_bold_labels_over_one_row_of_answers_are_no_table_and_read_with_them() -> None:
    rows = ((684, ("Mill Players", "1987", "WF9 3QT")),)
    found = shape(read_pdf(drawn(_page(("Organisation", "Founded", "Postcode"), rows))))
    assert found == ["Organisation", "Mill Players", "Founded", "1987", "Postcode", "WF9 3QT"]


def test_read_pdf_headings_close_together_are_told_apart_by_what_stands_under_them() -> None:
    # "Path surfacing" all but touches its figure, so that only the second row tells of the column at first.
    head, first, second = (
        ("Item or activity", "Total cost", "Grant"),
        ("Path surfacing", "31000", "1"),
        ("Gates", "5", "2"),
    )

    def page(canvas: Canvas) -> None:
        for font, y, texts in (("Helvetica-Bold", 700, head), ("Helvetica", 670, first), ("Helvetica", 640, second)):
            canvas.setFont(font, 10)
            for x, text in zip((50, 126, 200), texts, strict=True):
                canvas.drawString(x, y, text)

    cells = [(row, column) for row in range(3) for column in range(3)]
    texts = [*head, *first, *second]
    expected = [(row, column, text) for (row, column), text in zip(cells, texts, strict=True)]
    assert shape(read_pdf(drawn(page))) == [expected]


def test_read_pdf_rows_under_a_head_that_alone_is_ruled_are_rows() -> None:
    rows = (
        (676, ("Consumables", "742", "Parts for ten recorders")),
        (656, ("Travel", "1,180", "Hovercraft hire, for two days")),
        (645, ("", "", "and mileage")),
        (625, ("Labour", "960", "Two gatherers")),
    )

    def draw(canvas: Canvas) -> None:
        _page(("Heading", "Amount", "Reason"), rows, starts=(50, 200, 300))(canvas)
        for y in (715, 692, 612):
            canvas.line(50, y, 540, y)

    assert shape(read_pdf(drawn(draw))) == [
        [
            (0, 0, "Heading"),
            (0, 1, "Amount"),
            (0, 2, "Reason"),
            (1, 0, "Consumables"),
            (1, 1, "742"),
            (1, 2, "Parts for ten recorders"),
            (2, 0, "Travel"),
            (2, 1, "1,180"),
            (2, 2, "Hovercraft hire, for two days\nand mileage"),
            (3, 0, "Labour"),
            (3, 1, "960"),
            (3, 2, "Two gatherers"),
        ]
    ]
