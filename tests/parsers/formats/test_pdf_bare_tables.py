"""Flat PDFs whose tables have no rules: questions on the left, answers beside them, told by how the lines stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportlab.pdfgen.canvas import Canvas

from parsers.document import Document, Table
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import drawn, shape

#: Height, question's line, answer's line; "" where nothing stands.
Printed = Sequence[tuple[int, str, str]]


def _page(lines: Printed, *, left: int = 50, edge: int = 220) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for y, question, answer in lines:
            canvas.drawString(left, y, question)
            canvas.drawString(edge, y, answer)

    return draw


def _texts(document: Document) -> list[str]:
    """The cells of the one table there is."""
    (table,) = document.blocks
    assert isinstance(table, Table)
    return [cell.text for cell in table.cells]


_FROM_THE_TOP: Printed = (
    (700, "1. Name of the local", "Walsall Metropolitan Borough Council"),
    (688, "authority (in full)", ""),
    (664, "2. Address", "Civic Centre"),
    (652, "", "Darwall Street"),
    (640, "", "Walsall"),
    (616, "3. Telephone", ""),
    (592, "4. Email", "jo@walsall.example"),
    (568, "5. Role", "Officer"),
)


def test_read_pdf_cells_set_from_the_top_are_rows_of_a_table() -> None:
    assert shape(read_pdf(drawn(_page(_FROM_THE_TOP)))) == [
        [
            (0, 0, "1. Name of the local\nauthority (in full)"),
            (0, 1, "Walsall Metropolitan Borough Council"),
            (1, 0, "2. Address"),
            (1, 1, "Civic Centre\nDarwall Street\nWalsall"),
            (2, 0, "3. Telephone"),
            (2, 1, ""),
            (3, 0, "4. Email"),
            (3, 1, "jo@walsall.example"),
            (4, 0, "5. Role"),
            (4, 1, "Officer"),
        ]
    ]


def test_read_pdf_questions_set_in_the_middle_of_their_rows_get_their_whole_answers() -> None:
    lines = (
        (700, "Name of authority", "Walsall Metropolitan Borough Council"),
        (676, "", "Civic Centre"),
        (664, "Address", "Darwall Street"),
        (652, "", "Walsall"),
        (628, "", "A first line of what is planned."),
        (616, "What do you plan,", "A second line of it."),
        (604, "and by when?", "A third line of it."),
        (592, "", "The last line of it."),
        (568, "Email", "jo@walsall.example"),
    )
    assert _texts(read_pdf(drawn(_page(lines)))) == [
        "Name of authority",
        "Walsall Metropolitan Borough Council",
        "Address",
        "Civic Centre\nDarwall Street\nWalsall",
        "What do you plan,\nand by when?",
        "A first line of what is planned.\nA second line of it.\nA third line of it.\nThe last line of it.",
        "Email",
        "jo@walsall.example",
    ]


def test_read_pdf_answer_that_goes_on_alone_over_the_page_stays_in_its_cell() -> None:
    first = [(y + 40 - 560, question, answer) for y, question, answer in _FROM_THE_TOP]
    more = [(790, "", "of Planning"), (778, "", "and Transport")]
    assert _texts(read_pdf(drawn(_page(first), _page(more))))[-1] == "Officer\nof Planning\nand Transport"


def test_read_pdf_rows_of_one_line_each_are_rows_and_not_one_question() -> None:
    asked = ("Name of body", "Registered number", "Contact name", "Daytime telephone", "Email")
    answers = ("Walsall Council", "9158779", "Jo Bloggs", "01632 960906", "jo@walsall.example")
    lines = [(700 - 24 * number, *pair) for number, pair in enumerate(zip(asked, answers, strict=True))]
    assert _texts(read_pdf(drawn(_page(lines)))) == [text for pair in zip(asked, answers, strict=True) for text in pair]


def test_read_pdf_page_numbers_are_no_rows_and_part_no_answer_from_its_rest() -> None:
    def numbered(lines: Printed, number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            _page(lines)(canvas)
            canvas.drawString(50, 30, f"Page {number} of 2")

        return draw

    first = [(y + 40 - 560, question, answer) for y, question, answer in _FROM_THE_TOP]
    more = [(790, "", "of Planning"), (778, "", "and Transport")]
    document = read_pdf(drawn(numbered(first, 1), numbered(more, 2)))
    assert _texts(document)[-1] == "Officer\nof Planning\nand Transport"
    assert [line.text for line in document.running] == ["Page 1 of 2"]


def test_read_pdf_heading_over_the_questions_and_text_across_stay_lines() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 730, "Please tell us about the authority that would receive the grant, in a few words.")
        _page(_FROM_THE_TOP)(canvas)
        canvas.drawString(50, 530, "Thank you for telling us so much about the authority; we will write to you soon.")

    blocks = shape(read_pdf(drawn(page)))
    assert [isinstance(block, str) for block in blocks] == [True, False, True]


def test_read_pdf_newspaper_columns_with_questions_in_both_are_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for number in range(6):
            for x, shift in ((50, 0), (320, 6)):
                canvas.setFont("Helvetica-Bold", 10)
                canvas.drawString(x, 740 - 60 * number, f"{number + 1 + shift}. What is planned?")
                canvas.setFont("Helvetica", 10)
                canvas.drawString(x, 728 - 60 * number, "We plan to look at every option there is, and")
                canvas.drawString(x, 716 - 60 * number, "then to choose the best of them with residents.")

    assert all(isinstance(block, str) for block in shape(read_pdf(drawn(page))))


def test_read_pdf_labels_side_by_side_over_boxes_of_their_own_are_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for y, left, right in ((700, "Income", "Fees"), (650, "Materials", "Access"), (600, "Travel", "Rent")):
            for x, label in ((50, left), (305, right)):
                canvas.drawString(x, y, label)
                canvas.rect(x, y - 26, 240, 20)
                canvas.drawString(x + 5, y - 20, f"{label}: {y}")

    found = shape(read_pdf(drawn(page)))
    assert found == [
        item
        for y, *labels in ((700, "Income", "Fees"), (650, "Materials", "Access"), (600, "Travel", "Rent"))
        for label in labels
        for item in (label, [(0, 0, f"{label}: {y}")])
    ]


def test_read_pdf_numbers_in_a_column_of_their_own_stay_with_their_labels() -> None:
    def page(canvas: Canvas) -> None:
        for y, number in ((694, "1."), (644, "2."), (600, "3.")):
            canvas.drawString(50, y, number)
        _page(((700, "What is the", ""), (688, "problem?", ""), (650, "What will", ""), (638, "change?", "")), left=80)(
            canvas
        )
        for y, answer in ((706, "The boathouse has stood empty"), (694, "since 2017 and the roof"), (682, "has gone.")):
            canvas.drawString(220, y, answer)
        _page(((644, "", "Much."), (600, "Cost", "4000")), left=80)(canvas)

    assert shape(read_pdf(drawn(page))) == [
        [
            (0, 0, "1.\nWhat is the\nproblem?"),
            (0, 1, "The boathouse has stood empty\nsince 2017 and the roof\nhas gone."),
            (1, 0, "2.\nWhat will\nchange?"),
            (1, 1, "Much."),
            (2, 0, "3. Cost"),
            (2, 1, "4000"),
        ]
    ]


def test_read_pdf_rows_shaded_in_turn_are_read_in_their_order() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        for y in (692, 640):
            canvas.rect(45, y, 500, 26, stroke=0, fill=1)
        canvas.setFillGray(0)
        _page(((700, "Name", "Ada"), (674, "Role", "Chair"), (648, "Town", "Ely"), (622, "Sum", "40")))(canvas)

    assert shape(read_pdf(drawn(page))) == [
        [
            (row, column, text)
            for row, texts in enumerate((("Name", "Ada"), ("Role", "Chair"), ("Town", "Ely"), ("Sum", "40")))
            for column, text in enumerate(texts)
        ]
    ]


def test_read_pdf_email_under_an_answer_without_a_full_stop_begins_a_row() -> None:
    lines = ((700, "Name", "Ada Bell"), (686, "Town", "Ely"), (672, "Email", "ada@bell.example"), (658, "Sum", "40"))
    numbered = [(y, f"{place}. {label}", answer) for place, (y, label, answer) in enumerate(lines, 1)]
    assert _texts(read_pdf(drawn(_page(numbered))))[4:] == ["3. Email", "ada@bell.example", "4. Sum", "40"]
