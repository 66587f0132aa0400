"""The mails of the state machine, as bytes, and what each is: who wrote it, about whose case, carrying which secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

from tests.intake.replay.story import FORM, SERVER

OURS = "deliveringdifferently@cabinet-office.example"
#: Authorities of the register, and the address that each writes from.
COUNCILS = {
    "Rutland County Council": "clerk@rutland.example",
    "Torbay Council": "clerk@torbay.example",
    "Plymouth City Council": "clerk@plymouth.example",
    "Salford City Council": "clerk@salford.example",
}
NAMES = tuple(COUNCILS)
PHONE = "01632 960067"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One mail: its bytes as they reach the mailbox, and what the model knows of it.

    ``kind`` is a word of the model's. ``council`` is whose form it is, ``word`` the secret in it, ``content`` its
    identity: two mails of one content are the same mail come by two routes.
    """

    kind: str
    author: str
    raw: bytes
    content: str
    council: str = ""
    word: str = ""
    complete: bool = True
    about: str = ""

    @property
    def sha256(self) -> str:
        """By which the archive knows it."""
        return sha256(self.raw).hexdigest()


def form(
    council: str, author: str, number: int, *, complete: bool = True, answers: str = "", at: datetime, route: int = 1
) -> Written:
    """A council's form, pasted into a mail of ``author``; ``answers`` is the Message-ID of the letter replied to."""
    word = f"zq{number}transport"
    domain = author.partition("@")[2]
    head, _, body = FORM.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    assert head.startswith(b"Return-Path")
    body = body.replace(b"rutland-county.example", domain.encode()).replace(b"Rutland County Council", council.encode())
    body = body.replace(b"Community transport", word.encode())
    if not complete:
        body = body.replace(PHONE.encode(), b"")
    lines = [
        *_hops(author, at, route),
        f"From: Clerk <{author}>",
        f"To: {OURS}",
        f"Subject: {'Re: ' if answers else ''}Application of {council}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <form{number}@{domain}>",
        *_thread(answers),
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "MIME-Version: 1.0",
    ]
    raw = "\n".join(lines).encode() + b"\n\n" + body
    return Written(
        kind="form",
        author=author,
        raw=raw.replace(b"\n", b"\r\n"),
        content=f"form{number}",
        council=council,
        word=word,
        complete=complete,
    )


def text(
    kind: str,
    author: str,
    subject: str,
    words: str,
    number: int,
    *,
    at: datetime,
    answers: str = "",
    vouched: bool = False,
    more: tuple[str, ...] = (),
    about: str = "",
) -> Written:
    """A mail in words. ``vouched``: our own mail server confirms the sender's domain."""
    domain = author.partition("@")[2]
    verdict = [f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}"] if vouched else []
    hops = _hops(author, at, 1)
    lines = [
        hops[0],
        *verdict,
        *hops[1:],
        f"From: {author}",
        f"To: {OURS}",
        f"Subject: {subject}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{kind}{number}@{domain}>",
        *_thread(answers),
        *more,
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "MIME-Version: 1.0",
        "",
        words,
        "",
    ]
    raw = "\r\n".join(lines).encode()
    return Written(kind=kind, author=author, raw=raw, content=f"{kind}{number}", about=about)


def bounce(letter: str, recipient: str, number: int, *, at: datetime, hard: bool = True) -> Written:
    """The report (RFC 3464) that a letter could not be delivered."""
    status, action = ("5.1.1", "failed") if hard else ("4.4.1", "delayed")
    lines = [
        "Return-Path: <>",
        f"Received: from mail.remote.example by {SERVER} with ESMTPS id b; {format_datetime(at)}",
        "From: Mail Delivery System <MAILER-DAEMON@mail.remote.example>",
        f"To: {OURS}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <bounce{number}@mail.remote.example>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        f"The mail to {recipient} could not be delivered.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.remote.example",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        f"Action: {action}",
        f"Status: {status}",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"From: {OURS}",
        f"To: {recipient}",
        f"Message-ID: <{letter}>",
        "",
        "--b--",
        "",
    ]
    raw = "\r\n".join(lines).encode()
    kind = "bounce" if hard else "delay"
    return Written(kind=kind, author="", raw=raw, content=f"bounce{number}", about=letter)


def _hops(author: str, at: datetime, route: int) -> list[str]:
    domain = author.partition("@")[2]
    return [
        f"Return-Path: <{author}>",
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.7]) by {SERVER} with ESMTPS id {route};"
        f" {format_datetime(at)}",
    ]


def _thread(answers: str) -> list[str]:
    return [f"In-Reply-To: <{answers}>", f"References: <{answers}>"] if answers else []
