"""Mails as bytes, read by the real parser: what stands in their headers is what a server would hand us."""

from __future__ import annotations

from parsers.limits import Limits
from parsers.mail import ParsedMail
from parsers.tree import read_tree

OURS = "mx.office.example"
FROM = "Jane Doe <jane.doe@walsall.example>"
HANDED_IN = (
    "Received: from mail.walsall.example (mail.walsall.example [192.0.2.7])\r\n\tby mx.office.example with ESMTPS"
)


def read(*trace: str, from_: str = FROM) -> ParsedMail:
    """A mail with these header lines above its own."""
    own = (
        f"From: {from_}",
        "To: eoi@office.example",
        "Subject: Shortlist DD-0004",
        "Date: Sun, 22 Nov 2026 10:00:00 +0000",
        "Message-ID: <1@walsall.example>",
    )
    return read_tree("\r\n".join((*trace, *own, "", "Yes.", "")).encode(), Limits()).mail


def verdict_line(results: str, *, server: str = OURS) -> str:
    """An Authentication-Results line in the name of ``server``."""
    return f"Authentication-Results: {server}; {results}"
