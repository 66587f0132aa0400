"""Days in boxes, and boxes that touch the next table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Document, Table
from parsers.form import FieldType, FormField
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, rows, word

BUILT = FormField(key="built", section="hall", label="When was the hall built?", type=FieldType.DATE)
FORM_WITH_DAY = replace(FORM, fields=(FORM.fields[0], BUILT, *FORM.fields[1:]))


def value(document: Document, key: str) -> object:
    """One answer's value."""
    return next(answer.value for answer in match(document, FORM_WITH_DAY).answers if answer.key == key)


@pytest.mark.parametrize(
    ("boxes", "day"),
    [
        (rows(["DD", "MM", "YYYY"], ["02", "09", "1911"]), "1911-09-02"),
        (rows(["DD", "MM", "BBBB / YYYY"], ["2", "9", "1911"]), "1911-09-02"),
        (rows(["Month", "Day", "Year"], ["9", "2", "1911"]), "1911-09-02"),
        (rows(["02", "09", "1911"]), "1911-09-02"),
        (rows(["0", "2", "0", "9", "1", "9", "1", "1"]), "1911-09-02"),
        (rows(["D", "D", "M", "M", "Y", "Y"], ["0", "2", "0", "9", "1", "1"]), "2011-09-02"),
        (rows(["DD", "MM", "YYYY"], ["", "", ""]), None),
    ],
)
def test_day_in_boxes_under_its_question(boxes: Table, day: str | None) -> None:
    document = word(paragraph("Name of the hall: Beck Hall"), paragraph("When was the hall built?"), boxes)
    assert value(document, "built") == day


def test_day_in_boxes_beside_its_question() -> None:
    table = rows(["Name of the hall", "Beck Hall", "", ""], ["When was the hall built?", "02", "09", "1911"])
    assert value(word(table), "built") == "1911-09-02"


def test_box_that_is_one_table_with_the_next_questions_is_read() -> None:
    table = rows(["Beck Hall"], ["Name of main contact", "Email of main contact"], ["Ann Beck", "ann@hall.example"])
    document = word(paragraph("Name of the hall"), table)
    said = [value(document, key) for key in ("hall", "lead_name", "lead_email")]
    assert said == ["Beck Hall", "Ann Beck", "ann@hall.example"]


def test_day_after_a_question_in_two_languages() -> None:
    field = replace(BUILT, label="Date / Dyddiad")
    form = replace(FORM, fields=(FORM.fields[0], field, *FORM.fields[1:]))
    document = word(paragraph("Name of the hall: Beck Hall"), paragraph("Date / Dyddiad: 21st Sept. 2026"))
    assert {answer.key: answer.value for answer in match(document, form).answers}["built"] == "2026-09-21"
