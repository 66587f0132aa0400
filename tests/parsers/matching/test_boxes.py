"""What is written in the box under a label is the answer; what is printed between the two, or after it, is guidance."""

from __future__ import annotations

import pytest

from parsers.document import Box, Cell, Line, Table
from parsers.matching import match
from tests.parsers.matching.documents import FORM, pdf, printed


def box(text: str, y: float) -> Table:
    lines = (printed(text, 54, y + 4),) if text else ()
    edges = Box(50, y, 500, y + 20)
    return Table(cells=(Cell(row=0, column=0, lines=lines, page=1, box=edges),), page=1, box=edges)


def read(*blocks: Line | Table) -> dict[str, object]:
    answers = {answer.key: answer.value for answer in match(pdf(*blocks), FORM).answers}
    return {key: answers[key] for key in ("hall", "cost")}


@pytest.mark.parametrize("after", ["", "Do not send receipts."])
def test_guidance_outside_the_box_is_left_out(after: str) -> None:
    found = read(
        printed("Name of the hall", 50, 100),
        printed("As it stands on the deeds", 50, 112),
        box("Beck Hall", 124),
        printed("Total cost", 50, 160),
        printed("We can give up to £20,000", 50, 172),
        box("£4,350", 184),
        *([printed(after, 50, 210)] if after else []),
    )
    assert found == {"hall": "Beck Hall", "cost": "4350.00"}


def test_answer_beside_its_label_is_kept_where_a_box_follows() -> None:
    found = read(printed("Name of the hall: Beck Hall", 50, 100), box("For office use", 124))
    assert found["hall"] == "Beck Hall"


def test_answer_above_an_empty_box_is_kept() -> None:
    found = read(printed("Name of the hall", 50, 100), printed("Beck Hall", 50, 112), box("", 124))
    assert found["hall"] == "Beck Hall"


def test_empty_box_under_a_label_is_a_blank_though_another_box_follows() -> None:
    empty = Table(
        cells=(Cell(row=0, column=0, lines=(), page=1, box=Box(50, 112, 150, 132)),), page=1, box=Box(50, 112, 150, 132)
    )
    found = read(
        printed("Name of the hall", 50, 100),
        empty,
        printed("Number of keys", 50, 140),
        box("4", 152),
        printed("Total cost", 50, 180),
        box("£4,350", 192),
    )
    assert found == {"hall": None, "cost": "4350.00"}


def test_note_beside_a_label_is_none_of_its_answer_where_the_box_is_under_it() -> None:
    found = read(
        printed("Name of the hall", 50, 100),
        printed("As it stands on the deeds.", 400, 100),
        box("Beck Hall", 112),
        printed("Total cost", 50, 160),
        printed("Up to £5,000.", 400, 160),
        box("£4,350", 172),
    )
    assert found == {"hall": "Beck Hall", "cost": "4350.00"}
