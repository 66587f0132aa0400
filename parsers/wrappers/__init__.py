"""Files that hold other files: each opener takes a wrapper's bytes and lists what is inside.

`OPENERS` is the table by sniffed type. Mail inside mail is not here: it is a tree of its own and `parsers.tree` walks
it. What cannot be opened is in `CLOSED`, with what to tell the person who sent it. To add one: a function and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from parsers.mail import Outcome
from parsers.wrappers.archives import open_gzip, open_zip
from parsers.wrappers.budget import Budget, Inner
from parsers.wrappers.outlook import open_outlook
from parsers.wrappers.tnef import open_tnef

Opener = Callable[[bytes, Budget], Iterator[Inner]]

#: Sniffed type → opener. An opener raises `parsers.errors.ReadingError` where the whole wrapper cannot be opened.
OPENERS: dict[str, Opener] = {
    "application/zip": open_zip,
    "application/gzip": open_gzip,
    "application/ms-tnef": open_tnef,
    "application/vnd.ms-outlook": open_outlook,
}

#: Sniffed or declared type → what became of it and why, for what is known and neither opened nor read.
CLOSED: dict[str, tuple[Outcome, str]] = {
    "application/x-7z-compressed": (
        Outcome.UNSUPPORTED,
        "A 7z archive cannot be opened. Please attach the form itself.",
    ),
    "application/vnd.rar": (Outcome.UNSUPPORTED, "A RAR archive cannot be opened. Please attach the form itself."),
    "application/x-ooxml-encrypted": (Outcome.ENCRYPTED, "The document is protected by a password."),
    "application/pgp-encrypted": (Outcome.ENCRYPTED, "The message is encrypted with PGP."),
    "application/vnd.microsoft.portable-executable": (Outcome.UNSUPPORTED, "A program is never opened."),
    "message/partial": (
        Outcome.UNSUPPORTED,
        "The mail program split the mail in parts and only one is here. Please send it whole, or with smaller files.",
    ),
    "message/external-body": (Outcome.UNSUPPORTED, "The file is not in the mail, which only tells where to find it."),
    "application/pgp-signature": (Outcome.ANNEX, "The digital signature of the mail."),
    "application/pkcs7-signature": (Outcome.ANNEX, "The digital signature of the mail."),
    "application/x-pkcs7-signature": (Outcome.ANNEX, "The digital signature of the mail."),
    "text/calendar": (Outcome.ANNEX, "A calendar entry."),
    "text/vcard": (Outcome.ANNEX, "A visiting card."),
    "message/delivery-status": (Outcome.ANNEX, "Part of a delivery report."),
    "message/disposition-notification": (Outcome.ANNEX, "Part of a read receipt."),
    "message/feedback-report": (Outcome.ANNEX, "Part of a feedback report."),
    "text/rfc822-headers": (Outcome.ANNEX, "The header of a returned mail."),
}

__all__ = ["CLOSED", "OPENERS", "Budget", "Inner", "Opener"]
