"""Mails as invented people and their mail programs write them: new ones, answers, absence notices, delivery reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from urllib.parse import parse_qs, unquote, urlsplit

from intake.simulation.reading import Letter

#: How long a mail is under way before our server has it.
_UNDER_WAY = timedelta(seconds=12)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: its name, media type and bytes."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who writes mail."""

    name: str
    email: str
    title: str = ""
    body: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail on its way to the service, without what our own server adds.

    ``sender`` is the address in From; ``automatic`` that a program wrote it, so that its return path is empty;
    ``forged`` that it does not come from the domain it names; ``about`` what it is, in a word, for the report.
    """

    raw: bytes
    sender: str
    message_id: str
    about: str
    automatic: bool = False
    forged: bool = False


def domain_of(address: str) -> str:
    """The domain of an address."""
    return address.rpartition("@")[2]


def written(
    author: Person,
    *,
    to: str,
    at: datetime,
    subject: str,
    text: str,
    about: str,
    files: Sequence[File] = (),
    answers: Letter | None = None,
    quote: bool | Callable[[str], str] = False,
    forged: bool = False,
) -> Mail:
    """A mail that a person writes; ``at`` (aware) is when it will arrive.

    ``answers`` is the letter it is a reply to, whose text stands quoted below where ``quote`` is set; a function there
    says what its writer made of each quoted line.
    """
    message = _begun(author, to=to, at=at, subject=subject, answers=answers)
    signature = "\n".join(("-- ", author.name, *filter(None, (author.title, author.body, author.phone))))
    quoted = _quoted(answers, quote if callable(quote) else str) if answers is not None and quote else ""
    message.set_content(f"{text}\n\n{signature}\n{quoted}", cte="quoted-printable")
    for file in files:
        kind, _, subtype = file.type.partition("/")
        message.add_attachment(file.data, maintype=kind, subtype=subtype, filename=file.name)
    return _finished(message, author, about=about, forged=forged)


def ordered(
    author: Person,
    *,
    url: str,
    at: datetime,
    about: str,
    text: str = "",
    fill: Callable[[str], str] | None = None,
    forged: bool = False,
) -> Mail:
    """The mail that a link in a letter opens, with ``text`` at its top, or with its lines filled in by ``fill``."""
    parts = urlsplit(url)
    fields = parse_qs(parts.query, keep_blank_values=True)
    body = fields["body"][0].replace("\r\n", "\n")
    body = fill(body) if fill is not None else body.lstrip("\n")
    message = _begun(author, to=unquote(parts.path), at=at, subject=fields["subject"][0], answers=None)
    message.set_content(f"{text}\n\n{body}\n" if text else f"{body}\n", cte="quoted-printable")
    return _finished(message, author, about=about, forged=forged)


def absence(author: Person, *, to: str, at: datetime, letter: Letter) -> Mail:
    """What Exchange answers for somebody who is away (RFC 3834)."""
    message = _begun(author, to=to, at=at, subject=f"Automatic reply: {letter.subject}", answers=letter)
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content("I am out of the office and will read your email when I am back.\n", cte="quoted-printable")
    return _finished(message, author, about="absence notice", automatic=True)


_REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@{host}>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <{queue}.{stamp}@{host}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="{queue}.{stamp}/{host}"

This is a MIME-encapsulated message.

--{queue}.{stamp}/{host}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host {host}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{gone}>: host {host} said: 550 5.1.1
    <{gone}>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)

--{queue}.{stamp}/{host}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; {host}
X-Postfix-Queue-ID: {queue}
X-Postfix-Sender: rfc822; {to}
Arrival-Date: {date}

Final-Recipient: rfc822; {gone}
Original-Recipient: rfc822;{gone}
Action: failed
Status: 5.1.1
Remote-MTA: dns; {host}
Diagnostic-Code: smtp; 550 5.1.1 <{gone}>: Recipient address rejected: User unknown

--{queue}.{stamp}/{host}
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{headers}
--{queue}.{stamp}/{host}--
"""


def returned(letter: Letter, *, to: str, at: datetime) -> Mail:
    """What Postfix reports when nobody has the address that a letter went to (RFC 3464)."""
    host = f"mail.{domain_of(letter.recipient)}"
    queue = hashlib.sha256(letter.raw).hexdigest()[:10].upper()
    stamp = f"{at:%Y%m%d%H%M%S}"
    text = _REPORT.format(
        host=host,
        to=to,
        queue=queue,
        stamp=stamp,
        gone=letter.recipient,
        date=format_datetime(at.astimezone(UTC)),
        headers=letter.headers_text,
    )
    raw = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    identity = f"{queue}.{stamp}@{host}"
    return Mail(raw=raw, sender=f"MAILER-DAEMON@{host}", message_id=identity, about="delivery report", automatic=True)


def _begun(author: Person, *, to: str, at: datetime, subject: str, answers: Letter | None) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = formataddr((author.name, author.email))
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime((at - _UNDER_WAY).astimezone(UTC))
    digest = hashlib.sha256(f"{author.email}\0{at.isoformat()}\0{subject}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{domain_of(author.email)}>"
    if answers is not None and answers.message_id:
        message["In-Reply-To"] = f"<{answers.message_id}>"
        message["References"] = f"<{answers.message_id}>"
    return message


def _finished(
    message: EmailMessage, author: Person, *, about: str, automatic: bool = False, forged: bool = False
) -> Mail:
    return Mail(
        raw=message.as_bytes(),
        sender=author.email,
        message_id=str(message["Message-ID"]).strip("<>"),
        about=about,
        automatic=automatic,
        forged=forged,
    )


def _quoted(letter: Letter, line_of: Callable[[str], str]) -> str:
    lines = "\n".join(f"> {line_of(line)}".rstrip() for line in letter.text.splitlines())
    return f"\nOn {letter.at:%a, %d %b %Y at %H:%M}, {letter.sender} wrote:\n\n{lines}\n"
