"""Every kind of letter as a mail program's parser sees it."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest

from intake.letters.compose import compose
from intake.letters.errors import LetterError, RecipientError
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile, InlineImage
from tests.intake.letters.samples import APPLICANT, CONTEXTS, IN_TIME, PROGRAMME, SENDER

PICTURE = InlineImage(cid="arrivals", name="arrivals.png", type="image/png", data=b"\x89PNG")


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def composed(kind: Kind, **extra: object) -> EmailMessage:
    arguments: dict[str, object] = {"to": APPLICANT, "at": IN_TIME, "images": (PICTURE,), **extra}
    return parsed(compose(kind, CONTEXTS[kind], programme=PROGRAMME, sender=SENDER, **arguments).raw)  # type: ignore[arg-type]  # one bag of arguments for all tests


@pytest.mark.parametrize("kind", Kind)
def test_compose_every_kind_has_text_first_then_html(kind: Kind) -> None:
    message = composed(kind)
    bodies = [part.get_content_type() for part in message.walk() if part.get_content_maintype() == "text"]
    assert bodies == ["text/plain", "text/html"]
    assert message["Subject"]
    assert message.defects == []


def test_compose_with_context_of_another_kind_is_refused() -> None:
    with pytest.raises(LetterError, match="needs a Receipt, not Enquiry"):
        compose(Kind.RECEIPT, CONTEXTS[Kind.ENQUIRY], programme=PROGRAMME, sender=SENDER, to=APPLICANT, at=IN_TIME)


def test_compose_attachments_follow_the_words_in_order() -> None:
    files = (
        AttachedFile(name="Blank form.pdf", type="application/pdf", data=b"%PDF"),
        AttachedFile(name="Canllawiau – arweiniad.docx", type="application/octet-stream", data=b"PK"),
    )
    message = composed(Kind.ENQUIRY, attachments=files)
    assert message.get_content_type() == "multipart/mixed"
    assert [(part.get_filename(), part.get_content()) for part in message.iter_attachments()] == [
        ("Blank form.pdf", b"%PDF"),
        ("Canllawiau – arweiniad.docx", b"PK"),
    ]


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "zoë@walsall.example", "a@b.example\r\nBcc: x@y.example", "a b@c.example"]
)
def test_compose_to_an_address_that_cannot_be_written_to_is_refused(address: str) -> None:
    with pytest.raises(RecipientError):
        composed(Kind.RECEIPT, to=address)
