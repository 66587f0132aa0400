"""Orders by mail: obeyed from the right person with the right code, refused in every other case, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parsers.mail import ParsedMail
from store import decisions, orders
from store.states import ApplicationState, LetterStatus, MessageStatus, Ruling
from tests.intake.decisions.staffing import (
    AFTER,
    OWEN,
    RUTH,
    applied,
    case_links,
    links,
    newest,
    orders_by,
    staffed,
    text_of,
    vouched,
)
from tests.intake.office import CLERK, DEADLINE, STRANGER, Office, completed, letter_from


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return staffed(tmp_path / "office", empty_database)


def standing(office: Office) -> dict[int, str]:
    with office.store.reading() as session:
        return {number: decision.ruling for number, decision in decisions.standing(session).items()}


def test_order_from_the_right_person_is_noted_and_confirmed(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"]
    concluded = office.receives(orders_by(office, RUTH, f"RE: {subject}", "A strong case."), at=AFTER)
    assert (concluded.status, concluded.disposition, concluded.rule, concluded.application) == (
        *(MessageStatus.PROCESSED, "order", "order", reference),
    )
    assert standing(office) == {1: Ruling.SHORTLIST}
    assert office.cases()[0].state == ApplicationState.COMPLETE
    confirmation = newest(office, "order_done")
    assert confirmation.recipient == RUTH.email
    said = text_of(office, confirmation.id)
    assert "“Shortlist” is noted. Nothing was sent; it is carried out when a batch with it is released." in said
    assert "You wrote: A strong case." in said


def test_confirmation_takes_the_order_back_until_its_time_is_over(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    office.receives(orders_by(office, RUTH, case_links(office, reference)["Shortlist"]), at=AFTER)
    back = links(office, newest(office, "order_done").id)["Take this back"]
    late = office.receives(orders_by(office, RUTH, back), at=AFTER + timedelta(minutes=31))
    assert (late.rule, standing(office)) == ("order-refused", {1: Ruling.SHORTLIST})
    later = AFTER + timedelta(hours=1)
    again = case_links(office, reference, at=later)["Do not shortlist"]
    office.receives(orders_by(office, RUTH, again), at=later)
    assert standing(office) == {1: Ruling.DECLINE}
    back = links(office, newest(office, "order_done").id)["Take this back"]
    undone = office.receives(orders_by(office, RUTH, back), at=later + timedelta(minutes=20))
    assert (undone.rule, standing(office)) == ("order", {1: Ruling.SHORTLIST})


def _by_stranger(subject: str) -> ParsedMail:
    return vouched(letter_from(STRANGER, subject=subject))


def _by_applicant(subject: str) -> ParsedMail:
    return vouched(letter_from(CLERK, subject=subject))


@pytest.mark.parametrize("sender", [_by_stranger, _by_applicant])
def test_stolen_code_from_outside_is_held_and_nothing_is_done(
    office: Office, sender: Callable[[str], ParsedMail]
) -> None:
    (reference,) = applied(office, "Walsall Council")
    before = len(office.letters())
    subject = case_links(office, reference)["Shortlist"]
    concluded = office.receives(sender(subject), at=AFTER)
    assert (concluded.status, concluded.rule) == (MessageStatus.HELD, "order")
    assert standing(office) == {}
    assert len(office.letters()) == before + 1  # the case letter; nobody outside is answered


def refusal(office: Office, mail: ParsedMail) -> str:
    """Why the order in a mail is refused, as its supposed sender is told."""
    concluded = office.receives(mail, at=AFTER)
    assert (concluded.rule, concluded.disposition) == ("order-refused", "order")
    assert standing(office) == {}
    letter = newest(office, "order_refused")
    assert mail.from_ is not None
    assert letter.recipient == mail.from_.address
    return " ".join(text_of(office, letter.id).split())  # where its lines end is not what is asked here


def test_forged_sender_is_refused_and_the_person_is_told(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"]
    forged = vouched(letter_from(RUTH.email, subject=subject), result="fail")
    assert "Nothing of it was done." in refusal(office, forged)


def test_mail_that_our_server_says_nothing_of_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    bare = letter_from(RUTH.email, subject=case_links(office, reference)["Shortlist"])
    assert "Nothing of it was done." in refusal(office, bare)


def test_code_of_somebody_else_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    office.offices = replace(
        office.offices, staff=(RUTH, OWEN.model_copy(update={"roles": ("digest", "decide", "release")}))
    )
    subject = case_links(office, reference)["Shortlist"]
    assert "The code was issued for somebody else." in refusal(office, orders_by(office, OWEN, subject))


def test_code_for_another_case_is_refused(office: Office) -> None:
    first, second = applied(office, "Walsall Council", "Dudley Council")
    subject = case_links(office, first)["Shortlist"].replace(first, second)
    assert "The code was issued for another case or batch." in refusal(office, orders_by(office, RUTH, subject))


def test_code_for_another_action_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"].replace("Shortlist", "Do not shortlist")
    assert "The code was issued for another action." in refusal(office, orders_by(office, RUTH, subject))


def test_role_that_may_not_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"]
    assert "needs the role “decide”" in refusal(office, orders_by(office, OWEN, subject))


def test_used_code_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"]
    office.receives(orders_by(office, RUTH, subject), at=AFTER)
    again = office.receives(orders_by(office, RUTH, subject), at=AFTER)
    assert again.rule == "order-refused"
    assert "This code was used before" in text_of(office, newest(office, "order_refused").id)
    with office.store.reading() as session:
        assert [order.outcome for order in orders.of_application(session, 1)] == ["done", "refused"]


def test_expired_code_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference, at=AFTER - timedelta(days=15))["Shortlist"]
    assert "The code expired on" in refusal(office, orders_by(office, RUTH, subject))


def test_refusal_does_not_carry_the_code(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"]
    code = subject.partition("[code ")[2].rstrip("]")
    refusal(office, letter_from(RUTH.email, subject=subject))
    assert code.encode() not in office.body(newest(office, "order_refused").id)


def test_away_notice_that_quotes_a_code_is_no_order(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"]
    away = orders_by(office, RUTH, f"Automatic reply: {subject}")
    concluded = office.receives(away, at=AFTER)
    assert (concluded.rule, standing(office)) == ("automatic", {})


def test_question_goes_to_the_applicant_when_it_can_no_longer_be_taken_back(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Ask the applicant"]
    office.receives(orders_by(office, RUTH, subject, "Which service comes first?"), at=AFTER)
    question = newest(office, "staff_question")
    assert (question.recipient, question.application) == (CLERK, reference)
    assert question.not_before - AFTER >= timedelta(minutes=30)
    assert "Which service comes first?" in text_of(office, question.id)


def test_question_without_words_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Ask the applicant"]
    assert "Write the question above the line with the code" in refusal(office, orders_by(office, RUTH, subject))


def test_answer_is_corrected_and_taken_back(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    before = office.answers()["lead_email"].text
    subject = case_links(office, reference)["Correct an answer"]
    office.receives(orders_by(office, RUTH, subject, "lead_email: j.marlowe@walsall.example"), at=AFTER)
    assert office.answers()["lead_email"].value == "j.marlowe@walsall.example"
    back = links(office, newest(office, "order_done").id)["Take this back"]
    office.receives(orders_by(office, RUTH, back), at=AFTER)
    assert office.answers()["lead_email"].text == before


def test_decision_on_a_withdrawn_case_is_refused(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    subject = case_links(office, reference)["Shortlist"]
    office.receives(letter_from(CLERK, subject=f"{reference}", reply_text="We withdraw our application."), at=AFTER)
    assert office.cases()[0].state == ApplicationState.WITHDRAWN
    assert f"{reference} is withdrawn" in refusal(office, orders_by(office, RUTH, subject))


def _late(office: Office) -> str:
    """An application with one form in time and one a second late; its reference."""
    (reference,) = applied(office, "Walsall Council")
    office.receives(letter_from(CLERK), completed(project_title="Another"), at=DEADLINE + timedelta(seconds=1))
    assert office.cases()[0].submission_number == 1
    return reference


def test_late_form_that_is_admitted_counts_and_the_applicant_is_told_in_time_to_undo_it(office: Office) -> None:
    reference = _late(office)
    office.receives(orders_by(office, RUTH, case_links(office, reference)["Admit the late form"]), at=AFTER)
    case = office.cases()[0]
    assert (case.submission_number, case.late_ruling) == (2, "admitted")
    told = newest(office, "late_ruling")
    assert (told.recipient, told.status) == (CLERK, LetterStatus.QUEUED)
    assert told.not_before - AFTER >= timedelta(minutes=30)
    assert "has been admitted. It is considered like every other." in text_of(office, told.id)
    back = links(office, newest(office, "order_done").id)["Take this back"]
    office.receives(orders_by(office, RUTH, back), at=AFTER + timedelta(minutes=5))
    case = office.cases()[0]
    assert (case.submission_number, case.late_ruling) == (1, "")
    assert newest(office, "late_ruling").status == LetterStatus.CANCELLED


def test_late_form_that_is_refused_does_not_count_and_the_reason_is_told(office: Office) -> None:
    reference = _late(office)
    subject = case_links(office, reference)["Refuse the late form"]
    office.receives(orders_by(office, RUTH, subject, "Nothing kept you from sending it in time."), at=AFTER)
    case = office.cases()[0]
    assert (case.submission_number, case.late_ruling) == (1, "refused")
    said = text_of(office, newest(office, "late_ruling").id)
    assert "cannot be considered. Nothing kept you from sending it in time." in said
    assert "Your application stays in the round with the form we received in time, at " in said


def test_late_form_that_is_refused_and_was_the_only_one_leaves_nothing_in_the_round(office: Office) -> None:
    office.receives(letter_from(CLERK), completed(), at=DEADLINE + timedelta(seconds=1))
    reference = office.cases()[0].reference
    office.receives(orders_by(office, RUTH, case_links(office, reference)["Refuse the late form"]), at=AFTER)
    assert "stays in the round" not in text_of(office, newest(office, "late_ruling").id)


def test_note_is_kept_with_the_case(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    office.receives(orders_by(office, RUTH, case_links(office, reference)["Add a note"], "Spoke to Jo."), at=AFTER)
    (kept,) = [event for event in office.events("application", 1) if event.what == "note"]
    assert (kept.after, kept.actor) == ("Spoke to Jo.", "Ruth Alder (email)")


def test_show_brings_the_case_with_new_links(office: Office) -> None:
    (reference,) = applied(office, "Walsall Council")
    office.receives(orders_by(office, RUTH, case_links(office, reference)["Shortlist"]), at=AFTER)
    subject = links(office, newest(office, "order_done").id)[f"Show {reference}"]
    office.receives(orders_by(office, RUTH, subject), at=AFTER + timedelta(minutes=1))
    letter = newest(office, "case")
    assert letter.recipient == RUTH.email
    assert "Decided: Shortlist: Ruth Alder (email), Wednesday 12 February 2014" in text_of(office, letter.id)
    assert sorted(links(office, letter.id)) == [
        "Add a note",
        "Ask the applicant",
        "Correct an answer",
        "Do not shortlist",
        "Rule ineligible",
        "Shortlist",
    ]


def test_staff_mail_without_a_code_is_filed_and_not_answered_like_an_applicants(office: Office) -> None:
    concluded = office.receives(orders_by(office, RUTH, "Thanks for the digest", "Looks good."), at=AFTER)
    assert (concluded.rule, concluded.status, concluded.letter_id) == ("staff", MessageStatus.PROCESSED, None)
