"""All that follows from one reading: the message's end, the bounce's letter, the history when no answer left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from parsers.mail import Attachment, DeliveryReport, Hop, Outcome
from store import letters
from store.states import LetterStatus, MessageStatus
from tests.intake.office import CLERK, IN_TIME, JUNK, STRANGER, Office, completed, letter_from
from tests.intake.round.mails import attachment

SECOND = timedelta(seconds=1)
BOUNCE_ID = "not-ours@elsewhere.example"


def bounce_of(message_id: str, *, action: str = "failed") -> DeliveryReport:
    """A report about a letter."""
    return DeliveryReport(original_message_id=message_id, recipients=(CLERK,), action=action, status="5.1.1")


def test_facts_and_attachments_of_the_mail_are_kept(office: Office) -> None:
    leaf: Attachment = attachment(Outcome.ANNEX, name="Minute.pdf")
    hop = Hop(by="mx.cabinet-office.example", at=datetime(2014, 2, 3, 9, 59, 58, tzinfo=UTC))
    office.receives(letter_from(subject="Our minute", attachments=(leaf,), received=(hop,)))
    (item,) = office.messages()
    assert (item.from_name, item.from_address, item.subject) == ("Pat Holloway", CLERK, "Our minute")
    assert [(a.name, a.type, a.outcome) for a in item.attachments] == [("Minute.pdf", "application/pdf", "annex")]


def test_same_mail_by_another_route_is_linked_and_gets_nothing(office: Office) -> None:
    office.receives(letter_from(content_sha256="c" * 64), completed())
    again = office.receives(letter_from(content_sha256="c" * 64), completed(), at=IN_TIME + SECOND)
    assert (again.disposition, again.rule, again.reason) == (
        "duplicate",
        "duplicate",
        "It is the same mail as message 1.",
    )
    assert len(office.letters()) == 1
    assert office.cases()[0].submission_number == 1


def test_reused_message_id_with_other_content_is_kept_and_flagged(office: Office) -> None:
    office.receives(letter_from(message_id="same@northby.example"), completed())
    other = office.receives(letter_from(message_id="same@northby.example"), completed(), at=IN_TIME + SECOND)
    assert (other.disposition, other.reason) == ("submission", "Its Message-ID is another mail's; both are kept.")


def test_bounce_is_tied_to_its_letter_and_to_its_application(office: Office) -> None:
    office.receives(form=completed())
    (letter,) = office.letters()
    _send(office)
    item = office.receives(letter_from(STRANGER, report=bounce_of(letter.message_id), return_path=""))
    (letter,) = office.letters()
    assert (item.disposition, item.application) == ("bounce", "DD-0001")
    assert (letter.status, letter.reason) == (LetterStatus.BOUNCED, "undeliverable: 5.1.1")


def test_bounce_without_the_letters_id_is_tied_by_its_references(office: Office) -> None:
    office.receives(form=completed())
    (letter,) = office.letters()
    _send(office)
    office.receives(letter_from(STRANGER, report=bounce_of(""), references=(letter.message_id,)))
    assert office.letters()[0].status == LetterStatus.BOUNCED


def test_report_of_a_delay_leaves_the_letter_as_it_is(office: Office) -> None:
    office.receives(form=completed())
    (letter,) = office.letters()
    _send(office)
    item = office.receives(letter_from(STRANGER, report=bounce_of(letter.message_id, action="delayed")))
    assert item.disposition == "automatic"
    assert office.letters()[0].status == LetterStatus.SENT


def test_bounce_of_a_letter_that_is_not_ours_changes_nothing(office: Office) -> None:
    item = office.receives(letter_from(STRANGER, report=bounce_of(BOUNCE_ID)))
    assert (item.status, item.disposition, item.application) == (MessageStatus.PROCESSED, "bounce", "")


def test_form_in_the_junk_folder_is_held_and_not_answered(office: Office) -> None:
    item = office.receives(form=completed(), mailbox=JUNK)
    assert (item.status, item.rule) == (MessageStatus.HELD, "junk")
    assert (office.cases(), office.letters()) == ([], [])


def test_mail_from_before_answer_from_is_recorded_and_not_answered(office: Office) -> None:
    office.answer_from = IN_TIME + SECOND
    item = office.receives(form=completed())
    assert (item.application, item.letter_id) == ("DD-0001", None)
    assert item.silence == "It came before the service answers mail ([service] answer_from)."
    (event,) = (event for event in office.events("message", item.message_id) if event.what == "not-answered")
    assert (event.after, event.reason) == ("receipt", item.silence)


def test_mail_at_the_instant_of_answer_from_is_answered(office: Office) -> None:
    office.answer_from = IN_TIME
    assert office.receives(form=completed()).letter_id is not None


def test_nothing_is_answered_where_answer_from_is_not_set(office: Office) -> None:
    office.answer_from = None
    office.receives(form=completed())
    office.receives()
    assert office.letters() == []


def _send(office: Office) -> None:
    """The letters that wait were taken by the server."""
    with office.begin() as session:
        for row in letters.claim(session, [item.id for item in office.letters()], at=IN_TIME):
            letters.mark_sent(session, row, at=IN_TIME)
