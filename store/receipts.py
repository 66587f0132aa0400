"""What the books say of the raw archive: which mails it must hold, and where each was seen. For audits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from store.columns import table_of
from store.engine import Session
from store.states import MessageStatus
from store.tables import InboundMessage, Sighting

#: Mailbox, UIDVALIDITY and UID.
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One mail in the books; ``erased_at`` is None where its file must be there."""

    message_id: int
    sha256: str
    erased_at: datetime | None


def receipts(session: Session) -> list[Receipt]:
    """Every mail, in the order it was filed."""
    table = table_of(InboundMessage)
    query = select(table.c.id, table.c.sha256, table.c.erased_at).order_by(table.c.id)
    return [Receipt(*row) for row in session.execute(query)]


def seen(session: Session) -> dict[Place, str]:
    """Every place a mail was seen at → its sha256."""
    sighting, message = table_of(Sighting), table_of(InboundMessage)
    query = select(sighting.c.mailbox, sighting.c.uidvalidity, sighting.c.uid, message.c.sha256).join_from(
        sighting, message, sighting.c.message_id == message.c.id
    )
    return {(mailbox, uidvalidity, uid): sha256 for mailbox, uidvalidity, uid, sha256 in session.execute(query)}


def concluded(session: Session) -> set[str]:
    """The sha256 of every mail that was read and recorded, or waits for a person."""
    table = table_of(InboundMessage)
    waiting = (MessageStatus.PENDING, MessageStatus.PROCESSING)
    return set(session.scalars(select(table.c.sha256).where(table.c.status.not_in(waiting))))
