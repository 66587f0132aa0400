"""Every check of the table finds what it is for, and nothing where all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intake.round.bodies import bodies_of
from intake.round.checks import CHECKS, Found, Subject, run
from intake.round.programme import Programme
from parsers.extraction import Problem, ProblemCode, Value
from tests.intake.office import CLERK, DD, DEADLINE, IN_TIME, STRANGER, completed

SECOND = timedelta(seconds=1)
PARTNERS: list[dict[str, str | bool | list[str] | None]] = [
    {"body": "Dudley Metropolitan Borough Council", "contact": None, "email": None}
]


def look(
    lead: str = "Walsall Council",
    *,
    programme: Programme = DD,
    at: datetime = IN_TIME,
    hop_at: datetime | None = None,
    sender: str = CLERK,
    claims: dict[str, tuple[str, ...]] | None = None,
    problems: tuple[Problem, ...] = (),
    **answers: Value,
) -> tuple[Found, ...]:
    """What the checks find about a form that is in order but for what is given."""
    form = completed(lead, problems=problems, programme=programme, **answers)
    return run(
        Subject(
            programme=programme,
            form=form,
            bodies=bodies_of(programme, {answer.key: answer for answer in form.answers}),
            received_at=at,
            hop_at=hop_at,
            sender=sender,
            claims=claims or {},
        )
    )


def short(found: tuple[Found, ...]) -> list[tuple[str, str, str, bool]]:
    """Findings as (check, weight, key, private)."""
    return [(item.check, item.weight, item.key, item.private) for item in found]


def words(found: tuple[Found, ...]) -> list[str]:
    """What findings say."""
    return [item.message for item in found]


def test_nothing_is_found_in_a_form_that_is_in_order() -> None:
    assert short(look()) == []


@pytest.mark.parametrize(
    ("at", "hop_at", "expected"),
    [
        (DEADLINE - SECOND, None, []),
        (DEADLINE, None, []),
        (DEADLINE, DEADLINE, []),
        (DEADLINE + SECOND, None, [("late", "person", "", False)]),
        (DEADLINE + SECOND, DEADLINE + SECOND, [("late", "person", "", False)]),
        (DEADLINE + SECOND, DEADLINE, [("late", "person", "", True)]),
        (DEADLINE, DEADLINE + SECOND, [("late", "person", "", True)]),
    ],
)
def test_lateness_is_to_the_second_and_a_person_rules_where_the_clocks_disagree(
    at: datetime, hop_at: datetime | None, expected: list[object]
) -> None:
    assert short(look(at=at, hop_at=hop_at)) == expected


def test_lateness_names_the_instant_and_the_deadline() -> None:
    assert words(look(at=DEADLINE + SECOND)) == [
        "It was received at 17:00:01 on Monday 10 February 2014 (London time), after the deadline: "
        "5pm on Monday 10 February 2014."
    ]


def test_programme_without_a_deadline_has_no_late_forms() -> None:
    assert short(look(at=DEADLINE + SECOND, programme=replace(DD, deadline=None))) == []


def test_required_question_without_an_answer_blocks() -> None:
    assert short(look(support_amount=None)) == [("missing", "blocks", "support_amount", False)]
    assert words(look(support_amount=None)) == ["“Estimated value of the support” is not answered."]


@pytest.mark.parametrize(
    ("key", "code", "weight"),
    [
        ("lead_name", ProblemCode.NOT_TYPED, "blocks"),
        ("lead_name", ProblemCode.AMBIGUOUS, "blocks"),
        ("joint_bid", ProblemCode.NOT_AN_OPTION, "blocks"),
        ("lead_name", ProblemCode.OVER_WORDS, "notice"),
        ("support_amount", ProblemCode.UNDER_MINIMUM, "notice"),
        ("lead_name", ProblemCode.DISAGREEMENT, "person"),
        ("lead_name", ProblemCode.ALTERED_QUESTION, "notice"),
        ("", ProblemCode.TRUNCATED, "person"),
        ("", ProblemCode.OLD_EDITION, "person"),
    ],
)
def test_problem_of_the_reading_weighs_by_its_kind(key: str, code: ProblemCode, weight: str) -> None:
    assert short(look(problems=(Problem(key=key, code=code, message="It is so."),))) == [("answer", weight, key, False)]


def test_problem_with_a_question_that_need_not_be_answered_does_not_block() -> None:
    (optional,) = [field.key for field in DD.form.fields if not field.required][:1]
    problem = Problem(key=optional, code=ProblemCode.NOT_TYPED, message="It is not one.")
    assert short(look(problems=(problem,))) == [("answer", "notice", optional, False)]


@pytest.mark.parametrize("code", [ProblemCode.MISSING, ProblemCode.NOT_FOUND])
def test_problem_told_otherwise_or_of_no_weight_is_not_told_again(code: ProblemCode) -> None:
    assert short(look(problems=(Problem(key="", code=code, message="So it is."),))) == []


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("100000.00", []),
        ("100000.01", [("over-cap", "person", "support_amount", False)]),
        ("140000.00", [("over-cap", "person", "support_amount", False)]),
    ],
)
def test_amount_over_the_cap_waits_for_a_person(amount: str, expected: list[object]) -> None:
    assert short(look(support_amount=amount)) == expected


def test_amount_over_the_cap_is_told_once() -> None:
    problem = Problem(key="support_amount", code=ProblemCode.OVER_MAXIMUM, message="It is more than £100,000.")
    assert short(look(support_amount="140000.00", problems=(problem,))) == [
        ("over-cap", "person", "support_amount", False)
    ]


def test_body_that_is_not_in_the_register_waits_for_a_person() -> None:
    assert short(look(lead="Northby Parish Council", sender=STRANGER)) == [
        ("not-in-register", "person", "lead_authority", False)
    ]


def test_body_outside_england_waits_for_a_person() -> None:
    assert [item[:2] for item in short(look(lead="The Highland Council", sender=STRANGER))] == [
        ("not-eligible", "person")
    ]
    assert words(look(lead="The Highland Council", sender=STRANGER)) == [
        "The Highland Council may not be eligible: country is Scotland, and must be England."
    ]


def test_body_that_another_application_names_waits_for_a_person_and_only_staff_are_told() -> None:
    assert short(look(claims={"WLL": ("DD-0002", "DD-0007")})) == [("already-applied", "person", "", True)] * 2
    assert words(look(claims={"WLL": ("DD-0002",)})) == [
        "Walsall Council (lead here) is also named in DD-0002; each authority may apply once."
    ]
    assert short(look(claims={"WLL": ("DD-0002",)}, programme=replace(DD, one_per_authority=False))) == []


def test_partner_that_another_application_names_waits_for_a_person() -> None:
    assert short(look(joint_bid=True, partners=PARTNERS, claims={"DUD": ("DD-0002",)})) == [
        ("already-applied", "person", "", True)
    ]


def test_senders_domain_unlike_the_bodys_is_told_to_staff() -> None:
    assert short(look(sender=STRANGER)) == [("sender-domain", "notice", "", True)]


def test_joint_bid_without_partners_is_told() -> None:
    assert short(look(joint_bid=True)) == [("joint-without-partners", "notice", "partners", False)]
    assert short(look(joint_bid=True, partners=PARTNERS)) == []


def test_findings_come_in_the_order_of_the_table_and_names_are_unique() -> None:
    names = [check.name for check in CHECKS]
    many = short(look(at=DEADLINE + SECOND, sender=STRANGER, joint_bid=True, support_amount="140000.00"))
    assert [item[0] for item in many] == ["late", "over-cap", "sender-domain", "joint-without-partners"]
    assert len(set(names)) == len(names)
