"""An applicant corrects answers in a reply: whose, when, what follows; and what a person must decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from intake.corrections import correct_answer
from intake.desk import Concluded
from parsers.replies import said_answers
from store import applications
from store.states import ApplicationState, MessageStatus
from tests.intake.office import CLERK, DD, DEADLINE, IN_TIME, STRANGER, WALSALL, Office, completed, letter_from

LATER = IN_TIME + timedelta(hours=2)


def replies(office: Office, text: str, *, sender: str = CLERK, at: datetime = LATER) -> Concluded:
    """A mail in these words, read as the child reads it."""
    office.files(letter_from(sender, body=text, reply_text=text), at=at)
    raw, reading = list(office.reader.readings.items())[-1]
    assert not isinstance(reading, Exception)
    office.reader.readings[raw] = replace(reading, said=said_answers(text, DD.form))
    (told,) = office.processes(at=at)
    return told


def corrected(office: Office, key: str) -> tuple[Any, str, str]:
    """An answer as it stands: value, source, who."""
    answer = office.answers()[key]
    return answer.value, answer.source, answer.actor


def test_reply_of_the_contact_corrects_an_answer_and_completes_the_application(office: Office) -> None:
    office.receives(form=completed(lead_phone=None))
    before = office.cases()[0].state
    told = replies(office, "Telephone: 01922 650000")
    assert (before, office.cases()[0].state) == (ApplicationState.INCOMPLETE, ApplicationState.COMPLETE)
    assert corrected(office, "lead_phone") == ("01922 650000", "applicant", CLERK)
    assert (told.status, told.disposition, told.rule) == (MessageStatus.PROCESSED, "correspondence", "correction")
    assert [letter.kind for letter in office.letters()] == ["receipt", "receipt_corrected"]


def test_receipt_for_a_reply_says_what_changed(office: Office) -> None:
    office.receives(form=completed())
    replies(office, "Name of senior sponsor: Jo Marsh")
    letter = office.letters()[-1]
    assert letter.subject == "DD-0001: we have corrected your answers – Delivering Differently Challenge"
    body = office.body(letter.id).decode()
    assert "What changed".upper() in body
    assert "Jo Marsh" in body


def test_line_that_may_mean_two_questions_means_the_one_that_is_open(office: Office) -> None:
    office.receives(form=completed(sponsor_name=None))
    replies(office, "Name: Jo Marsh")
    assert corrected(office, "sponsor_name") == ("Jo Marsh", "applicant", CLERK)


def test_line_that_may_mean_two_questions_is_no_correction_where_neither_is_open(office: Office) -> None:
    office.receives(form=completed())
    told = replies(office, "Name: Jo Marsh")
    assert (told.rule, told.letter_id) == ("sender", None)
    assert corrected(office, "sponsor_name")[1] == "machine"


@pytest.mark.parametrize("text", ["Thank you, we will.", "Telephone: 01922 650000\nTelephone: 01922 650001"])
def test_reply_that_corrects_nothing_is_correspondence(office: Office, text: str) -> None:
    office.receives(form=completed())
    told = replies(office, text)
    assert (told.status, told.disposition, told.rule) == (MessageStatus.PROCESSED, "correspondence", "sender")
    assert {answer.source for answer in office.answers().values()} == {"machine"}


def test_reply_of_somebody_else_corrects_nothing(office: Office) -> None:
    office.receives(form=completed())
    replies(office, "DD-0001\nTelephone: 01922 650000", sender=STRANGER)
    assert corrected(office, "lead_phone")[1] == "machine"


def test_reply_after_the_deadline_is_held_with_the_command_that_would_make_it(office: Office) -> None:
    office.receives(form=completed())
    told = replies(office, "Name of senior sponsor: Jo O'Marsh", at=DEADLINE + timedelta(seconds=1))
    assert (told.status, told.rule) == (MessageStatus.HELD, "correction")
    assert told.reason == (
        "It corrects answers after the deadline. To make the correction: "
        "intake correct DD-0001 sponsor_name 'Jo O'\\''Marsh'"
    )
    assert corrected(office, "sponsor_name")[1] == "machine"


def test_reply_at_the_deadline_itself_counts(office: Office) -> None:
    office.receives(form=completed())
    replies(office, "Name of senior sponsor: Jo Marsh", at=DEADLINE)
    assert corrected(office, "sponsor_name")[0] == "Jo Marsh"


def test_reply_that_names_another_authority_is_held(office: Office) -> None:
    office.receives(form=completed())
    told = replies(office, "Name of lead local authority: Northby Council")
    assert told.status is MessageStatus.HELD
    assert office.cases()[0].authority_name.startswith("Walsall")


def staff_corrects(office: Office, key: str, text: str, *, at: datetime) -> None:
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        correct_answer(session, DD, case, key=key, text=text, actor="Sam", reason="by telephone", at=at)


def test_the_newest_of_staff_and_applicant_stands(office: Office) -> None:
    office.receives(form=completed())
    replies(office, "Telephone: 01922 650001")
    staff_corrects(office, "lead_phone", "01922 650002", at=LATER + timedelta(hours=1))
    by_staff = corrected(office, "lead_phone")
    replies(office, "Telephone: 01922 650003", at=LATER + timedelta(hours=2))
    assert (by_staff, corrected(office, "lead_phone")) == (
        ("01922 650002", "person", "Sam"),
        ("01922 650003", "applicant", CLERK),
    )


def test_correction_by_staff_completes_an_application_and_blanking_undoes_it(office: Office) -> None:
    office.receives(form=completed(lead_phone=None))
    staff_corrects(office, "lead_phone", "01922 650000", at=LATER)
    after = office.cases()[0].state
    staff_corrects(office, "lead_phone", "", at=LATER)
    assert (after, office.cases()[0].state) == (ApplicationState.COMPLETE, ApplicationState.INCOMPLETE)
    assert [check.check for check in office.cases()[0].checks if check.key == "lead_phone"] == ["missing"]


def test_correction_of_the_authority_changes_whose_case_it_is(office: Office) -> None:
    office.receives(form=completed("Wallsal"))
    staff_corrects(office, "lead_authority", WALSALL, at=LATER)
    case = office.cases()[0]
    assert (case.authority_code != "", "not-in-register" in {check.check for check in case.checks}) == (True, False)


def test_correction_goes_over_to_a_further_form_that_repeats_the_answer(office: Office) -> None:
    office.receives(form=completed())
    staff_corrects(office, "sponsor_name", "Jo Marsh", at=LATER)
    office.receives(form=completed(sponsor_title="Chief executive"), at=LATER + timedelta(hours=1))
    assert corrected(office, "sponsor_name") == ("Jo Marsh", "person", "Sam")
    assert corrected(office, "sponsor_title")[:2] == ("Chief executive", "machine")


def test_correction_ends_where_a_further_form_answers_otherwise(office: Office) -> None:
    office.receives(form=completed())
    staff_corrects(office, "sponsor_name", "Jo Marsh", at=LATER)
    office.receives(form=completed(sponsor_name="Kit Rowe"), at=LATER + timedelta(hours=1))
    assert corrected(office, "sponsor_name")[:2] == ("Kit Rowe", "machine")


def test_correction_that_fills_a_blank_keeps_a_further_form_complete(office: Office) -> None:
    office.receives(form=completed(lead_phone=None))
    staff_corrects(office, "lead_phone", "01922 650000", at=LATER)
    office.receives(form=completed(lead_phone=None), at=LATER + timedelta(hours=1))
    assert office.cases()[0].state is ApplicationState.COMPLETE
