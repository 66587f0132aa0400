"""The triage table: each mail gets the verdict of the first rule that fits, and the rule's name."""

from __future__ import annotations

import pytest

from intake.round.triage import RULES, judge
from intake.round.verdict import Action, Known
from parsers.mail import Address, DeliveryReport, Outcome
from parsers.reading import Reading
from tests.intake.round.mails import FORM, attachment, mail, reading

OWN = "eoi@office.example"
BOUNCE = DeliveryReport(
    original_message_id="letter@office.example", recipients=("gone@northby.example",), action="failed", status="5.1.1"
)
DELAYED = DeliveryReport(original_message_id="", recipients=(), action="delayed", status="4.4.1")
AUTOMATIC = mail(headers={"Auto-Submitted": "auto-replied"})
ENCRYPTED = mail(attachments=(attachment(Outcome.ENCRYPTED),))
OLD = mail(attachments=(attachment(Outcome.OLD_EDITION),))
OTHER = mail(attachments=(attachment(Outcome.OTHER_FORM),))
NORTHBY = Known(contact_of=("DD-0001",))


@pytest.mark.parametrize(
    ("read", "known", "expected"),
    [
        (reading(), Known(), (Action.REPLY, "enquiry", "enquiry", "enquiry", "")),
        (reading(form=FORM), Known(), (Action.ACCEPT, "submission", "form", "", "")),
        (reading(AUTOMATIC), Known(), (Action.DISCARD, "automatic", "automatic", "", "")),
        (reading(AUTOMATIC, form=FORM), Known(), (Action.ACCEPT, "submission", "form", "", "")),
        (reading(), Known(own_letter=True), (Action.DISCARD, "own", "own", "", "")),
        (reading(mail(headers={"X-Intake-Cause": "x"})), Known(), (Action.DISCARD, "own", "own", "", "")),
        (reading(form=FORM), Known(duplicate_of=7), (Action.DISCARD, "duplicate", "duplicate", "", "")),
        (
            reading(mail(report=BOUNCE, return_path="")),
            Known(threads=("DD-0001",)),
            (Action.FILE, "bounce", "bounce", "", "DD-0001"),
        ),
        (reading(mail(report=DELAYED)), Known(), (Action.DISCARD, "automatic", "bounce", "", "")),
        (reading(ENCRYPTED), Known(), (Action.REPLY, "unreadable", "unreadable", "unreadable", "")),
        (reading(OLD), Known(), (Action.REPLY, "unreadable", "old-edition", "unreadable", "")),
        (reading(OLD, form=FORM), Known(), (Action.ACCEPT, "submission", "form", "", "")),
        (reading(OTHER), NORTHBY, (Action.REPLY, "unreadable", "other-form", "unreadable", "DD-0001")),
        (
            reading(OTHER),
            Known(threads=("DD-0001",), contact_of=("DD-0001",)),
            (Action.FILE, "correspondence", "thread", "", "DD-0001"),
        ),
        (reading(ENCRYPTED), NORTHBY, (Action.REPLY, "unreadable", "unreadable", "unreadable", "DD-0001")),
        (
            reading(mail(attachments=(attachment(Outcome.BLANK_FORM),))),
            Known(),
            (Action.REPLY, "unreadable", "blank-form", "unreadable", ""),
        ),
        (
            reading(),
            Known(threads=("DD-0001",), contact_of=("DD-0001",)),
            (Action.FILE, "correspondence", "thread", "", "DD-0001"),
        ),
        (reading(), Known(threads=("DD-0001",)), (Action.HOLD, "correspondence", "thread", "", "DD-0001")),
        (
            reading(),
            Known(threads=("DD-0001", "DD-0002"), contact_of=("DD-0001",)),
            (Action.HOLD, "suspect", "thread", "", ""),
        ),
        (
            reading(),
            Known(quoted=("DD-0001",), contact_of=("DD-0001",)),
            (Action.FILE, "correspondence", "reference", "", "DD-0001"),
        ),
        (reading(), Known(quoted=("DD-0002",)), (Action.HOLD, "suspect", "reference", "", "")),
        (
            reading(),
            Known(quoted=("DD-0001", "DD-0002"), contact_of=("DD-0001",)),
            (Action.HOLD, "suspect", "reference", "", ""),
        ),
        (reading(), NORTHBY, (Action.FILE, "correspondence", "sender", "", "DD-0001")),
        (reading(), Known(contact_of=("DD-0001", "DD-0002")), (Action.REPLY, "enquiry", "enquiry", "enquiry", "")),
        (reading(mail(from_=None)), Known(), (Action.HOLD, "suspect", "no-sender", "", "")),
        (reading(mail(from_=None), form=FORM), Known(), (Action.ACCEPT, "submission", "form", "", "")),
        (reading(), Known(oversize=True), (Action.REPLY, "oversize", "oversize", "oversize", "")),
        (reading(AUTOMATIC), Known(oversize=True), (Action.HOLD, "oversize", "oversize", "", "")),
    ],
)
def test_verdict(read: Reading, known: Known, expected: tuple[str, ...]) -> None:
    verdict = judge(read, known)
    assert (verdict.action, verdict.disposition, verdict.rule, verdict.letter, verdict.application) == expected
    assert verdict.reason != ""


def test_automatic_mail_with_an_unreadable_file_waits_for_a_person() -> None:
    parsed = mail(headers={"Auto-Submitted": "auto-forwarded"}, attachments=(attachment(Outcome.DAMAGED),))
    verdict = judge(reading(parsed), Known())
    assert (verdict.action, verdict.disposition) == (Action.HOLD, "unreadable")


def test_form_from_our_own_address_waits_for_a_person() -> None:
    parsed = mail(from_=Address(name="Team", address=OWN.upper()))
    known = Known(own_addresses=frozenset({OWN}))
    assert judge(reading(parsed), known).action is Action.DISCARD
    held = judge(reading(parsed, form=FORM), known)
    assert (held.action, held.disposition) == (Action.HOLD, "suspect")


def test_reused_message_id_is_told_in_the_reason() -> None:
    verdict = judge(reading(form=FORM), Known(id_reused=True))
    assert verdict.reason == "Its Message-ID is another mail's; both are kept."


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
