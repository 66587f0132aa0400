"""On which side of its label an answer stands in a table, and what beside and under it is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Cell, Line, Table
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, rows, word
from tests.parsers.matching.test_match import values


def table(*cells: tuple[int, int, str], shaded: frozenset[tuple[int, int]] = frozenset()) -> Table:
    """A table of cells (row, column, text), a line each."""
    return Table(
        cells=tuple(
            Cell(
                row=row,
                column=column,
                lines=tuple(Line(text=line) for line in text.split("\n") if line),
                shaded=(row, column) in shaded,
            )
            for row, column, text in cells
        )
    )


def test_column_with_two_labels_in_one_cell_is_still_one_of_answers() -> None:
    document = word(
        rows(
            ("1", "Name of the hall", "Ashby Hall"),
            ("2", "Why is the work needed?", "The roof leaks."),
            ("3", "Whom do we write to?", "Name of main contact: Jo Bloggs\nEmail of main contact: jo@hall.example"),
        )
    )
    found = values(match(document, FORM))
    keys = ("hall", "need", "lead_name", "lead_email")
    assert [found[key] for key in keys] == ["Ashby Hall", "The roof leaks.", "Jo Bloggs", "jo@hall.example"]


def test_heading_under_a_label_with_its_answer_is_no_answer() -> None:
    document = word(
        rows(
            ("1", "Name of the hall", "Ashby Hall"),
            ("2", "Whom do we write to?", "Name of main contact: Jo Bloggs"),
            ("", "", "The work"),
            ("3", "Total cost", "£95k"),
        )
    )
    assert values(match(document, FORM))["lead_name"] == "Jo Bloggs"


def test_answer_stands_where_the_cell_is_not_shaded_as_its_label_is() -> None:
    cells = [
        (0, 0, "Name of the hall"), (0, 1, "Ashby Hall"), (1, 0, "The second part"),
        (2, 0, "Why is the work needed?"), (3, 0, "The roof leaks."), (4, 0, "Total cost"), (5, 0, "£95k"),
    ]  # fmt: skip
    labels = frozenset({(0, 0), (1, 0), (2, 0), (4, 0)})
    found = values(match(word(table(*cells, shaded=labels)), FORM))
    assert [found[key] for key in ("hall", "need", "cost")] == ["Ashby Hall", "The roof leaks.", "95000.00"]


def test_note_beside_a_shaded_box_is_no_answer() -> None:
    cells = ((0, 0, "Name of the hall"), (0, 1, "Ashby Hall"), (0, 2, "as on the deeds"))
    more = ((1, 0, "Name of main contact"), (1, 1, "Jo Bloggs"), (1, 2, "in capitals"))
    document = word(table(*cells, *more, shaded=frozenset({(0, 1), (1, 1)})))
    found = values(match(document, FORM))
    assert (found["hall"], found["lead_name"]) == ("Ashby Hall", "Jo Bloggs")


def test_box_under_guidance_under_a_label_has_the_answer() -> None:
    texts = ("Name of the hall", "Ashby Hall", "Why is the work needed?", "Up to 50 words", "The roof leaks.")
    document = word(table(*((row, 0, text) for row, text in enumerate(texts))))
    assert values(match(document, FORM))["need"] == "The roof leaks."


@pytest.mark.parametrize(
    ("answer", "expected"), [("Neuadd Ashby", "Neuadd Ashby"), ("", None)], ids=["answered", "left blank"]
)
def test_question_in_a_second_language_is_no_answer(answer: str, expected: str | None) -> None:
    label = "Enw'r neuadd / Name of the hall"
    form = replace(FORM, fields=(replace(FORM.fields[0], label=label), *FORM.fields[1:]))
    lines = [paragraph(text) for text in ("1. Enw'r neuadd", "Name of the hall", answer) if text]
    document = word(*lines, paragraph("2. Name of main contact", gap=True), paragraph("Jo Bloggs"))
    assert values(match(document, form))["hall"] == expected


def test_ticks_end_where_the_next_question_begins() -> None:
    document = word(
        paragraph("1. Is the hall a listed building?"),
        paragraph("☐ Yes ☒ No"),
        paragraph("2. What else should we know of it?"),
        paragraph("Yes, a lot."),
        paragraph("3. Name of main contact"),
        paragraph("Jo Bloggs"),
    )
    assert values(match(document, FORM))["listed"] is False


def test_answer_may_stand_where_labels_stand_in_rows_with_more_columns() -> None:
    cells = [
        Cell(row=row, column=column, column_span=span, lines=(Line(text=text),))
        for row, column, span, text in (
            (0, 0, 2, "Name of the hall"), (0, 2, 2, "Ashby Hall"),
            (1, 0, 1, "Name of main contact"), (1, 1, 1, "Jo Bloggs"),
            (1, 2, 1, "Email of main contact"), (1, 3, 1, "jo@hall.example"),
            (2, 0, 1, "Name of chair"), (2, 1, 1, "Sam Roe"),
            (2, 2, 1, "Email of chair"), (2, 3, 1, "sam@hall.example"),
        )
    ]  # fmt: skip
    found = values(match(word(Table(cells=tuple(cells))), FORM))
    keys = ("hall", "lead_name", "lead_email", "chair_name", "chair_email")
    expected = ["Ashby Hall", "Jo Bloggs", "jo@hall.example", "Sam Roe", "sam@hall.example"]
    assert [found[key] for key in keys] == expected


def test_last_of_labels_under_one_another_has_its_answer_beside_it_as_they_have() -> None:
    cells = [
        (0, 0, "Name of main contact"), (0, 1, "Jo Bloggs"), (1, 0, "Name of chair"), (1, 1, "Sam Roe"),
        (2, 0, ""), (2, 1, ""), (3, 0, "Why is the work needed?"), (4, 0, "The roof leaks."), (5, 0, "Total cost"),
        (6, 0, "£95k"), (7, 0, "Name of the hall"), (8, 0, "Ashby Hall"),
    ]  # fmt: skip
    found = values(match(word(table(*cells)), FORM))
    assert [found[key] for key in ("lead_name", "chair_name", "hall")] == ["Jo Bloggs", "Sam Roe", "Ashby Hall"]


def test_answers_stand_in_the_column_headed_as_theirs_and_notes_before_it_are_none() -> None:
    notes = {(row, 1) for row in range(1, 4)}
    document = word(
        table(
            (0, 0, "Question"), (0, 1, "Notes"), (0, 2, "Your answer"),
            (1, 0, "Name of the hall"), (1, 1, "As on the deeds"), (1, 2, "Ashby Hall"),
            (2, 0, "Name of main contact"), (2, 1, ""), (2, 2, "Jo Bloggs"),
            (3, 0, "Total cost"), (3, 1, "Up to £500"), (3, 2, ""),
            shaded=frozenset(notes),
        )
    )  # fmt: skip
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "cost")] == ["Ashby Hall", "Jo Bloggs", None]


def test_cells_that_each_hold_a_question_and_its_answer_are_read_by_themselves() -> None:
    def held(row: int, column: int, label: str, answer: str) -> Cell:
        lines = (Line(text=label, bold=True), *([Line(text=answer)] if answer else []))
        return Cell(row=row, column=column, lines=lines)

    document = word(
        Table(
            cells=(
                held(0, 0, "Name of the hall", "Ashby Hall"),
                held(0, 1, "Number of keys", "4"),
                held(1, 0, "Name of main contact", ""),
                held(1, 1, "Email of main contact", "jo@hall.example"),
                held(2, 0, "Name of chair", "Sam Roe"),
                held(2, 1, "Total cost", "£95"),
            )
        )
    )
    found = values(match(document, FORM))
    keys = ("hall", "lead_name", "lead_email", "chair_name", "cost")
    assert [found[key] for key in keys] == ["Ashby Hall", None, "jo@hall.example", "Sam Roe", "95.00"]
