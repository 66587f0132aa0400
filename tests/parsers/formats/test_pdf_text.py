"""Flat PDFs: printed words become lines and tables in the order a person reads them."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.document import DocumentKind, Line
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


def test_read_pdf_two_columns_under_a_title_are_read_column_by_column() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 760, "A title that runs over both of the columns of this page, from left to right")
        for row in range(9):
            canvas.setFont("Helvetica-Bold" if row % 3 == 0 else "Helvetica", 10)
            canvas.drawString(50, 700 - 14 * row, f"Left line {row}")
            canvas.drawString(320, 694 - 17 * row, f"Right line {row}")

    lines = [f"{side} line {row}" for side in ("Left", "Right") for row in range(9)]
    assert shape(read_pdf(drawn(page)))[1:] == lines


def test_read_pdf_labels_with_longer_answers_beside_them_are_no_columns_of_the_page() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 760, "A title that runs over both of the columns of this page, from left to right")
        for row in range(9):
            canvas.drawString(50, 690 - 50 * row, f"{row + 1}. Question")
            for line in range(3):
                canvas.drawString(320, 703 - 50 * row - 14 * line, f"Answer {row} {line}")

    table = shape(read_pdf(drawn(page)))[1]
    assert [cell[2] for cell in table if cell[0] == 1] == ["2. Question", "Answer 1 0\nAnswer 1 1\nAnswer 1 2"]


def test_read_pdf_questions_side_by_side_are_read_each_with_what_is_under_it() -> None:
    def page(canvas: Canvas) -> None:
        for number, (left, right) in enumerate((("Where?", "When?"), ("Here", "Today"), ("in town", "at noon"))):
            canvas.drawString(50, 700 - 13 * number, left)
            canvas.drawString(320, 700 - 13 * number, right)

    assert shape(read_pdf(drawn(page))) == ["Where?", "Here", "in town", "When?", "Today", "at noon"]


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
