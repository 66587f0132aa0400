"""Letters as SMTP took them, for tests of those who read them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from html import escape

from intake.decisions.links import Link, decision_link
from intake.decisions.tokens import TokenKey
from intake.simulation.mails import Person
from intake.simulation.reading import Letter, Taken

NOW = datetime(2014, 2, 12, 10, 0, tzinfo=UTC)
BOX = "applications@department.example"
RUTH = Person(name="Ruth Alder", email="ruth@department.example", title="Head", body="Department", phone="01632 960001")
KEY = TokenKey(secret=bytes(32))


def link(action: str, subject: str, *, lines: str = "") -> Link:
    """A link for Ruth as letters to staff have it."""
    expires = NOW.replace(month=3)
    return decision_link(
        KEY, mailbox=BOX, person=RUTH.email, action=action, subject=subject, expires=expires, lines=lines
    )


def letter(
    subject: str,
    text: str = "",
    *links: Link,
    to: str = RUTH.email,
    calendar: bytes = b"",
    files: tuple[tuple[str, bytes], ...] = (),
    at: datetime = NOW,
    **headers: str,
) -> Letter:
    """A letter of the service in somebody's inbox; headers are named with underscores."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Team <{BOX}>", to, subject
    mail["Message-ID"] = headers.pop("Message_ID", f"<{abs(hash((subject, text, to)))}@department.example>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{text}\n")
    anchors = "".join(f'<a href="{escape(item.url)}">{escape(item.label)}</a>' for item in links)
    mail.add_alternative(f"<p>{anchors}</p>", subtype="html")
    if calendar:
        mail.add_attachment(calendar, maintype="text", subtype="calendar", filename="invite.ics")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return Letter(Taken(at, BOX, (to,), mail.as_bytes()), to)
