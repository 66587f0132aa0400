"""Cells that hold a question in small type with its answer under it."""

from __future__ import annotations

import pytest

from parsers.document import Cell, Document, DocumentKind, Line, Table
from parsers.matching import match
from parsers.matching.captions import mark_captions
from parsers.matching.layout import lay_out
from tests.parsers.matching.documents import FORM, word
from tests.parsers.matching.test_match import values

SMALL, TYPED = {"size": 7.0, "colour": "8c1d2f"}, {"size": 10.0}


def cell(row: int, column: int, question: str, *answer: str) -> Cell:
    lines = [Line(text=text, **SMALL) for text in question.split("\n")]  # type: ignore[arg-type]
    lines += [Line(text=text, **TYPED) for text in answer]  # type: ignore[arg-type]
    return Cell(row=row, column=column, lines=tuple(lines))


CELLS = (
    cell(0, 0, "Name of the hall", "Beck Hall"),
    cell(0, 1, "Colour of the hall", "Green"),
    cell(1, 0, "Name of main\ncontact", "Jo Bloggs"),
    cell(1, 1, "Email of main contact", "jo@hall.example"),
    cell(2, 0, "Name of chair"),
    cell(2, 1, "Email of chair", "sam@hall.example"),
    cell(3, 0, "Why is the work needed? Tell us who uses it.", "The roof leaks.", "So do the walls."),
    cell(3, 1, "Total cost", "£95"),
)
ANSWERS = {
    "hall": "Beck Hall",
    "lead_name": "Jo Bloggs",
    "lead_email": "jo@hall.example",
    "chair_name": None,
    "chair_email": "sam@hall.example",
    "need": "The roof leaks.\nSo do the walls.",
    "cost": "95.00",
}


def test_answers_stand_under_their_questions_in_the_same_cells() -> None:
    found = values(match(word(Table(cells=CELLS)), FORM))
    assert {key: found[key] for key in ANSWERS} == ANSWERS


def test_tables_of_one_row_are_known_by_the_others() -> None:
    tables = [Table(cells=tuple(item for item in CELLS if item.row == row)) for row in range(4)]
    found = values(match(word(*tables), FORM))
    assert {key: found[key] for key in ANSWERS} == ANSWERS


@pytest.mark.parametrize(
    "cells",
    [
        [cell(row, 0, f"Question {row}", "How to answer it.") for row in range(4)]
        + [Cell(row=row, column=1, lines=()) for row in range(4)],
        [cell(row, column, f"Text {row} {column}") for row in range(4) for column in range(2)],
        [
            Cell(row=row, column=0, lines=(Line(text="Name:", size=7.0), Line(text="Jo"), Line(text="Post:", size=7.0)))
            for row in range(4)
        ],
    ],
    ids=["guidance beside empty cells", "one type", "several questions in a cell"],
)
def test_other_cells_have_no_captions(cells: list[Cell]) -> None:
    layout = lay_out(Document(kind=DocumentKind.WORD, blocks=(Table(cells=tuple(cells)),)))
    mark_captions(layout)
    assert not any(spot.caption for spot in layout.tables[0])


def test_in_a_picture_only_weight_tells() -> None:
    def scanned(row: int, question: str, answer: str, size: float) -> Cell:
        lines = (Line(text=question, bold=True, size=size), Line(text=answer, size=size + 0.3))
        return Cell(row=row, column=0, lines=lines)

    cells = tuple(scanned(row, f"Question {row}", f"Answer {row}", 7.0 + row / 4) for row in range(4))
    layout = lay_out(Document(kind=DocumentKind.SCAN, blocks=(Table(cells=cells),)))
    mark_captions(layout)
    assert [spot.caption[0].text for spot in layout.tables[0]] == [f"Question {row}" for row in range(4)]
