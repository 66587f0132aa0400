"""Mails in a person's words, and staff who decide, for tests of what the service sends before and beside a decision."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from intake.config import StaffMember
from intake.desk import Concluded, Offices
from store.letters import LetterItem
from tests.intake.office import CLERK, IN_TIME, Office, letter_from

LATER = IN_TIME + timedelta(hours=2)
DECIDER = "sam.okoro@cabinet-office.example"
OFFICES = Offices(
    staff=(
        StaffMember(name="Sam Okoro", body="Cabinet Office", email=DECIDER, roles=("decide",)),
        StaffMember(name="Lee Hart", body="LGA", email="lee.hart@lga.example", roles=("digest",)),
    ),
    mailbox="deliveringdifferently@cabinet-office.example",
)


def writes(office: Office, text: str, *, sender: str = CLERK, at: datetime = LATER, **mail: Any) -> Concluded:
    """A person writes in these words, and the mail is read."""
    given = {"subject": "Our application", "body": text, "reply_text": text, **mail}
    return office.receives(letter_from(sender, **given), at=at)


def letters_of(office: Office, kind: str) -> list[LetterItem]:
    """The letters of one kind, oldest first."""
    return [letter for letter in office.letters() if letter.kind == kind]


def mail_of(office: Office, letter: LetterItem) -> EmailMessage:
    """A letter as its reader's mail program has it."""
    parsed = email.message_from_bytes(office.body(letter.id), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(office: Office, letter: LetterItem) -> str:
    """The words of a letter's text, on one line."""
    part = mail_of(office, letter).get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())
