"""Email addresses and telephone numbers as people write them."""

from __future__ import annotations

import pytest

from parsers.extraction import ProblemCode
from parsers.values.contacts import email, phone


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jo.b@x.example.", "jo.b@x.example"),
        ("<mailto:Jo@X.example>", "Jo@X.example"),
        ("Jo Bloggs <jo@x.gov.example>", "jo@x.gov.example"),
        ("jo @ x.example", "jo@x.example"),
        ("jo@\nx.example", "jo@x.example"),
    ],
)
def test_email_is_read(text: str, value: str) -> None:
    assert email(text).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jo", ProblemCode.NOT_TYPED),
        ("jo@nowhere", ProblemCode.NOT_TYPED),
        ("a@b.example; c@d.example", ProblemCode.AMBIGUOUS),
    ],
)
def test_email_is_a_problem_where_it_is_not_one_address(text: str, code: ProblemCode) -> None:
    typed = email(text)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [code])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("01632 960123", "01632 960123"),
        ("Tel: 01632 960123", "01632 960123"),
        ("+44 (0)1632 960 123 ext 12", "+44 (0)1632 960 123 ext 12"),
        ("01632 960 123 (est. 12)", "01632 960 123 (est. 12)"),
        ("01632 960123 x204", "01632 960123 x204"),
        ("01632 960 123 bleep 441", "01632 960 123 bleep 441"),
        ("07700 900123 (mobile)", "07700 900123 (mobile)"),
        ("ask for Jo on 01632-960123 please", "01632-960123"),
    ],
)
def test_phone_is_kept_as_written(text: str, value: str) -> None:
    assert phone(text).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01632 960123 / 07700 900123", ProblemCode.AMBIGUOUS),
        ("see above", ProblemCode.NOT_TYPED),
        ("12345", ProblemCode.NOT_TYPED),
    ],
)
def test_phone_is_a_problem_where_it_is_not_one_number(text: str, code: ProblemCode) -> None:
    typed = phone(text)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [code])
