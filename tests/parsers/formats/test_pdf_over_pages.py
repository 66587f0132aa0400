"""Flat PDFs of several pages: running lines, and tables and rows that go on over the page."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Table
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import drawn, shape


def test_read_pdf_question_at_the_top_of_the_same_form_filled_in_twice_is_not_running() -> None:
    def first(canvas: Canvas) -> None:
        canvas.drawString(50, 780, "Name of school")
        canvas.drawString(50, 400, "Number on roll")

    def second(canvas: Canvas) -> None:
        canvas.drawString(50, 780, "What happens if the works do not go ahead?")
        canvas.drawString(50, 500, "Planned start on site")
        canvas.drawString(50, 450, "Amount bid for")

    document = read_pdf(drawn(first, second, first, second))
    assert [line.text for line in document.running] == []


def test_read_pdf_running_header_footer_and_page_number_are_kept_apart() -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(50, 800, "Delivering Differently – application form")
            canvas.drawString(50, 600, f"Text of its own: {['one', 'two', 'three'][number - 1]}")
            canvas.drawString(280, 30, f"Page {number} of 3")

        return draw

    document = read_pdf(drawn(page(1), page(2), page(3)))  # type: ignore[arg-type]  # closures of one shape
    assert shape(document) == ["Text of its own: one", "Text of its own: two", "Text of its own: three"]
    assert [line.text for line in document.running] == ["Delivering Differently – application form", "Page 1 of 3"]


def test_read_pdf_figure_in_a_last_row_at_the_foot_is_no_page_number() -> None:
    def first(canvas: Canvas) -> None:
        for y, item, total, grant in ((60, "Cooker", "£1,850", "£1,850"), (40, "Expenses", "2400", "1,200.00")):
            for x, text in ((50, item), (150, total), (230, grant)):
                canvas.drawString(x, y, text)
        canvas.drawString(280, 20, "1")

    def second(canvas: Canvas) -> None:
        canvas.drawString(50, 780, "Declaration")
        canvas.drawString(280, 20, "2")

    document = read_pdf(drawn(first, second))
    assert "2400" in [line.text for line in document.lines()]
    assert [line.text for line in document.running] == ["1"]


def test_read_pdf_table_goes_on_over_the_page() -> None:
    def first(canvas: Canvas) -> None:
        canvas.grid([50, 200, 500], [40, 70, 100])
        for y, item, cost in ((80, "Item", "Cost"), (50, "Staff", "£1")):
            canvas.drawString(55, y, item)
            canvas.drawString(205, y, cost)

    def second(canvas: Canvas) -> None:
        canvas.grid([50, 200, 500], [740, 770, 800])
        for y, item, cost in ((780, "Item", "Cost"), (750, "Travel", "£2")):
            canvas.drawString(55, y, item)
            canvas.drawString(205, y, cost)

    document = read_pdf(drawn(first, second))
    assert shape(document) == [
        [(0, 0, "Item"), (0, 1, "Cost"), (1, 0, "Staff"), (1, 1, "£1"), (2, 0, "Travel"), (2, 1, "£2")]
    ]
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [cell.page for cell in table.cells] == [1, 1, 1, 1, 2, 2]


def test_read_pdf_table_goes_on_over_the_page_with_rows_of_fewer_cells() -> None:
    def first(canvas: Canvas) -> None:
        canvas.grid([50, 200, 350, 500], [70, 100])
        canvas.grid([50, 200, 500], [40, 70])
        for x, y, text in ((55, 80, "Jobs"), (205, 80, "3"), (355, 80, "Year 1"), (55, 50, "Is the funding")):
            canvas.drawString(x, y, text)

    def second(canvas: Canvas) -> None:
        canvas.grid([50, 200, 500], [770, 800])
        canvas.drawString(55, 780, "secured?")
        canvas.drawString(205, 780, "Yes")

    assert shape(read_pdf(drawn(first, second))) == [
        [(0, 0, "Jobs"), (0, 1, "3"), (0, 2, "Year 1"), (1, 0, "Is the funding\nsecured?"), (1, 1, "Yes")]
    ]


def test_read_pdf_answer_goes_on_in_its_cell_over_the_page() -> None:
    def first(canvas: Canvas) -> None:
        canvas.grid([50, 200, 500], [40, 100])
        canvas.drawString(55, 80, "Why?")
        canvas.drawString(205, 80, "Because")

    def second(canvas: Canvas) -> None:
        canvas.grid([50, 200, 500], [740, 800])
        canvas.drawString(205, 780, "it works.")

    assert shape(read_pdf(drawn(first, second))) == [[(0, 0, "Why?"), (0, 1, "Because\nit works.")]]


def test_read_pdf_row_that_a_page_break_cuts_open_is_one() -> None:
    def first(canvas: Canvas) -> None:
        canvas.grid([50, 200, 500], [100, 130, 160])
        for x in (50, 200, 500):
            canvas.line(x, 100, x, 50)
        canvas.drawString(55, 140, "Name")
        canvas.drawString(205, 140, "Jo")
        canvas.drawString(55, 110, "Town")
        canvas.drawString(205, 110, "Ashby")
        canvas.drawString(55, 80, "Why?")
        canvas.drawString(205, 80, "It works.")
        canvas.grid([210, 300, 400], [55, 72])
        canvas.drawString(215, 60, "2013")
        canvas.drawString(305, 60, "2014")

    def second(canvas: Canvas) -> None:
        canvas.line(50, 740, 500, 740)
        for x in (50, 200, 500):
            canvas.line(x, 740, x, 800)
        canvas.drawString(205, 780, "It is cheap.")
        canvas.drawString(55, 700, "After the table")

    document = read_pdf(drawn(first, second))
    rows = [
        (0, 0, "Name"),
        (0, 1, "Jo"),
        (1, 0, "Town"),
        (1, 1, "Ashby"),
        (2, 0, "Why?"),
        (2, 1, "It works.\nIt is cheap."),
    ]
    assert shape(document) == [rows, [(0, 0, "2013"), (0, 1, "2014")], "After the table"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Walsall Metropolitan", [(1, 0, "Walsall Metropolitan\nBorough Council"), (1, 1, "Jo")]),
        ("Walsall", [(1, 0, "Walsall"), (1, 1, "Jo"), (2, 0, "Borough Council"), (2, 1, "")]),
    ],
    ids=["no room for the next word", "room for it"],
)
def test_read_pdf_row_cut_by_the_page_is_finished_where_its_line_was_full(body: str, expected: list[object]) -> None:
    def first(canvas: Canvas) -> None:
        canvas.grid([50, 190, 500], [40, 70, 100])
        for y, name, contact in ((80, "Body", "Contact"), (50, body, "Jo")):
            canvas.drawString(55, y, name)
            canvas.drawString(205, y, contact)

    def second(canvas: Canvas) -> None:
        canvas.grid([50, 190, 500], [740, 770])
        canvas.drawString(55, 750, "Borough Council")

    assert shape(read_pdf(drawn(first, second))) == [[(0, 0, "Body"), (0, 1, "Contact"), *expected]]


@pytest.mark.parametrize(
    ("shaded", "expected"),
    [
        (True, [[(0, 0, "Describe the\nservice"), (1, 0, "Buses")]]),
        (False, [[(0, 0, "Describe the"), (1, 0, "service"), (2, 0, "Buses")]]),
    ],
    ids=["shaded alike", "shaded otherwise"],
)
def test_read_pdf_row_cut_by_the_page_is_shaded_alike(shaded: bool, expected: list[object]) -> None:
    def shade(canvas: Canvas, y: float, height: float) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(50, y, 450, height, stroke=0, fill=1)
        canvas.setFillGray(0)

    def first(canvas: Canvas) -> None:
        if shaded:
            shade(canvas, 40, 30)
        canvas.grid([50, 500], [40, 70])
        canvas.drawString(55, 50, "Describe the")

    def second(canvas: Canvas) -> None:
        shade(canvas, 770, 30)
        canvas.grid([50, 500], [740, 770])
        for x in (50, 500):
            canvas.line(x, 770, x, 800)
        canvas.drawString(55, 780, "service")
        canvas.drawString(55, 750, "Buses")

    assert shape(read_pdf(drawn(first, second))) == expected


@pytest.mark.parametrize(
    ("asked", "rest", "expected"),
    [
        ("Why is it needed?", "(max 50 words)", [(2, 0, "Why is it needed?\n(max 50 words)"), (3, 0, "It leaks.")]),
        ("Why is it", "needed now?", [(2, 0, "Why is it\nneeded now?"), (3, 0, "It leaks.")]),
        ("Why?", "And when?", [(2, 0, "Why?"), (3, 0, "And when?"), (4, 0, "It leaks.")]),
    ],
)
def test_read_pdf_shaded_label_cut_by_the_page_is_one(asked: str, rest: str, expected: list[object]) -> None:
    def label(canvas: Canvas, y: float, text: str) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(50, y, 450, 20, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(55, y + 6, text)

    def first(canvas: Canvas) -> None:
        label(canvas, 80, "Who?")
        canvas.drawString(55, 66, "Jo")
        label(canvas, 40, asked)
        canvas.grid([50, 500], [40, 60, 80, 100])

    def second(canvas: Canvas) -> None:
        label(canvas, 780, rest)
        canvas.drawString(55, 766, "It leaks.")
        canvas.grid([50, 500], [760, 780, 800])

    assert shape(read_pdf(drawn(first, second))) == [[(0, 0, "Who?"), (1, 0, "Jo"), *expected]]


def test_read_pdf_table_goes_on_though_the_page_has_columns_of_its_own() -> None:
    def first(canvas: Canvas) -> None:
        canvas.grid([50, 100, 300, 500], [40, 70, 100])
        for y, texts in ((80, ("B1", "Who are you?", "Jo")), (50, ("B2", "What is it for?", "To lend horns to"))):
            for x, text in zip((55, 105, 305), texts, strict=True):
                canvas.drawString(x, y, text)

    def second(canvas: Canvas) -> None:
        canvas.grid([50, 100, 300, 500], [770, 800])
        canvas.drawString(305, 780, "children.")
        canvas.grid([50, 150, 500], [740, 770])
        canvas.drawString(55, 750, "Signed")
        canvas.drawString(155, 750, "Jo")

    (table,) = read_pdf(drawn(first, second)).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == [
        *("B1", "Who are you?", "Jo"),
        *("B2", "What is it for?", "To lend horns to\nchildren."),
        *("Signed", "Jo"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Walsall Metropolitan and", [(1, 0, "Walsall Metropolitan and\nother boroughs")]),
        ("Walsall and", [(1, 0, "Walsall and"), (2, 0, "other boroughs")]),
    ],
    ids=["no room for the next word", "room for it"],
)
def test_read_pdf_answer_under_its_label_is_finished_where_its_line_was_full(body: str, expected: list[object]) -> None:
    def first(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(50, 70, 130, 30, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.grid([50, 180], [40, 70, 100])
        canvas.drawString(55, 80, "Body")
        canvas.drawString(55, 50, body)

    def second(canvas: Canvas) -> None:
        canvas.grid([50, 180], [740, 770])
        canvas.drawString(55, 750, "other boroughs")

    assert shape(read_pdf(drawn(first, second))) == [[(0, 0, "Body"), *expected]]
