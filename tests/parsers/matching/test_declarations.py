"""Declarations that are ticked in one line with their words."""

from __future__ import annotations

import pytest

from parsers.document import Line
from parsers.form import FieldType, FormDefinition, FormField, FormSection
from parsers.matching import match
from tests.parsers.matching.documents import word

FORM = FormDefinition(
    programme="Village Halls Fund",
    title="Village Halls Fund: application",
    sections=(FormSection(key="hall", title="About the hall"),),
    fields=(
        FormField(key="hall", section="hall", label="Name of the hall", type=FieldType.TEXT),
        FormField(key="contact", section="hall", label="How should we contact you?", type=FieldType.TEXT),
        FormField(key="terms", section="hall", label="I accept the conditions of grant", type=FieldType.CONFIRM),
    ),
)


@pytest.mark.parametrize(
    ("contact", "declaration", "agreed"),
    [
        ("By email", "☒ I accept the conditions of grant", True),
        ("By email", "☐ I accept the conditions of grant", None),
        ("By email", "■ I accept the conditions of grant", None),
        ("☐ By email ☒ By post", "■ I accept the conditions of grant", True),
    ],
    ids=["ticked", "left empty", "a bullet", "filled in where others are empty"],
)
def test_match_takes_the_tick_before_a_declaration(contact: str, declaration: str, agreed: bool | None) -> None:
    texts = ("Name of the hall", "Ashby Hall", "How should we contact you?", contact, declaration)
    extraction = match(word(*(Line(text=text) for text in texts)), FORM)
    assert {answer.key: answer.value for answer in extraction.answers}["terms"] is agreed
