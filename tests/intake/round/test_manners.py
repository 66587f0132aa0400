"""Automatic mail is recognised by headers and shape; a person's mail is not mistaken for it."""

from __future__ import annotations

import pytest

from intake.round.manners import answer_address, automatic_rule, keyword, silence_reason
from parsers.mail import Address, ParsedMail
from tests.intake.round.mails import SENDER, mail

ROBOT = Address(name="Mail Delivery Subsystem", address="MAILER-DAEMON@northby.example")


@pytest.mark.parametrize(
    ("parsed", "rule"),
    [
        (mail(headers={"Auto-Submitted": "auto-replied"}), "auto-submitted"),
        (mail(headers={"Auto-Submitted": "(by Exim) Auto-Generated; type=vacation"}), "auto-submitted"),
        (mail(content_type="multipart/report"), "report"),
        (mail(content_type="message/disposition-notification"), "report"),
        (mail(return_path=""), "null-return-path"),
        (mail(return_path="MAILER-DAEMON"), "null-return-path"),
        (mail(return_path="MAILER-DAEMON@mail.northby.example"), "null-return-path"),
        (mail(headers={"List-Id": "<chiefs.solace.example>"}), "list"),
        (mail(headers={"Precedence": "Bulk"}), "bulk"),
        (mail(headers={"X-Autoreply": "yes"}), "robot-header"),
        (mail(headers={"X-Trusted-Delivery": "<1234>"}), "robot-header"),
        (mail(from_=ROBOT), "robot-sender"),
        (mail(sender=Address(name="", address="no-reply@northby.example")), "robot-sender"),
        (mail(subject="Automatic reply: Your expression of interest"), "away-subject"),
        (mail(subject="Out of Office: back on Monday"), "away-subject"),
        (mail(subject="AUTO: Rees, Sian is out of the office (returning 05/01/2015)"), "away-subject"),
        (mail(subject="Mail delivery failed: returning message to sender"), "report-subject"),
        (mail(subject="Undeliverable: We have your expression of interest"), "report-subject"),
        (mail(from_=Address(name="Mail Delivery System", address="admin@northby.example")), "robot-sender"),
        (mail(from_=Address(name="", address="MDaemon@northby.example")), "robot-sender"),
    ],
)
def test_automatic_mail_is_named_by_its_rule(parsed: ParsedMail, rule: str) -> None:
    found = automatic_rule(parsed)
    assert found is not None
    assert found.name == rule
    assert silence_reason(parsed) == found


@pytest.mark.parametrize(
    "parsed",
    [
        mail(),
        mail(headers={"Auto-Submitted": "no"}),
        mail(headers={"Auto-Submitted": "No (a person wrote this)"}),
        mail(headers={"Precedence": "first-class"}),
        mail(return_path=None),
        mail(return_path="bounces+17@mail.northby.example"),
        mail(subject="RE: Automatic replies in our service"),
        mail(subject="Undeliverable mail? Our form again"),
        mail(subject="FW: Undeliverable: We have your expression of interest"),
        mail(subject="Delivery of adult social care: expression of interest"),
        mail(subject="Automation of the register: expression of interest"),
        mail(from_=Address(name="Bounce Back CIC", address="norman.reply@northby.example")),
        mail(headers={"X-Auto-Response-Suppress": "DR, RN, NRN, OOF"}),
    ],
)
def test_a_persons_mail_may_be_answered(parsed: ParsedMail) -> None:
    assert automatic_rule(parsed) is None
    assert silence_reason(parsed) is None


def test_suppress_header_silences_without_making_the_mail_automatic() -> None:
    parsed = mail(headers={"X-Auto-Response-Suppress": "DR, AutoReply"})
    assert automatic_rule(parsed) is None
    found = silence_reason(parsed)
    assert found is not None
    assert found.name == "suppressed"


def test_mail_without_sender_cannot_be_answered() -> None:
    found = silence_reason(mail(from_=None))
    assert found is not None
    assert found.name == "no-sender"


def test_answer_goes_to_reply_to_before_from() -> None:
    office = Address(name="", address="office@northby.example")
    assert answer_address(mail()) == SENDER
    assert answer_address(mail(reply_to=office)) == "office@northby.example"
    assert answer_address(mail(from_=None)) is None


def test_keyword_ignores_comments_parameters_and_case() -> None:
    assert keyword(" (why not) Auto-Notified ; x=1") == "auto-notified"
    assert keyword("") == ""
