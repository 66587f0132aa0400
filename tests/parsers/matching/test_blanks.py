"""What a form prints where an answer goes is no answer."""

from __future__ import annotations

import pytest

from parsers.form import FieldType, FormDefinition, FormField, FormSection
from parsers.matching.blanks import clean


def cleaned(text: str, type_: FieldType, *, max_words: int | None = None) -> str:
    field = FormField(key="asked", section="one", label="Asked", type=type_, max_words=max_words)
    form = FormDefinition(
        programme="Halls", title="Form", sections=(FormSection(key="one", title="One"),), fields=(field,)
    )
    return clean(text, field, form)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("DD/MM/YYYY if you know it", FieldType.DATE),
        ("dd mm yy", FieldType.DATE),
        ("(day/month/year)", FieldType.DATE),
        ("No more than ten words", FieldType.TEXT),
        ("Maximum 20 words.", FieldType.TEXT),
        ("£", FieldType.MONEY),
    ],
)
def test_hint_where_nothing_was_written_is_blank(text: str, type_: FieldType) -> None:
    assert cleaned(text, type_) == ""


@pytest.mark.parametrize(
    ("text", "type_", "answer"),
    [
        ("DD/MM/YYYY 12/01/2027", FieldType.DATE, "DD/MM/YYYY 12/01/2027"),
        ("500 words", FieldType.TEXT, "500 words"),
        ("No more than ten words\nA warm room", FieldType.TEXT, "A warm room"),
        ("(max 150 words / dim mwy\nna 150 o eiriau)\nA warm room", FieldType.PARAGRAPHS, "A warm room"),
    ],
)
def test_hint_beside_an_answer_leaves_the_answer(text: str, type_: FieldType, answer: str) -> None:
    assert cleaned(text, type_) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("0 / 200", ""),
        ("A warm room.\n161 / 200", "A warm room."),
        ("A warm room.\n161 of 250 words used", "A warm room."),
        ("A warm room.\nWon by 3 / 5", "A warm room.\nWon by 3 / 5"),
        ("3 / 5", "3 / 5"),
    ],
)
def test_count_of_words_under_a_box_is_no_answer(text: str, answer: str) -> None:
    assert cleaned(text, FieldType.PARAGRAPHS, max_words=200) == answer


@pytest.mark.parametrize(
    ("text", "type_", "answer"),
    [
        ("Name the measures you will use.", FieldType.PARAGRAPHS, ""),
        ("Describe what your group does.\nWe sing.", FieldType.PARAGRAPHS, "We sing."),
        ("Show Your Colours", FieldType.TEXT, "Show Your Colours"),
        ("Show Your Colours", FieldType.PARAGRAPHS, "Show Your Colours"),
        ("Use of the hall doubled. It leaks.", FieldType.PARAGRAPHS, "Use of the hall doubled. It leaks."),
    ],
)
def test_sentence_that_tells_the_applicant_what_to_do_is_no_answer(text: str, type_: FieldType, answer: str) -> None:
    assert cleaned(text, type_) == answer
