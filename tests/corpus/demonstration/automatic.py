"""The mails nobody wrote: an out-of-office reply and a delivery report (RFC 3834, RFC 3464)."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from tests.corpus.demonstration.applicants import applicant
from tests.corpus.demonstration.envelope import MAILBOX, Letter, compose, delivered

#: Message-IDs of letters that these mails answer; when the demonstration is played, the real ones take their place.
CALDERDALE_RECEIPT = "receipt.20140127114012.1@cabinet-office.example"
WILTSHIRE_RECEIPT = "receipt.20140131150244.2@cabinet-office.example"


def out_of_office(at: datetime) -> bytes:
    """Calderdale's project lead is away; Exchange answers our receipt."""
    who = applicant("calderdale")
    letter = Letter(
        name=who.name,
        address=who.email,
        at=at,
        subject="Automatic reply: Delivering Differently: we have your form",
        text="I am away until Monday 3 February and am not reading email.\n\nUrgent? Telephone 01632 960100.",
        extra=(
            ("Auto-Submitted", "auto-replied"),
            ("X-Auto-Response-Suppress", "All"),
            ("In-Reply-To", f"<{CALDERDALE_RECEIPT}>"),
            ("References", f"<{CALDERDALE_RECEIPT}>"),
        ),
    )
    return delivered(compose(letter), sender=who.email, at=at, return_path="")


_REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mail.wiltshire-council.example>
To: {mailbox}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <20140131150355.3B2C81F0@mail.wiltshire-council.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="3B2C81F0.1391180635/mail.wiltshire-council.example"

This is a MIME-encapsulated message.

--3B2C81F0.1391180635/mail.wiltshire-council.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.wiltshire-council.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{gone}>: host exch01.wiltshire-council.example
    said: 550 5.1.1 <{gone}>: Recipient address
    rejected: User unknown (in reply to RCPT TO command)

--3B2C81F0.1391180635/mail.wiltshire-council.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.wiltshire-council.example
X-Postfix-Queue-ID: 3B2C81F0
X-Postfix-Sender: rfc822; {mailbox}
Arrival-Date: {date}

Final-Recipient: rfc822; {gone}
Original-Recipient: rfc822;{gone}
Action: failed
Status: 5.1.1
Remote-MTA: dns; exch01.wiltshire-council.example
Diagnostic-Code: smtp; 550 5.1.1 <{gone}>:
    Recipient address rejected: User unknown

--3B2C81F0.1391180635/mail.wiltshire-council.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Delivering Differently team <{mailbox}>
To: {gone}
Subject: Delivering Differently: we have your form
Date: {date}
Message-ID: <{receipt}>
Auto-Submitted: auto-replied

--3B2C81F0.1391180635/mail.wiltshire-council.example--
"""


def bounce(at: datetime) -> bytes:
    """A letter to an address that does not exist comes back, as Postfix reports it."""
    gone = applicant("wiltshire").email
    report = _REPORT.format(mailbox=MAILBOX, date=format_datetime(at), gone=gone, receipt=WILTSHIRE_RECEIPT)
    trace = (
        f"Return-Path: <>\r\nDelivered-To: {MAILBOX}\r\n"
        "Received: from mail.wiltshire-council.example (mail.wiltshire-council.example [192.0.2.61])\r\n"
        f"\tby mx.cabinet-office.example with ESMTPS id 9f31c0aa12;\r\n\t{format_datetime(at)}\r\n"
    )
    return trace.encode() + report.replace("\n", "\r\n").encode()
