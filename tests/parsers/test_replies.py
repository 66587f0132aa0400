"""Corrections in a mail's own words: what is one, and what only looks like one."""

from __future__ import annotations

import pytest

from intake.round import programme as packs
from parsers.replies import said_answers

FORM = packs.load("delivering-differently").form


def said(text: str) -> list[tuple[str, object]]:
    """The fields that a text corrects, each with its value; the likeliest field of a line alone."""
    best: dict[int, tuple[float, str, object]] = {}
    for item in said_answers(text, FORM):
        if item.likeness > best.get(item.line, (0.0, "", None))[0]:
            best[item.line] = (item.likeness, item.key, item.value)
    return [(key, value) for _, key, value in best.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Telephone: 01632 960123", [("lead_phone", "01632 960123")]),
        ("Dear all,\n\nTelephone: 01632 960123\n\nKind regards\nPat", [("lead_phone", "01632 960123")]),
        ("Telephone number of project lead\n", []),
        ("The telephone number of the project lead should be: 01632 960123", [("lead_phone", "01632 960123")]),
        ("Telephone:\n01632 960123", [("lead_phone", "01632 960123")]),
        ("- Name of senior sponsor – Jo Marsh", [("sponsor_name", "Jo Marsh")]),
        ("Is this a joint bid? No", [("joint_bid", False)]),
        ("Estimated value of the support: £90k", [("support_amount", "90000.00")]),
        ("2. Project lead\nEmail: jo@northby.example", [("lead_email", "jo@northby.example")]),
        ("Senior sponsor\nEmail: jo@northby.example", [("sponsor_email", "jo@northby.example")]),
    ],
)
def test_said_answers_finds_a_line_that_names_a_question_and_answers_it(
    text: str, expected: list[tuple[str, object]]
) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Our telephone number has changed: please call us on the old one.",
        "Telephone: we have changed it since",
        "Estimated value of the support: between 80k and 90k",
        "Name of project lead: is spelt wrongly on your receipt",
        "Name of project lead: who should that be?",
        "Name of project lead: N/A",
        "Job title of the mayor: Mayor",
        "Thank you for the receipt.\n\nPat Holloway\nHead of Change\nTel: 01632 960999",
        "Thank you for the receipt.\n\nPat\n\nTel: 01632 960999\nEmail: pat@northby.example",
        "We will send it tomorrow.\nKind regards\nTelephone: 01632 960999",
        "We will send it tomorrow.\n\nBest wishes,\nTelephone: 01632 960999",
        "Summary of your proposal: we would like to do much.\n\nAnd then there is a second paragraph of it.",
    ],
)
def test_said_answers_leaves_sentences_signatures_and_doubtful_values_alone(text: str) -> None:
    assert said(text) == []


def test_said_answers_takes_a_long_answer_up_to_the_end_of_the_letter() -> None:
    text = "Summary of your proposal: Libraries would be run by\ntheir staff and users together.\n\nKind regards\nPat"
    assert said(text) == [("summary", "Libraries would be run by their staff and users together.")]


def test_said_answers_gives_every_question_that_a_line_may_mean() -> None:
    found = {item.key: item.likeness for item in said_answers("Telephone: 01632 960123", FORM)}
    assert found == {"lead_phone": 0.95, "sponsor_phone": 0.85}
