"""What a form prints where an answer goes is no answer."""

from __future__ import annotations

import pytest

from parsers.form import FieldType, FormDefinition, FormField, FormSection
from parsers.matching.blanks import clean


def cleaned(text: str, type_: FieldType) -> str:
    field = FormField(key="asked", section="one", label="Asked", type=type_)
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
    ],
)
def test_hint_beside_an_answer_leaves_the_answer(text: str, type_: FieldType, answer: str) -> None:
    assert cleaned(text, type_) == answer
