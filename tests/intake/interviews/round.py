"""A round that has come to its interviews: an office with a shortlist, and calendars that answer in their dialects.

Answers are made with vobject from the invitation as it left, and read by our own reader from the bytes of a whole mail.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import vobject

from intake import clock
from intake.batches.stage_list import STAGES
from intake.batches.staging import plan_of, stage_batch
from intake.decisions.by_hand import obey
from intake.decisions.carrying_out import carry_out_due
from intake.decisions.giving import Done
from intake.desk import Concluded
from intake.round.interviews import Interviews, Mode, Room
from parsers.read import read_message
from store import applications, batches, history, letters
from store import interviews as books
from store.interviews import Seat
from store.letters import LetterItem
from store.states import ApplicationState, BatchState, InterviewState
from store.tables import Interview
from tests.intake.decisions.staffing import RUTH, applied, staffed
from tests.intake.office import CLERK, DD, OURS, Office, letter_from

#: When invitations leave; the first slot is on the 19th.
MONDAY = datetime(2014, 2, 12, 10, 0, tzinfo=UTC)
FIRST = datetime(2014, 2, 19, 9, 30, tzinfo=UTC)
BODIES = ("Walsall Council", "Dudley Council", "Sandwell Council")
PANEL = ("ann.lee@panel.example", "b.roy@panel.example")
ROOMS = (
    Room(name="Room 1", location="1 Horse Guards Road, London", panel=(PANEL[0], RUTH.email)),
    Room(name="Room 2", location="1 Horse Guards Road, London", panel=(PANEL[1],)),
)
RULES = Interviews(first_day=date(2014, 2, 19), last_day=date(2014, 2, 20), minutes=45, rooms=ROOMS, reply_by_days=3)


def shortlisted(
    folder: Path, database: Path, *bodies: str, rules: Interviews = RULES, mode: Mode = Mode.ASSIGNED, **how: Any
) -> Office:
    """An office whose complete applications of these bodies are on the shortlist."""
    programme = replace(DD, interviews=replace(rules, mode=mode), **how)
    office = staffed(folder, database, programme=programme)
    applied(office, *(bodies or BODIES))
    with office.begin() as session:
        for case in applications.all_applications(session):
            history.move(session, case, ApplicationState.SHORTLISTED, at=MONDAY - timedelta(days=1))
    return office


def stage(office: Office, *, at: datetime = MONDAY) -> int:
    """The invitations are staged; the batch's number."""
    with clock.travel(at), office.begin() as session:
        return history.id_of(stage_batch(session, office.desk, STAGES["invite"], person=RUTH, at=at))


def plan(office: Office, *, at: datetime = MONDAY) -> Any:
    """What staging would do."""
    with clock.travel(at), office.store.reading() as session:
        return plan_of(session, office.desk, STAGES["invite"])


def carry_out(office: Office, number: int, *, at: datetime = MONDAY) -> None:
    """The batch is released and carried out, and its letters leave."""
    with clock.travel(at), office.begin() as session:
        batch = batches.by_id(session, number)
        assert batch is not None
        history.move(session, batch, BatchState.RELEASED, at=at, values={"released_by": "Owen", "leaves_at": at})
        carry_out_due(session, office.desk, at)
    leave(office, at=at + timedelta(minutes=1))


def invited(folder: Path, database: Path, *bodies: str, **how: Any) -> Office:
    """An office whose shortlist has been invited."""
    office = shortlisted(folder, database, *bodies, **how)
    carry_out(office, stage(office))
    return office


def leave(office: Office, *, at: datetime) -> list[str]:
    """What is due is sent; the kinds of letter that left."""
    kinds = []
    with clock.travel(at), office.begin() as session:
        for letter in letters.due(session, at=at, limit=1_000):
            letters.claim(session, [history.id_of(letter)], at=at)
            letters.mark_sent(session, letter, at=at)
            kinds.append(letter.kind)
    return kinds


def seat(office: Office, reference: str = "DD-0001") -> Interview:
    """The interview of an application: its newest."""
    with office.store.reading() as session:
        case = applications.by_reference(session, reference)
        assert case is not None
        found = books.last_of(session, history.id_of(case))
    assert found is not None
    return found


def seats(office: Office) -> list[Seat]:
    """Every interview."""
    with office.store.reading() as session:
        return books.listing(session)


def state(office: Office, reference: str = "DD-0001") -> InterviewState:
    """How an interview stands."""
    return seat(office, reference).state


def told(office: Office, *kinds: str) -> list[tuple[str, str]]:
    """(kind, recipient) of the letters of these kinds, in order."""
    return [(item.kind, item.recipient) for item in office.letters() if item.kind in kinds]


def newest(office: Office, kind: str, reference: str = "DD-0001") -> LetterItem:
    """The newest letter of a kind about an application."""
    return [item for item in office.letters() if item.kind == kind and item.application in (reference, "")][-1]


def parsed(office: Office, letter: LetterItem) -> EmailMessage:
    """A letter as the standard library reads it."""
    found = email.message_from_bytes(office.body(letter.id), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def words(office: Office, letter: LetterItem) -> str:
    """A letter's text on one line."""
    body = parsed(office, letter).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def calendar_of(office: Office, letter: LetterItem) -> Any:
    """The calendar object of a letter, as vobject reads it."""
    part = next(part for part in parsed(office, letter).walk() if part.get_content_type() == "text/calendar")
    return vobject.readOne(part.get_content())


def obeys(office: Office, action: str, reference: str, text: str = "", *, at: datetime = MONDAY) -> Done:
    """An order of Ruth's."""
    with clock.travel(at), office.begin() as session:
        return obey(session, office.desk, action, subject=reference, member=RUTH, actor="Ruth", text=text, at=at)


def replies(
    office: Office, text: str, *, to: str = "invitation", reference: str = "DD-0001", sender: str = CLERK,
    at: datetime = MONDAY + timedelta(hours=1), **mail: Any,
) -> Concluded:  # fmt: skip
    """A person replies in these words to the newest letter of a kind."""
    letter = newest(office, to, reference)
    given = {"subject": f"Re: {letter.subject}", "body": text, "reply_text": text, **mail}
    given.setdefault("in_reply_to", (letter.message_id,))
    return office.receives(letter_from(sender, **given), at=at)


@dataclass(frozen=True, kw_only=True)
class Rsvp:
    """An answer of a calendar to the newest invitation of an application. ``attendee`` is who is said to answer."""

    partstat: str = "ACCEPTED"
    method: str = "REPLY"
    reference: str = "DD-0001"
    kind: str = "invitation"
    sender: str = CLERK
    attendee: str = ""
    sequence: int | None = None
    stamp: datetime | None = None
    starts: datetime | None = None
    comment: str = ""
    sent_by: str = ""
    dialect: str = "outlook"

    def calendar(self, office: Office) -> str:
        """The object, made with vobject from the invitation as it left."""
        asked = calendar_of(office, newest(office, self.kind, self.reference)).vevent
        made = vobject.iCalendar()
        made.add("prodid").value = _PRODID[self.dialect]
        made.add("method").value = self.method
        event = made.add("vevent")
        event.add("uid").value = asked.uid.value.upper() if self.dialect == "apple" else asked.uid.value
        event.add("sequence").value = str(asked.sequence.value if self.sequence is None else self.sequence)
        event.add("dtstamp").value = (self.stamp or MONDAY + timedelta(hours=1)).astimezone(vobject.icalendar.utc)
        starts = self.starts or asked.dtstart.value
        event.add("dtstart").value = starts.astimezone(vobject.icalendar.utc)
        event.add("dtend").value = (starts + timedelta(minutes=45)).astimezone(vobject.icalendar.utc)
        event.add("summary").value = asked.summary.value
        event.add("organizer").value = asked.organizer.value
        attendee = event.add("attendee")
        attendee.value = f"{'MAILTO' if self.dialect == 'outlook' else 'mailto'}:{self.attendee or self.sender}"
        attendee.params = {"PARTSTAT": [self.partstat], "CN": ["Pat Holloway"], **_EXTRA[self.dialect]}
        if self.sent_by:
            attendee.params["SENT-BY"] = [f"mailto:{self.sent_by}"]
        if self.comment:
            event.add("comment").value = self.comment
        return str(made.serialize(validate=False))

    def mail(self, office: Office) -> bytes:
        """The whole mail, as the program writes it."""
        said = {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentative"}.get(self.partstat, "Re")
        summary = calendar_of(office, newest(office, self.kind, self.reference)).vevent.summary.value
        mail = EmailMessage()
        mail["From"] = f"Pat Holloway <{self.sender}>"
        mail["To"] = OURS
        mail["Subject"] = f"{said}: {summary}"
        mail["Message-ID"] = f"<{hash((self, office.filed)) & 0xFFFFFFFF:x}@{self.dialect}.example>"
        mail["Return-Path"] = f"<{self.sender}>"
        for name, value in _HEADERS[self.dialect].items():
            mail[name] = value
        mail.set_content(self.comment or "\n")
        part = self.calendar(office).encode()
        mail.add_alternative(part, maintype="text", subtype="calendar", params={"method": self.method})
        if self.dialect == "gmail":
            mail.add_attachment(part, maintype="application", subtype="ics", filename="invite.ics")
        return bytes(mail)

    def arrives(self, office: Office, *, at: datetime = MONDAY + timedelta(hours=1)) -> Concluded:
        """The mail comes in and is read by our own reader."""
        reading = read_message(self.mail(office), office.programme.form)
        return office.receives(reading.mail, reading.form, calendar=reading.calendar, at=at)


_PRODID = {
    "outlook": "Microsoft Exchange Server 2010",
    "gmail": "-//Google Inc//Google Calendar 70.9054//EN",
    "apple": "-//Apple Inc.//macOS 13.0//EN",
}
_EXTRA: dict[str, dict[str, list[str]]] = {
    "outlook": {},
    "gmail": {"CUTYPE": ["INDIVIDUAL"], "ROLE": ["REQ-PARTICIPANT"], "X-NUM-GUESTS": ["0"]},
    "apple": {"CUTYPE": ["INDIVIDUAL"], "EMAIL": [CLERK]},
}
_HEADERS = {
    "outlook": {"X-MS-Has-Attach": "", "Content-Class": "urn:content-classes:calendarmessage"},
    "gmail": {"Sender": "Google Calendar <calendar-notification@google.com>", "Auto-Submitted": "auto-generated"},
    "apple": {"X-Mailer": "Apple Mail (2.3731)"},
}
