"""Nobody is ever told anything of another's case: who writes × what they write, every letter that leaves read whole.

Two councils have applied. Each case has words of its own: reference, authority, names, numbers, what it proposes. After
each mail every letter that the other side took is decoded, all parts and headers of it, and searched for the words of
cases that are not its recipient's; what the recipient wrote in the mail itself it knows already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from intake import clock
from intake.decisions.case_letter import send_case
from intake.sandbox import Sandbox
from store import applications
from tests.intake.decisions.staffing import RUTH
from tests.intake.replay.story import at
from tests.machine import mails
from tests.machine.books import STAFF, decoded, rows
from tests.machine.mails import Written
from tests.machine.world import Remembering, World, programme, template

A, B = "Rutland County Council", "Torbay Council"
CLERK_A, CLERK_B = "clerk@rutland.example", "clerk@torbay.example"
EVIL = "x@evil.example"
#: Council → the words that only its own case has.
PLANTED = {
    A: {"name": "Zuleika Quillfeather", "phone": "01632 960167", "sponsor": "Aloysius Wintergreen"},
    B: {"name": "Barnaby Thistlewaite", "phone": "01632 960267", "sponsor": "Cordelia Fenwickson"},
}
NUMBERS = {A: 71, B: 72}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the address in From, and header lines besides."""

    address: str
    more: tuple[str, ...] = ()
    display: str = ""


WRITERS = {
    "contact of A": Writer(CLERK_A),
    "contact of B": Writer(CLERK_B),
    "colleague of the contact of A": Writer("deputy@rutland.example"),
    "staff": Writer(RUTH.email),
    "stranger": Writer("somebody@public.example"),
    "homoglyph": Writer("clerk@rutiand.example"),
    "hyphen": Writer("clerk@rutland-example.example"),
    "sub-domain": Writer("clerk@mail.rutland.example"),
    "domain within a domain": Writer("clerk@rutland.example.evil.example"),
    "gov.uk within a domain": Writer("clerk@rutland.gov.uk.example"),
    "punycode": Writer("clerk@xn--rutlnd-9pf.example"),
    "longer local part": Writer("clerk.@rutland.example.example"),
    "address as a name": Writer(EVIL, display=f'"{CLERK_A}"'),
    "A with answers to elsewhere": Writer(CLERK_A, (f"Reply-To: {EVIL}",)),
    "elsewhere with answers to A": Writer(EVIL, (f"Reply-To: {CLERK_A}",)),
    "A for another sender": Writer(CLERK_A, (f"Sender: {EVIL}", f"Reply-To: <{EVIL}>")),
    "B with answers to A": Writer(CLERK_B, (f"Reply-To: {CLERK_A}",)),
    "A with answers to B": Writer(CLERK_A, (f"Reply-To: {CLERK_B}",)),
}


def filled(council: str, author: str, number: int, *, answers: str = "") -> Written:
    """A council's form with the words that only it has."""
    mail = mails.form(council, author, number, at=at(3, 10), answers=answers)
    planted = PLANTED[council]
    raw = mail.raw.replace(b"Mary-Ann Ll=C5=B7r", planted["name"].encode())
    raw = raw.replace(b"Ruair=C3=AD St John", planted["sponsor"].encode())
    raw = raw.replace(mails.PHONE.encode(), planted["phone"].encode())
    for word in planted.values():
        assert word.encode() in raw
    return replace(mail, raw=raw)


@pytest.fixture(scope="module")
def reader() -> Iterator[Remembering]:
    with Sandbox(programme().form) as sandbox:
        yield Remembering(sandbox)


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory, reader: Remembering) -> Path:
    """A folder of a service that two councils have applied to, and that told staff about both."""
    folder = tmp_path_factory.mktemp("identity")
    world = World(folder / "applied", like=template(folder / "template"), reader=reader, begins=at(3, 10))
    for council, clerk in ((A, CLERK_A), (B, CLERK_B)):
        world.deliver(filled(council, clerk, NUMBERS[council]))
        assert world.passes()
    with clock.still(world.now), world.service.store.begin() as session:
        for reference in ("DD-0001", "DD-0002"):
            case = applications.by_reference(session, reference)
            assert case is not None
            assert send_case(session, world.service.desk, case, RUTH, cause=f"show:{reference}", at=world.now)
    assert world.passes()
    world.release()
    return world.folder


@contextmanager
def played(applied: Path, tmp_path: Path, reader: Remembering) -> Iterator[World]:
    world = World(tmp_path / "world", like=applied, reader=reader, begins=at(4, 10))
    try:
        yield world
    finally:
        world.close()


def secrets(world: World) -> dict[str, set[str]]:
    """Contact's address → the words of its case."""
    found: dict[str, set[str]] = {}
    for case in rows(world.database, "SELECT reference, contact_address FROM application WHERE reference < 'DD-0003'"):
        council = {"DD-0001": A, "DD-0002": B}[case["reference"]]
        words = {case["reference"], council, f"zq{NUMBERS[council]}transport", *PLANTED[council].values()}
        found.setdefault(case["contact_address"].lower(), set()).update(words)
    return found


def letter(world: World, kind: str, recipient: str) -> dict[str, Any]:
    """The outbox row of the first letter of a kind to an address, with its bytes."""
    (row, *_) = rows(
        world.database,
        "SELECT m.*, b.raw FROM outgoing_mail m JOIN outgoing_body b ON b.letter_id = m.id"
        " WHERE m.kind = ? AND m.recipient = ? ORDER BY m.id",
        kind,
        recipient,
    )
    return row


def words(
    world: World,
    writer: Writer,
    subject: str,
    said: str,
    *,
    answers: str = "",
) -> Written:
    """A mail in words of this writer."""
    mail = mails.text(
        "words", writer.address, subject, said, 500, at=world.now, answers=answers, more=writer.more, vouched=True
    )
    if writer.display:
        plain = f"From: {writer.address}".encode()
        mail = replace(mail, raw=mail.raw.replace(plain, f"From: {writer.display} <{writer.address}>".encode(), 1))
    return mail


def _thread(world: World, writer: Writer, said: str) -> Written:
    receipt = letter(world, "receipt", CLERK_A)
    return words(world, writer, "Re: your letter", said, answers=receipt["message_id"])


def _forwarded(world: World, writer: Writer) -> Written:
    """The receipt of B, forwarded as it stands."""
    receipt = letter(world, "receipt", CLERK_B)
    text = message_from_bytes(receipt["raw"], policy=policy.default).get_body(("plain",))
    assert text is not None
    quoted = "".join(f"> {line}\n" for line in str(text.get_content()).splitlines())
    return words(world, writer, f"Fwd: {receipt['subject']}", f"See below, please.\n\n{quoted}")


def _attached(world: World, writer: Writer) -> Written:
    """The receipt of B, attached whole."""
    receipt = letter(world, "receipt", CLERK_B)
    mail = words(world, writer, "What they wrote", "See the mail attached.")
    head, _, body = mail.raw.partition(b"\r\n\r\n")
    head = re.sub(rb"Content-T[^\r]*\r\n", b"", head)
    raw = (
        head
        + b'\r\nContent-Type: multipart/mixed; boundary="zz"\r\n\r\n--zz\r\nContent-Type: text/plain\r\n\r\n'
        + body
        + b"\r\n--zz\r\nContent-Type: message/rfc822\r\n\r\n"
        + receipt["raw"]
        + b"\r\n--zz--\r\n"
    )
    return replace(mail, raw=raw)


def _form(world: World, writer: Writer, council: str, *, thread: bool = False) -> Written:
    receipt = letter(world, "receipt", CLERK_A)["message_id"] if thread else ""
    mail = filled(council, CLERK_A if council == A else CLERK_B, 77, answers=receipt)
    head, gap, body = mail.raw.partition(b"\r\n\r\n")
    name = writer.display or "Clerk"
    new = f"From: {name} <{writer.address}>".encode()
    head = re.sub(rb"From: [^\r]*", lambda _: new, head, count=1)
    for line in writer.more:
        head += b"\r\n" + line.encode()
    # In the body other answers than those of the case: only what the letter adds to them would be told.
    for planted in PLANTED[council].values():
        body = body.replace(planted.encode(), b"Somebody Else" if planted[0].isalpha() else b"01632 960999")
    return replace(mail, raw=head + gap + body.replace(b"zq77", b"zq9977"))


def _order(world: World, writer: Writer) -> Written:
    """The code of a link about A that was made for a member of staff."""
    raw = letter(world, "case", RUTH.email)["raw"]
    html = message_from_bytes(raw, policy=policy.default).get_body(("html",))
    assert html is not None
    urls = re.findall(r'href="(mailto:[^"]+)"', str(html.get_content()))
    subjects = [parse_qs(urlsplit(url.replace("&amp;", "&")).query).get("subject", [""])[0] for url in urls]
    subject = next(item for item in subjects if "DD-0001 [code" in item)
    return words(world, writer, subject, "What do you have of it?")


CORRECTION = "Telephone number of project lead: 01632 960999"
MAILS: dict[str, Callable[[World, Writer], Written]] = {
    "asks in A's thread": lambda w, who: _thread(w, who, "How does it stand with our application?"),
    "corrects in A's thread": lambda w, who: _thread(w, who, CORRECTION),
    "withdraws in A's thread": lambda w, who: _thread(w, who, "We withdraw our application."),
    "accepts in A's thread": lambda w, who: _thread(w, who, "We accept the invitation and will come."),
    "quotes A and asks": lambda w, who: words(w, who, "DD-0001", "How does DD-0001 stand? Who sent it?"),
    "quotes A and corrects": lambda w, who: words(w, who, "DD-0001", f"On DD-0001:\n\n{CORRECTION}"),
    "quotes A and withdraws": lambda w, who: words(w, who, "DD-0001", "We withdraw our application DD-0001."),
    "quotes both and asks": lambda w, who: words(w, who, "DD-0001 and DD-0002", "How do both stand?"),
    "asks to join the list": lambda w, who: words(w, who, "Updates", "Please add me to the update list."),
    "forwards B's receipt": _forwarded,
    "attaches B's receipt": _attached,
    "sends a form of A": lambda w, who: _form(w, who, A),
    "sends a form of A in A's thread": lambda w, who: _form(w, who, A, thread=True),
    "sends a form of B": lambda w, who: _form(w, who, B),
    "sends a form of B in A's thread": lambda w, who: _form(w, who, B, thread=True),
    "sends a code of staff": _order,
}


@pytest.mark.parametrize("what", MAILS)
@pytest.mark.parametrize("who", WRITERS)
def test_nobody_is_told_anything_of_another_case(
    who: str, what: str, applied: Path, tmp_path: Path, reader: Remembering
) -> None:
    with played(applied, tmp_path, reader) as world:
        before = secrets(world)
        mail = MAILS[what](world, WRITERS[who])
        world.deliver(mail)
        assert world.passes()
        known = decoded(mail.raw)
        told = [item for item in world.post.taken if item.recipient not in STAFF]
        for item in told:
            said = decoded(item.raw)
            for contact, planted in before.items():
                if contact == item.recipient:
                    continue
                if contact == CLERK_A and item.recipient == "deputy@rutland.example":
                    continue  # of the organisation that the case is of: its forms are the case's
                leaked = {word for word in planted if word in said and word not in known}
                assert not leaked, f"{item.kind} to {item.recipient} tells {leaked} of {contact}'s case"
        (row,) = rows(world.database, "SELECT * FROM inbound_message ORDER BY id DESC LIMIT 1")
        assert row["status"] in ("processed", "held")
        if row["status"] == "held":
            assert row["reason"]


@pytest.mark.parametrize("who", [name for name, writer in WRITERS.items() if writer.address != CLERK_A])
@pytest.mark.parametrize("what", ["corrects in A's thread", "quotes A and corrects", "withdraws in A's thread"])
def test_case_is_changed_by_nobody_but_its_contact(
    who: str, what: str, applied: Path, tmp_path: Path, reader: Remembering
) -> None:
    with played(applied, tmp_path, reader) as world:
        before = rows(world.database, "SELECT * FROM application") + rows(world.database, "SELECT * FROM answer")
        world.deliver(MAILS[what](world, WRITERS[who]))
        assert world.passes()
        after = rows(world.database, "SELECT * FROM application") + rows(world.database, "SELECT * FROM answer")
        assert after == before
