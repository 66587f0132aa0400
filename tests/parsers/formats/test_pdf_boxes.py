"""Flat PDFs with rules, boxes and panels: which are tables, which are boxes to write in, and what they belong to."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from parsers.document import Box, Table
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import drawn, shape


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


def _boxes(canvas: Canvas, x: float, y: float, letters: str) -> float:
    """A box for each letter; where they end."""
    for letter in letters:
        canvas.rect(x, y, 13, 17)
        canvas.drawString(x + 3, y + 5, letter)
        x += 13
    return x


def test_read_pdf_comb_drawn_in_groups_is_one_answer() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 720, "Date of birth")
        x = 50.0
        for group in ("07", "03", "1958"):
            x = _boxes(canvas, x, 690, group) + 5
        canvas.drawString(50, 660, "Postcode")
        _boxes(canvas, _boxes(canvas, 50, 630, "BX12") + 9, 630, "9QZ")

    expected = ["Date of birth", [(0, 0, "07 03 1958")], "Postcode", [(0, 0, "BX12 9QZ")]]
    assert shape(read_pdf(drawn(page))) == expected


def test_read_pdf_two_boxes_together_are_no_comb() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Yes / No")
        for x in (120, 133):
            canvas.rect(x, 697, 13, 13)
        canvas.drawString(123, 700, "x")

    assert shape(read_pdf(drawn(page))) == ["Yes / No", "☒ ☐"]


def test_read_pdf_note_in_small_type_after_a_bold_label_is_a_line_of_its_own() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(50, 700, "Whom do you care for?")
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50 + canvas.stringWidth("Whom do you care for?", "Helvetica-Bold", 10) + 4, 700, "and how")

    assert shape(read_pdf(drawn(page))) == ["Whom do you care for?", "and how"]


def test_read_pdf_coloured_stretches_beside_their_labels_are_boxes() -> None:
    def page(canvas: Canvas) -> None:
        for y, row in (
            (700, (("School", "Humber View"), ("Phase", "Special"))),
            (683, (("Contact", "Jo Bloggs"), ("Role", "Head"))),
            (666, (("E-mail", "jo@humber.example"), ("Tel.", ""))),
        ):
            for x, (label, answer) in zip((50, 300), row, strict=True):
                canvas.setFillColorRGB(1, 1, 0.9)
                canvas.rect(x + 50, y - 5, 150, 16.5, stroke=0, fill=1)
                canvas.setFillGray(0)
                canvas.drawRightString(x + 44, y, label)
                canvas.drawString(x + 54, y, answer)

    assert shape(read_pdf(drawn(page))) == [
        *("School", [(0, 0, "Humber View")], "Phase", [(0, 0, "Special")]),
        *("Contact", [(0, 0, "Jo Bloggs")], "Role", [(0, 0, "Head")]),
        *("E-mail", [(0, 0, "jo@humber.example")], "Tel.", [(0, 0, "")]),
    ]


def test_read_pdf_coloured_labels_are_no_boxes() -> None:
    def page(canvas: Canvas) -> None:
        for y, label, answer in ((700, "School", "Humber View"), (660, "Contact", "Jo Bloggs"), (620, "Role", "Head")):
            canvas.setFillGray(0.85)
            canvas.rect(50, y - 5, 100, 16, stroke=0, fill=1)
            canvas.setFillGray(0)
            canvas.drawString(54, y, label)
            canvas.drawString(155, y, answer)

    rows = [(0, 0, "School"), (0, 1, "Humber View"), (1, 0, "Contact"), (1, 1, "Jo Bloggs")]
    assert shape(read_pdf(drawn(page))) == [[*rows, (2, 0, "Role"), (2, 1, "Head")]]


def test_read_pdf_tables_under_one_another_between_the_same_rules_keep_their_columns() -> None:
    def page(canvas: Canvas) -> None:
        for y in (720, 700, 680, 660, 640, 620, 600):
            canvas.line(50, y, 500, y)
        for y, texts in (
            (705, ((250, "Yes"), (300, "No"))),
            (685, ((55, "The council has minuted its support"), (252, "X"))),
            (665, ((55, "We own the land"), (302, "X"))),
            (645, ((55, "Signed"),)),
            (625, ((55, "Name"), (120, "Jo Bloggs"))),
            (605, ((55, "Date"), (120, "1 June 2014"))),
        ):
            for x, text in texts:
                canvas.drawString(x, y, text)

    document = read_pdf(drawn(page))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in table.cells if cell.text] for table in tables] == [
        ["Yes", "No", "The council has minuted its support", "X", "We own the land", "X"],
        ["Name", "Jo Bloggs", "Date", "1 June 2014"],
    ]
