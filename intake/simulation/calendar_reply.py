"""An answer to an invitation as a calendar program sends it (RFC 5546 3.2.3, RFC 6047), written by hand.

The service's own writer and reader of calendar objects are not used: what is played must not agree with itself alone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from enum import StrEnum

from intake.simulation.mails import Mail, Person, domain_of
from intake.simulation.reading import Letter

_FOLD = re.compile(r"\r?\n[ \t]")


class Participation(StrEnum):
    """What is answered (RFC 5545 3.2.12)."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


_SUBJECTS = {
    Participation.ACCEPTED: "Accepted",
    Participation.TENTATIVE: "Tentative",
    Participation.DECLINED: "Declined",
}


def lines_of(calendar: bytes) -> list[str]:
    """The content lines of a calendar object, unfolded."""
    return _FOLD.sub("", calendar.decode("utf-8")).replace("\r\n", "\n").split("\n")


def event_value(calendar: bytes, name: str) -> str:
    """The value of a property of its first event, "" where it has none."""
    lines = lines_of(calendar)
    begun = lines.index("BEGIN:VEVENT") if "BEGIN:VEVENT" in lines else 0
    for line in lines[begun:]:
        head, _, value = line.partition(":")
        if head.partition(";")[0] == name:
            return value
    return ""


def method_of(calendar: bytes) -> str:
    """Its METHOD."""
    return next((line.partition(":")[2] for line in lines_of(calendar) if line.startswith("METHOD:")), "")


def calendar_reply(author: Person, letter: Letter, answer: Participation, *, to: str, at: datetime) -> Mail:
    """The mail with which the calendar of ``author`` answers the invitation in ``letter``; it arrives at ``at``."""
    calendar = letter.calendar
    summary = event_value(calendar, "SUMMARY")
    stamp = (at - timedelta(seconds=20)).astimezone(UTC)
    body = "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "PRODID:-//Invented Calendar//EN",
            "VERSION:2.0",
            "METHOD:REPLY",
            "BEGIN:VEVENT",
            f"ATTENDEE;PARTSTAT={answer.value};CN={author.name}:mailto:{author.email}",
            f"ORGANIZER:{event_value(calendar, 'ORGANIZER')}",
            f"UID:{event_value(calendar, 'UID')}",
            f"SEQUENCE:{event_value(calendar, 'SEQUENCE') or 0}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{_SUBJECTS[answer]}: {summary}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        )
    )
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = formataddr((author.name, author.email))
    message["To"] = to
    message["Subject"] = f"{_SUBJECTS[answer]}: {letter.subject}"
    message["Date"] = format_datetime(stamp)
    message["Message-ID"] = (
        f"<{event_value(calendar, 'UID').partition('@')[0]}.{stamp:%d%H%M%S}@{domain_of(author.email)}>"
    )
    message["In-Reply-To"] = f"<{letter.message_id}>"
    message.set_content("\n")
    message.add_alternative(body, subtype="calendar", cte="quoted-printable", params={"method": "REPLY"})
    identity = str(message["Message-ID"]).strip("<>")
    return Mail(raw=message.as_bytes(), sender=author.email, message_id=identity, about=f"calendar: {answer.lower()}")
