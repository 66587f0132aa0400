"""An office with staff of several bodies who give orders by mail, and the mail they send."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from intake import clock
from intake.chores import do_chores
from intake.config import StaffMember
from intake.decisions.case_letter import send_case
from intake.decisions.tokens import TokenKey
from intake.desk import Concluded, Offices
from intake.round.programme import Programme
from parsers.mail import ParsedMail
from store import applications, letters
from store.letters import LetterItem
from tests.intake.office import CLERK, DD, OURS, Office, completed, letter_from

RUTH = StaffMember(
    name="Ruth Alder",
    body="Cabinet Office",
    email="ruth.alder@cabinet-office.example",
    roles=("digest", "alarms", "decide", "release"),
)
OWEN = StaffMember(name="Owen Birch", body="DCLG", email="owen.birch@dclg.example", roles=("digest", "release"))
TESS = StaffMember(name="Tess Rowan", body="LGA", email="tess.rowan@lga.example", roles=("assess",))
SERVER = "mx.cabinet-office.example"
KEY = TokenKey(secret=bytes(range(32)))
AFTER = datetime(2014, 2, 12, 10, 0, tzinfo=UTC)


def staffed(
    folder: Path, database: Path, *, programme: Programme = DD, staff: tuple[StaffMember, ...] = (RUTH, OWEN, TESS)
) -> Office:
    """An office whose staff may give orders, with half an hour to take them back."""
    offices = Offices(
        staff=staff,
        mailbox=OURS,
        authserv_id=SERVER,
        key=KEY,
        undo_after=timedelta(minutes=30),
        code_life=timedelta(days=14),
        letters_per_hour=3600,
    )
    return Office(folder=folder, database=database, programme=programme, offices=offices)


def applied(office: Office, *names: str, contact: str = CLERK) -> list[str]:
    """Complete applications of these authorities; their references."""
    references = []
    for number, name in enumerate(names):
        address = contact if number == 0 else f"clerk{number}@{name.split()[0].lower()}.example"
        concluded = office.receives(letter_from(address), completed(lead=name))
        references.append(concluded.application)
    return references


def vouched(mail: ParsedMail, *, domain: str = "", result: str = "pass") -> ParsedMail:
    """The mail as our own server hands it over, having looked at who sent it."""
    assert mail.from_ is not None
    of = domain or mail.from_.address.partition("@")[2]
    verdict = f"{SERVER}; dmarc={result} header.from={of}"
    return replace(mail, headers=(("authentication-results", verdict), *mail.headers))


def orders_by(office: Office, member: StaffMember, subject: str, text: str = "", **changes: Any) -> ParsedMail:
    """A mail of a member of staff, as our server vouches for it."""
    return vouched(letter_from(member.email, subject=subject, reply_text=text, body=text, **changes))


def orders(office: Office, mail: ParsedMail, *, at: datetime = AFTER) -> Concluded:
    """The order comes in and is dealt with."""
    return office.receives(mail, at=at)


def links(office: Office, letter_id: int) -> dict[str, str]:
    """The links of a letter: what each says → the subject of the mail that it opens."""
    html = message_from_bytes(office.body(letter_id), policy=default).get_body(("html",))
    assert html is not None
    found = re.findall(r'<a href="(mailto:[^"]+)"[^>]*>([^<]+)</a>', str(html.get_content()))
    return {label: parse_qs(urlsplit(unquote_amp(url)).query)["subject"][0] for url, label in found}


def unquote_amp(url: str) -> str:
    """The URL as a mail program reads it from the HTML."""
    return url.replace("&amp;", "&")


def case_links(office: Office, reference: str, member: StaffMember = RUTH, *, at: datetime = AFTER) -> dict[str, str]:
    """The links of the letter about a case to one member of staff."""
    with clock.travel(at), office.begin() as session:
        case = applications.by_reference(session, reference)
        assert case is not None
        assert send_case(session, office.desk, case, member, cause=f"test:{at.isoformat()}", at=at)
        newest = letters.listing(session)[-1]
    return links(office, newest.id)


def newest(office: Office, kind: str) -> LetterItem:
    """The newest letter of a kind."""
    return [letter for letter in office.letters() if letter.kind == kind][-1]


def text_of(office: Office, letter_id: int) -> str:
    """The plain text of a letter."""
    body = message_from_bytes(office.body(letter_id), policy=default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def time_passes(office: Office, to: datetime) -> int:
    """What is due by then is done; how many letters it led to."""
    with clock.travel(to):
        return do_chores(office.desk, at=to)
