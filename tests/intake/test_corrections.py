"""A person's correction: typed, kept beside the reading, and standing whatever is read later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.corrections import CorrectionError, correct_answer
from parsers.extraction import Value
from store import applications
from tests.intake.office import DD, IN_TIME, Office, completed


def correct(office: Office, key: str, text: str) -> Value:
    """Correct one answer of DD-0001."""
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        return correct_answer(session, DD, case, key=key, text=text, actor="Kim", reason="telephoned", at=IN_TIME)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("support_amount", "£72k", "72000.00"),
        ("implementation_date", "1 April 2016", "2016-04-01"),
        ("joint_bid", "yes", True),
        ("lead_name", " Sam  Hartley ", "Sam Hartley"),
        ("support_amount", "", None),
    ],
)
def test_correction_is_typed_as_the_form_is(office: Office, key: str, text: str, value: Value) -> None:
    office.receives(form=completed())
    assert correct(office, key, text) == value
    answer = office.answers()[key]
    assert (answer.value, answer.source) == (value, "person")


def test_correction_stands_when_the_history_tells_who_and_why(office: Office) -> None:
    office.receives(form=completed())
    correct(office, "support_amount", "£72,000")
    event = office.events("application", 1)[-1]
    assert (event.actor, event.reason) == ("Kim", "telephoned")


def test_newer_form_of_the_applicant_is_a_new_submission_with_its_own_answers(office: Office) -> None:
    office.receives(form=completed())
    correct(office, "support_amount", "£72,000")
    office.receives(form=completed(support_amount="90000.00"), at=IN_TIME + timedelta(seconds=1))
    assert office.cases()[0].submission_number == 2


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("amount", "1", "the form has no field 'amount'; its fields are lead_authority, "),
        ("partners", "Dudley", "partners is a table; ask the applicant for a corrected form instead"),
        ("support_amount", "a lot", "'a lot' cannot be the answer to support_amount: "),
    ],
)
def test_correction_that_cannot_be_is_refused_and_changes_nothing(
    office: Office, key: str, text: str, message: str
) -> None:
    office.receives(form=completed())
    before = office.answers()
    with pytest.raises(CorrectionError) as refused:
        correct(office, key, text)
    assert str(refused.value).startswith(message)
    assert office.answers() == before
