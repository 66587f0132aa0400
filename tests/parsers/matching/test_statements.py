"""Declarations in other words are known by being statements with a tick of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.form import FieldType, FormField
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, word
from tests.parsers.matching.test_match import values

AGREED = replace(
    FORM,
    fields=(
        *FORM.fields,
        FormField(key="true", section="work", label="All of this is correct", type=FieldType.CONFIRM),
        FormField(key="photos", section="work", label="Photographs may be published", type=FieldType.CONFIRM),
    ),
)
FILLED = (paragraph("Name of the hall: Beck Hall"), paragraph("Total cost: £95"))


@pytest.mark.parametrize(("first", "second"), [("☒", "☐"), ("☐", "☒"), ("☒", "☒")])
def test_statements_are_the_declarations_in_their_order(first: str, second: str) -> None:
    document = word(
        *FILLED,
        paragraph(f"{first} Nothing written above is untrue as far as we know"),
        paragraph(f"{second} You may print pictures of our people in your reports"),
    )
    found = values(match(document, AGREED))
    assert (bool(found["true"]), bool(found["photos"])) == (first == "☒", second == "☒")


def test_a_statement_too_many_tells_nothing() -> None:
    document = word(
        *FILLED,
        paragraph("☒ Nothing written above is untrue as far as we know"),
        paragraph("☒ You may print pictures of our people in your reports"),
        paragraph("☒ Please send us news of what you do each month"),
    )
    found = values(match(document, AGREED))
    assert not found["true"]
    assert not found["photos"]


def test_options_are_no_statements() -> None:
    document = word(*FILLED, paragraph("☒ A town council"), paragraph("☐ Some other body that is neither of these two"))
    found = values(match(document, AGREED))
    assert not found["true"]
    assert not found["photos"]
