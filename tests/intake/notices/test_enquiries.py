"""Mails that ask something: answered from what is published, or passed to staff with what is known of the writer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from parsers.mail import Outcome
from store.states import MessageStatus
from tests.intake.notices.mailing import DECIDER, LATER, letters_of, mail_of, text_of, writes
from tests.intake.office import CLERK, DD, IN_TIME, STRANGER, Office, completed
from tests.intake.round.mails import attachment

WHEN = "Dear team,\n\nwhen is the closing date?\n\nKind regards\nPat"
OTHER = "Who sits on the panel?"
DAY = timedelta(days=1)


def kinds(office: Office) -> list[tuple[str, str]]:
    return [(item.kind, item.recipient) for item in office.letters()]


def test_published_question_is_answered_with_its_number_and_a_way_to_a_person(staffed: Office) -> None:
    told = writes(staffed, WHEN, sender=STRANGER, subject="Closing date")
    assert (told.status, told.rule, told.disposition) == (MessageStatus.PROCESSED, "question", "enquiry")
    assert told.reason == "It was answered automatically from the published questions (4)."
    assert kinds(staffed) == [("answer", STRANGER)]
    said = text_of(staffed, staffed.letters()[0])
    assert "This is an automatic answer." in said
    assert "QUESTION 4 When is the closing date? 5pm on Monday 10 February 2014, London time." in said
    assert "reply to this email: a person will read your reply" in said
    assert "Fill in the form, then reply to this email" in said


def test_applicant_is_answered_in_the_case_without_the_blank_form(staffed: Office) -> None:
    staffed.receives(form=completed())
    told = writes(staffed, WHEN)
    assert (told.rule, told.application, told.disposition) == ("question", "DD-0001", "correspondence")
    (letter,) = letters_of(staffed, "answer")
    assert letter.subject == "DD-0001: An answer to your question – Delivering Differently Challenge"
    assert "Fill in the form" not in text_of(staffed, letter)


def test_anything_else_is_acknowledged_and_passed_to_staff_who_decide(staffed: Office) -> None:
    told = writes(staffed, OTHER, sender=STRANGER, subject="The panel")
    assert (told.rule, told.disposition) == ("enquiry", "enquiry")
    assert kinds(staffed) == [("enquiry_passed", DECIDER), ("enquiry", STRANGER)]
    (letter,) = letters_of(staffed, "enquiry_passed")
    said = text_of(staffed, letter)
    assert letter.subject == "To answer: The panel – Delivering Differently Challenge"
    assert "No published question is close enough to what it asks." in said
    assert f"From: Pat Holloway <{STRANGER}> Answer to: {STRANGER}" in said
    assert "Who sits on the panel?" in said
    assert "The address is not the contact of any application." in said
    html = mail_of(staffed, letter).get_body(("html",))
    assert html is not None
    assert f'href="mailto:{STRANGER}?subject=Re%3A%20The%20panel"' in html.get_content()


def test_staff_see_the_lines_that_the_writer_broke_and_not_those_of_the_mail_program(staffed: Office) -> None:
    words = (
        "Could a parish council with a budget of its own be our partner in this, and\n"
        "would it have to sign the form?\n\nPat Holloway\nHead of Commissioning\n01632 960466"
    )
    writes(staffed, words, sender=STRANGER, subject="A partner – Delivering Differently Challenge")
    (letter,) = letters_of(staffed, "enquiry_passed")
    assert letter.subject == "To answer: A partner – Delivering Differently Challenge"
    html = mail_of(staffed, letter).get_body(("html",))
    plain = mail_of(staffed, letter).get_body(("plain",))
    assert html is not None
    assert plain is not None
    assert "in this, and would it have to sign the form?" in html.get_content()
    assert "Pat Holloway<br>Head of Commissioning<br>01632 960466" in html.get_content()
    signed = ["    Pat Holloway", "    Head of Commissioning", "    01632 960466"]
    lines = plain.get_content().splitlines()
    assert lines[lines.index(signed[0]) :][:3] == signed


def test_staff_are_told_the_history_of_the_case(staffed: Office) -> None:
    staffed.receives(form=completed(lead_phone=None))
    told = writes(staffed, OTHER)
    assert (told.rule, told.application, told.letter_id) == ("sender", "DD-0001", None)
    (letter,) = letters_of(staffed, "enquiry_passed")
    assert letter.application == "DD-0001"
    said = text_of(staffed, letter)
    assert "Reference: DD-0001 Authority: Walsall Council State: incomplete" in said
    assert "Form 1, received at 10:00:00 on Monday 3 February 2014 (London time)" in said
    assert "DD-0001: we have received your application, but something needs your attention" in said


def test_reply_to_an_automatic_answer_goes_to_a_person(staffed: Office) -> None:
    writes(staffed, WHEN, sender=STRANGER)
    answer = staffed.letters()[0].message_id
    writes(staffed, "When is the deadline?", sender=STRANGER, at=LATER + 2 * DAY, in_reply_to=(answer,))
    assert [kind for kind, _ in kinds(staffed)] == ["answer", "enquiry_passed", "enquiry"]
    assert "It replies to an automatic answer." in text_of(staffed, letters_of(staffed, "enquiry_passed")[0])


def test_second_question_in_a_day_goes_to_a_person(staffed: Office) -> None:
    writes(staffed, WHEN, sender=STRANGER)
    writes(staffed, "Are joint bids allowed?", sender=STRANGER, at=LATER + timedelta(hours=1))
    (letter,) = letters_of(staffed, "enquiry_passed")
    assert "The address had an automatic answer in the last day." in text_of(staffed, letter)


def test_mail_with_a_file_goes_to_a_person_and_a_logo_is_no_file(staffed: Office) -> None:
    writes(staffed, WHEN, sender=STRANGER, attachments=(attachment(Outcome.ANNEX, name="Minute.pdf"),))
    (letter,) = letters_of(staffed, "enquiry_passed")
    assert "It has a file attached." in text_of(staffed, letter)
    assert "Files: Minute.pdf" in text_of(staffed, letter)
    logo = attachment(Outcome.PICTURE, name="logo.png")
    assert writes(staffed, WHEN, sender=CLERK, attachments=(logo,)).rule == "question"


def test_cause_of_the_letter_to_staff_is_the_mail(staffed: Office) -> None:
    told = writes(staffed, OTHER, sender=STRANGER)
    assert [item.cause for item in letters_of(staffed, "enquiry_passed")] == [f"passed:{told.message_id}"]


def test_one_writer_does_not_fill_everybodys_inbox(staffed: Office) -> None:
    for number in range(8):
        writes(staffed, f"{OTHER} This is mail {number}.", sender=STRANGER, at=LATER + timedelta(minutes=number))
    assert len(letters_of(staffed, "enquiry_passed")) == 5
    writes(staffed, OTHER, sender="else@elsewhere.example", at=LATER + timedelta(minutes=9))
    assert len(letters_of(staffed, "enquiry_passed")) == 6


@pytest.mark.parametrize(
    "text", ["Thank you very much!\n\nPat", "Many thanks for your email.\nKind regards\nPat", "Diolch yn fawr"]
)
def test_thanks_of_an_applicant_are_filed_and_passed_to_nobody(staffed: Office, text: str) -> None:
    staffed.receives(form=completed())
    told = writes(staffed, text)
    assert (told.rule, told.disposition, letters_of(staffed, "enquiry_passed")) == ("sender", "correspondence", [])


def test_what_is_held_is_not_passed_as_well(staffed: Office) -> None:
    staffed.receives(form=completed())
    told = writes(staffed, "What became of DD-0001?", sender=STRANGER)
    assert (told.status, letters_of(staffed, "enquiry_passed")) == (MessageStatus.HELD, [])


def test_old_mail_is_neither_answered_nor_passed(staffed: Office) -> None:
    staffed.answer_from = LATER + DAY
    writes(staffed, WHEN, sender=STRANGER)
    writes(staffed, OTHER, sender=STRANGER)
    assert staffed.letters() == []


def test_mail_of_staff_is_not_passed_to_staff(staffed: Office) -> None:
    writes(staffed, OTHER, sender=DECIDER)
    assert letters_of(staffed, "enquiry_passed") == []


def test_mail_that_asks_for_no_automatic_answer_goes_to_a_person(staffed: Office) -> None:
    writes(staffed, WHEN, sender=STRANGER, headers={"X-Auto-Response-Suppress": "All"})
    assert kinds(staffed) == [("enquiry_passed", DECIDER)]


def test_without_published_questions_everything_goes_to_a_person(staffed: Office) -> None:
    staffed.programme = replace(DD, questions=())
    writes(staffed, WHEN, sender=STRANGER)
    (letter,) = letters_of(staffed, "enquiry_passed")
    assert "The programme publishes no questions and answers." in text_of(staffed, letter)


def test_without_staff_who_decide_the_enquiry_is_still_acknowledged(office: Office) -> None:
    writes(office, OTHER, sender=STRANGER)
    assert kinds(office) == [("enquiry", STRANGER)]


def test_words_of_a_stranger_do_no_harm_in_the_letter(staffed: Office) -> None:
    writes(staffed, "<script>alert(1)</script> who?", sender=STRANGER, subject='"><img src=x>', at=IN_TIME)
    html = mail_of(staffed, letters_of(staffed, "enquiry_passed")[0]).get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "<img" not in html.get_content()
