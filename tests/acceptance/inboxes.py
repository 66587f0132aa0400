"""The people of the second half of a round, who have nothing but an email program: they read, follow a link, reply.

Every mail is written as a mail program writes it and reaches a real mailbox; our own mail server vouches for it with
the header it would write. Calendar answers are made by vobject, which shares nothing with our own calendars.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import parse_qs, urlsplit

import openpyxl
import vobject

from intake import clock
from intake.service import Service, one_pass
from intake.staff.digest_run import queue_due_digest
from tests.acceptance.conftest import ADDRESS, Place
from tests.acceptance.story import A_MOMENT, Letter
from tests.intake.letters.reading import body, parsed

SERVER = "mx.cabinet-office.example"


@dataclass
class Post:
    """One round's mail: what people sent, what the SMTP server took, and what lies in whose inbox."""

    place: Place
    service: Service
    inboxes: dict[str, list[Letter]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._seen = len(self.place.smtp.taken)

    def passes(self, at: datetime) -> list[Letter]:
        """The daemon's work at the instant ``at``; the letters that left."""
        with clock.travel(at):
            queue_due_digest(self.service.desk, self.service.settings, at=clock.now())
            one_pass(self.service)
            self.service.chores()
            self.service.send()
        new = [Letter(item, parsed(item.data)) for item in self.place.smtp.taken[self._seen :]]
        self._seen += len(new)
        for letter in new:
            self.inboxes.setdefault(letter.to, []).append(letter)
        return new

    def arrives(self, raw: bytes, at: datetime) -> list[Letter]:
        """A mail reaches the mailbox at ``at``; what leaves a moment later."""
        self.place.account.deliver(raw, internaldate=at)
        return self.passes(at + A_MOMENT)

    def send(
        self,
        sender: str,
        subject: str,
        text: str,
        at: datetime,
        *,
        answers: Letter | None = None,
        files: Mapping[str, bytes] | None = None,
        calendar: str = "",
        verdict: str = "pass",
    ) -> list[Letter]:
        """A person writes to the mailbox, or answers a letter; what leaves a moment later."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, subject
        mail["Date"], mail["Message-ID"] = format_datetime(at), make_msgid(domain=sender.partition("@")[2])
        if answers is not None:
            mail["In-Reply-To"] = mail["References"] = str(answers.mail["Message-ID"])
        mail.set_content(text or "\n")
        if calendar:
            mail.add_alternative(calendar.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
        for name, data in (files or {}).items():
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        domain = sender.partition("@")[2]
        vouched = (
            f"Return-Path: <{sender}>\r\nAuthentication-Results: {SERVER}; dmarc={verdict} header.from={domain}\r\n"
        )
        return self.arrives(vouched.encode() + mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), at)

    def newest(self, person: str, saying: str) -> Letter:
        """The newest letter in somebody's inbox whose subject says so."""
        found = [letter for letter in self.inboxes.get(person, []) if saying in letter.subject]
        assert found, f"nothing says {saying!r} among {[letter.subject for letter in self.inboxes.get(person, [])]}"
        return found[-1]

    def follow(self, person: str, letter: Letter, label: str, text: str, at: datetime) -> list[Letter]:
        """Open a link of a letter, write something above its line, and send the mail that it opens."""
        return self.send(person, links(letter)[label], text, at, answers=letter)


def links(letter: Letter) -> dict[str, str]:
    """The links of a letter: what each says → the subject of the mail that it opens."""
    html = body(letter.mail, "html")
    found = re.findall(r'<a href="(mailto:[^"]+)"[^>]*>([^<]+)</a>', html)
    subjects = {}
    for url, label in found:
        query = parse_qs(urlsplit(url.replace("&amp;", "&")).query)
        if "subject" in query:
            subjects[label] = query["subject"][0]
    return subjects


def filled_grid(letter: Letter, points: Sequence[str], comments: Sequence[str]) -> str:
    """The lines of the scores in a letter, filled in after their colons and quoted as a mail program does."""
    lines = letter.text.partition("YOUR SCORES")[2].partition("WHAT TO LOOK FOR")[0].splitlines()
    point, comment, out = iter(points), iter(comments), []
    for line in filter(str.strip, lines):
        if line.strip().lower().startswith("comment"):
            out.append(f"{line} {next(comment, '')}")
        elif line.rstrip().endswith(":"):
            out.append(f"{line} {next(point, '')}")
        else:
            out.append(line)
    return "\n".join(out)


def filled_sheet(raw: bytes, points: Sequence[float], comment: str) -> bytes:
    """The scoresheet of a letter with points and comments in its open cells."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    sheet = book.worksheets[0]
    open_cells = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    columns = sorted({cell.column for cell in open_cells if cell.column is not None})
    given = iter(points)
    for cell in open_cells:
        cell.value = next(given, None) if cell.column == columns[0] else comment
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rsvp(letter: Letter, partstat: str, *, attendee: str, at: datetime) -> str:
    """The answer of a calendar program to the invitation in a letter (RFC 5546 3.2.3)."""
    (part,) = (part for part in letter.mail.walk() if part.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    asked = vobject.readOne(content.decode()).vevent
    answer = vobject.iCalendar()
    answer.add("method").value = "REPLY"
    event = answer.add("vevent")
    for name in ("uid", "sequence"):
        event.add(name).value = getattr(asked, name).value
    event.add("dtstamp").value = at.replace(tzinfo=vobject.icalendar.utc)
    event.add("organizer").value = asked.organizer.value
    who = event.add("attendee")
    who.value, who.params["PARTSTAT"] = f"mailto:{attendee}", [partstat]
    return str(answer.serialize())
