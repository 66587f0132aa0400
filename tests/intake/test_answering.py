"""Which letter answers a mail, and when none does, why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from parsers.extraction import Problem, ProblemCode
from parsers.mail import Address, Outcome
from store.states import MessageStatus
from tests.intake.letters.reading import body, parsed
from tests.intake.office import CLERK, DEADLINE, IN_TIME, OURS, STRANGER, Office, completed, letter_from
from tests.intake.round.mails import attachment

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def text_of(office: Office, letter_id: int | None) -> str:
    """The text of a letter with its lines joined."""
    assert letter_id is not None
    return " ".join(body(parsed(office.body(letter_id)), "plain").split())


def test_answer_goes_to_reply_to_and_into_the_thread(office: Office) -> None:
    asking = letter_from(
        "pa@walsall.gov.uk",
        reply_to=Address(name="", address=CLERK),
        message_id="q@walsall.gov.uk",
        references=("older@walsall.gov.uk",),
    )
    item = office.receives(asking, completed())
    letter = parsed(office.body(item.letter_id or 0))
    assert (letter["To"], letter["In-Reply-To"]) == (CLERK, "<q@walsall.gov.uk>")
    assert str(letter["References"]).split() == ["<older@walsall.gov.uk>", "<q@walsall.gov.uk>"]
    assert (letter["Auto-Submitted"], letter["X-Intake-Cause"]) == ("auto-replied", f"message:{item.message_id}")


@pytest.mark.parametrize(
    ("headers", "silence"),
    [
        ({"Auto-Submitted": "auto-generated"}, "It says that a program sent it (RFC 3834)."),
        ({"Precedence": "list"}, "It says that it is bulk mail."),
        (
            {"X-Auto-Response-Suppress": "OOF, All"},
            "Its sender asks for no automatic answer (X-Auto-Response-Suppress).",
        ),
    ],
)
def test_form_in_mail_that_wants_no_answer_is_recorded_and_noted_for_staff(
    office: Office, headers: dict[str, str], silence: str
) -> None:
    item = office.receives(letter_from(headers=headers), completed())
    assert (item.application, item.letter_id, item.silence) == ("DD-0001", None, silence)
    assert [e.after for e in office.events("message", item.message_id) if e.what == "not-answered"] == ["receipt"]


def test_form_without_a_sender_is_recorded_and_noted_for_staff(office: Office) -> None:
    item = office.receives(replace(letter_from(), from_=None), completed())
    assert (item.application, item.silence) == ("DD-0001", "It has no address to answer to.")


def test_same_kind_of_answer_leaves_once_a_day(office: Office) -> None:
    first, second = office.receives(letter_from(STRANGER)), office.receives(letter_from(STRANGER), at=IN_TIME + SECOND)
    third = office.receives(letter_from(STRANGER), at=IN_TIME + DAY + timedelta(minutes=1))
    assert (first.silence, third.silence) == ("", "")
    assert second.silence == (
        "This address was sent the same kind of automatic answer in the last day; it gets one a day."
    )
    assert [letter.kind for letter in office.letters()] == ["enquiry", "enquiry"]


def test_receipts_stop_at_the_address_cap_and_the_forms_are_recorded_all_the_same(office: Office) -> None:
    office.per_sender_per_day = 2
    items = [office.receives(form=completed(), at=IN_TIME + number * SECOND) for number in range(3)]
    assert [item.letter_id is not None for item in items] == [True, True, False]
    assert items[2].silence == "This address was sent 2 automatic letters in the last day; it gets no more by itself."
    assert office.cases()[0].submission_number == 3


def test_circuit_breaker_of_the_whole_service(office: Office) -> None:
    office.per_hour = 1
    office.receives(letter_from("one@elsewhere.example"))
    item = office.receives(letter_from("two@elsewhere.example"), at=IN_TIME + SECOND)
    assert item.silence == "The service has written 1 automatic letter in the last hour; it stops there."


def test_receipt_of_an_incomplete_form_names_what_is_missing_and_what_is_wrong(office: Office) -> None:
    unclear = Problem(key="support_amount", code=ProblemCode.NOT_TYPED, message="“about £80k” is not one amount.")
    item = office.receives(form=completed(sponsor_name=None, problems=(unclear,)))
    told = text_of(office, item.letter_id)
    assert "something needs your attention" in str(parsed(office.body(item.letter_id or 0))["Subject"])
    assert "Name of senior sponsor" in told
    assert "“about £80k” is not one amount." in told


def test_findings_for_staff_are_not_told_to_the_applicant(office: Office) -> None:
    office.receives(letter_from("clerk@dudley.gov.uk"), completed("Dudley Metropolitan Borough Council"))
    partners: list[dict[str, str | bool | list[str] | None]] = [
        {"body": "Dudley Metropolitan Borough Council", "contact": None, "email": None}
    ]
    item = office.receives(letter_from(STRANGER), completed(joint_bid=True, partners=partners))
    told = text_of(office, item.letter_id)
    assert [check.check for check in office.cases()[1].checks] == ["already-applied", "sender-domain"]
    assert "DD-0001" not in told
    assert "known domain" not in told


def test_corrected_receipt_says_what_changed(office: Office) -> None:
    office.receives(form=completed(support_amount="60000.00"))
    item = office.receives(form=completed(support_amount="68000.00"), at=IN_TIME + SECOND)
    told = text_of(office, item.letter_id).partition("WHAT CHANGED")[2]
    assert told.startswith(" ")
    assert [amount in told for amount in ("£60,000", "£68,000")] == [True, True]


def test_late_corrected_form_is_told_that_the_earlier_one_counts(office: Office) -> None:
    office.receives(form=completed())
    item = office.receives(form=completed(support_amount="1.00"), at=DEADLINE + SECOND)
    assert [letter.kind for letter in office.letters()] == ["receipt", "late"]
    assert "10:00:00 on Monday 3 February 2014" in text_of(office, item.letter_id)


def test_unreadable_file_is_answered_with_why(office: Office) -> None:
    item = office.receives(letter_from(attachments=(attachment(Outcome.ENCRYPTED, name="EOI.pdf"),)))
    assert (item.disposition, item.status) == ("unreadable", MessageStatus.PROCESSED)
    told = text_of(office, item.letter_id)
    assert "EOI.pdf" in told
    assert "password" in told


def test_oversize_mail_is_answered_with_its_size_and_the_limit(office: Office) -> None:
    item = office.receives(letter_from(STRANGER), disposition="oversize", size=61_000_000)
    (letter,) = office.letters()
    assert (item.disposition, letter.kind, letter.recipient) == ("oversize", "oversize", STRANGER)
    assert ("61.0 MB" in text_of(office, letter.id), "50.0 MB" in text_of(office, letter.id)) == (True, True)


def test_address_that_cannot_be_written_to_is_a_silence_with_its_reason(office: Office) -> None:
    item = office.receives(letter_from("clerk@@walsall"))
    assert item.letter_id is None
    assert item.silence.startswith("Its address cannot be written to: ")


def test_own_mail_that_came_back_is_never_answered(office: Office) -> None:
    item = office.receives(letter_from(OURS))
    assert (item.disposition, office.letters()) == ("own", [])
