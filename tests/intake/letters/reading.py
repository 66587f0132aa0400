"""Letters composed for the tests, read back with the standard library's parser: it shares nothing with our writer."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from intake.letters.compose import ComposedLetter, Sender, compose
from intake.letters.contexts import Context
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile, InlineImage
from intake.round.programme import Programme
from tests.intake.letters.samples import APPLICANT, CONTEXTS, IN_TIME, PROGRAMME, SENDER

PICTURE = InlineImage(cid="arrivals", name="arrivals.png", type="image/png", data=b"\x89PNG")


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to compose: the sample of a kind, with some of it changed."""

    kind: Kind = Kind.RECEIPT
    context: Context | None = None
    programme: Programme = PROGRAMME
    sender: Sender = SENDER
    to: str = APPLICANT
    at: datetime = IN_TIME
    cause: str = "message:17"
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    images: tuple[InlineImage, ...] = field(default=(PICTURE,))

    def letter(self) -> ComposedLetter:
        """The letter as composed."""
        return compose(
            self.kind,
            self.context or CONTEXTS[self.kind],
            programme=self.programme,
            sender=self.sender,
            to=self.to,
            at=self.at,
            cause=self.cause,
            in_reply_to=self.in_reply_to,
            references=self.references,
            attachments=self.attachments,
            images=self.images if self.kind is Kind.DIGEST else (),
        )

    def mail(self) -> EmailMessage:
        """The letter as the standard library reads it."""
        return parsed(self.letter().raw)

    def text(self) -> str:
        """Its plain text."""
        return body(self.mail(), "plain")

    def html(self) -> str:
        """Its HTML."""
        return body(self.mail(), "html")


def parsed(raw: bytes) -> EmailMessage:
    """A mail as the standard library reads it."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    """The text of one of a mail's bodies, with LF."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")
