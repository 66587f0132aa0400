"""What a pass does with a mailbox, on a store and archive of its own, and what the books say afterwards.

Reading the mail is left out: what is filed is taken for an enquiry at once, so that it is moved away.
"""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from sqlalchemy import select

from intake import clock
from intake.config import ImapSettings
from intake.mailbox.imap import open_imap
from intake.mailbox.source import Mailbox
from intake.mailbox.suspects import Suspects
from intake.receive import Received, receive, settle
from store import messages, progress
from store.columns import table_of
from store.states import MessageStatus
from store.tables import InboundMessage, Sighting
from tests.intake.office import Office


def fetch(office: Office, mailbox: Mailbox) -> Received:
    """File what is new in an open mailbox."""
    return receive(office.store, office.archive, mailbox, max_bytes=1_000_000, reconcile_every=timedelta(minutes=30))


def poll(office: Office, settings: ImapSettings, *, suspected: Suspects | None = None) -> Received:
    """File what is new, over a connection of its own."""
    with closing(open_imap(settings, suspects=suspected)) as mailbox:
        return fetch(office, mailbox)


def whole_pass(office: Office, mailbox: Mailbox) -> None:
    """File what is new, conclude it, move it away."""
    fetch(office, mailbox)
    with office.begin() as session:
        for row in messages.claim(session, limit=1_000, at=clock.now()):
            messages.conclude(
                session,
                row,
                status=MessageStatus.PROCESSED,
                disposition="enquiry",
                rule="enquiry",
                at=clock.now(),
            )
    settle(office.store, mailbox, at=clock.now())


def filed(office: Office) -> dict[int, bytes]:
    """UID → bytes, of everything that was seen under a UID, in one folder with one UIDVALIDITY."""
    with office.store.reading() as session:
        rows = session.execute(
            select(table_of(Sighting).c.uid, table_of(InboundMessage).c.sha256).join(table_of(InboundMessage))
        ).all()
    return {uid: office.archive.read(digest) for uid, digest in rows}


def archived(office: Office) -> list[bytes]:
    """The bytes of every message in the books, each as often as it has a row."""
    with office.store.reading() as session:
        digests = session.scalars(select(table_of(InboundMessage).c.sha256)).all()
    return [office.archive.read(digest) for digest in digests]


def watermark(office: Office, mailbox: str) -> int:
    """The UID up to which the books say that all is filed or gone."""
    with office.store.reading() as session:
        row = progress.progress_of(session, mailbox)
    return row.last_uid if row else 0


def fault(office: Office, mailbox: str) -> str:
    """What the books say is wrong with the mailbox."""
    with office.store.reading() as session:
        row = progress.progress_of(session, mailbox)
    return row.fault if row else ""
