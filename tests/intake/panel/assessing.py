"""A panel at work: staff who decide and assess, complete applications, letters as assessors get and answer them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from pathlib import Path
from typing import Any

from intake import clock
from intake.config import StaffMember
from intake.desk import Concluded
from intake.panel.asking import ask_for_declarations
from intake.panel.assigning import assign, evenly
from intake.round.programme import Programme
from parsers.formats.sheet_scores import read_scoresheets
from parsers.scoresheet import ScoreSheet
from store import applications, panel
from store.panel import GivenScore
from store.states import AssignmentState
from tests.intake.decisions.staffing import RUTH, applied, orders_by, staffed, time_passes
from tests.intake.office import DD, Office

TESS = StaffMember(name="Tess Rowan", body="LGA", email="Tess.Rowan@lga.example", roles=("assess",))
ADA = StaffMember(name="Ada Marsh", body="SOLACE", email="ada.marsh@solace.example", roles=("assess",))
IVOR = StaffMember(name="Ivor Pike", body="DCLG", email="ivor.pike@dclg.example", roles=("assess",))
STAFF = (RUTH, TESS, ADA, IVOR)
#: Applications are in, scores are due at midday on 17 February 2014.
THEN = datetime(2014, 2, 11, 10, 0, tzinfo=UTC)
DUE = datetime(2014, 2, 17, 12, 0, tzinfo=UTC)
NAMES = ("Walsall Council", "Dudley Council", "Sandwell Council")
KEYS = tuple(item.key for item in DD.panel.criteria) if DD.panel else ()


def panelled(folder: Path, database: Path, *, programme: Programme = DD, names: tuple[str, ...] = NAMES) -> Office:
    """An office with a panel of three and complete applications that nobody was given yet."""
    office = staffed(folder, database, programme=programme, staff=STAFF)
    applied(office, *names)
    return office


def anonymous(programme: Programme = DD) -> Programme:
    """The programme with anonymous assessment."""
    assert programme.panel is not None
    return replace(programme, panel=replace(programme.panel, anonymous=True))


def given_out(office: Office, *, at: datetime = THEN) -> None:
    """Everything is shared out evenly, and assessors are asked."""
    with clock.travel(at), office.begin() as session:
        assign(session, office.desk, evenly(session, office.desk).allocations, actor="Ruth Alder", at=at)
        ask_for_declarations(session, office.desk, at)


def states(office: Office) -> dict[tuple[str, str], AssignmentState]:
    """Where each piece of work stands, by reference and the assessor's first name."""
    with office.store.reading() as session:
        references = {case.id: case.reference for case in applications.all_applications(session)}
        return {
            (references[row.application_id], row.assessor_name.split()[0]): row.state
            for row in panel.assignments(session)
        }


def scores(office: Office) -> list[GivenScore]:
    """The scores that count."""
    with office.store.reading() as session:
        return panel.scores(session)


def letters_to(office: Office, member: StaffMember, kind: str) -> list[EmailMessage]:
    """The letters of a kind to a member of staff, as the standard library reads them."""
    found = []
    for item in office.letters():
        if item.kind == kind and item.recipient.lower() == member.email.lower():
            message = message_from_bytes(office.body(item.id), policy=default)
            assert isinstance(message, EmailMessage)
            found.append(message)
    return found


def last(office: Office, member: StaffMember, kind: str) -> EmailMessage:
    """The newest letter of a kind to a member of staff."""
    return letters_to(office, member, kind)[-1]


def about(office: Office, member: StaffMember, reference: str) -> EmailMessage:
    """The letter that brought an application to an assessor."""
    return next(item for item in letters_to(office, member, "assessment") if reference in str(item["Subject"]))


def plain(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def shown(letter: EmailMessage) -> str:
    """The HTML of a letter as a mail program turns it into text that it quotes without marks."""
    part = letter.get_body(("html",))
    assert isinstance(part, EmailMessage)
    html = re.sub(r"(?s)<(style|head|title).*?</\1>", "", str(part.get_content()))
    html = re.sub(r"\s*\n\s*", " ", html)
    html = re.sub(r"<br[^>]*>|</p>|</tr>|</h\d>|</li>|</td>|</th>", "\n", html)
    lines = unescape(re.sub(r"<[^>]+>", "", html)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def quoted(text: str) -> str:
    """The text as a mail program quotes it."""
    head = "On Tue, 11 Feb 2014 at 10:00, Delivering Differently team <dd@cabinet-office.example> wrote:\n"
    return head + "".join(f"> {line}\n" for line in text.splitlines())


def answers(
    office: Office, member: StaffMember, letter: EmailMessage, own: str = "", *, body: str = "", at: datetime = THEN,
    **how: Any,
) -> Concluded:  # fmt: skip
    """A member of staff replies to a letter: ``own`` words above the quoted letter, or ``body`` as the whole text."""
    whole = body or f"{own}\n\n{quoted(plain(letter))}"
    mail = orders_by(office, member, f"Re: {letter['Subject']}")
    return office.receives(replace(mail, reply_text=own, body=whole), at=at, **how)


def declares(office: Office, member: StaffMember, own: str = "None.", *, at: datetime = THEN) -> Concluded:
    """An assessor answers the newest letter that asks for declarations."""
    return answers(office, member, last(office, member, "declaration"), own, at=at)


def sent_out(office: Office, *, at: datetime = THEN) -> None:
    """Everything is given out, nobody has a conflict, and everything is sent."""
    given_out(office, at=at)
    for member in (TESS, ADA, IVOR):
        if letters_to(office, member, "declaration"):
            declares(office, member, at=at)
    time_passes(office, at + timedelta(minutes=5))


def filled(letter: EmailMessage, points: dict[str, str], comment: str = "") -> str:
    """The grid of a letter with points by criterion's key, and a comment on each, as its quoted text."""
    assert DD.panel is not None
    text = plain(letter)
    for number, criterion in enumerate(DD.panel.criteria, 1):
        label = f"{number}. {criterion.title} ({criterion.scale}):"
        assert label in text
        given = points.get(criterion.key, "")
        text = text.replace(f"{label}\n   Comment:", f"{label} {given}\n   Comment: {comment}".rstrip(" "))
    return text


def scored(
    office: Office, member: StaffMember, reference: str, points: dict[str, str], comment: str = "", *,
    at: datetime = THEN,
) -> Concluded:  # fmt: skip
    """An assessor fills in the quoted grid of the letter about an application."""
    letter = about(office, member, reference)
    return answers(office, member, letter, body=quoted(filled(letter, points, comment)), at=at)


def sheet_in(letter: EmailMessage) -> tuple[bytes, ScoreSheet]:
    """The scoresheet attached to a letter, and what is read of it."""
    (data,) = [
        bytes(part.get_content()) for part in letter.iter_attachments() if str(part.get_filename()).endswith(".xlsx")
    ]
    (read,) = read_scoresheets(data)
    return data, read


def with_points(sheet: ScoreSheet, *points: str, comment: str = "") -> ScoreSheet:
    """The sheet with these points, row by row."""
    rows = (replace(row, points_text=given, comment=comment) for row, given in zip(sheet.rows, points, strict=True))
    return replace(sheet, rows=tuple(rows), attachment=0)


def sends_sheets(
    office: Office, member: StaffMember, *sheets: ScoreSheet, subject: str = "My scores", at: datetime = THEN,
    **changes: Any,
) -> Concluded:  # fmt: skip
    """An assessor sends scoresheets back."""
    return office.receives(orders_by(office, member, subject, **changes), at=at, scoresheets=sheets)
