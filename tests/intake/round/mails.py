"""Parsed mails and readings built in code, for tests of pure rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parsers.extraction import Extraction
from parsers.mail import Address, Attachment, Outcome, ParsedMail
from parsers.reading import Reading

SENDER = "p.holloway@northby.example"

PLAIN = ParsedMail(
    message_id="one@northby.example",
    from_=Address(name="Pat Holloway", address=SENDER),
    reply_to=None,
    sender=None,
    to=(Address(name="", address="eoi@office.example"),),
    cc=(),
    subject="Our form",
    date=None,
    in_reply_to=(),
    references=(),
    return_path=SENDER,
    received=(),
    headers=(),
    content_type="text/plain",
    content_parameters=(),
    body="Please find attached.",
    reply_text="Please find attached.",
    attachments=(),
    report=None,
    size=1_000,
    sha256="0" * 64,
    content_sha256="1" * 64,
)

FORM = Extraction(answers=(), missing=(), problems=(), likeness=0.9)


def mail(*, headers: dict[str, str] | None = None, **changes: Any) -> ParsedMail:
    """The plain mail with other headers or values."""
    extra = tuple((name.lower(), value) for name, value in (headers or {}).items())
    return replace(PLAIN, headers=extra, **changes)


def attachment(outcome: Outcome, *, index: int = 0, name: str = "form.pdf") -> Attachment:
    """A PDF attachment with an outcome."""
    return Attachment(
        index=index,
        name=name,
        declared_type="application/pdf",
        type="application/pdf",
        size=50_000,
        sha256="2" * 64,
        outcome=outcome,
    )


def reading(parsed: ParsedMail | None = None, *, form: Extraction | None = None) -> Reading:
    """A reading of a mail, with or without a form."""
    return Reading(mail=parsed or PLAIN, form=form)
