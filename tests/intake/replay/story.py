"""A round in miniature on the real service, with a Maildir as its mailbox: forms, a reply, orders, a helping hand.

The mails are bytes, the reading child reads them, the clock is moved to each. What is left is a folder with a
configuration, a store and an archive, to be replayed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from intake import clock
from intake.config import Settings
from intake.config_file import load as load_settings
from intake.panel import assigning
from intake.round import programme as packs
from intake.service import Service, one_pass, open_service
from intake.staff.digest_run import queue_due_digest
from store import letters, messages
from store.letters import LetterItem

PACK = "delivering-differently"
FORM = Path(__file__).parents[3] / "templates" / PACK / "demo" / "10-pasted.eml"
SERVER = "mx.cabinet-office.example"
RUTH, OWEN, TESS = "ruth.alder@cabinet-office.example", "owen.birch@dclg.example", "tess.rowan@lga.example"
A_MOMENT = timedelta(seconds=30)
#: The id of the mail that is held until a person has it read.
HELD = 6

_CONFIG = """\
[service]
programme = "delivering-differently"
data = "data"
answer_from = 2014-01-07T00:00:00Z

[store]
url = "sqlite:///data/intake.db"

[mailbox]
kind = "maildir"
address = "deliveringdifferently@cabinet-office.example"
path = "mailbox"
authserv_id = "mx.cabinet-office.example"

[outgoing]
kind = "maildir"
path = "outgoing"
from_name = "Delivering Differently team"

[[staff]]
name = "Ruth Alder"
body = "Cabinet Office"
email = "ruth.alder@cabinet-office.example"
roles = ["digest", "decide"]

[[staff]]
name = "Owen Birch"
body = "DCLG"
email = "owen.birch@dclg.example"
roles = ["release"]

[[staff]]
name = "Tess Rowan"
body = "LGA"
email = "tess.rowan@lga.example"
roles = ["assess"]
"""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of February 2014."""
    return datetime(2014, 2, day, hour, minute, tzinfo=UTC)


def form(council: str, address: str, *, without: str = "", header: str = "", name: str = "form") -> bytes:
    """The form of a council, pasted into a mail from this address; ``without`` is an answer that is left out."""
    domain = address.partition("@")[2]
    raw = FORM.read_bytes()
    more = f"{header}\r\n" if header else ""
    raw = re.sub(rb"Message-ID: <[^>]+>\r\n", f"{more}Message-ID: <{name}@{domain}>\r\n".encode(), raw)
    raw = raw.replace(b"mary.ann-llyr@rutland-county.example", address.encode())
    raw = raw.replace(b"rutland-county.example", domain.encode()).replace(b"Rutland County Council", council.encode())
    assert without.encode() in raw
    return raw.replace(without.encode(), b"") if without else raw


def written(sender: str, subject: str, text: str, *, answers: str = "", message_id: str) -> bytes:
    """A person's mail, as our own mail server hands it over, having looked at who sent it."""
    domain = sender.partition("@")[2]
    thread = f"In-Reply-To: <{answers}>\r\nReferences: <{answers}>\r\n" if answers else ""
    return (
        f"Return-Path: <{sender}>\r\n"
        f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}\r\n"
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.7]) by {SERVER} with ESMTPS id 1;"
        " Mon, 03 Feb 2014 10:00:00 +0000\r\n"
        f"From: {sender}\r\nTo: deliveringdifferently@cabinet-office.example\r\nSubject: {subject}\r\n"
        f"Date: Mon, 03 Feb 2014 10:00:00 +0000\r\nMessage-ID: <{message_id}>\r\n{thread}"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nMIME-Version: 1.0\r\n\r\n"
        f"{text}\r\n"
    ).encode()


@dataclass
class Played:
    """One service in a folder, as it is played."""

    folder: Path
    service: Service
    number: int = 0

    def delivers(self, *raws: bytes, at: datetime) -> None:
        """These mails reach the mailbox at ``at`` and the service does one pass a moment later."""
        for raw in raws:
            self.number += 1
            name = f"{int(at.timestamp())}.{self.number:03d}.story"
            path = self.folder / "mailbox" / "tmp" / name
            path.write_bytes(raw)
            os.utime(path, (at.timestamp(), at.timestamp()))
            path.rename(self.folder / "mailbox" / "new" / name)
        self.passes(at=at + A_MOMENT)

    def passes(self, *, at: datetime) -> None:
        """The daemon's work at the instant ``at``."""
        with clock.travel(at):
            queue_due_digest(self.service.desk, self.service.settings, at=clock.now())
            one_pass(self.service)

    def requeues(self, message: int, *, at: datetime) -> None:
        """A person at the keyboard has held mail read again."""
        with clock.travel(at), self.service.store.begin() as session:
            row = messages.by_id(session, message)
            assert row is not None
            messages.requeue(session, row, actor="pat (command line)", reason="it is a form", at=clock.now())
        self.passes(at=at + A_MOMENT)

    def gives_out(self, *, at: datetime) -> None:
        """A person at the keyboard shares out what can be assessed."""
        service = self.service
        with clock.travel(at), service.store.begin() as session:
            found = assigning.evenly(session, service.desk)
            actor = "Ruth Alder, by pat (command line)"
            assigning.assign(session, service.desk, found.allocations, actor=actor, at=clock.now())
        self.passes(at=at + A_MOMENT)

    def letters(self, kind: str = "") -> list[LetterItem]:
        """The outbox, or what is of one kind in it."""
        with self.service.store.reading() as session:
            return [item for item in letters.listing(session) if kind in ("", item.kind)]

    def receipt(self, address: str) -> LetterItem:
        """The first receipt that went to this address."""
        return next(item for item in self.letters("receipt") if item.recipient == address)

    def link(self, letter: LetterItem, label: str) -> str:
        """The subject of the mail that a link in a letter opens."""
        with self.service.store.reading() as session:
            raw = letters.body_of(session, letter.id)
        html = message_from_bytes(raw, policy=default).get_body(("html",))
        assert html is not None
        for url, text in re.findall(r'<a href="(mailto:[^"]+)"[^>]*>([^<]+)</a>', str(html.get_content())):
            if text.startswith(label):
                return str(parse_qs(urlsplit(url.replace("&amp;", "&")).query)["subject"][0])
        raise LookupError(label)


def configured(folder: Path) -> Settings:
    """A folder with a configuration and empty Maildirs."""
    for name in ("cur", "new", "tmp"):
        (folder / "mailbox" / name).mkdir(parents=True)
    (folder / "outgoing").mkdir()
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    return load_settings(folder / "config.toml")


@contextmanager
def opened(folder: Path) -> Iterator[Played]:
    """The service of a configured folder, open."""
    with open_service(load_settings(folder / "config.toml"), packs.load(PACK)) as service:
        yield Played(folder, service)


def play(folder: Path) -> None:
    """The story: what comes by mail, what falls due, and one held mail that a person has read after all."""
    configured(folder)
    with opened(folder) as round_:
        _forms(round_)
        _by_hand(round_)
        _orders(round_)


def _forms(round_: Played) -> None:
    rutland = form("Rutland County Council", "clerk@rutland.example")
    # One poll brings three mails, which are read at a time and concluded as they are ready.
    round_.delivers(
        rutland,
        form("Torbay Council", "clerk@torbay.example"),
        form("Plymouth City Council", "clerk@plymouth.example", without="01632 960067"),
        at=at(3, 10),
    )
    # The same mail by another route, and a correction in reply to the receipt.
    round_.delivers(rutland.replace(b"mailcontrol", b"mailcontrol2"), at=at(3, 11))
    receipt = round_.receipt("clerk@rutland.example")
    text = "Telephone number of project lead: 01632 960999"
    round_.delivers(
        written(
            "clerk@rutland.example",
            f"Re: {receipt.subject}",
            text,
            answers=receipt.message_id,
            message_id="fix@r.example",
        ),
        at=at(4, 9),
    )


def _by_hand(round_: Played) -> None:
    """A form that answers another's receipt is held; a person looks and has it read, and another form comes after."""
    receipt = round_.receipt("clerk@plymouth.example")
    wigan = form("Wigan Council", "clerk@plymouth.example", header=f"In-Reply-To: <{receipt.message_id}>", name="wigan")
    round_.delivers(wigan, at=at(5, 9))
    round_.requeues(HELD, at=at(5, 10))
    round_.delivers(form("Salford City Council", "clerk@salford.example"), at=at(6, 9))


def _orders(round_: Played) -> None:
    """The reminder falls due; staff shortlist by mail, another body releases by mail, and the letters leave."""
    round_.passes(at=at(8, 9, 5))
    round_.gives_out(at=at(11, 7))
    asked = round_.letters("declaration")[-1]
    clear = written(TESS, f"Re: {asked.subject}", "I have no conflicts of interest.", message_id="clear@lga.example")
    round_.delivers(clear, at=at(11, 8))
    round_.passes(at=at(11, 8, 31))
    asks = round_.link(round_.letters("digest")[-1], "Plan the letters: shortlist")
    chosen = round_.receipt("clerk@salford.example").application
    round_.delivers(written(RUTH, asks, f"{chosen}\r\ndecline others", message_id="plan@co.example"), at=at(11, 9))
    shown = next(item for item in round_.letters("batch_plan") if item.recipient == OWEN)
    round_.delivers(written(OWEN, round_.link(shown, "Release"), "", message_id="go@dclg.example"), at=at(11, 10))
    round_.passes(at=at(11, 10, 45))
    round_.passes(at=at(11, 12))
