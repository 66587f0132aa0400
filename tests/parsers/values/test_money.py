"""Amounts of money as people write them, and what is not one amount."""

from __future__ import annotations

import pytest

from parsers.extraction import ProblemCode
from parsers.values.money import money


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£100,000", "100000.00"),
        ("£300-00", "300.00"),
        ("£12, 840", "12840.00"),
        ("100k", "100000.00"),
        ("£1.2m", "1200000.00"),
        ("£1.2 million", "1200000.00"),
        ("GBP 95 000", "95000.00"),
        ("95,000 GBP", "95000.00"),
        ("one hundred and five thousand pounds", "105000.00"),
        ("£95,000 (ninety-five thousand pounds)", "95000.00"),
        ("95 (£000s)", "95000.00"),
        ("£1,000.50", "1000.50"),
        ("1.000,50", "1000.50"),
        ("50p", "0.50"),
        ("nil", "0.00"),
        ("£80,000 including VAT", "80000.00"),
        ("£95,000 in 2014-15", "95000.00"),
        ("£95,000 over 2 years", "95000.00"),
        ("-£500", "-500.00"),
    ],
)
def test_money_is_one_amount(text: str, value: str) -> None:
    assert money(text).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("£60,000 - £80,000", ProblemCode.AMBIGUOUS),
        ("£60k to £80k", ProblemCode.AMBIGUOUS),
        ("up to £80,000", ProblemCode.AMBIGUOUS),
        ("£80,000 plus VAT", ProblemCode.AMBIGUOUS),
        ("£80,000 + VAT", ProblemCode.AMBIGUOUS),
        ("£10,000 per year", ProblemCode.AMBIGUOUS),
        ("£10,000 pa", ProblemCode.AMBIGUOUS),
        ("£45,000 in year 1 and £50,000 in year 2", ProblemCode.AMBIGUOUS),
        ("£1.2345", ProblemCode.AMBIGUOUS),
        ("$100", ProblemCode.NOT_TYPED),
        ("to be agreed", ProblemCode.NOT_TYPED),
        ("50%", ProblemCode.NOT_TYPED),
    ],
)
def test_money_is_a_problem_where_it_is_not_one_amount(text: str, code: ProblemCode) -> None:
    typed = money(text)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [code])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("between £30,000 and £32,000", "it is a range"),
        ("between 30k and 32k", "it is a range"),
        ("from £30,000 to £32,000", "it is a range"),
        ("£30,000 to £32,000", "it is a range"),
        ("up to £32,000", "it is a limit rather than one amount"),
    ],
)
def test_money_says_whether_it_is_a_range_or_a_limit(text: str, said: str) -> None:
    assert [message for _, message in money(text).problems] == [said]


def test_money_is_less_certain_where_it_is_approximate() -> None:
    exact, about = money("£80,000"), money("approximately £80,000")
    assert (about.value, exact.certainty, about.certainty) == ("80000.00", 1.0, 0.75)


def test_money_is_scaled_by_the_question_in_thousands() -> None:
    assert money("80", asked="Total cost (£000s)").value == "80000.00"


def test_money_is_not_scaled_by_a_limit_in_the_question() -> None:
    assert money("80", asked="Amount requested (up to £100,000)").value == "80.00"


def test_money_in_another_currency_is_read_where_it_is_the_programmes() -> None:
    assert money("€5,000", currency="EUR").value == "5000.00"
