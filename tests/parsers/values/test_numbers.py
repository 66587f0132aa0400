"""One number, with what people write beside it."""

from __future__ import annotations

import pytest

from parsers.extraction import ProblemCode
from parsers.values.numbers import number


@pytest.mark.parametrize(
    ("text", "value"),
    [("412 (Jan 2014)", "412"), ("1,186 (January census)", "1186"), ("12 (3 of them part-time)", "12"), ("40", "40")],
)
def test_remark_in_brackets_after_a_number_is_no_second_one(text: str, value: str) -> None:
    assert number(text).value == value


@pytest.mark.parametrize("text", ["412 (or 430)", "40 (rising to 60)", "12 (14)", "12 and 14 (Jan 2014)"])
def test_second_number_that_may_be_meant_is_not_passed_over(text: str) -> None:
    typed = number(text)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [ProblemCode.AMBIGUOUS])
