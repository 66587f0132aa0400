"""The form as a mail's own body: plain, hard-wrapped, quoted, HTML. Written with the standard library."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from random import Random

from tests.corpus.layouts import plain as text
from tests.corpus.layouts import web
from tests.corpus.sheet import Sheet

_GREETINGS = ("Dear colleague,\n\nOur form is below.\n\n", "Hi\n\nPlease find our completed form pasted below.\n\n", "")
_CLOSINGS = (
    "\n\nKind regards\n\nBethan Cole\nPolicy Officer\nTel: 01632 960555\n\nThis email may be confidential.\n",
    "\n-- \nSent from my phone\n",
    "",
)


def _mail(sheet: Sheet) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Bethan Cole <bethan.cole@thornwick.example>"
    message["To"] = "Programme team <round@cabinet-office.example>"
    message["Subject"] = sheet.title
    message["Date"] = "Thu, 06 Feb 2014 10:12:00 +0000"
    message["Message-ID"] = f"<{sha256(sheet.seed.encode()).hexdigest()[:20]}@thornwick.example>"
    return message


def _plain(sheet: Sheet, body: str) -> bytes:
    rng = Random(sheet.seed)
    message = _mail(sheet)
    message.set_content(rng.choice(_GREETINGS) + body + rng.choice(_CLOSINGS), cte="quoted-printable")
    return message.as_bytes()


def _html(sheet: Sheet, body: str) -> bytes:
    message = _mail(sheet)
    message.set_content(body, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def plain(sheet: Sheet) -> bytes:
    """A plain body, a line a paragraph."""
    return _plain(sheet, text.typed(sheet))


def plain_beneath(sheet: Sheet) -> bytes:
    """A plain body with every answer beneath its question."""
    return _plain(sheet, text.beneath(sheet))


def wrapped(sheet: Sheet) -> bytes:
    """A plain body broken hard at 72 columns."""
    return _plain(sheet, text.wrapped(sheet))


def quoted(sheet: Sheet) -> bytes:
    """A forward whose quoted part is the form, each line after ``> ``."""
    top = "Dear team,\n\nForwarding ours, filled in by a colleague.\n\nOn 5 Feb 2014, Owain Cole wrote:\n"
    message = _mail(sheet)
    message.set_content(top + text.quoted(sheet), cte="quoted-printable")
    return message.as_bytes()


def html_grid(sheet: Sheet) -> bytes:
    """An HTML body of tables."""
    return _html(sheet, web.grid(sheet))


def html_headed(sheet: Sheet) -> bytes:
    """An HTML body of bold questions and paragraphs."""
    return _html(sheet, web.headed(sheet))


def html_listed(sheet: Sheet) -> bytes:
    """An HTML body that is a definition list."""
    return _html(sheet, web.listed(sheet))


def html_divisions(sheet: Sheet) -> bytes:
    """An HTML body of bare divisions, as mail programs write."""
    return _html(sheet, web.divisions(sheet))


def html_outlook(sheet: Sheet) -> bytes:
    """An HTML body that was copied from Word into Outlook."""
    return _html(sheet, web.outlook(sheet))
