"""Days as people write them; a month, a quarter or a range is not a day."""

from __future__ import annotations

import pytest

from parsers.extraction import ProblemCode
from parsers.values.dates import day


@pytest.mark.parametrize(
    "text",
    [
        "2014-02-10",
        "10/02/2014",
        "10.2.14",
        "10-Feb-2014",
        "10 02 2014",
        "10 02 14",
        "10th of February, 2014",
        "Feb 10, 2014",
        "Monday 10 February 2014",
        "10 Chwefror 2014",
        "10 Feb ’14",
    ],
)
def test_day_is_read(text: str) -> None:
    assert day(text).value == "2014-02-10"


def test_day_first_is_the_definitions_to_say() -> None:
    assert (day("01/02/2014").value, day("01/02/2014", day_first=False).value) == ("2014-02-01", "2014-01-02")


def test_day_that_can_only_be_a_day_overrules_the_order() -> None:
    assert day("25/12/2014", day_first=False).value == "2014-12-25"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Q2 2026", ProblemCode.NOT_TYPED),
        ("February 2014", ProblemCode.NOT_TYPED),
        ("10 February", ProblemCode.NOT_TYPED),
        ("Spring 2026", ProblemCode.NOT_TYPED),
        ("31/02/2014", ProblemCode.NOT_TYPED),
        ("1 March 2026 to 3 March 2027", ProblemCode.AMBIGUOUS),
        ("Tuesday 10 February 2014", ProblemCode.AMBIGUOUS),
    ],
)
def test_day_is_a_problem_where_it_is_not_one_day(text: str, code: ProblemCode) -> None:
    typed = day(text)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [code])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19th Auqust 2021", "2021-08-19"),
        ("3 Febuary 2015", "2015-02-03"),
        ("Spetember 3rd, 2014", "2014-09-03"),
        ("7 Decmber 13", "2013-12-07"),
        ("4 Ebril 2016", "2016-04-04"),
    ],
)
def test_month_misspelt_or_misread_is_known_with_less_certainty(text: str, expected: str) -> None:
    found = day(text)
    assert (found.value, found.certainty) == (expected, 0.85)


@pytest.mark.parametrize("text", ["1 Juin 2014", "30 days 2014", "21 Spring 2014", "3 Maj 2014"])
def test_word_that_is_no_month_is_not_taken_for_one(text: str) -> None:
    assert day(text).value is None
