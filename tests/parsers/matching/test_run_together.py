"""A question and its answer on one line with nothing between them, and questions that name their own word limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Document
from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching import match
from parsers.matching.fitness import is_value
from tests.parsers.matching.documents import FORM, paragraph, rows, word


def value(document: Document, key: str, form: FormDefinition = FORM) -> object:
    """One answer's value."""
    return next(answer.value for answer in match(document, form).answers if answer.key == key)


@pytest.mark.parametrize(("said", "cost"), [("£4,350", "4350.00"), ("1,200", "1200.00"), ("£90", "90.00")])
def test_amount_right_after_its_question_is_the_answer(said: str, cost: str) -> None:
    document = word(paragraph("Name of the hall Beck Hall"), paragraph(f"Total cost {said}"))
    assert value(document, "cost") == cost


def test_single_nought_on_the_line_to_write_on_is_the_answer() -> None:
    document = word(paragraph("Name of the hall: __Beck Hall__"), paragraph("Total cost: __0_______"), paragraph("£90"))
    assert value(document, "cost") == "0.00"


def test_year_after_a_question_belongs_to_it() -> None:
    document = word(paragraph("Total cost 2014/15"), paragraph("£90"))
    assert value(document, "cost") == "90.00"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (FieldType.MONEY, "£4,350.50", True),
        (FieldType.MONEY, "2014/15", False),
        (FieldType.MONEY, "2014", False),
        (FieldType.MONEY, "(including VAT)", False),
        (FieldType.NUMBER, "1", False),
        (FieldType.DATE, "3 May 2014", True),
        (FieldType.EMAIL, "a@b.example", True),
        (FieldType.PHONE, "01632 960123", True),
        (FieldType.TEXT, "4,350", False),
    ],
)
def test_is_value_knows_an_answer_of_the_type(kind: FieldType, text: str, expected: bool) -> None:
    assert is_value(kind, text) is expected


@pytest.mark.parametrize(
    "printed",
    ["Describe the hall in no more than 200 words", "Describe the hall", "2. Describe the hall (max 200 words)"],
)
def test_question_whose_wording_has_a_word_limit_is_found(printed: str) -> None:
    asked = FormField(
        key="what", section="hall", label="Describe the hall in no more than 200 words", type=FieldType.PARAGRAPHS
    )
    form = replace(FORM, fields=(FORM.fields[0], asked, *FORM.fields[1:]))
    table = rows(["Name of the hall", "Beck Hall"], [printed, "Brick, 1911."], ["Total cost", "£90"])
    assert value(word(table), "what", form) == "Brick, 1911."


def test_number_of_a_question_does_not_make_its_answer_a_part_of_it() -> None:
    """ "1.5" of the wording is no reason to take "1,186" for a word of the question."""
    asked = FormField(key="roll", section="hall", label="1.5 Number of members", type=FieldType.NUMBER)
    form = replace(FORM, fields=(FORM.fields[0], asked, *FORM.fields[1:]))
    said = ("Name of the hall", "Beck Hall", "1.5 Number of members", "1,186", "Total cost", "£90")
    assert value(word(*map(paragraph, said)), "roll", form) == "1186"


def test_first_line_of_an_answer_is_no_part_of_a_question_in_two_languages() -> None:
    asked = FormField(
        key="what", section="hall", label="Disgrifiwch y neuadd / Describe the hall", type=FieldType.PARAGRAPHS
    )
    form = replace(FORM, fields=(FORM.fields[0], asked, *FORM.fields[1:]))
    said = ("Name of the hall", "Beck Hall", asked.label, "Neuadd frics.", "A brick hall.", "Total cost", "£90")
    assert value(word(*map(paragraph, said)), "what", form) == "Neuadd frics.\nA brick hall."
