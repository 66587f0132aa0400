"""Flat PDFs: printed words become lines and tables in the order a person reads them."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Box, DocumentKind, Line, Table
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import Shape, changed, drawn, shape

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"


def test_read_pdf_line_knows_page_box_and_words() -> None:
    document = read_pdf(drawn(lambda page: page.drawString(50, 700, "Name of authority")))
    (line,) = document.lines()
    assert (document.kind, line.text, line.page, line.wrapped) == (DocumentKind.PDF_TEXT, "Name of authority", 1, True)
    assert [word.text for word in line.words] == ["Name", "of", "authority"]
    assert line.box is not None
    assert (round(line.box.x0), round(line.box.y0), round(line.box.x1), round(line.box.y1)) == (50, 132, 129, 144)


def test_read_pdf_label_and_answer_in_one_row_are_two_lines() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Email address")
        canvas.drawString(250, 700, "jo@walsall.example")
        canvas.drawString(50, 680, "Telephone")

    assert shape(read_pdf(drawn(page))) == ["Email address", "jo@walsall.example", "Telephone"]


def test_read_pdf_label_of_two_rows_comes_before_its_answer() -> None:
    def page(canvas: Canvas) -> None:
        for y, label, answer in (
            (700, "Senior sponsor, such as", "Alex"),
            (688, "a chief executive", "Example"),
            (664, "Email", "alex@x.example"),
        ):
            canvas.drawString(50, y, label)
            canvas.drawString(250, y, answer)

    assert shape(read_pdf(drawn(page))) == [
        "Senior sponsor, such as",
        "a chief executive",
        "Alex",
        "Example",
        "Email",
        "alex@x.example",
    ]


def test_read_pdf_rows_evenly_set_are_a_table_whatever_stands_at_the_foot() -> None:
    def page(canvas: Canvas) -> None:
        for y, label, answer in (
            (700, "Email", "jo@x.example"),
            (684, "Phone", "01632 960123"),
            (668, "Role", "Chair"),
        ):
            canvas.drawString(50, y, label)
            canvas.drawString(250, y, answer)
        canvas.drawString(50, 300, "Printed by Jo")
        canvas.drawString(450, 300, "from a list")

    assert shape(read_pdf(drawn(page))) == [
        [
            *((0, 0, "Email"), (0, 1, "jo@x.example"), (1, 0, "Phone"), (1, 1, "01632 960123")),
            *((2, 0, "Role"), (2, 1, "Chair")),
        ],
        *("Printed by Jo", "from a list"),
    ]


def test_read_pdf_columns_of_running_text_are_read_one_after_the_other() -> None:
    text = "the review covers all of the services and more"

    def page(canvas: Canvas) -> None:
        for row in range(10):
            canvas.drawString(50, 700 - 14 * row, f"L{row} {text}")
            canvas.drawString(320, 700 - 14 * row, f"R{row} {text}")

    read = [str(item)[:2] for item in shape(read_pdf(drawn(page)))]
    assert read == [f"L{row}" for row in range(10)] + [f"R{row}" for row in range(10)]


def test_read_pdf_form_set_in_two_columns_is_read_column_by_column() -> None:
    def page(canvas: Canvas) -> None:
        for row in range(9):
            canvas.drawString(50, 700 - 14 * row, f"Left question {row}")
            canvas.drawString(320, 694 - 17 * row, f"Right question {row}")

    assert shape(read_pdf(drawn(page))) == [f"{side} question {row}" for side in ("Left", "Right") for row in range(9)]


def test_read_pdf_two_columns_whose_lines_all_stand_level_are_read_column_by_column() -> None:
    asked = {("Left", 0), ("Left", 5), ("Right", 2), ("Right", 8)}

    def page(canvas: Canvas) -> None:
        for side, x in (("Left", 50), ("Right", 320)):
            for row in range(10):
                canvas.setFont("Helvetica-Bold" if (side, row) in asked else "Helvetica", 10)
                canvas.drawString(x, 700 - 14 * row, f"{side} line {row}")

    assert shape(read_pdf(drawn(page))) == [f"{side} line {row}" for side in ("Left", "Right") for row in range(10)]


def test_read_pdf_columns_without_rules_are_told_by_where_words_begin() -> None:
    def page(canvas: Canvas) -> None:
        for row, (parish, cost) in enumerate((("Ham", "£1"), ("Little Slaughter", "£2"), ("Hay", "£3"), ("Wem", "£4"))):
            canvas.drawString(50, 700 - 20 * row, parish)
            canvas.drawString(124, 700 - 20 * row, cost)

    assert shape(read_pdf(drawn(page))) == [
        [
            *((0, 0, "Ham"), (0, 1, "£1"), (1, 0, "Little Slaughter"), (1, 1, "£2")),
            *((2, 0, "Hay"), (2, 1, "£3"), (3, 0, "Wem"), (3, 1, "£4")),
        ]
    ]


def test_read_pdf_ruled_table_gives_every_cell() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([50, 200, 350, 500], [600, 630, 660, 690])
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setStrokeColorRGB(1, 1, 1)
        canvas.setFillColorRGB(0, 0, 0)
        for x, y, text in (
            (55, 670, "Item"),
            (205, 670, "Year"),
            (355, 670, "Cost"),
            (55, 640, "Staff"),
            (355, 610, "£5"),
        ):
            canvas.drawString(x, y, text)

    (table,) = read_pdf(drawn(page)).blocks
    assert isinstance(table, Table)
    assert [(cell.row, cell.column, cell.text) for cell in table.cells] == [
        (0, 0, "Item"), (0, 1, "Year"), (0, 2, "Cost"),
        (1, 0, "Staff"), (1, 1, ""), (1, 2, ""),
        (2, 0, ""), (2, 1, ""), (2, 2, "£5"),
    ]  # fmt: skip


def test_read_pdf_cells_without_a_rule_between_are_one() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(50, 600, 400, 60)
        canvas.line(50, 630, 450, 630)
        canvas.line(250, 600, 250, 630)
        canvas.drawString(55, 640, "Heading across both")
        canvas.drawString(55, 610, "Left")
        canvas.drawString(255, 610, "Right")

    (table,) = read_pdf(drawn(page)).blocks
    assert isinstance(table, Table)
    assert [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells] == [
        ("Heading across both", 0, 0, 1, 2),
        ("Left", 1, 0, 1, 1),
        ("Right", 1, 1, 1, 1),
    ]
    assert table.cells[1].box == Box(50.0, 211.89, 250.0, 241.89)


def test_read_pdf_box_beside_its_label_is_a_table_of_one_cell() -> None:
    def page(canvas: Canvas) -> None:
        for y, label, answer in ((700, "Name", "Jo Bloggs"), (660, "Email", "")):
            canvas.drawString(50, y + 6, label)
            canvas.rect(150, y, 300, 20)
            canvas.drawString(155, y + 6, answer)

    assert shape(read_pdf(drawn(page))) == ["Name", [(0, 0, "Jo Bloggs")], "Email", [(0, 0, "")]]


def test_read_pdf_box_to_write_in_alone_in_a_cell_is_the_cell() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([50, 200, 350, 500], [700, 730, 760])
        for x, who, name in ((205, "Main contact", "Ann Beck"), (355, "Chair", "")):
            canvas.drawString(x, 740, who)
            canvas.rect(x, 705, 140, 20)
            canvas.drawString(x + 4, 711, name)
        canvas.drawString(55, 711, "Name")

    cells = [(0, 0, ""), (0, 1, "Main contact"), (0, 2, "Chair"), (1, 0, "Name"), (1, 1, "Ann Beck"), (1, 2, "")]
    assert shape(read_pdf(drawn(page))) == [cells]


def test_read_pdf_label_longer_than_its_box_is_read_before_it() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(250, 690, 250, 20)
        for row, words in enumerate(("Telephone number", "of the senior", "sponsor")):
            canvas.drawString(50, 696 - 12 * row, words)

    assert shape(read_pdf(drawn(page))) == ["Telephone number", "of the senior", "sponsor", [(0, 0, "")]]


def test_read_pdf_rules_at_head_and_foot_of_a_page_are_no_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 810, "Application form")
        canvas.drawString(450, 810, "January 2014")
        canvas.line(50, 800, 540, 800)
        canvas.drawString(50, 400, "Name of authority")
        canvas.line(50, 60, 540, 60)

    assert shape(read_pdf(drawn(page))) == ["Application form", "January 2014", "Name of authority"]


def test_read_pdf_boxes_under_two_labels_follow_each_its_own() -> None:
    def page(canvas: Canvas) -> None:
        for x, label, answer in ((50, "First name", "Jo"), (300, "Surname", "Bloggs")):
            canvas.drawString(x, 725, label)
            canvas.rect(x, 700, 200, 20)
            canvas.drawString(x + 5, 706, answer)

    assert shape(read_pdf(drawn(page))) == ["First name", [(0, 0, "Jo")], "Surname", [(0, 0, "Bloggs")]]


def test_read_pdf_labels_left_of_stacked_boxes_are_their_first_column() -> None:
    def page(canvas: Canvas) -> None:
        for row, (label, answer) in enumerate((("Name", "Jo"), ("Title", "Director"), ("Email", ""))):
            canvas.drawString(50, 706 - 20 * row, label)
            canvas.rect(150, 700 - 20 * row, 300, 20)
            canvas.drawString(155, 706 - 20 * row, answer)

    assert shape(read_pdf(drawn(page))) == [
        [(0, 0, "Name"), (0, 1, "Jo"), (1, 0, "Title"), (1, 1, "Director"), (2, 0, "Email"), (2, 1, "")]
    ]


def test_read_pdf_frame_around_other_boxes_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(30, 30, 535, 780)
        canvas.rect(45, 600, 500, 150)
        canvas.drawString(55, 735, "Section A")
        canvas.drawString(55, 706, "Name")
        canvas.rect(150, 700, 300, 20)

    assert shape(read_pdf(drawn(page))) == ["Section A", "Name", [(0, 0, "")]]


def test_read_pdf_white_boxes_on_a_panel_come_each_after_the_label_over_it() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(40, 600, 500, 120, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.roundRect(50, 640, 150, 24, 4, stroke=0, fill=1)
        canvas.roundRect(220, 652, 150, 24, 4, stroke=0, fill=1)
        canvas.setFillGray(0)
        for x, y, text in (
            (50, 684, "How much would you like from"), (50, 672, "us?"), (56, 648, "£2,140"),
            (220, 684, "What will it cost in all?"), (226, 660, "£2,890"),
        ):  # fmt: skip
            canvas.drawString(x, y, text)

    assert shape(read_pdf(drawn(page))) == [
        "How much would you like from",
        "us?",
        [(0, 0, "£2,140")],
        "What will it cost in all?",
        [(0, 0, "£2,890")],
    ]


def test_read_pdf_panels_side_by_side_are_read_one_by_one() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(40, 500, 240, 200, stroke=0, fill=1)
        canvas.rect(300, 500, 240, 200, stroke=0, fill=1)
        canvas.setFillGray(0)
        for x, who in ((50, "Main contact"), (310, "Second contact")):
            for y, text in ((680, who), (660, "Name"), (640, "Phone"), (610, f"{who}'s phone")):
                canvas.drawString(x, y, text)
        canvas.drawString(50, 470, "The project")

    assert shape(read_pdf(drawn(page))) == [
        *("Main contact", "Name", "Phone", "Main contact's phone"),
        *("Second contact", "Name", "Phone", "Second contact's phone"),
        "The project",
    ]


def test_read_pdf_rows_ruled_without_columns_go_on_after_a_question_across_them() -> None:
    def page(canvas: Canvas) -> None:
        for y in (700, 660, 620, 560, 540, 500):
            canvas.line(50, y, 500, y)
        for x, y, text in (
            (50, 685, "A1"), (80, 685, "Bidding body"), (250, 685, "Hull"), (80, 674, "A council or an operator"),
            (50, 645, "A2"), (80, 645, "Postal address"), (250, 645, "1 High Street"), (250, 634, "Hull"),
            (50, 605, "A3"), (80, 605, "Say in one sentence, as you would to a neighbour, what you will build."),
            (80, 590, "A bus lane."),
            (80, 545, "Funding"),
            (50, 525, "A4"), (80, 525, "Match funding"), (250, 525, "The council's programme,"), (250, 514, "secured"),
        ):  # fmt: skip
            canvas.drawString(x, y, text)

    assert shape(read_pdf(drawn(page))) == [
        [
            *((0, 0, "A1"), (0, 1, "Bidding body\nA council or an operator"), (0, 2, "Hull")),
            *((1, 0, "A2"), (1, 1, "Postal address"), (1, 2, "1 High Street\nHull")),
        ],
        "A3",
        "Say in one sentence, as you would to a neighbour, what you will build.",
        "A bus lane.",
        "Funding",
        [(0, 0, "A4"), (0, 1, "Match funding"), (0, 2, "The council's programme,\nsecured")],
    ]


def test_read_pdf_rows_ruled_without_columns_are_a_table() -> None:
    rows = [("Name", "Jo Bloggs"), ("Email", "jo@x.example"), ("Address", "1 High Street, Walsall")]

    def page(canvas: Canvas) -> None:
        for place, (label, answer) in enumerate(rows):
            canvas.drawString(50, 700 - 24 * place, label)
            canvas.drawString(220, 700 - 24 * place, answer)
            canvas.line(50, 692 - 24 * place, 520, 692 - 24 * place)

    assert shape(read_pdf(drawn(page))) == [
        [cell for row, (label, answer) in enumerate(rows) for cell in ((row, 0, label), (row, 1, answer))]
    ]


def test_read_pdf_comb_of_boxes_is_one_answer() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 705, "Date")
        for place, letter in enumerate("10 2 014"):
            canvas.rect(120 + 18 * place, 700, 18, 18)
            canvas.drawString(126 + 18 * place, 705, letter)

    assert shape(read_pdf(drawn(page))) == ["Date", [(0, 0, "10 2 014")]]


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


def test_read_pdf_line_is_italic_where_all_of_it_is() -> None:
    def page(canvas: Canvas) -> None:
        for y, font in ((700, "Helvetica-Oblique"), (680, "Helvetica")):
            canvas.setFont("Helvetica-Oblique", 10)
            canvas.drawString(50, y, "Up to")
            canvas.setFont(font, 10)
            canvas.drawString(80, y, "fifty words")

    assert [line.italic for line in read_pdf(drawn(page)).lines()] == [True, False]


def test_read_pdf_few_words_on_a_page_are_not_taken_apart() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([30, 200, 500], [720, 770])
        for x, y, text in ((35.0, 750, "3.5 Date"), (235.0, 735, "23.04.2024")):
            for letter in text:  # as browsers print, each letter by itself
                canvas.drawString(x, y, letter)
                x += canvas.stringWidth(letter)

    assert shape(read_pdf(drawn(page))) == [[(0, 0, "3.5 Date"), (0, 1, "23.04.2024")]]


def test_read_pdf_gap_marks_a_new_paragraph() -> None:
    def page(canvas: Canvas) -> None:
        for y, text in ((700, "One"), (688, "goes on"), (660, "Two")):
            canvas.drawString(50, y, text)

    assert [line.gap for line in read_pdf(drawn(page)).lines()] == [False, False, True]


def test_read_pdf_bullets_are_flagged_and_taken_off() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "•")
        canvas.drawString(68, 700, "a first point")

    (line,) = read_pdf(drawn(page)).lines()
    assert (line.text, line.bullet) == ("a first point", True)


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
def test_read_pdf_turned_page_is_read_as_displayed(turns: int) -> None:
    """Text that stands upright once the page is turned: each corner of the sheet comes to the same place."""

    def page(canvas: Canvas) -> None:
        width, height = (595, 842) if turns % 180 == 0 else (842, 595)
        for quarter in range(turns // 90):
            canvas.rotate(90)
            canvas.translate(0, -595 if quarter % 2 == 0 else -842)
        canvas.drawString(50, height - 100, "Name")
        canvas.drawString(width - 200, height - 100, "Jo")

    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Rotate = turns

    document = read_pdf(changed(drawn(page), turn))
    assert shape(document) == ["Name", "Jo"]
    box = next(document.lines()).box
    assert box is not None
    assert (abs(box.x0 - 50) < 1, abs(box.y1 - 102.2) < 1) == (True, True)


def test_read_pdf_text_on_its_side_is_read_and_its_box_is_as_displayed() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        for place, label in enumerate(("Name of authority", "Email address", "Telephone number")):
            canvas.drawString(50, 500 - 30 * place, label)

    document = read_pdf(drawn(page))
    assert shape(document) == ["Name of authority", "Email address", "Telephone number"]
    box = next(document.lines()).box
    assert box is not None
    assert box.y1 - box.y0 > box.x1 - box.x0


def test_read_pdf_crop_box_is_the_page() -> None:
    def crop(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].CropBox = [40, 600, 440, 800]

    document = read_pdf(changed(drawn(lambda page: page.drawString(50, 700, "Name")), crop))
    (line,) = document.lines()
    assert document.page_sizes == ((400.0, 200.0),)
    assert line.box is not None
    assert (round(line.box.x0), round(line.box.y1)) == (10, 102)


def test_read_pdf_typed_on_text_is_read_as_printed() -> None:
    def type_on(pdf: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[200, 695, 400, 712],
            Contents="Jo Bloggs",
            DA="/Helv 10 Tf 0 g",
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])

    assert shape(read_pdf(changed(drawn(lambda page: page.drawString(50, 700, "Name")), type_on))) == [
        "Name",
        "Jo Bloggs",
    ]


CHROMIUM: Shape = [
    "Expression of interest",
    [
        (0, 0, "Name of lead authority"),
        (0, 1, "Walsall Metropolitan Borough Council"),
        (1, 0, "Email"),
        (1, 1, "jo@walsall.example"),
        (2, 0, "☒ Yes ☐ No ☒ agreed ☐ not agreed"),
    ],
    "Answer: kept",
    [(0, 0, "typed text")],
]
FLATTENED: Shape = [
    "Expression of interest",
    "Name of lead authority",
    [(0, 0, "Walsall Council")],
    "Email address",
    [(0, 0, "jo@walsall.example")],
    "Telephone",
    [(0, 0, "")],
    "Joint bid?",
    "☒ Yes",
    "☐ No",
    "☒ I declare this is true",
    "☐ Other",
    "Region",
    [(0, 0, "West Midlands")],
]


@pytest.mark.parametrize(
    ("name", "expected"), [("flat-chromium.pdf", CHROMIUM), ("flattened-reportlab.pdf", FLATTENED)]
)
def test_read_pdf_real_file_is_read_whole(name: str, expected: Shape) -> None:
    assert shape(read_pdf((SAMPLES / name).read_bytes())) == expected


def test_read_pdf_from_a_word_processor_is_read_whole() -> None:
    document = read_pdf((SAMPLES / "flat-libreoffice.pdf").read_bytes())
    tables = [item for item in shape(document) if isinstance(item, list)]
    lines = [item for item in shape(document) if isinstance(item, str)]
    assert tables[0] == [
        (0, 0, "Name of lead local authority"),
        (0, 1, "Walsall Metropolitan Borough\nCouncil"),
        (1, 0, "Email address"),
        (1, 1, "jo.bloggs@walsall.example"),
        (2, 0, "Telephone"),
        (2, 1, ""),
        (3, 0, "Is this a joint bid?"),
        (3, 1, "☒ Yes ☐ No"),
    ]
    assert tables[1][0][2].endswith("offers.\nA second paragraph.\na first point\na second point")
    assert [len(table) for table in tables] == [8, 1, 60, 6]
    assert tables[3] == [
        (0, 0, "Senior sponsor (chief executive or\ndirector), full name"),
        (0, 1, "Alex Example"),
        (1, 0, "Title"),
        (1, 1, "Director of Resources and\nTransformation, also acting\nmonitoring officer"),
        (2, 0, "Email"),
        (2, 1, "alex@walsall.example"),
    ]
    assert lines[:3] == ["A. Lead authority", "B. Questions", "1. Describe the service (maximum 500 words)."]
    assert lines[-3:] == ["D. Sponsor", "Delete as appropriate: / No", "Signed: ____________________"]
    assert [line.text for line in document.running] == [
        "Delivering Differently Challenge – expression of interest",
        "Page 1 of 2",
    ]
    assert [line.text for line in document.blocks if isinstance(line, Line) and line.heading] == [
        "A. Lead authority",
        "B. Questions",
        "C. Budget",
        "D. Sponsor",
    ]
