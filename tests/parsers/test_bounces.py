"""Reports of mail not delivered: which letter, whom, for good or for now."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from parsers.bounces import delivery_report
from parsers.headers import read_header
from parsers.mail import DeliveryReport
from parsers.read import read_message
from tests.parsers.mails import FORM, sample

ID = "receipt-1@cabinet-office.example"
WHO = ("priya.nair@walsall.example",)
REFUSED = "550 {} <priya.nair@walsall.example>: Recipient address rejected: User unknown"


@pytest.mark.parametrize(
    ("name", "action", "status", "diagnostic"),
    [
        ("bounce-postfix", "failed", "5.1.1", REFUSED.format("5.1.1")),
        ("bounce-exchange", "failed", "5.7.1", REFUSED.format("5.7.1")),
        ("bounce-delayed", "delayed", "4.4.1", REFUSED.format("4.4.1")),
        ("bounce-exim", "failed", "5.1.1", ""),
    ],
)
def test_delivery_report_of_each_mail_program(name: str, action: str, status: str, diagnostic: str) -> None:
    assert read_message(sample(name), FORM).mail.report == DeliveryReport(
        original_message_id=ID, recipients=WHO, action=action, status=status, diagnostic=diagnostic
    )


@pytest.mark.parametrize(
    ("name", "action"),
    [("bounce-words-only", "failed"), ("bounce-over-quota", "delayed"), ("bounce-in-bounce", "failed")],
)
def test_delivery_report_of_no_standard_shape_is_tied_to_its_letter(name: str, action: str) -> None:
    assert read_message(sample(name), FORM).mail.report == DeliveryReport(
        original_message_id=ID, recipients=("rhys.owen@thornwick.example",), action=action, status=""
    )


@pytest.mark.parametrize(
    "name",
    [
        *("out-of-office", "bounce-quoting-bounce", "list-mail", "mentions-the-form", "calendar"),
        "person-about-a-bounce",
    ],
)
def test_delivery_report_of_other_mail_is_none(name: str) -> None:
    assert read_message(sample(name), FORM).mail.report is None


def test_delivery_report_over_several_recipients_says_the_worst() -> None:
    raw = (
        b"From: MAILER-DAEMON@mail.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example\n\n"
        b"Final-Recipient: rfc822; one@hull.example\nAction: delayed (still trying)\nStatus: 4.4.1\n\n"
        b"Final-Recipient: rfc822; two@hull.example\nAction: failed\nStatus: 5.0.0 (permanent)\n\n--b--\n"
    )
    message = message_from_bytes(raw)
    assert delivery_report(message, read_header(message.raw_items()), "") == DeliveryReport(
        original_message_id="",
        recipients=("one@hull.example", "two@hull.example"),
        action="failed",
        status="5.0.0",
    )


def test_delivery_report_of_a_read_receipt_is_none() -> None:
    raw = (
        b"From: a@hull.example\nSubject: Read: We have your form\n"
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        b"--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@hull.example\n"
        b"Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
    )
    assert read_message(raw, FORM).mail.report is None
