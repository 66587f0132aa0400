"""Whose case a form is, which of several counts, and what is recorded of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake import clock
from intake.desk import Concluded
from intake.round.programme import Programme
from parsers.extraction import Problem, ProblemCode
from parsers.mail import Address
from store import applications, messages
from store.states import ApplicationState, MessageStatus
from tests.intake.office import CLERK, DD, DEADLINE, IN_TIME, STRANGER, Office, completed, letter_from

SECOND = timedelta(seconds=1)


def requeue(office: Office, message_id: int, *, to: str = "") -> Concluded:
    """A person releases a held mail, as `intake requeue` does, and it is read again."""
    with clock.travel(IN_TIME + timedelta(hours=1)), office.begin() as session:
        row = messages.by_id(session, message_id)
        assert row is not None
        case = applications.by_reference(session, to) if to else None
        messages.requeue(
            session, row, actor="Kim", reason="seen", at=clock.now(), application_id=case.id if case else None
        )
    (item,) = office.processes(at=IN_TIME + timedelta(hours=1))
    return item


def receipt_id(office: Office, item: Concluded) -> str:
    """The Message-ID of the letter that answered."""
    return next(letter.message_id for letter in office.letters() if letter.id == item.letter_id)


def test_first_form_opens_an_application_in_the_registers_name(office: Office) -> None:
    item = office.receives(form=completed("Walsall Metropolitan Borough Council"))
    (case,) = office.cases()
    assert (item.status, item.disposition, item.rule) == (MessageStatus.PROCESSED, "submission", "form")
    assert (case.reference, case.authority_code, case.authority_name) == ("DD-0001", "WLL", "Walsall Council")
    assert (case.state, case.contact_name, case.contact_address) == ("complete", "Priya Hartley", CLERK)


def test_answers_are_kept_as_read_with_where_they_were_read(office: Office) -> None:
    office.receives(form=completed(support_amount="60000.00"))
    amount = office.answers()["support_amount"]
    assert (amount.value, amount.text, amount.method, amount.page, amount.source) == (
        "60000.00",
        "60000.00",
        "cell",
        1,
        "machine",
    )


@pytest.mark.parametrize("sender", [CLERK, "another.officer@walsall.gov.uk", "lead@walsall.gsi.gov.uk"])
def test_second_form_from_the_same_body_is_a_corrected_submission(office: Office, sender: str) -> None:
    office.receives(form=completed())
    item = office.receives(letter_from(sender), completed(support_amount="70000.00"), at=IN_TIME + SECOND)
    (case,) = office.cases()
    assert (item.application, case.submission_number, case.contact_address) == ("DD-0001", 2, sender)
    assert office.answers()["support_amount"].value == "70000.00"
    assert [letter.kind for letter in office.letters()] == ["receipt", "receipt_corrected"]


def test_second_form_from_another_organisation_is_held_and_acknowledged(office: Office) -> None:
    office.receives(form=completed())
    item = office.receives(letter_from(STRANGER), completed(support_amount="1.00"), at=IN_TIME + SECOND)
    assert (item.status, item.rule) == (MessageStatus.HELD, "whose-case")
    assert item.reason == (
        "The form names the body of DD-0001, which was sent from another organisation's address. "
        "If it belongs there: intake requeue 2 --to DD-0001"
    )
    assert office.cases()[0].submission_number == 1
    last = office.letters()[-1]
    assert (last.kind, last.recipient, last.application) == ("acknowledgement", STRANGER, "")
    assert b"DD-0001" not in office.body(last.id)  # B is never told anything about A


def test_second_form_whose_answer_would_go_elsewhere_is_held(office: Office) -> None:
    office.receives(form=completed())
    forged = letter_from(CLERK, reply_to=Address(name="", address=STRANGER))
    item = office.receives(forged, completed(support_amount="1.00"), at=IN_TIME + SECOND)
    assert (item.status, item.rule) == (MessageStatus.HELD, "whose-case")
    assert office.cases()[0].contact_address == CLERK


def test_requeue_to_a_reference_makes_it_that_applications_form(office: Office) -> None:
    office.receives(form=completed())
    held = office.receives(letter_from(STRANGER), completed(support_amount="70000.00"), at=IN_TIME + SECOND)
    item = requeue(office, held.message_id, to="DD-0001")
    assert (item.status, item.application) == (MessageStatus.PROCESSED, "DD-0001")
    assert office.cases()[0].submission_number == 2


def test_requeue_without_a_reference_leaves_it_held(office: Office) -> None:
    office.receives(form=completed())
    held = office.receives(letter_from(STRANGER), completed(), at=IN_TIME + SECOND)
    assert requeue(office, held.message_id).rule == "whose-case"
    assert len([letter for letter in office.letters() if letter.kind == "acknowledgement"]) == 1


def test_form_of_another_body_in_answer_to_a_letter_is_held_until_a_person_says_which_is_right(office: Office) -> None:
    first = office.receives(form=completed())
    answering = letter_from(CLERK, in_reply_to=(receipt_id(office, first),))
    held = office.receives(answering, completed("Dudley Metropolitan Borough Council"), at=IN_TIME + SECOND)
    assert (held.status, held.rule) == (MessageStatus.HELD, "whose-case")
    assert held.reason == (
        "It answers a letter about DD-0001 but the form in it names another body. If the form is right: "
        "intake requeue 2; if the letter is: intake requeue 2 --to DD-0001"
    )
    assert requeue(office, held.message_id).application == "DD-0002"
    assert [case.authority_name for case in office.cases()] == [
        "Walsall Council",
        "Dudley Metropolitan Borough Council",
    ]


def test_form_of_another_body_given_to_the_letters_application_by_a_person(office: Office) -> None:
    first = office.receives(form=completed())
    answering = letter_from(CLERK, in_reply_to=(receipt_id(office, first),))
    held = office.receives(answering, completed("Dudley Metropolitan Borough Council"), at=IN_TIME + SECOND)
    assert requeue(office, held.message_id, to="DD-0001").application == "DD-0001"
    assert [case.submission_number for case in office.cases()] == [2]


def test_unregistered_name_is_one_case_for_one_sender(office: Office) -> None:
    office.receives(letter_from(STRANGER), completed("Northby Parish Council"))
    office.receives(letter_from(STRANGER), completed("northby  parish council"), at=IN_TIME + SECOND)
    office.receives(letter_from("x@other.example"), completed("Northby Parish Council"), at=IN_TIME + 2 * SECOND)
    assert [(case.reference, case.authority_code, case.submission_number) for case in office.cases()] == [
        ("DD-0001", "", 2),
        ("DD-0002", "", 1),
    ]


def test_programme_that_lets_a_body_apply_often_opens_a_case_for_each_form(office: Office) -> None:
    office.programme = _many(DD)
    office.receives(form=completed())
    office.receives(form=completed(), at=IN_TIME + SECOND)
    assert [case.reference for case in office.cases()] == ["DD-0001", "DD-0002"]


def test_programme_that_lets_a_body_apply_often_takes_an_answer_in_the_thread_as_a_correction(office: Office) -> None:
    office.programme = _many(DD)
    first = office.receives(form=completed())
    answering = {"in_reply_to": (receipt_id(office, first),)}
    office.receives(letter_from(CLERK, **answering), completed(), at=IN_TIME + SECOND)
    office.receives(letter_from(STRANGER, **answering), completed(), at=IN_TIME + 2 * SECOND)
    assert [(case.reference, case.submission_number) for case in office.cases()] == [("DD-0001", 2), ("DD-0002", 1)]


def _many(programme: Programme) -> Programme:
    return replace(programme, one_per_authority=False)


def test_late_corrected_form_does_not_displace_one_in_time(office: Office) -> None:
    office.receives(form=completed(support_amount="60000.00"))
    late = office.receives(form=completed(support_amount="70000.00"), at=DEADLINE + SECOND)
    (case,) = office.cases()
    assert (late.application, case.submission_number, case.received_at) == ("DD-0001", 1, IN_TIME)
    assert office.answers()["support_amount"].value == "60000.00"
    assert [letter.kind for letter in office.letters()] == ["receipt", "late"]


def test_late_form_alone_counts_and_waits_for_a_person(office: Office) -> None:
    office.receives(form=completed(), at=DEADLINE + SECOND)
    (case,) = office.cases()
    assert [(check.check, check.weight) for check in case.checks] == [("late", "person")]
    assert case.submission_number == 1


def test_older_mail_that_comes_after_does_not_displace_the_newest(office: Office) -> None:
    office.receives(form=completed(support_amount="70000.00"), at=IN_TIME + SECOND)
    office.receives(form=completed(support_amount="60000.00"), at=IN_TIME)
    assert office.answers()["support_amount"].value == "70000.00"


def test_incomplete_form_is_completed_by_the_next(office: Office) -> None:
    office.receives(form=completed(support_amount=None))
    assert office.cases()[0].state == ApplicationState.INCOMPLETE
    office.receives(form=completed(), at=IN_TIME + SECOND)
    assert office.cases()[0].state == ApplicationState.COMPLETE
    steps = [(e.before, e.after) for e in office.events("application", 1) if e.what == "state"]
    assert steps == [("incomplete", "complete")]


def test_partner_of_a_joint_bid_that_applies_alone_is_found_and_its_case_is_its_own(office: Office) -> None:
    partners: list[dict[str, str | bool | list[str] | None]] = [
        {"body": "Dudley Metropolitan Borough Council", "contact": None, "email": None}
    ]
    office.receives(form=completed(joint_bid=True, partners=partners))
    office.receives(letter_from("clerk@dudley.gov.uk"), completed("Dudley Metropolitan Borough Council"))
    first, second = office.cases()
    assert first.partners == ("Dudley Metropolitan Borough Council",)
    assert [(check.check, check.weight) for check in second.checks] == [("already-applied", "person")]


def test_form_with_a_person_to_ask_is_complete_all_the_same(office: Office) -> None:
    doubt = Problem(key="lead_name", code=ProblemCode.DISAGREEMENT, message="Two answers.")
    office.receives(form=completed(problems=(doubt,)))
    (case,) = office.cases()
    assert (case.state, [(check.check, check.weight) for check in case.checks]) == ("complete", [("answer", "person")])


def test_form_without_a_lead_is_recorded_and_asks_for_it(office: Office) -> None:
    office.receives(form=completed(lead_authority=None))
    (case,) = office.cases()
    assert (case.authority_code, case.authority_name, case.state) == ("", "", "incomplete")
    assert [(check.check, check.key) for check in case.checks] == [("missing", "lead_authority")]
